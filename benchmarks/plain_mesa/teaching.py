"""Convene, teach, certify, promote, refresh."""

import heapq
import math

import mesa

from benchmarks.plain_mesa.groups import FULL, Group
from benchmarks.plain_mesa.people import FACILITATOR, IN_PRACTICUM, REACHED, TRAINEE
from simulation.outcomes.columns import GENERATIONS
from simulation.state.arithmetic import class_of
from simulation.state.recorded import (
    ACTIVITY,
    GROUP_CAUSE,
    PERSON,
    TRAINER_DAYS_OFFERED,
    TRAINER_DAYS_USED,
    TRAINING_CAUSE,
    TRAINING_LIMIT,
)

FACILITATOR_COURSES, TRAINER_COURSES, SUPERVISION, REFRESHERS = range(4)
COURSE_COLUMNS = (
    (ACTIVITY.facilitator_courses, ACTIVITY.facilitator_seats_offered, ACTIVITY.facilitator_seats_filled),
    (ACTIVITY.trainer_courses, ACTIVITY.trainer_seats_offered, ACTIVITY.trainer_seats_filled),
)
HELD = None


def pay_days(model, trainer, use, days):
    trainer.accounts[use] -= days
    model.activity[trainer.home][TRAINER_DAYS_USED + use] += days


class Course(mesa.Agent):
    """A course that was held."""

    def __init__(self, model, lead):
        super().__init__(model)
        self.lead_skill, self.generation = lead.skill, lead.generation
        self.rate = model.course_rates[class_of(model.draw())]


# ---- convene -------------------------------------------------------------------------------------------------------
def convene(model):
    hold_engagements(model)
    drawn = model.rng.random(len(model.certified)).tolist()
    willing = [p for p, u in zip(model.certified, drawn, strict=True) if u < p.likely]
    share = model.monthly.remote_share[model.month]
    remote, in_person = [], [[] for _ in range(model.national)]
    for person, u in zip(willing, model.rng.random(len(willing)).tolist(), strict=True):
        (remote if u < share else in_person[model.region[person.cell]]).append(person)
    used = set()
    for number, terms in enumerate(model.programme_terms):
        open_groups(model, willing, used, model.national, model.national + 1 + number, terms)
    for region in model.rng.permutation(model.national).tolist():
        model.group_limit[region] = open_groups(model, in_person[region], used, region, region, model.terms_in_person)
    open_groups(model, remote, used, model.national, model.national, model.terms_remote)


