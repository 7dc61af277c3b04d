"""What one more is worth: two small tables beside the results, and where they are found again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from simulation.common.columns import Column
from simulation.outcomes.analyses import VALUE
from simulation.outcomes.analysis_manifests import ValueByPlaceSaid, ValueSaid
from simulation.outcomes.manifests import fitting
from simulation.outcomes.provenance import rules_name
from simulation.outcomes.tables import field
from simulation.storage.storage import Storage
from simulation.storage.table_types import Types

if TYPE_CHECKING:
    import pandas as pd

NAME, PLACES_NAME = "value", "value_by_place"
"""What the tables are called: of single changes in the whole nation, and by place and period."""
COSTS = ("money_cash", "money_valued_time")
"""Measures whose sum is what a change costs."""

_MEASURED = "that of the measure"
VALUE_COLUMNS = (
    Column("gain", _MEASURED, "What one unit more changes by then, on average over pairs of futures",
           "Ce qu’une unité de plus change à cette date, en moyenne sur les paires de futurs", "mean"),
    Column("gain_low", _MEASURED, "Lower end of the 95 % interval of that mean",
           "Borne basse de l’intervalle à 95 % de cette moyenne", "mean"),
    Column("gain_high", _MEASURED, "Upper end of the 95 % interval of that mean",
           "Borne haute de l’intervalle à 95 % de cette moyenne", "mean"),
    Column("more", "share", "Share of the pairs in which there is more with it",
           "Part des paires où il y en a davantage avec elle", "mean"),
    Column("fewer", "share", "Share of the pairs in which there is less with it",
           "Part des paires où il y en a moins avec elle", "mean"),
    Column("for_money", f"{_MEASURED} per 10,000 euros", "The gain for 10,000 euros of cash and valued time",
           "Le gain pour 10 000 euros de dépense et de temps valorisé", "mean"),
    Column("for_money_low", f"{_MEASURED} per 10,000 euros", "Lower end of its 95 % interval",
           "Borne basse de son intervalle à 95 %", "mean"),
    Column("for_money_high", f"{_MEASURED} per 10,000 euros", "Upper end of its 95 % interval",
           "Borne haute de son intervalle à 95 %", "mean"),
)  # fmt: skip
"""The value columns of both tables: one row a change, place, period and measure."""

VALUE_REST = (
    Column("pairs", "pairs", "Pairs of futures, with the change and without",
           "Paires de futurs, avec le changement et sans"),
    Column("fresh", "yes or no", "On seeds that no search has seen", "Sur des graines qu’aucune recherche n’a vues"),
    Column("clear", "yes or no", "The gain is told apart from 0", "Le gain se distingue de 0"),
)  # fmt: skip
"""What is said of each row besides."""

_KEYS = (
    pa.field("change", pa.string(), False),
    pa.field("place", pa.string(), False),
    pa.field("period", pa.string(), False),
    pa.field("measure", pa.string(), False),
)
_TYPES = {"pairs": pa.int32(), "fresh": pa.bool_(), "clear": pa.bool_()}
_SCHEMA = pa.schema([*_KEYS, *(field(column).with_nullable(True) for column in VALUE_COLUMNS),
                     *(pa.field(column.name, _TYPES[column.name], False) for column in VALUE_REST)])  # fmt: skip


@dataclass(frozen=True)
class Value:
    """table: one row a change, place, period and measure (see VALUE_COLUMNS), with `pairs`, how many pairs of futures;
    `fresh`, whether on seeds that no search has seen; `clear`, whether the gain is told apart from 0.

    record: how it came about.
    """

    table: "pd.DataFrame"
    record: dict[str, Any]


def write_value(storage: Storage, name: str, value: Value) -> None:
    """Writes a table and how it came about into a storage; the record last, for only with it the table counts."""
    storage.write_table(f"{name}.parquet", pa.Table.from_pandas(value.table, _SCHEMA, preserve_index=False))
    storage.write_json(f"{name}.json", value.record)


def find_value(storage: Storage, manifest: dict[str, Any], name: str = NAME) -> Value | None:
    """What one more is worth in the scenario of a forecast, found in it or beside it; None without.

    It must be of the same scenario, code and draws (of best values or a posterior, too); there is none for results with
    rules of one's own. Of several, that with the seed of the results, else the first. Raises ResultsError when a file
    of it is damaged.
    """
    if rules_name(manifest):
        return None
    found = []
    for place in (storage, *storage.beside(VALUE)):
        if place.has(f"{name}.json"):
            record = read_record(place, name)
            if record["about"] == about(manifest):
                found.append((place, record))
    if not found:
        return None
    place, record = min(found, key=lambda one: one[1]["seed"] != manifest["seed"])
    return read_value(place, name, record)


def read_record(storage: Storage, name: str) -> dict[str, Any]:
    """How a value came about. Raises ResultsError when it is missing or does not fit."""
    schema = ValueByPlaceSaid if name == PLACES_NAME else ValueSaid
    found: dict[str, Any] = fitting(schema, storage.read_json(f"{name}.json"), storage.named(f"{name}.json"))
    return found


def read_value(storage: Storage, name: str, record: dict[str, Any]) -> Value:
    """The table that goes with a record. Raises ResultsError when it is damaged."""
    table = storage.read_table(f"{name}.parquet", types=Types.of(_SCHEMA))
    return Value(table.to_pandas(use_threads=False), record)


def about(manifest: dict[str, Any]) -> dict[str, Any]:
    """What must be equal in a forecast and a value for them to belong together."""
    posterior = manifest.get("posterior")
    return {
        "scenario": manifest["scenario"]["fingerprint"],
        "code": manifest["code"]["fingerprint"],
        "best_values": bool(manifest["best_values"]),
        "posterior": None if posterior is None else posterior["fingerprint"],
    }
