"""Rule 3, convene: facilitators with free days serve engagements, then open groups for those who wait."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import ENGAGEMENT, Decision, child, order, order_pairs, unit
from simulation.engine.agents.facilitator import draw_for_certified, in_line, room, spend
from simulation.engine.agents.group import (
    add_group,
    charge_group,
    days_of_session,
    fill,
    most_sessions,
    people_waiting,
    sessions_charged,
)
from simulation.engine.agents.money import charge, left_of_budget, staff_cost
from simulation.engine.ordering import sort_by_key
from simulation.engine.recorded import ACTIVITY, FACILITATOR_USE, MONEY_USE
from simulation.engine.rule import Rule
from simulation.engine.tables import NONE, ORDINARY, PROGRAMME

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
    activity = state.activity_month[region]
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
        asked, only = 0, NONE
        for i in range(len(engagements)):
            if engagements.region[i] == region and engagements.asked[i] > 0:
                asked += engagements.asked[i]
                only = i
        if asked == 0:
            continue
        if asked == 1:
            _serve(state, only)
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
    """Write down who of the certified offers to open a group this month, and how; returns how many do."""
    now, facilitators = state.now[0], state.facilitators
    share = state.monthly.remote_share[now.month]
    draw_for_certified(state, state.in_turn, now.in_turn, Decision.WILLING)
    number = 0
    for i in range(now.in_turn):
        row = state.in_turn[i]
        if unit(state.evens[i]) < facilitators.offers[row] and in_line(state, row):
            state.willing[number] = row
            state.willing_modes[number] = REMOTE if unit(state.odds[i]) < share else IN_PERSON
            number += 1
    return number


@compiled
def _teams(state, willing, mode, region, reserve):
    """Write down the positions (in `willing`) of leaders and co-facilitators; returns the teams and those without days.

    `mode` NONE takes both modes; `region` NONE takes everybody.
    """
    facilitators, rows, taken = state.facilitators, state.willing, state.in_a_team
    paired = state.parameters[0].novice_needs_cofacilitator
    taken[: willing if paired else 0] = 0
    teams, blocked = 0, 0
    for i in range(willing):
        row = rows[i]
        if (paired and taken[i]) or not _eligible(state, i, mode, region):
            continue
        if room(state, row) < reserve:
            blocked += 1
            continue
        second = NONE
        if paired and facilitators.groups_led[row] == 0:
            for j in range(i + 1, willing):
                other = rows[j]
                if taken[j] or not _eligible(state, j, mode, region):
                    continue
                if facilitators.groups_led[other] > 0 and room(state, other) >= reserve:
                    second = j
                    break
            if second == NONE:
                blocked += 1
                continue
            taken[second] = 1
        state.team_leaders[teams], state.team_cofacilitators[teams] = i, second
        teams += 1
    return teams, blocked


@compiled
def _eligible(state, position, mode, region):
    own = state.willing_modes[position]
    if own == USED or (mode != NONE and own != mode):
        return False
    return region == NONE or state.facilitators.region[state.willing[position]] == region


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
def _convene(state, willing, mode, region, source, place, terms, programme):
    """Open groups for one source of people with some of the `willing`. Returns (blocked, unaffordable)."""
    size, minimum, maximum, days, sessions, cadence, requests, permanent = terms
    facilitators, groups = state.facilitators, state.groups
    rows, modes = state.willing, state.willing_modes
    waiting = people_waiting(state, source)
    reserve = most_sessions(cadence, requests) * days
    teams, blocked = _teams(state, willing, mode, region, reserve)
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
        leader, second = state.team_leaders[i], state.team_cofacilitators[i]
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
        state.activity_month[place, column] += 1
    return blocked, unaffordable


@compiled
def _programme_groups(state, programme, willing):
    """Open groups of one programme."""
    row = state.programmes[programme]
    days = days_of_session(state, row.remote)
    sizes = (row.usual_size, row.minimum, row.maximum)
    terms = (*sizes, days, row.sessions, row.cadence, row.requests_per_year, row.permanent)
    national = state.parameters[0].regions
    place = national if row.remote or row.region == NONE else row.region
    source = national + 1 + programme
    _convene(state, willing, NONE, row.region, source, place, terms, programme)


@compiled
def convene(state):
    """Engagements, then groups: programmes, in person by region, remote nationally."""
    now, parameters, regions = state.now[0], state.parameters[0], state.regions
    _engagements(state)
    willing = _willing(state)
    for programme in range(parameters.programmes):
        _programme_groups(state, programme, willing)
    size, minimum, maximum = parameters.group_size, parameters.group_minimum, parameters.group_maximum
    sessions, cadence, national = parameters.group_sessions, parameters.group_cadence, parameters.regions
    terms = (size, minimum, maximum, parameters.days_in_person, sessions, cadence, 0.0, 0)
    order_pairs(state.key, regions.identity, national, Decision.REGION_TURN, now.month, state.sort_keys, state.odds)
    for region in range(national):
        regions.turn[region] = state.sort_keys[region]
    sort_by_key(state, national)
    for i in range(national):
        region = state.in_order[i]
        blocked, unaffordable = _convene(state, willing, IN_PERSON, region, region, region, terms, NONE)
        regions.blocked[region] = blocked
        regions.unaffordable[region] = unaffordable
    terms = (size, minimum, maximum, parameters.days_remote, sessions, cadence, 0.0, 0)
    _convene(state, willing, REMOTE, NONE, national, national, terms, NONE)


@compiled
def rows_at_most(state):
    """Each of the certified may lead one new group."""
    return 0, 0, state.now[0].certified_list, 0


CONVENE = Rule("convene", convene, rows_at_most)
