"""A group: whom it takes, who leads it, what it costs, and how it ends."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import GROUP, child
from simulation.engine.agents.money import charge, staff_cost
from simulation.engine.agents.person import region_of
from simulation.engine.queues import NOBODY, head_before, join, join_group_queue, leave_queue, programme_queue
from simulation.engine.recorded import ACTIVITY, MONEY_USE
from simulation.engine.tables import INTERESTED, LAPSED, NONE, REACHED, SEATS


@compiled
def most_sessions(cadence, requests_per_year):
    """Sessions at most in a month: of a fixed cadence in eighths a month, or on request."""
    if cadence > 0:
        return (cadence + 7) // 8
    return max(1, min(3, int(np.ceil(requests_per_year / 12.0))))


@compiled
def days_of_session(state, remote):
    """Eighths of a facilitator day that a session takes."""
    parameters = state.parameters[0]
    return parameters.days_remote if remote else parameters.days_in_person


@compiled
def sessions_charged(sessions, cadence, requests_per_year):
    """Sessions paid for when a group opens: those planned, or those of 12 months."""
    if sessions != NONE:
        return sessions
    if cadence > 0:
        return (12 * cadence + 7) // 8
    return int(np.ceil(requests_per_year))


@compiled
def charge_group(state, group):
    """Commit the money for a group's sessions, of its leader and co-facilitator."""
    groups = state.groups
    sessions = sessions_charged(groups.sessions[group], groups.cadence[group], groups.requests_per_year[group])
    people = 1 + (groups.cofacilitator[group] != NONE)
    amount = staff_cost(sessions * groups.days[group], state.parameters[0].facilitator_day) * people
    charge(state, groups.place[group], MONEY_USE.groups, amount)


@compiled
def add_group(state, leader, cofacilitator, place, days, sessions, cadence, requests_per_year):
    """Open a group with a leader and no members yet; the leader's and co-facilitator's days are reserved."""
    now, groups, persons = state.now[0], state.groups, state.persons
    group = now.groups
    now.groups += 1
    groups.identity[group] = child(persons.identity[leader], persons.groups_begun[leader], GROUP)
    persons.groups_begun[leader] += 1
    groups.leader[group] = leader
    groups.cofacilitator[group] = cofacilitator
    groups.supervisor[group] = NONE
    groups.place[group] = place
    groups.days[group] = days
    groups.sessions[group] = sessions
    groups.cadence[group] = cadence
    groups.requests_per_year[group] = requests_per_year
    groups.most_sessions[group] = most_sessions(cadence, requests_per_year)
    groups.reserve[group] = groups.most_sessions[group] * days
    groups.started[group] = now.month
    groups.programme[group] = NONE
    groups.leader_lost[group] = NONE
    groups.open[group] = 1
    groups.place_in_list[group] = now.open_groups
    state.open_groups[now.open_groups] = group
    now.open_groups += 1
    reserve(state, leader, groups.reserve[group])
    reserve(state, cofacilitator, groups.reserve[group])
    return group


@compiled
def reserve(state, person, days):
    """Reserve eighths of a day a month of somebody certified; nothing for others (none, or a trainee)."""
    if person != NONE and state.persons.facilitator[person] != NONE:
        state.facilitators.reserved[state.persons.facilitator[person]] += days


@compiled
def release_leaders(state, group):
    """Free the days of leader, co-facilitator and supervisor; the group has none of them any more."""
    groups = state.groups
    for person in (groups.leader[group], groups.cofacilitator[group], groups.supervisor[group]):
        reserve(state, person, -groups.reserve[group])
    groups.leader[group] = NONE
    groups.cofacilitator[group] = NONE
    groups.supervisor[group] = NONE


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
    """End a group before its time, counted in a column of activity; its members wait again."""
    groups, persons = state.groups, state.persons
    state.activity_month[groups.place[group], column] += 1
    close_group(state, group)
    programme = groups.programme[group]
    for seat in range(groups.members[group]):
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
