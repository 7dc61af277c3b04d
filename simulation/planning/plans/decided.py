"""What may be decided as numbers, and numbers as a scenario."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulation.planning.plans.schema import (
    PERIODS,
    CallsDecided,
    CoursesDecided,
    DaysBought,
    Decide,
    Decided,
    HiresDecided,
    LevelDecided,
    NominationsDecided,
    OrderDecided,
    ProgrammesDecided,
)
from simulation.planning.search.problem import Decision, Plan
from simulation.scenario.quantities import month_number, month_text, value_at, values_by_month
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

LEVELS = {
    "trainer_days": ("trainers", "days_per_month"),
    "animation": ("animation",),
    "coordination": ("coordination", "days_per_month"),
}
"""Where the levels stand among the levers."""


@dataclass(frozen=True)
class Choice:
    """One number to be decided: so many units of something in one period and place (or several that move together).

    first: the period's first month (YYYY-MM); months: its length. cash, valued: euros of one unit at list prices, by
    calendar year.
    """

    kind: str
    entry: Decided
    number: int
    """Position of the entry among those of its kind."""
    places: tuple[str, ...]
    first: str
    months: int
    cash: dict[int, float]
    valued: dict[int, float]

    @property
    def last(self) -> str:
        """The period's last month."""
        return month_text(month_number(self.first) + self.months - 1)

    @property
    def name(self) -> str:
        """It in words."""
        places = [*self.places, *(["remote"] if getattr(self.entry, "remote", False) else [])]
        where = f" ({', '.join(places)})" if places else ""
        return f"{self.kind.replace('_', ' ')}{where} {self.first} to {self.last}"

    def price(self, cost: str) -> float:
        """Euros of one unit: cash, or both."""
        return sum(self.cash.values()) + (sum(self.valued.values()) if cost == "both" else 0.0)

    def in_year(self, year: int, cost: str) -> float:
        """Euros of one unit in a calendar year."""
        return self.cash.get(year, 0.0) + (self.valued.get(year, 0.0) if cost == "both" else 0.0)

    def decision(self, cost: str) -> Decision:
        """It for the search."""
        return Decision(self.name, self.entry.at_least, self.entry.at_most, self.price(cost))


def choices_of(
    decide: Decide, scenario: Scenario, certified: Sequence[float], trainers: Sequence[float]
) -> list[Choice]:
    """All numbers that may be decided, in the order of the file, then place, then time.

    certified, trainers: how many there are in each month of the scenario as it is; they price animation and days.
    """
    found = []
    for kind in type(decide).model_fields:
        held = getattr(decide, kind)
        for number, entry in enumerate(held if isinstance(held, tuple) else [held] if held else []):
            for places in _places(entry):
                for first, months in _periods(entry, scenario):
                    there = max(1, len(places))
                    cash, valued = _price(entry, kind, there, first, months, scenario, certified, trainers)
                    found.append(Choice(kind, entry, number, places, first, months, cash, valued))
    return found


def _places(entry: Decided) -> list[tuple[str, ...]]:
    if isinstance(entry, CoursesDecided):
        return [entry.places] if entry.together else [(place,) for place in entry.places]
    place = getattr(entry, "place", None) or getattr(entry, "region", None)
    return [(place,)] if place else [()]


def _periods(entry: Decided, scenario: Scenario) -> list[tuple[str, int]]:
    first = month_number(entry.from_ or scenario.start)
    last = month_number(entry.until or scenario.end)
    length = PERIODS.get(entry.every, last - first + 1)
    return [(month_text(at), min(length, last - at + 1)) for at in range(first, last + 1, length)]


def _price(
    entry: Decided, kind: str, places: int, first: str, months: int, scenario: Scenario, certified: Sequence[float],
    trainers: Sequence[float],
) -> tuple[dict[int, float], dict[int, float]]:  # fmt: skip
    """Cash and valued time of one unit by calendar year."""
    prices, levers = scenario.prices, scenario.levers
    begin, end = month_number(first), month_number(scenario.end)
    if isinstance(entry, CoursesDecided) or kind == "trainer_courses":
        facilitators = isinstance(entry, CoursesDecided)
        course = levers.facilitator_courses if facilitators else levers.trainer_courses
        fixed = prices.facilitator_course if facilitators else prices.trainer_course
        seat = prices.facilitator_course_seat if facilitators else prices.trainer_course_seat
        seats = value_at(course.seats, first)
        days = value_at(course.trainers, first) * course.days * prices.trainer_day.value
        days += seats * course.days * prices.facilitator_day.value
        at = range(begin, begin + months)
        return _over(at, places * (fixed.value + seats * seat.value)), _over(at, places * days)
    if isinstance(entry, (HiresDecided, DaysBought)):
        length = months if isinstance(entry, DaysBought) else entry.contract_months or end - begin + 1
        at = range(begin, min(begin + length, end + 1))
        each = entry.days_per_month
        if each is None:
            each = value_at(levers.trainers.days_per_month, first)
        cost = each * len(at) * (entry.day_price if isinstance(entry, DaysBought) else prices.trainer_day.value)
        hire = {int(first[:4]): prices.hire.value}
        return (_sum(hire, _over(at, cost)), {}) if isinstance(entry, DaysBought) else (hire, _over(at, cost))
    year = int(first[:4])
    if isinstance(entry, NominationsDecided):
        return {year: entry.places_each * prices.nomination.value}, {}
    if isinstance(entry, CallsDecided):
        return {year: prices.call.value}, {}
    if isinstance(entry, ProgrammesDecided):
        groups = entry.headcount / 8
        day = levers.groups.days_remote if entry.remote else levers.groups.days_in_person
        return {}, {year: groups * entry.sessions * day * prices.facilitator_day.value}
    if isinstance(entry, OrderDecided):
        return {}, {}
    assert isinstance(entry, LevelDecided)
    start = month_number(scenario.start)
    at = range(begin, begin + months)
    if kind == "animation":
        return _sum(*(_over([m], entry.step * prices.animation.value / 12 * certified[m - start]) for m in at)), {}
    if kind == "trainer_days":
        return {}, _sum(*(_over([m], entry.step * prices.trainer_day.value * trainers[m - start]) for m in at))
    return {}, _over(at, entry.step * months * prices.facilitator_day.value)


