"""A facilitator: a person who has been certified, leads groups, and may stop."""

from simulation.agents.money import Charge, group_charge
from simulation.agents.person import NO_MONTH, Person
from simulation.agents.places import Cell
from simulation.agents.roles import FACILITATOR, REACHED, TRAINER
from simulation.agents.terms import GroupTerms
from simulation.common.arithmetic import FULL, class_of, exponential, logarithm, monthly_probability, part, to_u16
from simulation.common.draws import Decision

ACTIVE_MONTHS = 12
"""Who has led in the last so many months is active; certification and a refresher support for as long."""


class Facilitator(Person):
    """Somebody certified. Days are in eighths of a day, `skill_units` in 1/65,535, months counted from 0."""

    _BY_HAND = (FACILITATOR,)

    is_certified = True

    skill_units: int
    """Skill in leading groups, in 1/65,535."""
    generation: int
    """Generation in the training lineage; trainers at the start are 0."""
    trained_by: Person | None
    """The lead trainer of the course; none for who was there at the start or came from outside."""
    last_engaged: int
    """Month of the last workshop, seminar or review."""
    last_exercised: int
    """Month in which skill was last in use: in a session, an engagement or a course taught."""
    groups_led: int
    """Groups opened as leader or second since certification."""
    reserved: int
    """Days of each month kept free for groups."""
    spent: int
    """Days spent in this month."""
    sessions_led: int
    """Sessions led or co-led in this month."""
    last_refresher: int
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
        **given,
    ):
        """Somebody who comes certified; skill from 0 to 1. What else may be given: see `begin_as_facilitator`."""
        skill_units = _units(skill)
        super().__init__(model, cell, role, identity, has_attended=True)
        self.begin_as_facilitator(skill_units, generation, **given)
        model.ledger.count_certified(generation)

    def begin_as_facilitator(
        self,
        skill: int,
        generation: int,
        trained_by: Person | None = None,
        certified_in: int | None = None,
        last_led: int = NO_MONTH,
        groups_led: int = 0,
        activity: float | None = None,
        from_outside: bool = False,
    ) -> None:
        """Set up what a facilitator has: called when somebody is certified, or comes certified.

        certified_in: by default this month. activity: by default drawn. A subclass that needs more extends this, and
        `end_as_facilitator`, with super(). `__init__` is not called when an agent changes class.
        """
        self.skill_units, self.generation, self.trained_by = skill, generation, trained_by
        if activity is None:
            activity = self.model.activity_of_class[class_of(self.draw_once(Decision.ACTIVITY))]
        self._activity, self.from_outside = activity, from_outside
        self.certified_in = self.model.month_index if certified_in is None else certified_in
        self.last_led, self.last_exercised = last_led, max(self.certified_in, last_led)
        self.groups_led = groups_led
        self.reserved = self.spent = self.sessions_led = 0
        self.last_engaged = self.last_refresher = NO_MONTH
        self.trainer_course = None

    def end_as_facilitator(self) -> None:
        """Take away what a facilitator has: called when somebody certified stops or leaves."""
        for name in (*Facilitator.__annotations__, "_activity"):
            self.__dict__.pop(name, None)

    # ---- what one sees -----------------------------------------------------------------------------------------------

    @property
    def is_paid_by_day(self) -> bool:
        """Whether the person is a trainer whose days are bought, and who leads no groups."""
        return False

    @property
    def skill(self) -> float:
        """Skill in leading groups, from 0 to 1."""
        return self.skill_units / FULL

    @skill.setter
    def skill(self, value: float) -> None:
        self.skill_units = _units(value)

    @property
    def activity(self) -> float:
        """Personal activity when newly certified; 1 is the mean."""
        return self._activity

    @activity.setter
    def activity(self, value: float) -> None:
        if not value >= 0.0:
            raise ValueError(f"activity cannot be negative, {value!r} is")
        self._activity = value

    @property
    def is_member(self) -> bool:
        """Whether the facilitator is of the network, not from outside."""
        return not self.from_outside

    @property
    def is_active(self) -> bool:
        """Whether a member of the network led or co-led a session in the last 12 months, since certification."""
        return self.is_member and self.has_led_lately

    @property
    def has_led_lately(self) -> bool:
        """Whether a session was led or co-led in the last 12 months, since certification."""
        return self.model.month_index - self.last_led < ACTIVE_MONTHS

    @property
    def is_engaged(self) -> bool:
        """Whether a workshop, seminar or review was held in the last 12 months."""
        return self.model.month_index - self.last_engaged < ACTIVE_MONTHS

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
        """Rate a year at which the facilitator stops; lower in the year after certification or a refresher."""
        values, month = self.model.values, self.model.month_index
        is_supported = month - max(self.certified_in, self.last_refresher) < ACTIVE_MONTHS
        return values.facilitator_stop * (1 - values.support_effect if is_supported else 1)

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

    # ---- offering ----------------------------------------------------------------------------------------------------

    def eagerness(self) -> float:
        """How often the facilitator offers: declines with the years since certification."""
        return self._activity * exponential(-self.model.values.activity_decay * self.model.wear(self.certified_in))

    def is_willing(self) -> bool:
        """Whether the facilitator offers to open a group in this month."""
        rate = self.model.values.groups_per_year * self.eagerness()
        return self.draw(Decision.WILLING) < monthly_probability(rate)

    def prefers_remote(self) -> bool:
        """Whether the group offered would meet remotely."""
        return self.draw(Decision.MODE) < self.model.now(self.model.levers.groups.remote_share)

    def agrees_when_asked(self) -> bool:
        """Whether the facilitator says yes when the coordinator asks for a group: by the same draw all the year."""
        chance = 1 - exponential(-self.model.values.ask_strength * self.eagerness())
        return self.draw_of_year(Decision.ASKED) < chance

    def engagement_turn(self) -> tuple[float, int]:
        """A key by which those who can hold an engagement are put in order: the eager sooner."""
        eagerness = self.eagerness()
        wait = -logarithm(self.draw(Decision.ENGAGED)) / eagerness if eagerness > 0 else float("inf")
        return wait, self.identity

    # ---- leading -----------------------------------------------------------------------------------------------------

    @property
    def leading_skill(self) -> int:
        """Skill with which the facilitator leads, in 1/65,535."""
        return self.skill_units

    def _column_of_opening(self, programme: str | None) -> str:
        return "groups_started" if programme is None else "programme_groups_started"

    def opening_charge(self, terms: GroupTerms, place: str, remote: bool, second=None) -> Charge:
        """What it costs that the facilitator opens a group."""
        return group_charge(self.model, terms, place, remote, 1 if second is None else 2)

    def begin_duty(self, group) -> None:
        """Become leader or second of a group, and keep days free for it."""
        self.reserved += group.reserve

    def end_duty(self, group) -> None:
        """Be leader or second no more."""
        self.reserved -= group.reserve

    def hold(self, sessions: int, days: int) -> None:
        """Lead or co-lead so many sessions of so many eighths of a day each."""
        self.attend()
        self.spend(sessions * days, "groups")
        self.last_led = self.last_exercised = self.model.month_index
        self.sessions_led += sessions

    def engage(self, days: int) -> None:
        """Hold a workshop, seminar or review, which makes nobody active."""
        self.spend(days, "engagements")
        self.last_engaged = self.last_exercised = self.model.month_index

    def spend(self, days: int, use: str) -> None:
        """Spend days (in eighths) of this month on a use."""
        self.model.ledger.note(self.region, f"facilitator_days_used_{use}", days)
        self.spent += days

    # ---- skill -------------------------------------------------------------------------------------------------------

    def practise(self) -> None:
        """Sessions led in this month restore skill; a month without exercise costs some."""
        values = self.model.values
        for _ in range(self.sessions_led):
            self.skill_units += part(FULL - self.skill_units, to_u16(values.practice_gain))
        if self.last_exercised != self.model.month_index:
            self.skill_units -= part(self.skill_units, to_u16(values.fading))

    def is_due_for_refresher(self, days: int) -> bool:
        """Whether the last refresher is a year ago, or there was none, and so many eighths of a day are left."""
        month, allowance = self.model.month_index, self.model.allowance
        return month - self.last_refresher >= ACTIVE_MONTHS and allowance - self.spent >= days

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
            and self.has_led_lately
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
