"""A group: whom it takes, who leads it, what it costs, and how it ends."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import GROUP, child
from simulation.engine.agents.money import (
    add_sessions,
    add_valued_time,
    begin_charge,
    cadence_charged,
    sessions_left_of_year,
    staff_cost,
)
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.queues import (
    NOBODY,
    head_before,
    join,
    join_group_queue,
    join_practicum_queue,
    leave_queue,
    programme_queue,
)
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.tables import IN_PRACTICUM, INTERESTED, LAPSED, NONE, REACHED, SEATS, TRAINEE


@compiled
def days_reserved(cadence, requests_per_year, days):
    """Eighths of a day that a group's sessions take in a mean month; `cadence` in eighths of a session a month."""
    if cadence > 0:
        return (cadence * days + 7) // 8
    return int(np.ceil(requests_per_year * days / 12.0))


@compiled
def days_of_session(state, remote):
    """Eighths of a facilitator day that a session takes."""
    parameters = state.parameters[0]
    return parameters.days_remote if remote else parameters.days_in_person


@compiled
def is_certified(state, person):
    """Whether somebody is there who is a facilitator or trainer."""
    return person != NONE and state.persons.facilitator[person] != NONE


@compiled
def is_trainee_of(state, person, group):
    """Whether somebody is there who leads a group, or is second in it, as a trainee."""
    return person != NONE and state.persons.practice[person] == group


@compiled
def begin_group_charge(state, leaders, days, sessions, cadence, requests_per_year):
    """The charge of a group that opens with so many certified leaders; of a permanent one, for this year."""
    begin_charge(state)
    if sessions == NONE:
        held = sessions_left_of_year(state, cadence, requests_per_year)
        add_valued_time(state, staff_cost(held * days, state.parameters[0].facilitator_day) * leaders)
    else:
        add_sessions(state, sessions, cadence_charged(cadence, requests_per_year), days, leaders)


@compiled
def begin_practice_charge(state, trainee, days, cadence, requests_per_year):
    """The charge of the sessions that a trainee has still to practise, in a group of this cadence."""
    begin_charge(state)
    sessions = state.parameters[0].practicum_sessions - state.persons.practised[trainee]
    add_sessions(state, sessions, cadence_charged(cadence, requests_per_year), days, 1)


@compiled
def add_group(state, identity, leader, second, place, days, sessions, cadence, requests_per_year):
    """Open a group with a leader and no members yet; those certified reserve their days, and have led one more."""
    now, groups = state.now[0], state.groups
    group = now.groups
    now.groups += 1
    groups.identity[group] = identity
    groups.leader[group] = leader
    groups.second[group] = second
    groups.place[group] = place
    groups.days[group] = days
    groups.sessions[group] = sessions
    groups.permanent[group] = sessions == NONE
    groups.cadence[group] = cadence
    groups.requests_per_year[group] = requests_per_year
    groups.requests_open[group] = 0
    groups.reserve[group] = days_reserved(cadence, requests_per_year, days)
    groups.started[group] = now.month
    groups.programme[group] = NONE
    groups.leader_lost[group] = NONE
    groups.open[group] = 1
    groups.place_in_list[group] = now.open_groups
    state.open_groups[now.open_groups] = group
    now.open_groups += 1
    for person in (leader, second):
        if is_certified(state, person):
            reserve(state, person, groups.reserve[group])
            state.facilitators.groups_led[state.persons.facilitator[person]] += 1
    return group


@compiled
def next_group_of(state, leader):
    """The identity of the next group that somebody leads from the opening."""
    persons = state.persons
    identity = child(persons.identity[leader], persons.groups_begun[leader], GROUP)
    persons.groups_begun[leader] += 1
    return identity


@compiled
def reserve(state, person, days):
    """Reserve eighths of a day a month of somebody certified; nothing for others (none, or a trainee)."""
    if is_certified(state, person):
        state.facilitators.reserved[state.persons.facilitator[person]] += days


