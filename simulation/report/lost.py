"""Charts that could not be made: the page says so in their place, and whoever writes the page is told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_lost: ContextVar[list[str] | None] = ContextVar("lost", default=None)


@contextmanager
def noting() -> Iterator[list[str]]:
    """Gathers the charts that pages lose while its block runs, each as a clause."""
    found: list[str] = []
    before = _lost.set(found)
    try:
        yield found
    finally:
        _lost.reset(before)


def note(chart: str, error: Exception) -> str:
    """Notes a chart that could not be made; why, for the page."""
    why = f"{type(error).__name__}: {error}"
    said, log = f"the chart {chart} could not be made ({' '.join(why.split())})", logging.getLogger(__name__)
    log.debug("%s", said, exc_info=error)
    found = _lost.get()
    if found is None:
        log.warning("%s", said)
    else:
        found.append(said)
    return why
