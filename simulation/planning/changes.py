"""Single changes of a scenario, in planners' units: each makes a scenario of the same months and places.

What a change itself costs in cash (hiring, days bought, calls, nominated places, animation) comes with it: where there
is a budget, that is raised by so much. Else it would be told what one more is worth less what it takes from the others.
What follows from it, such as more courses, has to fit into the budget that there is.
"""

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pydantic import ValidationError

from simulation.common.columns import PERSON_INDEX
from simulation.outcomes.value_units import DAY_PRICE, UNITS, Unit
from simulation.planning.stepping import raised
from simulation.replicate import simulate
from simulation.scenario.checks import findings
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL, Levers
from simulation.scenario.quantities import month_number, month_text, value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint, plain_scenario

QUARTER, EIGHTH, MOST_DAYS, YEAR = 3, 0.125, 31.0, 12
CERTIFIED = [PERSON_INDEX["facilitators"], PERSON_INDEX["trainers"]]
TRIED = 5
"""Futures from which it is reckoned how many are certified, for the price of animation."""


@dataclass(frozen=True)
class Cell:
    """Where and when. place: a region, national, or none: the whole nation. first, last: months (YYYY-MM).

    once: one unit begins in each quarter of these months; else units are repeated as each unit says, up to `last`.
    """

    place: str | None
    first: str
    last: str
    once: bool = False

    @property
    def period(self) -> str:
        """The months in short: a year (2027), a quarter (2027-Q2), or from a month on (2027-01-)."""
        if not self.once:
            return f"{self.first}-"
        year, quarter = self.first[:4], (int(self.first[5:]) + 2) // QUARTER
        return f"{year}-Q{quarter}" if month_number(self.last) - month_number(self.first) < QUARTER else year

    def starts(self, every: int | None) -> list[str]:
        """The months in which a unit begins."""
        step = QUARTER if self.once else every
        numbers = range(month_number(self.first), month_number(self.last) + 1, step or MANY)
        return [month_text(number) for number in numbers]


MANY = 10_000
"""More months than any run has."""


@dataclass(frozen=True)
class Change:
    """A changed scenario. units: how many units that is; what it changes is divided by it."""

    unit: Unit
    cell: Cell
    scenario: Scenario
    units: float


@dataclass(frozen=True)
class LeftOut:
    """A change that a scenario cannot have. reason: one of REASONS; words: of a check of scenarios, if one refused."""

    unit: Unit
    cell: Cell
    reason: str
    words: str = ""


REASONS = ("on demand", "no trainers", "too many days", "no limit", "at its most", "nation only", "nothing", "refused")
"""Why a change is left out; the words for readers stand in `simulation.charts.value_words`."""


class _Cannot(Exception):
    """A scenario cannot have a change; the argument is one of REASONS."""


