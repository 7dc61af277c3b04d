"""Convene, teach, certify, promote, refresh."""

import heapq
import math

import mesa

from benchmarks.plain_mesa.groups import FULL, Group
from benchmarks.plain_mesa.people import FACILITATOR, IN_PRACTICUM, REACHED, TRAINEE
from simulation.state.arithmetic import class_of

FACILITATOR_COURSES, TRAINER_COURSES, SUPERVISION, REFRESHERS = range(4)


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
        open_groups(model, in_person[region], used, region, region, model.terms_in_person)
    open_groups(model, remote, used, model.national, model.national, model.terms_remote)


def hold_engagements(model):
    allowance = model.monthly.allowance[model.month]
    asked = zip(model.engagements, model.asked.tolist(), strict=True)
    todo = [engagement for engagement, number in asked for _ in range(number)]
    for place in model.rng.permutation(len(todo)).tolist():
        region, kind = todo[place]
        days, chosen = kind.eighths, []
        for person in model.by_region[region]:
            if allowance - person.spent - person.reserved >= days:
                chosen.append(person)
                if len(chosen) == kind.facilitators:
                    break
        if len(chosen) < kind.facilitators:
            continue
        for person in chosen:
            person.spent += days
            person.last_active = model.month
        model.charge(kind.facilitators * days * model.facilitator_day // 8)


def open_groups(model, willing, used, place, source, terms):
    if not willing:
        return
    waiting = model.waiting.length(source)
    if waiting < terms.minimum:
        return
    allowance = model.monthly.allowance[model.month]
    teams = [p for p in willing if p not in used and allowance - p.spent - p.reserved >= terms.reserve]
    affordable = model.money_left() // terms.cost if terms.cost else waiting
    number = min(len(teams), affordable, -(-waiting // terms.size))
    while number > 0 and waiting // number < terms.minimum:
        number -= 1
    if number == 0:
        return
    seats = waiting if waiting - number * terms.size < terms.minimum else number * terms.size
    seats = min(seats, number * terms.maximum)
    for i in range(number):
        used.add(teams[i])
        group = Group(model, terms, place, teams[i])
        teams[i].groups_led += 1
        group.fill(source, seats // number + (i < seats % number))
        model.groups_started += 1


# ---- teach ---------------------------------------------------------------------------------------------------------
def teach(model):
    credits, most = model.monthly.credits[model.month], model.monthly.most_kept[model.month]
    model.trainers = [model.trainers[i] for i in model.rng.permutation(len(model.trainers)).tolist()]
    for person in model.trainers:
        person.accounts = [min(a + c, k) for a, c, k in zip(person.accounts, credits, most, strict=True)]
    model.enrolled = []
    on_demand(model)
    while hold(model, model.national, False, TRAINER_COURSES):
        pass
    model.waiting.link()


def on_demand(model):
    queues, failed = model.waiting.courses, set()
    turn = model.rng.permutation(model.national).tolist()
    while True:
        regions = [r for r in turn if queues[r].length and r not in failed]
        if not regions:
            break
        region = max(regions, key=lambda r: queues[r].length)
        if not hold(model, region, False, FACILITATOR_COURSES):
            failed.add(region)
    if model.monthly.remote_courses[model.month]:
        while hold(model, model.national, True, FACILITATOR_COURSES):
            pass


def hold(model, place, remote, use):
    """Holds a course if it can be."""
    waiting, lever, kind = model.waiting, model.courses[use], model.course_prices[use]
    if use == TRAINER_COURSES:
        queues = [waiting.trainer_course]
    else:
        queues = waiting.courses if place == model.national else [waiting.courses[place]]
    number = sum(queue.length for queue in queues)
    if number < lever.minimum:
        return False
    days = kind.eighths
    able = [p for p in model.trainers if p.accounts[use] >= days and (use == FACILITATOR_COURSES or p.master)]
    teachers = [p for p in able if p.home == place]
    if remote or place == model.national or model.monthly.travel[model.month]:
        teachers += [p for p in able if p.home != place]
    teachers = teachers[: lever.trainers]
    if len(teachers) < lever.trainers:
        return False
    seats = min(number, lever.seats)
    cost = kind.course + seats * kind.seat + lever.trainers * days * model.trainer_day // 8
    if not remote:
        cost += sum(model.travel for p in teachers if p.home != place)
    if cost > model.money_left():
        return False
    model.charge(cost)
    course = Course(model, teachers[0])
    for person in teachers:
        person.accounts[use] -= days
        person.taught += 1
    for _ in range(seats):
        person = min(queue.head() for queue in queues if queue.length)[2]
        waiting.leave(person)
        if use == TRAINER_COURSES:
            model.enrolled.append(person)
            continue
        person.course = course
        person.become(TRAINEE)
        delay = int(model.delay_median * math.exp(model.delay_spread * model.normal()))
        if delay == 0:
            waiting.join(person, waiting.practicum, model.practicum_patience)
        elif model.month + delay < model.months:
            model.ready[model.month + delay].append(person)
    return True


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
        person.become(REACHED)
        return
    skill = course.lead_skill * model.fidelity >> 16
    spread = min(model.fidelity_noise, skill, FULL - skill)
    skill += math.floor(spread * (2.0 * model.draw() - 1.0) + 0.5)
    person.become(FACILITATOR)
    person.certify(skill, course.generation + 1, model.month, model.month, 0, class_of(model.draw()))


def try_practicum(model, trainee, supervisors):
    region, month = model.region[trainee.cell], model.month
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
        return
    source = model.national if remote else region
    if model.waiting.length(source) < terms.minimum:
        return
    model.waiting.leave(trainee)
    trainee.become(IN_PRACTICUM)
    group = Group(model, terms, source, trainee, practicum=True)
    if trainer is not None:
        trainer.accounts[SUPERVISION] -= model.supervision_days
    else:
        group.supervisor = supervisor
        supervisor.reserved += group.reserve
    group.fill(source, terms.size)


# ---- promote, refresh ----------------------------------------------------------------------------------------------
def promote(model):
    lever, month, waiting = model.levers.promotion, model.month, model.waiting
    for person in model.enrolled:
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
        model.charge(model.refresher_cost)
        trainer.accounts[REFRESHERS] -= days
        for person in heapq.nsmallest(seats, due, key=lambda p: p.skill):
            person.skill += (FULL - person.skill) * model.refresher_gain >> 16
            person.last_refresher = month
            person.spent += days
