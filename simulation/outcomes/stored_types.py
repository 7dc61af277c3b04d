"""What each stored table holds, column by column; whatever reads one names it here."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, TIES_COLUMNS, Column
from simulation.outcomes.example import EXAMPLE_GROUPS, EXAMPLE_PEOPLE
from simulation.outcomes.small_tables import CHANCE_COLUMNS
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import STORED_PERSON_COLUMNS, field
from simulation.storage.table_types import Types

_WHOLE = ("replicate", "world", "generation", "number", "first", "replicates")


def fields(names: Iterable[str], kind: pa.DataType, nullable: bool = False) -> list[pa.Field]:
    """Fields of one type."""
    return [pa.field(name, kind, nullable) for name in names]


def _keys(*names: str) -> list[pa.Field]:
    kinds = {"month": pa.date32(), **dict.fromkeys(_WHOLE, pa.int32())}
    return [pa.field(name, kinds.get(name, pa.string()), False) for name in names]


def _table(keys: Sequence[str], columns: Sequence[Column]) -> Types:
    return Types.of(_keys(*keys), map(field, columns))


_NUMBER = pa.field("", pa.float64(), False)
STORED = {
    "persons": _table(("replicate", "month", "region", "administration"), STORED_PERSON_COLUMNS),
    "activity": _table(("replicate", "month", "region"), ACTIVITY_COLUMNS),
    "network": _table(("replicate", "month"), NETWORK_COLUMNS),
    "lineage": _table(("replicate", "month", "generation"), LINEAGE_COLUMNS),
    "ties": _table(("replicate", "month", "level", "one", "other"), TIES_COLUMNS),
    "chance": _table(("replicate", "month", "world"), CHANCE_COLUMNS),
    "failures": _table(("replicate", "world", "stage", "error", "traceback"), ()),
    "uncertainties": Types.of(_keys("replicate"), others=_NUMBER),
    "summary": Types.of(_keys("level", "month", "measure", "unit"),
                        fields(("region", "administration"), pa.string(), True),
                        fields(("mean", *QUANTILES), pa.float64(), True)),
    "sums": Types.of([pa.field("sum", pa.int64(), False)]),
    "example_people": Types.of(EXAMPLE_PEOPLE),
    "example_groups": Types.of(EXAMPLE_GROUPS),
    "runs": Types.of(_keys("point", "replicate", "month", "place"), others=_NUMBER),
    "points": Types.of(_keys("number", "point", "base", "values", "scenario", "first", "replicates")),
}  # fmt: skip
"""By table, of a forecast or a sweep."""

_POSTERIOR = [pa.field("weight", pa.float64(), False), pa.field("replicate", pa.int64(), False)]
_NAMED = ("date", "measure", "over", "precision", "source")
FITTED = {
    "posterior": Types.of(_POSTERIOR, others=_NUMBER),
    "draws": Types.of(others=_NUMBER),
    "observations": Types.of(
        fields(_NAMED, pa.string()), fields(("elapsed", "value", "low", "high", "before"), pa.float64()),
        fields(("prior_low", "prior_high"), pa.float64(), True), fields(("fitted", "outside"), pa.bool_()),
        others=_NUMBER,
    ),
    "predicted": Types.of(fields(("measure", "over"), pa.string()), others=_NUMBER),
}  # fmt: skip
"""By table, of a calibration."""
