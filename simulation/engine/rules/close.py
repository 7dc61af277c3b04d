"""Rule 5, close: groups past their sessions end, go on by themselves, or are permanent; members say what they want."""

from simulation.common.arithmetic import monthly_probability
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform, uniform_pair
from simulation.engine.agents.group import charge_group, close_group, give_up_seat, release_leaders
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.queues import course_queue, join, join_group_queue, link_arrivals
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import CANDIDATE, INTERESTED, LAPSED, NONE, PRACTICUM, REACHED


@compiled
def _volunteer(state, person):
    """The person becomes a candidate for a facilitator course."""
    parameters = state.parameters[0]
    count(state, person, PERSON.volunteered)
    change_role(state, person, CANDIDATE)
    join(state, person, course_queue(state, region_of(state, person)), parameters.patience_for_a_course)


@compiled
def _ask_members(state, group, may_want_another):
    """Ask each reached member whether they volunteer, else whether they want another group."""
    parameters, groups, persons = state.parameters[0], state.groups, state.persons
    for seat in range(groups.members[group] - 1, -1, -1):
        person = groups.seats[group, seat]
        if not groups.open[group] and (persons.role[person] == INTERESTED or persons.role[person] == LAPSED):
            join_group_queue(state, person)
        if persons.role[person] != REACHED:
            continue
        volunteers, again = uniform_pair(
            state.key, persons.identity[person], Decision.VOLUNTEER, ONCE, persons.times_asked[person]
        )
        persons.times_asked[person] += 1
        if volunteers < parameters.volunteering:
            _volunteer(state, person)
        elif may_want_another and again < parameters.again:
            if groups.open[group]:
                give_up_seat(state, person)
            join_group_queue(state, person)


@compiled
def _coached_sessions_over(state, group):
    """A practicum goes to Certify; another group goes on by itself or ends."""
    now, groups, parameters = state.now[0], state.groups, state.parameters[0]
    place = groups.place[group]
    if groups.stage[group] == PRACTICUM:
        state.practicum_ended[now.practicum_ended] = groups.leader[group]
        now.practicum_ended += 1
    else:
        u = uniform(state.key, groups.identity[group], Decision.GOES_ON, ONCE)
        if u < parameters.goes_on:
            release_leaders(state, group)
            groups.self_running[group] = 1
            state.activity_month[place, ACTIVITY.groups_went_on] += 1
            _ask_members(state, group, False)
            return
    state.activity_month[place, ACTIVITY.groups_completed] += 1
    close_group(state, group)
    _ask_members(state, group, True)


@compiled
def close(state):
    """Every open group looks at where it stands."""
    now, groups, parameters = state.now[0], state.groups, state.parameters[0]
    now.practicum_ended = 0
    ending = monthly_probability(parameters.self_running_end)
    for i in range(now.open_groups - 1, -1, -1):
        group = state.open_groups[i]
        if groups.self_running[group]:
            if uniform(state.key, groups.identity[group], Decision.RUNS_OUT, now.month) < ending:
                state.activity_month[groups.place[group], ACTIVITY.groups_ran_out] += 1
                close_group(state, group)
                _ask_members(state, group, True)
        elif groups.permanent[group]:
            if (now.month + 1 - groups.started[group]) % 12 == 0:
                charge_group(state, group)
                _ask_members(state, group, True)
        elif groups.held[group] >= groups.sessions[group] and groups.sessions[group] != NONE:
            _coached_sessions_over(state, group)
    link_arrivals(state)


CLOSE = Rule("close", close)
