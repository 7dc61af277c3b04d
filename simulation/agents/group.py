"""A group: who leads it, who sits in it, how it meets and ends."""

from typing import TYPE_CHECKING

from simulation.agents.chance import child
from simulation.agents.errors import AgentError
from simulation.agents.keyed import KeyedAgent
from simulation.agents.queues import GROUP as GROUP_QUEUE
from simulation.agents.queues import People, Queue
from simulation.agents.roles import BEFORE_FIRST_SESSION, FACILITATOR, IN_PRACTICUM, TRAINEE, TRAINER
from simulation.common.arithmetic import FULL, monthly_probability, poisson, to_u16
from simulation.common.draws import GROUP, Decision
from simulation.scenario.levers import NATIONAL

if TYPE_CHECKING:
    from simulation.agents.person import Person

_DUTIES = ("leader", "second")
_LEADING_ITSELF = FULL // 2
"""Skill with which a group without a facilitator leads itself."""
_PARTICIPANTS_TIME = 3
"""Eighths of a day that a session takes of each member."""


class Group(KeyedAgent):
    """A group, from its opening to its end. Days are in eighths of a day."""

    def __init__(
        self,
        model,
        leader,
        place: str | None = None,
        remote: bool = False,
        programme: str | None = None,
        identity: int | None = None,
    ):
        """An empty group, led by somebody certified, or by a trainee who begins to practise.

        place: by default the leader's region. programme: the name of the programme that orders it. identity: by default
        it comes from the leader.
        """
        place = leader.region if place is None else model.places.place(place)
        terms = model.terms(programme)
        if leader.role not in (FACILITATOR, TRAINER, TRAINEE):
            raise AgentError(f"{leader!r} cannot lead a group")
        super().__init__(model, child(leader.identity, leader.groups_begun, GROUP) if identity is None else identity)
        leader.groups_begun += 1
        self.place = place
        """Name of the region, or national."""
        self.is_remote = remote
        self.programme, self.terms = programme, terms
        self.session_days, self.reserve = terms.days(remote), terms.reserve(remote)
        """Of one facilitator: days of a session, and days kept free in each month."""
        self.runs_itself = False
        """Whether it goes on without a facilitator."""
        self.leader: Person | None = None
        self.second: Person | None = None
        self.leader_lost: int | None = None
        """Month in which the leader was lost."""
        self.members: list = []
        """Who has a seat, in seat order."""
        self.sessions_held = 0
        self.requests_open = 0
        """Sessions asked for and not held yet, where the group meets on request."""
        self.started = model.month_index
        self.is_for_practice = leader.role == TRAINEE
        """Whether a trainee opened it, to practise."""
        self.take_on("leader", leader)

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
    def leading(self) -> list:
        """Who leads, and who is second."""
        return [person for person in (self.leader, self.second) if person is not None]

    @property
    def takes_trainee(self) -> bool:
        """Whether a trainee can practise in it as second."""
        is_led = self.leader is not None and self.leader.is_certified
        return is_led and self.second is None and not self.is_complete

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

    def seat(self, person, in_place_of=None) -> None:
        """Give a person a seat, the last or that of who has left. Raises AgentError for somebody who has one."""
        self._must_be_there("seat anybody")
        if person.group is not None:
            raise AgentError(f"{person!r} has a seat already")
        person.group, person.sessions_here = self, 0
        person.cell.seated += 1
        if in_place_of is None:
            self.members.append(person)
        else:
            self.members[self.members.index(in_place_of)] = person

    def unseat(self, member) -> None:
        """Take a member's seat away. Raises AgentError for somebody who has none here."""
        if member.group is not self:
            raise AgentError(f"{member!r} has no seat in {self!r}")
        self.members.remove(member)
        member.group = None
        member.cell.seated -= 1

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

    def take_on(self, duty: str, person) -> None:
        """Somebody certified, or a trainee who begins to practise, becomes leader or second."""
        self._must_be_there("take anybody on")
        if getattr(self, duty) is not None or person in self.leading:
            raise AgentError(f"{person!r} cannot become {duty} of {self!r}: one person has one duty in a group")
        person.begin_duty(self)
        setattr(self, duty, person)

    def release(self, duty: str) -> None:
        """Nobody has this duty any more."""
        person = getattr(self, duty)
        setattr(self, duty, None)
        if person is not None:
            person.end_duty(self)

    def lose(self, person) -> None:
        """The leader or second has gone."""
        duty = next(duty for duty in _DUTIES if getattr(self, duty) is person)
        self.release(duty)
        if duty == "leader":
            self.leader_lost = self.model.month_index
            if not person.is_certified:
                self.model.ledger.note(self.place, "groups_interrupted")

    def keep_leader(self) -> None:
        """Who has led as a trainee, and is certified now, goes on leading if there are days for it."""
        leader = self._who_leads()
        if leader.room >= self.reserve:
            leader.begin_duty(self)
            leader.groups_led += 1
        else:
            self.leader, self.leader_lost = None, self.model.month_index

    def _who_leads(self) -> "Person":
        if self.leader is None:
            raise AgentError(f"{self!r} has nobody who leads it")
        return self.leader

    def second_leads(self) -> None:
        """The second, who keeps days free already, becomes leader."""
        self.leader, self.second = self.second, None

    def become_remote(self) -> None:
        """From now on meet remotely."""
        self.is_remote, self.place = True, NATIONAL
        self.session_days, self.reserve = self.terms.days(True), self.terms.reserve(True)

    # ---- meeting -----------------------------------------------------------------------------------------------------

    def _take_up_sessions(self) -> int:
        """Sessions of this month: by the cadence or as requested, and not beyond those planned."""
        terms, age = self.terms, self.model.month_index - self.started
        if terms.cadence is not None:
            due = (age + 1) * terms.cadence // 8 - age * terms.cadence // 8
        else:
            due = self._take_up_requests()
        if self.runs_itself or terms.permanent:
            return due
        return min(due, terms.planned - self.sessions_held)

    def _take_up_requests(self) -> int:
        """Requests of this month and of earlier ones that are met now; the others stay open."""
        terms = self.terms
        self.requests_open += poisson(self.draw(Decision.SESSIONS), terms.requests_per_year / 12)
        met = min(self.requests_open, terms.most_requests_met)
        self.requests_open -= met
        return met

    def meet(self) -> None:
        """Hold the sessions of this month: days are spent, people come to know one another and learn."""
        self._must_be_there("meet")
        due = self._take_up_sessions()
        if due <= 0:
            return
        for person in self.leading:
            person.hold(due, self.session_days)
        newcomers = [member for member in self.members if member.sessions_here == 0]
        for member in self.members:
            member.attend_as_member(due)
        self._tie(newcomers)
        self._learn(due)
        self.sessions_held += due
        time = len(self.members) * due * _PARTICIPANTS_TIME * self.model.price("participant_day") // 8
        self.model.ledger.note(self.place, "sessions", due)
        self.model.ledger.note(self.place, "participants_time", time)

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
        return self._who_leads().leading_skill

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

    def end_practice(self) -> None:
        """A second whose practice is complete leaves; a leader goes on leading."""
        second = self.second
        if second is not None and second.role == IN_PRACTICUM and not second.has_to_practise:
            self.release("second")

    def dismiss_leaders(self) -> None:
        """Who leads is free again; a trainee whose practice is not complete waits for another group."""
        leading = self.leading
        for duty in _DUTIES:
            self.release(duty)
        for person in leading:
            if person.has_to_practise:
                person.practicum_is_interrupted()

    def go_on(self) -> None:
        """Go on without a facilitator."""
        self.dismiss_leaders()
        self.runs_itself = True
        self.model.ledger.note(self.place, "groups_went_on")

    def finish(self, cause: str) -> None:
        """End in the ordinary way: members are asked, and who has not been in a session waits for another group."""
        self._must_be_there("end")
        self.dismiss_leaders()
        self.ask_members()
        for member in list(self.members):
            self.unseat(member)
            if member.role in BEFORE_FIRST_SESSION:
                member.wait_for_group()
        self._close(cause)

    def end(self, cause: str = "groups_below_minimum") -> None:
        """End early, which a column counts as its cause: members wait again, and so does a trainee."""
        self._must_be_there("end")
        self.dismiss_leaders()
        for member in list(self.members):
            self.unseat(member)
            member.wait_again(self._queue_of(member))
        self._close(cause)

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
