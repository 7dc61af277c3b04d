"""Progress that a person can read: a bar on a terminal, a plain line now and then elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

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


LATER = say("repeats that tell chance from assumptions")
"""What is shown of runs that come after those asked for by number."""


@contextmanager
def displayed(label: str, console: Console | None = None) -> Iterator[Report]:
    """Shows progress under a label, on standard error unless another console is given.

    What was asked for by number is counted by itself; the runs after that have a label of their own.
    """
    console, label = console or console_of_errors(), shown(str(label), name=True)
    if not console.is_terminal:
        yield _in_parts(_plain(label, console), _plain(f"{label}, {LATER}", console))
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console) as bar:
        yield _in_parts(_in_bar(bar, label), _in_bar(bar, f"{label}, {LATER}"))


def _in_bar(bar: Bar, label: str) -> Report:
    """Shows progress as a line of a bar, which is there once there is something to show."""
    task = None

    def report(progress: Progress) -> None:
        nonlocal task
        task = bar.add_task(label, total=None, speed="") if task is None else task
        bar.update(task, total=progress.total, completed=progress.done, speed=_speed(progress))

    return report


def _in_parts(asked: Report, later: Report) -> Report:
    """Reports what was asked for, then what comes after it."""

    begun = None

    def report(progress: Progress) -> None:
        nonlocal begun
        first = progress.total - progress.later
        if first or not progress.later:
            asked(replace(progress, total=first, done=min(progress.done, first)))
        if progress.later and progress.done >= first:
            begun = progress.seconds if begun is None else begun
            spent = progress.seconds - begun
            later(replace(progress, total=progress.later, done=progress.done - first, seconds=spent))

    return report


def _plain(label: str, console: Console) -> Report:
    last, ended = time.monotonic(), False

    def report(progress: Progress) -> None:
        nonlocal last, ended
        at_end = progress.done >= progress.total
        if ended or (not at_end and time.monotonic() - last < EVERY):
            return
        last, ended = time.monotonic(), at_end
        left = (progress.total - progress.done) / progress.per_second if progress.per_second else 0
        given = {"label": label, "done": progress.done, "total": progress.total, "speed": _speed(progress)}
        if left:
            line = say("{label}: {done} of {total}, {speed}, {left:.0f} s left", left=left, **given)
        else:
            line = say("{label}: {done} of {total}, {speed}", **given)
        console.print(str(line), markup=False, highlight=False, soft_wrap=True)

    return report


def _speed(progress: Progress) -> str:
    failed = say(", {failed} failed", failed=progress.failed) if progress.failed else ""
    return say("{per_second:.1f} a second{failed}", per_second=progress.per_second, failed=failed)
