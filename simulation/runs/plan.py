"""What a worker does: runs a job's replicates of some points, each guarded, and commits what they left."""

import functools
import json
import time
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from typing import Any, Protocol

from simulation.common.recording import Recording
from simulation.common.uncertain import draw_uncertainties, posterior_values
from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.full_record import chunk_name, full_tables, world_of
from simulation.outcomes.store import FULL, THINNED, TIME_LIMIT, WORKER_DIED, Failure, Outcome, Run, Store
from simulation.outcomes.tables import check_shape
from simulation.outcomes.thinning import Keeping, Recorded
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.spool import Spool
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at


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
class Job:
    """Shares that are run and committed together.

    `died` are runs that have killed a worker before, `late` runs that were stopped for taking too long. only: a trial
    of this run, of which nothing is kept.
    """

    shares: tuple[Share, ...]
    died: tuple[Run, ...] = ()
    late: tuple[Run, ...] = ()
    only: Run | None = None

    @functools.cached_property
    def runs(self) -> list[Run]:
        """All runs, in order."""
        if self.only is not None:
            return [self.only]
        return [run for share in self.shares for run in share.runs]


class Board:
    """How far each job is that runs now: a count of runs tried and of failures, one pair of numbers a slot.

    Each slot is written by one process only, so that none needs a lock. done, failed: of jobs that have ended.
    """

    def __init__(self, numbers: MutableSequence[int]) -> None:
        self.numbers = numbers
        self.done = self.failed = 0

    def tried(self, slot: int, count: int, failed: int) -> None:
        """Notes how many runs of a job were tried and how many of them failed; count −1: not begun."""
        self.numbers[2 * slot], self.numbers[2 * slot + 1] = count, failed

    def begun(self, slot: int) -> int:
        """Runs of a job that were tried, −1 when it was not begun."""
        return self.numbers[2 * slot]

    def ended(self, slot: int, runs: int, failed: int | None = None) -> None:
        """Notes that a job has ended, and frees its slot."""
        self.done += runs
        self.failed += self.numbers[2 * slot + 1] if failed is None else failed
        self.tried(slot, -1, 0)

    def totals(self) -> tuple[int, int]:
        """Runs tried and failed over all jobs."""
        return self.done + sum(max(0, n) for n in self.numbers[::2]), self.failed + sum(self.numbers[1::2])


class Work(Protocol):
    """What a pool runs: jobs that commit what they leave. A job has `runs`, `died`, `late`, `only`, as `Job` has."""

    @property
    def model(self) -> ModelChoice:
        """What runs a replicate."""

    @property
    def address(self) -> "str | Storage":
        """Where what a job leaves is kept."""

    @property
    def attempt(self) -> str:
        """Which call of the command it is."""

    def run(self, job: Any, board: Board, slot: int) -> None:
        """Runs a job and commits what it left."""

    def given_up(self, job: Any, stage: str) -> None:
        """Commits a job of which no run could be kept, as its worker died or it was stopped for taking too long."""


