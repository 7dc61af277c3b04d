"""What a run left, as pandas frames: `open_results(folder)`."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.outcomes.files import ResultsError, opened_tables, read_json, read_table
from simulation.outcomes.frame import Frame
from simulation.outcomes.store import EXAMPLE_FILES, FORMAT, SINGLE_FILES, Record, Store
from simulation.outcomes.sums import joined_sums, sums_of, write_sums
from simulation.outcomes.tables import MEANS, MEASURES
from simulation.outcomes.width import Width, find_width

if TYPE_CHECKING:
    # Workers do not need pandas; Arrow imports it when a frame is asked for.
    import pandas as pd

_IN_PERSONS = frozenset(column.name for column in PERSON_COLUMNS)
_SUMS = {mean.total: mean for mean in MEANS}
_TABLE_KEYS = {
    "persons": ("replicate", "month", "region", "administration"),
    "activity": ("replicate", "month", "region"),
}
_AT_ONCE = 80_000_000
"""Bytes of decoded columns held at once while whole numbers are read."""


class Results:
    """One run's folder, read when asked. Every frame has its units in `MEASURES` (see results/README.md)."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.frame = Frame.from_json(manifest["frame"])
        self._store = Store(folder, self.frame)

    def __repr__(self) -> str:
        state = "" if self.complete else ", unfinished"
        return f"<Results of {self.manifest['scenario']['name']!r}: {len(self.replicates)} replicates{state}>"

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is there."""
        return bool(self.manifest["complete"])

    @cached_property
    def _runs(self) -> list[Record]:
        return [r for r in self._store.records() if r.chunk.kind == "run"]

    @cached_property
    def replicates(self) -> np.ndarray:
        """Numbers of the replicates recorded (those that crashed left out), ascending."""
        return np.array([replicate for record in self._runs for replicate in record.replicates], np.int64)

    @cached_property
    def scenario(self) -> Any:
        """The scenario that was run, as `load_scenario` gives it."""
        from simulation.scenario.loading import load_scenario

        # What was run is not judged again.
        return load_scenario(self.folder / "scenario.yaml", as_it_is=True)

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
                raise ResultsError(f"there is no table {name!r}; there are {tables}")
            whole = _pandas(self._single(name))
            return whole if columns is None else whole[list(columns)]
        stored = [*_TABLE_KEYS[name], *_stored(name)]
        unknown = [column for column in columns or () if column not in stored]
        if unknown:
            raise ResultsError(f"the {name} table has no column {', '.join(unknown)}")
        names = stored if columns is None else list(columns)
        parts = [read_table(path, names) for path in self._paths(name, self._runs)]
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
        people, groups = (read_table(self.folder / f"{name}.parquet") for name in EXAMPLE_FILES)
        return _pandas(people), _pandas(groups)

    def width(self) -> Width | None:
        """What the width of the forecast is made of, when `essaim width` has been there; see `outcomes.width`."""
        return find_width(self.folder, self.manifest)

    def failures(self) -> "pd.DataFrame":
        """One row a run that crashed, with stage, error and traceback."""
        return _pandas(self._single("failures"))

    def summary(self) -> "pd.DataFrame":
        """Mean and quantiles over replicates by level, place, month and measure."""
        return _pandas(self._single("summary"))

    def sql(self, query: str) -> "pd.DataFrame":
        """The answer to a SELECT over all tables, by DuckDB. Raises QueryError.

        Tables: persons, activity, network, lineage, ties, chance, summary, failures, uncertainties, example_people and
        example_groups; results/README.md lists their columns.
        """
        from simulation.outcomes.described import forecast_tables
        from simulation.outcomes.queries import sql

        return sql(forecast_tables(self), query)

    def stored(self, name: str) -> tuple[list[Path], pa.Table | None]:
        """A table as it is: its committed files, or, where it is in none yet, its rows."""
        if name in ("persons", "activity"):
            paths = self._paths(name, self._runs)
            return paths, None if paths else pa.table({column: [] for column in (*_TABLE_KEYS[name], *_stored(name))})
        if name in EXAMPLE_FILES or self.complete:
            path = self.folder / f"{name}.parquet"
            return [path] * path.exists(), None
        return [], self._single(name)

    def national(self, *names: str) -> dict[str, np.ndarray]:
        """Columns of persons or activity summed over the nation: float64, replicates × months, in their unit.

        `skill_sum` and `generation_sum` may be asked for too. Raises KeyError for a name that is not recorded.
        """
        scales = {name: _SUMS[name].scale if name in _SUMS else MEASURES[name].scale for name in names}
        return {
            name: whole.sum(axis=2, dtype=np.int64) / scales[name] for table in (True, False)
            for name, whole in self.whole_numbers([n for n in names if (n in _IN_PERSONS) == table])
        }

    def whole_numbers(
        self, names: Sequence[str], records: Sequence[Record] | None = None
    ) -> Iterator[tuple[str, np.ndarray]]:
        """Columns of one table as recorded: name and whole numbers, replicates × months × places.

        Names are all of the persons table (places: cells), or all of the activity table (places: regions, national).
        records: the chunks to read, by default all.
        """
        if not names:
            return
        table, places = ("persons", len(self.frame.cells)) if names[0] in _IN_PERSONS else (
            "activity", len(self.frame.places))
        records = self._runs if records is None else records
        shape = (sum(len(record.worlds) for record in records), self.frame.months, places)
        # Leaves room for the columns from which sums are formed back.
        batch = max(1, _AT_ONCE // max(1, 8 * int(np.prod(shape))))
        with opened_tables(self._paths(table, records)) as readers:
            for start in range(0, len(names), batch):
                wanted = names[start : start + batch]
                sources = list(dict.fromkeys(source for name in wanted for source in _sources(name)))
                parts = [read(sources) for read in readers]
                for name in wanted:
                    arrays = [_whole(part, name) for part in parts]
                    whole = np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
                    if whole.size != int(np.prod(shape)):
                        raise ResultsError(f"{self.folder / table} holds {whole.size} rows, expected {np.prod(shape)}")
                    yield name, whole.reshape(shape)

    def sums(self) -> Iterator[np.ndarray]:
        """Sums over places of all replicates, as `outcomes.sums` says, a few months at a time."""
        records = [record for record in self._runs if record.worlds]
        with TemporaryDirectory() as spare:
            parts = []
            for record in records:
                sums = self._store.sums_of(record)
                parts.append(self._add_up(record, Path(spare)) if sums is None else sums)
            yield from joined_sums(self.frame, parts, [len(record.worlds) for record in records])

    def _add_up(self, record: Record, folder: Path) -> Path:
        """Forms the sums of a chunk that has none stored, in another folder."""
        arrays = []
        for columns in (PERSON_COLUMNS, ACTIVITY_COLUMNS):
            found = self.whole_numbers([column.name for column in columns], [record])
            by_column = np.stack([whole for _, whole in found])
            arrays.append(np.ascontiguousarray(by_column.reshape(len(columns), -1).T).reshape(*by_column.shape[1:], -1))
        path = folder / f"{record.chunk.name}.parquet"
        write_sums(path, self.frame, sums_of(self.frame, *arrays))
        return path

    def _paths(self, table: str, records: Sequence[Record]) -> list[Path]:
        return [self.folder / table / f"{record.chunk.name}.parquet" for record in records if record.worlds]

    def _rows(self, name: str, columns: Sequence[str] | None) -> "pd.DataFrame":
        return self.table(name, None if columns is None else [*_TABLE_KEYS[name], *columns])

    def _single(self, name: str) -> pa.Table:
        if self.complete:
            return read_table(self.folder / f"{name}.parquet")
        if name == "summary":
            from simulation.outcomes.summary import summary_of

            return summary_of(self)
        return self._store.assemble(name, self._store.records())


def open_results(folder: str | Path, unfinished: bool = False) -> Results:
    """Opens a results folder, or the only run inside it.

    Raises ResultsError when the folder is none, holds several runs, is damaged, or is not complete. With
    `unfinished`, what was finished of an incomplete run can be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultsError(f"{folder} is not a folder")
    if not (folder / "manifest.json").exists():
        # A sweep keeps a manifest, too; it has points.
        folders = [path.parent for path in folder.glob("*/manifest.json")]
        inside = sorted(path for path in folders if not (path / "points.parquet").exists())
        if len(inside) != 1:
            listed = "".join(f"\n  {path}" for path in inside)
            raise ResultsError(
                f"{folder} holds {len(inside)} runs; open one of them:{listed}" if inside
                else f"{folder} is not a results folder: there is no manifest.json in it"
            )
        folder = inside[0]
    manifest = read_json(folder / "manifest.json")
    if not isinstance(manifest, dict) or not {"format", "complete", "frame", "files"} <= manifest.keys():
        raise ResultsError(f"{folder / 'manifest.json'} is not the manifest of a run")
    if manifest["format"] != FORMAT:
        raise ResultsError(f"{folder} was written in format {manifest['format']}; this version reads format {FORMAT}")
    results = Results(folder, manifest)
    damaged = results._store.damaged()
    damaged += [f"{name}.parquet" for name in SINGLE_FILES if results.complete and not (
        folder / f"{name}.parquet").exists()]
    if damaged and not unfinished:
        raise ResultsError(f"{folder}: damaged or missing: {', '.join(damaged)}; `essaim run` makes them again")
    if not results.complete and not unfinished:
        raise ResultsError(
            f"{folder} is unfinished: {len(results.replicates)} of {manifest['replicates']} replicates; continue with "
            "the same `essaim run`, or read what is there with open_results(folder, unfinished=True)"
        )
    return results


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
