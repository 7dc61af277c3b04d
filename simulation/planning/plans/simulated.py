"""Essaim's model as a simulator of the search: plans become points, which are run and kept as those of a sweep are."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import measure_named
from simulation.outcomes.thinning import Keeping, Recorded
from simulation.planning.plans.decided import Choice, planned
from simulation.planning.plans.files import COLUMNS
from simulation.planning.plans.schema import Sought
from simulation.planning.search.problem import Plan
from simulation.runs.points import Mistake, Point, PointsError
from simulation.runs.pool import Pool, RunError
from simulation.runs.running import Report
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import Sweeping, run_sweep
from simulation.scenario.checks import findings
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import EACH, OVER_A_YEAR, FurtherTarget, Scenario
from simulation.scenario.writing import plain_and_fingerprint
from simulation.storage.storage import within

type Display = Callable[[str], AbstractContextManager[Report]]
"""Shows progress under a label."""


@dataclass(frozen=True)
class Aimed:
    """One target of the search: an aim in one place (none: the nation)."""

    aim: FurtherTarget
    region: str | None


def aimed(targets: Sequence[Sought], regions: Sequence[str]) -> tuple[list[Aimed], list[int]]:
    """The targets one place at a time, and of each the position in the list that it comes from."""
    found, origin = [], []
    for position, aim in enumerate(targets):
        for region in regions if aim.region == EACH else [aim.region]:
            found.append(Aimed(aim, region))
            origin.append(position)
    return found, origin


class Lasting:
    """A pool whose workers are kept until the whole command ends, not only one call."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @property
    def threads(self) -> int:
        return self.pool.threads

    def __enter__(self) -> "Lasting":
        return self

    def __exit__(self, *ended: Any) -> None:
        """Whoever made the pool ends it."""

    def stream(self, *given: Any, **more: Any) -> Any:
        return self.pool.stream(*given, **more)


@dataclass
class Runs:
    """Runs scenarios and reads what is kept of them. Each call has a folder of its own, called after what it asks.

    So a call that is made again, after an interruption or a change elsewhere, finds its runs, and no folder grows.
    """

    folder: str
    seed: int
    pool: Pool
    display: Display
    limit: float | None = None

    def values(self, scenarios: Sequence[Scenario | dict[str, Any]], replicates: range, recorded: Recorded,
               label: str) -> np.ndarray:  # fmt: skip
        """What is kept: float64, scenarios × replicates × periods × places × measures. Raises RunError, PointsError."""
        points = _points(scenarios, replicates.start)
        sweep = Sweep(name=label, scenarios=("plan",), record=recorded, replicates=len(replicates), seed=self.seed)
        asked = [sorted({point.fingerprint for point in points}), [replicates.start, replicates.stop],
                 recorded.model_dump(mode="json"), self.seed]  # fmt: skip
        digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
        distinct = {point.fingerprint: point for point in points}
        sweeping = Sweeping(sweep, tuple(distinct.values()), within(self.folder, digest))
        with self.display(label) as show:
            results = run_sweep(sweeping, progress=show, limit=self.limit, pool=Lasting(self.pool))
        if results.manifest["failed"]:
            first = results.failures().iloc[0]
            raise RunError(
                say(
                    "{failed} runs failed; the first: {error} ({folder})",
                    failed=results.manifest["failed"],
                    error=first["error"],
                    folder=results.folder,
                )
            )
        keeping = Keeping(points[0].frame, recorded)
        shape = (-1, len(keeping.periods), len(keeping.places), len(recorded.measures))
        held: dict[tuple[str, int], np.ndarray] = {}
        for table in results.store.tables("runs", ["point", "replicate", *recorded.measures]):
            values = np.stack([table[name].to_numpy() for name in recorded.measures], axis=-1).astype(float)
            rows = slice(None, None, len(keeping.periods) * len(keeping.places))
            keys = zip(table["point"].to_pylist()[rows], table["replicate"].to_pylist()[rows], strict=True)
            held.update(zip(keys, values.reshape(shape), strict=True))
        return np.array([[held[point.fingerprint, one] for one in replicates] for point in points])


