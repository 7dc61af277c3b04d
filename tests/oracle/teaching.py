"""Sections 7.10 to 7.12: courses, practicum, certification, promotion, refreshers."""

import math

import mesa

from simulation.common.arithmetic import FULL, class_of, monthly_probability, months_delayed, part, to_u16
from simulation.common.draws import COURSE as COURSE_CHILD
from simulation.common.draws import Decision
from simulation.scenario.quantities import month_number
from tests.oracle.group import Group
from tests.oracle.groups import begin_practicum
from tests.oracle.people import Facilitator, Trainer, activity_class
from tests.oracle.queues import COURSE, PRACTICUM, TRAINER_COURSE

USES = ("facilitator_courses", "trainer_courses", "supervision", "refreshers")
TOO_FEW, TRAINER_DAYS, MONEY, SEATS, CALENDAR = "too_few", "trainer_days", "money", "seats", "calendar"


class Course(mesa.Agent):
    """A course that was held."""

    def __init__(self, model, identity, lead):
        super().__init__(model)
        self.identity, self.lead = identity, lead.identity
        self.lead_skill, self.lead_generation = lead.facilitator.skill, lead.facilitator.generation
        self.rate_class = class_of(model.uniform(identity, Decision.COURSE_RATE, month=-1))


def by_turn(model, persons):
    return sorted(persons, key=lambda p: model.order(p.identity, Decision.TRAINER_TURN))


def use_days(model, person, use, days):
    person.trainer.accounts[use] -= days
    model.note(person.trainer.home, f"trainer_days_used_{use}", days)


# ---- teach ---------------------------------------------------------------------------------------------------------
def teach(model):
    credit_accounts(model)
    with model.queues.joining_afterwards():
        hold_courses(model)


def hold_courses(model):
    coverage = [model.coverage(r) for r in range(len(model.regions))]
    lever = model.levers.facilitator_courses
    causes = on_demand(model, coverage) if lever.scheduling == "on demand" else by_calendar(model)
    model.training_limit = {
        (r, cause): model.queues.length([(COURSE, r)]) for r, cause in causes.items() if cause is not None
    }
    trainer_courses(model)


def credit_accounts(model):
    lever = model.levers.trainers
    for use in USES:
        eighths = model.now(lever.days_per_month) * model.now(getattr(lever, f"share_{use}")) * 8
        before = model.cumulative_days[use]
        model.cumulative_days[use] = after = before + eighths
        credit = math.floor(after + 1e-9) - math.floor(before + 1e-9)
        kept = math.floor(eighths * lever.days_kept_months + 1e-9)
        for person in model.trainers():
            accounts = person.trainer.accounts
            accounts[use] = min(accounts[use] + credit, kept)
            model.note(person.trainer.home, f"trainer_days_offered_{use}", credit)


def on_demand(model, coverage):
    """Holds courses while any can be; the cause for each region that failed."""
    served = model.levers.facilitator_courses.served_first

    def rank(region):
        first = {
            "longest_queue": -model.queues.length([(COURSE, region)]),
            "lowest_coverage": coverage[region],
            "equal": model.courses_held[region],
        }[served]
        return first, model.order(model.region_identity[region], Decision.REGION_TURN)

    causes = {}
    while True:
        open_regions = [
            r for r in range(len(model.regions)) if r not in causes and model.queues.length([(COURSE, r)]) > 0
        ]
        if not open_regions:
            break
        region = min(open_regions, key=rank)
        failed = hold(model, region, False, "facilitator")
        if failed is not None:
            causes[region] = failed
    if model.now(model.levers.facilitator_courses.remote):
        while hold(model, model.national, True, "facilitator") is None:
            pass
    return causes


def entries_of_the_month(model, courses):
    entries = [e for e in courses.calendar if month_number(e.month) == model.first + model.m]
    return sorted(entries, key=lambda e: model.place_number(e.place))


def by_calendar(model):
    regions = range(len(model.regions))
    causes = dict.fromkeys(regions, CALENDAR)
    for entry in entries_of_the_month(model, model.levers.facilitator_courses):
        place = model.place_number(entry.place)
        concerned = regions if place == model.national else [place]
        for _ in range(entry.courses):
            failed = hold(model, place, entry.remote, "facilitator")
            for region in concerned:
                if failed is not None:
                    causes[region] = failed
                elif causes[region] == CALENDAR:
                    causes[region] = SEATS
    return causes