@compiled
def begin_practice(state, trainee, group):
    """A trainee who waits is in practicum, in a group or (NONE) without one."""
    now, persons = state.now[0], state.persons
    waited = now.month - persons.joined[trainee]
    state.activity_month[region_of(state, trainee), ACTIVITY.months_waited_for_practicum] += waited
    leave_queue(state, trainee)
    count(state, trainee, PERSON.practicum_started)
    change_role(state, trainee, IN_PRACTICUM)
    persons.practice[trainee] = group


@compiled
def leave_practice(state, trainee):
    """A trainee leads, or practises in, a group no more; whose practice is not complete waits for another."""
    persons = state.persons
    persons.practice[trainee] = NONE
    if not persons.practice_complete[trainee]:
        count(state, trainee, PERSON.practicum_interrupted)
        change_role(state, trainee, TRAINEE)
        join_practicum_queue(state, trainee)


@compiled
def lose_leader(state, group):
    """A group has no leader from this month on; one led by a trainee is interrupted."""
    groups = state.groups
    leader = groups.leader[group]
    if is_trainee_of(state, leader, group):
        state.activity_month[groups.place[group], ACTIVITY.groups_interrupted] += 1
    reserve(state, leader, -groups.reserve[group])
    groups.leader[group] = NONE
    groups.leader_lost[group] = state.now[0].month


@compiled
def lose_second(state, group):
    """A group has no second any more."""
    groups = state.groups
    reserve(state, groups.second[group], -groups.reserve[group])
    groups.second[group] = NONE


@compiled
def abandon_practice(state, trainee):
    """The group that a trainee leads, or is second of, is without them; the trainee's own change is not made here."""
    group = state.persons.practice[trainee]
    if group == NONE:
        return
    if state.groups.leader[group] == trainee:
        lose_leader(state, group)
    else:
        lose_second(state, group)


@compiled
def release_leaders(state, group):
    """Leader and second are free: days of those certified, trainees for the rest of their practice."""
    groups = state.groups
    for person in (groups.leader[group], groups.second[group]):
        if is_trainee_of(state, person, group):
            leave_practice(state, person)
        else:
            reserve(state, person, -groups.reserve[group])
    groups.leader[group] = NONE
    groups.second[group] = NONE


@compiled
def take_seat(state, person, group):
    """Seat a person at the end of a group's seats."""
    groups, persons = state.groups, state.persons
    groups.seats[group, groups.members[group]] = person
    groups.members[group] += 1
    persons.group[person] = group
    persons.attended[person] = 0
    state.seated[persons.cell[person]] += 1


@compiled
def give_up_seat(state, person):
    """Leave one's group, if any; the other members keep their order."""
    persons, groups = state.persons, state.groups
    group = persons.group[person]
    if group == NONE:
        return
    members = groups.members[group]
    found = False
    for seat in range(members):
        if found:
            groups.seats[group, seat - 1] = groups.seats[group, seat]
        elif groups.seats[group, seat] == person:
            found = True
    groups.members[group] = members - 1
    persons.group[person] = NONE
    state.seated[persons.cell[person]] -= 1


@compiled
def close_group(state, group):
    """The group is no more: everybody is free."""
    now, groups = state.now[0], state.groups
    release_leaders(state, group)
    for seat in range(groups.members[group]):
        member = groups.seats[group, seat]
        state.persons.group[member] = NONE
        state.seated[state.persons.cell[member]] -= 1
    groups.open[group] = 0
    place = groups.place_in_list[group]
    now.open_groups -= 1
    last = state.open_groups[now.open_groups]
    state.open_groups[place] = last
    groups.place_in_list[last] = place


@compiled
def waits_again(role):
    """Whether somebody of this role waits for another group after losing a seat too early."""
    return role == INTERESTED or role == LAPSED or role == REACHED


