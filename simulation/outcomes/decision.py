"""What a decision needs of a forecast, as numbers: when the target is met, who waits for what, what is unused."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.common.columns import FACILITATOR_USES, TRAINER_USES
from simulation.outcomes.binding import Binding, binding
from simulation.outcomes.measures import Share, first_met
from simulation.outcomes.targets import Reached, targets, together
from simulation.outcomes.waiting import Diagnosis, Spell, Spent, diagnose, spells, spent, waiting
from simulation.scenario.schema import FurtherTarget

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

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
    """A target and when it is met. Months are YYYY-MM; None: not so many futures meet it by the end.

    met: on the target's date, None when that is not simulated. early, half: the months by whose end one future in ten,
    and half of them, have met it at least once. never: share of futures that have not met it by the end.
    """

    aim: FurtherTarget
    met: Share | None
    early: str | None
    half: str | None
    never: float


@dataclass(frozen=True)
class Unused:
    """What is offered and not used: amount a year (days or seats, mean over futures) and share of the offer."""

    what: str
    a_year: float
    share: float


@dataclass(frozen=True)
class Decision:
    """targets: all of them, the first one first. goal: when that is met; None without one. together: share of futures
    that meet all, None where there is one at most. diagnosis: who waits most, None: nobody; spells: by year.
    spent: where budgets decide, and an average month hides it.
    """

    replicates: int
    targets: tuple[Reached, ...]
    goal: Goal | None
    together: Share | None
    diagnosis: Diagnosis | None
    spells: tuple[Spell, ...]
    spent: Spent | None
    binding: Binding
    unused: tuple[Unused, ...]


def decision(results: "Results") -> Decision:
    """What a decision needs, from a run's tables."""
    held, found = waiting(results), targets(results)
    return Decision(
        len(results.replicates),
        found,
        goal(results, found[0]) if found else None,
        together(found) if len(found) > 1 else None,
        diagnose(held),
        spells(held, [int(name[:4]) for name in results.frame.month_names]),
        spent(held, results.frame.month_names),
        binding(results, held),
        unused(results),
    )


def goal(results: "Results", target: Reached) -> Goal:
    """When a target is met."""
    first = first_met(target.reached)

    def month_of(share: float) -> str | None:
        reached = first.by_month >= share
        return results.frame.month_names[reached.argmax()] if reached.any() else None

    return Goal(target.aim, target.met, month_of(0.1), month_of(0.5), first.not_by_the_end)


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
