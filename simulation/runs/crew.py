"""Worker processes that are started and end together."""

import multiprocessing
from collections.abc import MutableSequence
from concurrent.futures import ProcessPoolExecutor

from simulation.runs.worker import prepare

_AHEAD = 2
"""Jobs handed out for each worker at a time, so that none waits."""
_GOING = 3.0
"""Seconds in which a worker that has nothing to do ends."""


class Crew:
    """Workers that share a board; a new one after they have died."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.slots = _AHEAD * workers
        self.numbers: MutableSequence[int] = context.RawArray("q", [-1, 0] * self.slots)
        self._others = set(multiprocessing.active_children())
        self.pool = ProcessPoolExecutor(workers, context, initializer=prepare, initargs=(self.numbers,))

    def end(self) -> None:
        """Ends the workers at once: what they were writing has a temporary name."""
        for process in self._workers():
            process.terminate()

    def close(self) -> None:
        """Waits until they are gone, and ends those that do not go."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        # Whoever was killed while it waited for a job took the lock with it for which the others wait.
        for process in self._workers():
            process.join(_GOING)
        self.end()
        self.pool.shutdown(wait=True)

    def _workers(self) -> set:
        return set(multiprocessing.active_children()) - self._others
