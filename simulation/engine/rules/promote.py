"""Rule 8, promote: those who took a trainer course become trainers; experienced facilitators volunteer for one."""

from simulation.common.arithmetic import monthly_probability
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, uniform
from simulation.engine.agents.person import count, region_of
from simulation.engine.agents.trainer import add_trainer
from simulation.engine.queues import join, link_arrivals, trainer_course_queue
from simulation.engine.recorded import PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import FACILITATOR, NONE


@compiled
def _is_eligible(state, row):
    """Whether a facilitator has the groups, skill and months that a trainer needs, and waits for nothing else."""
    parameters, facilitators, persons = state.parameters[0], state.facilitators, state.persons
    person = facilitators.person[row]
    return (
        persons.role[person] == FACILITATOR
        and persons.queue[person] == NONE
        and facilitators.groups_led[row] >= parameters.promotion_groups
        and facilitators.skill[row] >= parameters.promotion_skill
        and state.now[0].month - facilitators.certified[row] >= parameters.promotion_months
    )


@compiled
def promote(state):
    """New trainers, new trainer candidates, new masters."""
    now, parameters, persons, trainers = state.now[0], state.parameters[0], state.persons, state.trainers
    for i in range(now.enrolled_in_trainer_course):
        person = state.enrolled[i]
        if persons.facilitator[person] == NONE:  # stopped since, by a rule of one's own
            continue
        count(state, person, PERSON.promoted)
        add_trainer(state, persons.facilitator[person], region_of(state, person), 0)
    likely = monthly_probability(parameters.promotion_rate)
    for i in range(now.certified_list):
        row = state.certified[i]
        if not _is_eligible(state, row):
            continue
        person = state.facilitators.person[row]
        if uniform(state.key, persons.identity[person], Decision.PROMOTE, now.month) < likely:
            join(state, person, trainer_course_queue(state), parameters.patience_for_a_course)
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        if trainers.taught[trainer] >= parameters.courses_to_master:
            trainers.master[trainer] = 1
    link_arrivals(state)


@compiled
def rows_at_most(state):
    """A trainer for each person enrolled."""
    return 0, state.now[0].enrolled_in_trainer_course, 0, 0


PROMOTE = Rule("promote", promote, rows_at_most)
