"""Those whom no rule of the month makes: the network at the start, and trainers who come from outside."""

from simulation.common.arithmetic import CLASSES, class_of, months_delayed
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, PERSON, Decision, child, uniform
from simulation.engine.agents.course import DAYS_PER_MONTH, OPEN
from simulation.engine.agents.facilitator import add_facilitator
from simulation.engine.agents.group import add_group, days_of_session, take_seat
from simulation.engine.agents.money import add_cash, begin_charge, charge, is_affordable
from simulation.engine.agents.person import cell_drawn, change_role, create_person, is_addressable, reach, region_of
from simulation.engine.agents.supervision import has_sessions_to_practise
from simulation.engine.agents.trainer import add_trainer
from simulation.engine.inputs import FACILITATOR_COURSE
from simulation.engine.queues import (
    join_course_queue,
    join_group_queue,
    join_practicum_queue,
    leave_queue,
    link_arrivals,
)
from simulation.engine.recorded import MONEY_USE
from simulation.engine.recorded import PERSON as PERSON_COLUMN
from simulation.engine.start import (
    ACTIVE,
    DORMANT,
    MEMBER_OF_NETWORK,
    NEW_CANDIDATE,
    NEW_TRAINEE,
    PLACED,
    PRACTISING,
    WAITING,
)
from simulation.engine.tables import (
    CANDIDATE,
    FACILITATOR,
    IN_PRACTICUM,
    INTERESTED,
    NO_MONTH,
    NONE,
    REACHED,
    TRAINEE,
    TRAINER,
)

TRAINER_CERTIFIED = -37
"""Month in which trainers at the start were certified: before all half-years of the facilitators'."""
LAST_LED_BY_DORMANT = -25
"""Month in which the dormant led last who were certified by then."""
GROUPS_LED_BY_TRAINERS, GROUPS_LED_BY_FACILITATORS = 10, 2
HALF_YEAR = 6


@compiled
def _create(state, identity, cell, role):
    """A person whom nobody asked whether they could become interested."""
    return create_person(state, identity, cell, role, is_addressable(state, identity, cell))


@compiled
def _months_ago(state, identity, at_most):
    """Months, from 0 to `at_most` − 1, for which a state of the start has lasted, where nobody says."""
    return int(at_most * uniform(state.key, identity, Decision.START_ACTIVE, ONCE))


@compiled
def _certified_in(state, entrant):
    """Month in which a facilitator of the start was certified."""
    if entrant.age != NONE:
        return -1 - entrant.age
    half_year = int(5.0 * uniform(state.key, entrant.identity, Decision.START_CERTIFIED, ONCE))
    within = int(6.0 * uniform(state.key, entrant.identity, Decision.START_CERTIFIED, ONCE, 1))
    return -1 - HALF_YEAR * half_year - within


