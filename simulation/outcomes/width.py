"""What the width of a forecast is made of: one small table beside the results, and where it is found again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from simulation.common.columns import Column
from simulation.outcomes.analyses import WIDTH
from simulation.outcomes.analysis_manifests import WidthSaid
from simulation.outcomes.manifests import fitting
from simulation.outcomes.provenance import rules_name
from simulation.outcomes.tables import field
from simulation.storage.storage import Storage
from simulation.storage.table_types import Types

if TYPE_CHECKING:
    import pandas as pd

TABLE, RECORD = "width.parquet", "width.json"
CHANCE, OTHERS, INTERACTIONS = "chance", "others", "interactions"
"""The parts that are no single assumption: chance, the remaining assumptions together, what only several do at once."""
INTERVAL = 0.8
"""The interval whose width is told: from the 10 % to the 90 % quantile of single futures."""

_MEASURED = "that of the measure"
WIDTH_COLUMNS = (
    Column("share", "share", "Share of the variance by itself", "Part de la variance à lui seul", "mean"),
    Column("share_error", "share", "Half of the 95 % interval of that share",
           "Moitié de l’intervalle à 95 % de cette part", "mean"),
    Column("total", "share", "Share with its interactions with other assumptions",
           "Part avec ses interactions avec les autres hypothèses", "mean"),
    Column("total_error", "share", "Half of its 95 % interval", "Moitié de son intervalle à 95 %", "mean"),
    Column("width", _MEASURED, "Width of the 80 % interval", "Largeur de l’intervalle à 80 %", "mean"),
    Column("width_error", _MEASURED, "Half of the 95 % interval of the width",
           "Moitié de l’intervalle à 95 % de la largeur", "mean"),
    Column("narrowing", _MEASURED, "By how much it would be narrower, on average, were the assumption known",
           "De combien il se resserrerait, en moyenne, si l’hypothèse était connue", "mean"),
    Column("narrowing_error", _MEASURED, "Half of the 95 % interval of the narrowing",
           "Moitié de l’intervalle à 95 % du resserrement", "mean"),
)  # fmt: skip
"""The value columns of the width table: one row a measure, year (its last month) and part of the variance."""


_SCHEMA = pa.schema(
    [
        pa.field("measure", pa.string(), False),
        pa.field("month", pa.date32(), False),
        pa.field("part", pa.string(), False),
        *(field(column).with_nullable(True) for column in WIDTH_COLUMNS),
    ]
)


@dataclass(frozen=True)
class Width:
    """table: one row a measure, year and part (see WIDTH_COLUMNS). record: how it came about."""

    table: "pd.DataFrame"
    record: dict[str, Any]


def write_width(storage: Storage, table: "pd.DataFrame", record: dict[str, Any]) -> None:
    """Writes the table and how it came about into a storage; the record last, for only with it the table counts."""
    storage.write_table(TABLE, pa.Table.from_pandas(table, _SCHEMA, preserve_index=False))
    storage.write_json(RECORD, record)


def find_width(storage: Storage, manifest: dict[str, Any]) -> Width | None:
    """The analysis of the scenario of a forecast, in it or beside it; None without one.

    It must be of the same scenario and code, and there is none for results with rules of one's own; of several, that
    with the seed of the results, else the first. Raises ResultsError when a file of it is damaged.
    """
    if manifest["best_values"] or rules_name(manifest):
        return None
    found = []
    for place in (storage, *storage.beside(WIDTH)):
        if place.has(RECORD):
            record = fitting(WidthSaid, place.read_json(RECORD), place.named(RECORD))
            same_scenario = record["scenario"]["fingerprint"] == manifest["scenario"]["fingerprint"]
            if same_scenario and record["code"] == manifest["code"]["fingerprint"]:
                found.append((place, record))
    if not found:
        return None
    place, record = min(found, key=lambda one: one[1]["seed"] != manifest["seed"])
    table = place.read_table(TABLE, types=Types.of(_SCHEMA)).to_pandas(use_threads=False, date_as_object=False)
    return Width(table, record)
