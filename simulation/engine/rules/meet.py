"""Rule 4, meet: groups hold their sessions, days are spent, members learn and tie."""

from simulation.common.arithmetic import FULL, poisson
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, uniform
from simulation.engine.agents.facilitator import spend
from simulation.engine.agents.person import change_role, count, count_tie, join_components
from simulation.engine.recorded import ACTIVITY, FACILITATOR_USE, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import INTERESTED, LAPSED, NONE, PRACTICUM, REACHED

HALF_SKILL = FULL // 2
"""What a group that runs itself makes do with in place of a leader's skill."""


@compiled
def _can_meet(state, group):
    """Whether a group runs itself or has a leader; a rule of one's own may have stopped the leader since Turnover."""
    groups = state.groups
    leader = groups.leader[group]
    if groups.self_running[group] or leader == NONE:
        return groups.self_running[group] == 1
    return groups.stage[group] == PRACTICUM or state.persons.facilitator[leader] != NONE


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
        due = min(poisson(u, groups.requests_per_year[group] / 12.0), groups.most_sessions[group])
    if groups.sessions[group] == NONE or groups.self_running[group]:
        return due
    return max(0, min(due, groups.sessions[group] - groups.held[group]))


@compiled
def _spend_days(state, group, due):
    """Leader, co-facilitator and a supervising facilitator give their days."""
    now, groups, facilitators, persons = state.now[0], state.groups, state.facilitators, state.persons
    days = due * groups.days[group]
    for person in (groups.leader[group], groups.cofacilitator[group]):
        if person == NONE:
            continue
        row = persons.facilitator[person]
        if row != NONE:
            spend(state, row, days, FACILITATOR_USE.groups)
            facilitators.last_active[row] = now.month
            if person == groups.leader[group]:
                facilitators.led_now[row] += due
    supervisor = groups.supervisor[group]
    row = NONE if supervisor == NONE else persons.facilitator[supervisor]
    if row != NONE:
        spend(state, row, days, FACILITATOR_USE.supervision)
        facilitators.last_active[row] = now.month


@compiled
def _leaders_skill(state, group):
    groups = state.groups
    if groups.self_running[group]:
        return HALF_SKILL
    leader = groups.leader[group]
    if groups.stage[group] == PRACTICUM:
        return int(state.courses.trainer_skill[state.persons.course[leader]])
    return int(state.facilitators.skill[state.persons.facilitator[leader]])


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
        if seat != known:  # one of the others is enough to be in one component with all of them
            join_components(state, person, groups.seats[group, known])
        if leader != NONE and persons.group[leader] != group:
            count_tie(state, person, leader)
            join_components(state, person, leader)
    for seat in range(members):
        persons.attended[groups.seats[group, seat]] += due


@compiled
def meet(state):
    """Every open group that has a leader, or runs itself, holds the sessions that are due."""
    now, groups = state.now[0], state.groups
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if not _can_meet(state, group):
            continue
        due = _sessions_due(state, group)
        if due == 0:
            continue
        _spend_days(state, group, due)
        _learn(state, group, due)
        _tie_newcomers(state, group, due)
        groups.held[group] += due
        state.activity_month[groups.place[group], ACTIVITY.sessions] += due


MEET = Rule("meet", meet)
