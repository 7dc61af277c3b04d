"""A group: who leads it, who sits in it, how it meets and ends."""

from simulation.agents.chance import child
from simulation.agents.errors import AgentError
from simulation.agents.keyed import KeyedAgent
from simulation.agents.queues import GROUP as GROUP_QUEUE
from simulation.agents.queues import People, Queue
from simulation.agents.roles import BEFORE_FIRST_SESSION, FACILITATOR, IN_PRACTICUM, TRAINER
from simulation.common.arithmetic import FULL, monthly_probability, poisson, to_u16
from simulation.common.draws import GROUP, Decision
from simulation.scenario.levers import NATIONAL

_DUTIES = ("leader", "cofacilitator", "supervisor")
_LEADING_ITSELF = FULL // 2
"""Skill with which a group without a facilitator leads itself."""


class Group(KeyedAgent):
    """A group, from its opening to its end. Days are in eighths of a day."""

    def __init__(
        self,
        model,
        leader,
        place: str | None = None,
        remote: bool = False,
        programme: str | None = None,
        is_practicum: bool = False,
    ):
        """An empty group, led by a facilitator, or by a trainee in practicum; its identity comes from the leader.

        place: by default the leader's region. programme: the name of the programme that orders it.
        """
        place = leader.region if place is None else model.places.place(place)
        if leader.role not in ((IN_PRACTICUM,) if is_practicum else (FACILITATOR, TRAINER)):
            raise AgentError(f"{leader!r} cannot lead a {'practicum' if is_practicum else 'group'}")
        if programme not in model.terms_of:
            raise ValueError(f"there is no programme {programme!r}")
        super().__init__(model, child(leader.identity, leader.groups_begun, GROUP))
        leader.groups_begun += 1
        self.place = place
        """Name of the region, or national."""
        self.is_remote = remote
        self.programme, self.is_practicum = programme, is_practicum
        self.terms = model.practicum_terms if is_practicum else model.terms_of[programme]
        self.session_days, self.reserve = self.terms.days(remote), self.terms.reserve(remote)
        """Of one facilitator: days of a session, and days kept free in each month."""
        self.runs_itself = False
        """Whether it goes on without a facilitator."""
        self.leader = self.cofacilitator = self.supervisor = None
        self.leader_lost: int | None = None
        """Month in which the leader was lost."""
        self.members: list = []
        """Who has a seat, in seat order."""
        self.sessions_held = 0
        self.started = model.month_index
        if is_practicum:
            self.leader = leader
        else:
            self.take_on("leader", leader)
            leader.groups_led += 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.identity:016x}, {self.place}>"

    @property
    def size(self) -> int:
        """Number of members."""
        return len(self.members)

    @property
    def is_regional(self) -> bool:
        """Whether its place is a region: who moves to another region cannot keep a part in it."""
        return self.place != NATIONAL

    @property
    def is_below_minimum(self) -> bool:
        """Whether it has too few members to go on."""
        return len(self.members) < self.terms.minimum

    @property
    def sessions_planned(self) -> int | None:
        """Coached sessions planned; none for a permanent group."""
        return self.terms.planned

    @property
    def months_open(self) -> int:
        """Months since it was opened."""
        return self.model.ledger.month - self.started

    @property
    def people(self) -> People:
        """Who waits for a seat in such a group."""
        queues = self.model.queues
        return queues.people[self.place] if self.programme is None else queues.programme_people[self.programme]

    # ---- seats -------------------------------------------------------------------------------------------------------

    def seat(self, person) -> None:
        """Give a person a seat. Raises AgentError for somebody who has one."""
        self._must_be_there("seat anybody")
        if person.group is not None:
            raise AgentError(f"{person!r} has a seat already")
        person.group, person.sessions_here = self, 0
        person.cell.seated += 1
        self.members.append(person)

    def unseat(self, member) -> None:
        """Take a member's seat away. Raises AgentError for somebody who has none here."""
        if member.group is not self:
            raise AgentError(f"{member!r} has no seat in {self!r}")
        self.members.remove(member)
        member.group = None
        member.cell.seated -= 1

    def replace(self, leaver, newcomer) -> None:
        """The newcomer takes the leaver's seat."""
        seat = self.members.index(leaver)
        self.unseat(leaver)
        self.seat(newcomer)
        self.members.insert(seat, self.members.pop())

    def fill(self, size: int) -> None:
        """Pick from those who wait, until there are so many members or nobody waits."""
        people, ledger, month = self.people, self.model.ledger, self.model.month_index
        for _ in range(min(size - len(self.members), len(people))):
            person = people.pick(self.members)
            if person.ticket.queue.kind == GROUP_QUEUE:
                ledger.note(person.region, "seated_from_queue")
                ledger.note(person.region, "months_waited_for_group", month - person.ticket.since)
            person.leave_queue()
            self.seat(person)

    def refill(self) -> None:
        """Fill up to the usual size, unless the group runs itself."""
        if not self.runs_itself:
            self.fill(self.terms.size)

    # ---- leading -----------------------------------------------------------------------------------------------------

    def take_on(self, duty: str, facilitator) -> None:
        """Somebody certified becomes leader, cofacilitator or supervisor, and keeps days free for it."""
        self._must_be_there("take anybody on")
        if getattr(self, duty) is not None or facilitator in (self.leader, self.cofacilitator, self.supervisor):
            raise AgentError(f"{facilitator!r} cannot become {duty} of {self!r}: one person has one duty in a group")
        facilitator.reserved += self.reserve
        setattr(self, duty, facilitator)

    def release(self, duty: str) -> None:
        """Nobody has this duty any more; a trainee in practicum kept no days free."""
        person = getattr(self, duty)
        setattr(self, duty, None)
        if person is not None and not (duty == "leader" and self.is_practicum):
            person.reserved -= self.reserve

    def lose(self, person) -> None:
        """The leader, cofacilitator or supervisor has gone."""
        duty = next(duty for duty in _DUTIES if getattr(self, duty) is person)
        self.release(duty)
        if duty == "leader":
            self.leader_lost = self.model.month_index

    def cofacilitator_leads(self) -> None:
        """The cofacilitator, who keeps days free already, becomes leader."""
        self.leader, self.cofacilitator = self.cofacilitator, None

    def become_remote(self) -> None:
        """From now on meet remotely."""
        self.is_remote, self.place = True, NATIONAL
        self.session_days, self.reserve = self.terms.days(True), self.terms.reserve(True)

    def charge(self) -> None:
        """Spend the money of this group's sessions, for each who leads."""
        leading = 1 if self.cofacilitator is None else 2
        self.model.ledger.charge(self.place, "groups", self.terms.cost(self.session_days) * leading)

    # ---- meeting -----------------------------------------------------------------------------------------------------

    def sessions_due(self) -> int:
        """Sessions of this month: by the cadence or as called, and not beyond those planned."""
        terms, age = self.terms, self.model.month_index - self.started
        if terms.cadence is not None:
            due = (age + 1) * terms.cadence // 8 - age * terms.cadence // 8
        else:
            called = poisson(self.draw(Decision.SESSIONS), terms.requests_per_year / 12)
            due = min(called, terms.most_sessions)
        if self.runs_itself or terms.permanent:
            return due
        return min(due, terms.planned - self.sessions_held)

    def meet(self) -> None:
        """Hold the sessions of this month: days are spent, people come to know one another and learn."""
        self._must_be_there("meet")
        due = self.sessions_due()
        if due <= 0:
            return
        self._spend_days(due)
        newcomers = [member for member in self.members if member.sessions_here == 0]
        for member in self.members:
            member.attend(due)
        self._tie(newcomers)
        self._learn(due)
        self.sessions_held += due
        self.model.ledger.note(self.place, "sessions", due)

    def _spend_days(self, sessions: int) -> None:
        """Who leads or supervises spends days; a trainee's own count nowhere."""
        days = sessions * self.session_days
        if self.leader is not None and not self.is_practicum:
            self.leader.spend(days, "groups")
            self.leader.sessions_led += sessions
        if self.cofacilitator is not None:
            self.cofacilitator.spend(days, "groups")
        if self.supervisor is not None:
            self.supervisor.spend(days, "supervision")

    def _tie(self, newcomers: list) -> None:
        """Newcomers meet everybody seated and the leader, each pair once."""
        present = self.members
        if self.leader is not None and self.leader not in present:
            present = [*present, self.leader]
        network, tied = self.model.network, set()
        for newcomer in newcomers:
            tied.add(newcomer)
            for other in present:
                if other not in tied:
                    network.tie(newcomer, other)

    @property
    def leading_skill(self) -> int:
        """Skill with which the group is led, in 1/65,535; a trainee leads with that of the course's lead trainer."""
        if self.runs_itself:
            return _LEADING_ITSELF
        return self.leader.course.lead_skill if self.is_practicum else self.leader.skill_units

    def _learn(self, sessions: int) -> None:
        """Members learn, and twice as much in a session in which they are the client, seat by seat in turn."""
        share, leading = to_u16(self.model.values.session_gain), self.leading_skill
        of_client = min(FULL, 2 * share)
        for session in range(self.sessions_held, self.sessions_held + sessions):
            for seat, member in enumerate(self.members):
                is_client = seat == session % len(self.members)
                member.learn(of_client if is_client else share, leading)

    # ---- ending ------------------------------------------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether all coached sessions have been held."""
        return not self.terms.permanent and self.sessions_held >= self.terms.planned

    def has_anniversary(self) -> bool:
        """Whether a year more of a permanent group is over."""
        return (self.model.month_index + 1 - self.started) % 12 == 0

    def wants_to_go_on(self) -> bool:
        """Whether the group goes on by itself after its coached sessions."""
        return self.draw_once(Decision.GOES_ON) < self.model.values.goes_on

    def runs_out(self) -> bool:
        """Whether a group that runs itself ends in this month."""
        return self.draw(Decision.RUNS_OUT) < monthly_probability(self.model.values.self_running_end)

    def ask_members(self, to_volunteer_only: bool = False) -> None:
        """Members are asked to become facilitators, and whether they want another group."""
        for member in list(self.members):
            member.is_asked(to_volunteer_only)

    def dismiss_leaders(self) -> None:
        """Who leads or supervises is free again."""
        for duty in _DUTIES:
            self.release(duty)

    def go_on(self) -> None:
        """Go on without a facilitator."""
        self.runs_itself = True
        self.model.ledger.note(self.place, "groups_went_on")

    def finish(self, cause: str) -> None:
        """End in the ordinary way: members are asked, and who has not been in a session waits for another group."""
        self._must_be_there("end")
        self.ask_members()
        for member in list(self.members):
            self.unseat(member)
            if member.role in BEFORE_FIRST_SESSION:
                member.wait_for_group()
        self._close(cause)

    def end(self, cause: str | None = None) -> None:
        """End early: members wait again, and a trainee waits for another practicum.

        cause: the column that counts it; by default interrupted for a practicum, else below the minimum.
        """
        self._must_be_there("end")
        if self.is_practicum and self.leader is not None:
            self.leader.practicum_is_interrupted()
        self.dismiss_leaders()
        for member in list(self.members):
            self.unseat(member)
            member.wait_again(self._queue_of(member))
        self._close(cause or ("groups_interrupted" if self.is_practicum else "groups_below_minimum"))

    def _queue_of(self, member) -> Queue | None:
        if self.programme is None:
            return None
        return self.model.queues.programmes[self.programme][member.administration]

    def _close(self, cause: str) -> None:
        self.model.ledger.note(self.place, cause)
        super().remove()

    def remove(self) -> None:
        """Mesa's way to take an agent out of the model: the group ends early; one that has ended stays so."""
        if self.is_there:
            self.end()