def trainer_courses(model):
    lever = model.levers.trainer_courses
    if lever.scheduling == "on demand":
        while hold(model, model.national, False, "trainer") is None:
            pass
    else:
        for entry in entries_of_the_month(model, lever):
            for _ in range(entry.courses):
                hold(model, model.national, False, "trainer")


def hold(model, place, remote, kind):
    """Tries one course; what it failed at, or None when it was held."""
    lever = model.levers.facilitator_courses if kind == "facilitator" else model.levers.trainer_courses
    use = f"{kind}_courses"
    days = round(lever.days * 8)
    most, fewest, staff = model.now(lever.seats), model.now(lever.minimum), model.now(lever.trainers)
    if kind == "trainer":
        queues = [(TRAINER_COURSE,)]
    else:
        queues = [(COURSE, r) for r in range(len(model.regions)) if place in (r, model.national)]
    waiting = model.queues.length(queues)
    if waiting < fewest:
        return TOO_FEW

    able = [p for p in by_turn(model, model.trainers()) if p.trainer.accounts[use] >= days]
    if kind == "trainer":
        able = [p for p in able if p.trainer.master]
    at_home = [p for p in able if p.trainer.home == place]
    others = [p for p in able if p.trainer.home != place]
    travel = model.now(model.levers.facilitator_courses.travel)
    teachers = at_home + (others if remote or place == model.national or travel else [])
    teachers = teachers[:staff]
    if len(teachers) < staff:
        return TRAINER_DAYS

    seats = min(waiting, most)
    cost = model.price(f"{kind}_course") + seats * model.price(f"{kind}_course_seat")
    cost += staff * days * model.price("trainer_day") // 8
    if not remote:
        cost += sum(model.price("travel") for p in teachers if p.trainer.home != place)
    if not model.affordable(cost):
        return MONEY

    model.charge(place, "courses", cost)
    lead = teachers[0]
    course = Course(model, model.child(lead.identity, lead.trainer.courses_taught, COURSE_CHILD), lead)
    for person in teachers:
        use_days(model, person, use, days)
        person.trainer.courses_taught += 1
    model.note(place, use)
    model.note(place, f"{kind}_seats_offered", most)
    model.note(place, f"{kind}_seats_filled", seats)
    for _ in range(seats):
        person = model.queues.head(queues)
        waited = model.m - person.ticket.date
        model.queues.leave(person)
        if kind == "trainer":
            model.future_trainers.append(person)
        else:
            enrol(model, person, course, waited)
    if kind == "facilitator":
        model.courses_held[place] += 1
    return None


def enrol(model, person, course, waited):
    person.role, person.course = "trainee", course
    model.count(person.home, "enrolled")
    model.note(person.home.region, "months_waited_for_course", waited)
    u = model.uniform(person.identity, Decision.DELAY, index=person.courses_taken, month=-1)
    person.courses_taken += 1
    delay = months_delayed(u, model.u.practicum_delay / 30.4375, model.u.practicum_delay_spread)
    person.earliest_practicum = model.m + delay
    if delay == 0:
        model.queues.join(person, (PRACTICUM,))


# ---- certify -------------------------------------------------------------------------------------------------------
def certify(model):
    for person in model.to_certify:
        examine(model, person)
    model.to_certify = []
    for trainee in sorted(model.queues.of((PRACTICUM,)), key=lambda p: p.ticket.key):
        if model.levers.practicum.sessions == 0:
            starts_practicum(model, trainee)
            examine(model, trainee)
            continue
        failed = try_practicum(model, trainee)
        if failed is not None:
            key = trainee.home.region, failed
            model.training_limit[key] = model.training_limit.get(key, 0) + 1


def examine(model, person):
    course = person.course
    times = person.courses_taken - 1
    if (
        not model.uniform(person.identity, Decision.CERTIFY, index=times, month=-1)
        < model.rate_of_class[course.rate_class]
    ):
        person.role = "reached"
        model.count(person.home, "not_certified")
        return
    x = part(course.lead_skill, to_u16(model.u.fidelity))
    w = min(to_u16(model.u.fidelity_noise), x, FULL - x)
    skill = x + math.floor(
        w * (2 * model.uniform(person.identity, Decision.SKILL_NOISE, index=times, month=-1) - 1) + 0.5
    )
    generation = course.lead_generation + 1
    person.role = "facilitator"
    person.facilitator = Facilitator(skill, generation, activity_class(model, person.identity), model.m, course.lead)
    model.count(person.home, "certified")
    model.certified_ever[min(generation, 15)] += 1
    model.made_by[min(course.lead_generation, 15)] += 1


