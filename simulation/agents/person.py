"""A person: somebody of the administration whom the model knows, from interest to leaving."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

import mesa

from simulation.agents.chance import child
from simulation.agents.errors import AgentError, RoleError
from simulation.agents.places import Cell, drawn_in_proportion
from simulation.agents.queues import COURSE, GROUP, LAPSED, PROGRAMME, Queue, Ticket
from simulation.agents.roles import (
    BEFORE_FIRST_SESSION,
    CANDIDATE,
    FACILITATOR,
    INTERESTED,
    LEFT,
    REACHED,
    TRAINEE,
    TRAINER,
    WITHOUT_DUTIES,
)
from simulation.agents.roles import LAPSED as LAPSED_ROLE
from simulation.agents.training import Training
from simulation.common.arithmetic import FULL, NEVER, month_of_event
from simulation.common.draws import PERSON, Decision

if TYPE_CHECKING:
    from simulation.agents.group import Group

NO_MONTH = -NEVER
"""In place of the month of what has never been: earlier than every month."""

_RANK = {FACILITATOR: 1, TRAINER: 2}
_CLASS_OF_RANK = ("person", "facilitator", "trainer")


@cache
def _attributes(kind: type) -> frozenset[str]:
    """The names that a class defines or declares."""
    declared = [name for base in kind.__mro__ for name in vars(base).get("__annotations__", ())]
    return frozenset(declared) | frozenset(dir(kind))


class Person(Training):
    """Somebody of an administration. An agent is a person for life, and its class is the role.

    When a person is certified, promoted or stops, the same agent with the same `unique_id` becomes a `Facilitator`, a
    `Trainer` or a `Person`; see `take_role`. What a candidate and a trainee do
    stands in `Training`.
    """

    _BY_HAND: tuple[str, ...] = (INTERESTED, REACHED)
    """Roles in which a person can be made by hand."""

    is_certified = False
    """Whether this is a facilitator or a trainer."""

    def __init__(
        self,
        model,
        cell: Cell | tuple[str, str],
        role: str = INTERESTED,
        identity: int | None = None,
        is_addressable: bool | None = None,
        has_attended: bool | None = None,
    ):
        """A new person, of a cell or of a (region, administration).

        Without an identity the person is made by hand: gets an identity of their own, and waits for a group if
        interested. is_addressable: by default drawn. has_attended: by default whether the role is reached. Raises
        AgentError for a role that nobody begins with.
        """
        by_hand = identity is None
        if by_hand and role not in self._BY_HAND:
            raise AgentError(f"a {type(self).__name__} made by hand is {' or '.join(self._BY_HAND)}, not {role!r}")
        own: Cell = model.places.cell(cell) if by_hand or not isinstance(cell, Cell) else cell
        super().__init__(model, model.chance.identity_by_hand(PERSON) if identity is None else identity)
        self.cell, self.role = own, role
        if is_addressable is None:
            is_addressable = own.is_addressable(self.draw_once(Decision.ADDRESSABLE))
        self.is_addressable = is_addressable
        """Whether the person is one of those who could ever become interested."""
        self.has_attended = role == REACHED if has_attended is None else has_attended
        """Whether the person has been in a session, as a member or practising."""
        self.group: Group | None = None
        """Where the person has a seat."""
        self._count_in(own, 1)
        self.ticket: Ticket | None = None
        """The person's place in a queue."""
        self.leaving_month = month_of_event(model.month_index, self.draw_once(Decision.LEAVE), model.values.leaving)
        self.moving_month = month_of_event(model.month_index, self.draw_once(Decision.MOVE), model.values.moving)
        self.sessions_here = 0
        """Sessions attended in the present group."""
        self.learned = 0
        """Skill gained as a member of groups, in 1/65,535."""
        self.course = None
        """The facilitator course last taken."""
        self.earliest_certification = NEVER
        """Month, counted from 0, before which a trainee is not certified."""
        self.sessions_practised = 0
        """Sessions led or co-led as a trainee, since the last course."""
        self.is_supervised = False
        """Whether a trainer supervises the trainee's practice."""
        self.certified_in = self.last_led = NO_MONTH
        """Month of the last certification, and of the last session led or co-led since then; kept by who stops."""
        self.from_outside = False
        """Whether the person was hired, and so is no member of the network; kept by who stops, too."""
        self.times_moved = self.times_joined = self.times_asked = self.courses_taken = self.groups_begun = 0
        if by_hand and role == INTERESTED:
            model.ledger.count(own, "new_interested")
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
        before, after = _RANK.get(self.role, 0), _RANK.get(role, 0)
        self._count_in(self.cell, -1)
        self.role = role
        if role != LEFT:
            self._count_in(self.cell, 1)
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

    def _count_in(self, cell: Cell, number: int) -> None:
        """Count the person in a cell (1), or no more (−1)."""
        cell.persons[self.role] += number
        cell.addressable_touched += number * self.is_addressable
        cell.attended += number * self.has_attended
        cell.seated += number * (self.group is not None)

    # ---- queues and seats --------------------------------------------------------------------------------------------

    def join(self, queue: Queue, gives_up: int | None = None, since: int | None = None) -> None:
        """Join a queue, in this month or with an earlier date; the month of giving up is drawn, unless it is given."""
        self._must_be_there("join a queue")
        if self.ticket is not None:
            raise AgentError(f"{self!r} waits in a queue already")
        model, times = self.model, self.times_joined
        if gives_up is None:
            gives_up = month_of_event(model.month_index, self.draw_once(Decision.PATIENCE, times), queue.rate)
        since = model.month_index if since is None else since
        key = (since, *model.chance.order_once(self.identity, Decision.QUEUE, times))
        self.times_joined += 1
        self.ticket = Ticket(queue, since, key, gives_up)
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

    @property
    def loses_patience(self) -> bool:
        """Whether the month has come in which the person gives up; who waits for the examination only never does."""
        if self.ticket is None or self.ticket.gives_up > self.model.month_index:
            return False
        return not self.waits_for_examination_only

    def give_up(self) -> None:
        """Give up waiting: who is interested lapses, a candidate or trainee is reached; the lapsed come back."""
        self._must_be_there("give up waiting")
        if self.ticket is None:
            raise AgentError(f"{self!r} waits for nothing")
        queue, role, ledger = self.ticket.queue, self.role, self.model.ledger
        self.leave_queue()
        if role == INTERESTED:
            ledger.count(self.cell, "newly_lapsed")
            self.take_role(LAPSED_ROLE)
        if queue.kind == LAPSED:
            ledger.count(self.cell, "came_back")
            self.wait_for_group()
        elif self.role == LAPSED_ROLE:
            self.join(self.model.queues.lapsed[self.cell.number])
        elif role in (CANDIDATE, TRAINEE):
            ledger.count(self.cell, f"{role}s_gave_up")
            self.take_role(REACHED)

    def wait_again(self, queue: Queue | None = None) -> None:
        """Who has lost a seat and has no other part to play waits for another, in the cell's queue or that given."""
        if self.role in WITHOUT_DUTIES:
            self.join(self.model.queues.groups[self.cell.number] if queue is None else queue)

    # ---- leaving and moving ------------------------------------------------------------------------------------------

    def leave(self, successions: list[Callable[[], None]] | None = None) -> None:
        """Leave the administration: everything is given up, and the agent leaves the model.

        In a programme's group, or in the queue of a permanent one, somebody new of the same cell follows: at once, or
        when what is added to a list of successions is called; the seat is kept until then.
        """
        self._must_be_there("leave")
        model, group, ticket = self.model, self.group, self.ticket
        model.ledger.count(self.cell, f"left_{self.role}")
        self.leave_queue()
        self.give_up_duties()
        if group is not None and group.programme is None:
            group.unseat(self)
        self.take_role(LEFT)
        mesa.Agent.remove(self)
        if self.group is not None:
            succession = partial(self._hand_on_seat, group)
        elif ticket is not None and ticket.queue.kind == PROGRAMME and ticket.queue.is_permanent:
            succession = partial(self._hand_on_place, ticket.queue)
        else:
            return
        self.group = None
        succession() if successions is None else successions.append(succession)

    def _hand_on_seat(self, group) -> None:
        group.seat(self._successor(), in_place_of=self)

    def _hand_on_place(self, queue: Queue) -> None:
        self._successor().join(queue)

    def _successor(self) -> "Person":
        """Somebody new of the same cell, who follows in a programme."""
        model = self.model
        newcomer = model.agent_classes["person"](model, self.cell, identity=child(self.identity, 0, PERSON))
        model.ledger.count(self.cell, "new_interested")
        return newcomer

    def remove(self) -> None:
        """Mesa's way to take an agent out of the model: the person leaves; who has left already stays away."""
        if self.is_there:
            self.leave()

    def move(self, cell: Cell | tuple[str, str] | None = None) -> None:
        """Move to another cell, by default to one drawn by headcount, and maybe one's own; draws the next move."""
        self._must_be_there("move")
        model, old = self.model, self.cell
        new = self._destination() if cell is None else model.places.cell(cell)
        self.times_moved += 1
        number = self.draw_once(Decision.MOVE, self.times_moved)
        self.moving_month = month_of_event(model.month_index, number, model.values.moving)
        if new is old:
            return
        model.ledger.count(old, f"moved_out_{self.role}")
        model.ledger.count(new, f"moved_in_{self.role}")
        self._count_in(old, -1)
        self.cell = new
        self._count_in(new, 1)
        if new.region != old.region:
            self.change_region()
        self._change_queue()

    def _destination(self) -> Cell:
        places = self.model.places
        cell = drawn_in_proportion(places.cells, places.headcounts, self.draw(Decision.DESTINATION))
        if cell is None:
            raise AgentError(f"{self!r} cannot move: nobody works anywhere")
        return cell

    def change_region(self) -> None:
        """After a move to another region: seat and duties in groups of the old one are given up."""
        group = self.group
        if group is not None and group.is_regional and group.programme is None:
            group.unseat(self)
            self.wait_again()
        lost = self.give_up_duties(regional_only=True)
        if lost and self.has_to_practise:
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
        """The open groups that the person leads, or is second of."""
        return [group for group in self.model.groups if self in (group.leader, group.second)]

    def give_up_duties(self, regional_only: bool = False) -> list:
        """Groups (of a region, or all) lose their leader or second; returns them."""
        groups = [group for group in self.duties() if group.is_regional or not regional_only]
        for group in groups:
            group.lose(self)
        return groups

    # ---- from a member to a candidate --------------------------------------------------------------------------------

    def attend(self) -> None:
        """Be in a session, as a member or practising."""
        if not self.has_attended:
            self.has_attended = True
            self.cell.attended += 1

    def attend_as_member(self, sessions: int) -> None:
        """Be in so many sessions of the present group; somebody interested or lapsed is reached by that."""
        if self.role in BEFORE_FIRST_SESSION:
            self.model.ledger.count(self.cell, "newly_reached" if self.role == INTERESTED else "returned")
            self.take_role(REACHED)
        self.attend()
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
            self.model.ledger.count(self.cell, "volunteered")
            self.apply()
        elif not to_volunteer_only and self.wants_another_group(times):
            if self.group is None:
                raise AgentError(f"{self!r} has no seat to give up")
            self.group.unseat(self)
            self.wait_for_group()

    def volunteers(self, times_asked: int) -> bool:
        """Whether the person wants to become a facilitator when asked so often before."""
        return self.draw_once(Decision.VOLUNTEER, times_asked) < self.model.values.volunteering

    def wants_another_group(self, times_asked: int) -> bool:
        """Whether the person wants another group when asked so often before."""
        return self.draw_once(Decision.AGAIN, times_asked) < self.model.values.again
