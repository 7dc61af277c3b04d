"""Engagements: one-off facilitation work, for which the facilitators of a region are taken."""

import numpy as np

from simulation.common.arithmetic import waiting_time
from simulation.common.compiling import compiled
from simulation.common.draws import ENGAGEMENT, Decision, child, order, uniform
from simulation.engine.agents.facilitator import room, spend
from simulation.engine.agents.money import add_valued_time, begin_charge, charge, is_affordable, staff_cost
from simulation.engine.recorded import ACTIVITY, FACILITATOR_USE, MONEY_USE


@compiled
def _set_haste(state):
    """Who comes first to engagements this month: the eager, by chance."""
    facilitators, persons = state.facilitators, state.persons
    for i in range(state.now[0].certified_list):
        row = state.certified[i]
        identity = persons.identity[facilitators.person[row]]
        u = uniform(state.key, identity, Decision.ENGAGED, state.now[0].month)
        facilitators.haste[row] = waiting_time(u, facilitators.eagerness[row])


@compiled
def _comes_before(state, row, other):
    facilitators, persons = state.facilitators, state.persons
    if facilitators.haste[row] != facilitators.haste[other]:
        return facilitators.haste[row] < facilitators.haste[other]
    return persons.identity[facilitators.person[row]] < persons.identity[facilitators.person[other]]


@compiled
def _choose(state, region, wanted, days):
    """Rows of the first so many of a region with the days for an engagement; fewer if there are not enough."""
    chosen = np.empty(wanted, np.int64)
    number = 0
    for i in range(state.region_begins[region], state.region_begins[region + 1]):
        row = state.in_turn_by_region[i]
        if state.facilitators.paid[row] or room(state, row) < days:
            continue
        if number == wanted and not _comes_before(state, row, chosen[number - 1]):
            continue
        place = min(number, wanted - 1)
        while place > 0 and _comes_before(state, row, chosen[place - 1]):
            chosen[place] = chosen[place - 1]
            place -= 1
        chosen[place] = row
        number = min(number + 1, wanted)
    return chosen[:number]


@compiled
def _serve(state, engagement):
    """One engagement takes facilitators of its region, or is refused for want of days or money."""
    now, engagements, facilitators = state.now[0], state.engagements, state.facilitators
    wanted, days = engagements.facilitators[engagement], engagements.days[engagement]
    region = engagements.region[engagement]
    activity, chosen = state.activity_month[region], _choose(state, region, wanted, days)
    begin_charge(state)
    add_valued_time(state, staff_cost(wanted * days, state.parameters[0].facilitator_day))
    if len(chosen) < wanted or not is_affordable(state, False):
        activity[ACTIVITY.engagements_refused] += 1
        return
    charge(state, region, MONEY_USE.engagements)
    for row in chosen:
        spend(state, row, days, FACILITATOR_USE.engagements)
        facilitators.last_engaged[row] = now.month
        facilitators.last_exercised[row] = now.month
    activity[ACTIVITY.engagements_held] += 1
    activity[ACTIVITY.audience] += engagements.audience[engagement]


@compiled
def serve_engagements(state):
    """The engagements that are asked for this month, in keyed order."""
    now, engagements, asked = state.now[0], state.engagements, 0
    for i in range(len(engagements)):
        asked += engagements.asked[i]
    if asked == 0:
        return
    _set_haste(state)
    which, keys = np.empty(asked, np.int64), np.empty(asked, np.uint64)
    number = 0
    for i in range(len(engagements)):
        for ordinal in range(engagements.asked[i]):
            identity = child(engagements.identity[i], ordinal, ENGAGEMENT)
            which[number] = i
            keys[number] = order(state.key, identity, Decision.ENGAGEMENT_ORDER, now.month)
            number += 1
    for place in np.argsort(keys):
        _serve(state, which[place])
