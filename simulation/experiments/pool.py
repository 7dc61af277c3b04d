"""Jobs over worker processes: survives killed workers, stops at Ctrl-C, touches no process-wide setting."""

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace

from simulation.experiments.worker import MODEL, Board, Job, Plan, died, prepare, run_job, work
from simulation.rules.warming import compile_rules

LOOK = 0.2
"""Seconds between two looks at the board."""
_DEATHS = 3
"""Workers that one job may lose before the rest of it is given up."""

type Look = Callable[[Board], None]


class RunError(Exception):
    """Replicates could not be run at all."""


def run_jobs(plan: Plan, jobs: Sequence[Job], workers: int, look: Look) -> None:
    """Runs all jobs and commits each as it ends; `look` is called now and then with the board.

    One worker: in this process. KeyboardInterrupt ends the workers and goes on to the caller. An exception that is
    not a replicate's (a full disk, a folder that cannot be written) ends the run too.
    """
    if plan.simulate == MODEL:
        compile_rules()  # here, once, and not in every worker at the same time
    if workers == 1 or len(jobs) <= 1:
        _run_here(plan, jobs, look)
        return
    context = multiprocessing.get_context("spawn")
    board = Board(context.RawArray("q", [-1, 0] * len(jobs)))
    left = list(jobs)
    while left:
        before = len(left)
        left, suspects = _run_until_broken(plan, left, min(workers, len(left)), board, look)
        if len(left) == before:
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
            run_job(plan, job, board)
    finally:
        gc.unfreeze()
    look(board)


def _run_until_broken(
    plan: Plan, jobs: Sequence[Job], workers: int, board: Board, look: Look
) -> tuple[list[Job], list[Job]]:
    """Jobs not begun, and those that were running, when a worker died; none of either when nothing happened."""
    with _pool(plan, workers, board) as pool:
        futures = {}
        try:
            for job in jobs:
                futures[pool.submit(work, job)] = job
        except BrokenProcessPool:
            pass
        broken = _wait(futures, board, look) or len(futures) < len(jobs)
    if not broken:
        return [], []
    done = {job.slot for future, job in futures.items() if _succeeded(future)}
    undone = [job for job in jobs if job.slot not in done]
    suspects = [job for job in undone if board.begun(job.slot) >= 0]
    return [job for job in undone if board.begun(job.slot) < 0], suspects


def _run_alone(plan: Plan, job: Job, board: Board, look: Look) -> None:
    """Runs a job in a worker of its own, so that it is known which run kills it; that run is then left out."""
    for _ in range(_DEATHS):
        board.tried(job.slot, -1, 0)
        with _pool(plan, 1, board) as pool:
            future = pool.submit(work, job)
            if not _wait({future: job}, board, look):
                return
        if board.begun(job.slot) < 0:
            break
        worlds = job.chunk.worlds
        job = replace(job, died=(*job.died, worlds[min(board.begun(job.slot), len(worlds) - 1)]))
    died(plan, job)
    board.tried(job.slot, len(job.chunk.worlds), len(job.chunk.worlds))
    look(board)


def _wait(futures: dict[Future, Job], board: Board, look: Look) -> bool:
    """Waits for all; whether the pool broke. Raises what a job raised."""
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
    return broken


def _succeeded(future: Future) -> bool:
    return future.done() and future.exception() is None


@contextmanager
def _pool(plan: Plan, workers: int, board: Board) -> Iterator[ProcessPoolExecutor]:
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=prepare, initargs=(plan, board.numbers)
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        # What they were writing has a temporary name, so they can be ended at any moment.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
