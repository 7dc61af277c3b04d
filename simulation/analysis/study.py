"""A study of a sweep's settings: its factors, the points at which they are looked at, and the values found there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulation.language import say
from simulation.outcomes.sweep_results import SweepResults
from simulation.runs.designs import inside
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.points import Mistake, Point, PointsError, points_at, takes_several, varied_of
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import Sweeping
from simulation.scenario.schema import Scenario

MOST = 10
"""Factors of which shares of variance with interactions are found."""


@dataclass(frozen=True)
class Study:
    """A sensitivity analysis: the factors of a sweep on its first scenario, and where its runs are kept."""

    sweep: Sweep
    base: str
    scenario: Scenario
    folder: Path | str
    text: str = ""
    model: ModelChoice = COMPILED_MODEL

    @classmethod
    def of(
        cls,
        sweep: Sweep,
        scenarios: dict[str, Scenario],
        folder: Path | str,
        replicates: int,
        text: str = "",
        model: ModelChoice = COMPILED_MODEL,
    ) -> "Study":
        """The study of a sweep; only the nation is kept of each run."""
        record = sweep.record.model_copy(update={"places": "nation"})
        sweep = sweep.model_copy(update={"record": record, "replicates": replicates})
        base, scenario = next(iter(scenarios.items()))
        return cls(sweep, base, scenario, folder, text, model)

    @property
    def replicates(self) -> int:
        """Replicates of each point: a number, as `of` sets it."""
        asked = self.sweep.replicates
        if not isinstance(asked, int):
            raise TypeError("a study has as many replicates at each point")
        return asked

    @property
    def factors(self) -> list[str]:
        """Places of the settings that take more than one value."""
        varied = varied_of(self.sweep, self.scenario)
        return [path for path, one in varied.items() if takes_several(path, one, self.scenario)]

    def points(self, rows: np.ndarray, factors: Sequence[str]) -> list[Point]:
        """A point for each row of the unit cube: rows × factors; what else varies stands in its middle.

        Raises PointsError.
        """
        varied = varied_of(self.sweep, self.scenario)
        cube = np.full((len(rows), len(varied)), 0.5)
        cube[:, [list(varied).index(path) for path in factors]] = rows
        points = points_at(varied, self.base, self.scenario, inside(cube))
        if any(point.frame != points[0].frame for point in points):
            raise PointsError([Mistake("", say("months and places cannot vary: all points must share them"))])
        return points

    def sweeping(self, points: Iterable[Point]) -> Sweeping:
        """Points, numbered again from 0, ready to be run."""
        numbered = tuple(replace(point, number=number) for number, point in enumerate(points))
        return Sweeping(self.sweep, numbered, self.folder, self.text, self.model)

    def values(self, results: SweepResults, points: Sequence[Point], measure: str, month: str | None) -> np.ndarray:
        """National values: float64, points × replicates; a point of which any run failed is NaN throughout."""
        final = results.final(measure, month)
        replicates = range(self.replicates)
        nothing = np.full(len(replicates), np.nan)
        values = np.empty((len(points), len(replicates)))
        for number, point in enumerate(points):
            runs = final.get(point.fingerprint, {})
            whole = all(replicate in runs for replicate in replicates)
            values[number] = [runs[replicate] for replicate in replicates] if whole else nothing
        return values
