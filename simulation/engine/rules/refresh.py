"""Rule 9, refresh: skill fades without activity; practice and refreshers restore it."""

import numpy as np

from simulation.common.arithmetic import FULL, part
from simulation.common.compiling import compiled
from simulation.engine.agents.facilitator import spend
from simulation.engine.agents.money import charge, left_of_budget, staff_cost
from simulation.engine.agents.trainer import pay_days
from simulation.engine.recorded import FACILITATOR_USE, MONEY_USE, TRAINER_USE
from simulation.engine.rule import Rule

MONTHS_BETWEEN_REFRESHERS = 12
SHIFT, LESS = np.uint64(48), np.uint64(16)
"""Skill takes the upper 16 bits of a sorting key; the keyed order its upper 48 bits."""


@compiled
def _practise(state):
    """Each session led restores skill; a month without activity takes some away."""
    now, parameters, facilitators = state.now[0], state.parameters[0], state.facilitators
    for i in range(now.certified_list):
        row = state.certified[i]
        skill = int(facilitators.skill[row])
        for _ in range(facilitators.led_now[row]):
            skill += part(FULL - skill, parameters.practice_gain)
        if facilitators.last_active[row] != now.month:
            skill -= part(skill, parameters.fading)
        facilitators.skill[row] = skill


@compiled
def _eligible(state):
    """Rows of the certified who were not refreshed for a year, the least skilled first, then in keyed order."""
    now, facilitators = state.now[0], state.facilitators
    rows, keys = np.empty(now.certified_list, np.int64), np.empty(now.certified_list, np.uint64)
    number = 0
    for i in range(now.certified_list):
        row = state.certified[i]
        if now.month - facilitators.last_refresher[row] >= MONTHS_BETWEEN_REFRESHERS:
            rows[number] = row
            keys[number] = (np.uint64(facilitators.skill[row]) << SHIFT) | (facilitators.turn[row] >> LESS)
            number += 1
    return rows[np.argsort(keys[:number])]


@compiled
def _by_region(state, rows):
    """The same rows of facilitators region by region, each region's in the same order; and where each begins."""
    regions = state.parameters[0].regions
    first = np.zeros(regions + 1, np.int64)
    for row in rows:
        first[state.facilitators.region[row] + 1] += 1
    for region in range(regions):
        first[region + 1] += first[region]
    following, sorted_rows = first.copy(), np.empty(len(rows), np.int64)
    for row in rows:
        region = state.facilitators.region[row]
        sorted_rows[following[region]] = row
        following[region] += 1
    return sorted_rows, first


@compiled
def _attending(state, trainer, rows, taken_to, seats):
    """The next of `rows` who have not been refreshed this month and are not the trainer; returns them and how far."""
    now, facilitators = state.now[0], state.facilitators
    own = state.trainers.facilitator[trainer]
    attending = np.empty(seats, np.int64)
    number, reached = 0, taken_to
    for i in range(taken_to, len(rows)):
        if number == seats:
            break
        if rows[i] != own and facilitators.last_refresher[rows[i]] != now.month:
            attending[number] = rows[i]
            number += 1
        if rows[i] != own and reached == i:
            reached = i + 1
    return attending[:number], reached


@compiled
def refresh(state):
    """Practice and fading, then the refreshers that trainers hold."""
    now, parameters, facilitators, trainers = state.now[0], state.parameters[0], state.facilitators, state.trainers
    _practise(state)
    holders, turns = np.empty(now.trainer_list, np.int64), np.empty(now.trainer_list, np.uint64)
    number = 0
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        if trainers.accounts[trainer, TRAINER_USE.refreshers] >= parameters.refresher_days:
            holders[number], turns[number] = trainer, trainers.turn[trainer]
            number += 1
    if number == 0:
        return
    everybody = _eligible(state)
    rows, first = _by_region(state, everybody)
    taken_to = first.copy()
    nation_taken_to = 0
    cost = parameters.refresher + staff_cost(parameters.refresher_days, parameters.trainer_day)
    for trainer in holders[np.argsort(turns[:number])]:
        if cost > left_of_budget(state):
            return
        home = trainers.home[trainer]
        if home == parameters.regions:
            attending, nation_taken_to = _attending(
                state, trainer, everybody, nation_taken_to, parameters.refresher_seats
            )
        else:
            attending, taken_to[home] = _attending(
                state, trainer, rows[: first[home + 1]], taken_to[home], parameters.refresher_seats
            )
        if len(attending) == 0:
            continue
        charge(state, home, MONEY_USE.refreshers, cost)
        pay_days(state, trainer, TRAINER_USE.refreshers, parameters.refresher_days)
        for row in attending:
            facilitators.skill[row] += part(FULL - facilitators.skill[row], parameters.refresher_gain)
            facilitators.last_refresher[row] = now.month
            spend(state, row, parameters.refresher_days, FACILITATOR_USE.refreshers)


REFRESH = Rule("refresh", refresh)
