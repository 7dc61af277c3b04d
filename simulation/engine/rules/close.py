"""Rule 5, close: practice is complete; groups past their sessions end or go on by themselves; members are asked."""

from simulation.common.arithmetic import monthly_probability
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform, uniform_pair
from simulation.engine.agents.group import close_group, is_trainee_of, release_leaders
from simulation.engine.agents.person import change_role, count
from simulation.engine.agents.supervision import has_sessions_to_practise
from simulation.engine.queues import join_course_queue, join_group_queue, link_arrivals
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import CANDIDATE, INTERESTED, LAPSED, NONE, REACHED


@compiled
def _complete_practice(state, group, person):
    """Whether leader or second is a trainee whose sessions to practise are over now; an examinee from now on."""
    now, persons = state.now[0], state.persons
    if not is_trainee_of(state, person, group) or persons.practice_complete[person]:
        return False
    if has_sessions_to_practise(state, person):
        return False
    persons.practice_complete[person] = 1
    state.examinees[now.examinees] = person
    now.examinees += 1
    return True


@compiled
def _volunteer(state, person):
    """The person becomes a candidate for a facilitator course."""
    count(state, person, PERSON.volunteered)
    change_role(state, person, CANDIDATE)
    join_course_queue(state, person)


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
            join_group_queue(state, person)


@compiled
def _coached_sessions_over(state, group):
    """A group goes on by itself or ends."""
    groups, place = state.groups, state.groups.place[group]
    if uniform(state.key, groups.identity[group], Decision.GOES_ON, ONCE) < state.parameters[0].goes_on:
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
    now, groups = state.now[0], state.groups
    ending = monthly_probability(state.parameters[0].self_running_end)
    for i in range(now.open_groups - 1, -1, -1):
        group = state.open_groups[i]
        _complete_practice(state, group, groups.leader[group])
        if _complete_practice(state, group, groups.second[group]):
            state.persons.practice[groups.second[group]] = NONE
            groups.second[group] = NONE
        if groups.self_running[group]:
            if uniform(state.key, groups.identity[group], Decision.RUNS_OUT, now.month) < ending:
                state.activity_month[groups.place[group], ACTIVITY.groups_ran_out] += 1
                close_group(state, group)
                _ask_members(state, group, True)
        elif groups.permanent[group]:
            if (now.month + 1 - groups.started[group]) % 12 == 0:
                _ask_members(state, group, False)
        elif groups.held[group] >= groups.sessions[group]:
            _coached_sessions_over(state, group)
    link_arrivals(state)


CLOSE = Rule("close", close)
