"""What a rule is to the month: a name, what it does, and how many rows it may add."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulation.common.compiling import compiled


@compiled
def no_rows(state):
    """Rows added by a rule that adds none: persons, certified, groups, courses."""
    return 0, 0, 0, 0


@dataclass(frozen=True)
class Rule:
    """One of the rules that make a month; both functions are compiled and take the state."""

    name: str
    run: Callable[[Any], None]
    rows_at_most: Callable[[Any], tuple[int, int, int, int]] = no_rows
    """Called just before `run`: rows of persons, of facilitators (and as many trainers), of groups and of courses that
    `run` may add at most; where there are fewer, the tables grow first and it is called again."""
