"""Placing: trainees who wait become seconds in open groups, to practise there."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order
from simulation.engine.agents.group import begin_practice, begin_practice_charge, is_certified
from simulation.engine.agents.money import charge, is_affordable
from simulation.engine.agents.person import region_of
from simulation.engine.agents.supervision import has_sessions_to_practise
from simulation.engine.queues import practicum_queue
from simulation.engine.recorded import MONEY_USE, TRAINING_CAUSE, TRAINING_LIMIT
from simulation.engine.tables import NONE

EXPERIENCED_GROUPS = 2
"""Groups that a facilitator has led before trainees may practise there without a trainer's supervision."""


@compiled
def _takes_a_second(state, group):
    """Whether somebody certified leads a group, alone, and sessions are left."""
    groups = state.groups
    if groups.self_running[group] or groups.second[group] != NONE or not is_certified(state, groups.leader[group]):
        return False
    return groups.permanent[group] == 1 or groups.sessions[group] - groups.held[group] >= 1


@compiled
def _groups_by_place(state):
    """The groups that take a second, place by place, each place's in keyed order; and where each place begins."""
    now, groups = state.now[0], state.groups
    places = state.parameters[0].regions + 1
    found, keys = np.empty(now.open_groups, np.int64), np.empty(now.open_groups, np.uint64)
    begins, number = np.zeros(places + 1, np.int64), 0
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if _takes_a_second(state, group):
            found[number] = group
            keys[number] = order(state.key, groups.identity[group], Decision.PRACTICE, now.month)
            begins[groups.place[group] + 1] += 1
            number += 1
    for place in range(places):
        begins[place + 1] += begins[place]
    following, by_place = begins.copy(), np.empty(number, np.int64)
    for i in np.argsort(keys[:number]):
        place = groups.place[found[i]]
        by_place[following[place]] = found[i]
        following[place] += 1
    return by_place, begins


@compiled
def _allows(state, group, trainee):
    """Whether a trainee may practise in a group: if supervised, or with an experienced leader."""
    if state.persons.supervised[trainee]:
        return True
    row = state.persons.facilitator[state.groups.leader[group]]
    experienced = state.facilitators.groups_led[row] >= EXPERIENCED_GROUPS
    return state.parameters[0].facilitator_supervisors == 1 and experienced


@compiled
def _first_allowed(state, groups, begin, end, trainee):
    """The first of the groups of a place, still without a second, in which a trainee may practise; or −1."""
    for i in range(begin, end):
        if state.groups.second[groups[i]] == NONE and _allows(state, groups[i], trainee):
            return groups[i]
    return NONE


@compiled
def place_trainees(state):
    """Each trainee who still waits, in the order of the queue, is placed or counted under what is lacking."""
    persons, groups, national = state.persons, state.groups, state.parameters[0].regions
    trainee = state.queue_head[practicum_queue(state)]
    if trainee == NONE:
        return
    by_place, begins = _groups_by_place(state)
    free = np.empty(national + 1, np.int64)
    for place in range(national + 1):
        free[place] = begins[place + 1] - begins[place]
    while trainee != NONE:
        after = persons.next[trainee]
        if has_sessions_to_practise(state, trainee):
            region = region_of(state, trainee)
            place = region
            group = _first_allowed(state, by_place, begins[region], begins[region + 1], trainee)
            if group == NONE:
                place = national
                group = _first_allowed(state, by_place, begins[national], begins[national + 1], trainee)
            cause = NONE
            if free[region] == 0 and free[national] == 0:
                cause = TRAINING_CAUSE.people
            elif group == NONE:
                cause = TRAINING_CAUSE.supervisor
            elif not _begins(state, trainee, group):
                cause = TRAINING_CAUSE.money
            if cause == NONE:
                free[place] -= 1
                groups.second[group] = trainee
            else:
                state.activity_month[region, TRAINING_LIMIT + cause] += 1
        trainee = after


@compiled
def _begins(state, trainee, group):
    """A trainee begins to practise in a group, if it can be paid; returns whether it can."""
    groups = state.groups
    cadence, requests = groups.cadence[group], groups.requests_per_year[group]
    begin_practice_charge(state, trainee, groups.days[group], cadence, requests)
    if not is_affordable(state, True):
        return False
    charge(state, groups.place[group], MONEY_USE.practicum)
    begin_practice(state, trainee, group)
    return True
