"""Rule 3, convene: facilitators with free days serve engagements, then open groups for those who wait."""

import numpy as np

from simulation.agents.facilitator import in_line, room, spend
from simulation.agents.group import (
    add_group,
    charge_group,
    days_of_session,
    fill,
    most_sessions,
    people_waiting,
    sessions_charged,
)
from simulation.agents.money import charge, left_of_budget, staff_cost
from simulation.state.compiling import compiled
from simulation.state.draws import ENGAGEMENT, Decision, child, order, uniform_pair
from simulation.state.recorded import ACTIVITY, FACILITATOR_USE, MONEY_USE
from simulation.state.tables import NONE, ORDINARY, PROGRAMME

IN_PERSON, REMOTE, USED = 0, 1, 2


@compiled
def _serve(state, engagement):
    """One engagement takes the first facilitators of its region who have the days, or is refused."""
    now, engagements, facilitators = state.now[0], state.engagements, state.facilitators
    wanted, days = engagements.facilitators[engagement], engagements.days[engagement]
    region = engagements.region[engagement]
    chosen = np.empty(wanted, np.int64)
    number = 0
    for i in range(state.region_begins[region], state.region_begins[region + 1]):
        row = state.in_turn_by_region[i]
        if number < wanted and in_line(state, row) and room(state, row) >= days:
            chosen[number] = row
            number += 1
    activity = state.activity_record[now.month, region]
    if number < wanted:
        activity[ACTIVITY.engagements_refused] += 1
        return
    for row in chosen:
        spend(state, row, days, FACILITATOR_USE.engagements)
        facilitators.last_active[row] = now.month
    activity[ACTIVITY.engagements_held] += 1
    activity[ACTIVITY.audience] += engagements.audience[engagement]
    charge(state, region, MONEY_USE.engagements, staff_cost(days * wanted, state.parameters[0].facilitator_day))


@compiled
def _engagements(state):
    """The engagements of each region, in keyed order."""
    now, engagements = state.now[0], state.engagements
    for region in range(state.parameters[0].regions):
        asked = 0
        for i in range(len(engagements)):
            if engagements.region[i] == region:
                asked += engagements.asked[i]
        if asked == 0:
            continue
        which, keys = np.empty(asked, np.int64), np.empty(asked, np.uint64)
        number = 0
        for i in range(len(engagements)):
            if engagements.region[i] != region:
                continue
            for ordinal in range(engagements.asked[i]):
                identity = child(engagements.identity[i], ordinal, ENGAGEMENT)
                which[number] = i
                keys[number] = order(state.key, identity, Decision.ENGAGEMENT_ORDER, now.month)
                number += 1
        for i in np.argsort(keys):
            _serve(state, which[i])


@compiled
def _willing(state):
    """The certified who offer to open a group this month, in keyed order, and how: in person or remote."""
    now, facilitators = state.now[0], state.facilitators
    rows, modes = np.empty(now.in_turn, np.int64), np.empty(now.in_turn, np.int64)
    share = state.monthly.remote_share[now.month]
    number = 0
    for i in range(now.in_turn):
        row = state.in_turn[i]
        identity = state.persons.identity[facilitators.person[row]]
        offers, mode = uniform_pair(state.key, identity, Decision.WILLING, now.month, 0)
        if offers < facilitators.offers[row] and in_line(state, row):
            rows[number] = row
            modes[number] = REMOTE if mode < share else IN_PERSON
            number += 1
    return rows[:number], modes[:number]


@compiled
def _teams(state, rows, modes, mode, region, reserve, leaders, cofacilitators):
    """Fill the positions (in `rows`) of leaders and co-facilitators; returns the teams and those without days.

    `mode` NONE takes both modes; `region` NONE takes everybody.
    """
    facilitators = state.facilitators
    paired = state.parameters[0].novice_needs_cofacilitator
    taken = np.zeros(len(rows) if paired else 0, np.bool_)
    teams, blocked = 0, 0
    for i in range(len(rows)):
        row = rows[i]
        if (paired and taken[i]) or not _eligible(state, row, modes[i], mode, region):
            continue
        if room(state, row) < reserve:
            blocked += 1
            continue
        second = NONE
        if paired and facilitators.groups_led[row] == 0:
            for j in range(i + 1, len(rows)):
                other = rows[j]
                if taken[j] or not _eligible(state, other, modes[j], mode, region):
                    continue
                if facilitators.groups_led[other] > 0 and room(state, other) >= reserve:
                    second = j
                    break
            if second == NONE:
                blocked += 1
                continue
            taken[second] = True
        leaders[teams], cofacilitators[teams] = i, second
        teams += 1
    return teams, blocked


