"""A course: the team that gives it, what it costs, and who comes."""

import numpy as np

from simulation.common.arithmetic import NEVER, class_of, months_delayed
from simulation.common.compiling import compiled
from simulation.common.draws import COURSE, ONCE, Decision, child, uniform
from simulation.engine.agents.money import (
    add_cash,
    add_valued_time,
    begin_charge,
    charge,
    is_affordable,
    note_part,
    note_time,
    staff_cost,
)
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.agents.trainer import days_to_give, pay_days, save_days
from simulation.engine.inputs import FACILITATOR_COURSE, TRAINER_COURSE
from simulation.engine.queues import (
    before,
    course_queue,
    join_course_queue,
    join_practicum_queue,
    join_trainer_course_queue,
    leave_queue,
    trainer_course_queue,
)
from simulation.engine.recorded import ACTIVITY, MONEY_USE, PERSON, TRAINER_USE, TRAINING_CAUSE
from simulation.engine.tables import NONE, TRAINEE

HELD = -1
"""What `try_course` returns when the course is held; otherwise the cause (see TRAINING_CAUSE)."""
OPEN = -1
"""In place of the cause, of a region where no try has failed."""
DAYS_PER_MONTH = 30.4375
SEAT_FREED = 0.5
"""Chance that the seat of somebody absent goes to the next who waits."""


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
    """The head of the queue for a course; of all regions' queues for a national one. −1 if nobody waits."""
    if kind == TRAINER_COURSE:
        return state.queue_head[trainer_course_queue(state)]
    return _first_named(state, place, NONE, NONE)


@compiled
def _works_in(state, person, administration):
    """Whether somebody works in an administration; in any, if it is NONE."""
    return administration == NONE or state.cells.administration[state.persons.cell[person]] == administration


@compiled
def _first_named(state, place, wanted_region, administration):
    """The first of the candidates of a place from a region and an administration (NONE: any); −1 if nobody waits."""
    national, best = state.parameters[0].regions, NONE
    for region in range(national):
        if place not in (region, national) or wanted_region not in (region, NONE):
            continue
        person = state.queue_head[course_queue(state, region)]
        while person != NONE and not _works_in(state, person, administration):
            person = state.persons.next[person]
        if person != NONE and (best == NONE or before(state, person, best)):
            best = person
    return best


# ---- the team --------------------------------------------------------------------------------------------------------
@compiled
def _gather(state, kind, place, away, short, givers, missing):
    """Take trainers into the team, in turn, until no days are missing; returns how many give, and what is missing.

    away: those at home elsewhere, else those at home. short: those with fewer days than the course takes, else the
    others.
    """
    trainers, days = state.trainers, state.parameters[0].course_days[kind]
    for i in range(state.now[0].trainer_list):
        if missing == 0:
            break
        trainer = state.trainer_turns[i]
        account = days_to_give(state, trainer)
        if account <= 0 or (kind == TRAINER_COURSE and not trainers.master[trainer]):
            continue
        if (trainers.home[trainer] != place) != away or (account < days) != short:
            continue
        given = min(account, days, missing)
        state.chosen_trainers[givers], state.chosen_days[givers] = trainer, given
        givers += 1
        missing -= given
    return givers, missing


@compiled
def _travels(state):
    """Whether trainers go to courses elsewhere: where travel is allowed and no remote course can be held on demand."""
    month = state.now[0].month
    on_demand = state.parameters[0].by_calendar == 0
    return state.monthly.travel[month] == 1 and not (on_demand and state.monthly.remote_courses[month])


@compiled
def choose_team(state, kind, place, remote):
    """Write down the trainers who would give a course, the lead first, and the days of each; returns their number.

    If days are missing, they save them, and it is 0.
    """
    month = state.now[0].month
    missing = state.monthly.course_trainers[month, kind] * state.parameters[0].course_days[kind]
    anywhere = remote == 1 or place == state.parameters[0].regions or _travels(state)
    givers = 0
    for away in (False, True):
        if away and not anywhere:
            break
        for short in (False, True):
            givers, missing = _gather(state, kind, place, away, short, givers, missing)
    if missing == 0:
        return givers
    for i in range(givers):
        save_days(state, state.chosen_trainers[i])
    return 0