def _points(scenarios: Sequence[Scenario | dict[str, Any]], first: int) -> list[Point]:
    points = []
    for number, given in enumerate(scenarios):
        scenario = given if isinstance(given, Scenario) else Scenario.model_validate(given)
        # That a capacity is never enough is what a search may want to find out.
        wrong = [finding for finding in findings(scenario, capacity=False) if finding.fatal]
        if wrong:
            raise PointsError([Mistake("", say("a plan makes no scenario: {message}", message=wrong[0].message))])
        plain, found = plain_and_fingerprint(scenario)
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        points.append(Point(number, "plan", {}, text, found, Frame.of(scenario), first))
    return points


@dataclass
class Simulated:
    """The simulator of the search. before: calendar entries of months of which nothing is decided."""

    scenario: Scenario
    choices: Sequence[Choice]
    targets: Sequence[Aimed]
    runs: Runs
    lifted: bool = False
    before: Sequence[dict[str, Any]] = ()
    label: str = "plans"
    series: dict[tuple[Plan, int], np.ndarray] = field(default_factory=dict)
    """Of each plan and replicate: periods × targets, as far as it was run."""

    @property
    def recorded(self) -> Recorded:
        """What is kept of each run for the targets."""
        names = dict.fromkeys(COLUMNS.get(one.aim.measure, one.aim.measure) for one in self.targets)
        places: Literal["region", "nation"] = "region" if any(one.region for one in self.targets) else "nation"
        first = month_number(self.scenario.start)
        at_quarters = all((month_number(one.aim.month) - first) % 3 == 2 for one in self.targets)
        return Recorded(places=places, every="quarter" if at_quarters else "month", measures=tuple(names))

    def scenario_of(self, plan: Plan, on_demand: bool = False) -> dict[str, Any]:
        """The scenario that carries a plan out."""
        return planned(self.scenario, self.choices, plan, self.lifted, self.before, on_demand)

    def outcomes(self, plans: Sequence[Plan], replicates: range) -> np.ndarray:
        """Values of the targets at their dates: float64, plans × replicates × targets."""
        values = self.of_scenarios([self.scenario_of(plan) for plan in plans], replicates, self.label)
        for plan, one in zip(plans, values, strict=True):
            self.series.update(((plan, replicate), row) for replicate, row in zip(replicates, one, strict=True))
        return self.at_dates(values)

    def of_scenarios(self, scenarios: Sequence[Any], replicates: range, label: str) -> np.ndarray:
        """Series of the targets in any scenarios of the same months and places: … × replicates × periods × targets."""
        recorded = self.recorded
        kept = self.runs.values(scenarios, replicates, recorded, label)
        keeping = Keeping(Frame.of(self.scenario), recorded)
        every = 3 if recorded.every == "quarter" else 1
        found = []
        for one in self.targets:
            name = COLUMNS.get(one.aim.measure, one.aim.measure)
            of_places = kept[..., recorded.measures.index(name)]
            if one.region is None:
                series = of_places.sum(axis=-1)
            else:
                series = of_places[..., keeping.places.index(one.region)]
            if one.aim.measure in OVER_A_YEAR:
                series = _over_a_year(series, 12 // every)
            elif measure_named(name).kind == "flow":
                series = series.cumsum(axis=-1)
            if one.aim.measure == "coverage":
                series = series / keeping.frame.cells_of(one.region)
            found.append(series)
        return np.stack(found, axis=-1)

    def at_dates(self, series: np.ndarray) -> np.ndarray:
        """The values at the targets' dates: … × targets, of … × periods × targets."""
        return np.stack([series[..., self.period(one.aim.month), number] for number, one in enumerate(self.targets)],
                        axis=-1)  # fmt: skip

    def period(self, month: str) -> int:
        """Position of the period that ends with, or holds, a month."""
        ends = Keeping(Frame.of(self.scenario), self.recorded).periods
        return int(np.searchsorted(ends, month_number(month) - month_number(self.scenario.start)))


def _over_a_year(series: np.ndarray, periods: int) -> np.ndarray:
    """Sums of the periods of a year up to each; the first year's, which are not whole, count what there is."""
    sums = series.cumsum(axis=-1)
    before = np.zeros_like(sums)
    before[..., periods:] = sums[..., :-periods]
    return sums - before