@dataclass(frozen=True)
class Plan:
    """Everything a worker needs to know; the same for all jobs of a forecast or sweep.

    address: where the runs are kept, as every worker finds it. recorded: what is kept of each run; None: everything.
    attempt: which call of the command it is.
    """

    address: str | Storage
    recorded: Recorded | None
    seed: int
    model: ModelChoice = COMPILED_MODEL
    best_values: bool = False
    posterior: Posterior | None = None
    attempt: str = ""

    @functools.cached_property
    def _held(self) -> dict[str, tuple[Scenario, Frame, Callable[..., Recording]]]:
        """What the replicates of the last point share, by its scenario as JSON."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_held"}

    def _prepared(self, text: str) -> tuple[Scenario, Frame, Callable[..., Recording]]:
        if text not in self._held:
            self._held.clear()
            scenario = Scenario.model_validate(json.loads(text))
            self._held[text] = scenario, Frame.of(scenario), self.model.replicates_of(scenario)
        return self._held[text]

    def given(self, replicate: int) -> dict[str, float]:
        """The uncertainties of a run that are not drawn from their priors."""
        return {} if self.posterior is None else posterior_values(self.posterior, self.seed, world_of(replicate))

    def run(self, job: Job, board: Board, slot: int) -> None:
        """Runs a job and commits what it left; a run that crashes becomes a failure."""
        begun = time.perf_counter()
        kept = _Kept(self)
        spool = Spool(storage_at(self.address)) if self.recorded is None and self.model.slow else None
        board.tried(slot, 0, 0)
        for share in job.shares:
            scenario, frame, simulate = self._prepared(share.scenario)
            for run in share.runs:
                if job.only not in (None, run):
                    continue
                excluded = _excluded(job, run)
                if excluded is None:
                    try:
                        kept.add(run, frame, *self._one(scenario, frame, simulate, run[1], spool))
                    except Exception as error:
                        excluded = Failure(*run, *self.model.failure(error))
                if excluded is not None:
                    kept.failures.append(excluded)
                board.tried(slot, len(kept.runs) + len(kept.failures), len(kept.failures))
        if job.only is not None:
            return
        self._commit(kept.outcome(job, time.perf_counter() - begun))
        if spool is not None:
            spool.forget(replicate for _, replicate in job.runs)

    def given_up(self, job: Job, stage: str) -> None:
        """Commits a job of which no run could be kept."""
        kept = _Kept(self)
        kept.failures += [_failure(run, stage) for run in job.runs]
        self._commit(kept.outcome(job, 0.0))

    def _one(
        self, scenario: Scenario, frame: Frame, simulate: Callable[..., Recording], replicate: int, spool: Spool | None
    ) -> tuple[Recording, dict[str, float]]:
        """What a run left, and the uncertainties it had; of thinned records none are needed."""
        drawn, world = {}, world_of(replicate)
        with _stage("draw"):
            given = self.given(replicate)
            if self.recorded is None:
                drawn = draw_uncertainties(scenario.uncertainties, self.seed, world, self.best_values, given)
        found = recording = None if spool is None else spool.find(replicate)
        if recording is None:
            with _stage("simulate"):
                others: dict[str, Any] = {} if world == replicate else {"world": world}
                others |= {"given": given} if given else {}
                others |= {"best_values": self.best_values} if self.recorded is None or self.best_values else {}
                recording = simulate(self.seed, replicate, **others)
        with _stage("record"):
            recording = recording.narrowed() if self.recorded is None else recording
            check_shape(frame, recording)
        if spool is not None and found is None:
            spool.keep(replicate, recording)
        return recording, drawn

    def _commit(self, outcome: Outcome) -> None:
        # A worker whose parent was lost may end its job when another call has long begun.
        storage = storage_at(self.address)
        if attempt_at(storage) != self.attempt:
            raise ResultsError(
                say(
                    "the runs at {storage} cannot be seen, or another call has taken them over; it must be a "
                    "folder or an object storage that all workers share",
                    storage=storage,
                )
            )
        Store(storage, FULL if self.recorded is None else THINNED).commit(outcome)


class _Kept:
    """What the runs of a job leave, as they come."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.runs: list[Run] = []
        self.failures: list[Failure] = []
        self.frame: Frame | None = None
        self.recordings: list[Any] = []
        self.drawn: list[dict[str, float]] = []

    def add(self, run: Run, frame: Frame, recording: Recording, drawn: dict[str, float]) -> None:
        recorded = self.plan.recorded
        self.recordings.append(recording if recorded is None else Keeping(frame, recorded).cut(recording))
        self.frame = frame
        self.runs.append(run)
        self.drawn.append(drawn)

    def outcome(self, job: Job, seconds: float) -> Outcome:
        tables = {}
        recorded = self.plan.recorded
        if self.frame is not None and recorded is None:
            tables = full_tables(self.frame, self.runs, self.recordings, self.drawn)
        elif self.frame is not None and recorded is not None:
            tables = {"runs": Keeping(self.frame, recorded).table(self.runs, self.recordings)}
        first, last = job.runs[0][1], job.runs[-1][1]
        name = chunk_name(first, last) if recorded is None else ""
        return Outcome(self.runs, tables, self.failures, seconds, name)


def attempt_at(storage: Storage) -> str | None:
    """Which call of a command works at a storage; none when nothing is there."""
    return storage.manifest().get("attempt")


def _excluded(job: Job, run: Run) -> Failure | None:
    if run in job.late:
        return _failure(run, TIME_LIMIT)
    return _failure(run, WORKER_DIED) if run in job.died else None


def _failure(run: Run, stage: str) -> Failure:
    words = {
        TIME_LIMIT: "stopped: it took longer than the time limit",
        WORKER_DIED: "the worker process was killed",
    }
    return Failure(*run, stage, words[stage])


class _stage:
    """Notes on an exception where it happened, unless it says so itself in its `stage`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None and not hasattr(error, "stage"):
            vars(error)["stage"] = self.name
