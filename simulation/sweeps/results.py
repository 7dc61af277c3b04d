"""What a sweep left, as pandas frames: `open_sweep(folder)`."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.outcomes.files import ResultsError
from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import measure_named
from simulation.scenario.problems import did_you_mean
from simulation.scenario.writing import plain_yaml
from simulation.sweeps.kept import Keeping
from simulation.sweeps.places import Folder, Place, place_of
from simulation.sweeps.schema import Recorded
from simulation.sweeps.store import FORMAT, SweepStore

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class NationalRuns:
    """National values of runs, by point, then replicate. fingerprints: of the points; point: position in them.

    values: float64, runs × measures × months.
    """

    fingerprints: tuple[str, ...]
    point: np.ndarray
    replicate: np.ndarray
    values: np.ndarray


class SweepResults:
    """One sweep's folder, read when asked."""

    def __init__(self, folder: str | Path | Place) -> None:
        self.place = place_of(folder)
        self.manifest: dict[str, Any] = json.loads(self.place.read("manifest.json"))
        self.frame = Frame.from_json(self.manifest["frame"])
        self.keeping = Keeping(self.frame, Recorded.model_validate(self.manifest["record"]))
        self.store = SweepStore(self.place)

    @property
    def folder(self) -> Path | str:
        """The folder, or the URL of object storage."""
        return self.place.path if isinstance(self.place, Folder) else self.place.address

    @property
    def called(self) -> str:
        """What the folder is called, or the last part of the URL."""
        return str(self.folder).rstrip("/").rsplit("/", 1)[-1] if isinstance(self.folder, str) else self.folder.name

    def keep(self, name: str, content: str) -> str:
        """Writes a text where the sweep is kept, and returns the place."""
        self.place.write(name, content.encode())
        return self._place_of(name)

    def report_in(self, language: str) -> str | None:
        """Where the report is, if there is one in this language."""
        try:
            page = self.place.read("report.html")
        except FileNotFoundError:
            return None
        return self._place_of("report.html") if f'<html lang="{language}"'.encode() in page[:1000] else None

    def _place_of(self, name: str) -> str:
        return f"{str(self.folder).rstrip('/')}/{name}" if isinstance(self.folder, str) else str(self.folder / name)

    def __repr__(self) -> str:
        return f"<SweepResults of {self.manifest['name']!r}: {self.manifest['points']} points>"

    @property
    def complete(self) -> bool:
        """Whether all that was asked for has been run."""
        return bool(self.manifest["complete"])

    @cached_property
    def points(self) -> "pd.DataFrame":
        """One row a point: number, point (fingerprint), base, and a column for each setting that varies."""
        import pandas as pd

        table = self.place.read_table("points.parquet", ["number", "point", "base", "values"]).to_pydict()
        values = pd.DataFrame([json.loads(one) for one in table.pop("values")], dtype=object)
        for name in values:
            # Null is a value of its own: in a column of numbers it would turn to one that is missing.
            if not any(value is None for value in values[name]):
                values[name] = values[name].infer_objects()
        return pd.concat([pd.DataFrame(table), values], axis=1)

    @property
    def settings(self) -> list[str]:
        """What varies: the places of settings in dotted words."""
        return list(self.points.columns[3:])

    def scenario_text(self, number: int) -> str:
        """The scenario of a point, as YAML. Raises ResultsError for a point that is not there."""
        table = self.place.read_table("points.parquet", ["number", "scenario"])
        numbers = table["number"].to_pylist()
        if number not in numbers:
            raise ResultsError(f"{self.folder} has no point {number}; it has 0 to {max(numbers)}")
        return plain_yaml(json.loads(table["scenario"][numbers.index(number)].as_py()))

    @cached_property
    def file_text(self) -> str:
        """The sweep file as it was last run; empty where it was not kept."""
        try:
            return self.place.read("sweep.yaml").decode()
        except FileNotFoundError:
            return ""

    @cached_property
    def file_values(self) -> dict[str, Any]:
        """What the sweep file says, plain; empty where it cannot be read."""
        from ruamel.yaml import YAML, YAMLError

        try:
            read = YAML(typ="safe", pure=True).load(self.file_text)
        except YAMLError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures kept."""
        return self.keeping.recorded.measures

    @property
    def period_months(self) -> tuple[str, ...]:
        """The last month of each period kept, YYYY-MM."""
        return tuple(self.frame.month_names[period] for period in self.keeping.periods)

    def scenario_texts(self) -> list[str]:
        """The scenario of each point, as YAML, in the order of `points`."""
        table = self.place.read_table("points.parquet", ["scenario"])
        return [plain_yaml(json.loads(text)) for text in table["scenario"].to_pylist()]

    def runs(self, measures: Sequence[str] | None = None) -> "pd.DataFrame":
        """One row a run, period and place, by point (fingerprint), replicate, month, place."""
        import pandas as pd

        names = list(self.keeping.recorded.measures if measures is None else map(self.measure, measures))
        keys = ["point", "replicate", "month", "place"]
        parts = [
            table.to_pandas(use_threads=False, date_as_object=False).astype({"point": str, "place": str})
            for table in self.store.tables([*keys, *names])
        ]
        if not parts:
            return pd.DataFrame(columns=[*keys, *names])
        order = {point: number for number, point in enumerate(dict.fromkeys(self.points["point"]))}
        places = {place: number for number, place in enumerate(self.keeping.places)}
        whole = pd.concat(parts, ignore_index=True)
        by = [whole["point"].map(order), whole["replicate"], whole["month"], whole["place"].map(places)]
        return whole.iloc[np.lexsort([one.to_numpy() for one in reversed(by)])].reset_index(drop=True)

    def measure(self, name: str) -> str:
        """The name of a measure that is kept. Raises ResultsError for another, with the nearest spelling."""
        kept = self.keeping.recorded.measures
        if name not in kept:
            raise ResultsError(f"{self.folder} keeps no measure {name}. {did_you_mean(name, kept)}".strip())
        return name

    def final(self, measure: str, month: str | None = None) -> dict[str, dict[int, float]]:
        """National value of a measure by point and replicate.

        A stock at the end of a month (that of the period it lies in; the last if not given), a flow from the start to
        it. Reads one chunk at a time.
        """
        ends = self.keeping.periods
        periods, places = len(ends), len(self.keeping.places)
        last = int(np.searchsorted(ends, self._position(month)))
        stock = measure_named(self.measure(measure)).kind == "stock"
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for table in self.store.tables(["point", "replicate", measure]):
            values = table[measure].to_numpy().reshape(-1, periods, places).sum(axis=2)
            totals = values[:, last] if stock else values[:, : last + 1].sum(axis=1)
            rows = range(0, table.num_rows, periods * places)
            points, replicates = table["point"].to_pylist(), table["replicate"].to_pylist()
            for row, total in zip(rows, totals.tolist(), strict=True):
                found[points[row]][replicates[row]] = total
        return found

    def by_period(self, measure: str) -> dict[str, dict[int, np.ndarray]]:
        """National values of a measure at the end of each period, by point and replicate; a flow from the start to it.

        Reads one chunk at a time. Raises ResultsError for a measure that is not kept.
        """
        periods, places = len(self.keeping.periods), len(self.keeping.places)
        stock = measure_named(self.measure(measure)).kind == "stock"
        found: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
        for table in self.store.tables(["point", "replicate", measure]):
            values = table[measure].to_numpy().reshape(-1, periods, places).sum(axis=2)
            values = values if stock else values.cumsum(axis=1)
            rows = slice(None, None, periods * places)
            points, replicates = table["point"].to_pylist()[rows], table["replicate"].to_pylist()[rows]
            for point, replicate, one in zip(points, replicates, values, strict=True):
                found[point][replicate] = one
        return found

    def national(self, measures: Sequence[str], months: Sequence[str]) -> "NationalRuns":
        """National values of every run, read in one pass; stocks and flows as in `final`."""
        ends = self.keeping.periods
        periods, places = len(ends), len(self.keeping.places)
        last = [int(np.searchsorted(ends, self._position(month))) for month in months]
        stocks = np.array([measure_named(self.measure(name)).kind == "stock" for name in measures])
        order = {point: number for number, point in enumerate(dict.fromkeys(self.points["point"]))}
        parts = []
        for table in self.store.tables(["point", "replicate", *measures]):
            rows = np.arange(0, table.num_rows, periods * places)
            sums = [table[name].to_numpy().reshape(-1, periods, places).sum(axis=2) for name in measures]
            values = np.stack(sums, axis=2).astype(np.float64)
            values = np.where(stocks, values, values.cumsum(axis=1))[:, last].transpose(0, 2, 1)
            firsts = table.select(["point", "replicate"]).take(rows)
            points = [order.get(point, -1) for point in firsts["point"].to_pylist()]
            parts.append((np.array(points, np.int64), firsts["replicate"].to_numpy(), values))
        if not parts:
            parts = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros((0, len(measures), len(months))))]
        points, replicates, values = (np.concatenate(part) for part in zip(*parts, strict=True))
        sorted_ = np.lexsort((replicates, points))
        sorted_ = sorted_[points[sorted_] >= 0]
        return NationalRuns(tuple(order), points[sorted_], replicates[sorted_], values[sorted_])

    def of_point(self, point: str, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """Replicates of a point, ascending, and its national values: float64, replicates × periods, flows not summed.

        Reads only the chunks that hold the point.
        """
        periods, places = len(self.keeping.periods), len(self.keeping.places)
        found: dict[int, np.ndarray] = {}
        for runs, table in self.store.tables_of(point, [self.measure(measure)]):
            values = table[measure].to_numpy().reshape(-1, periods, places).sum(axis=2)
            found |= {run[1]: row for run, row in zip(runs, values, strict=True) if run[0] == point}
        replicates = np.array(sorted(found), np.int64)
        values = np.array([found[replicate] for replicate in replicates.tolist()], float)
        return replicates, values.reshape(len(replicates), periods)

    def _position(self, month: str | None) -> int:
        """Position of a month, the last if none is given. Raises ResultsError when it is not simulated."""
        position = self.frame.months - 1 if month is None else self.frame.months_until(month)
        if position is None:
            first, last = self.frame.month_names[0], self.frame.month_names[-1]
            raise ResultsError(f"{month} lies outside the run: {first} to {last}")
        return position

    def sql(self, query: str) -> "pd.DataFrame":
        """The answer to a SELECT over the tables points, runs, nation and failures, by DuckDB. Raises QueryError."""
        from simulation.outcomes.queries import sql
        from simulation.sweeps.tables import sweep_tables

        return sql(sweep_tables(self), query)

    def failures(self) -> "pd.DataFrame":
        """One row a run that crashed or was stopped: point, replicate, stage, error, traceback.

        A run that was tried again and went well is none.
        """
        import pandas as pd

        rows = [vars(failure) for commit in self.store.commits() for failure in commit.failures]
        return pd.DataFrame(rows, columns=["point", "replicate", "stage", "error", "traceback"])


def open_sweep(folder: str | Path | Place) -> SweepResults:
    """Opens a sweep in a folder, or at a URL of object storage.

    Raises ResultsError when there is none, or it was written in another format.
    """
    place = place_of(folder)
    try:
        manifest = json.loads(place.read("manifest.json"))
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or not {"format", "record", "points", "frame"} <= manifest.keys():
        raise ResultsError(f"{place} is not the folder of a sweep")
    if manifest["format"] != FORMAT:
        raise ResultsError(f"{place} was written in format {manifest['format']}; this version reads format {FORMAT}")
    return SweepResults(place)
