"""Rule 6, teach (ODD, 7.10): trainers' days are credited, and courses held."""

import math

from simulation.agents.queues import first_of
from simulation.common.columns import TRAINER_USES
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL, CalendarEntry, Courses

TOO_FEW, TRAINER_DAYS, MONEY, SEATS, CALENDAR = "too_few", "trainer_days", "money", "seats", "calendar"
"""What holds candidates back, as the training ledger calls it."""
_ROUNDING = 1e-9
"""Added to sums of shares of days before they are rounded down."""


def teach(model) -> None:
    """Facilitator courses, on demand or by calendar; then trainer courses."""
    for course in model.courses:
        course.remove()
    save_days(model)
    with model.queues.joining_afterwards():
        if model.levers.facilitator_courses.scheduling == "on demand":
            causes = hold_on_demand(model)
        else:
            causes = hold_by_calendar(model)
        model.handed_on.training_limit = {
            (region, cause): len(model.queues.courses[region]) for region, cause in causes.items()
        }
        hold_trainer_courses(model)


def save_days(model) -> None:
    """This month's days of each trainer, for each use; unused ones are kept for some months."""
    lever = model.levers.trainers
    for use in TRAINER_USES:
        days = model.now(lever.days_per_month) * model.now(getattr(lever, f"share_{use}")) * 8
        before = model.credited[use]
        after = model.credited[use] = before + days
        credit = math.floor(after + _ROUNDING) - math.floor(before + _ROUNDING)
        most = math.floor(days * lever.days_kept_months + _ROUNDING)
        for trainer in model.trainers:
            trainer.save_days(use, credit, most)


def hold_on_demand(model) -> dict[str, str]:
    """Hold courses while any region can fill one; returns for each region that cannot what held it back."""
    coverage = {region: model.coverage(region) for region in model.places.regions}
    causes: dict[str, str] = {}
    while waiting := [region for region, queue in model.queues.courses.items() if queue and region not in causes]:
        region = min(waiting, key=lambda region: served_first(model, region, coverage))
        failed = hold(model, "facilitator", region)
        if failed is not None:
            causes[region] = failed
    if model.now(model.levers.facilitator_courses.remote):
        while hold(model, "facilitator", NATIONAL, remote=True) is None:
            pass
    return causes


def served_first(model, region: str, coverage: dict) -> tuple:
    """The key by which regions are put in order for their next course."""
    by_policy = {
        "longest_queue": -len(model.queues.courses[region]),
        "lowest_coverage": coverage[region],
        "equal": model.courses_held[region],
    }[model.levers.facilitator_courses.served_first]
    return by_policy, model.region_turn(region)


def entries_of_the_month(model, lever: Courses) -> list[CalendarEntry]:
    """The entries of a calendar for this month, by place."""
    entries = [entry for entry in lever.calendar if entry.month == model.month]
    return sorted(entries, key=lambda entry: model.places.number[entry.place])


def hold_by_calendar(model) -> dict[str, str]:
    """Hold the courses of the calendar; returns for each region what held back those who still wait."""
    regions = model.places.regions
    causes = dict.fromkeys(regions, CALENDAR)
    for entry in entries_of_the_month(model, model.levers.facilitator_courses):
        concerned = regions if entry.place == NATIONAL else (entry.place,)
        for _ in range(entry.courses):
            failed = hold(model, "facilitator", entry.place, entry.remote)
            for region in concerned:
                if failed is not None:
                    causes[region] = failed
                elif causes[region] == CALENDAR:
                    causes[region] = SEATS
    return causes


def hold_trainer_courses(model) -> None:
    """Trainer courses are national and in person."""
    lever = model.levers.trainer_courses
    if lever.scheduling == "on demand":
        while hold(model, "trainer", NATIONAL) is None:
            pass
        return
    for entry in entries_of_the_month(model, lever):
        for _ in range(entry.courses):
            hold(model, "trainer", NATIONAL)


def hold(model, kind: str, place: str, remote: bool = False) -> str | None:
    """Hold a course, for a region or for the nation; returns what it failed for, or none when it was held."""
    lever = getattr(model.levers, f"{kind}_courses")
    if kind == "trainer":
        queues = [model.queues.trainer_course]
    else:
        queues = list(model.queues.courses.values()) if place == NATIONAL else [model.queues.courses[place]]
    waiting = sum(len(queue) for queue in queues)
    if waiting < model.now(lever.minimum):
        return TOO_FEW
    number = model.now(lever.trainers)
    trainers = able_trainers(model, kind, place, remote)[:number]
    if len(trainers) < number:
        return TRAINER_DAYS
    seats = min(waiting, model.now(lever.seats))
    cost = cost_of(model, kind, place, remote, trainers, seats)
    if not model.can_afford(cost):
        return MONEY
    model.ledger.charge(place, "courses", cost)
    course = model.agent_classes["course"](model, kind, place, remote, trainers)
    for _ in range(seats):
        course.enrol(first_of(queues))
    if kind == "facilitator":
        model.courses_held[place] += 1
    return None


def able_trainers(model, kind: str, place: str, remote: bool) -> list:
    """Trainers with days enough, who may teach there, in the order in which they are asked: at home first."""
    days = eighths(getattr(model.levers, f"{kind}_courses").days)
    able = [trainer for trainer in model.trainers_in_turn() if trainer.accounts[f"{kind}_courses"] >= days]
    if kind == "trainer":
        able = [trainer for trainer in able if trainer.is_master]
    at_home = [trainer for trainer in able if trainer.home == place]
    if remote or place == NATIONAL or model.now(model.levers.facilitator_courses.travel):
        return at_home + [trainer for trainer in able if trainer.home != place]
    return at_home


def cost_of(model, kind: str, place: str, remote: bool, trainers: list, seats: int) -> int:
    """What a course costs, in cents."""
    days = eighths(getattr(model.levers, f"{kind}_courses").days)
    cost = model.price(f"{kind}_course") + seats * model.price(f"{kind}_course_seat")
    cost += len(trainers) * days * model.price("trainer_day") // 8
    if not remote:
        cost += sum(model.price("travel") for trainer in trainers if trainer.home != place)
    return cost