@compiled
def _begin_course_charge(state, kind, place, remote, givers, invited):
    """The charge of a course: room, seats and journeys in cash; trainers' and trainees' days as time."""
    parameters, trainers = state.parameters[0], state.trainers
    cash = parameters.course_price[kind] + invited * parameters.seat_price[kind]
    valued_days, journeys = 0, 0
    for i in range(givers):
        trainer = state.chosen_trainers[i]
        if not remote and trainers.home[trainer] != place:
            journeys += 1
        if trainers.day_price[trainer] == NONE:
            valued_days += state.chosen_days[i]
    cash += min(journeys, state.monthly.course_trainers[state.now[0].month, kind]) * parameters.travel
    time = staff_cost(valued_days, parameters.trainer_day)
    if kind == FACILITATOR_COURSE:
        time += staff_cost(invited * parameters.course_days[kind], parameters.facilitator_day)
    begin_charge(state)
    add_cash(state, cash)
    add_valued_time(state, time)


@compiled
def _charge_course(state, kind, place, remote):
    """Commit the charge of a course; what its kind and delivery cost is recorded apart, too."""
    charge(state, place, MONEY_USE.courses)
    note_time(state, place, ACTIVITY.valued_time_courses)
    if kind == TRAINER_COURSE:
        note_part(state, place, ACTIVITY.money_trainer_courses)
        note_time(state, place, ACTIVITY.valued_time_trainer_courses)
    elif remote:
        note_part(state, place, ACTIVITY.money_courses_remote)
        note_time(state, place, ACTIVITY.valued_time_courses_remote)


@compiled
def _count_course(state, kind, place, remote, seats, filled):
    """Count a course that was held, and its seats; a remote one among those of its kind and apart."""
    activity = state.activity_month[place]
    shift = kind * (ACTIVITY.trainer_courses - ACTIVITY.facilitator_courses)
    activity[ACTIVITY.facilitator_courses + shift] += 1
    activity[ACTIVITY.facilitator_seats_offered + shift] += seats
    activity[ACTIVITY.facilitator_seats_filled + shift] += filled
    if remote:
        activity[ACTIVITY.facilitator_courses_remote] += 1
        activity[ACTIVITY.facilitator_seats_offered_remote] += seats
        activity[ACTIVITY.facilitator_seats_filled_remote] += filled


@compiled
def _add_course(state, kind, place, remote, givers):
    """The course's row; its trainers give their days."""
    now, courses, trainers, facilitators = state.now[0], state.courses, state.trainers, state.facilitators
    lead = state.chosen_trainers[0]
    row = trainers.facilitator[lead]
    person = facilitators.person[row]
    course = now.courses
    now.courses += 1
    identity = child(state.persons.identity[person], trainers.taught[lead], COURSE)
    courses.identity[course] = identity
    courses.rate[course] = state.course_rates[class_of(uniform(state.key, identity, Decision.COURSE_RATE, ONCE))]
    courses.trainer[course], courses.trainers[course] = person, givers
    courses.trainer_skill[course] = facilitators.skill[row]
    courses.generation[course] = facilitators.generation[row]
    courses.seats[course] = state.monthly.course_seats[now.month, kind]
    courses.kind[course], courses.place[course] = kind, place
    courses.remote[course], courses.month[course] = remote, now.month
    use = TRAINER_USE.facilitator_courses if kind == FACILITATOR_COURSE else TRAINER_USE.trainer_courses
    for i in range(givers):
        trainer = state.chosen_trainers[i]
        pay_days(state, trainer, use, state.chosen_days[i])
        trainers.taught[trainer] += 1
        facilitators.last_exercised[trainers.facilitator[trainer]] = now.month
    return course