@compiled
def _activity(state, entrant, certified):
    """Activity class of a facilitator of the start, and whether they are dormant: the least active are."""
    share = state.active_by_half_year[min(4, (-1 - certified) // HALF_YEAR)]
    u = uniform(state.key, entrant.identity, Decision.ACTIVITY, ONCE)
    if entrant.state == ACTIVE:
        return min(CLASSES - 1, class_of(1.0 - share * u)), False
    if entrant.state == DORMANT:
        return class_of((1.0 - share) * u), True
    return class_of(u), u < 1.0 - share


@compiled
def _add_facilitator_entrant(state, entrant):
    """A facilitator at the start: placed by weight, or of a register."""
    facilitators = state.facilitators
    person = _create(state, entrant.identity, entrant.cell, FACILITATOR)
    reach(state, person)
    certified = _certified_in(state, entrant)
    activity_class, dormant = _activity(state, entrant, certified)
    skill = state.parameters[0].initial_facilitator_skill
    row = add_facilitator(state, person, NONE, skill, 1, certified, activity_class)
    if dormant and certified > LAST_LED_BY_DORMANT:
        return
    last_led = LAST_LED_BY_DORMANT
    if not dormant:
        last_led = max(certified, -1 - _months_ago(state, entrant.identity, HALF_YEAR))
    facilitators.last_led[row] = last_led
    facilitators.last_exercised[row] = last_led
    facilitators.groups_led[row] = GROUPS_LED_BY_FACILITATORS


@compiled
def _add_trainer_entrant(state, identity, cell, home, master, certified):
    """A trainer at the start, or from outside. Returns the row of trainers."""
    person = _create(state, identity, cell, TRAINER)
    reach(state, person)
    activity_class = class_of(uniform(state.key, identity, Decision.ACTIVITY, ONCE))
    skill = state.parameters[0].initial_trainer_skill
    row = add_facilitator(state, person, NONE, skill, 0, certified, activity_class)
    state.facilitators.groups_led[row] = GROUPS_LED_BY_TRAINERS
    return add_trainer(state, row, home, master)


@compiled
def add_from_outside(state, identity, cell, home, master, column):
    """A trainer from outside comes in this month, counted in a column of persons. Returns the row of trainers."""
    trainer = _add_trainer_entrant(state, identity, cell, home, master, state.now[0].month)
    state.facilitators.outside[state.trainers.facilitator[trainer]] = 1
    state.persons_month[cell, column] += 1
    return trainer


@compiled
def hire_trainers(state):
    """Trainers hired this month come in from outside."""
    trainers, month = state.trainers, state.now[0].month
    for i in range(len(state.hires)):
        hire = state.hires[i]
        if hire.month != month:
            continue
        trainer = add_from_outside(
            state, hire.identity, hire.cell, hire.place, hire.master, PERSON_COLUMN.trainers_hired
        )
        trainers.own_days[trainer] = hire.own_days
        trainers.day_price[trainer] = hire.day_price
        trainers.until[trainer] = hire.until
        state.facilitators.paid[trainers.facilitator[trainer]] = hire.day_price != NONE


@compiled
def _first_due(state):
    """Of the vacancies that are due, the one of the earliest month, then of the smaller identity; −1 if none is."""
    vacancies, best = state.vacancies, NONE
    for i in range(state.now[0].vacancies):
        if vacancies.due[i] > state.now[0].month:
            continue
        if best == NONE or vacancies.due[i] < vacancies.due[best]:
            best = i
        elif vacancies.due[i] == vacancies.due[best] and vacancies.identity[i] < vacancies.identity[best]:
            best = i
    return best


@compiled
def replace_trainers(state):
    """Trainers who went are replaced from outside, in order, as far as they can be paid; the others stay due."""
    now, vacancies = state.now[0], state.vacancies
    begin_charge(state)
    add_cash(state, state.parameters[0].hire)
    vacancy = _first_due(state)
    while vacancy != NONE and is_affordable(state, True):
        home = vacancies.home[vacancy]
        charge(state, home, MONEY_USE.hires)
        identity, cell = child(vacancies.identity[vacancy], 1, PERSON), state.living_cells[home]
        add_from_outside(state, identity, cell, home, vacancies.master[vacancy], PERSON_COLUMN.trainers_replaced)
        now.vacancies -= 1
        vacancies[vacancy] = vacancies[now.vacancies]
        vacancy = _first_due(state)


@compiled
def _add_candidate_entrant(state, entrant):
    """Somebody of a register who waits for a group or for a course."""
    if entrant.state == WAITING:
        person = _create(state, entrant.identity, entrant.cell, INTERESTED)
        join_group_queue(state, person)
    else:
        person = _create(state, entrant.identity, entrant.cell, CANDIDATE)
        join_course_queue(state, person)
    ago = entrant.age if entrant.age != NONE else _months_ago(state, entrant.identity, HALF_YEAR)
    state.persons.joined[person] = -1 - ago


@compiled
def _add_trainee_entrant(state, entrant):
    """Somebody of a register between course and certification: the course is made up, one for each.

    Who practises waits like a trainee until a group of the register is found, but for those who have practised enough.
    """
    now, parameters, persons, courses = state.now[0], state.parameters[0], state.persons, state.courses
    identity = entrant.identity
    person = _create(state, identity, entrant.cell, TRAINEE)
    month = -1 - (entrant.age if entrant.age != NONE else _months_ago(state, identity, 3))
    course = now.courses
    now.courses += 1
    courses.identity[course] = identity
    courses.rate[course] = state.course_rates[class_of(uniform(state.key, identity, Decision.COURSE_RATE, ONCE))]
    courses.trainer[course] = NONE
    courses.trainer_skill[course] = parameters.initial_trainer_skill
    courses.generation[course], courses.kind[course] = 0, FACILITATOR_COURSE
    courses.place[course], courses.month[course] = state.cells.region[entrant.cell], month
    persons.course[person] = course
    u = uniform(state.key, identity, Decision.DELAY, ONCE)
    delay = months_delayed(u, parameters.practicum_delay / DAYS_PER_MONTH, parameters.practicum_delay_spread)
    persons.earliest_certification[person] = max(0, month + delay)
    persons.courses_taken[person] = 1
    if entrant.state == PRACTISING:
        reach(state, person)
        sessions = parameters.practicum_sessions
        u = uniform(state.key, identity, Decision.START_ACTIVE, ONCE, 1)
        persons.practised[person] = min(sessions, 1 + int(sessions * u))
        if not has_sessions_to_practise(state, person):
            change_role(state, person, IN_PRACTICUM)
            persons.practice_complete[person] = 1
            state.examinees[now.examinees] = person
            now.examinees += 1
            return
    join_practicum_queue(state, person)
    persons.joined[person] = month


@compiled
def _leader_of_register_group(state, place):
    """Row of the certified of a place who leads none of these groups, is not dormant and comes first; −1 if none."""
    facilitators, national = state.facilitators, state.parameters[0].regions
    best = NONE
    for i in range(state.now[0].certified_list):
        row = state.certified[i]
        if place < national and facilitators.region[row] != place:
            continue
        if facilitators.reserved[row] > 0 or facilitators.last_led[row] <= LAST_LED_BY_DORMANT:
            continue
        if best == NONE or facilitators.turn[row] < facilitators.turn[best]:
            best = row
    return best


@compiled
def _second_of_register_group(state, group):
    """Who of the register is in practicum without a group, of its place, and can complete the practice in it; or −1."""
    groups, persons, parameters = state.groups, state.persons, state.parameters[0]
    place, left = groups.place[group], groups.sessions[group] - groups.held[group]
    for person in range(len(state.entrants)):  # the first persons are the entrants, in their order
        if state.entrants[person].state != PRACTISING or persons.role[person] != TRAINEE:
            continue
        to_practise = parameters.practicum_sessions - persons.practised[person]
        if to_practise <= left and (place == parameters.regions or region_of(state, person) == place):
            return person
    return NONE


@compiled
def _add_register_group(state, entrant):
    """A group that is open when the scenario begins, with new members, if anybody is there to lead it."""
    parameters, groups, persons = state.parameters[0], state.groups, state.persons
    row = _leader_of_register_group(state, entrant.place)
    if row == NONE:
        return
    place, sessions, cadence = entrant.place, parameters.group_sessions, parameters.group_cadence
    days, leader = days_of_session(state, place == parameters.regions), state.facilitators.person[row]
    group = add_group(state, entrant.identity, leader, NONE, place, days, sessions, cadence, 0.0)
    persons.groups_begun[leader] += 1
    groups.usual_size[group], groups.minimum[group] = parameters.group_size, parameters.group_minimum
    groups.started[group] = -entrant.age
    groups.held[group] = min(sessions - 1, entrant.age * cadence // 8)
    second = _second_of_register_group(state, group)
    if second != NONE:
        leave_queue(state, second)
        change_role(state, second, IN_PRACTICUM)
        groups.second[group], persons.practice[second] = second, group
    for ordinal in range(parameters.group_size):
        identity = child(entrant.identity, ordinal, PERSON)
        u = uniform(state.key, identity, Decision.NOMINATED_CELL, ONCE)
        cell = cell_drawn(state.initial_weights[place], u)
        if cell == NONE:
            continue
        member = _create(state, identity, cell, REACHED)
        reach(state, member)
        take_seat(state, member, group)
        persons.attended[member] = groups.held[group]


@compiled
def start(state):
    """Bring in everybody who is there before the first month, in the order of the entries."""
    now, facilitators = state.now[0], state.facilitators
    now.month = -1
    now.last_trainer_course = NO_MONTH
    for region in range(state.parameters[0].regions):
        state.regions.failed[region] = OPEN
    for i in range(len(state.entrants)):
        entrant = state.entrants[i]
        if entrant.state == MEMBER_OF_NETWORK:
            reach(state, _create(state, entrant.identity, entrant.cell, REACHED))
        elif entrant.state == PLACED or entrant.state == ACTIVE or entrant.state == DORMANT:
            _add_facilitator_entrant(state, entrant)
        elif entrant.state == WAITING or entrant.state == NEW_CANDIDATE:
            _add_candidate_entrant(state, entrant)
        elif entrant.state == NEW_TRAINEE or entrant.state == PRACTISING:
            _add_trainee_entrant(state, entrant)
        else:
            trainer = _add_trainer_entrant(
                state, entrant.identity, entrant.cell, entrant.place, entrant.master, TRAINER_CERTIFIED
            )
            row = state.trainers.facilitator[trainer]
            facilitators.last_led[row], facilitators.last_exercised[row] = -1, -1
    link_arrivals(state)
    for i in range(len(state.register_groups)):
        _add_register_group(state, state.register_groups[i])
    now.month = 0
