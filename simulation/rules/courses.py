"""Courses, a part of Teach (ODD, 7.11): when and where they are held, by whom, and who comes."""

from collections.abc import Sequence

from simulation.agents.money import Charge
from simulation.agents.queues import in_order
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL, CalendarEntry, Courses, ReservedSeats
from simulation.scenario.quantities import month_number

TOO_FEW, CALENDAR, TRAINER_DAYS, MONEY, SEATS = "too_few", "calendar", "trainer_days", "money", "seats"
"""What holds candidates back, as the training ledger calls it."""
MONTHS_OF_NEED = 2
"""Who has waited for a facilitator course for more months counts for the need of a trainer course."""
MONTHS_BETWEEN_TRAINER_COURSES = 12
"""By need, trainer courses are so many months apart at least."""


# ---- facilitator courses ---------------------------------------------------------------------------------------------


def hold_facilitator_courses(model) -> None:
    """On demand or by calendar; what stopped them is kept for each region."""
    is_on_demand = model.levers.facilitator_courses.scheduling == "on demand"
    model.handed_on.course_limit = hold_on_demand(model) if is_on_demand else hold_by_calendar(model)


def hold_on_demand(model) -> dict[str, str]:
    """Hold courses while any region can fill one, then remote ones; returns for each region what held it back.

    The remote course is open to all and comes last: what stops it stands between every candidate and a seat.
    """
    coverage = {region: model.coverage(region) for region in model.places.regions}
    causes: dict[str, str] = {}
    while regions := [r for r in model.places.regions if r not in causes and model.queues.courses[r]]:
        region = min(regions, key=lambda region: served_first(model, region, coverage))
        failed = hold(model, "facilitator", region)
        if failed is not None:
            causes[region] = failed
    if model.now(model.levers.facilitator_courses.remote):
        while (failed := hold(model, "facilitator", NATIONAL, remote=True)) is None:
            pass
        return dict.fromkeys(model.places.regions, failed)
    return dict.fromkeys(model.places.regions, TOO_FEW) | causes


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
    entries = [e for e in lever.calendar if month_number(e.month) == model.first_month + model.month_index]
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


# ---- trainer courses -------------------------------------------------------------------------------------------------


def hold_trainer_courses(model) -> None:
    """Trainer courses are national and in person: by need, on demand, or by calendar."""
    lever = model.levers.trainer_courses
    if lever.scheduling == "need":
        if is_needed(model):
            hold(model, "trainer", NATIONAL)
    elif lever.scheduling == "on demand":
        while hold(model, "trainer", NATIONAL) is None:
            pass
    else:
        for entry in entries_of_the_month(model, lever):
            for _ in range(entry.courses):
                hold(model, "trainer", NATIONAL)


def is_needed(model) -> bool:
    """Whether a course's worth of candidates has waited for want of trainer days, and no course was held for a year."""
    last, now = model.last_trainer_course, model.month_index
    if last is not None and now - last < MONTHS_BETWEEN_TRAINER_COURSES:
        return False
    waiting = sum(
        person.ticket.since < now - MONTHS_OF_NEED
        for region, cause in model.handed_on.course_limit.items()
        if cause == TRAINER_DAYS
        for person in model.queues.courses[region]
    )
    return waiting >= model.now(model.levers.facilitator_courses.seats)


# ---- one course ------------------------------------------------------------------------------------------------------


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
    if kind == "facilitator" and is_quarter_full(model):
        return CALENDAR
    able = trainers_for(model, kind, place, remote)
    team = team_of(model, kind, able)
    if team is None:
        for trainer in able:
            trainer.saves_for = use_of(kind)
        return TRAINER_DAYS
    seats = min(waiting, model.now(lever.seats))
    charge = charge_for(model, kind, place, remote, team, seats)
    if not model.money.can_afford(charge):
        return MONEY
    model.money.charge(charge)
    course = model.agent_classes["course"](model, kind, place, remote, team)
    reserved = lever.reserved if kind == "facilitator" else ()
    fill_seats(course, *invite(list(in_order(queues)), seats, reserved))
    if kind == "facilitator":
        model.courses_held[place] += 1
        model.courses_of_quarter[quarter(model)] += 1
    else:
        model.last_trainer_course = model.month_index
    return None


