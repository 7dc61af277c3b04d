"""Supervision: trainers' days for trainees who are to lead groups as practice."""

from simulation.common.compiling import compiled
from simulation.engine.agents.money import add_valued_time, begin_charge, charge, is_affordable
from simulation.engine.agents.person import region_of
from simulation.engine.agents.trainer import days_to_give, pay_days, time_valued
from simulation.engine.queues import practicum_queue
from simulation.engine.recorded import MONEY_USE, TRAINER_USE
from simulation.engine.tables import NONE

MONTHS_BEFORE_TRAVEL = 6
"""Months that a trainee has waited before a trainer travels to supervise, where facilitators may supervise."""


@compiled
def _supervisor(state, region, days, waited):
    """The trainer with the days who comes first: at home in the region, national, then others who may travel.

    Where facilitators supervise, too, others travel only to whom has waited long.
    """
    trainers, national = state.trainers, state.parameters[0].regions
    travel = state.monthly.travel[state.now[0].month] == 1
    if state.parameters[0].facilitator_supervisors == 1 and waited < MONTHS_BEFORE_TRAVEL:
        travel = False
    best, first_of_nation, first_of_others = NONE, NONE, NONE
    for i in range(state.now[0].trainer_list):
        trainer = state.trainer_turns[i]
        if days_to_give(state, trainer) < days:
            continue
        home = trainers.home[trainer]
        if home == region:
            best = trainer
            break
        if home == national and first_of_nation == NONE:
            first_of_nation = trainer
        elif home != national and travel and first_of_others == NONE:
            first_of_others = trainer
    if best != NONE:
        return best
    return first_of_nation if first_of_nation != NONE else first_of_others


@compiled
def has_sessions_to_practise(state, trainee):
    """Whether a trainee still has sessions to lead or co-lead before certification."""
    return state.persons.practised[trainee] < state.parameters[0].practicum_sessions


@compiled
def supervise(state):
    """Each trainee who waits since before this month is supervised by the first trainer who can, if it can be paid."""
    now, persons = state.now[0], state.persons
    days = state.parameters[0].supervision_days
    trainee = state.queue_head[practicum_queue(state)]
    while trainee != NONE:
        if persons.joined[trainee] < now.month and not persons.supervised[trainee]:
            if has_sessions_to_practise(state, trainee):
                _supervise(state, trainee, days)
        trainee = persons.next[trainee]


@compiled
def _supervise(state, trainee, days):
    region = region_of(state, trainee)
    trainer = _supervisor(state, region, days, state.now[0].month - state.persons.joined[trainee])
    if trainer == NONE:
        return
    begin_charge(state)
    add_valued_time(state, time_valued(state, trainer, days))
    if is_affordable(state, True):
        charge(state, region, MONEY_USE.practicum)
        pay_days(state, trainer, TRAINER_USE.supervision, days)
        state.persons.supervised[trainee] = 1
