"""Mending of groups: those who went are missed, days are kept to, leaders and members are found, or groups end."""

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order
from simulation.engine.agents.facilitator import allowance, room
from simulation.engine.agents.group import (
    days_reserved,
    end_early,
    fill,
    is_certified,
    is_trainee_of,
    lose_leader,
    lose_second,
    people_waiting,
    source_of,
)
from simulation.engine.agents.person import region_of
from simulation.engine.ordering import sort_by_key
from simulation.engine.recorded import ACTIVITY
from simulation.engine.tables import NONE

MONTHS_WITHOUT_LEADER = 2


@compiled
def _is_gone(state, person, place):
    """Whether somebody who was certified can no longer lead a group of that place."""
    if not is_certified(state, person):
        return True
    return place < state.parameters[0].regions and region_of(state, person) != place


@compiled
def lose_leaders(state):
    """Groups notice who, of the certified, has left, stopped or moved away."""
    groups = state.groups
    for i in range(state.now[0].open_groups):
        group = state.open_groups[i]
        place, leader, second = groups.place[group], groups.leader[group], groups.second[group]
        if second != NONE and not is_trainee_of(state, second, group) and _is_gone(state, second, place):
            lose_second(state, group)
        if leader != NONE and not is_trainee_of(state, leader, group) and _is_gone(state, leader, place):
            lose_leader(state, group)


@compiled
def _last_begun(state, person):
    """Of the groups that somebody certified leads, or is second of, the one begun last, then of the larger key."""
    groups, month = state.groups, state.now[0].month
    best, best_key = NONE, np.uint64(0)
    for i in range(state.now[0].open_groups):
        group = state.open_groups[i]
        if groups.leader[group] != person and groups.second[group] != person:
            continue
        key = order(state.key, groups.identity[group], Decision.SUCCESSION, month)
        later = best == NONE or groups.started[group] > groups.started[best]
        if later or (groups.started[group] == groups.started[best] and key > best_key):
            best, best_key = group, key
    return best


@compiled
def keep_to_allowances(state):
    """Who has reserved more days than are given gives up groups until it fits."""
    facilitators, given = state.facilitators, allowance(state)
    for i in range(state.now[0].certified_list):
        row = state.certified[i]
        while facilitators.reserved[row] > given:
            person = facilitators.person[row]
            group = _last_begun(state, person)
            if state.groups.leader[group] == person:
                lose_leader(state, group)
            else:
                lose_second(state, group)


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
        if facilitators.paid[row] or room(state, row) < days:
            continue
        if best == NONE or facilitators.skill[row] > facilitators.skill[best]:
            best = row
        elif facilitators.skill[row] == facilitators.skill[best] and facilitators.turn[row] < facilitators.turn[best]:
            best = row
    return best


@compiled
def find_leaders(state):
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
        if is_certified(state, groups.second[group]):
            groups.leader[group] = groups.second[group]
            groups.second[group] = NONE
            continue
        row = _best_available(state, groups.place[group], groups.reserve[group])
        if row == NONE and groups.place[group] < parameters.regions and state.monthly.remote_share[now.month] > 0.0:
            cadence, requests = groups.cadence[group], groups.requests_per_year[group]
            reserved = days_reserved(cadence, requests, parameters.days_remote)
            row = _best_available(state, parameters.regions, reserved)
            if row != NONE:
                groups.place[group] = parameters.regions
                groups.days[group], groups.reserve[group] = parameters.days_remote, reserved
        if row != NONE:
            groups.leader[group] = facilitators.person[row]
            facilitators.reserved[row] += groups.reserve[group]
        elif not groups.permanent[group] and now.month - groups.leader_lost[group] >= MONTHS_WITHOUT_LEADER:
            end_early(state, group, ACTIVITY.groups_leader_lost)


@compiled
def _members_wanted(state, group):
    """Members below which a group takes others in: its minimum; of a permanent one its size, as posts are filled."""
    groups = state.groups
    return groups.usual_size[group] if groups.permanent[group] else groups.minimum[group]


@compiled
def find_members(state):
    """Groups with too few members take people from their queue, or end."""
    now, groups = state.now[0], state.groups
    number = 0
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if groups.members[group] < _members_wanted(state, group):
            state.chosen_groups[number] = group
            number += 1
    _put_in_order(state, number)
    for i in range(number):
        group = state.chosen_groups[state.in_order[i]]
        source = source_of(state, group)
        if not groups.self_running[group] and people_waiting(state, source) > 0:
            fill(state, group, source, groups.usual_size[group])
        if groups.members[group] < groups.minimum[group] and not groups.permanent[group]:
            end_early(state, group, ACTIVITY.groups_below_minimum)
