"""What a sweep left, as pandas frames: `open_sweep(folder)`. Only the runs of its list of points are read."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pydantic import ValidationError

from simulation.language import say, sentences
from simulation.language.vocabulary import Words
from simulation.outcomes.manifests import SweepManifest, fitting
from simulation.outcomes.measured import measure_named
from simulation.outcomes.opened import OpenedRuns
from simulation.outcomes.store import FORMAT, THINNED, Asked
from simulation.outcomes.stored_types import STORED
from simulation.outcomes.thinning import Keeping, Recorded
from simulation.scenario.problems import did_you_mean
from simulation.scenario.schema import Scenario
from simulation.scenario.vocabulary import Vocabulary, shared_words
from simulation.scenario.writing import plain_yaml
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at

if TYPE_CHECKING:
    import pandas as pd

    from simulation.outcomes.queryable import Table

_PART = re.compile(r"([A-Za-z_]\w*)(?:\[([^\[\]]+)\])?")


@dataclass(frozen=True)
class NationalRuns:
    """National values of runs, by point, then replicate. fingerprints: of the points; point: position in them.

    values: float64, runs × measures × months.
    """

    fingerprints: tuple[str, ...]
    point: np.ndarray
    replicate: np.ndarray
    values: np.ndarray


class SweepResults(OpenedRuns):
    """One sweep, read when asked."""

    layout = THINNED

    @cached_property
    def keeping(self) -> Keeping:
        """What is kept of each run."""
        return Keeping(self.frame, Recorded.model_validate(self.manifest["record"]))

    def rows(self) -> dict[str, int]:
        return {"runs": len(self.keeping.periods) * len(self.keeping.places)}

    def asked(self) -> Asked:
        # The list as it was asked for; one that goes on until it is precise enough grows with what is there.
        table = self._points_table("point", "first", "replicates").to_pydict()
        found: dict[str, list[range]] = {}
        for point, first, replicates in zip(*table.values(), strict=True):
            more = range(first, first + replicates)
            if more not in found.setdefault(point, []):
                found[point].append(more)
        return found

    def _points_table(self, *columns: str) -> pa.Table:
        return self.storage.read_table("points.parquet", columns, STORED["points"])

    def __repr__(self) -> str:
        return f"<SweepResults of {self.manifest['name']!r}: {self.manifest['points']} points>"

    @cached_property
    def points(self) -> "pd.DataFrame":
        """One row a point: number, point (fingerprint), base, and a column for each setting that varies."""
        import pandas as pd

        table = self._points_table("number", "point", "base", "values").to_pydict()
        values = pd.DataFrame([self._held(one) for one in table.pop("values")], dtype=object)
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
        return plain_yaml(self.scenario_values(number))

    def scenario_values(self, number: int) -> dict[str, Any]:
        """The scenario of a point, plain. Raises ResultsError for a point that is not there."""
        table = self._points_table("number", "scenario")
        numbers = table["number"].to_pylist()
        if number not in numbers:
            raise ResultsError(
                say(
                    "{folder} has no point {number}; it has 0 to {numbers}",
                    folder=self.folder,
                    number=number,
                    numbers=max(numbers),
                )
            )
        return self._held(table["scenario"][numbers.index(number)].as_py())

    def words(self) -> Words:
        """The words in which its scenarios are spoken of together. Raises ResultsError."""
        firsts = self.points.drop_duplicates("base")["number"].tolist()
        try:
            return shared_words(
                None if (held := self.scenario_values(number).get("vocabulary")) is None
                else Vocabulary.model_validate(held)
                for number in firsts
            )  # fmt: skip
        except ValidationError:
            raise ResultsError(
                f"{self.storage.named('points.parquet')} is not as Essaim writes it: a vocabulary is none"
            ) from None

    def _held(self, text: str) -> dict[str, Any]:
        """What a cell of the list of points holds. Raises ResultsError when it is no JSON object."""
        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            held = None
        if not isinstance(held, dict):
            raise ResultsError(
                say("{named} is not as Essaim writes it: a cell is no JSON", named=self.storage.named("points.parquet"))
            )
        return held

    @cached_property
    def file_text(self) -> str:
        """The sweep file as it was last run; empty where it was not kept."""
        try:
            return self.storage.read("sweep.yaml").decode()
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
        table = self._points_table("scenario")
        return [plain_yaml(self._held(text)) for text in table["scenario"].to_pylist()]

    def runs(self, measures: Sequence[str] | None = None) -> "pd.DataFrame":
        """One row a run, period and place, by point (fingerprint), replicate, month, place."""
        import pandas as pd

        names = list(self.keeping.recorded.measures if measures is None else map(self.measure, measures))
        keys = ["point", "replicate", "month", "place"]
        parts = [
            table.to_pandas(use_threads=False, date_as_object=False).astype({"point": str, "place": str})
            for table in self.store.tables("runs", [*keys, *names])
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
            raise ResultsError(
                sentences(
                    say("{folder} keeps no measure {name}.", folder=self.folder, name=name), did_you_mean(name, kept)
                )
            )
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
        for table in self.store.tables("runs", ["point", "replicate", measure]):
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
        for table in self.store.tables("runs", ["point", "replicate", measure]):
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
        for table in self.store.tables("runs", ["point", "replicate", *measures]):
            rows = np.arange(0, table.num_rows, periods * places)
            sums = [table[name].to_numpy().reshape(-1, periods, places).sum(axis=2) for name in measures]
            values = np.stack(sums, axis=2).astype(np.float64)
            values = np.where(stocks, values, values.cumsum(axis=1))[:, last].transpose(0, 2, 1)
            firsts = table.select(["point", "replicate"]).take(rows)
            numbers = [order.get(point, -1) for point in firsts["point"].to_pylist()]
            parts.append((np.array(numbers, np.int64), firsts["replicate"].to_numpy(), values))
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
        replicates, values = self.placed_of_point(point, measure)
        return replicates, values.sum(axis=2)

    def placed_of_point(self, point: str, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """The same by place: float64, replicates × periods × places as they are kept."""
        periods, places = len(self.keeping.periods), len(self.keeping.places)
        found: dict[int, np.ndarray] = {}
        for runs, table in self.store.tables_of(point, "runs", [self.measure(measure)]):
            values = table[measure].to_numpy().reshape(-1, periods, places)
            found |= {run[1]: row for run, row in zip(runs, values, strict=True) if run[0] == point}
        replicates = np.array(sorted(found), np.int64)
        values = np.array([found[replicate] for replicate in replicates.tolist()], float)
        return replicates, values.reshape(len(replicates), periods, places)

    def _position(self, month: str | None) -> int:
        """Position of a month, the last if none is given. Raises ResultsError when it is not simulated."""
        position = self.frame.months - 1 if month is None else self.frame.months_until(month)
        if position is None:
            first, last = self.frame.month_names[0], self.frame.month_names[-1]
            raise ResultsError(
                say("{month} lies outside the run: {first} to {last}", month=month, first=first, last=last)
            )
        return position

    def tables(self) -> "list[Table]":
        from simulation.outcomes.sweep_tables import sweep_tables

        return sweep_tables(self)

    def refusals(self) -> list[str]:
        """Of each point, why `essaim check` would refuse its scenario, in the order of `points`; empty: it would not.

        A sweep runs plans whose capacity is never enough, to find out what comes of it.
        """
        from simulation.scenario.checks import findings

        def reason(text: str) -> str:
            wrong = (one for one in findings(Scenario.model_validate(json.loads(text))) if one.fatal)
            return str(first.message) if (first := next(wrong, None)) else ""

        table = self.storage.read_table("points.parquet", ["point", "scenario"]).to_pydict()
        of_point = {
            point: reason(text) for point, text in dict(zip(table["point"], table["scenario"], strict=True)).items()
        }
        return [of_point[point] for point in table["point"]]

    def entries(self) -> dict[str, dict[str, Any]]:
        """Of settings in an entry of a list, that entry in the first point's scenario; empty: it is the only one."""
        values = self.scenario_values(int(self.points["number"].iloc[0])) if len(self.points) else {}
        return {place: entry for place in self.settings if (entry := entry_of(values, place)) is not None}

    def failures(self) -> "pd.DataFrame":
        """One row a run that crashed or was stopped: point, replicate, stage, error, traceback.

        A run that was tried again and went well is none.
        """
        import pandas as pd

        rows = [vars(failure) for chunk in self.store.chunks() for failure in chunk.failures]
        return pd.DataFrame(rows, columns=["point", "replicate", "stage", "error", "traceback"])


