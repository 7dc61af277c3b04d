"""Rule 9, refresh: skill fades without activity; practice and refreshers restore it."""

import numpy as np

from simulation.agents.facilitator import certified_of_region, spend
from simulation.agents.money import charge, left_of_budget, staff_cost
from simulation.agents.trainer import pay_days
from simulation.state.arithmetic import FULL, part
from simulation.state.compiling import compiled
from simulation.state.recorded import FACILITATOR_USE, MONEY_USE, TRAINER_USE
from simulation.state.tables import NONE

MONTHS_BETWEEN_REFRESHERS = 12
MANY = 1 << 40
"""More than there can be facilitators."""


@compiled
def _practise(state):
    """Each session led restores skill; a month without activity takes some away."""
    now, parameters, facilitators = state.now[0], state.parameters[0], state.facilitators
    for i in range(now.certified_list):
        row = state.certified[i]
        skill = facilitators.skill[row]
        for _ in range(facilitators.led_now[row]):
            skill += part(FULL - skill, parameters.practice_gain)
        if facilitators.last_active[row] != now.month:
            skill -= part(skill, parameters.fading)
        facilitators.skill[row] = skill


@compiled
def _least_skilled(state, trainer, rows):
    """Those whom a trainer's refresher takes: of its home, not refreshed for a year, the least skilled first."""
    now, parameters, facilitators, trainers = state.now[0], state.parameters[0], state.facilitators, state.trainers
    home = trainers.home[trainer]
    number = 0
    for i in range(certified_of_region(state, NONE if home == parameters.regions else home, rows)):
        row = rows[i]
        if row == trainers.facilitator[trainer]:
            continue
        if now.month - facilitators.last_refresher[row] >= MONTHS_BETWEEN_REFRESHERS:
            rows[number] = row
            number += 1
    eligible = rows[:number]
    by_turn = eligible[np.argsort(facilitators.turn[eligible])]
    keys = np.empty(number, np.uint64)
    for i in range(number):
        keys[i] = facilitators.skill[by_turn[i]] * MANY + i
    return by_turn[np.argsort(keys)[: parameters.refresher_seats]]


@compiled
def refresh(state):
    """Practice and fading, then the refreshers that trainers hold."""
    now, parameters, facilitators, trainers = state.now[0], state.parameters[0], state.facilitators, state.trainers
    _practise(state)
    rows = np.empty(max(1, now.certified_list), np.int64)
    holders = np.empty(now.trainer_list, np.int64)
    number = 0
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        if trainers.accounts[trainer, TRAINER_USE.refreshers] >= parameters.refresher_days:
            holders[number] = trainer
            number += 1
    holders = holders[:number]
    cost = parameters.refresher + staff_cost(parameters.refresher_days, parameters.trainer_day)
    for trainer in holders[np.argsort(trainers.turn[holders])]:
        if cost > left_of_budget(state):
            return
        attending = _least_skilled(state, trainer, rows)
        if len(attending) == 0:
            continue
        charge(state, trainers.home[trainer], MONEY_USE.refreshers, cost)
        pay_days(state, trainer, TRAINER_USE.refreshers, parameters.refresher_days)
        for row in attending:
            facilitators.skill[row] += part(FULL - facilitators.skill[row], parameters.refresher_gain)
            facilitators.last_refresher[row] = now.month
            spend(state, row, parameters.refresher_days, FACILITATOR_USE.refreshers)
