"""The tables of a sweep that queries may name: points, runs, nation (runs summed over places) and failures."""

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from simulation.outcomes.described import FAILURES, POINTS, RUNS
from simulation.outcomes.measured import measure_named
from simulation.outcomes.queryable import Described, Table, quoted
from simulation.outcomes.stored_types import STORED

if TYPE_CHECKING:
    from simulation.outcomes.sweep_results import SweepResults


def sweep_tables(results: "SweepResults") -> list[Table]:
    """The tables of a sweep; of an unfinished one, what is committed."""
    measures = results.keeping.recorded.measures
    described = tuple(Described.of(measure_named(name)) for name in measures)
    chunks = [chunk for chunk in results.store.chunks() if "runs" in chunk.files and chunk.stretches]
    # A run that stands twice cannot be told by its row, so that such a chunk is read for the query.
    doubled = [results.store.table(chunk, "runs") for chunk in chunks if chunk.doubled]
    files = tuple(chunk.files["runs"]["path"] for chunk in chunks if not chunk.doubled)
    part = any(chunk.picked is not None for chunk in chunks)
    keys = {column.name: column for column in RUNS}
    kinds = {name: "BIGINT" if measure_named(name).scale == 1 else "DOUBLE" for name in measures}
    sums = ", ".join(f"sum({quoted(name)})::{kind} AS {quoted(name)}" for name, kind in kinds.items())
    return [
        Table("points", "One row a point", "Une ligne par point", (*POINTS, *_settings(results)),
              rows=_points(results)),
        Table("runs", "One row a run, period and place", "Une ligne par tirage, période et lieu", (*RUNS, *described),
              files, _runs(results, doubled, bool(files)), where=_ASKED if part else "", storage=results.storage,
              helpers={"asked": _asked(results)} if part else {}),
        Table("nation", "One row a run and period: places summed within the run",
              "Une ligne par tirage et période : lieux additionnés dans le tirage",
              (keys["point"], keys["replicate"], keys["month"], *described),
              select=f"SELECT point, replicate, month, {sums} FROM runs GROUP BY ALL"),
        Table("failures", "One row a run that failed", "Une ligne par tirage en échec", FAILURES,
              rows=pa.Table.from_pandas(results.failures().astype({"replicate": "int32"}), preserve_index=False)),
    ]  # fmt: skip


def short_names(places: list[str]) -> dict[str, str]:
    """For each place of a setting, a name that needs no quotes in SQL: its last words, as many as tell it apart."""
    words = {place: re.findall(r"\w+", place) for place in places}
    found = {}
    for place, all_of_it in words.items():
        tails = ["_".join(all_of_it[-number:]) for number in range(_least(place), len(all_of_it) + 1)] or [
            "_".join(all_of_it)
        ]
        others = [other for name, other in words.items() if name != place]
        alone = [tail for tail in tails if not any("_".join(other).endswith(tail) for other in others)]
        found[place] = (alone or [f"{tails[-1]}_{places.index(place) + 1}"])[0].lower()
    return found


def _least(place: str) -> int:
    """How many words the last part of a place has, what stands in brackets among them."""
    return len(re.findall(r"\w+", re.split(r"\.(?![^\[]*\])", place)[-1]))


def _settings(results: "SweepResults") -> list[Described]:
    return [Described(short, "", place, place) for place, short in short_names(results.settings).items()]


def _points(results: "SweepResults") -> pa.Table:
    """The points; a setting whose values are of several kinds is held as text."""
    points = results.points
    columns = {name: pa.array(points[name].tolist()) for name in ("number", "point", "base")}
    for place, short in short_names(results.settings).items():
        values = [None if value != value else value for value in points[place].tolist()]
        try:
            columns[short] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            columns[short] = pa.array([None if value is None else str(value) for value in values])
    return pa.table(columns)


_ASKED = """EXISTS (FROM asked WHERE asked.point = rows.point
    AND rows.replicate >= asked.first AND rows.replicate < asked.first + asked.replicates)"""
"""Which rows of the files belong to the list of points."""


def _asked(results: "SweepResults") -> pa.Table:
    table = results.storage.read_table("points.parquet", ["point", "first", "replicates"], STORED["points"])
    return table.group_by(["point", "first", "replicates"]).aggregate([])


def _runs(results: "SweepResults", doubled: list[pa.Table], has_files: bool) -> pa.Table | None:
    """Rows that are in no file that can be read as it is; without any, an empty table unless there are files."""
    if doubled:
        return pa.concat_tables(doubled).unify_dictionaries()
    return None if has_files else _no_runs(results)


def _no_runs(results: "SweepResults") -> pa.Table:
    names = [column.name for column in RUNS]
    text = {name: pa.array([], pa.string()) for name in names} | {"replicate": pa.array([], pa.int32())}
    text["month"] = pa.array([], pa.date32())
    return pa.table(text | {name: pa.array([], pa.float64()) for name in results.keeping.recorded.measures})
