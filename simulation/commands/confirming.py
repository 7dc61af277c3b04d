"""Whether a person wants to begin something long."""

import sys

LONG = 60.0
"""Seconds from which on a command asks before it begins."""


def confirmed() -> bool:
    """Whether the person at the terminal says yes; without a terminal, no."""
    if not sys.stdin.isatty():
        print("That is long; say --yes to begin.", file=sys.stderr)
        return False
    try:
        answer = input("Begin? [y/N] ")
    except EOFError:
        return False
    return answer.strip().casefold() in ("y", "yes", "o", "oui")
