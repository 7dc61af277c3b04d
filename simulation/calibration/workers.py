"""Tasks over worker processes whose results come back in the order of the tasks, whichever is done first."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from simulation.engine.precompile import compile_rules
from simulation.experiments.pool import RunError

_AHEAD = 2
"""Tasks given out for each worker at a time, so that none waits."""


class Workers:
    """One process or several; as a context manager it ends them, whatever happens."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        compile_rules()  # here, once, and not in every worker at the same time
        return self

    def __exit__(self, *ended: Any) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def in_order(self, work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """What `work` gives for each task, in their order; a few tasks are begun ahead of what is asked for."""
        if self.workers == 1:
            yield from map(work, tasks)
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, context, initializer=_prepare)
        waiting = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, task))
                if len(waiting) >= _AHEAD * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise RunError("a worker process was killed; the same command goes on from what is finished") from None
        finally:
            for future in waiting:
                future.cancel()


def _prepare() -> None:
    """In a worker: leaves Ctrl-C to the parent, and ends when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
