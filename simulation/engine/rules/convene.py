"""Rule 3, convene: facilitators with free days hold engagements, then groups open; trainees find where to practise."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order_pairs
from simulation.engine.agents.engagement import serve_engagements
from simulation.engine.agents.facilitator import line_up
from simulation.engine.agents.group import (
    add_group,
    begin_group_charge,
    begin_practice,
    begin_practice_charge,
    days_of_session,
    days_reserved,
    fill,
    is_certified,
    next_group_of,
    people_waiting,
)
from simulation.engine.agents.line import (
    IN_PERSON,
    REMOTE,
    ask,
    line_up_leaders,
    note_practising,
    note_willing,
    set_eagerness,
)
from simulation.engine.agents.money import charge, commit, is_affordable
from simulation.engine.agents.placing import place_trainees
from simulation.engine.ordering import sort_by_key
from simulation.engine.queues import practicum_queue
from simulation.engine.recorded import ACTIVITY, MONEY_USE
from simulation.engine.rule import Rule
from simulation.engine.tables import NONE, ORDINARY, PRACTICUM, PROGRAMME


# ---- money -----------------------------------------------------------------------------------------------------------
@compiled
def _begin_opening_charge(state, leader, second, terms):
    """The charge of the group that a team would open; returns whether it is one of practice, led by a trainee."""
    _, _, _, days, sessions, cadence, requests = terms
    if not is_certified(state, leader):
        begin_practice_charge(state, leader, days, cadence, requests)
        return True
    begin_group_charge(state, 1 + (second != NONE), days, sessions, cadence, requests)
    return False


@compiled
def _affordable(state, at_most, terms):
    """How many from the front of the line, no more than `at_most`, can be paid, one after the other."""
    if not state.parameters[0].is_capped:
        return at_most
    state.committed_before[:, :] = state.committed
    number = 0
    while number < at_most:
        for_training = _begin_opening_charge(state, state.line_leaders[number], state.line_seconds[number], terms)
        if not is_affordable(state, for_training):
            break
        commit(state, for_training)
        number += 1
    state.committed[:, :] = state.committed_before
    return number


# ---- groups ----------------------------------------------------------------------------------------------------------
@compiled
def number_of_groups(waiting, leaders, size, minimum):
    """Groups that can be opened: at most one for each who leads, none below the minimum."""
    number = min(leaders, (waiting + size - 1) // size)
    while number > 0 and waiting // number < minimum:
        number -= 1
    return number


@compiled
def seats_taken(waiting, groups, size, minimum, maximum):
    """Persons who are seated: the usual size each, unless so few would remain that they can join as well."""
    seats = waiting if waiting - groups * size < minimum else groups * size
    return min(seats, groups * maximum)


@compiled
def _open(state, leader, second, place, terms, programme):
    """Open the group of a team, and charge for it; returns the group."""
    size, minimum, _, days, sessions, cadence, requests = terms
    facilitators, groups, persons = state.facilitators, state.groups, state.persons
    for_training = _begin_opening_charge(state, leader, second, terms)
    charge(state, place, MONEY_USE.practicum if for_training else MONEY_USE.groups)
    identity = next_group_of(state, leader)
    group = add_group(state, identity, leader, second, place, days, sessions, cadence, requests)
    groups.usual_size[group], groups.minimum[group] = size, minimum
    groups.programme[group] = programme
    for person in (leader, second):
        if is_certified(state, person):
            facilitators.used[persons.facilitator[person]] = 1
    activity = state.activity_month[place]
    if for_training:
        begin_practice(state, leader, group)
        groups.kind[group] = PRACTICUM
        activity[ACTIVITY.practicum_groups_started] += 1
    elif programme == NONE:
        groups.kind[group] = ORDINARY
        activity[ACTIVITY.groups_started] += 1
    else:
        groups.kind[group] = PROGRAMME
        activity[ACTIVITY.programme_groups_started] += 1
    return group


@compiled
def _convene(state, willing, mode, region, source, place, terms, programme, asks):
    """Open groups for one source of people. Returns how many of the willing had no days or second, and if money lacked.

    asks: whether the coordinator asks others where the willing are too few.
    """
    size, minimum, maximum, days, _, cadence, requests = terms
    waiting, reserve = people_waiting(state, source), days_reserved(cadence, requests, days)
    length, blocked = line_up_leaders(state, willing, mode, region, reserve)
    if asks:
        length = ask(state, region, reserve, length, waiting, size, minimum)
    if waiting == 0:
        return blocked, False
    wanted = number_of_groups(waiting, length, size, minimum)
    affordable = _affordable(state, min(length, (waiting + size - 1) // size), terms)
    number = number_of_groups(waiting, affordable, size, minimum)
    seats = seats_taken(waiting, number, size, minimum, maximum) if number > 0 else 0
    for i in range(number):
        group = _open(state, state.line_leaders[i], state.line_seconds[i], place, terms, programme)
        fill(state, group, source, seats // number + (i < seats % number))
    return blocked, affordable < wanted


@compiled
def _programme_groups(state, programme, willing):
    """Open groups of one programme."""
    row, national = state.programmes[programme], state.parameters[0].regions
    sizes, days = (row.usual_size, row.minimum, row.maximum), days_of_session(state, row.remote)
    terms = (*sizes, days, row.sessions, row.cadence, row.requests_per_year)
    place = national if row.remote or row.region == NONE else row.region
    _convene(state, willing, NONE, row.region, national + 1 + programme, place, terms, programme, False)


@compiled
def _draw_region_turns(state):
    """The regions in this month's keyed order."""
    regions, month = state.regions, state.now[0].month
    number = len(regions)
    order_pairs(state.key, regions.identity, number, Decision.REGION_TURN, month, state.sort_keys, state.odds)
    sort_by_key(state, number)
    turns = np.empty(number, np.int64)
    for i in range(number):
        turns[i] = state.in_order[i]
    return turns


@compiled
def convene(state):
    """Engagements, then groups: programmes, in person by region, remote nationally; then practice in open groups."""
    now, parameters, regions = state.now[0], state.parameters[0], state.regions
    line_up(state)
    set_eagerness(state)
    serve_engagements(state)
    turns = _draw_region_turns(state)
    willing = note_willing(state)
    note_practising(state)
    for programme in range(parameters.programmes):
        _programme_groups(state, programme, willing)
    sizes, national = (parameters.group_size, parameters.group_minimum, parameters.group_maximum), len(regions)
    sessions, cadence = parameters.group_sessions, parameters.group_cadence
    coordination = state.monthly.coordination_days[now.month]
    now.asks_left = int(coordination * parameters.asks_per_day / 8.0)
    terms = (*sizes, parameters.days_in_person, sessions, cadence, 0.0)
    for region in turns:
        regions.blocked[region], regions.unaffordable[region] = _convene(
            state, willing, IN_PERSON, region, region, region, terms, NONE, coordination > 0
        )
    terms = (*sizes, parameters.days_remote, sessions, cadence, 0.0)
    _convene(state, willing, REMOTE, NONE, national, national, terms, NONE, False)
    place_trainees(state)


@compiled
def rows_at_most(state):
    """Each of the certified, and each trainee who waits, may lead one new group."""
    return 0, 0, state.now[0].certified_list + state.queue_length[practicum_queue(state)], 0


CONVENE = Rule("convene", convene, rows_at_most)
