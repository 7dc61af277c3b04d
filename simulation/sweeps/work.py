"""What a worker does for a sweep: runs a job's replicates of some points, each guarded, and commits them."""

import json
import time
from dataclasses import dataclass
from typing import Any

from simulation.experiments.choice import COMPILED_MODEL, ModelChoice
from simulation.experiments.worker import Board
from simulation.outcomes.files import ResultsError
from simulation.outcomes.frame import Frame
from simulation.outcomes.tables import check_shape
from simulation.scenario.schema import Scenario
from simulation.sweeps.kept import Keeping
from simulation.sweeps.places import Place, place_of
from simulation.sweeps.schema import Recorded
from simulation.sweeps.store import TIME_LIMIT, WORKER_DIED, Failed, Run, SweepStore


@dataclass(frozen=True)
class Share:
    """Replicates `first` to `last` of one point; `scenario` as JSON, which travels well."""

    point: str
    scenario: str
    first: int
    last: int

    @property
    def runs(self) -> list[Run]:
        """The runs, in order."""
        return [(self.point, replicate) for replicate in range(self.first, self.last + 1)]


@dataclass(frozen=True)
class SweepJob:
    """Shares that are run and committed together; `slot` is the job's place on the board.

    `died` are runs that have killed a worker before, `late` runs that were stopped for taking too long.
    """

    shares: tuple[Share, ...]
    slot: int
    died: tuple[Run, ...] = ()
    late: tuple[Run, ...] = ()

    @property
    def runs(self) -> list[Run]:
        """All runs, in order."""
        return [run for share in self.shares for run in share.runs]


@dataclass(frozen=True)
class SweepPlan:
    """Everything a worker needs to know; the same for all jobs of a sweep.

    address: where the runs are kept, as every worker finds it. attempt: which call of the sweep it is.
    """

    address: str
    recorded: Recorded
    seed: int
    model: ModelChoice = COMPILED_MODEL
    attempt: str = ""

    def run(self, job: SweepJob, board: Board) -> None:
        """Runs a job and commits what it left."""
        begun = time.perf_counter()
        runs: list[Run] = []
        kept, failures = [], []
        keeping: Keeping | None = None
        board.tried(job.slot, 0, 0)
        for share in job.shares:
            scenario = Scenario.model_validate(json.loads(share.scenario))
            keeping, simulate = Keeping(Frame.of(scenario), self.recorded), self.model.replicates_of(scenario)
            for run in share.runs:
                excluded = _excluded(job, run)
                if excluded is not None:
                    failures.append(excluded)
                else:
                    try:
                        recording = simulate(self.seed, run[1])
                        check_shape(keeping.frame, recording)
                        kept.append(keeping.cut(recording))
                        runs.append(run)
                    except Exception as error:
                        failures.append(Failed(*run, *self.model.failure(error)))
                board.tried(job.slot, len(runs) + len(failures), len(failures))
        if keeping is not None:
            self._commit(runs, keeping.table(runs, kept), failures, time.perf_counter() - begun)

    def died(self, job: SweepJob) -> None:
        """Commits a job of which no run could be kept because its worker was killed."""
        self._commit([], None, [_died(run) for run in job.runs], 0.0)

    def stopped(self, job: SweepJob) -> None:
        """Commits a job of which no run could be kept because it was stopped for taking too long."""
        self._commit([], None, [_late(run) for run in job.runs], 0.0)

    def _commit(self, runs: list[Run], table: Any, failures: list[Failed], seconds: float) -> None:
        # A worker whose parent was lost may end its job when another call has long begun.
        place = place_of(self.address)
        if attempt_at(place) != self.attempt:
            raise ResultsError(
                f"the sweep at {place} cannot be seen, or another call has taken it over; it must be a folder or an "
                "object storage that all workers share"
            )
        SweepStore(place).commit(runs, table, failures, seconds)


def attempt_at(place: Place) -> str | None:
    """Which call of a sweep works at a place; none when there is no sweep."""
    try:
        return json.loads(place.read("manifest.json"))["attempt"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _excluded(job: SweepJob, run: Run) -> Failed | None:
    if run in job.late:
        return _late(run)
    return _died(run) if run in job.died else None


def _late(run: Run) -> Failed:
    return Failed(*run, TIME_LIMIT, "stopped: it took longer than the time limit")


def _died(run: Run) -> Failed:
    return Failed(*run, WORKER_DIED, "the worker process was killed")
