"""What a worker does: runs the replicates of a chunk, each guarded, and commits the chunk."""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

from simulation.common.recording import Recording
from simulation.common.uncertain import draw_uncertainties, posterior_values
from simulation.experiments.choice import COMPILED_MODEL, ModelChoice
from simulation.experiments.spool import Spool
from simulation.outcomes.frame import Frame
from simulation.outcomes.small_tables import Failure
from simulation.outcomes.store import WORKER_DIED, Chunk, Outcome, Store
from simulation.outcomes.tables import check_shape
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario


@dataclass(frozen=True)
class Plan:
    """Everything a worker needs to know; the same for all chunks of a run."""

    folder: Path
    scenario: Scenario
    seed: int
    best_values: bool = False
    model: ModelChoice = COMPILED_MODEL
    posterior: Posterior | None = None

    @cached_property
    def simulate(self) -> Callable[..., Recording]:
        """Simulates a replicate of the scenario, by seed and number; held with what the replicates share."""
        return self.model.replicates_of(self.scenario)

    def given(self, world: int) -> dict[str, float]:
        """The uncertainties of a world that are not drawn from their priors."""
        return {} if self.posterior is None else posterior_values(self.posterior, self.seed, world)

    def run(self, job: "Job", board: "Board") -> None:
        """Runs a job and commits what it left."""
        run_job(self, job, board)

    def died(self, job: "Job") -> None:
        """Commits a job of which no run could be kept because its worker was killed."""
        failures = [
            Failure(job.chunk.replicate(world), world, WORKER_DIED, "the worker process was killed")
            for world in job.runs
        ]
        Store(self.folder, Frame.of(self.scenario)).commit(Outcome(job.chunk, failures=failures))


@dataclass(frozen=True)
class Job:
    """A chunk to run; `slot` is its place on the board, `died` the worlds that have killed a worker before."""

    chunk: Chunk
    slot: int
    died: tuple[int, ...] = ()

    @property
    def runs(self) -> range:
        """What is run, in order."""
        return self.chunk.worlds


class Board:
    """How far each job is: a count of runs tried and of failures, one pair of numbers a job, so none needs a lock."""

    def __init__(self, numbers: MutableSequence[int]) -> None:
        self.numbers = numbers

    def tried(self, slot: int, count: int, failed: int) -> None:
        """Notes how many runs of a job were tried and how many of them failed; count −1: not begun."""
        self.numbers[2 * slot], self.numbers[2 * slot + 1] = count, failed

    def begun(self, slot: int) -> int:
        """Runs of a job that were tried, −1 when it was not begun."""
        return self.numbers[2 * slot]

    def totals(self) -> tuple[int, int]:
        """Runs tried and failed over all jobs."""
        return sum(max(0, n) for n in self.numbers[::2]), sum(self.numbers[1::2])


def run_job(plan: Plan, job: Job, board: Board) -> None:
    """Runs the replicates of a job and commits them; a replicate that crashes becomes a failure."""
    frame = Frame.of(plan.scenario)
    outcome = Outcome(job.chunk)
    spool = Spool(plan.folder) if plan.model.slow else None
    board.tried(job.slot, 0, 0)
    begun = time.perf_counter()
    for count, world in enumerate(job.chunk.worlds):
        replicate = job.chunk.replicate(world)
        if world in job.died:
            outcome.failures.append(Failure(replicate, world, WORKER_DIED, "the worker process was killed"))
        else:
            try:
                _run_one(plan, frame, outcome, replicate, world, spool)
            except Exception as error:
                outcome.failures.append(Failure(replicate, world, *plan.model.failure(error)))
        board.tried(job.slot, count + 1, len(outcome.failures))
    outcome.seconds = time.perf_counter() - begun
    Store(plan.folder, frame).commit(outcome)
    if spool is not None:
        spool.forget(map(job.chunk.replicate, job.chunk.worlds))


def _run_one(
    plan: Plan, frame: Frame, outcome: Outcome, replicate: int, world: int, spool: Spool | None
) -> None:
    with _stage("draw"):
        given = plan.given(world)
        drawn = draw_uncertainties(plan.scenario.uncertainties, plan.seed, world, plan.best_values, given)
    kept = recording = None if spool is None else spool.find(replicate)
    if recording is None:
        with _stage("simulate"):
            other = {} if world == replicate else {"world": world}
            other |= {"given": given} if given else {}
            recording = plan.simulate(plan.seed, replicate, best_values=plan.best_values, **other)
    with _stage("record"):
        recording = recording.narrowed()
        check_shape(frame, recording)
    if spool is not None and kept is None:
        spool.keep(replicate, recording)
    outcome.worlds.append(world)
    outcome.recordings.append(recording)
    outcome.uncertainties.append(drawn)


class _stage:
    """Notes on an exception where it happened, unless it says so itself in its `stage`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None and not hasattr(error, "stage"):
            error.stage = self.name


# What follows runs in worker processes only.

_state: tuple[Plan, Board] | None = None


def prepare(plan: Plan, numbers: MutableSequence[int]) -> None:
    """Prepares a worker process: keeps the plan, leaves Ctrl-C to the parent, ends when the parent is gone."""
    global _state
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _state = plan, Board(numbers)
    plan.model.function()
    gc.freeze()  # what is loaded by now stays, so the collector need not look at it again and again


def work(job: Job) -> None:
    """Runs a job in a prepared worker process."""
    assert _state is not None, "the worker process was not prepared"
    _state[0].run(job, _state[1])


def _end_with_parent() -> None:
    # A worker that waits for work would otherwise outlive a parent that was killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
