"""Whether a person wants to begin something long."""

import sys
from collections.abc import Iterable

from simulation.language import say
from simulation.runs.estimate import Size

LONG = 60.0
"""Seconds from which on a command asks before it begins."""


def confirmed() -> bool:
    """Whether the person at the terminal says yes; without a terminal, no."""
    if not sys.stdin.isatty():
        print(say("That is long; say --yes to begin."), file=sys.stderr)
        return False
    try:
        answer = input(str(say("Begin? [y/N] ")))
    except EOFError:
        return False
    return answer.strip().casefold() in ("y", "yes", "o", "oui")


def agreed_to(expected: Iterable[tuple[str, Size | None]], yes: bool) -> bool:
    """Says what each of several names will take, where that is not small; whether none is large, or the person agrees.

    yes: the person has agreed beforehand (--yes).
    """
    large = False
    for name, size in expected:
        if size is not None and size.runs:
            print(f"{name}: {size.sentence()}", file=sys.stderr)
            large = large or size.large
    return not large or yes or confirmed()
