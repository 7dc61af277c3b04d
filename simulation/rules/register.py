"""The network at the start as a register has it (ODD, 7.4): persons by state and cell, and open groups."""

from collections import Counter
from collections.abc import Iterator

from simulation.agents.chance import child, named
from simulation.agents.course import EarlierCourse
from simulation.agents.places import Cell, drawn_in_proportion
from simulation.agents.roles import CANDIDATE, IN_PRACTICUM, INTERESTED, REACHED, TRAINEE
from simulation.common.arithmetic import class_of, to_u16
from simulation.common.draws import PERSON, Decision
from simulation.rules.placement import initial_weights, month_certified, share_active, start_as_facilitator
from simulation.scenario.levers import NATIONAL
from simulation.scenario.schema import RegisterRow


def register_persons(model) -> tuple[set, list]:
    """The persons of the register, row by row; returns the dormant, and those who look for a group to practise."""
    dormant: set = set()
    practising: list = []
    before: Counter[tuple[str, int]] = Counter()
    for row in model.scenario.initial.register_:
        if row.state == "group":
            continue
        cell = model.places.cell((row.region, row.administration))
        for _ in range(row.count):
            number = before[row.state, cell.number]
            before[row.state, cell.number] += 1
            identity = named(f"register/{row.state}/{row.region}/{row.administration}/{number}")
            person = _STATES[row.state](model, identity, cell, row.age)
            if row.state == "facilitator_dormant":
                dormant.add(person)
            elif row.state == "in_practicum" and person.role == TRAINEE:
                practising.append(person)
    return dormant, practising


def active_facilitator(model, identity: int, cell: Cell, age: int | None):
    """One of the most active share of those certified in that half-year."""
    certified = month_certified(model, identity) if age is None else -1 - age
    activity = 1 - share_active(model, certified) * model.chance.uniform_once(identity, Decision.ACTIVITY)
    return start_as_facilitator(model, identity, cell, certified, activity, is_dormant=False)


def dormant_facilitator(model, identity: int, cell: Cell, age: int | None):
    """One of the others."""
    certified = month_certified(model, identity) if age is None else -1 - age
    activity = (1 - share_active(model, certified)) * model.chance.uniform_once(identity, Decision.ACTIVITY)
    return start_as_facilitator(model, identity, cell, certified, activity, is_dormant=True)


def practitioner(model, identity: int, cell: Cell, age: int | None):
    """Somebody who has attended sessions."""
    return model.agent_classes["person"](model, cell, REACHED, identity)


def waiting(model, identity: int, cell: Cell, age: int | None):
    """Somebody interested who waits for a group."""
    person = model.agent_classes["person"](model, cell, INTERESTED, identity)
    person.join(model.queues.groups[cell.number], since=_since(model, identity, age, 6))
    return person


def candidate(model, identity: int, cell: Cell, age: int | None):
    """Somebody who waits for a facilitator course."""
    person = model.agent_classes["person"](model, cell, CANDIDATE, identity)
    person.join(model.queues.courses[cell.region], since=_since(model, identity, age, 6))
    return person


def trainee(model, identity: int, cell: Cell, age: int | None):
    """Somebody who has taken a course, and has not begun to practise."""
    person, since = trained(model, identity, cell, age)
    person.join(model.queues.practicum, since=since)
    return person


def in_practicum(model, identity: int, cell: Cell, age: int | None):
    """Somebody who has practised in some sessions, or enough; in the first case a trainee until a group is found."""
    person, since = trained(model, identity, cell, age)
    person.attend()
    sessions = model.levers.practicum.sessions
    drawn = model.chance.uniform_once(identity, Decision.START_ACTIVE, 1)
    person.sessions_practised = min(sessions, 1 + int(sessions * drawn))
    if person.sessions_to_practise == 0:
        person.take_role(IN_PRACTICUM)
    else:
        person.join(model.queues.practicum, since=since)
    return person


def trained(model, identity: int, cell: Cell, age: int | None) -> tuple:
    """Somebody who has taken a course, in no queue yet, and the month of that course."""
    person = model.agent_classes["person"](model, cell, TRAINEE, identity)
    since = _since(model, identity, age, 3)
    rate = model.rate_of_class[class_of(person.draw_once(Decision.COURSE_RATE))]
    person.train(EarlierCourse(since, to_u16(model.values.initial_trainer_skill), rate), since)
    person.earliest_certification = max(0, person.earliest_certification)
    return person, since


_STATES = {
    "facilitator_active": active_facilitator,
    "facilitator_dormant": dormant_facilitator,
    "practitioner": practitioner,
    "waiting": waiting,
    "candidate": candidate,
    "trainee": trainee,
    "in_practicum": in_practicum,
}
"""How somebody in each state of a register begins."""


def _since(model, identity: int, age: int | None, months: int) -> int:
    """Since when somebody waits: so many months before the start, or drawn from the last months before it."""
    if age is None:
        age = int(months * model.chance.uniform_once(identity, Decision.START_ACTIVE))
    return -1 - age


def register_groups(model, dormant: set, practising: list) -> None:
    """The open groups of the register, each led by somebody of its place who leads no other and is not dormant.

    practising: those who are to be second of one, in their order.
    """
    before: Counter[str] = Counter()
    leaders = set(dormant)
    for row in _groups(model):
        identity = named(f"register/group/{row.region}/{before[row.region]}")
        before[row.region] += 1
        able = [
            facilitator
            for facilitator in model.certified
            if row.region in (facilitator.region, NATIONAL) and facilitator not in leaders
        ]
        if able:
            leader = min(able, key=lambda facilitator: facilitator.turn(Decision.TURN))
            leaders.add(leader)
            take_second(open_group(model, identity, row, leader), practising)


def _groups(model) -> Iterator[RegisterRow]:
    """The row of each group."""
    for row in model.scenario.initial.register_:
        if row.state == "group":
            yield from [row] * row.count


def take_second(group, practising: list) -> None:
    """The first of these who is of the group's place and can complete the practice in it is its second from now on."""
    left = group.terms.planned - group.sessions_held
    for person in practising:
        if person.sessions_to_practise <= left and group.place in (person.region, NATIONAL):
            practising.remove(person)
            person.leave_queue()
            person.take_role(IN_PRACTICUM)
            group.second = person
            return


def open_group(model, identity: int, row: RegisterRow, leader):
    """A group that has met for some months, with members who have been in all its sessions."""
    group = model.agent_classes["group"](model, leader, row.region, row.region == NATIONAL, identity=identity)
    leader.groups_led += 1
    assert row.age is not None  # the schema asks it of groups
    group.started = -row.age
    group.sessions_held = min(group.terms.planned - 1, row.age * group.terms.cadence // 8)
    cells, weights = model.places.cells_of[row.region], initial_weights(model)
    weights = [weights[cell.number] for cell in cells]
    for number in range(group.terms.size):
        member = child(identity, number, PERSON)
        cell = drawn_in_proportion(cells, weights, model.chance.uniform_once(member, Decision.NOMINATED_CELL))
        if cell is not None:
            person = model.agent_classes["person"](model, cell, REACHED, member)
            group.seat(person)
            person.sessions_here = group.sessions_held
    return group
