"""Rule 1, turnover: people leave, move, give up waiting or stop; groups find new leaders and members, or end."""

import numpy as np

from simulation.common.arithmetic import month_of_event
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, child, order, uniform, unit
from simulation.common.draws import PERSON as PERSON_KIND
from simulation.engine.agents.entrant import hire_trainers
from simulation.engine.agents.facilitator import (
    dismiss,
    draw_for_certified,
    line_up,
    room,
    stop,
    stop_chance,
    trainer_stop_chance,
)
from simulation.engine.agents.group import (
    end_early,
    fill,
    give_up_seat,
    people_waiting,
    reserve,
    source_of,
    waits_again,
)
from simulation.engine.agents.person import change_role, count, create_person, region_of
from simulation.engine.ordering import sort_by_key
from simulation.engine.queues import (
    change_queue,
    course_queue,
    join,
    join_group_queue,
    lapsed_queue,
    leave_queue,
    link_arrivals,
    next_event,
    practicum_queue,
)
from simulation.engine.recorded import ACTIVITY, LEFT_FIRST, MOVED_IN_FIRST, MOVED_OUT_FIRST, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import (
    CANDIDATE,
    IN_PRACTICUM,
    INTERESTED,
    LAPSED,
    LEFT,
    NONE,
    PRACTICUM,
    REACHED,
    TRAINEE,
)

MONTHS_WITHOUT_LEADER = 2


@compiled
def leave(state, person):
    """The person leaves the administration; in a programme's group a successor takes the same seat."""
    persons, groups = state.persons, state.groups
    group = persons.group[person]
    count(state, person, LEFT_FIRST + persons.role[person])
    leave_queue(state, person)
    if persons.facilitator[person] != NONE:
        dismiss(state, persons.facilitator[person])
    if group != NONE and groups.programme[group] != NONE:
        identity = child(persons.identity[person], 0, PERSON_KIND)
        successor = create_person(state, identity, persons.cell[person], INTERESTED)
        count(state, successor, PERSON.new_interested)
        for seat in range(groups.members[group]):
            if groups.seats[group, seat] == person:
                groups.seats[group, seat] = successor
        persons.group[successor] = group
        persons.group[person] = NONE
    else:
        give_up_seat(state, person)
    change_role(state, person, LEFT)


@compiled
def _destination(state, person):
    """Another cell, in proportion to headcount."""
    month = state.now[0].month
    cell = state.persons.cell[person]
    cumulative = state.cumulative_headcount
    own = state.cells.headcount[cell]
    others = cumulative[len(cumulative) - 1] - own
    u = uniform(state.key, state.persons.identity[person], Decision.DESTINATION, month)
    target = int(u * others)
    if target >= cumulative[cell]:
        target += own
    return np.searchsorted(cumulative, target, side="right") - 1


@compiled
def move(state, person):
    """The person moves to another cell, and draws the month of the next move."""
    now, parameters, persons, cells = state.now[0], state.parameters[0], state.persons, state.cells
    old, new = persons.cell[person], _destination(state, person)
    role, group = persons.role[person], persons.group[person]
    region = cells.region[new]
    elsewhere = cells.region[old] != region
    loses_seat = False
    count(state, person, MOVED_OUT_FIRST + role)
    if group != NONE and elsewhere:
        groups = state.groups
        if groups.place[group] < parameters.regions and groups.programme[group] == NONE:
            give_up_seat(state, person)
            group = NONE
            loses_seat = True
    state.role_counts[old, role] -= 1
    state.role_counts[new, role] += 1
    if group != NONE:
        state.seated[old] -= 1
        state.seated[new] += 1
    persons.cell[person] = new
    count(state, person, MOVED_IN_FIRST + role)
    persons.times_moved[person] += 1
    u = uniform(state.key, persons.identity[person], Decision.MOVE, ONCE, persons.times_moved[person])
    persons.moves[person] = month_of_event(now.month, u, parameters.moving)
    _change_queue(state, person, old, new)
    if loses_seat and waits_again(role):
        join_group_queue(state, person)
    row = persons.facilitator[person]
    if row != NONE:
        state.facilitators.region[row] = region
        trainer = state.facilitators.trainer[row]
        if trainer != NONE and state.trainers.home[trainer] != parameters.regions:
            state.trainers.home[trainer] = region
    next_event(state, person)


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


