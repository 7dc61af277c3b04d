"""What a forecast left, as pandas frames: `open_results(folder)`."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.language import say
from simulation.outcomes.full_record import CHANCE, EXAMPLE_FILES, SINGLE_FILES, empty_table
from simulation.outcomes.known import known_stock
from simulation.outcomes.manifests import ForecastManifest, fitting
from simulation.outcomes.opened import OpenedRuns, stored_scenario
from simulation.outcomes.plans import forecast_of_plan, is_plan
from simulation.outcomes.small_tables import failures_table
from simulation.outcomes.store import FORMAT, FULL, Asked, Chunk
from simulation.outcomes.stored_types import STORED
from simulation.outcomes.tables import MEANS, MEASURES
from simulation.outcomes.value import NAME, PLACES_NAME, Value, find_value
from simulation.outcomes.width import Width, find_width
from simulation.scenario.paths import is_folder, is_there
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder, Storage, storage_at

if TYPE_CHECKING:
    # Workers do not need pandas; Arrow imports it when a frame is asked for.
    import pandas as pd

    from simulation.outcomes.queryable import Table

_IN_PERSONS = frozenset(column.name for column in PERSON_COLUMNS)
_SUMS = {mean.total: mean for mean in MEANS}
_TABLE_KEYS = {
    "persons": ("replicate", "month", "region", "administration"),
    "activity": ("replicate", "month", "region"),
}
_AT_ONCE = 80_000_000
"""Bytes of decoded columns held at once while whole numbers are read."""


class Results(OpenedRuns):
    """One forecast, read when asked. Every frame has its units in `MEASURES` (see results/README.md)."""

    layout = FULL

    def __repr__(self) -> str:
        state = "" if self.complete else ", unfinished"
        return f"<Results of {self.manifest['scenario']['name']!r}: {len(self.replicates)} replicates{state}>"

    def asked(self) -> Asked:
        return asked_runs(
            self.manifest["scenario"]["fingerprint"], self.manifest["replicates"], self.manifest["best_values"]
        )

    def rows(self) -> dict[str, int]:
        frame = self.frame
        return {"persons": frame.months * len(frame.cells), "activity": frame.months * len(frame.places),
                "network": len(frame.year_ends), "chance": frame.months}  # fmt: skip

    @cached_property
    def _chunks(self) -> list[Chunk]:
        return list(self.store.chunks())

    @property
    def run_chunks(self) -> list[Chunk]:
        """The chunks that hold replicates, in order."""
        return [chunk for chunk in self._chunks if "persons" in chunk.files and chunk.stretches]

    @cached_property
    def replicates(self) -> np.ndarray:
        """Numbers of the replicates recorded (those that crashed left out), ascending."""
        return np.array([replicate for chunk in self.run_chunks for replicate in chunk.replicates], np.int64)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run, as `load_scenario` gives it."""
        return stored_scenario(self.storage)

    def persons(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """One row a replicate, month, region and administration; `columns` limits the value columns."""
        return self._rows("persons", columns)

    def activity(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """One row a replicate, month and place (the regions and `national`); `columns` limits the value columns."""
        return self._rows("activity", columns)

    def table(self, name: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """A table by name, or just the columns named, keys among them. Raises ResultsError for a name unknown."""
        if name not in ("persons", "activity"):
            if name not in SINGLE_FILES:
                tables = ", ".join(("persons", "activity", *SINGLE_FILES))
                raise ResultsError(say("there is no table {name!r}; there are {tables}", name=name, tables=tables))
            whole = _pandas(self._single(name))
            return whole if columns is None else whole[list(columns)]
        stored = [*_TABLE_KEYS[name], *_stored(name)]
        unknown = [column for column in columns or () if column not in stored]
        if unknown:
            raise ResultsError(say("the {name} table has no column {unknown}", name=name, unknown=", ".join(unknown)))
        names = stored if columns is None else list(columns)
        parts = [self.store.table(chunk, name, names) for chunk in self.run_chunks]
        if not parts:
            return _pandas(pa.table({column: [] for column in names}))
        return _pandas(pa.concat_tables(parts).unify_dictionaries().select(names))

    def network(self) -> "pd.DataFrame":
        """One row a replicate and year: nodes, ties, components."""
        return _pandas(self._single("network"))

    def lineage(self) -> "pd.DataFrame":
        """One row a replicate, year and generation of facilitators and trainers."""
        return _pandas(self._single("lineage"))

    def ties(self) -> "pd.DataFrame":
        """One row a replicate, year, level (region, administration) and pair of places: ties so far between them."""
        return _pandas(self._single("ties"))

    def uncertainties(self) -> "pd.DataFrame":
        """One row a replicate: the value drawn for each uncertainty, in its unit."""
        return _pandas(self._single("uncertainties"))

    def chance(self) -> "pd.DataFrame":
        """National stocks of the runs that repeat the world of a replicate with other chance."""
        return _pandas(self._single("chance"))

    def example(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """One replicate person by person: its people, and who was in which group; see `outcomes.example`.

        Raises ResultsError when the folder has none: it is unfinished, or was not made by Essaim's own model.
        """
        people, groups = (self.storage.read_table(f"{name}.parquet", types=STORED[name]) for name in EXAMPLE_FILES)
        return _pandas(people), _pandas(groups)

    def known(self, measure: str) -> "pd.DataFrame":
        """What is known of a stock of the real network, before the forecast and since; see `outcomes.known`."""
        return known_stock(self.storage, measure)

    def width(self) -> Width | None:
        """What the width of the forecast is made of, when `essaim width` has been there; see `outcomes.width`."""
        return find_width(self.storage, self.manifest)

    def value(self) -> Value | None:
        """What single changes would be worth, when that has been looked at; see `outcomes.value`."""
        return find_value(self.storage, self.manifest, NAME)

    def value_by_place(self) -> Value | None:
        """What one more of each unit is worth by region and period, when `essaim value --by` has been there."""
        return find_value(self.storage, self.manifest, PLACES_NAME)

    def failures(self) -> "pd.DataFrame":
        """One row a run that crashed, with stage, error and traceback."""
        return _pandas(self._single("failures"))

    def summary(self) -> "pd.DataFrame":
        """Mean and quantiles over replicates by level, place, month and measure."""
        return _pandas(self._single("summary"))

    def tables(self) -> "list[Table]":
        from simulation.outcomes.described import forecast_tables

        return forecast_tables(self)

    def stored(self, name: str) -> tuple[list[str], pa.Table | None, str]:
        """A table as it is: its committed files, or, where it is in none yet, its rows; which rows count, in SQL."""
        if name in ("persons", "activity"):
            files = [chunk.files[name]["path"] for chunk in self.run_chunks]
            part = any(chunk.picked is not None for chunk in self.run_chunks)
            where = f"replicate < {self.manifest['replicates']}" if part else ""
            rows = None if files else pa.table({column: [] for column in (*_TABLE_KEYS[name], *_stored(name))})
            return files, rows, where
        if name in EXAMPLE_FILES or self.complete:
            file = f"{name}.parquet"
            return [file] * self.storage.has(file), None, ""
        return [], self._single(name), ""

    def national(self, *names: str) -> dict[str, np.ndarray]:
        """Columns of persons or activity summed over the nation: float64, replicates × months, in their unit.

        `skill_sum` and `generation_sum` may be asked for too. Raises KeyError for a name that is not recorded.
        """
        return self._summed(names, slice(None), slice(None))

    def regional(self, region: str, *names: str) -> dict[str, np.ndarray]:
        """The same of one region. Raises ValueError for a region that the run does not have."""
        position = self.frame.regions.index(region)
        cells = [at for at, (of, _) in enumerate(self.frame.cells) if of == position]
        return self._summed(names, cells, [self.frame.places.index(region)])

    def _summed(
        self, names: Sequence[str], cells: slice | list[int], places: slice | list[int]
    ) -> dict[str, np.ndarray]:
        """Columns summed over some cells (of persons) or places (of activity), in their unit."""
        scales = {name: _SUMS[name].scale if name in _SUMS else MEASURES[name].scale for name in names}
        found: dict[str, list[np.ndarray]] = {name: [] for name in names}
        for chunk in self.run_chunks:  # one by one, as a month of all places is much
            for table in (True, False):
                for name, whole in self.whole_numbers([n for n in names if (n in _IN_PERSONS) == table], [chunk]):
                    found[name].append(whole[:, :, cells if table else places].sum(axis=2, dtype=np.int64))
        nothing = np.zeros((0, self.frame.months), np.int64)
        return {name: np.concatenate([nothing, *found[name]]) / scale for name, scale in scales.items()}

    def whole_numbers(
        self, names: Sequence[str], chunks: Sequence[Chunk] | None = None
    ) -> Iterator[tuple[str, np.ndarray]]:
        """Columns of one table as recorded: name and whole numbers, replicates × months × places.

        Names are all of the persons table (places: cells), or all of the activity table (places: regions, national).
        chunks: those to read, by default all.
        """
        if not names:
            return
        table, places = (
            ("persons", len(self.frame.cells)) if names[0] in _IN_PERSONS else ("activity", len(self.frame.places))
        )
        chunks = self.run_chunks if chunks is None else chunks
        shape = (sum(len(chunk.runs) for chunk in chunks), self.frame.months, places)
        # Leaves room for the columns from which sums are formed back.
        batch = max(1, _AT_ONCE // max(1, 8 * int(np.prod(shape))))
        rows = self.frame.months * places
        with self.storage.opened_tables([chunk.files[table]["path"] for chunk in chunks], STORED[table]) as readers:
            for start in range(0, len(names), batch):
                wanted = names[start : start + batch]
                sources = list(dict.fromkeys(source for name in wanted for source in _sources(name)))
                parts = [_picked(read(sources), chunk, rows) for read, chunk in zip(readers, chunks, strict=True)]
                for name in wanted:
                    arrays = [_whole(part, name) for part in parts]
                    whole = np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
                    if whole.size != int(np.prod(shape)):
                        where = self.storage.named(table)
                        raise ResultsError(
                            say(
                                "{where} holds {size} rows, expected {prod}",
                                where=where,
                                size=whole.size,
                                prod=np.prod(shape),
                            )
                        )
                    yield name, whole.reshape(shape)

    def sums(self) -> Iterator[tuple[int, slice, np.ndarray]]:
        """Sums over places of all replicates, as `outcomes.sums` says, bit by bit."""
        from simulation.outcomes.stored_sums import stored_sums

        return stored_sums(self)

    def _rows(self, name: str, columns: Sequence[str] | None) -> "pd.DataFrame":
        return self.table(name, None if columns is None else [*_TABLE_KEYS[name], *columns])

    def _single(self, name: str) -> pa.Table:
        if self.complete:
            return self.storage.read_table(f"{name}.parquet", types=STORED[name]).unify_dictionaries()
        if name == "summary":
            from simulation.outcomes.summary import summary_of

            return summary_of(self)
        return pa.concat_tables(self.parts(name)).unify_dictionaries().combine_chunks()

    def parts(self, name: str) -> Iterator[pa.Table]:
        """A single table (but the summary) from its chunks, one after the other; the first may be empty."""
        if name == "failures":
            yield failures_table([failure for chunk in self._chunks for failure in chunk.failures])
            return
        chunks = [chunk for chunk in self._chunks if name in chunk.files and chunk.stretches]
        if not chunks:
            yield empty_table(self.frame, name)
        for chunk in chunks:
            yield self.store.table(chunk, name)


def asked_runs(point: str, replicates: int, best_values: bool) -> dict[str, tuple[range, ...]]:
    """The runs of a forecast: its replicates, and the chance batch."""
    return {point: (range(replicates), range(CHANCE, CHANCE + chance_runs(replicates, best_values)))}


def chance_runs(replicates: int, best_values: bool) -> int:
    """How many worlds are run once more with other chance: none with best values, for all worlds are then one."""
    return 0 if best_values else min(replicates, max(10, replicates // 10))


def open_results(folder: str | Path | Storage, unfinished: bool = False) -> Results:
    """Opens a forecast, that of a plan, or the only one inside a folder.

    Raises ResultsError when it is none, there are several, it is damaged, or not complete. With `unfinished`, what was
    finished of an incomplete run can be read.
    """
    storage = storage_at(folder)
    if is_plan(storage):
        storage = forecast_of_plan(storage)
    elif isinstance(storage, Folder):
        storage = _only_one(storage)
    manifest = storage.read_json("manifest.json")
    where = storage.named("manifest.json")
    if not isinstance(manifest, dict) or not {"format", "complete", "frame", "files"} <= manifest.keys():
        raise ResultsError(say("{where} is not the manifest of a run", where=where))
    if manifest["format"] != FORMAT:
        raise ResultsError(
            say(
                "{storage} was written in format {format}, by another version of Essaim; this one reads "
                "format {own}. The same `essaim run` sets it aside and runs anew",
                storage=storage,
                format=str(manifest["format"])[:20],
                own=FORMAT,
            )
        )
    results = Results(storage, fitting(ForecastManifest, manifest, where))
    damaged = results.store.damaged(contents=True)
    singles = [f"{name}.parquet" for name in SINGLE_FILES if results.complete]
    damaged += [
        name
        for name in dict.fromkeys([*singles, *manifest["files"]])
        if not storage.is_whole(name, manifest["files"].get(name, {}))
    ]
    if damaged and not unfinished:
        raise ResultsError(
            say(
                "{storage}: damaged or missing: {damaged}; `essaim run` makes them again",
                storage=storage,
                damaged=", ".join(damaged),
            )
        )
    if not results.complete and not unfinished:
        raise ResultsError(
            say(
                "{storage} is unfinished: {done} of {replicates} replicates; continue with the "
                "same `essaim run`, or read what is there with open_results(folder, unfinished=True)",
                storage=storage,
                done=len(results.replicates),
                replicates=manifest["replicates"],
            )
        )
    return results


def _only_one(storage: Folder) -> Folder:
    """The folder itself, or that of the only forecast in it."""
    folder = storage.path
    if not is_folder(folder):
        raise ResultsError(say("{folder} is not a folder", folder=folder))
    if is_there(folder / "manifest.json"):
        return storage
    # A sweep keeps a manifest, too; it has points.
    folders = [path.parent for path in folder.glob("*/manifest.json")]
    inside = sorted(path for path in folders if not is_there(path / "points.parquet"))
    if len(inside) != 1:
        listed = "".join(f"\n  {path}" for path in inside)
        raise ResultsError(
            say(
                "{folder} holds {inside} runs; open one of them:{listed}",
                folder=folder,
                inside=len(inside),
                listed=listed,
            )
            if inside
            else say("{folder} is not a results folder: there is no manifest.json in it", folder=folder)
        )
    return Folder(inside[0])


def _picked(table: pa.Table, chunk: Chunk, rows: int) -> pa.Table:
    """The rows of the runs that count, each having as many."""
    return table if chunk.picked is None else table.filter(pa.array(np.repeat(chunk.picked, rows)))


def _stored(table: str) -> list[str]:
    activity = [column.name for column in ACTIVITY_COLUMNS]
    return activity if table == "activity" else [name for name in MEASURES if name not in set(activity)]


def _sources(name: str) -> tuple[str, ...]:
    return (_SUMS[name].column.name, "facilitators", "trainers") if name in _SUMS else (name,)


def _whole(table: pa.Table, name: str) -> np.ndarray:
    """A column as the whole numbers that were recorded."""
    if name not in _SUMS:
        scale = MEASURES[name].scale
        values = table[name].to_numpy()
        return values if scale == 1 else np.rint(values * scale).astype(np.int64)
    mean = _SUMS[name]
    weight = table["facilitators"].to_numpy().astype(np.int64) + table["trainers"].to_numpy()
    return np.rint(np.nan_to_num(table[mean.column.name].to_numpy()) * (weight * mean.scale)).astype(np.int64)


def _pandas(table: pa.Table) -> "pd.DataFrame":
    # Arrow's own threads can abort the interpreter when it exits.
    return table.to_pandas(use_threads=False, date_as_object=False)
