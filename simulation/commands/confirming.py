"""Whether a person wants to begin something long."""

import sys

from simulation.language import say

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
