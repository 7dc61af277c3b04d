"""Runs with and without changes on common seeds, and what the changes come to, pair by pair."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.outcomes.analyses import VALUE
from simulation.outcomes.frame import Frame
from simulation.outcomes.store import Asked
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.thinning import MEASURES, Keeping, Recorded
from simulation.outcomes.value import COSTS, Value, about, read_record, read_value
from simulation.planning.changes import Change
from simulation.runs.forecast import Forecast
from simulation.runs.plan import Plan
from simulation.runs.points import Point, point_of
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import Sweeping
from simulation.scenario.posterior import Posterior
from simulation.scenario.writing import fingerprint
from simulation.storage.storage import Storage, storage_at

FRESH = 500_000
"""Number of the first replicate on fresh seeds: beyond those of any forecast, and before those of the chance batch."""
ALWAYS = ("active_facilitators", "people_reached")
"""Measures that are told whatever the forecast is about."""


@dataclass(frozen=True)
class Stretch:
    """Replicates `first` to `first + pairs − 1` of the base (change None) or of a change."""

    change: Change | None
    first: int
    pairs: int


@dataclass(frozen=True)
class Pairs(Sweeping):
    """Points with replicates of their own number each; draws as of the forecast that they belong to."""

    counts: tuple[int, ...] = ()
    best_values: bool = False
    posterior: Posterior | None = None

    def plan(self, attempt: str) -> Plan:
        return replace(super().plan(attempt), best_values=self.best_values, posterior=self.posterior)

    def asked(self) -> Asked:
        longest: dict[tuple[str, int], int] = {}
        for point, count in zip(self.points, self.counts, strict=True):
            key = point.fingerprint, point.first
            longest[key] = max(count, longest.get(key, 0))
        found: dict[str, list[range]] = {}
        for (known_as, first), count in longest.items():
            found.setdefault(known_as, []).append(range(first, first + count))
        return found

    def identity(self) -> dict[str, Any]:
        drawn = None if self.posterior is None else self.posterior.fingerprint
        return super().identity() | {"best_values": self.best_values, "posterior": drawn}


@dataclass(frozen=True)
class Bench:
    """Where the runs of one scenario with and without changes are made. name: of the scenario's file."""

    forecast: Forecast
    name: str

    @property
    def folder(self) -> str:
        """Beside the folder of the results."""
        return f"{self.forecast.folder}{VALUE}"

    @property
    def storage(self) -> Storage:
        """The storage there."""
        return storage_at(self.folder)

    @property
    def about(self) -> dict[str, Any]:
        """What a forecast must have in common with it (see `outcomes.value.about`)."""
        it = self.forecast
        drawn = None if it.posterior is None else {"fingerprint": it.posterior.fingerprint}
        return about({
            "scenario": {"fingerprint": fingerprint(it.scenario)}, "code": {"fingerprint": it.model.code},
            "best_values": it.best_values, "posterior": drawn,
        })  # fmt: skip

    def stored(self, name: str) -> Value | None:
        """What is stored there under a name, if it is of this scenario and code. Raises ResultsError."""
        storage = self.storage
        if not storage.has(f"{name}.json"):
            return None
        record = read_record(storage, name)
        return read_value(storage, name, record) if record["about"] == self.about else None

    @property
    def recorded(self) -> Recorded:
        """What is kept of each run: the nation by quarter; by month where a year's end is none of a quarter."""
        measures = tuple(dict.fromkeys([*MEASURES, *COSTS]))
        quarterly = Recorded(places="nation", every="quarter", measures=measures)
        frame = Frame.of(self.forecast.scenario)
        exact = np.isin(frame.year_ends, Keeping(frame, quarterly).periods).all()
        return quarterly if exact else quarterly.model_copy(update={"every": "month"})

    def request(self, stretches: Sequence[Stretch]) -> Pairs:
        """The request for some stretches."""
        points = [self._point(number, one) for number, one in enumerate(stretches)]
        counts = tuple(one.pairs for one in stretches)
        sweep = Sweep(
            name=self.forecast.scenario.name, scenarios=(self.name,), record=self.recorded, seed=self.forecast.seed,
            replicates=max(counts),
        )  # fmt: skip
        text = f"# Written by Essaim: what one more is worth. Pairs of each point: {' '.join(map(str, counts))}.\n"
        forecast = self.forecast
        return Pairs(
            sweep, tuple(points), self.folder, text, forecast.model, counts, forecast.best_values, forecast.posterior
        )

    def _point(self, number: int, one: Stretch) -> Point:
        if one.change is None:
            return point_of(number, self.name, {}, self.forecast.scenario, one.first)
        cell = one.change.cell
        values = {"change": one.change.unit.name, "place": cell.place, "period": cell.period}
        return point_of(number, self.name, values, one.change.scenario, one.first)


class Outcomes:
    """National values by a month of all runs in a folder: a stock at its end, a flow up to it."""

    def __init__(self, results: SweepResults, measures: Sequence[str], month: str) -> None:
        self.measures = tuple(measures)
        read = results.national(self.measures, [month])
        position = {fingerprint: number for number, fingerprint in enumerate(read.fingerprints)}
        self._rows: dict[str, dict[int, np.ndarray]] = {fingerprint: {} for fingerprint in position}
        for point, replicate, values in zip(read.point, read.replicate, read.values, strict=True):
            self._rows[read.fingerprints[point]][int(replicate)] = values[:, 0]

    def differences(self, base: str, other: str, first: int, pairs: int) -> tuple[np.ndarray, np.ndarray]:
        """What the other point has more than the base: replicates that both have, and float64, these × measures.

        base, other: fingerprints. Pairs of which a run failed are left out.
        """
        before, after = self._rows.get(base, {}), self._rows.get(other, {})
        common = [one for one in range(first, first + pairs) if one in before and one in after]
        values = np.array([after[one] - before[one] for one in common])
        return np.array(common, np.int64), values.reshape(len(common), len(self.measures))
