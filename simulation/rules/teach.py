"""Section 7.10: courses."""

import math

from simulation.agents.course import Course
from simulation.agents.queues import COURSE, PRACTICUM, TRAINER_COURSE
from simulation.common.arithmetic import months_delayed
from simulation.common.draws import COURSE as COURSE_CHILD
from simulation.common.draws import Decision
from simulation.rules.turns import by_turn, use_days
from simulation.scenario.quantities import month_number

USES = ("facilitator_courses", "trainer_courses", "supervision", "refreshers")
TOO_FEW, TRAINER_DAYS, MONEY, SEATS, CALENDAR = "too_few", "trainer_days", "money", "seats", "calendar"


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
