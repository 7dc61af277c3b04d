"""Pages that commands write: a chart that a page lost is said, and the exit code is not 0."""

import sys
from collections.abc import Callable
from pathlib import Path

from simulation.commands.endings import GOOD, RUN_FAILED
from simulation.language import say
from simulation.report.lost import noting


def page_written(write: Callable[[], Path | str]) -> tuple[Path | str, int]:
    """Writes a page; where it is, and the exit code: 1 when it lacks a chart, which is said on standard error."""
    with noting() as lost:
        path = write()
    for chart in lost:
        print(say("{path}: {chart}; the page says so in its place.", path=path, chart=chart), file=sys.stderr)
    return path, RUN_FAILED if lost else GOOD
