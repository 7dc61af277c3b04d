"""Rule 7, certify: practicum groups that ended certify their trainee or not; those that can begin do."""

from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform
from simulation.engine.agents.facilitator import certify, in_line, room_next_month
from simulation.engine.agents.group import (
    add_group,
    charge_group,
    days_of_session,
    fill,
    most_sessions,
    people_waiting,
    reserve,
)
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.agents.trainer import best_trainer, pay_days
from simulation.engine.queues import leave_queue, practicum_queue
from simulation.engine.recorded import ACTIVITY, PERSON, TRAINER_USE, TRAINING_CAUSE
from simulation.engine.rule import Rule
from simulation.engine.tables import IN_PRACTICUM, NONE, PRACTICUM

EXPERIENCED_GROUPS = 2
"""Groups led before a facilitator supervises."""


@compiled
def _held_back(state, trainee, cause):
    """Count a trainee who waits under what is lacking."""
    column = ACTIVITY.training_limit_too_few + cause
    state.activity_month[region_of(state, trainee), column] += 1


@compiled
def _begin(state, trainee, source, days, trainer, supervisor):
    """Open the practicum group of a trainee."""
    now, parameters, groups, persons = state.now[0], state.parameters[0], state.groups, state.persons
    region = region_of(state, trainee)
    waited = now.month - persons.joined[trainee]
    state.activity_month[region, ACTIVITY.months_waited_for_practicum] += waited
    leave_queue(state, trainee)
    count(state, trainee, PERSON.practicum_started)
    change_role(state, trainee, IN_PRACTICUM)
    group = add_group(
        state, trainee, NONE, source, days, parameters.practicum_sessions, parameters.group_cadence, 0.0
    )
    groups.stage[group] = PRACTICUM
    groups.usual_size[group], groups.minimum[group] = parameters.group_size, parameters.group_minimum
    groups.permanent[group] = 0
    if trainer != NONE:
        pay_days(state, trainer, TRAINER_USE.supervision, parameters.supervision_days)
    else:
        groups.supervisor[group] = state.facilitators.person[supervisor]
        reserve(state, groups.supervisor[group], groups.reserve[group])
    charge_group(state, group)
    fill(state, group, source, parameters.group_size)
    state.activity_month[source, ACTIVITY.practicum_groups_started] += 1


@compiled
def _trainer_for(state, region, remote):
    """The trainer who would supervise in a region: at home, then national, then anybody if travel is allowed."""
    anywhere = remote == 1 or state.monthly.travel[state.now[0].month] == 1
    days = state.parameters[0].supervision_days
    return best_trainer(state, TRAINER_USE.supervision, days, region, anywhere, True, 0)


@compiled
def _is_experienced(state, row):
    """Whether somebody lined up may supervise: a facilitator, no trainer, who has led enough groups."""
    facilitators = state.facilitators
    experienced = facilitators.trainer[row] == NONE and facilitators.groups_led[row] >= EXPERIENCED_GROUPS
    return experienced and in_line(state, row)


@compiled
def _facilitator_for(state, region, remote):
    """The facilitator who would supervise in a region: the first in line with experience and room."""
    if not state.parameters[0].facilitator_supervisors:
        return NONE
    passed, end = state.supervisors_passed, state.region_begins[region + 1]
    for i in range(passed[region, remote], end):
        row = state.in_turn_by_region[i]
        if _is_experienced(state, row) and has_room_to_supervise(state, row, remote):
            passed[region, remote] = i
            return row
    passed[region, remote] = end
    return NONE


@compiled
def has_room_to_supervise(state, row, remote):
    """Whether a facilitator has the days to supervise a practicum from next month on."""
    needed = most_sessions(state.parameters[0].group_cadence, 0.0) * days_of_session(state, remote)
    return room_next_month(state, row) >= needed


@compiled
def _try_practicum(state, trainee):
    """Begin a trainee's practicum if there are a supervisor and people, else count what is lacking."""
    parameters = state.parameters[0]
    region = region_of(state, trainee)
    u = uniform(state.key, state.persons.identity[trainee], Decision.PRACTICUM_MODE, ONCE)
    remote = int(u < state.monthly.remote_share[state.now[0].month])
    trainer, supervisor = _trainer_for(state, region, remote), NONE
    if trainer == NONE:
        supervisor = _facilitator_for(state, region, remote)
    source = parameters.regions if remote else region
    if trainer == NONE and supervisor == NONE:
        _held_back(state, trainee, TRAINING_CAUSE.supervisor)
    elif people_waiting(state, source) < parameters.group_minimum:
        _held_back(state, trainee, TRAINING_CAUSE.people)
    else:
        _begin(state, trainee, source, days_of_session(state, remote), trainer, supervisor)


@compiled
def certify_trainees(state):
    """Certification of those whose practicum ended, then new practicum groups in queue order."""
    now, parameters = state.now[0], state.parameters[0]
    for i in range(now.practicum_ended):
        certify(state, state.practicum_ended[i])
    trainee = state.queue_head[practicum_queue(state)]
    if trainee == NONE:
        return
    for region in range(parameters.regions):
        state.supervisors_passed[region, :] = state.region_begins[region]
    while trainee != NONE:
        after = state.persons.next[trainee]
        if parameters.practicum_sessions == 0:
            region = region_of(state, trainee)
            waited = now.month - state.persons.joined[trainee]
            state.activity_month[region, ACTIVITY.months_waited_for_practicum] += waited
            leave_queue(state, trainee)
            count(state, trainee, PERSON.practicum_started)
            change_role(state, trainee, IN_PRACTICUM)
            certify(state, trainee)
        else:
            _try_practicum(state, trainee)
        trainee = after


@compiled
def rows_at_most(state):
    """Those whose practicum ended and those certified without one; a group for each trainee who waits."""
    trainees = state.queue_length[practicum_queue(state)]
    return 0, state.now[0].practicum_ended + trainees, trainees, 0


CERTIFY = Rule("certify", certify_trainees, rows_at_most)