@compiled
def give_up(state, person):
    """The person has waited too long."""
    persons = state.persons
    role = persons.role[person]
    leave_queue(state, person)
    if role == INTERESTED:
        count(state, person, PERSON.newly_lapsed)
        change_role(state, person, LAPSED)
    if role == INTERESTED or role == LAPSED:
        join(state, person, lapsed_queue(state, persons.cell[person]), 0.0)
    elif role == CANDIDATE:
        count(state, person, PERSON.candidates_gave_up)
        change_role(state, person, REACHED)
    elif role == TRAINEE:
        count(state, person, PERSON.trainees_gave_up)
        change_role(state, person, REACHED)


@compiled
def _people(state):
    """Everybody whose month has come leaves, moves, gives up, or is ready for a practicum."""
    now, persons = state.now[0], state.persons
    month = now.month
    for person in range(now.persons):
        if state.due[person] > month:
            continue
        if persons.leaves[person] <= month:
            leave(state, person)
            continue
        if persons.moves[person] <= month:
            move(state, person)
        if persons.queue[person] != NONE and persons.gives_up[person] <= month:
            give_up(state, person)
        ready = persons.role[person] == TRAINEE and persons.queue[person] == NONE
        if ready and persons.earliest_practicum[person] <= month:
            join(state, person, practicum_queue(state), state.parameters[0].patience_for_a_practicum)


@compiled
def _stops(state):
    """Facilitators and trainers stop with their own chance; those who stay have a new month before them."""
    now, facilitators = state.now[0], state.facilitators
    of_trainers = trainer_stop_chance(state)
    draw_for_certified(state, state.certified, now.certified_list, Decision.STOP)
    for i in range(now.certified_list - 1, -1, -1):
        row = state.certified[i]
        facilitators.turn[row] = state.odds[i]
        facilitators.spent[row] = 0
        facilitators.led_now[row] = 0
        if unit(state.evens[i]) < stop_chance(state, row, of_trainers):
            stop(state, row)


@compiled
def _gone(state, person, place):
    """Whether a leader, co-facilitator or supervisor can no longer serve a group of that place."""
    if state.persons.facilitator[person] == NONE:
        return True
    return place < state.parameters[0].regions and region_of(state, person) != place


@compiled
def _lose_leaders(state):
    """Groups notice who has left, stopped or moved away; a practicum without its trainee ends."""
    now, persons, groups = state.now[0], state.persons, state.groups
    for i in range(now.open_groups - 1, -1, -1):
        group = state.open_groups[i]
        place, reserved = groups.place[group], groups.reserve[group]
        supervisor, cofacilitator, leader = groups.supervisor[group], groups.cofacilitator[group], groups.leader[group]
        if supervisor != NONE and _gone(state, supervisor, place):
            reserve(state, supervisor, -reserved)
            groups.supervisor[group] = NONE
        if cofacilitator != NONE and _gone(state, cofacilitator, place):
            reserve(state, cofacilitator, -reserved)
            groups.cofacilitator[group] = NONE
        if leader == NONE:
            continue
        if groups.stage[group] == PRACTICUM:
            moved_away = place < state.parameters[0].regions and region_of(state, leader) != place
            if persons.role[leader] != IN_PRACTICUM or moved_away:
                interrupt(state, group)
        elif _gone(state, leader, place):
            reserve(state, leader, -reserved)
            groups.leader[group] = NONE
            groups.leader_lost[group] = now.month


@compiled
def interrupt(state, group):
    """End a practicum early; the trainee, if still there, waits for another."""
    trainee = state.groups.leader[group]
    end_early(state, group, ACTIVITY.groups_interrupted)
    if state.persons.role[trainee] == IN_PRACTICUM:
        count(state, trainee, PERSON.practicum_interrupted)
        change_role(state, trainee, TRAINEE)
        join(state, trainee, practicum_queue(state), state.parameters[0].patience_for_a_practicum)


