"""Today's practice: a scenario of the months before, with its levers as they are in the first month."""

from typing import Any

from pydantic import BaseModel

from simulation.language import say
from simulation.scenario.levers import CalendarEntry, Courses, Nomination, Programme
from simulation.scenario.quantities import FIRST_YEAR, Step, month_number, month_text, value_at
from simulation.scenario.schema import RegisterRow, Scenario

YEAR = 12


def practice_before(scenario: Scenario, months: int, network: tuple[RegisterRow, ...]) -> Scenario:
    """The `months` before a scenario, which begin with this network alone: persons, and nobody who waits.

    Values that change by steps stay as they are in the scenario's first month. What comes back does so in the same
    rhythm: nominations and programmes with `every_months` whose first date lies within their first period, and the
    calendar of courses of the first twelve months. What is dated once (hires, calls, single orders) is a plan, and is
    left out. Raises ValueError if that begins before the year 1900.
    """
    first = month_number(scenario.start)
    if first - months < 12 * FIRST_YEAR:
        raise ValueError(
            say(
                "{months} months before {start} lie before the year {first_year}",
                months=months,
                start=scenario.start,
                first_year=FIRST_YEAR,
            )
        )
    levers = constant(scenario.levers, scenario.start)
    trainers = levers.trainers.model_copy(update={"hired": ()})
    courses = {
        name: getattr(levers, name).model_copy(update={"calendar": _each_year(getattr(levers, name), first, months)})
        for name in ("facilitator_courses", "trainer_courses")
    }
    recurring = {
        name: tuple(found for entry in getattr(levers, name) if (found := _earlier(entry, first, months)) is not None)
        for name in ("nominations", "programmes")
    }
    update = {"trainers": trainers, "calls": (), **courses, **recurring}
    initial = scenario.initial.model_copy(update={"register_": network, "facilitators": 0, "practitioners": 0})
    return scenario.model_copy(
        update={
            "start": month_text(first - months),
            "months": months,
            "initial": initial,
            "levers": levers.model_copy(update=update),
            "target": None,
        }
    )


def constant[T: BaseModel](part: T, month: str) -> T:
    """A copy in which every value that changes by steps stays for ever as it is in this month."""
    return part.model_copy(update={name: _constant(getattr(part, name), month) for name in type(part).model_fields})


def _constant(held: Any, month: str) -> Any:
    if isinstance(held, BaseModel):
        return constant(held, month)
    if isinstance(held, tuple) and held and isinstance(held[0], Step):
        return (Step.model_construct(from_="0000-01", value=value_at(held, month), over=None),)
    if isinstance(held, tuple):
        return tuple(_constant(entry, month) for entry in held)
    return held


def _earlier[T: (Nomination, Programme)](entry: T, first: int, months: int) -> T | None:
    """The same in the months before, if it comes back and is under way within its first period."""
    every, begins = entry.every_months, month_number(entry.first)
    if every is None or begins >= first + every:
        return None
    begins = first - months + (begins - first + months) % every
    return entry.model_copy(update={"first": month_text(begins), "last": None})


def _each_year(courses: Courses, first: int, months: int) -> tuple[CalendarEntry, ...]:
    """The calendar of the first twelve months, in each of the years before."""
    found = []
    for entry in courses.calendar:
        month = month_number(entry.month)
        if first <= month < first + YEAR:
            earlier = range(month - YEAR, first - months - 1, -YEAR)
            found += [entry.model_copy(update={"month": month_text(number)}) for number in earlier]
    return tuple(sorted(found, key=lambda entry: entry.month))