def quarter(model) -> int:
    """The present calendar quarter, counted from year 0."""
    return (model.first_month + model.month_index) // 3


def is_quarter_full(model) -> bool:
    """Whether as many facilitator courses were held in this calendar quarter as may be."""
    most = model.now(model.levers.facilitator_courses.per_quarter)
    return most is not None and model.courses_of_quarter[quarter(model)] >= most


def use_of(kind: str) -> str:
    """The use of trainers' days that courses of a kind are."""
    return f"{kind}_courses"


def team_of(model, kind: str, able: list) -> list[tuple] | None:
    """Of the trainers who may teach, in order, those who give a course together, each with the days given.

    None if they have too few.
    """
    lever = getattr(model.levers, f"{kind}_courses")
    days = eighths(lever.days)
    team, missing = [], model.now(lever.trainers) * days
    for trainer in able:
        given = min(trainer.days_for(use_of(kind)), days, missing)
        team.append((trainer, given))
        missing -= given
        if missing == 0:
            return team
    return None


def trainers_for(model, kind: str, place: str, remote: bool) -> list:
    """Trainers with days, who may teach there: at home first; in each part first those with days for a whole course."""
    days = eighths(getattr(model.levers, f"{kind}_courses").days)
    able = [trainer for trainer in model.trainers_in_turn() if trainer.days_for(use_of(kind)) > 0]
    if kind == "trainer":
        able = [trainer for trainer in able if trainer.is_master]
    able.sort(key=lambda trainer: (trainer.home != place, trainer.account < days))
    if remote or place == NATIONAL or trainers_travel(model):
        return able
    return [trainer for trainer in able if trainer.home == place]


def trainers_travel(model) -> bool:
    """Whether trainers travel to a region's course; not where they can teach its people from home, on demand."""
    lever = model.levers.facilitator_courses
    is_taught_from_home = lever.scheduling == "on demand" and model.now(lever.remote)
    return model.now(lever.travel) and not is_taught_from_home


def charge_for(model, kind: str, place: str, remote: bool, team: list[tuple], invited: int) -> Charge:
    """What a course costs, with so many persons invited; who gives days beyond the course's trainers stays at home."""
    lever = getattr(model.levers, f"{kind}_courses")
    days = eighths(lever.days)
    cash = model.price(f"{kind}_course") + invited * model.price(f"{kind}_course_seat")
    if not remote:
        journeys = min(sum(trainer.home != place for trainer, _ in team), model.now(lever.trainers))
        cash += journeys * model.price("travel")
    unpaid = sum(given for trainer, given in team if not trainer.is_paid_by_day)
    time = unpaid * model.price("trainer_day") // 8
    if kind == "facilitator":
        time += invited * days * model.price("facilitator_day") // 8
    part = "trainer_courses" if kind == "trainer" else "courses_remote" if remote else None
    return Charge(place, "courses", cash=(cash,), valued_time=(time,), part=part)


def invite(waiting: list, seats: int, reserved: Sequence[ReservedSeats]) -> tuple[list, list]:
    """Whom a course invites to so many seats, of those who wait, in order; and who waits on.

    Seats are offered first to those for whom they are reserved; what they do not fill falls free to the others at once.
    """
    invited: list = []
    for entry in reserved:
        named = [person for person in waiting if is_named(person, entry)][: min(entry.seats, seats - len(invited))]
        invited += named
        waiting = [person for person in waiting if person not in named]
    left = seats - len(invited)
    return invited + waiting[:left], waiting[left:]


def is_named(person, entry: ReservedSeats) -> bool:
    """Whether a person works where seats are reserved for; what an entry leaves out may be any."""
    return entry.region in (None, person.region) and entry.administration in (None, person.administration)


def fill_seats(course, invited: list, others: list) -> None:
    """Who is invited comes or not; an empty seat goes to the next with chance one half, who may not come either."""
    next_in_line = iter(others)
    for person in invited:
        if person.comes_to_course():
            course.enrol(person)
            continue
        goes_on = person.is_seat_filled_again()
        person.miss_course()
        standby = next(next_in_line, None) if goes_on else None
        if standby is not None:
            course.enrol(standby) if standby.comes_to_course() else standby.miss_course()
