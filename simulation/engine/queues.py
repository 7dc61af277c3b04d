"""Waiting lines: doubly linked lists through the persons table, in order of (date, keyed order, identity).

Who joins is an *arrival* until the next `link_arrivals`, which sorts the arrivals and puts them in place.
Queues are numbered: groups by cell, programmes by programme and administration, courses by region, then the practicum,
the trainer course, and the lapsed by cell. Who has lapsed waits for nothing: the month of giving up is that of coming
back.
"""

import numpy as np

from simulation.common.arithmetic import NEVER, month_of_event
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, U64, Decision, order, uniform_and_order
from simulation.engine.tables import LEFT, NONE

UNLINKED = -2
NOBODY = U64(2**64 - 1)
"""In place of the head's order where nobody waits."""
_MONTH, _KEY = U64(48), U64(16)
"""A month takes the upper 16 bits of a head's order; the key's upper 48 bits follow."""
_EARLIEST = 1024
"""Months before the start in which nobody who still waits had joined: a register goes back 600."""
MANY_ARRIVALS = 200
"""Arrivals from which on it is quicker to sort them than to look for each one's place from a queue's end."""


@compiled
def programme_queue(state, programme, administration):
    """The queue of a programme's participants from one administration."""
    parameters = state.parameters[0]
    return parameters.cells + programme * parameters.administrations + administration


@compiled
def course_queue(state, region):
    """The queue of candidates of a region."""
    parameters = state.parameters[0]
    return parameters.cells + parameters.programmes * parameters.administrations + region


@compiled
def practicum_queue(state):
    """The nation's queue of trainees for a practicum."""
    return course_queue(state, state.parameters[0].regions)


@compiled
def trainer_course_queue(state):
    """The nation's queue of facilitators for a trainer course."""
    return course_queue(state, state.parameters[0].regions + 1)


@compiled
def lapsed_queue(state, cell):
    """The lapsed of a cell; nobody waits there."""
    return course_queue(state, state.parameters[0].regions + 2 + cell)


@compiled
def next_event(state, person):
    """Set the month in which the person is next looked at by Turnover."""
    persons = state.persons
    due = min(persons.leaves[person], persons.moves[person])
    if persons.queue[person] != NONE:
        due = min(due, persons.gives_up[person])
    state.due[person] = NEVER if persons.role[person] == LEFT else due


@compiled
def enter(state, person, queue, key):
    """Put a person at the end of a queue this month, keeping the month of giving up."""
    now, persons = state.now[0], state.persons
    persons.queue[person] = queue
    persons.joined[person] = now.month
    persons.queue_key[person] = key
    persons.times_joined[person] += 1
    persons.previous[person] = UNLINKED
    state.arrivals[now.arrivals] = person
    state.arrival_queues[now.arrivals] = queue
    now.arrivals += 1
    next_event(state, person)


@compiled
def join(state, person, queue, rate):
    """Join a queue; `rate` is that of giving up, per year, 0 for never."""
    persons = state.persons
    times = persons.times_joined[person]
    u, key = uniform_and_order(state.key, persons.identity[person], Decision.PATIENCE, ONCE, times)
    join_as_drawn(state, person, queue, rate, u, key)


@compiled
def join_as_drawn(state, person, queue, rate, u, key):
    """The same, with the uniform number of the person's patience and the order within the queue drawn already."""
    state.persons.gives_up[person] = month_of_event(state.now[0].month, u, rate)
    enter(state, person, queue, key)


@compiled
def change_queue(state, person, queue):
    """Leave one's queue for another, keeping the month of giving up."""
    persons = state.persons
    gives_up = persons.gives_up[person]
    leave_queue(state, person)
    persons.gives_up[person] = gives_up
    times = persons.times_joined[person]
    enter(state, person, queue, order(state.key, persons.identity[person], Decision.QUEUE, ONCE, times))


@compiled
def join_group_queue(state, person):
    """Wait for a group in one's cell."""
    join(state, person, state.persons.cell[person], 12.0 / state.parameters[0].patience_for_a_group)


@compiled
def join_lapsed_queue(state, person):
    """Wait for nothing any more, until one comes back."""
    join(state, person, lapsed_queue(state, state.persons.cell[person]), state.parameters[0].returning)


@compiled
def join_course_queue(state, person):
    """Wait for a facilitator course in one's region."""
    region = state.cells.region[state.persons.cell[person]]
    join(state, person, course_queue(state, region), 12.0 / state.parameters[0].patience_for_a_course)