def try_practicum(model, trainee):
    """Begins a practicum; what it waits for, or None."""
    lever, region = model.levers.practicum, trainee.home.region
    share = model.now(model.levers.groups.remote_share)
    remote = model.uniform(trainee.identity, Decision.PRACTICUM_MODE, month=-1) < share
    days = round(lever.supervision_days * 8)
    able = [p for p in by_turn(model, model.trainers()) if p.trainer.accounts["supervision"] >= days]
    ranked = [p for p in able if p.trainer.home == region] + [p for p in able if p.trainer.home == model.national]
    if remote or model.now(model.levers.facilitator_courses.travel):
        ranked += [p for p in able if p.trainer.home not in (region, model.national)]
    by_trainer = ranked[0] if ranked else None
    by_facilitator = None
    place = model.national if remote else region
    if by_trainer is None:
        if lever.facilitator_supervisors:
            reserve = begin_reserve(model, place, remote)
            peers = [
                p
                for p in model.persons
                if p.role == "facilitator"
                and p.home.region == region
                and p.facilitator.groups_led >= 2
                and model.allowance() - p.facilitator.reserved >= reserve
            ]
            by_facilitator = min(peers, key=lambda p: model.order(p.identity, Decision.TURN), default=None)
        if by_facilitator is None:
            return "supervisor"
    people = model.queues.length(model.queues.group_queues(place))
    if people < model.levers.groups.minimum:
        return "people"
    if by_trainer is not None:
        use_days(model, by_trainer, "supervision", days)
    starts_practicum(model, trainee)
    begin_practicum(model, trainee, by_facilitator, place, remote, people)
    return None


def starts_practicum(model, trainee):
    model.note(trainee.home.region, "months_waited_for_practicum", model.m - trainee.ticket.date)
    model.queues.leave(trainee)
    trainee.role = "in_practicum"
    model.count(trainee.home, "practicum_started")


def begin_reserve(model, place, remote):
    return Group.terms(model, place, remote, None, practicum=True)["reserve"]


# ---- promote, refresh ----------------------------------------------------------------------------------------------
def promote(model):
    lever = model.levers.promotion
    for person in model.future_trainers:
        person.role = "trainer"
        person.trainer = Trainer(person.home.region)
        model.count(person.home, "promoted")
        model.trainers_ever[min(person.facilitator.generation, 15)] += 1
    model.future_trainers = []
    for person in model.certified():
        f = person.facilitator
        if person.role != "facilitator" or person.ticket is not None:
            continue
        if f.groups_led >= lever.groups and f.skill >= to_u16(lever.skill) and model.m - f.certified >= lever.months:
            if model.uniform(person.identity, Decision.PROMOTE) < monthly_probability(model.u.promotion_rate):
                model.queues.join(person, (TRAINER_COURSE,))
    for person in model.trainers():
        if person.trainer.courses_taught >= lever.courses_to_master:
            person.trainer.master = True


def refresh(model):
    for person in model.certified():
        f = person.facilitator
        for _ in range(f.sessions_led):
            f.skill += part(FULL - f.skill, to_u16(model.u.practice_gain))
        if f.last_active != model.m:
            f.skill -= part(f.skill, to_u16(model.u.fading))
    lever = model.levers.refreshers
    days = round(lever.days * 8)
    for person in by_turn(model, model.trainers()):
        if person.trainer.accounts["refreshers"] < days:
            continue
        home = person.trainer.home
        due = [
            p
            for p in model.certified()
            if p is not person
            and home in (p.home.region, model.national)
            and (p.facilitator.last_refresher is None or model.m - p.facilitator.last_refresher >= 12)
        ]
        due.sort(key=lambda p: (p.facilitator.skill, model.order(p.identity, Decision.TURN)))
        cost = model.price("refresher") + days * model.price("trainer_day") // 8
        if not due or not model.affordable(cost):
            continue
        model.charge(home, "refreshers", cost)
        use_days(model, person, "refreshers", days)
        for guest in due[: lever.seats]:
            f = guest.facilitator
            f.skill += part(FULL - f.skill, to_u16(model.u.refresher_gain))
            f.last_refresher = model.m
            f.spent += days
            model.note(guest.home.region, "facilitator_days_used_refreshers", days)
