"""A course: who teaches it, what it costs, and whom it enrols."""

from simulation.common.arithmetic import class_of, months_delayed
from simulation.common.compiling import compiled
from simulation.common.draws import COURSE, ONCE, Decision, child, uniform
from simulation.engine.agents.money import charge, left_of_budget, staff_cost
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.agents.trainer import best_trainer, pay_days
from simulation.engine.inputs import FACILITATOR_COURSE, TRAINER_COURSE
from simulation.engine.queues import (
    before,
    course_queue,
    join,
    leave_queue,
    practicum_queue,
    trainer_course_queue,
)
from simulation.engine.recorded import ACTIVITY, MONEY_USE, PERSON, TRAINER_USE, TRAINING_CAUSE
from simulation.engine.tables import NONE, TRAINEE

HELD = -1
"""What `try_course` returns when the course is held; otherwise the cause (see TRAINING_CAUSE)."""
DAYS_PER_MONTH = 30.4375


@compiled
def candidates_waiting(state, kind, place):
    """How many wait for a course of a kind in a region, or in the nation."""
    if kind == TRAINER_COURSE:
        return state.queue_length[trainer_course_queue(state)]
    national = state.parameters[0].regions
    if place < national:
        return state.queue_length[course_queue(state, place)]
    total = 0
    for region in range(national):
        total += state.queue_length[course_queue(state, region)]
    return total


@compiled
def _first_candidate(state, kind, place):
    """The head of the queue for a course; of all regions' queues for a national one."""
    if kind == TRAINER_COURSE:
        return state.queue_head[trainer_course_queue(state)]
    national = state.parameters[0].regions
    if place < national:
        return state.queue_head[course_queue(state, place)]
    best = NONE
    for region in range(national):
        person = state.queue_head[course_queue(state, region)]
        if person != NONE and (best == NONE or before(state, person, best)):
            best = person
    return best


@compiled
def _enrol(state, person, kind, course):
    """A candidate becomes a trainee; a facilitator in a trainer course is promoted by the rule Promote."""
    now, parameters, persons = state.now[0], state.parameters[0], state.persons
    waited = now.month - persons.joined[person]
    leave_queue(state, person)
    if kind == TRAINER_COURSE:
        state.enrolled[now.enrolled_in_trainer_course] = person
        now.enrolled_in_trainer_course += 1
        return
    region = region_of(state, person)
    state.activity_month[region, ACTIVITY.months_waited_for_course] += waited
    count(state, person, PERSON.enrolled)
    persons.course[person] = course
    u = uniform(state.key, persons.identity[person], Decision.DELAY, ONCE, persons.courses_taken[person])
    persons.courses_taken[person] += 1
    delay = months_delayed(u, parameters.practicum_delay / DAYS_PER_MONTH, parameters.practicum_delay_spread)
    persons.earliest_practicum[person] = min(now.month + delay, 32767)
    change_role(state, person, TRAINEE)
    if delay == 0:
        join(state, person, practicum_queue(state), parameters.patience_for_a_practicum)


@compiled
def _choose_trainers(state, kind, place, remote):
    """Fill `chosen_trainers` with the trainers of a course, the lead first; returns whether there are enough."""
    now, parameters = state.now[0], state.parameters[0]
    use = TRAINER_USE.facilitator_courses if kind == FACILITATOR_COURSE else TRAINER_USE.trainer_courses
    anywhere = bool(remote) or place == parameters.regions or state.monthly.travel[now.month] == 1
    for i in range(state.monthly.course_trainers[now.month, kind]):
        trainer = best_trainer(state, use, parameters.course_days[kind], place, anywhere, False, i)
        if trainer == NONE:
            return False
        state.chosen_trainers[i] = trainer
    return True


@compiled
def try_course(state, kind, place, remote):
    """Hold a course if enough wait, trainers have the days and money is left. Returns HELD or the cause."""
    now, parameters = state.now[0], state.parameters[0]
    monthly = state.monthly[now.month]
    seats, trainers = monthly.course_seats[kind], monthly.course_trainers[kind]
    waiting = candidates_waiting(state, kind, place)
    if waiting < monthly.course_minimum[kind]:
        return TRAINING_CAUSE.too_few
    if not _choose_trainers(state, kind, place, remote):
        return TRAINING_CAUSE.trainer_days
    filled = min(waiting, seats)
    days = parameters.course_days[kind]
    cost = parameters.course_price[kind] + filled * parameters.seat_price[kind]
    cost += staff_cost(trainers * days, parameters.trainer_day)
    if not remote:
        for i in range(trainers):
            cost += parameters.travel * (state.trainers.home[state.chosen_trainers[i]] != place)
    if cost > left_of_budget(state):
        return TRAINING_CAUSE.money
    charge(state, place, MONEY_USE.courses, cost)
    course = _add_course(state, kind, place, remote, filled)
    for _ in range(filled):
        _enrol(state, _first_candidate(state, kind, place), kind, course)
    activity = state.activity_month[place]
    shift = kind * (ACTIVITY.trainer_courses - ACTIVITY.facilitator_courses)
    activity[ACTIVITY.facilitator_courses + shift] += 1
    activity[ACTIVITY.facilitator_seats_offered + shift] += seats
    activity[ACTIVITY.facilitator_seats_filled + shift] += filled
    if place < parameters.regions and kind == FACILITATOR_COURSE:
        state.regions.courses_held[place] += 1
    return HELD


@compiled
def _add_course(state, kind, place, remote, filled):
    """The course's row; its trainers give their days."""
    now, courses, trainers, facilitators = state.now[0], state.courses, state.trainers, state.facilitators
    chosen, number = state.chosen_trainers, state.monthly.course_trainers[now.month, kind]
    lead = chosen[0]
    row = trainers.facilitator[lead]
    person = facilitators.person[row]
    course = now.courses
    now.courses += 1
    identity = child(state.persons.identity[person], trainers.taught[lead], COURSE)
    courses.identity[course] = identity
    courses.rate[course] = state.course_rates[class_of(uniform(state.key, identity, Decision.COURSE_RATE, ONCE))]
    courses.trainer[course] = person
    courses.second_trainer[course] = NONE
    if number > 1:
        courses.second_trainer[course] = facilitators.person[trainers.facilitator[chosen[1]]]
    courses.trainer_skill[course] = facilitators.skill[row]
    courses.generation[course] = facilitators.generation[row]
    courses.seats[course], courses.enrolled[course] = state.monthly.course_seats[now.month, kind], filled
    courses.kind[course], courses.place[course] = kind, place
    courses.remote[course], courses.month[course] = remote, now.month
    use = TRAINER_USE.facilitator_courses if kind == FACILITATOR_COURSE else TRAINER_USE.trainer_courses
    for i in range(number):
        pay_days(state, chosen[i], use, state.parameters[0].course_days[kind])
        trainers.taught[chosen[i]] += 1
    return course
