"""Progress that a person can read: a bar on a terminal, a plain line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from simulation.language import say
from simulation.runs.running import Progress, Report
from simulation.scenario.characters import shown

EVERY = 10.0
"""Seconds between two plain lines."""


def console_of_errors() -> Console:
    """Standard error, on which bars may move the cursor although commands keep all else from doing so."""
    return Console(file=getattr(sys.stderr, "bare", sys.stderr))


@contextmanager
def displayed(label: str, console: Console | None = None) -> Iterator[Report]:
    """Shows progress under a label, on standard error unless another console is given."""
    console, label = console or console_of_errors(), shown(str(label), name=True)
    if not console.is_terminal:
        yield _plain(label, console)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(label, total=None, speed="")

        def report(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, speed=_speed(progress))

        yield report


def _plain(label: str, console: Console) -> Report:
    last, ended = time.monotonic(), False

    def report(progress: Progress) -> None:
        nonlocal last, ended
        at_end = progress.done >= progress.total
        if ended or (not at_end and time.monotonic() - last < EVERY):
            return
        last, ended = time.monotonic(), at_end
        left = (progress.total - progress.done) / progress.per_second if progress.done else 0
        time_left = say(", {left:.0f} s left", left=left) if left else ""
        line = say(
            "{label}: {done} of {total}, {speed}{time_left}",
            label=label,
            done=progress.done,
            total=progress.total,
            speed=_speed(progress),
            time_left=time_left,
        )
        console.print(str(line), markup=False, highlight=False, soft_wrap=True)

    return report


def _speed(progress: Progress) -> str:
    failed = say(", {failed} failed", failed=progress.failed) if progress.failed else ""
    return say("{per_second:.1f} a second{failed}", per_second=progress.per_second, failed=failed)