@compiled
def join_practicum_queue(state, person):
    """Wait for practice; or for the examination only, which nobody gives up."""
    parameters = state.parameters[0]
    practises = state.persons.practised[person] < parameters.practicum_sessions
    join(state, person, practicum_queue(state), 12.0 / parameters.patience_for_a_practicum if practises else 0.0)


@compiled
def join_trainer_course_queue(state, person):
    """Wait for a trainer course."""
    join(state, person, trainer_course_queue(state), 12.0 / state.parameters[0].patience_for_a_course)


@compiled
def before(state, first, second):
    """Whether the first person's place in a queue comes before the second's."""
    persons = state.persons
    if persons.joined[first] != persons.joined[second]:
        return persons.joined[first] < persons.joined[second]
    if persons.queue_key[first] != persons.queue_key[second]:
        return persons.queue_key[first] < persons.queue_key[second]
    return persons.identity[first] < persons.identity[second]


@compiled
def _set_head(state, queue, person):
    """Note who is first in a queue."""
    persons = state.persons
    state.queue_head[queue] = person
    if person == NONE:
        state.head_order[queue] = NOBODY
    else:
        joined = U64(persons.joined[person] + _EARLIEST)
        state.head_order[queue] = (joined << _MONTH) | (persons.queue_key[person] >> _KEY)


@compiled
def head_before(state, first, second):
    """Whether the head of one queue comes before the head of another; both have one."""
    if state.head_order[first] != state.head_order[second]:
        return state.head_order[first] < state.head_order[second]
    return before(state, state.queue_head[first], state.queue_head[second])


@compiled
def leave_queue(state, person):
    """Leave whatever queue the person is in."""
    persons = state.persons
    queue = persons.queue[person]
    if queue == NONE:
        return
    if persons.previous[person] != UNLINKED:
        ahead, after = persons.previous[person], persons.next[person]
        if ahead == NONE:
            _set_head(state, queue, after)
        else:
            persons.next[ahead] = after
        if after == NONE:
            state.queue_tail[queue] = ahead
        else:
            persons.previous[after] = ahead
        state.queue_length[queue] -= 1
    persons.queue[person] = NONE
    persons.gives_up[person] = NEVER
    next_event(state, person)


@compiled
def _link(state, person, queue, ahead):
    """Put a person in place: behind `ahead`, or further forward."""
    persons = state.persons
    while ahead != NONE and before(state, person, ahead):
        ahead = persons.previous[ahead]
    after = state.queue_head[queue] if ahead == NONE else persons.next[ahead]
    persons.previous[person], persons.next[person] = ahead, after
    if ahead == NONE:
        _set_head(state, queue, person)
    else:
        persons.next[ahead] = person
    if after == NONE:
        state.queue_tail[queue] = person
    else:
        persons.previous[after] = person
    state.queue_length[queue] += 1


@compiled
def link_arrivals(state):
    """Put all arrivals in their places, save those who have left that queue since."""
    now, persons = state.now[0], state.persons
    count = now.arrivals
    now.arrivals = 0
    if count == 0:
        return
    if count > MANY_ARRIVALS:
        _link_many(state, count)
        return
    for i in range(count):
        person, queue = state.arrivals[i], state.arrival_queues[i]
        if persons.queue[person] == queue and persons.previous[person] == UNLINKED:
            _link(state, person, queue, state.queue_tail[queue])


@compiled
def _link_many(state, count):
    """The same, the last in order first: finding one's place from a queue's end is quick only if few joined since."""
    persons = state.persons
    last_linked = np.full(len(state.queue_head), NONE)
    keys, months = np.empty(count, np.uint64), np.empty(count, np.int64)
    for i in range(count):
        keys[i] = persons.queue_key[state.arrivals[i]]
    in_order = np.argsort(keys)
    for i in range(count):
        months[i] = persons.joined[state.arrivals[in_order[i]]]
    for i in in_order[np.argsort(months, kind="mergesort")][::-1].copy():
        person, queue = state.arrivals[i], state.arrival_queues[i]
        if persons.queue[person] != queue or persons.previous[person] != UNLINKED:
            continue
        behind = last_linked[queue]
        _link(state, person, queue, state.queue_tail[queue] if behind == NONE else persons.previous[behind])
        last_linked[queue] = person
