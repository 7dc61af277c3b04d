"""Forecasts that begin where history stands: the simulated histories that came near what was observed, carried on.

A run with a posterior starts anew, by other chance: its past need not look like the past that was. Here each draw that
the calibration kept is simulated again with its own replicate, which gives the same history to the bit, and goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import numpy as np

from simulation.calibration.case import Case
from simulation.calibration.weights import resampled
from simulation.engine.run import Runner
from simulation.language import say
from simulation.outcomes.calibration import REPLICATE, WEIGHT, Calibration
from simulation.outcomes.frame import Frame
from simulation.outcomes.observed import national_series
from simulation.outcomes.rows import records_of
from simulation.runs.pool import Processes, RunError
from simulation.runs.tasks import Arrays, Task, Tasks
from simulation.scenario.schema import Scenario
from simulation.storage.storage import Folder
from simulation.validation.forecasts import KEPT, Forecast

_AT_ONCE = 5


@dataclass(frozen=True)
class _Share(Task):
    """Some histories to carry on: their replicates, and the values of what was fitted. See `runs.tasks.Task`."""

    scenario: Scenario
    seed: int
    replicates: tuple[int, ...]
    given: tuple[dict[str, float], ...]
    names: tuple[str, ...]
    number: int

    @property
    def name(self) -> str:
        """What they are kept as."""
        return f"share{self.number:06d}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """Their replicates."""
        return self.replicates

    def arrays(self, tried: Callable[[int], None]) -> Arrays:
        """Measures × histories × months. Raises RunError when one of them cannot be run."""
        if self.excluded:
            raise RunError(say("histories cannot be carried on: {excluded}", excluded=sorted(self.excluded)))
        runner, found = Runner(self.scenario), []
        for count, replicate in enumerate(self.runs, 1):
            given = self.given[self.replicates.index(replicate)]
            recording = runner.simulate(self.seed, replicate, given=given)
            found.append([national_series(recording, (name,)) for name in self.names])
            tried(count)
        return {"series": np.array(found).swapaxes(0, 1)}


def continued(case: Case, scenario: Scenario, calibration: Calibration, futures: int, workers: int) -> Forecast:
    """Equally likely futures of a case, each with a history that the calibration kept.

    scenario: that of the case, or one that differs from it only after the last observation fitted. A history stands for
    as many futures as its weight asks for.
    """
    table = calibration.table("posterior")
    chosen, times = np.unique(resampled(table[WEIGHT].to_numpy(float), futures), return_counts=True)
    rows = table.iloc[chosen]
    given = records_of(rows[list(case.free)])
    replicates = [int(number) for number in rows[REPLICATE]]
    names = kept_of(case)
    shares = [
        _Share(scenario, case.seed, tuple(replicates[at : at + _AT_ONCE]), tuple(given[at : at + _AT_ONCE]), names, at)
        for at in range(0, len(replicates), _AT_ONCE)
    ]
    with TemporaryDirectory() as spare, Processes(workers) as pool:
        storage, attempt = Folder(spare), "only"
        storage.write_json("manifest.json", {"attempt": attempt})
        tasks = Tasks(storage.address, "shares", attempt)
        found = np.concatenate([one["series"] for one in tasks.in_order(pool, shares)], axis=1)
    series = {name: np.repeat(found[at] * case.stands_for, times, axis=0) for at, name in enumerate(names)}
    manifest = {"histories": len(chosen)}
    return Forecast(calibration.folder, case.name, Frame.of(scenario), futures, series.__getitem__, manifest)


def kept_of(case: Case) -> tuple[str, ...]:
    """The measures that forecasts of a case keep: the main ones, and those observed."""
    return tuple(dict.fromkeys((*KEPT, *(name for one in case.observations for name in one.measure))))
