"""A person: somebody of the administration whom the model knows, from interest to leaving."""

import math
from functools import cache

import mesa

from simulation.agents.chance import child
from simulation.agents.errors import AgentError, RoleError
from simulation.agents.keyed import KeyedAgent
from simulation.agents.places import Cell, drawn_in_proportion
from simulation.agents.queues import COURSE, GROUP, LAPSED, Queue, Ticket
from simulation.agents.roles import (
    BEFORE_FIRST_SESSION,
    CANDIDATE,
    FACILITATOR,
    IN_PRACTICUM,
    INTERESTED,
    LEFT,
    REACHED,
    TRAINEE,
    TRAINER,
    WITHOUT_DUTIES,
)
from simulation.agents.roles import LAPSED as LAPSED_ROLE
from simulation.common.arithmetic import FULL, NEVER, month_of_event, months_delayed, part, to_u16
from simulation.common.draws import PERSON, Decision

_RANK = {FACILITATOR: 1, TRAINER: 2}
_CLASS_OF_RANK = ("person", "facilitator", "trainer")
_DAYS_OF_A_MONTH = 30.4375


@cache
def _attributes(kind: type) -> frozenset[str]:
    """The names that a class defines or declares."""
    declared = [name for base in kind.__mro__ for name in vars(base).get("__annotations__", ())]
    return frozenset(declared) | frozenset(dir(kind))