def entry_of(scenario: dict[str, Any], place: str) -> dict[str, Any] | None:
    """The entry of a list in which a setting stands, without the setting; empty: the only one; None: in no list.

    place: as in a sweep file, where brackets hold the number of an entry, or a text that it is called by.
    """
    held: Any = scenario
    steps = _PART.findall(place)
    for name, chosen in steps[:-1]:
        held = held.get(name) if isinstance(held, dict) else None
        if chosen and isinstance(held, list):
            if len(held) == 1:
                return {}
            called = [entry for entry in held if isinstance(entry, dict) and chosen in map(str, entry.values())]
            numbered = held[int(chosen) - 1 : int(chosen)] if chosen.isdigit() else []
            found = called if len(called) == 1 else numbered
            return {key: value for key, value in found[0].items() if key != steps[-1][0]} if found else None
    return None


def open_sweep(folder: str | Path | Storage) -> SweepResults:
    """Opens a sweep in a folder, or at a URL of object storage.

    Raises ResultsError when there is none, or it was written in another format.
    """
    storage = storage_at(folder)
    manifest = storage.read_json("manifest.json") if storage.has("manifest.json") else {}
    manifest = manifest if isinstance(manifest, dict) else {}
    if not {"format", "record", "points", "frame"} <= manifest.keys():
        raise ResultsError(say("{storage} is not the folder of a sweep", storage=storage))
    if manifest["format"] != FORMAT:
        raise ResultsError(
            say(
                "{storage} was written in format {format}, by another version of Essaim; this one reads "
                "format {own}. The same command runs anew",
                storage=storage,
                format=str(manifest["format"])[:20],
                own=FORMAT,
            )
        )
    return SweepResults(storage, fitting(SweepManifest, manifest, storage.named("manifest.json")))