@compiled
def _put_in_order(state, number):
    """Sort the first so many of `chosen_groups` by this month's keyed order of succession."""
    for i in range(number):
        identity = state.groups.identity[state.chosen_groups[i]]
        state.sort_keys[i] = order(state.key, identity, Decision.SUCCESSION, state.now[0].month)
    sort_by_key(state, number)


@compiled
def _best_available(state, place, days):
    """Of those of a region (or anywhere) with room for a reserve of days: most skill, then keyed order."""
    facilitators = state.facilitators
    best = NONE
    for i in range(state.now[0].certified_list):
        row = state.certified[i]
        if place < state.parameters[0].regions and facilitators.region[row] != place:
            continue
        if room(state, row) < days:
            continue
        if best == NONE or facilitators.skill[row] > facilitators.skill[best]:
            best = row
        elif facilitators.skill[row] == facilitators.skill[best] and facilitators.turn[row] < facilitators.turn[best]:
            best = row
    return best


@compiled
def _succession(state):
    """Groups without a leader find another, or end after two months."""
    now, parameters, groups, facilitators = state.now[0], state.parameters[0], state.groups, state.facilitators
    number = 0
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if groups.leader[group] == NONE and not groups.self_running[group]:
            state.chosen_groups[number] = group
            number += 1
    _put_in_order(state, number)
    for i in range(number):
        group = state.chosen_groups[state.in_order[i]]
        if groups.cofacilitator[group] != NONE:
            groups.leader[group] = groups.cofacilitator[group]
            groups.cofacilitator[group] = NONE
            continue
        row = _best_available(state, groups.place[group], groups.reserve[group])
        if row == NONE and groups.place[group] < parameters.regions and state.monthly.remote_share[now.month] > 0.0:
            reserved = groups.most_sessions[group] * parameters.days_remote
            row = _best_available(state, parameters.regions, reserved)
            if row != NONE:
                groups.place[group] = parameters.regions
                groups.days[group], groups.reserve[group] = parameters.days_remote, reserved
        if row != NONE:
            groups.leader[group] = facilitators.person[row]
            facilitators.reserved[row] += groups.reserve[group]
        elif now.month - groups.leader_lost[group] >= MONTHS_WITHOUT_LEADER:
            end_early(state, group, ACTIVITY.groups_leader_lost)


@compiled
def _refill(state):
    """Groups below their minimum take people from their queue, or end."""
    now, groups = state.now[0], state.groups
    number = 0
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if groups.members[group] < groups.minimum[group]:
            state.chosen_groups[number] = group
            number += 1
    _put_in_order(state, number)
    for i in range(number):
        group = state.chosen_groups[state.in_order[i]]
        source = source_of(state, group)
        if not groups.self_running[group] and people_waiting(state, source) > 0:
            fill(state, group, source, groups.usual_size[group])
        if groups.members[group] < groups.minimum[group]:
            if groups.stage[group] == PRACTICUM:
                interrupt(state, group)
            else:
                end_early(state, group, ACTIVITY.groups_below_minimum)


@compiled
def turnover(state):
    """Who leaves, moves, gives up or stops; who takes over their groups."""
    hire_trainers(state)
    _people(state)
    _stops(state)
    link_arrivals(state)
    _lose_leaders(state)
    _succession(state)
    link_arrivals(state)
    _refill(state)
    link_arrivals(state)
    line_up(state)


@compiled
def rows_at_most(state):
    """Those hired, and a successor for each member of a programme's group."""
    hired, groups, programme_members = len(state.entrants), state.groups, 0
    for i in range(state.now[0].open_groups):
        group = state.open_groups[i]
        if groups.programme[group] != NONE:
            programme_members += groups.members[group]
    return hired + programme_members, hired, 0, 0


TURNOVER = Rule("turnover", turnover, rows_at_most)
