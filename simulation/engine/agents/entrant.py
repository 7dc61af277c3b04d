"""Those whom no rule of the month makes: the network at the start, and trainers hired from outside."""

from simulation.common.arithmetic import class_of
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform
from simulation.engine.agents.facilitator import add_facilitator
from simulation.engine.agents.money import charge
from simulation.engine.agents.person import count, create_person
from simulation.engine.agents.trainer import add_trainer
from simulation.engine.recorded import MONEY_USE, PERSON
from simulation.engine.tables import FACILITATOR, NONE, TRAINER

TRAINER_CERTIFIED = -37
"""Month in which trainers at the start were certified: before all half-years of the facilitators'."""


@compiled
def _add_trainer_entrant(state, entrant, person, certified, last_active):
    activity_class = class_of(uniform(state.key, entrant.identity, Decision.ACTIVITY, ONCE))
    skill = state.parameters[0].initial_trainer_skill
    row = add_facilitator(state, person, NONE, skill, 0, certified, last_active, 10, activity_class)
    add_trainer(state, row, entrant.place, entrant.master)


@compiled
def _add_facilitator_entrant(state, entrant, person):
    """A facilitator at the start: certified up to 30 months ago, and dormant if of low activity."""
    half_year = int(5.0 * uniform(state.key, entrant.identity, Decision.START_CERTIFIED, ONCE))
    within = int(6.0 * uniform(state.key, entrant.identity, Decision.START_CERTIFIED, ONCE, 1))
    certified = -1 - 6 * half_year - within
    u = uniform(state.key, entrant.identity, Decision.ACTIVITY, ONCE)
    dormant = u < 1.0 - state.active_by_half_year[half_year]
    last_active = certified
    if not dormant:
        ago = int(6.0 * uniform(state.key, entrant.identity, Decision.START_ACTIVE, ONCE))
        last_active = max(certified, -1 - ago)
    skill = state.parameters[0].initial_facilitator_skill
    add_facilitator(state, person, NONE, skill, 1, certified, last_active, 0 if dormant else 2, class_of(u))


@compiled
def start(state):
    """Bring in everybody who is there before the first month."""
    state.now[0].month = -1
    for i in range(len(state.entrants)):
        entrant = state.entrants[i]
        if entrant.month >= 0:
            continue
        person = create_person(state, entrant.identity, entrant.cell, entrant.role)
        if entrant.role == TRAINER:
            _add_trainer_entrant(state, entrant, person, TRAINER_CERTIFIED, -1)
        elif entrant.role == FACILITATOR:
            _add_facilitator_entrant(state, entrant, person)
    state.now[0].month = 0


@compiled
def hire_trainers(state):
    """Trainers hired this month come in from outside."""
    month = state.now[0].month
    for i in range(len(state.entrants)):
        entrant = state.entrants[i]
        if entrant.month != month:
            continue
        person = create_person(state, entrant.identity, entrant.cell, TRAINER)
        count(state, person, PERSON.trainers_hired)
        _add_trainer_entrant(state, entrant, person, month, month)
        charge(state, entrant.place, MONEY_USE.hires, state.parameters[0].hire)
