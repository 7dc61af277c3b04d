"""Rule 7, certify: trainees whose practice is complete are examined."""

from simulation.common.arithmetic import FULL, class_of, part
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform
from simulation.engine.agents.facilitator import add_facilitator, allowance
from simulation.engine.agents.group import begin_practice, lose_leader, reserve
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.agents.supervision import has_sessions_to_practise
from simulation.engine.queues import practicum_queue
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import FACILITATOR, IN_PRACTICUM, NONE, REACHED


@compiled
def _first_skill(state, person):
    """Skill of a new facilitator: a part of the lead trainer's, with noise."""
    parameters, persons = state.parameters[0], state.persons
    skill = part(state.courses.trainer_skill[persons.course[person]], parameters.fidelity)
    spread = min(parameters.fidelity_noise, skill, FULL - skill)
    times = persons.courses_taken[person] - 1
    u = uniform(state.key, persons.identity[person], Decision.SKILL_NOISE, ONCE, times)
    return skill + int((spread * (2.0 * u - 1.0) + 0.5) // 1.0)


@compiled
def _certify(state, person):
    """The person is a facilitator from now on; who leads a group goes on leading it, if there are the days."""
    month, persons, courses, groups = state.now[0].month, state.persons, state.courses, state.groups
    course, group = persons.course[person], persons.practice[person]
    activity_class = class_of(uniform(state.key, persons.identity[person], Decision.ACTIVITY, ONCE))
    skill, generation = _first_skill(state, person), courses.generation[course] + 1
    persons.practice[person] = NONE
    change_role(state, person, FACILITATOR)
    row = add_facilitator(state, person, courses.trainer[course], skill, generation, month, activity_class)
    state.lineage_sums[min(generation - 1, state.lineage_sums.shape[0] - 1), 2] += 1
    count(state, person, PERSON.certified)
    waited = month - courses.month[course]
    state.activity_month[region_of(state, person), ACTIVITY.months_to_certification] += waited
    if group == NONE:
        return
    if allowance(state) >= groups.reserve[group]:
        reserve(state, person, groups.reserve[group])
        state.facilitators.groups_led[row] = 1
    else:
        groups.leader[group] = NONE
        groups.leader_lost[group] = month


@compiled
def _examine(state, person):
    """A trainee is certified with the course's rate, else back to reached."""
    persons, courses = state.persons, state.courses
    times = persons.courses_taken[person] - 1
    u = uniform(state.key, persons.identity[person], Decision.CERTIFY, ONCE, times)
    if u < courses.rate[persons.course[person]]:
        _certify(state, person)
        return
    if persons.practice[person] != NONE:
        lose_leader(state, persons.practice[person])
        persons.practice[person] = NONE
    count(state, person, PERSON.not_certified)
    change_role(state, person, REACHED)


@compiled
def certify(state):
    """Examinations: of those with no sessions to practise who wait, and of those whose practice is complete."""
    now, persons = state.now[0], state.persons
    trainee = state.queue_head[practicum_queue(state)]
    while trainee != NONE:
        after = persons.next[trainee]
        if not has_sessions_to_practise(state, trainee) and persons.earliest_certification[trainee] <= now.month:
            begin_practice(state, trainee, NONE)
            _examine(state, trainee)
        trainee = after
    kept = 0
    for i in range(now.examinees):
        person = state.examinees[i]
        if persons.role[person] != IN_PRACTICUM:  # left
            continue
        if persons.earliest_certification[person] <= now.month:
            _examine(state, person)
        else:
            state.examinees[kept] = person
            kept += 1
    now.examinees = kept


@compiled
def rows_at_most(state):
    """Those whose practice is complete, and those who wait without any to come."""
    return 0, state.now[0].examinees + state.queue_length[practicum_queue(state)], 0, 0


CERTIFY = Rule("certify", certify, rows_at_most)
