"""Rule 7, certify: practicum groups that ended certify their trainee or not; those that can begin do."""

import numpy as np

from simulation.agents.facilitator import certify, room_next_month
from simulation.agents.group import (
    add_group,
    charge_group,
    days_of_session,
    fill,
    most_sessions,
    people_waiting,
    reserve,
)
from simulation.agents.person import change_role, count, region_of
from simulation.agents.trainer import best_trainer, pay_days
from simulation.state.compiling import compiled
from simulation.state.draws import Decision, uniform
from simulation.state.queues import leave_queue, practicum_queue
from simulation.state.recorded import ACTIVITY, PERSON, TRAINER_USE, TRAINING_CAUSE
from simulation.state.tables import FACILITATOR, IN_PRACTICUM, NONE, PRACTICUM

UNKNOWN = -1
EXPERIENCED_GROUPS = 2
"""Groups led before a facilitator supervises."""


@compiled
def _facilitator_supervisor(state, region, needed):
    """The experienced facilitator of a region who has room and comes first in keyed order; −1 if none."""
    now, facilitators, persons = state.now[0], state.facilitators, state.persons
    best = NONE
    for i in range(now.certified_list):
        row = state.certified[i]
        person = facilitators.person[row]
        if persons.role[person] != FACILITATOR or region_of(state, person) != region:
            continue
        if facilitators.groups_led[row] < EXPERIENCED_GROUPS or room_next_month(state, row) < needed:
            continue
        if best == NONE or facilitators.turn[row] < facilitators.turn[best]:
            best = row
    return best


@compiled
def _held_back(state, trainee, cause):
    """Count a trainee who waits under what is lacking."""
    column = ACTIVITY.training_limit_too_few + cause
    state.activity_record[state.now[0].month, region_of(state, trainee), column] += 1


@compiled
def _begin(state, trainee, source, days, trainer, supervisor):
    """Open the practicum group of a trainee."""
    now, parameters, groups, persons = state.now[0], state.parameters[0], state.groups, state.persons
    region = region_of(state, trainee)
    waited = now.month - persons.joined[trainee]
    state.activity_record[now.month, region, ACTIVITY.months_waited_for_practicum] += waited
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
    state.activity_record[now.month, source, ACTIVITY.practicum_groups_started] += 1


@compiled
def _try_practicum(state, trainee, found):
    """Begin a trainee's practicum if there are a supervisor and people, else count what is lacking.

    `found` (regions × in person or remote) notes what was lacking at the last try; it holds until a practicum begins.
    """
    now, parameters, persons = state.now[0], state.parameters[0], state.persons
    region = region_of(state, trainee)
    u = uniform(state.key, persons.identity[trainee], Decision.PRACTICUM_MODE, -1)
    remote = int(u < state.monthly.remote_share[now.month])
    if found[region, remote] != UNKNOWN:
        _held_back(state, trainee, found[region, remote])
        return
    days = days_of_session(state, remote)
    anywhere = bool(remote) or state.monthly.travel[now.month] == 1
    nobody_taken = np.empty(0, np.int64)
    trainer = best_trainer(
        state, TRAINER_USE.supervision, parameters.supervision_days, region, anywhere, True, False, nobody_taken, 0
    )
    supervisor = NONE
    if trainer == NONE and parameters.facilitator_supervisors:
        needed = most_sessions(parameters.group_cadence, 0.0) * days
        supervisor = _facilitator_supervisor(state, region, needed)
    if trainer == NONE and supervisor == NONE:
        found[region, remote] = TRAINING_CAUSE.supervisor
        _held_back(state, trainee, TRAINING_CAUSE.supervisor)
        return
    source = parameters.regions if remote else region
    if people_waiting(state, source) < parameters.group_minimum:
        found[region, remote] = TRAINING_CAUSE.people
        _held_back(state, trainee, TRAINING_CAUSE.people)
        return
    found[:] = UNKNOWN
    _begin(state, trainee, source, days, trainer, supervisor)


@compiled
def certify_trainees(state):
    """Certification of those whose practicum ended, then new practicum groups in queue order."""
    now, parameters = state.now[0], state.parameters[0]
    for i in range(now.practicum_ended):
        certify(state, state.practicum_ended[i])
    found = np.full((parameters.regions, 2), UNKNOWN)
    trainee = state.queue_head[practicum_queue(state)]
    while trainee != NONE:
        after = state.persons.next[trainee]
        if parameters.practicum_sessions == 0:
            region = region_of(state, trainee)
            waited = now.month - state.persons.joined[trainee]
            state.activity_record[now.month, region, ACTIVITY.months_waited_for_practicum] += waited
            leave_queue(state, trainee)
            count(state, trainee, PERSON.practicum_started)
            change_role(state, trainee, IN_PRACTICUM)
            certify(state, trainee)
        else:
            _try_practicum(state, trainee, found)
        trainee = after