class Changes:
    """All single changes of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.months = scenario.month_names()
        self.regions = geography_of(scenario).regions
        self._levers = plain_scenario(scenario)["levers"]
        self._fingerprint = fingerprint(scenario)
        self._refused = {one.message for one in findings(scenario) if one.fatal}

    def units(self) -> list[Unit]:
        """Those that make sense here: trainer days of the national team, or, where there is none, of all trainers."""
        left = "trainer_days_of_all" if self._at_home(NATIONAL) else "trainer_days"
        return [unit for unit in UNITS.values() if unit.name != left]

    def of(self, unit: Unit, cell: Cell) -> Change | LeftOut:
        """The scenario with one more of a unit."""
        if cell.place is not None and (unit.where == "nation" or unit.where == "region" and cell.place == NATIONAL):
            return LeftOut(unit, cell, "nation only")
        levers = copy.deepcopy(self._levers)
        try:
            given = _MAKERS[unit.name](self, levers, unit, cell)
            made = self.scenario.model_copy(update={"levers": Levers.model_validate(levers)})
        except _Cannot as error:
            return LeftOut(unit, cell, str(error))
        except ValidationError as error:
            first = error.errors()[0]
            return LeftOut(unit, cell, "refused", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
        new = [one for one in findings(made) if one.fatal and one.message not in self._refused]
        if new:
            return LeftOut(unit, cell, "refused", new[0].message)
        if fingerprint(made) == self._fingerprint:
            return LeftOut(unit, cell, "nothing")
        return Change(unit, cell, made, given)

    # ---- the changes; each alters `levers` and says how many units that are ------------------------------------------
    def course(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Entries of the calendar, or of the limit of a quarter; courses on demand without a limit nobody decides."""
        courses, starts = self.scenario.levers.facilitator_courses, cell.starts(unit.every)
        if courses.scheduling == "calendar":
            used = Counter((entry.place, entry.remote) for entry in courses.calendar)
            place, remote = used.most_common(1)[0][0] if used else (NATIONAL, True)
            if cell.place is not None:
                place, remote = cell.place, cell.place == NATIONAL
            levers["facilitator_courses"]["calendar"] += [
                {"month": month, "place": place, "courses": int(unit.amount), "remote": remote} for month in starts
            ]
            return float(len(starts)) if cell.once else 1.0
        within = [month for month in self.months if cell.first <= month <= cell.last]
        if all(value_at(courses.per_quarter, month) is None for month in within):
            raise _Cannot("on demand")
        if cell.place is not None:
            raise _Cannot("nation only")
        self._raise(levers, ("facilitator_courses", "per_quarter"), cell, unit.amount)
        return float(len(starts)) if cell.once else 1.0

    def trainer_days(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Days of those at home at the place, national if none is named; shared evenly, in whole eighths."""
        place = cell.place or NATIONAL
        there = self._at_home(place)
        trainers = self.scenario.levers.trainers
        entry = next((entry for entry in trainers.days_at if entry.place == place), None)
        steps = trainers.days_per_month if entry is None else entry.days_per_month
        each, given = self._each(unit, cell, there, steps)
        held = levers["trainers"]["days_at"]
        held[:] = [one for one in held if one["place"] != place]
        held.append({"place": place, "days_per_month": raised(steps, self.months, cell.first, cell.last, each)})
        return given

    def trainer_days_of_all(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Days of all trainers but those who have days of their own."""
        trainers = self.scenario.levers.trainers
        own = {entry.place for entry in trainers.days_at}
        there = sum(entry.trainers for entry in trainers.at_start if entry.place not in own)
        each, given = self._each(unit, cell, there, trainers.days_per_month)
        self._raise(levers, ("trainers", "days_per_month"), cell, each)
        return given

    def days_bought(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """As many trainers from outside as a course takes, paid by the day; nobody of the network."""
        together = value_at(self.scenario.levers.facilitator_courses.trainers, cell.first)
        length = QUARTER * len(cell.starts(unit.every))
        each = max(EIGHTH, round(unit.amount / QUARTER / together / EIGHTH) * EIGHTH)
        last = min(month_text(month_number(cell.first) + length - 1), self.scenario.end, cell.last)
        self._hire(levers, cell.place, together, cell.first, last, each, DAY_PRICE)
        quarters = (month_number(last) - month_number(cell.first) + 1) / QUARTER
        given = each * together * QUARTER / unit.amount
        return given * quarters if cell.once else given

    def trainer(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Hired for good, and counted as trainers at home there: days as those of the others."""
        starts = cell.starts(unit.every)
        for month in starts:
            self._hire(levers, cell.place, int(unit.amount), month)
        return float(len(starts))

    def nominations(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Named by a region, or by all by headcount."""
        starts = cell.starts(unit.every)
        every = QUARTER if cell.once else unit.every
        levers["nominations"].append({
            "name": self._name("nomination", (one.name for one in self.scenario.levers.nominations)),
            "first": starts[0], "last": starts[-1] if len(starts) > 1 else None,
            "every_months": every if len(starts) > 1 else None, "places": int(unit.amount), "region": cell.place,
        })  # fmt: skip
        price = self.scenario.prices.nomination.value
        self._pay(levers, ((month, unit.amount * price) for month in starts))
        return float(len(starts)) if cell.once else 1.0

    def call(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """A call as usual, of a region or the nation."""
        starts = cell.starts(unit.every)
        levers["calls"] += [{"month": month, "region": cell.place, "strength": 1.0} for month in starts]
        self._pay(levers, ((month, self.scenario.prices.call.value) for month in starts))
        return float(len(starts))

    def programme(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Of the form of the scenario's first programme with an end, else of the usual form."""
        starts = cell.starts(unit.every)
        form: Mapping[str, Any] = next((one for one in levers["programmes"] if not one["permanent"]), {})
        kept = {key: form[key] for key in _FORM if key in form}
        levers["programmes"].append(kept | {
            "name": self._name("programme", (one.name for one in self.scenario.levers.programmes)),
            "first": starts[0], "last": starts[-1] if len(starts) > 1 else None,
            "every_months": (QUARTER if cell.once else unit.every) if len(starts) > 1 else None,
            "headcount": int(unit.amount), "region": cell.place,
            # Groups of a region are led there; its people are those who take part.
            "region_weights": {} if cell.place is None else {one: 0.0 for one in self.regions if one != cell.place},
        })  # fmt: skip
        return float(len(starts)) if cell.once else 1.0

    def animation(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Costs so much for each person certified; as many are reckoned with as at best values without the change."""
        if value_at(self.scenario.levers.animation, cell.first) + unit.amount > 1 + 1e-9:
            raise _Cannot("at its most")
        self._raise(levers, ("animation",), cell, unit.amount)
        price = self.scenario.prices.animation.value
        monthly = price * unit.amount / YEAR
        if price and any(step.value is not None for step in self.scenario.levers.budget):
            paid = zip(self.months, self._certified.tolist(), strict=True)
            self._pay(levers, [(month, monthly * one) for month, one in paid if cell.first <= month <= cell.last])
        return 1.0

    def coordination(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Days of somebody who asks facilitators with free days."""
        self._raise(levers, ("coordination", "days_per_month"), cell, unit.amount)
        return 1.0

    def budget(self, levers: dict[str, Any], unit: Unit, cell: Cell) -> float:
        """Of each calendar year from the first one on, or of that of the cell."""
        caps = self.scenario.levers.budget
        if all(value_at(caps, month) is None for month in self.months if cell.first <= month <= cell.last):
            raise _Cannot("no limit")
        self._raise(levers, ("budget",), cell, unit.amount)
        return 1.0

    # ---- what they have in common ------------------------------------------------------------------------------------
    @cached_property
    def _certified(self) -> np.ndarray:
        """Facilitators and trainers at the end of each month, all assumptions at their best values: float64, months."""
        runs = [simulate(self.scenario, 1, replicate, best_values=True).persons for replicate in range(TRIED)]
        return np.mean([run[:, :, CERTIFIED].sum(axis=(1, 2)) for run in runs], axis=0)

    def _at_home(self, place: str) -> int:
        return sum(entry.trainers for entry in self.scenario.levers.trainers.at_start if entry.place == place)

    def _each(self, unit: Unit, cell: Cell, there: int, steps: tuple) -> tuple[float, float]:
        """Days a month for each of so many trainers, and how many units they are together."""
        if not there:
            raise _Cannot("no trainers")
        monthly = unit.amount / QUARTER if cell.once else unit.amount
        each = max(EIGHTH, round(monthly / there / EIGHTH) * EIGHTH)
        months = [month for month in self.months if cell.first <= month <= cell.last]
        if any(value_at(steps, month) + each > MOST_DAYS for month in months):
            raise _Cannot("too many days")
        given = each * there / unit.amount
        return each, given * len(months) if cell.once else given

    def _raise(self, levers: dict[str, Any], where: tuple[str, ...], cell: Cell, by: float) -> None:
        holder = levers
        steps: Any = self.scenario.levers
        for name in where:
            steps = getattr(steps, name)
        for name in where[:-1]:
            holder = holder[name]
        holder[where[-1]] = raised(steps, self.months, cell.first, cell.last, by)

    def _hire(
        self, levers: dict[str, Any], place: str | None, trainers: int, first: str, last: str | None = None,
        days: float | None = None, price: float | None = None,
    ) -> None:  # fmt: skip
        levers["trainers"]["hired"].append({
            "place": place or NATIONAL, "trainers": trainers, "from": first, "until": last, "days_per_month": days,
            "day_price": price,
        })  # fmt: skip
        paid = [(first, trainers * self.scenario.prices.hire.value)]
        if days is not None and price is not None:
            months = (month for month in self.months if first <= month <= (last or self.scenario.end))
            paid += [(month, trainers * days * price) for month in months]
        self._pay(levers, paid)

    def _pay(self, levers: dict[str, Any], paid: Iterable[tuple[str, float]]) -> None:
        """Raises the budgets of the calendar years in which something is paid, where there is one."""
        years: defaultdict[str, float] = defaultdict(float)
        for month, euros in paid:
            years[month[:4]] += euros
        steps = Levers.model_validate({"budget": levers["budget"]}).budget
        for year, euros in years.items():
            if euros:
                levers["budget"] = raised(steps, self.months, f"{year}-01", f"{year}-12", round(float(euros), 2))
                steps = Levers.model_validate({"budget": levers["budget"]}).budget

    @staticmethod
    def _name(what: str, taken: Iterable[str]) -> str:
        """A name that sorts behind the others, so that they go before it in a month that they share."""
        last = max(taken, default="")
        return f"{last} + one {what}"[:100] if last else f"One {what}"


_FORM = ("size", "minimum", "maximum", "sessions", "sessions_per_month", "requests_per_year", "remote",
         "administration_weights")  # fmt: skip
_MAKERS: dict[str, Callable[[Changes, dict[str, Any], Unit, Cell], float]] = {
    name: getattr(Changes, name) for name in UNITS
}


def usual_cell(scenario: Scenario) -> Cell:
    """From when changes are decided, if nothing else is said: the first January after the start that leaves a year to
    see what comes of them, else the start; to the end.
    """
    first = f"{int(scenario.start[:4]) + 1}-01"
    seen = min(scenario.target.month, scenario.end) if scenario.target else scenario.end
    late = month_number(seen) - month_number(first) < YEAR
    return Cell(None, scenario.start if late else first, scenario.end)


def quarters_of(cell: Cell) -> list[Cell]:
    """The quarters of a cell."""
    return [
        Cell(cell.place, month, min(month_text(month_number(month) + QUARTER - 1), cell.last), True)
        for month in cell.starts(QUARTER)
    ]


def years_of(place: str | None, first: str, last: str) -> list[Cell]:
    """The calendar years from a January on, the last one as far as it goes in whole quarters."""
    return [
        Cell(place, f"{year}-01" if f"{year}-01" >= first else first, min(f"{year}-12", last), True)
        for year in range(int(first[:4]), int(last[:4]) + 1)
    ]