def _over(months: Sequence[int], amount: float) -> dict[int, float]:
    """An amount spread evenly over months, by calendar year."""
    found: dict[int, float] = defaultdict(float)
    for month in months:
        found[month // 12] += amount / len(months)
    return dict(found)


def _sum(*parts: dict[int, float]) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for part in parts:
        for year, amount in part.items():
            found[year] += amount
    return dict(found)


def spread_months(first: str, months: int, courses: int) -> dict[str, int]:
    """So many courses spread evenly over the months of a period: courses by month."""
    found: dict[str, int] = defaultdict(int)
    for course in range(courses):
        found[month_text(month_number(first) + (2 * course + 1) * months // (2 * courses))] += 1
    return dict(found)


def planned(scenario: Scenario, choices: Sequence[Choice], plan: Plan, lifted: bool = False,
            before: Sequence[dict[str, Any]] = (), on_demand: bool = False) -> dict[str, Any]:  # fmt: skip
    """The scenario with a plan carried out, as plain mappings.

    lifted: without the yearly budget. before: courses of the calendar in months of which nothing is decided.
    on_demand: facilitator and trainer courses as the scenario has them, the rest as planned.
    """
    plain = plain_scenario(scenario)
    levers = plain["levers"]
    calendars: dict[str, list[dict[str, Any]]] = {"facilitator_courses": [dict(one) for one in before]}
    raised: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    kinds = {choice.kind for choice in choices}
    for choice, units in zip(choices, plan, strict=True):
        if not units:
            continue
        entry, kind = choice.entry, choice.kind
        if kind in ("facilitator_courses", "trainer_courses"):
            for place in choice.places or ("national",):
                for month, courses in spread_months(choice.first, choice.months, units).items():
                    remote = getattr(entry, "remote", False)
                    calendars.setdefault(kind, []).append(
                        {"month": month, "place": place, "courses": courses, "remote": remote}
                    )
        elif isinstance(entry, LevelDecided):
            begin = month_number(choice.first) - month_number(scenario.start)
            for at in range(begin, begin + choice.months):
                raised[kind][at] += units * entry.step
        else:
            _order(levers, choice, units)
    for kind in ("facilitator_courses", "trainer_courses"):
        if kind in kinds and not on_demand:
            entries = sorted(calendars.get(kind, []), key=lambda one: (one["month"], one["place"], one["remote"]))
            levers[kind] |= {"scheduling": "calendar", "calendar": entries}
            if not entries and kind == "facilitator_courses":
                # An empty calendar passes for a mistake; that none is held can be said otherwise.
                levers[kind] |= {"scheduling": "on demand", "per_quarter": 0}
    for kind, by_month in raised.items():
        _raise(scenario, levers, kind, by_month)
    if lifted:
        levers["budget"] = None
    return plain


def _order(levers: dict[str, Any], choice: Choice, units: int) -> None:
    """Writes a dated order: hires, bought days, nominations, calls, programmes."""
    entry, first = choice.entry, choice.first
    called = f"{choice.kind.replace('_', ' ').capitalize()} {choice.number + 1}, {first}"
    if isinstance(entry, (HiresDecided, DaysBought)):
        months = choice.months if isinstance(entry, DaysBought) else entry.contract_months
        until = None if months is None else month_text(month_number(first) + months - 1)
        levers["trainers"]["hired"].append({
            "place": entry.place, "trainers": units, "masters": units if entry.masters else 0, "from": first,
            "until": until, "days_per_month": entry.days_per_month,
            "day_price": entry.day_price if isinstance(entry, DaysBought) else None,
        })  # fmt: skip
    elif isinstance(entry, NominationsDecided):
        levers["nominations"].append({
            "name": called, "first": first, "places": units * entry.places_each, "region": entry.region,
            "administration": entry.administration,
        })  # fmt: skip
    elif isinstance(entry, CallsDecided):
        levers["calls"].append({"month": first, "region": entry.region, "strength": units * entry.strength})
    elif isinstance(entry, OrderDecided):
        levers["trainers"]["order_of_uses"] = list(entry.order)
    elif isinstance(entry, ProgrammesDecided):
        levers["programmes"].append({
            "name": called, "first": first, "headcount": units * entry.headcount, "sessions": entry.sessions,
            "sessions_per_month": entry.sessions_per_month, "remote": entry.remote, "region": entry.region,
        })  # fmt: skip


def _raise(scenario: Scenario, levers: dict[str, Any], kind: str, by_month: dict[int, float]) -> None:
    """Writes a level that is raised in some months, as steps."""
    held: Any = scenario.levers
    for name in LEVELS[kind]:
        held = getattr(held, name)
    names = scenario.month_names()
    values = [value + by_month.get(month, 0.0) for month, value in enumerate(values_by_month(held, names))]
    steps = [
        {"from": name, "value": round(value, 9)}
        for month, (name, value) in enumerate(zip(names, values, strict=True))
        if month == 0 or value != values[month - 1]
    ]
    holder = levers
    for name in LEVELS[kind][:-1]:
        holder = holder[name]
    holder[LEVELS[kind][-1]] = steps