# ---- who comes -------------------------------------------------------------------------------------------------------
@compiled
def _enrol(state, person, kind, course, waited):
    """Somebody is there on the first day: a trainee from now on; of a trainer course, promoted by the rule Promote."""
    now, parameters, persons = state.now[0], state.parameters[0], state.persons
    state.courses.enrolled[course] += 1
    if kind == TRAINER_COURSE:
        state.enrolled[now.enrolled_in_trainer_course] = person
        now.enrolled_in_trainer_course += 1
        return
    activity = state.activity_month[region_of(state, person)]
    activity[ACTIVITY.months_waited_for_course] += waited
    activity[ACTIVITY.trainee_days] += parameters.course_days[kind]
    count(state, person, PERSON.enrolled)
    u = uniform(state.key, persons.identity[person], Decision.DELAY, ONCE, persons.courses_taken[person])
    delay = months_delayed(u, parameters.practicum_delay / DAYS_PER_MONTH, parameters.practicum_delay_spread)
    persons.course[person] = course
    persons.courses_taken[person] += 1
    persons.earliest_certification[person] = min(now.month + delay, NEVER)
    persons.practised[person] = 0
    persons.supervised[person] = 0
    persons.practice_complete[person] = 0
    change_role(state, person, TRAINEE)
    join_practicum_queue(state, person)


@compiled
def _comes(state, person, kind, course):
    """Somebody invited, out of the queue, is present or, if absent, joins it again; returns whether a seat is freed."""
    now, persons = state.now[0], state.persons
    times = persons.times_joined[person] - 1
    waited = now.month - persons.joined[person]
    if uniform(state.key, persons.identity[person], Decision.NO_SHOW, ONCE, times) >= state.parameters[0].no_show:
        _enrol(state, person, kind, course, waited)
        return False
    count(state, person, PERSON.no_shows)
    freed = uniform(state.key, persons.identity[person], Decision.SEAT_FREED, ONCE, times) < SEAT_FREED
    if kind == TRAINER_COURSE:
        join_trainer_course_queue(state, person)
    else:
        join_course_queue(state, person)
    return freed


@compiled
def _take_reserved(state, place, persons):
    """Those invited to reserved seats leave the queue; returns their number."""
    invited = 0
    for entry in range(len(state.reserved)):
        wanted = state.reserved[entry]
        for _ in range(min(wanted.seats, len(persons) - invited)):
            person = _first_named(state, place, wanted.region, wanted.administration)
            if person == NONE:
                break
            persons[invited] = person
            leave_queue(state, person)
            invited += 1
    return invited


@compiled
def _invite(state, kind, place, course, invited):
    """The first who wait are invited; half of the seats of those absent go to the next, who may be absent, too."""
    persons = np.empty(invited, np.int64)
    reserved = _take_reserved(state, place, persons) if kind == FACILITATOR_COURSE else 0
    for i in range(reserved, invited):
        persons[i] = _first_candidate(state, kind, place)
        leave_queue(state, persons[i])
    for i in range(invited):
        if _comes(state, persons[i], kind, course):
            following = _first_candidate(state, kind, place)
            if following != NONE:
                leave_queue(state, following)
                _comes(state, following, kind, course)


@compiled
def _quarter_is_full(state, kind):
    """Whether no further facilitator course may be held in this calendar quarter."""
    now = state.now[0]
    return kind == FACILITATOR_COURSE and now.courses_in_quarter >= state.monthly.per_quarter[now.month]


@compiled
def try_course(state, kind, place, remote):
    """Hold a course if enough wait, the trainers' days suffice and it can be paid. Returns HELD or the cause."""
    now, monthly = state.now[0], state.monthly
    waiting, seats = candidates_waiting(state, kind, place), monthly.course_seats[now.month, kind]
    if waiting < monthly.course_minimum[now.month, kind]:
        return TRAINING_CAUSE.too_few
    if _quarter_is_full(state, kind):
        return TRAINING_CAUSE.calendar
    givers = choose_team(state, kind, place, remote)
    if givers == 0:
        return TRAINING_CAUSE.trainer_days
    invited = min(waiting, seats)
    _begin_course_charge(state, kind, place, remote, givers, invited)
    if not is_affordable(state, True):
        return TRAINING_CAUSE.money
    _charge_course(state, kind, place, remote)
    course = _add_course(state, kind, place, remote, givers)
    _invite(state, kind, place, course, invited)
    _count_course(state, kind, place, remote, seats, state.courses.enrolled[course])
    if kind == TRAINER_COURSE:
        now.last_trainer_course = now.month
        return HELD
    now.courses_in_quarter += 1
    if place < state.parameters[0].regions:
        state.regions.courses_held[place] += 1
    return HELD
