"""What a sweep left, as pandas frames: `open_sweep(folder)`."""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.outcomes.files import ResultsError
from simulation.outcomes.frame import Frame
from simulation.scenario.problems import did_you_mean
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import scenario_yaml
from simulation.sweeps.kept import Keeping, measure_named
from simulation.sweeps.places import Folder, Place, place_of
from simulation.sweeps.schema import Recorded
from simulation.sweeps.store import FORMAT, SweepStore

if TYPE_CHECKING:
    import pandas as pd


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
        values = pd.DataFrame([json.loads(one) for one in table.pop("values")])
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
        plain = json.loads(table["scenario"][numbers.index(number)].as_py())
        return scenario_yaml(Scenario.model_validate(plain))

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
        position = self.frame.months - 1 if month is None else self.frame.months_until(month)
        if position is None:
            first, last = self.frame.month_names[0], self.frame.month_names[-1]
            raise ResultsError(f"{month} lies outside the run: {first} to {last}")
        periods, places = len(ends), len(self.keeping.places)
        last = int(np.searchsorted(ends, position))
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

    def failures(self) -> "pd.DataFrame":
        """One row a run that crashed or was stopped: point, replicate, stage, error, traceback."""
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
