"""Rule 1, turnover: standing costs; people leave, move, give up or stop; groups find leaders and members, or end."""

import numpy as np

from simulation.common.arithmetic import month_of_event, monthly_probability
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, child, uniform, unit
from simulation.common.draws import PERSON as PERSON_KIND
from simulation.engine.agents.entrant import hire_trainers, replace_trainers
from simulation.engine.agents.facilitator import dismiss, draw_for_certified, is_supported, stop
from simulation.engine.agents.group import (
    abandon_practice,
    give_up_seat,
    leave_practice,
    people_waiting,
    waits_again,
)
from simulation.engine.agents.mending import find_leaders, find_members, keep_to_allowances, lose_leaders
from simulation.engine.agents.person import (
    add_to_cell,
    cell_drawn,
    change_role,
    count,
    create_person,
    is_addressable,
    take_from_cell,
)
from simulation.engine.agents.standing import begin_calendar_year
from simulation.engine.agents.trainer import note_vacancy
from simulation.engine.queues import (
    change_queue,
    course_queue,
    join,
    join_group_queue,
    join_lapsed_queue,
    lapsed_queue,
    leave_queue,
    link_arrivals,
    next_event,
)
from simulation.engine.recorded import LEFT_FIRST, MOVED_IN_FIRST, MOVED_OUT_FIRST, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import CANDIDATE, INTERESTED, LAPSED, LEFT, NONE, REACHED, TRAINEE