def hold_engagements(model):
    allowance = model.monthly.allowance[model.month]
    asked = zip(model.engagements, model.asked, strict=True)
    todo = [engagement for engagement, number in asked for _ in range(number)]
    for place in model.rng.permutation(len(todo)).tolist():
        region, kind = todo[place]
        activity, days, chosen = model.activity[region], kind.eighths, []
        for person in model.by_region[region]:
            if allowance - person.spent - person.reserved >= days:
                chosen.append(person)
                if len(chosen) == kind.facilitators:
                    break
        if len(chosen) < kind.facilitators:
            activity[ACTIVITY.engagements_refused] += 1
            continue
        for person in chosen:
            person.spent += days
            person.last_active = model.month
        activity[ACTIVITY.engagements_held] += 1
        activity[ACTIVITY.audience] += kind.audience
        activity[ACTIVITY.facilitator_days_used_engagements] += kind.facilitators * days
        model.charge(region, ACTIVITY.money_engagements, kind.facilitators * days * model.facilitator_day // 8)


def open_groups(model, willing, used, place, source, terms):
    """Opens the groups of one queue; returns what stops further ones."""
    if not willing:
        return GROUP_CAUSE.facilitators
    allowance = model.monthly.allowance[model.month]
    free = [p for p in willing if p not in used]
    teams = [p for p in free if allowance - p.spent - p.reserved >= terms.reserve]
    limit = GROUP_CAUSE.facilitator_days if len(teams) < len(free) else GROUP_CAUSE.facilitators
    waiting = model.waiting.length(source)
    number = min(len(teams), -(-waiting // terms.size))
    while number > 0 and waiting // number < terms.minimum:
        number -= 1
    affordable = model.money_left() // terms.cost if terms.cost else waiting
    if affordable < number:
        number, limit = affordable, GROUP_CAUSE.money
    if number == 0:
        return limit
    seats = waiting if waiting - number * terms.size < terms.minimum else number * terms.size
    seats = min(seats, number * terms.maximum)
    for i in range(number):
        used.add(teams[i])
        group = Group(model, terms, place, teams[i])
        teams[i].groups_led += 1
        group.fill(source, seats // number + (i < seats % number))
        group.count(ACTIVITY.groups_started if terms.programme is None else ACTIVITY.programme_groups_started)
    return limit


# ---- teach ---------------------------------------------------------------------------------------------------------
def teach(model):
    credits, most = model.monthly.credits[model.month], model.monthly.most_kept[model.month]
    model.trainers = [model.trainers[i] for i in model.rng.permutation(len(model.trainers)).tolist()]
    for person in model.trainers:
        person.accounts = [min(a + c, k) for a, c, k in zip(person.accounts, credits, most, strict=True)]
        activity = model.activity[person.home]
        for use, credit in enumerate(credits):
            activity[TRAINER_DAYS_OFFERED + use] += credit
    model.enrolled = []
    on_demand(model)
    while hold(model, model.national, False, TRAINER_COURSES) is HELD:
        pass
    model.waiting.link()


def on_demand(model):
    queues, failed = model.waiting.courses, {}
    turn = model.rng.permutation(model.national).tolist()
    while True:
        regions = [r for r in turn if queues[r].length and r not in failed]
        if not regions:
            break
        region = max(regions, key=lambda r: queues[r].length)
        outcome = hold(model, region, False, FACILITATOR_COURSES)
        if outcome is not HELD:
            failed[region] = outcome
    if model.monthly.remote_courses[model.month]:
        while hold(model, model.national, True, FACILITATOR_COURSES) is HELD:
            pass
    for region, cause in failed.items():
        model.activity[region][TRAINING_LIMIT + cause] += queues[region].length


def hold(model, place, remote, use):
    """Holds a course if it can be; else returns why not."""
    waiting, lever, kind = model.waiting, model.courses[use], model.course_prices[use]
    if use == TRAINER_COURSES:
        queues = [waiting.trainer_course]
    else:
        queues = waiting.courses if place == model.national else [waiting.courses[place]]
    number = sum(queue.length for queue in queues)
    if number < lever.minimum:
        return TRAINING_CAUSE.too_few
    days = kind.eighths
    able = [p for p in model.trainers if p.accounts[use] >= days and (use == FACILITATOR_COURSES or p.master)]
    teachers = [p for p in able if p.home == place]
    if remote or place == model.national or model.monthly.travel[model.month]:
        teachers += [p for p in able if p.home != place]
    teachers = teachers[: lever.trainers]
    if len(teachers) < lever.trainers:
        return TRAINING_CAUSE.trainer_days
    seats = min(number, lever.seats)
    cost = kind.course + seats * kind.seat + lever.trainers * days * model.trainer_day // 8
    if not remote:
        cost += sum(model.travel for p in teachers if p.home != place)
    if cost > model.money_left():
        return TRAINING_CAUSE.money
    model.charge(place, ACTIVITY.money_courses, cost)
    course = Course(model, teachers[0])
    for person in teachers:
        pay_days(model, person, use, days)
        person.taught += 1
    for column, more in zip(COURSE_COLUMNS[use], (1, lever.seats, seats), strict=True):
        model.activity[place][column] += more
    for _ in range(seats):
        joined, _, person = min(queue.head() for queue in queues if queue.length)
        waiting.leave(person)
        if use == TRAINER_COURSES:
            model.enrolled.append(person)
            continue
        person.course = course
        person.count(PERSON.enrolled)
        model.activity[model.region[person.cell]][ACTIVITY.months_waited_for_course] += model.month - joined
        person.become(TRAINEE)
        delay = int(model.delay_median * math.exp(model.delay_spread * model.normal()))
        if delay == 0:
            waiting.join(person, waiting.practicum, model.practicum_patience)
        elif model.month + delay < model.months:
            model.ready[model.month + delay].append(person)
    return HELD


# ---- certify -------------------------------------------------------------------------------------------------------
def certify(model):
    for person in model.practicum_ended:
        examine(model, person)
    model.practicum_ended = []
    if not model.waiting.practicum.length:
        return
    supervisors = [p for p in model.trainers if p.accounts[SUPERVISION] >= model.supervision_days]
    for trainee in model.waiting.practicum.everybody():
        try_practicum(model, trainee, supervisors)


def examine(model, person):
    course = person.course
    if model.draw() >= course.rate:
        person.count(PERSON.not_certified)
        person.become(REACHED)
        return
    skill = course.lead_skill * model.fidelity >> 16
    spread = min(model.fidelity_noise, skill, FULL - skill)
    skill += math.floor(spread * (2.0 * model.draw() - 1.0) + 0.5)
    person.count(PERSON.certified)
    person.become(FACILITATOR)
    model.made_by[min(course.generation, GENERATIONS - 1)] += 1
    person.certify(skill, course.generation + 1, model.month, model.month, 0, class_of(model.draw()))
    model.by_region[model.region[person.cell]].append(person)


def try_practicum(model, trainee, supervisors):
    region, month = model.region[trainee.cell], model.month
    activity = model.activity[region]
    remote = model.draw_once(trainee) < model.monthly.remote_share[month]
    trainer = None
    rank = 3
    anywhere = remote or model.monthly.travel[month]
    for person in supervisors:
        distance = 0 if person.home == region else 1 if person.home == model.national else 2
        if distance < rank and (distance < 2 or anywhere) and person.accounts[SUPERVISION] >= model.supervision_days:
            trainer, rank = person, distance
            if rank == 0:
                break
    terms = model.practicum_remote if remote else model.practicum_in_person
    supervisor = None
    if trainer is None and model.levers.practicum.facilitator_supervisors:
        allowance = model.monthly.allowance[month]
        for person in model.by_region[region]:
            if person.home is None and person.groups_led >= 2 and allowance - person.reserved >= terms.reserve:
                supervisor = person
                break
    if trainer is None and supervisor is None:
        activity[ACTIVITY.training_limit_supervisor] += 1
        return
    source = model.national if remote else region
    if model.waiting.length(source) < terms.minimum:
        activity[ACTIVITY.training_limit_people] += 1
        return
    activity[ACTIVITY.months_waited_for_practicum] += month - trainee.ticket[0]
    model.waiting.leave(trainee)
    trainee.count(PERSON.practicum_started)
    trainee.become(IN_PRACTICUM)
    group = Group(model, terms, source, trainee, practicum=True)
    group.count(ACTIVITY.practicum_groups_started)
    if trainer is not None:
        pay_days(model, trainer, SUPERVISION, model.supervision_days)
    else:
        group.supervisor = supervisor
        supervisor.reserved += group.reserve
    group.fill(source, terms.size)


# ---- promote, refresh ----------------------------------------------------------------------------------------------
def promote(model):
    lever, month, waiting = model.levers.promotion, model.month, model.waiting
    for person in model.enrolled:
        person.count(PERSON.promoted)
        person.train(model.region[person.cell], False)
    least, groups, months = model.promotion_skill, lever.groups, lever.months
    for person in model.certified:
        if (
            person.groups_led >= groups
            and person.role == FACILITATOR
            and person.skill >= least
            and person.ticket is None
            and month - person.certified >= months
            and model.draw() < model.promoting
        ):
            waiting.join(person, waiting.trainer_course, model.course_patience)
    for person in model.trainers:
        if person.taught >= lever.courses_to_master:
            person.master = True
    waiting.link()


def refresh(model):
    month, practice, fading = model.month, model.practice_gain, model.fading
    for person in model.certified:
        skill = person.skill
        for _ in range(person.led_now):
            skill += (FULL - skill) * practice >> 16
        if person.last_active != month:
            skill -= skill * fading >> 16
        person.skill = skill
    seats, days = model.levers.refreshers.seats, model.refresher_days
    for trainer in model.trainers:
        if trainer.accounts[REFRESHERS] < days:
            continue
        if model.refresher_cost > model.money_left():
            return
        people = model.certified if trainer.home == model.national else model.by_region[trainer.home]
        due = [p for p in people if month - p.last_refresher >= 12 and p is not trainer]
        if not due:
            continue
        model.charge(trainer.home, ACTIVITY.money_refreshers, model.refresher_cost)
        pay_days(model, trainer, REFRESHERS, days)
        for person in heapq.nsmallest(seats, due, key=lambda p: p.skill):
            person.skill += (FULL - person.skill) * model.refresher_gain >> 16
            person.last_refresher = month
            person.spent += days
            model.activity[model.region[person.cell]][ACTIVITY.facilitator_days_used_refreshers] += days
