"""Money (ODD, 7.3): committed when something opens, in the calendar years in which it is used, under a cap."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from simulation.agents.terms import GroupTerms
from simulation.common.columns import MONEY_PARTS
from simulation.common.units import cents
from simulation.scenario.quantities import month_text, value_at

_NOT_TRAINING = ("groups", "engagements")
"""Uses that leave to training what is kept for it."""
_OF_TRAINING = ("courses", "practicum", "refreshers", "hires", "recruitment")
"""Uses that count as training."""


@dataclass(frozen=True)
class Charge:
    """What something costs in cents of each calendar year, the present one first."""

    place: str
    use: str
    cash: tuple[int, ...] = ()
    """Rooms, seats, travel, hires, animation, bought days, calls and nominations."""
    valued_time: tuple[int, ...] = ()
    """Days of trainers, facilitators and trainees."""
    part: str | None = None
    """The part of its use that is recorded apart: bought_days, courses_remote or trainer_courses."""

    def years(self) -> Iterator[tuple[int, int]]:
        """Cash and valued time of each calendar year."""
        return zip_longest(self.cash, self.valued_time, fillvalue=0)


class Money:
    """What is committed of each calendar year's budget; the amounts of later years are recorded when they begin."""

    def __init__(self, model):
        self._model = model
        years = model.ledger.year(model.scenario.months - 1) + 1
        self.committed = [0] * years
        """Cents that count under the budget, by calendar year from the first."""
        self._training = [0] * years
        self._later: list[tuple[int, Charge]] = []
        """Charges of one calendar year to come, each with its year."""

    @property
    def committed_now(self) -> int:
        """Cents that count under the budget of this calendar year."""
        return self.committed[self._year]

    def cap(self, ahead: int = 0) -> int | None:
        """The budget of this calendar year, or of one so many years ahead, as in its January; none: no limit."""
        budget = value_at(self._model.levers.budget, self._month(ahead))
        return None if budget is None else cents(budget)

    def left(self, use: str, ahead: int = 0) -> int | None:
        """Cents of a calendar year that a use may still take; none: no limit."""
        cap, year = self.cap(ahead), self._year + ahead
        if cap is None:
            return None
        left = cap - self.committed[year]
        if use in _NOT_TRAINING:
            for_training = math.floor(value_at(self._model.levers.budget_for_training, self._month(ahead)) * cap)
            left -= max(0, for_training - self._training[year])
        return max(0, left)

    def can_afford(self, charge: Charge) -> bool:
        """Whether what counts of a charge fits into what is left of each of its calendar years."""
        for ahead, counted in self._counted(charge):
            left = self.left(charge.use, ahead)
            if left is not None and counted > left:
                return False
        return True

    def affordable(self, charges: Iterable[Charge]) -> int:
        """How many of some charges can be afforded, from the first on, each after those before it."""
        committed, training = list(self.committed), list(self._training)
        number = 0
        for charge in charges:
            if not self.can_afford(charge):
                break
            self._commit(charge)
            number += 1
        self.committed, self._training = committed, training
        return number

    def charge(self, charge: Charge) -> None:
        """Commit what something costs, affordable or not; this year's part is recorded in this month."""
        self._commit(charge)
        for ahead, (cash, valued_time) in enumerate(charge.years()):
            of_year = replace(charge, cash=(cash,), valued_time=(valued_time,))
            if ahead == 0:
                self._record(of_year)
            elif self._year + ahead < len(self.committed):
                self._later.append((self._year + ahead, of_year))

    def begin_month(self) -> None:
        """Record what was committed earlier for a calendar year that begins now."""
        due = [charge for year, charge in self._later if year == self._year]
        self._later = [(year, charge) for year, charge in self._later if year != self._year]
        for charge in due:
            self._record(charge)

    @property
    def _year(self) -> int:
        """This calendar year, counted from the first."""
        return self._model.ledger.year(self._model.ledger.month)

    def _month(self, ahead: int) -> str:
        """This month, or the January of a later calendar year."""
        now = self._model.first_month + self._model.ledger.month
        return month_text(now if ahead == 0 else (now // 12 + ahead) * 12)

    def _counted(self, charge: Charge) -> list[tuple[int, int]]:
        """What counts under the budget, of each simulated calendar year in which something does."""
        both = self._model.levers.budget_covers == "both"
        years_left = len(self.committed) - self._year
        parts = [cash + both * valued_time for cash, valued_time in charge.years()]
        return [(ahead, counted) for ahead, counted in enumerate(parts[:years_left]) if counted]

    def _commit(self, charge: Charge) -> None:
        for ahead, counted in self._counted(charge):
            self.committed[self._year + ahead] += counted
            if charge.use in _OF_TRAINING:
                self._training[self._year + ahead] += counted

    def _record(self, charge: Charge) -> None:
        """Write down a charge of one calendar year: its use, its sorts, and what is recorded apart."""
        note = self._model.ledger.note
        ((cash, valued_time),) = charge.years()
        note(charge.place, "money_cash", cash)
        note(charge.place, "money_valued_time", valued_time)
        for name in (charge.use,) if charge.part is None else (charge.use, charge.part):
            note(charge.place, f"money_{name}", cash + valued_time)
            if f"valued_time_{name}" in MONEY_PARTS:
                note(charge.place, f"valued_time_{name}", valued_time)


def group_charge(model, terms: GroupTerms, place: str, remote: bool, leaders: int) -> Charge:
    """What opening a group costs: the days of those certified who lead it, or are second."""
    sessions = terms.sessions_to_pay(model.months_left_in_year)
    return Charge(place, "groups", valued_time=_time(model, sessions, terms.days(remote), leaders))


def practice_charge(model, terms: GroupTerms, place: str, remote: bool, sessions: int) -> Charge:
    """What it costs that a trainee practises so many sessions in a group."""
    by_year = terms.sessions_by_year(sessions, model.months_left_in_year)
    return Charge(place, "practicum", valued_time=_time(model, by_year, terms.days(remote)))


def _time(model, sessions: Iterable[int], days: int, persons: int = 1) -> tuple[int, ...]:
    """The value of the days of sessions, by calendar year."""
    return tuple(number * days * model.price("facilitator_day") // 8 * persons for number in sessions)
