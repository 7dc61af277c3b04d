"""Who stands ready to lead a group: teams of the certified who offer, trainees who practise, and those asked."""

import numpy as np

from simulation.common.arithmetic import chance, decline, monthly_probability
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order, uniform, unit
from simulation.engine.agents.facilitator import draw_for_certified, room
from simulation.engine.agents.person import region_of
from simulation.engine.agents.supervision import has_sessions_to_practise
from simulation.engine.inputs import FIRST, MIXED
from simulation.engine.queues import practicum_queue
from simulation.engine.recorded import ACTIVITY
from simulation.engine.tables import NONE, TRAINEE

IN_PERSON, REMOTE = 0, 1


@compiled
def _wear(state, certified):
    """Years by which the activity of somebody certified in a month has worn off until now."""
    now = state.wear[state.now[0].month + 1]
    return now - state.wear[certified + 1] if certified >= -1 else now + (-1 - certified) * state.wear[1]


@compiled
def set_eagerness(state):
    """How often each of those lined up offers to open a group, relative to the mean of the newly certified."""
    facilitators, decay = state.facilitators, state.parameters[0].activity_decay
    for i in range(state.now[0].certified_list):
        row = state.in_turn[i]
        left = decline(decay, _wear(state, int(facilitators.certified[row])))
        facilitators.eagerness[row] = facilitators.activity[row] * left


@compiled
def note_willing(state):
    """Write down who of the certified offers to open a group this month, and how; returns how many do."""
    facilitators, month = state.facilitators, state.now[0].month
    share, groups = state.monthly.remote_share[month], state.parameters[0].groups_per_year
    certified = state.now[0].certified_list
    draw_for_certified(state, state.in_turn, certified, Decision.WILLING)
    number = 0
    for i in range(certified):
        row = state.in_turn[i]
        offers = monthly_probability(groups * facilitators.eagerness[row])
        facilitators.willing[row] = 0
        facilitators.used[row] = 0
        if unit(state.evens[i]) < offers and not facilitators.paid[row]:
            facilitators.willing[row] = 1
            state.willing[number] = row
            state.willing_modes[number] = REMOTE if unit(state.odds[i]) < share else IN_PERSON
            number += 1
    return number


@compiled
def note_practising(state):
    """Write down the trainees who may lead groups, in the order of the queue: supervised, with sessions to practise."""
    now, persons = state.now[0], state.persons
    now.practising = 0
    trainee = state.queue_head[practicum_queue(state)]
    while trainee != NONE:
        if persons.supervised[trainee] and has_sessions_to_practise(state, trainee):
            state.practising[now.practising] = trainee
            now.practising += 1
        trainee = persons.next[trainee]


@compiled
def _may_lead(state, position, mode, region):
    """Whether one of the willing is of the mode and the region (NONE: any), and in no team that opened a group."""
    row = state.willing[position]
    if state.facilitators.used[row] or (mode != NONE and state.willing_modes[position] != mode):
        return False
    return region == NONE or state.facilitators.region[row] == region


@compiled
def _second_for(state, novice, willing, mode, region, reserve):
    """Position of the next of the willing after a novice who is no novice, is in no team and has room; or −1."""
    facilitators = state.facilitators
    for position in range(novice + 1, willing):
        row = state.willing[position]
        if state.in_a_team[position] or facilitators.groups_led[row] == 0:
            continue
        if _may_lead(state, position, mode, region) and room(state, row) >= reserve:
            return position
    return NONE


@compiled
def _line_up_teams(state, willing, mode, region, reserve):
    """Write teams of the willing into the line, in order; returns how many, and how many had no days or second."""
    facilitators, paired = state.facilitators, state.parameters[0].novice_needs_cofacilitator
    state.in_a_team[:willing] = 0
    teams, blocked = 0, 0
    for position in range(willing):
        row = state.willing[position]
        if state.in_a_team[position] or not _may_lead(state, position, mode, region):
            continue
        if room(state, row) < reserve:
            blocked += 1
            continue
        second = NONE
        if paired and facilitators.groups_led[row] == 0:
            position_of_second = _second_for(state, position, willing, mode, region, reserve)
            if position_of_second == NONE:
                blocked += 1
                continue
            state.in_a_team[position_of_second] = 1
            second = facilitators.person[state.willing[position_of_second]]
        state.line_leaders[teams], state.line_seconds[teams] = facilitators.person[row], second
        teams += 1
    return teams, blocked


@compiled
def _line_up_trainees(state, length, region):
    """Write trainees of a region (NONE: of any) who practise as leaders into the line, alone; returns its length."""
    for i in range(state.now[0].practising):
        trainee = state.practising[i]
        if state.persons.role[trainee] == TRAINEE and (region == NONE or region_of(state, trainee) == region):
            state.line_leaders[length], state.line_seconds[length] = trainee, NONE
            length += 1
    return length


@compiled
def _mix(state, teams, length):
    """Order teams and trainees of the line by the priority of practice: the trainees stand behind the teams so far."""
    priority = state.parameters[0].practicum_priority
    keys = np.empty(length, np.uint64)
    for i in range(length):
        if priority == MIXED:
            identity = state.persons.identity[state.line_leaders[i]]
            keys[i] = order(state.key, identity, Decision.TURN, state.now[0].month)
        elif priority == FIRST:
            keys[i] = i + length if i < teams else i
        else:
            keys[i] = i
    in_order = np.argsort(keys)
    leaders, seconds = np.empty(length, np.int64), np.empty(length, np.int64)
    for i in range(length):
        leaders[i], seconds[i] = state.line_leaders[in_order[i]], state.line_seconds[in_order[i]]
    for i in range(length):
        state.line_leaders[i], state.line_seconds[i] = leaders[i], seconds[i]


@compiled
def line_up_leaders(state, willing, mode, region, reserve):
    """Write down who stands ready, in order; returns how many, and how many of the willing had no days or second.

    `mode` NONE takes both modes; `region` NONE takes everybody.
    """
    teams, blocked = _line_up_teams(state, willing, mode, region, reserve)
    length = _line_up_trainees(state, teams, region)
    if length > teams:
        _mix(state, teams, length)
    return length, blocked


@compiled
def ask(state, region, reserve, length, waiting, size, minimum):
    """The coordinator asks the certified of a region while people wait for leaders; who agrees stands at the end.

    Returns the length of the line.
    """
    now, parameters, facilitators, persons = state.now[0], state.parameters[0], state.facilitators, state.persons
    activity = state.activity_month[region]
    # Who is asked again within a calendar year gives the same answer.
    year_begins = state.year_begins[state.monthly.year[now.month]]
    for i in range(state.region_begins[region], state.region_begins[region + 1]):
        if now.asks_left == 0 or waiting - size * length < minimum:
            break
        row = state.in_turn_by_region[i]
        if facilitators.willing[row] or facilitators.paid[row] or room(state, row) < reserve:
            continue
        if parameters.novice_needs_cofacilitator and facilitators.groups_led[row] == 0:
            continue
        now.asks_left -= 1
        activity[ACTIVITY.asked] += 1
        person = facilitators.person[row]
        u = uniform(state.key, persons.identity[person], Decision.ASKED, year_begins)
        if u < chance(parameters.ask_strength * facilitators.eagerness[row]):
            activity[ACTIVITY.agreed] += 1
            state.line_leaders[length], state.line_seconds[length] = person, NONE
            length += 1
    return length
