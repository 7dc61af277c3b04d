"""What a decision needs of a forecast, as numbers: when the target is met, what held back, what is unused."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from simulation.common.columns import FACILITATOR_USES, TRAINER_USES
from simulation.outcomes.measures import Share, first_met, limit_shares, main_limit, nation, target_met

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

type Limit = tuple[str, str]

CAPACITY = {
    "trainer_days": (("trainer_days_offered",), tuple(f"trainer_days_used_{use}" for use in TRAINER_USES)),
    "facilitator_seats": (("facilitator_seats_offered",), ("facilitator_seats_filled",)),
    "trainer_seats": (("trainer_seats_offered",), ("trainer_seats_filled",)),
    "facilitator_days": (
        ("facilitator_days_offered",),
        tuple(f"facilitator_days_used_{use}" for use in FACILITATOR_USES),
    ),
}
"""What is offered, and the columns of what is offered and used of it."""


@dataclass(frozen=True)
class Goal:
    """The target and when it is met. Months are YYYY-MM; None: not so many futures meet it by the end.

    met: on the target's date, None when that is not simulated. early, half: the months by whose end one future in ten,
    and half of them, have met it at least once. never: share of futures that have not met it by the end.
    """

    measure: str
    value: float
    month: str
    met: Share | None
    early: str | None
    half: str | None
    never: float


@dataclass(frozen=True)
class Spell:
    """Calendar years in a row in which the same limit held back most, and its share of those who waited (0 to 1)."""

    first: int
    last: int
    limit: Limit
    share: float


@dataclass(frozen=True)
class Unused:
    """What is offered and not used: amount a year (days or seats, mean over futures) and share of the offer."""

    what: str
    a_year: float
    share: float


@dataclass(frozen=True)
class Decision:
    """goal: None without a target. shares: of each limit, in persons × months, the largest first."""

    replicates: int
    goal: Goal | None
    limit: Limit
    shares: dict[Limit, float]
    spells: tuple[Spell, ...]
    unused: tuple[Unused, ...]


def decision(results: "Results") -> Decision:
    """What a decision needs, from a run's national tables."""
    held_back = nation(results).held_back
    return Decision(
        len(results.replicates),
        goal(results),
        main_limit(held_back),
        limit_shares(held_back),
        spells(held_back, [int(name[:4]) for name in results.frame.month_names]),
        unused(results),
    )


def goal(results: "Results") -> Goal | None:
    """How the target stands; None without one."""
    target = results.scenario.target
    if target is None:
        return None
    values = results.national(target.measure)[target.measure]
    position = results.frame.months_until(target.month)
    met = None if position is None else target_met(values[:, position], target.value)
    first = first_met(values, target.value)

    def month_of(share: float) -> str | None:
        reached = first.by_month >= share
        return results.frame.month_names[reached.argmax()] if reached.any() else None

    return Goal(target.measure, target.value, target.month, met, month_of(0.1), month_of(0.5), first.not_by_the_end)


def spells(held_back: np.ndarray, years: list[int]) -> tuple[Spell, ...]:
    """Which limit held back most in each calendar year, years with the same one put together.

    held_back: persons, replicates × months × LIMITS. years: the year of each month.
    """
    of_month = np.array(years)

    def within(chosen: list[int]) -> np.ndarray:
        return held_back[:, np.isin(of_month, chosen)]

    found = []
    for limit, same in groupby(dict.fromkeys(years), key=lambda year: main_limit(within([year]))):
        chosen = list(same)
        found.append(Spell(chosen[0], chosen[-1], limit, limit_shares(within(chosen)).get(limit, 1.0)))
    return tuple(found)


def unused(results: "Results") -> tuple[Unused, ...]:
    """What of each capacity stays unused over the whole time; what is never offered is left out."""
    read = results.national(*(name for pair in CAPACITY.values() for names in pair for name in names))
    years = results.frame.months / 12
    found = []
    for what, columns in CAPACITY.items():
        offered, used = (sum(read[name].sum(axis=1).mean() for name in names) for names in columns)
        if offered > 0:
            spare = max(offered - used, 0)
            found.append(Unused(what, spare / years, spare / offered))
    return tuple(found)
