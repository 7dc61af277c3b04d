"""What runs in worker processes only: they are prepared once, then given one job after the other."""

import gc
import os
import signal
import threading
from collections.abc import MutableSequence
from multiprocessing import parent_process
from typing import Any

from simulation.runs.plan import Board, Work

_board: Board | None = None
_work: Work | None = None
"""What this worker does, with what it holds from job to job."""


def prepare(numbers: MutableSequence[int]) -> None:
    """Prepares a worker process: takes its board, leaves Ctrl-C to the parent, ends when the parent is gone."""
    global _board
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _board = Board(numbers)


def work_on(work: Work, job: Any, slot: int) -> None:
    """Runs a job in a prepared worker process."""
    assert _board is not None, "the worker process was not prepared"
    if gc.get_freeze_count() == 0:
        work.model.function()
        gc.freeze()  # what is loaded by now stays, so the collector need not look at it again and again
    held(work).run(job, _board, slot)


def held(work: Work) -> Work:
    """The same work as that of the last job, if it is, which holds what its jobs share."""
    global _work
    if _work != work:
        _work = work
    return _work


def _end_with_parent() -> None:
    # A worker that waits for work would otherwise outlive a parent that was killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
