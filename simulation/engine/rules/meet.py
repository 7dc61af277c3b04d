"""Rule 4, meet: groups hold their sessions, days are spent, members learn and tie."""

import numpy as np

from simulation.common.arithmetic import FULL, poisson
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, uniform
from simulation.engine.agents.facilitator import spend
from simulation.engine.agents.money import staff_cost
from simulation.engine.agents.person import change_role, count, count_tie, join_components, reach, region_of
from simulation.engine.recorded import ACTIVITY, FACILITATOR_USE, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import INTERESTED, LAPSED, NONE, REACHED

HALF_SKILL = FULL // 2
"""What a group that runs itself makes do with in place of a leader's skill."""
EIGHTHS_OF_A_SESSION = 3
"""Of a participant's day."""


@compiled
def _sessions_due(state, group):
    """Sessions that a group holds this month: by its cadence, or as its members request."""
    groups, month = state.groups, state.now[0].month
    cadence = groups.cadence[group]
    if cadence > 0:
        months = month - groups.started[group]
        due = (months + 1) * cadence // 8 - months * cadence // 8
    else:
        u = uniform(state.key, groups.identity[group], Decision.SESSIONS, month)
        groups.requests_open[group] += poisson(u, groups.requests_per_year[group] / 12.0)
        due = min(groups.requests_open[group], int(np.ceil(groups.requests_per_year[group] / 12.0)) + 1)
        groups.requests_open[group] -= due
    if groups.sessions[group] == NONE or groups.self_running[group]:
        return due
    return max(0, min(due, groups.sessions[group] - groups.held[group]))


@compiled
def _lead(state, group, person, due):
    """Leader or second gives the days of so many sessions: somebody certified exercises, a trainee practises."""
    now, groups, facilitators, persons = state.now[0], state.groups, state.facilitators, state.persons
    days, row = due * groups.days[group], persons.facilitator[person]
    reach(state, person)
    if row == NONE:
        persons.practised[person] += due
        state.activity_month[region_of(state, person), ACTIVITY.trainee_days] += days
        return
    spend(state, row, days, FACILITATOR_USE.groups)
    facilitators.last_led[row] = now.month
    facilitators.last_exercised[row] = now.month
    facilitators.led_now[row] += due


@compiled
def _leaders_skill(state, group):
    """Skill with which a group is led: a trainee's is that of the lead trainer of the course."""
    groups, persons = state.groups, state.persons
    leader = groups.leader[group]
    if leader == NONE:
        return HALF_SKILL
    row = persons.facilitator[leader]
    if row == NONE:
        return int(state.courses.trainer_skill[persons.course[leader]])
    return int(state.facilitators.skill[row])


@compiled
def _learn(state, group, due):
    """Each member gains skill, the client of a session twice as much; those new to a session are reached."""
    groups, persons = state.groups, state.persons
    gain, leaders_skill = state.parameters[0].session_gain, _leaders_skill(state, group)
    clients_gain = min(FULL, 2 * gain)
    members = groups.members[group]
    first_client = groups.held[group] % members
    for seat in range(members):
        person = groups.seats[group, seat]
        before = int(persons.skill[person])
        skill = before
        client = first_client
        for _ in range(due):
            share = clients_gain if seat == client else gain
            skill += ((FULL - skill) * share >> 16) * leaders_skill >> 16
            client = client + 1 if client + 1 < members else 0
        persons.skill[person] = skill
        reach(state, person)
        state.persons_month[persons.cell[person], PERSON.skill_gained] += skill - before
        role = persons.role[person]
        if role == INTERESTED:
            count(state, person, PERSON.newly_reached)
            change_role(state, person, REACHED)
        elif role == LAPSED:
            count(state, person, PERSON.returned)
            change_role(state, person, REACHED)


@compiled
def _tie_newcomers(state, group, due):
    """Who attends a first session of the group ties with everybody there, once a pair."""
    groups, persons = state.groups, state.persons
    members, leader = groups.members[group], groups.leader[group]
    known = 0  # the seat of somebody in whose component all are who have met here; of a newcomer if nobody has
    for seat in range(members - 1, -1, -1):
        if persons.attended[groups.seats[group, seat]] > 0:
            known = seat
    for seat in range(members):
        person = groups.seats[group, seat]
        if persons.attended[person] > 0:
            continue
        for other_seat in range(members):
            other = groups.seats[group, other_seat]
            newcomers = persons.attended[other] == 0
            if other_seat != seat and (not newcomers or other_seat > seat):
                count_tie(state, person, other)
                if not newcomers and not persons.met[other]:  # of a register's group, in which no ties are made
                    join_components(state, person, other)
        if seat != known:  # one of the others is enough to be in one component with all of them
            join_components(state, person, groups.seats[group, known])
        if leader != NONE and persons.group[leader] != group:
            count_tie(state, person, leader)
            join_components(state, person, leader)
    for seat in range(members):
        persons.attended[groups.seats[group, seat]] += due


@compiled
def meet(state):
    """Every open group that has members and a leader, or runs itself, holds the sessions that are due."""
    now, groups, participant_day = state.now[0], state.groups, state.parameters[0].participant_day
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if groups.members[group] == 0 or (groups.leader[group] == NONE and not groups.self_running[group]):
            continue
        due = _sessions_due(state, group)
        if due == 0:
            continue
        for person in (groups.leader[group], groups.second[group]):
            if person != NONE:
                _lead(state, group, person, due)
        _learn(state, group, due)
        _tie_newcomers(state, group, due)
        groups.held[group] += due
        activity = state.activity_month[groups.place[group]]
        activity[ACTIVITY.sessions] += due
        attended = groups.members[group] * due
        activity[ACTIVITY.participants_time] += staff_cost(attended * EIGHTHS_OF_A_SESSION, participant_day)


MEET = Rule("meet", meet)
