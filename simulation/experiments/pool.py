"""Jobs over worker processes: survives killed workers, stops at Ctrl-C, touches no process-wide setting."""

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace

from simulation.experiments.worker import Board, Job, Plan, prepare, work

LOOK = 0.2
"""Seconds between two looks at the board."""
_DEATHS = 3
"""Workers that one job may lose before the rest of it is given up."""

type Look = Callable[[Board], None]


class RunError(Exception):
    """Replicates could not be run at all."""


def run_jobs(plan: Plan, jobs: Sequence[Job], workers: int, look: Look, limit: float | None = None) -> None:
    """Runs all jobs and commits each as it ends; `look` is called now and then with the board.

    limit: seconds that one run may take, of jobs that have a field `late`; a run that takes longer is stopped and
    noted there. One worker without a limit: in this process. KeyboardInterrupt ends the workers and goes on to the
    caller. An exception that is not a replicate's (a full disk, a folder that cannot be written) ends the run too.
    """
    plan.model.prepare()  # here, once, and not in every worker at the same time
    if limit is None and (workers == 1 or len(jobs) <= 1):
        _run_here(plan, jobs, look)
        return
    context = multiprocessing.get_context("spawn")
    board = Board(context.RawArray("q", [-1, 0] * len(jobs)))
    left = list(jobs)
    while left:
        before = len(left)
        watch = Watch(board, limit)
        left, suspects = _run_until_broken(plan, left, min(workers, len(left)), board, look, watch)
        if len(left) == before and not watch.late:
            raise RunError(
                "the worker processes could not start; a script that runs replicates with several workers must do so "
                "under `if __name__ == \"__main__\":`"
            )
        for job in suspects:
            _run_alone(plan, job, board, look)


def _run_here(plan: Plan, jobs: Sequence[Job], look: Look) -> None:
    class Watched(Board):
        last = 0.0

        def tried(self, slot: int, count: int, failed: int) -> None:
            super().tried(slot, count, failed)
            if time.monotonic() - self.last > LOOK:
                self.last = time.monotonic()
                look(self)

    board = Watched([-1, 0] * len(jobs))
    gc.freeze()  # what is loaded by now need not be looked at by the collector after each replicate
    try:
        for job in jobs:
            plan.run(job, board)
    finally:
        gc.unfreeze()
    look(board)


class Watch:
    """Notes the jobs of which one run takes longer than the limit: slot to position of the run."""

    def __init__(self, board: Board, limit: float | None) -> None:
        self.board, self.limit = board, limit
        self.late: dict[int, int] = {}
        self._seen: dict[int, tuple[int, float]] = {}

    def look(self, jobs: Iterable[Job]) -> bool:
        """Whether one of these jobs is late."""
        if self.limit is None:
            return False
        now = time.monotonic()
        for job in jobs:
            begun = self.board.begun(job.slot)
            if begun < 0 or self._seen.get(job.slot, (None,))[0] != begun:
                self._seen[job.slot] = begun, now
            elif begun < len(job.runs) and now - self._seen[job.slot][1] > self.limit:
                self.late[job.slot] = begun
        return bool(self.late)


def _run_until_broken(
    plan: Plan, jobs: Sequence[Job], workers: int, board: Board, look: Look, watch: Watch
) -> tuple[list[Job], list[Job]]:
    """Jobs to be run again, and those that were running, when a worker died; none of either when nothing happened."""
    with _pool(plan, workers, board) as (pool, end_workers):
        futures = {}
        try:
            for job in jobs:
                futures[pool.submit(work, job)] = job
        except BrokenProcessPool:
            pass
        broken = _wait(futures, board, look, watch, end_workers) or len(futures) < len(jobs)
    if not broken:
        return [], []
    done = {job.slot for future, job in futures.items() if _succeeded(future)}
    undone = [job for job in jobs if job.slot not in done]
    if watch.late:  # the workers were ended here, so that none of the other jobs is suspect
        again = []
        for job in undone:
            late = (job.runs[watch.late[job.slot]],) if job.slot in watch.late else ()
            board.tried(job.slot, -1, 0)
            again.append(replace(job, late=(*job.late, *late)))
        return again, []
    suspects = [job for job in undone if board.begun(job.slot) >= 0]
    return [job for job in undone if board.begun(job.slot) < 0], suspects


def _run_alone(plan: Plan, job: Job, board: Board, look: Look) -> None:
    """Runs a job in a worker of its own, so that it is known which run kills it; that run is then left out."""
    for _ in range(_DEATHS):
        board.tried(job.slot, -1, 0)
        with _pool(plan, 1, board) as (pool, end_workers):
            future = pool.submit(work, job)
            if not _wait({future: job}, board, look, Watch(board, None), end_workers):
                return
        if board.begun(job.slot) < 0:
            break
        job = replace(job, died=(*job.died, job.runs[min(board.begun(job.slot), len(job.runs) - 1)]))
    plan.died(job)
    board.tried(job.slot, len(job.runs), len(job.runs))
    look(board)


def _wait(
    futures: dict[Future, Job], board: Board, look: Look, watch: Watch, end_workers: Callable[[], None]
) -> bool:
    """Waits for all; whether the pool broke, or was ended because a job is late. Raises what a job raised."""
    pending = set(futures)
    broken = False
    while pending:
        finished, pending = wait(pending, timeout=LOOK)
        for future in finished:
            try:
                future.result()
            except BrokenProcessPool:
                broken = True
        look(board)
        if not watch.late and watch.look(futures[future] for future in pending):
            end_workers()
    return broken


def _succeeded(future: Future) -> bool:
    return future.done() and future.exception() is None


@contextmanager
def _pool(plan: Plan, workers: int, board: Board) -> Iterator[tuple[ProcessPoolExecutor, Callable[[], None]]]:
    """A pool, and what ends its workers at once: what they were writing has a temporary name."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=prepare, initargs=(plan, board.numbers)
    )

    def end_workers() -> None:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()

    try:
        yield pool, end_workers
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        end_workers()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