@compiled
def end_early(state, group, column):
    """End a group before its time, counted in a column of activity; members wait for another group."""
    groups, persons = state.groups, state.persons
    programme, members = groups.programme[group], groups.members[group]
    state.activity_month[groups.place[group], column] += 1
    close_group(state, group)
    for seat in range(members):
        member = groups.seats[group, seat]
        if not waits_again(persons.role[member]):
            continue
        if programme == NONE:
            join_group_queue(state, member)
        else:
            administration = state.cells.administration[persons.cell[member]]
            join(state, member, programme_queue(state, programme, administration), 0.0)


@compiled
def source_of(state, group):
    """Where a group takes its people from: a region, national, or after those a programme."""
    if state.groups.programme[group] != NONE:
        return state.parameters[0].regions + 1 + state.groups.programme[group]
    return state.groups.place[group]


@compiled
def people_waiting(state, source):
    """How many wait in a region, the nation, or a programme."""
    parameters = state.parameters[0]
    total = 0
    if source > parameters.regions:
        for administration in range(parameters.administrations):
            total += state.queue_length[programme_queue(state, source - parameters.regions - 1, administration)]
        return total
    first, last = (0, parameters.regions) if source == parameters.regions else (source, source + 1)
    for region in range(first, last):
        for administration in range(parameters.administrations):
            cell = state.cell_at[region, administration]
            if cell != NONE:
                total += state.queue_length[cell]
    return total


@compiled
def first_queue(state, source, administration):
    """The queue, of a source and one administration, whose head comes first; −1 if nobody waits."""
    parameters = state.parameters[0]
    if source > parameters.regions:
        queue = programme_queue(state, source - parameters.regions - 1, administration)
        return queue if state.queue_length[queue] > 0 else NONE
    first, last = (0, parameters.regions) if source == parameters.regions else (source, source + 1)
    best, earliest = NONE, NOBODY
    for region in range(first, last):
        cell = state.cell_at[region, administration]  # which is also the number of its queue
        if cell == NONE or state.head_order[cell] > earliest or state.head_order[cell] == NOBODY:
            continue
        if best == NONE or head_before(state, cell, best):
            best, earliest = cell, state.head_order[cell]
    return best


@compiled
def pick(state, queues, present, empty):
    """The administration of the next to join a group: of the first head; or, unless empty, the least present one's.

    `queues` holds for each administration the queue whose head is next, `present` counts the group's members by
    administration. Returns −1 when nobody waits.
    """
    best = NONE
    for administration in range(len(queues)):
        if queues[administration] == NONE:
            continue
        if best == NONE or (not empty and present[administration] < present[best]):
            best = administration
        elif empty or present[administration] == present[best]:
            if head_before(state, queues[administration], queues[best]):
                best = administration
    return best


@compiled
def fill(state, group, source, size):
    """Pick people for a group until it has `size` members or nobody waits."""
    now, persons, groups = state.now[0], state.persons, state.groups
    present, queues = state.administrations_present, state.administrations_queue
    for administration in range(len(queues)):
        present[administration] = 0
        queues[administration] = first_queue(state, source, administration)
    for seat in range(groups.members[group]):
        present[state.cells.administration[persons.cell[groups.seats[group, seat]]]] += 1
    while groups.members[group] < min(size, SEATS):
        administration = pick(state, queues, present, groups.members[group] == 0)
        if administration == NONE:
            return
        person = state.queue_head[queues[administration]]
        if source <= state.parameters[0].regions:
            region = region_of(state, person)
            state.activity_month[region, ACTIVITY.seated_from_queue] += 1
            waited = now.month - persons.joined[person]
            state.activity_month[region, ACTIVITY.months_waited_for_group] += waited
        leave_queue(state, person)
        take_seat(state, person, group)
        present[state.cells.administration[persons.cell[person]]] += 1
        queues[administration] = first_queue(state, source, administration)
