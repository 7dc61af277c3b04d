"""A trainer: a facilitator who teaches courses, supervises practicums and holds refreshers."""

from simulation.agents.facilitator import Facilitator
from simulation.agents.places import Cell
from simulation.agents.roles import TRAINER
from simulation.common.columns import TRAINER_USES
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL


class Trainer(Facilitator):
    """A facilitator with the role of trainer, who has days for each of four uses."""

    _BY_HAND = (TRAINER,)

    home: str
    """Name of the place whose trainer this is: a region, or national."""
    is_master: bool
    """Whether this trainer trains trainers."""
    accounts: dict[str, int]
    """Days saved for each use, in eighths of a day."""
    courses_taught: int
    """Courses taught so far."""

    def __init__(
        self,
        model,
        cell: Cell | tuple[str, str],
        skill: float,
        home: str | None = None,
        is_master: bool = False,
        generation: int = 0,
        identity: int | None = None,
        **given,
    ):
        """A trainer from outside; home is by default the region of the cell. The rest is as for a facilitator."""
        by_hand = identity is None
        home = home if home is None else model.places.place(home)
        super().__init__(model, cell, skill, generation, identity, TRAINER, **given)
        self.begin_as_trainer(self.region if home is None else home, is_master)
        model.ledger.count_trainer(generation)
        if by_hand:
            model.ledger.count(self.cell, "trainers_hired")

    def begin_as_trainer(self, home: str, is_master: bool = False) -> None:
        """Set up what a trainer has besides: called at promotion, or when a trainer comes from outside."""
        self.home, self.is_master = home, is_master
        self.accounts = dict.fromkeys(TRAINER_USES, 0)
        self.courses_taught = 0

    def end_as_trainer(self) -> None:
        """Take away what a trainer has: called when a trainer stops or leaves."""
        for name in Trainer.__annotations__:
            vars(self).pop(name, None)

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
        values = self.model.values
        return values.trainer_stop * (1 - values.animation_effect * self.model.animation)

    def days(self, use: str) -> float:
        """Days saved for a use: facilitator_courses, trainer_courses, supervision or refreshers."""
        return self.accounts[_use(use)] / 8

    def give_days(self, use: str, days: float) -> None:
        """Add days (rounded to eighths) to those saved for a use; not below 0."""
        after = self.accounts[_use(use)] + eighths(days)
        if after < 0:
            raise ValueError(f"{self!r} has {self.days(use)} days for {use}, and cannot give {-days}")
        self.accounts[use] = after

    def save_days(self, use: str, credit: int, most: int) -> None:
        """Add this month's eighths of days to those saved for a use; at most so many are kept."""
        self.accounts[use] = min(self.accounts[use] + credit, most)
        self.model.ledger.note(self.home, f"trainer_days_offered_{use}", credit)

    def pay_days(self, use: str, days: int) -> None:
        """Use eighths of days saved for a use."""
        self.accounts[use] -= days
        self.model.ledger.note(self.home, f"trainer_days_used_{use}", days)

    def teach(self, course) -> None:
        """Teach a course, alone or with others."""
        self.pay_days(f"{course.kind}_courses", course.days)
        self.courses_taught += 1


def _use(name: str) -> str:
    if name not in TRAINER_USES:
        raise ValueError(f"there are no days for {name!r}; trainers have days for {', '.join(TRAINER_USES)}")
    return name