# ---- people leave ----------------------------------------------------------------------------------------------------
@compiled
def _permanent_queue(state, queue):
    """Whether a queue (or none) is that of a permanent programme."""
    parameters = state.parameters[0]
    number = queue - parameters.cells
    if number < 0 or number >= parameters.programmes * parameters.administrations:
        return False
    return state.programmes.permanent[number // parameters.administrations] == 1


@compiled
def leave(state, person):
    """The person leaves the administration; somebody follows in a programme's group, or waiting for a permanent one."""
    now, persons, groups = state.now[0], state.persons, state.groups
    group, queue = persons.group[person], persons.queue[person]
    count(state, person, LEFT_FIRST + persons.role[person])
    leave_queue(state, person)
    abandon_practice(state, person)
    persons.practice[person] = NONE
    if persons.facilitator[person] != NONE:
        dismiss(state, persons.facilitator[person])
    in_programme = group != NONE and groups.programme[group] != NONE
    if in_programme or _permanent_queue(state, queue):
        state.successors[now.successors], state.successor_queues[now.successors] = person, queue
        now.successors += 1
    if not in_programme:
        give_up_seat(state, person)
    take_from_cell(state, person, persons.cell[person])
    change_role(state, person, LEFT)


@compiled
def _succeed(state, person, queue):
    """Somebody new of the same cell takes the seat, or the place in a queue, of a person who left."""
    persons, groups, cell = state.persons, state.groups, state.persons.cell[person]
    identity = child(persons.identity[person], 0, PERSON_KIND)
    successor = create_person(state, identity, cell, INTERESTED, is_addressable(state, identity, cell))
    count(state, successor, PERSON.new_interested)
    group = persons.group[person]
    if group == NONE:
        join(state, successor, queue, 0.0)
        return
    for seat in range(groups.members[group]):
        if groups.seats[group, seat] == person:
            groups.seats[group, seat] = successor
    persons.group[successor] = group
    persons.group[person] = NONE


@compiled
def _successors(state):
    """Those who follow come once all have left, in order of the identities of whom they follow."""
    now, persons = state.now[0], state.persons
    keys = np.empty(now.successors, np.uint64)
    for i in range(now.successors):
        keys[i] = persons.identity[state.successors[i]]
    for i in np.argsort(keys):
        _succeed(state, state.successors[i], state.successor_queues[i])
    now.successors = 0


@compiled
def _end_contracts(state):
    """Hired trainers whose contract is over leave."""
    now, trainers = state.now[0], state.trainers
    for i in range(now.trainer_list - 1, -1, -1):
        trainer = state.trainer_list[i]
        if trainers.until[trainer] < now.month:
            leave(state, state.facilitators.person[trainers.facilitator[trainer]])


# ---- people move -----------------------------------------------------------------------------------------------------
@compiled
def move(state, person):
    """The person moves to a cell that is drawn, perhaps the own one; the month of the next move is drawn."""
    month, persons = state.now[0].month, state.persons
    u = uniform(state.key, persons.identity[person], Decision.DESTINATION, month)
    old, new = persons.cell[person], cell_drawn(state.summed_headcount, u)
    if new != old:
        _change_cell(state, person, old, new)
    persons.times_moved[person] += 1
    u = uniform(state.key, persons.identity[person], Decision.MOVE, ONCE, persons.times_moved[person])
    persons.moves[person] = month_of_event(month, u, state.parameters[0].moving)
    next_event(state, person)


@compiled
def _change_cell(state, person, old, new):
    """From one cell to another; seat, leadership and home change with the region."""
    persons, cells = state.persons, state.cells
    role = persons.role[person]
    elsewhere = cells.region[old] != cells.region[new]
    count(state, person, MOVED_OUT_FIRST + role)
    loses_seat = elsewhere and _sits_in_a_region(state, person)
    if loses_seat:
        give_up_seat(state, person)
    state.role_counts[old, role] -= 1
    state.role_counts[new, role] += 1
    if persons.group[person] != NONE:
        state.seated[old] -= 1
        state.seated[new] += 1
    take_from_cell(state, person, old)
    add_to_cell(state, person, new)
    count(state, person, MOVED_IN_FIRST + role)
    _change_queue(state, person, old, new)
    if loses_seat and waits_again(role):
        join_group_queue(state, person)
    if elsewhere:
        _change_region(state, person, cells.region[new])


@compiled
def _sits_in_a_region(state, person):
    """Whether the person has a seat in a group of a region that is no programme's."""
    groups, group = state.groups, state.persons.group[person]
    return group != NONE and groups.place[group] < state.parameters[0].regions and groups.programme[group] == NONE


@compiled
def _change_region(state, person, region):
    """A trainee gives up practice in a region; a trainer at home in a region is at home in the new one."""
    persons, national = state.persons, state.parameters[0].regions
    group, row = persons.practice[person], persons.facilitator[person]
    if group != NONE and state.groups.place[group] < national:
        abandon_practice(state, person)
        leave_practice(state, person)
    if row != NONE:
        state.facilitators.region[row] = region
        trainer = state.facilitators.trainer[row]
        if trainer != NONE and state.trainers.home[trainer] != national:
            state.trainers.home[trainer] = region


@compiled
def _change_queue(state, person, old, new):
    """Join the queue of the new place, keeping the month of giving up; national and programme queues go along."""
    persons, cells = state.persons, state.cells
    queue = persons.queue[person]
    if queue == old:
        queue = new
    elif queue == course_queue(state, cells.region[old]):
        queue = course_queue(state, cells.region[new])
    elif queue == lapsed_queue(state, old):
        queue = lapsed_queue(state, new)
    if queue != persons.queue[person]:
        change_queue(state, person, queue)


# ---- people give up or stop ------------------------------------------------------------------------------------------
@compiled
def give_up(state, person):
    """The person has waited too long, or has lapsed for long enough to come back."""
    persons = state.persons
    role, queue = persons.role[person], persons.queue[person]
    leave_queue(state, person)
    if role == INTERESTED:
        count(state, person, PERSON.newly_lapsed)
        change_role(state, person, LAPSED)
        join_lapsed_queue(state, person)
    elif role == LAPSED:
        if queue == lapsed_queue(state, persons.cell[person]):
            count(state, person, PERSON.came_back)
            join_group_queue(state, person)
        else:
            join_lapsed_queue(state, person)
    elif role == CANDIDATE:
        count(state, person, PERSON.candidates_gave_up)
        change_role(state, person, REACHED)
    elif role == TRAINEE:
        count(state, person, PERSON.trainees_gave_up)
        change_role(state, person, REACHED)


@compiled
def _people(state):
    """Everybody whose month has come leaves, moves or gives up."""
    now, persons = state.now[0], state.persons
    month = now.month
    for person in range(now.persons):
        if state.due[person] > month:
            continue
        if persons.leaves[person] <= month:
            _leave_to_be_replaced(state, person)
            continue
        if persons.moves[person] <= month:
            move(state, person)
        if persons.queue[person] != NONE and persons.gives_up[person] <= month:
            give_up(state, person)


@compiled
def _note_vacancy(state, row):
    """A trainer who goes is replaced, where that is the policy."""
    if state.facilitators.trainer[row] != NONE:
        note_vacancy(state, state.facilitators.trainer[row])


@compiled
def _leave_to_be_replaced(state, person):
    """The person leaves; a trainer leaves a vacancy."""
    if state.persons.facilitator[person] != NONE:
        _note_vacancy(state, state.persons.facilitator[person])
    leave(state, person)


@compiled
def _stops(state):
    """Facilitators and trainers stop with their own chance; those who stay have a new month before them."""
    now, parameters, facilitators = state.now[0], state.parameters[0], state.facilitators
    of_trainers = monthly_probability(parameters.trainer_stop)
    unsupported = monthly_probability(parameters.facilitator_stop)
    supported = monthly_probability(parameters.facilitator_stop * (1.0 - parameters.support_effect))
    draw_for_certified(state, state.certified, now.certified_list, Decision.STOP)
    for i in range(now.certified_list - 1, -1, -1):
        row = state.certified[i]
        facilitators.turn[row] = state.odds[i]
        facilitators.spent[row] = 0
        facilitators.led_now[row] = 0
        likely = supported if is_supported(state, row) else unsupported
        if facilitators.trainer[row] != NONE:
            likely = of_trainers
        if not facilitators.paid[row] and unit(state.evens[i]) < likely:
            _note_vacancy(state, row)
            stop(state, row)


# ---- the month -------------------------------------------------------------------------------------------------------
@compiled
def turnover(state):
    """Who leaves, moves, gives up or stops; who takes over their groups."""
    begin_calendar_year(state)
    hire_trainers(state)
    _end_contracts(state)
    replace_trainers(state)
    _people(state)
    _successors(state)
    _stops(state)
    link_arrivals(state)
    lose_leaders(state)
    keep_to_allowances(state)
    find_leaders(state)
    link_arrivals(state)
    find_members(state)
    link_arrivals(state)


@compiled
def rows_at_most(state):
    """Those hired or replaced, and a successor for each post of a programme, filled or waited for."""
    now, groups, programmes = state.now[0], state.groups, state.programmes
    from_outside, posts = now.vacancies, 0
    for i in range(len(state.hires)):
        from_outside += int(state.hires[i].month == now.month)
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if groups.programme[group] != NONE:
            posts += groups.members[group]
    for programme in range(len(programmes)):
        if programmes.permanent[programme]:
            posts += people_waiting(state, state.parameters[0].regions + 1 + programme)
    return from_outside + posts, from_outside, 0, 0


TURNOVER = Rule("turnover", turnover, rows_at_most)
