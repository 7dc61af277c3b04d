"""A scenario in which hires, orders and calls stop: to see what is left some time later."""

from simulation.language import say
from simulation.scenario.levers import Nomination, Programme
from simulation.scenario.problems import Refused
from simulation.scenario.quantities import is_within, month_number
from simulation.scenario.schema import MOST_MONTHS, Scenario


def stopped_after(scenario: Scenario, month: str, months_more: int = 24) -> Scenario:
    """The scenario without a hire, an order, a nomination or a call after a month (YYYY-MM).

    It is long enough to hold `months_more` months after that one, and never shorter than before. Trainers hired by then
    stay until their contract ends, groups that are open go on, and permanent orders keep the posts that they have. What
    has no date goes on: courses on demand, engagements, replaced trainers, the last steps of all levers. A calendar of
    courses ends where it ends. With a yearly budget, what opens in the last months answers to the caps of the years
    added, too. Raises ValueError for a month outside the run, and for more months than a scenario can have.
    """
    if not is_within(month, scenario.start, scenario.end):
        raise Refused(
            say(
                "{month} lies outside the run, from {start} to {end}",
                month=month,
                start=scenario.start,
                end=scenario.end,
            )
        )
    now = month_number(month)
    months = max(scenario.months, now - month_number(scenario.start) + 1 + months_more)
    if months > MOST_MONTHS:
        raise Refused(
            say("a scenario has at most {most_months} months, not {months}", most_months=MOST_MONTHS, months=months)
        )
    levers = scenario.levers
    hired = tuple(entry for entry in levers.trainers.hired if month_number(entry.from_) <= now)
    changed = {
        "trainers": levers.trainers.model_copy(update={"hired": hired}),
        "programmes": _until(levers.programmes, month),
        "nominations": _until(levers.nominations, month),
        "calls": tuple(call for call in levers.calls if month_number(call.month) <= now),
    }
    return scenario.model_copy(update={"months": months, "levers": levers.model_copy(update=changed)})


def _until[Order: (Programme, Nomination)](orders: tuple[Order, ...], month: str) -> tuple[Order, ...]:
    """The orders that begin by a month, repeated no longer than until then."""
    begun = (order for order in orders if month_number(order.first) <= month_number(month))
    return tuple(
        order if order.every_months is None
        else order.model_copy(update={"last": min(order.last or month, month, key=month_number)})
        for order in begun
    )  # fmt: skip
