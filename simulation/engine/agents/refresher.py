"""Refreshers: days on which trainers restore the skill of facilitators."""

import numpy as np

from simulation.common.arithmetic import FULL, part
from simulation.common.compiling import compiled
from simulation.engine.agents.facilitator import allowance, spend
from simulation.engine.agents.money import (
    add_cash,
    add_valued_time,
    begin_charge,
    charge,
    is_affordable,
    note_time,
    staff_cost,
)
from simulation.engine.agents.trainer import days_to_give, pay_days, time_valued
from simulation.engine.recorded import ACTIVITY, FACILITATOR_USE, MONEY_USE, TRAINER_USE

MONTHS_BETWEEN_REFRESHERS = 12
_SHIFT, _LESS = np.uint64(48), np.uint64(16)
"""Skill takes the upper 16 bits of a sorting key; the keyed order its upper 48 bits."""


@compiled
def _guests(state):
    """Rows of the certified who may come, the least skilled first, then in keyed order."""
    now, facilitators = state.now[0], state.facilitators
    days, given = state.parameters[0].refresher_days, allowance(state)
    rows, keys = np.empty(now.certified_list, np.int64), np.empty(now.certified_list, np.uint64)
    number = 0
    for i in range(now.certified_list):
        row = state.certified[i]
        rested = now.month - facilitators.last_refresher[row] >= MONTHS_BETWEEN_REFRESHERS
        if rested and not facilitators.paid[row] and given - facilitators.spent[row] >= days:
            rows[number] = row
            keys[number] = (np.uint64(facilitators.skill[row]) << _SHIFT) | (facilitators.turn[row] >> _LESS)
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
        elif rows[i] != own and reached == i:
            reached = i + 1  # refreshed already: nobody need look there again
    return attending[:number], reached


@compiled
def _hold(state, trainer, guests):
    """One refresher, if it can be paid."""
    now, parameters, facilitators = state.now[0], state.parameters[0], state.facilitators
    home, days = state.trainers.home[trainer], parameters.refresher_days
    begin_charge(state)
    add_cash(state, parameters.refresher)
    add_valued_time(state, time_valued(state, trainer, days))
    add_valued_time(state, len(guests) * staff_cost(days, parameters.facilitator_day))
    if not is_affordable(state, True):
        return
    charge(state, home, MONEY_USE.refreshers)
    note_time(state, home, ACTIVITY.valued_time_refreshers)
    pay_days(state, trainer, TRAINER_USE.refreshers, days)
    for row in guests:
        facilitators.skill[row] += part(FULL - facilitators.skill[row], parameters.refresher_gain)
        facilitators.last_refresher[row] = now.month
        spend(state, row, days, FACILITATOR_USE.refreshers)


@compiled
def hold_refreshers(state):
    """Each trainer with the days, in turn, holds one for the least skilled at home there who can come."""
    now, parameters, trainers = state.now[0], state.parameters[0], state.trainers
    days, seats, national = parameters.refresher_days, parameters.refresher_seats, parameters.regions
    if seats == 0 or not _anybody_has(state, days):
        return
    everybody = _guests(state)
    rows, first = _by_region(state, everybody)
    taken_to = first.copy()
    nation_taken_to = 0
    for i in range(now.trainer_list):
        trainer = state.trainer_turns[i]
        home = trainers.home[trainer]
        if days_to_give(state, trainer) < days:
            continue
        if home == national:
            guests, nation_taken_to = _attending(state, trainer, everybody, nation_taken_to, seats)
        else:
            guests, taken_to[home] = _attending(state, trainer, rows[: first[home + 1]], taken_to[home], seats)
        if len(guests) > 0:
            _hold(state, trainer, guests)


@compiled
def _anybody_has(state, days):
    """Whether any trainer has so many eighths of a day."""
    for i in range(state.now[0].trainer_list):
        if days_to_give(state, state.trainer_turns[i]) >= days:
            return True
    return False
