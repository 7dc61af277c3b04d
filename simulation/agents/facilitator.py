"""A facilitator: a person who has been certified, leads groups, and may stop."""

from simulation.agents.person import Person
from simulation.agents.places import Cell
from simulation.agents.roles import FACILITATOR, REACHED, TRAINER
from simulation.common.arithmetic import FULL, class_of, monthly_probability, part, to_u16
from simulation.common.draws import Decision
from simulation.scenario.levers import NATIONAL

ACTIVE_MONTHS = 12
"""Who has led in the last so many months is active; certification and a refresher support for as long."""
_MOST_IDLE_MONTHS = 24


class Facilitator(Person):
    """Somebody certified. Days are in eighths of a day, `skill_units` in 1/65,535."""

    _BY_HAND = (FACILITATOR,)

    skill_units: int
    """Skill in leading groups, in 1/65,535."""
    generation: int
    """Generation in the training lineage; trainers at the start are 0."""
    trained_by: Person | None
    """The lead trainer of the course; none for who was there at the start or came from outside."""
    certified_in: int
    """Month of certification, counted from 0."""
    last_active: int
    """Month in which the facilitator last led."""
    groups_led: int
    """Groups opened as leader since certification."""
    reserved: int
    """Days of each month kept free for groups."""
    spent: int
    """Days spent in this month."""
    sessions_led: int
    """Sessions led in this month."""
    last_refresher: int | None
    """Month of the last refresher."""
    trainer_course: object | None
    """The trainer course taken, if any."""

    def __init__(
        self,
        model,
        cell: Cell | tuple[str, str],
        skill: float,
        generation: int = 1,
        identity: int | None = None,
        role: str = FACILITATOR,
        certified_in: int | None = None,
        last_active: int | None = None,
        groups_led: int = 0,
    ):
        """Somebody who comes certified; skill from 0 to 1, months counted from 0, by default the present one."""
        skill_units = _units(skill)
        super().__init__(model, cell, role, identity)
        self.begin_as_facilitator(skill_units, generation, None, certified_in, last_active, groups_led)
        model.ledger.count_certified(generation)

    def begin_as_facilitator(
        self,
        skill: int,
        generation: int,
        trained_by: Person | None = None,
        certified_in: int | None = None,
        last_active: int | None = None,
        groups_led: int = 0,
    ) -> None:
        """Set up what a facilitator has: called when somebody is certified, or comes certified.

        A subclass that needs more extends this, and `end_as_facilitator`, with super(). `__init__` is not called when
        an agent changes class.
        """
        month = self.model.month_index
        self.skill_units, self.generation, self.trained_by = skill, generation, trained_by
        self._activity = self.model.activity_of_class[class_of(self.draw_once(Decision.ACTIVITY))]
        self.certified_in = month if certified_in is None else certified_in
        self.last_active = self.certified_in if last_active is None else last_active
        self.groups_led = groups_led
        self.reserved = self.spent = self.sessions_led = 0
        self.last_refresher = self.trainer_course = None

    def end_as_facilitator(self) -> None:
        """Take away what a facilitator has: called when somebody certified stops or leaves."""
        for name in (*Facilitator.__annotations__, "_activity"):
            vars(self).pop(name, None)

    # ---- what one sees -----------------------------------------------------------------------------------------------

    @property
    def skill(self) -> float:
        """Skill in leading groups, from 0 to 1."""
        return self.skill_units / FULL

    @skill.setter
    def skill(self, value: float) -> None:
        self.skill_units = _units(value)

    @property
    def activity(self) -> float:
        """Personal activity; 1 is the mean."""
        return self._activity

    @activity.setter
    def activity(self, value: float) -> None:
        if not value >= 0.0:
            raise ValueError(f"activity cannot be negative, {value!r} is")
        self._activity = value

    @property
    def is_active(self) -> bool:
        """Whether a session or an engagement was led in the last 12 months."""
        return self.model.month_index - self.last_active < ACTIVE_MONTHS

    @property
    def is_novice(self) -> bool:
        """Whether the facilitator has opened no group yet."""
        return self.groups_led == 0

    @property
    def months_certified(self) -> int:
        """Months since certification."""
        return self.model.ledger.month - self.certified_in

    @property
    def groups(self) -> list:
        """The open groups that this facilitator leads."""
        return [group for group in self.model.groups if group.leader is self]

    @property
    def room(self) -> int:
        """Eighths of a day left in this month."""
        return self.model.allowance - self.spent - self.reserved

    # ---- stopping ----------------------------------------------------------------------------------------------------

    def stopping_rate(self) -> float:
        """Rate a year at which the facilitator stops: higher after months without activity, lower with support."""
        values, month = self.model.values, self.model.month_index
        idle = min(month - self.last_active, _MOST_IDLE_MONTHS)
        refreshed = self.last_refresher is not None and month - self.last_refresher < ACTIVE_MONTHS
        supported = month - self.certified_in < ACTIVE_MONTHS or refreshed
        return (
            values.facilitator_stop
            * (1 + values.inactivity_effect * idle / 12)
            * (1 - values.animation_effect * self.model.animation)
            * (1 - values.support_effect if supported else 1)
        )

    def wants_to_stop(self) -> bool:
        """Whether the facilitator stops in this month."""
        return self.draw(Decision.STOP) < monthly_probability(self.stopping_rate())

    def stop(self) -> None:
        """Be a reached person again. Groups do not meet before they find another leader, in Turnover."""
        self._must_be_there("stop")
        self.model.ledger.count(self.cell, f"{self.role}s_stopped")
        self.leave_queue()
        self.give_up_duties()
        self.take_role(REACHED)

    # ---- leading -----------------------------------------------------------------------------------------------------

    def is_willing(self) -> bool:
        """Whether the facilitator offers to open a group in this month."""
        rate = self.model.values.groups_per_year * self._activity
        return self.draw(Decision.WILLING) < monthly_probability(rate)

    def prefers_remote(self) -> bool:
        """Whether the group offered would meet remotely."""
        return self.draw(Decision.MODE) < self.model.now(self.model.levers.groups.remote_share)

    def open_group(
        self,
        place: str | None = None,
        programme: str | None = None,
        remote: bool = False,
        cofacilitator: "Facilitator | None" = None,
        seats: int | None = None,
    ):
        """Open a group of a place's or a programme's people, and return it; no test of room, money or people.

        place: by default the facilitator's region, or national for a remote group. seats: by default as usual.
        """
        self._must_be_there("open a group")
        model = self.model
        place = (NATIONAL if remote else self.region) if place is None else model.places.place(place)
        group = model.agent_classes["group"](model, self, place, remote, programme)
        if cofacilitator is not None:
            group.take_on("cofacilitator", cofacilitator)
        group.fill(group.terms.size if seats is None else seats)
        model.ledger.note(place, "groups_started" if programme is None else "programme_groups_started")
        group.charge()
        return group

    def spend(self, days: int, use: str) -> None:
        """Spend days (in eighths) of this month on a use; sessions and engagements make active, refreshers do not."""
        self.model.ledger.note(self.region, f"facilitator_days_used_{use}", days)
        self.spent += days
        if use != "refreshers":
            self.last_active = self.model.month_index

    # ---- skill -------------------------------------------------------------------------------------------------------

    def practise(self) -> None:
        """Sessions led in this month restore skill; a month without activity costs some."""
        values = self.model.values
        for _ in range(self.sessions_led):
            self.skill_units += part(FULL - self.skill_units, to_u16(values.practice_gain))
        if self.last_active != self.model.month_index:
            self.skill_units -= part(self.skill_units, to_u16(values.fading))

    def is_due_for_refresher(self) -> bool:
        """Whether the last refresher is a year ago, or there was none."""
        return self.last_refresher is None or self.model.month_index - self.last_refresher >= ACTIVE_MONTHS

    def attend_refresher(self, days: int) -> None:
        """Spend days (in eighths) on a refresher, which restores skill."""
        self.skill_units += part(FULL - self.skill_units, to_u16(self.model.values.refresher_gain))
        self.last_refresher = self.model.month_index
        self.spend(days, "refreshers")

    # ---- becoming a trainer ------------------------------------------------------------------------------------------

    def may_become_trainer(self) -> bool:
        """Whether groups led, skill and months since certification are enough, and the facilitator is in no queue."""
        lever = self.model.levers.promotion
        return (
            self.role == FACILITATOR
            and self.ticket is None
            and self.groups_led >= lever.groups
            and self.skill_units >= to_u16(lever.skill)
            and self.model.month_index - self.certified_in >= lever.months
        )

    def wants_to_become_trainer(self) -> bool:
        """Whether a facilitator who may become a trainer volunteers for it in this month."""
        return self.draw(Decision.PROMOTE) < monthly_probability(self.model.values.promotion_rate)

    def become_trainer(self) -> None:
        """After a trainer course, be a trainer of the region."""
        self._must_be(FACILITATOR, "become a trainer")
        self.take_role(TRAINER, home=self.region)
        self.model.ledger.count(self.cell, "promoted")
        self.model.ledger.count_trainer(self.generation)


def _units(skill: float) -> int:
    if not 0.0 <= skill <= 1.0:
        raise ValueError(f"skill lies between 0 and 1, not {skill!r}")
    return to_u16(skill)