@compiled
def _eligible(state, row, mode_of_row, mode, region):
    if mode_of_row == USED or (mode != NONE and mode_of_row != mode):
        return False
    return region == NONE or state.facilitators.region[row] == region


@compiled
def number_of_groups(waiting, teams, affordable, size, minimum):
    """Groups that can be opened: at most one a team, as money allows, none below the minimum."""
    number = min(teams, affordable, (waiting + size - 1) // size)
    while number > 0 and waiting // number < minimum:
        number -= 1
    return number


@compiled
def seats_taken(waiting, groups, size, minimum, maximum):
    """Persons who are seated: the usual size each, unless so few would remain that they can join as well."""
    seats = waiting if waiting - groups * size < minimum else groups * size
    return min(seats, groups * maximum)


@compiled
def _convene(state, rows, modes, leaders, cofacilitators, mode, region, source, place, terms, programme):
    """Open groups for one source of people with one set of facilitators. Returns (blocked, unaffordable).

    `leaders` and `cofacilitators` are room to work in, as long as `rows`.
    """
    size, minimum, maximum, days, sessions, cadence, requests, permanent = terms
    now, facilitators, groups = state.now[0], state.facilitators, state.groups
    waiting = people_waiting(state, source)
    reserve = most_sessions(cadence, requests) * days
    teams, blocked = _teams(state, rows, modes, mode, region, reserve, leaders, cofacilitators)
    if waiting == 0:
        return blocked, False
    charged = sessions_charged(sessions, cadence, requests)
    cost = staff_cost(charged * days, state.parameters[0].facilitator_day)
    affordable = left_of_budget(state) // cost if cost > 0 else waiting
    number = number_of_groups(waiting, teams, affordable, size, minimum)
    unaffordable = affordable < number_of_groups(waiting, teams, teams, size, minimum)
    if number == 0:
        return blocked, unaffordable
    seats = seats_taken(waiting, number, size, minimum, maximum)
    for i in range(number):
        leader, second = leaders[i], cofacilitators[i]
        modes[leader] = USED
        cofacilitator = NONE
        if second != NONE:
            modes[second] = USED
            cofacilitator = facilitators.person[rows[second]]
        group = add_group(
            state, facilitators.person[rows[leader]], cofacilitator, place, days, sessions, cadence, requests
        )
        groups.usual_size[group], groups.minimum[group] = size, minimum
        groups.permanent[group] = permanent
        groups.programme[group] = programme
        groups.stage[group] = ORDINARY if programme == NONE else PROGRAMME
        facilitators.groups_led[rows[leader]] += 1
        charge_group(state, group)
        fill(state, group, source, seats // number + (i < seats % number))
        column = ACTIVITY.groups_started if programme == NONE else ACTIVITY.programme_groups_started
        state.activity_record[now.month, place, column] += 1
    return blocked, unaffordable


@compiled
def _programme_groups(state, programme, rows, modes, leaders, cofacilitators):
    """Open groups of one programme."""
    row = state.programmes[programme]
    days = days_of_session(state, row.remote)
    sizes = (row.usual_size, row.minimum, row.maximum)
    terms = (*sizes, days, row.sessions, row.cadence, row.requests_per_year, row.permanent)
    national = state.parameters[0].regions
    place = national if row.remote or row.region == NONE else row.region
    source = national + 1 + programme
    _convene(state, rows, modes, leaders, cofacilitators, NONE, row.region, source, place, terms, programme)


@compiled
def convene(state):
    """Engagements, then groups: programmes, in person by region, remote nationally."""
    now, parameters, regions = state.now[0], state.parameters[0], state.regions
    _engagements(state)
    rows, modes = _willing(state)
    leaders, cofacilitators = np.empty_like(rows), np.empty_like(rows)
    for programme in range(parameters.programmes):
        _programme_groups(state, programme, rows, modes, leaders, cofacilitators)
    size, minimum, maximum = parameters.group_size, parameters.group_minimum, parameters.group_maximum
    sessions, cadence, national = parameters.group_sessions, parameters.group_cadence, parameters.regions
    terms = (size, minimum, maximum, parameters.days_in_person, sessions, cadence, 0.0, 0)
    for region in range(national):
        regions.turn[region] = order(state.key, regions.identity[region], Decision.REGION_TURN, now.month)
    for region in np.argsort(regions.turn.copy()):
        blocked, unaffordable = _convene(
            state, rows, modes, leaders, cofacilitators, IN_PERSON, region, region, region, terms, NONE
        )
        regions.blocked[region] = blocked
        regions.unaffordable[region] = unaffordable
    terms = (size, minimum, maximum, parameters.days_remote, sessions, cadence, 0.0, 0)
    _convene(state, rows, modes, leaders, cofacilitators, REMOTE, NONE, national, national, terms, NONE)
