"""A trainer: a facilitator who teaches courses, supervises practice and holds refreshers."""

from dataclasses import dataclass

from simulation.agents.facilitator import Facilitator
from simulation.agents.places import Cell
from simulation.agents.roles import TRAINER
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL, TrainersHired
from simulation.scenario.quantities import month_number


@dataclass(frozen=True, order=True)
class Vacancy:
    """A trainer who has gone, and is to be replaced from a month on."""

    due: int
    identity: int
    """Of the trainer who has gone."""
    home: str
    is_master: bool


class Trainer(Facilitator):
    """A facilitator with the role of trainer, who has an account of days."""

    _BY_HAND = (TRAINER,)

    home: str
    """Name of the place whose trainer this is: a region, or national."""
    is_master: bool
    """Whether this trainer trains trainers."""
    account: int
    """Days credited and not used, in eighths of a day."""
    saves_for: str | None
    """The use for which a course failed in this month for want of days: later uses get none."""
    courses_taught: int
    """Courses taught so far."""
    contract: TrainersHired | None
    """The entry with which a hired trainer came."""

    def __init__(
        self,
        model,
        cell: Cell | tuple[str, str],
        skill: float,
        home: str | None = None,
        is_master: bool = False,
        generation: int = 0,
        identity: int | None = None,
        contract: TrainersHired | None = None,
        from_outside: bool = True,
        **given,
    ):
        """A trainer from outside, or of the start; home is by default the region of the cell.

        contract: the entry of the scenario with which a hired one comes. The rest is as for a facilitator.
        """
        by_hand = identity is None
        home = home if home is None else model.places.place(home)
        super().__init__(model, cell, skill, generation, identity, TRAINER, from_outside=from_outside, **given)
        self.begin_as_trainer(self.region if home is None else home, is_master, contract)
        model.ledger.count_trainer(generation)
        if by_hand:
            model.ledger.count(self.cell, "trainers_hired")

    def begin_as_trainer(self, home: str, is_master: bool = False, contract: TrainersHired | None = None) -> None:
        """Set up what a trainer has besides: called at promotion, or when a trainer comes from outside."""
        self.home, self.is_master, self.contract = home, is_master, contract
        self.account = self.courses_taught = 0
        self.saves_for = None

    def end_as_trainer(self) -> None:
        """Take away what a trainer has, and leave a vacancy: called when a trainer stops or leaves.

        Days bought, and a contract that is over, leave none.
        """
        after = self.model.levers.trainers.replaced_after_months
        if after is not None and not self.is_paid_by_day and not self.contract_is_over:
            due = self.model.ledger.month + after
            self.model.vacancies.append(Vacancy(due, self.identity, self.home, self.is_master))
        for name in Trainer.__annotations__:
            self.__dict__.pop(name, None)

    @property
    def is_paid_by_day(self) -> bool:
        """Whether the trainer's days are bought; who is paid so leads no groups, and does not stop."""
        return self.contract is not None and self.contract.day_price is not None

    @property
    def contract_is_over(self) -> bool:
        """Whether the last month of a hired trainer's contract lies before this one."""
        until = None if self.contract is None else self.contract.until
        return until is not None and month_number(until) < self.model.first_month + self.model.ledger.month

    def change_region(self) -> None:
        """A trainer of a region is from then on one of the new region."""
        super().change_region()
        if self.home != NATIONAL:
            self.home = self.region

    @property
    def trainees(self) -> list[Facilitator]:
        """The facilitators, still certified, whose course this trainer led."""
        return [facilitator for facilitator in self.model.certified if facilitator.trained_by is self]

    def stopping_rate(self) -> float:
        """Rate a year at which the trainer stops."""
        return self.model.values.trainer_stop

    # ---- days --------------------------------------------------------------------------------------------------------

    @property
    def days(self) -> float:
        """Days credited and not used."""
        return self.account / 8

    def give_days(self, days: float) -> None:
        """Add days (rounded to eighths) to the account; it does not fall below 0."""
        after = self.account + eighths(days)
        if after < 0:
            raise ValueError(f"{self!r} has {self.days} days, and cannot give {-days}")
        self.account = after

    def credit_in(self, month: int) -> int:
        """Eighths of a day that the trainer gives in a month, counted from 0; before it, as in the first."""
        if self.contract is not None and self.contract.days_per_month is not None:
            return eighths(self.contract.days_per_month)
        return self.model.trainer_days_at(self.home, max(0, month))

    def credit_days(self) -> None:
        """Add this month's days to the account; those of so many months are kept, and none is saved for a use yet."""
        self.saves_for = None
        month, months_kept = self.model.month_index, self.model.levers.trainers.days_kept_months
        credit = self.credit_in(month)
        kept = sum(self.credit_in(month - ago) for ago in range(months_kept))
        self.account = min(self.account + credit, kept)
        self.model.ledger.note(self.home, "trainer_days_offered", credit)

    def days_for(self, use: str) -> int:
        """Eighths of days of the account that a use may have: none while they are saved for an earlier one."""
        return self.account if self.saves_for in (None, use) else 0

    def pay_days(self, use: str, days: int) -> None:
        """Use eighths of days of the account."""
        self.account -= days
        self.model.ledger.note(self.home, f"trainer_days_used_{use}", days)

    def value_of(self, days: int) -> int:
        """What eighths of days are worth in cents; bought days are paid for by contract, and worth nothing more."""
        return 0 if self.is_paid_by_day else days * self.model.price("trainer_day") // 8

    def teach(self, course, days: int) -> None:
        """Give so many eighths of days to a course."""
        self.pay_days(f"{course.kind}_courses", days)
        self.courses_taught += 1
        self.last_exercised = self.model.month_index