class Person(KeyedAgent):
    """Somebody of an administration. An agent is a person for life, and its class is the role.

    When a person is certified, promoted or stops, the same agent with the same `unique_id` becomes a `Facilitator`, a
    `Trainer` or a `Person`; see `take_role`.
    """

    _BY_HAND = (INTERESTED, REACHED)
    """Roles in which a person can be made by hand."""

    def __init__(self, model, cell: Cell | tuple[str, str], role: str = INTERESTED, identity: int | None = None):
        """A new person, of a cell or of a (region, administration).

        Without an identity the person is made by hand: gets an identity of their own, and waits for a group if
        interested. Raises AgentError for a role that nobody begins with.
        """
        by_hand = identity is None
        if by_hand and role not in self._BY_HAND:
            raise AgentError(f"a {type(self).__name__} made by hand is {' or '.join(self._BY_HAND)}, not {role!r}")
        cell = model.places.cell(cell) if by_hand else cell
        super().__init__(model, model.chance.identity_by_hand(PERSON) if by_hand else identity)
        self.cell, self.role = cell, role
        cell.persons[role] += 1
        self.group = None
        """Where the person has a seat."""
        self.ticket: Ticket | None = None
        """The person's place in a queue."""
        self.leaving_month = month_of_event(model.month_index, self.draw_once(Decision.LEAVE), model.values.leaving)
        self.moving_month = month_of_event(model.month_index, self.draw_once(Decision.MOVE), model.values.moving)
        self.earliest_practicum = NEVER
        self.sessions_here = 0
        """Sessions attended in the present group."""
        self.learned = 0
        """Skill gained as a member of groups, in 1/65,535."""
        self.course = None
        """The facilitator course last taken."""
        self.times_moved = self.times_joined = self.times_asked = self.courses_taken = self.groups_begun = 0
        if by_hand and role == INTERESTED:
            model.ledger.count(cell, "new_interested")
            self.wait_for_group()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.identity:016x}, {self.role}, {self.region}>"

    def __getattr__(self, name: str):
        """Say whose attribute it is, where it is a facilitator's or a trainer's."""
        if hasattr(type(self), name):
            return object.__getattribute__(self, name)  # a property that failed says itself why
        if not name.startswith("_") and "model" in vars(self):
            for role in ("facilitator", "trainer"):
                if name in _attributes(self.model.agent_classes[role]):
                    raise RoleError(f"{self!r} has no {name!r}: that is for a {role}")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def region(self) -> str:
        """Name of the region where the person works."""
        return self.cell.region

    @property
    def administration(self) -> str:
        """Name of the person's administration."""
        return self.cell.administration

    @property
    def skill_gained(self) -> float:
        """Skill gained as a member of groups, from 0 to 1."""
        return self.learned / FULL

    # ---- roles -------------------------------------------------------------------------------------------------------

    def take_role(self, role: str, **given) -> None:
        """Change role: the one place where a cell's counts, the agent's class and what belongs to a role change.

        On the way up `begin_as_facilitator` or `begin_as_trainer` of the new class is called with what is given, on the
        way down `end_as_trainer` and `end_as_facilitator` of the old one.
        """
        counts = self.cell.persons
        counts[self.role] -= 1
        if role != LEFT:
            counts[role] += 1
        before, after = _RANK.get(self.role, 0), _RANK.get(role, 0)
        self.role = role
        if before > 1 > after:
            self.end_as_trainer()
        if before > after:
            self.end_as_facilitator()
        if before != after:
            self._change_class(self.model.agent_classes[_CLASS_OF_RANK[after]])
        if before < after:
            getattr(self, f"begin_as_{role}")(**given)

    def _change_class(self, kind: type["Person"]) -> None:
        """Become an agent of another class, in Mesa's sets by type too."""
        sets = self.model.agents_by_type
        sets[type(self)].remove(self)
        self.__class__ = kind
        sets[kind].add(self)

    def _must_be(self, role: str, action: str) -> None:
        if self.role != role:
            raise AgentError(f"{self!r} cannot {action}: that is for somebody who is {role}")

    # ---- queues and seats --------------------------------------------------------------------------------------------

    def join(self, queue: Queue, gives_up: int | None = None) -> None:
        """Join a queue in this month; the month of giving up is drawn, unless it is given."""
        self._must_be_there("join a queue")
        if self.ticket is not None:
            raise AgentError(f"{self!r} waits in a queue already")
        model, times = self.model, self.times_joined
        month = model.month_index
        if gives_up is None:
            gives_up = NEVER
            if queue.patience is not None:
                gives_up = month_of_event(month, self.draw_once(Decision.PATIENCE, times), 12 / queue.patience)
        key = (month, *model.chance.order_once(self.identity, Decision.QUEUE, times))
        self.times_joined += 1
        self.ticket = Ticket(queue, month, key, gives_up)
        model.queues.admit(self)

    def leave_queue(self) -> None:
        """Wait no more, if the person waits."""
        if self.ticket is not None:
            self.model.queues.withdraw(self)
            self.ticket = None

    def wait_for_group(self) -> None:
        """Join the group queue of the person's cell. Raises AgentError for somebody with a seat."""
        if self.group is not None:
            raise AgentError(f"{self!r} has a seat already")
        self.join(self.model.queues.groups[self.cell.number])

    def give_up(self) -> None:
        """Give up waiting: who is interested lapses, a candidate or trainee is a reached person again."""
        self._must_be_there("give up waiting")
        if self.ticket is None:
            raise AgentError(f"{self!r} waits for nothing")
        self.leave_queue()
        ledger, role = self.model.ledger, self.role
        if role == INTERESTED:
            ledger.count(self.cell, "newly_lapsed")
            self.take_role(LAPSED_ROLE)
        if self.role == LAPSED_ROLE:
            self.join(self.model.queues.lapsed[self.cell.number])
        elif role in (CANDIDATE, TRAINEE):
            ledger.count(self.cell, f"{role}s_gave_up")
            self.take_role(REACHED)

    def wait_again(self, queue: Queue | None = None) -> None:
        """Who has lost a seat and has no other part to play waits for another, in the cell's queue or that given."""
        if self.role in WITHOUT_DUTIES:
            self.join(self.model.queues.groups[self.cell.number] if queue is None else queue)

    # ---- leaving and moving ------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Leave the administration: everything is given up, and the agent leaves the model.

        In a programme's group somebody new, of the same cell, takes the seat.
        """
        self._must_be_there("leave")
        model, group = self.model, self.group
        model.ledger.count(self.cell, f"left_{self.role}")
        self.leave_queue()
        if group is not None and group.programme is not None:
            identity = child(self.identity, 0, PERSON)
            newcomer = model.agent_classes["person"](model, self.cell, identity=identity)
            model.ledger.count(newcomer.cell, "new_interested")
            group.replace(self, newcomer)
        elif group is not None:
            group.unseat(self)
        self.give_up_duties()
        self.take_role(LEFT)
        mesa.Agent.remove(self)

    def remove(self) -> None:
        """Mesa's way to take an agent out of the model: the person leaves; who has left already stays away."""
        if self.is_there:
            self.leave()

    def move(self, cell: Cell | tuple[str, str] | None = None) -> None:
        """Move to another cell, by default one drawn in proportion to headcount; draws the month of the next move."""
        self._must_be_there("move")
        model, old = self.model, self.cell
        new = self._destination() if cell is None else model.places.cell(cell)
        if new is old:
            return
        self._change_cell(new)
        self.times_moved += 1
        number = self.draw_once(Decision.MOVE, self.times_moved)
        self.moving_month = month_of_event(model.month_index, number, model.values.moving)
        if new.region != old.region:
            self.change_region()
        self._change_queue()

    def _destination(self) -> Cell:
        others = [cell for cell in self.model.places.cells if cell is not self.cell]
        if not others:
            return self.cell
        return others[drawn_in_proportion(self.draw(Decision.DESTINATION), [cell.headcount for cell in others])]

    def _change_cell(self, new: Cell) -> None:
        old, ledger = self.cell, self.model.ledger
        ledger.count(old, f"moved_out_{self.role}")
        ledger.count(new, f"moved_in_{self.role}")
        old.persons[self.role] -= 1
        new.persons[self.role] += 1
        if self.group is not None:
            old.seated -= 1
            new.seated += 1
        self.cell = new

    def change_region(self) -> None:
        """After a move to another region: seat and duties in groups of the old one are given up."""
        group = self.group
        if group is not None and group.is_regional and group.programme is None:
            group.unseat(self)
            self.wait_again()
        lost = self.give_up_duties(regional_only=True)
        if lost and self.role == IN_PRACTICUM:
            self.practicum_is_interrupted()

    def _change_queue(self) -> None:
        """Go over to the queue of the new cell or region, keeping the month of giving up; other queues go along."""
        ticket, queues = self.ticket, self.model.queues
        if ticket is None:
            return
        there = {
            GROUP: queues.groups[self.cell.number],
            LAPSED: queues.lapsed[self.cell.number],
            COURSE: queues.courses[self.region],
        }.get(ticket.queue.kind, ticket.queue)
        if there is not ticket.queue:
            self.leave_queue()
            self.join(there, ticket.gives_up)

    # ---- duties ------------------------------------------------------------------------------------------------------

    def duties(self) -> list:
        """The open groups that the person leads, co-facilitates or supervises."""
        return [group for group in self.model.groups if self in (group.leader, group.cofacilitator, group.supervisor)]

    def give_up_duties(self, regional_only: bool = False) -> list:
        """Groups (of a region, or all) lose their leader, co-facilitator or supervisor; returns them."""
        groups = [group for group in self.duties() if group.is_regional or not regional_only]
        for group in groups:
            group.lose(self)
        return groups

    # ---- from a member to a facilitator ------------------------------------------------------------------------------

    def attend(self, sessions: int) -> None:
        """Be in so many sessions of the present group; somebody interested or lapsed is reached by that."""
        if self.role in BEFORE_FIRST_SESSION:
            self.model.ledger.count(self.cell, "newly_reached" if self.role == INTERESTED else "returned")
            self.take_role(REACHED)
        self.sessions_here += sessions

    def learn(self, share: int, leading_skill: int) -> None:
        """Gain a 16-bit share of the skill still missing, times the skill of who leads."""
        gain = ((((FULL - self.learned) * share) >> 16) * leading_skill) >> 16
        self.learned += gain
        self.model.ledger.count(self.cell, "skill_gained", gain)

    def is_asked(self, to_volunteer_only: bool = False) -> None:
        """A member who is reached is asked to become a facilitator, and whether they want another group."""
        if self.role != REACHED:
            return
        times = self.times_asked
        self.times_asked += 1
        if self.volunteers(times):
            self.take_role(CANDIDATE)
            self.model.ledger.count(self.cell, "volunteered")
            self.join(self.model.queues.courses[self.region])
        elif not to_volunteer_only and self.wants_another_group(times):
            self.group.unseat(self)
            self.wait_for_group()

    def volunteers(self, times_asked: int) -> bool:
        """Whether the person wants to become a facilitator when asked so often before."""
        return self.draw_once(Decision.VOLUNTEER, times_asked) < self.model.values.volunteering

    def wants_another_group(self, times_asked: int) -> bool:
        """Whether the person wants another group when asked so often before."""
        return self.draw_once(Decision.AGAIN, times_asked) < self.model.values.again

    def begin_training(self, course) -> None:
        """A candidate takes a facilitator course, and may begin a practicum after a delay."""
        self._must_be(CANDIDATE, "begin a training")
        model, values = self.model, self.model.values
        self.take_role(TRAINEE)
        self.course = course
        model.ledger.count(self.cell, "enrolled")
        number = self.draw_once(Decision.DELAY, self.courses_taken)
        self.courses_taken += 1
        delay = months_delayed(number, values.practicum_delay / _DAYS_OF_A_MONTH, values.practicum_delay_spread)
        self.earliest_practicum = model.month_index + delay
        if delay == 0:
            self.join(model.queues.practicum)

    def is_ready_for_practicum(self) -> bool:
        """Whether the person is a trainee whose delay is over, and who does not wait yet."""
        return self.role == TRAINEE and self.ticket is None and self.earliest_practicum <= self.model.month_index

    def begin_practicum(self) -> None:
        """A trainee who waited leads a group, under supervision; Certify opens the group."""
        self._must_be(TRAINEE, "begin a practicum")
        if self.ticket is None:
            raise AgentError(f"{self!r} does not wait for a practicum yet")
        model = self.model
        model.ledger.note(self.region, "months_waited_for_practicum", model.month_index - self.ticket.since)
        self.leave_queue()
        self.take_role(IN_PRACTICUM)
        model.ledger.count(self.cell, "practicum_started")

    def practicum_is_interrupted(self) -> None:
        """Be a trainee again, and wait for another practicum."""
        self._must_be(IN_PRACTICUM, "end a practicum")
        self.take_role(TRAINEE)
        self.model.ledger.count(self.cell, "practicum_interrupted")
        self.join(self.model.queues.practicum)

    def sit_exam(self) -> None:
        """At the end of the practicum: become a facilitator, or a reached person again."""
        self._must_be(IN_PRACTICUM, "sit the exam")
        course, values, ledger = self.course, self.model.values, self.model.ledger
        attempt = self.courses_taken - 1
        if not self.draw_once(Decision.CERTIFY, attempt) < course.certification_rate:
            self.take_role(REACHED)
            ledger.count(self.cell, "not_certified")
            return
        expected = part(course.lead_skill, to_u16(values.fidelity))
        width = min(to_u16(values.fidelity_noise), expected, FULL - expected)
        noise = math.floor(width * (2 * self.draw_once(Decision.SKILL_NOISE, attempt) - 1) + 0.5)
        generation = course.lead_generation + 1
        self.take_role(FACILITATOR, skill=expected + noise, generation=generation, trained_by=course.trainer)
        ledger.count(self.cell, "certified")
        ledger.count_certified(generation, course.lead_generation)
