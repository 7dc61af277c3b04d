"""Checks across fields: dates within the run, names that exist, shares that add up, courses as they are scheduled."""

from collections.abc import Iterator, Sequence

from simulation.language import say
from simulation.scenario.capacity_checks import capacity_findings
from simulation.scenario.findings import Finding, begins_in, changing_months, stepped_values
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import (
    NATIONAL,
    Call,
    FacilitatorCourses,
    Nomination,
    Programme,
    ReservedSeats,
    TrainerCourses,
)
from simulation.scenario.problems import did_you_mean, listed
from simulation.scenario.quantities import LAST_YEAR, Beta, Lognormal, is_within, month_number, month_text, value_at
from simulation.scenario.schema import Initial, Scenario
from simulation.scenario.start_checks import register_names
from simulation.scenario.target_checks import target_findings
from simulation.scenario.tree import Path

_TOLERANCE = 1e-9


def findings(scenario: Scenario, capacity: bool = True) -> Iterator[Finding]:
    """Everything in a scenario that its fields, each valid by itself, get wrong together.

    capacity: also whether there are people and days enough.
    """
    yield from _cells(scenario)
    yield from _dates(scenario)
    yield from target_findings(scenario)
    yield from _names(scenario)
    yield from register_names(scenario)
    yield from _recruitment(scenario)
    yield from _training_money(scenario)
    yield from _course_sizes(scenario)
    yield from _scheduling(scenario)
    yield from _mixing(scenario)
    if capacity:
        yield from capacity_findings(scenario)


def _cells(scenario: Scenario) -> Iterator[Finding]:
    if scenario.population == "france":
        return
    seen: dict[tuple[str, str], int] = {}
    for position, cell in enumerate(scenario.population):
        path = ("population", position)
        if cell.region == NATIONAL:
            message = say(
                '"{national}" stands for remote work and a national team; nobody lives there.', national=NATIONAL
            )
            yield Finding(((*path, "region"),), message, say("Give the region another name."))
        key = (cell.region, cell.administration)
        if key in seen:
            message = say(
                "{region}, {administration} is given twice; first as entry {number}.",
                region=cell.region,
                administration=cell.administration,
                number=seen[key] + 1,
            )
            yield Finding((path,), message, say("Add the headcounts up in one entry."))
        seen.setdefault(key, position)


def _dates(scenario: Scenario) -> Iterator[Finding]:
    start, end = scenario.start, scenario.end
    when = say("the scenario runs from {start} to {end}.", start=start, end=end)
    run = (("start",), ("months",))
    if month_number(end) >= 12 * (LAST_YEAR + 1):
        yield Finding(
            (("months",), ("start",)),
            say("the run goes on to {end}: the last month is {last_year}-12.", end=end, last_year=LAST_YEAR),
        )
    for path, steps in stepped_values(scenario.levers, ("levers",)):
        for position, step in enumerate(steps):
            if month_number(step.from_) > month_number(end):
                message = say("a step from {month} would never act: {when}", month=step.from_, when=when)
                yield Finding(((*path, position, "from"), *run), message)
    for position, hired in enumerate(scenario.levers.trainers.hired):
        if not is_within(hired.from_, start, end):
            before = month_number(hired.from_) < month_number(start)
            suggestion = say("Trainers of the beginning stand in at_start.") if before else ""
            path = ("levers", "trainers", "hired", position, "from")
            yield Finding(
                (path, *run), say("nobody would be hired in {month}: {when}", month=hired.from_, when=when), suggestion
            )
    for kind in ("facilitator_courses", "trainer_courses"):
        for position, entry in enumerate(getattr(scenario.levers, kind).calendar):
            if not is_within(entry.month, start, end):
                path = ("levers", kind, "calendar", position, "month")
                yield Finding(
                    (path, *run), say("a course in {month} would never be held: {when}", month=entry.month, when=when)
                )
    for position, call in enumerate(scenario.levers.calls):
        if not is_within(call.month, start, end):
            message = say("nobody would be called in {month}: {when}", month=call.month, when=when)
            yield Finding((("levers", "calls", position, "month"), *run), message)
    for section, what, many in (("programmes", say("intake of this programme"), say("intakes")),
                                ("nominations", say("nomination"), say("nominations"))):  # fmt: skip
        for position, order in enumerate(getattr(scenario.levers, section)):
            path = ("levers", section, position)
            if not any(is_within(month, start, end) for month in _intakes(order, end)):
                message = say("no {what} would ever take place: {when}", what=what, when=when)
                yield Finding(((*path, "first"), (*path, "last"), (*path, "every_months"), *run), message)
            elif month_number(order.first) < month_number(start):
                yield Finding(
                    ((*path, "first"), *run),
                    say("{many} before {start} are left out: {when}", many=many, start=start, when=when),
                    fatal=False,
                )
            if order.last is not None and order.every_months is None:
                message = say("last has no effect without every_months: there is one {what} only.", what=what)
                yield Finding(((*path, "last"), (*path, "every_months")), message, fatal=False)


def _intakes(order: Programme | Nomination, end: str) -> Iterator[str]:
    number, last = month_number(order.first), min(month_number(order.last or end), month_number(end))
    while number <= last:
        yield month_text(number)
        if order.every_months is None:
            return
        number += order.every_months


def _names(scenario: Scenario) -> Iterator[Finding]:
    geography = geography_of(scenario)
    places = (*geography.regions, NATIONAL)
    levers = scenario.levers
    placed: list[tuple[Path, str]] = [
        (("levers", "trainers", "at_start", at, "place"), entry.place)
        for at, entry in enumerate(levers.trainers.at_start)
    ]
    placed += [
        (("levers", "trainers", "hired", at, "place"), entry.place) for at, entry in enumerate(levers.trainers.hired)
    ]
    placed += [
        (("levers", "trainers", "days_at", at, "place"), entry.place)
        for at, entry in enumerate(levers.trainers.days_at)
    ]
    placed += [
        (("levers", "facilitator_courses", "calendar", at, "place"), entry.place)
        for at, entry in enumerate(levers.facilitator_courses.calendar)
    ]
    for path, name in placed:
        yield from _known(path, name, say("place"), places)
    weighted: list[tuple[Path, Initial | Programme]] = [(("initial",), scenario.initial)]
    weighted += [(("levers", "programmes", at), entry) for at, entry in enumerate(levers.programmes)]
    for path, part in weighted:
        for name in part.region_weights:
            yield from _known((*path, "region_weights", name), name, say("region"), geography.regions)
        for name in part.administration_weights:
            yield from _known(
                (*path, "administration_weights", name), name, say("administration"), geography.administrations
            )
    for at, programme in enumerate(levers.programmes):
        path = ("levers", "programmes", at, "region")
        if programme.region == NATIONAL:
            yield Finding(
                (path,), say("groups of a programme live in a region or anywhere."), say("Leave region out: anywhere.")
            )
        elif programme.region is not None:
            yield from _known(path, programme.region, say("region"), geography.regions)


def _recruitment(scenario: Scenario) -> Iterator[Finding]:
    """Nominations, calls and reserved seats for places that are not there."""
    geography, levers = geography_of(scenario), scenario.levers
    sections: dict[tuple[str, ...], Sequence[Nomination | Call | ReservedSeats]] = {
        ("nominations",): levers.nominations,
        ("calls",): levers.calls,
        ("facilitator_courses", "reserved"): levers.facilitator_courses.reserved,
    }
    for section, entries in sections.items():
        for at, entry in enumerate(entries):
            path: Path = ("levers", *section, at)
            if entry.region == NATIONAL:
                yield Finding(
                    ((*path, "region"),), say("people live in regions."), say("Leave region out: the nation.")
                )
            elif entry.region is not None:
                yield from _known((*path, "region"), entry.region, say("region"), geography.regions)
            named = getattr(entry, "administration", None)
            if named is not None:
                yield from _known((*path, "administration"), named, say("administration"), geography.administrations)
            if entry.region in geography.regions and named in geography.administrations:
                if not any((cell.region, cell.administration) == (entry.region, named) for cell in geography.cells):
                    message = say(
                        "nobody works in {region}, {named}: nobody could come from there.",
                        region=entry.region,
                        named=named,
                    )
                    yield Finding((path, ("population",)), message)


def _training_money(scenario: Scenario) -> Iterator[Finding]:
    """A part of a budget that does not exist; a note."""
    levers = scenario.levers
    kept = any(step.value for step in levers.budget_for_training)
    if kept and all(step.value is None for step in levers.budget):
        message = say("budget_for_training has no effect without a budget.")
        yield Finding((("levers", "budget_for_training"), ("levers", "budget")), message, fatal=False)
    elif kept and levers.budget_covers == "cash":
        message = say(
            "budget_for_training keeps money from groups and engagements; under a budget that covers "
            "cash alone they cost nothing, so it has no effect."
        )
        advice = say("Write budget_covers: both, or leave budget_for_training out.")
        yield Finding((("levers", "budget_for_training"), ("levers", "budget_covers")), message, advice, fatal=False)


def _known(path: tuple, name: str, what: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if name not in known:
        suggestion = did_you_mean(name, known) or say("Known: {known}.", known=listed(known))
        yield Finding(
            (path, ("population",)), say('there is no {what} called "{name}".', what=what, name=name), suggestion
        )


def _course_sizes(scenario: Scenario) -> Iterator[Finding]:
    for kind in ("facilitator_courses", "trainer_courses"):
        courses = getattr(scenario.levers, kind)
        held = {"minimum": courses.minimum, "seats": courses.seats}
        for month in changing_months(scenario.start, scenario.end, *held.values()):
            minimum, seats = (value_at(steps, month) for steps in held.values())
            if minimum > seats:
                paths = [("levers", kind, name, *begins_in(steps, month)) for name, steps in held.items()]
                # A value that changes in this month is the one to mend.
                paths.sort(key=len, reverse=True)
                since = say(" from {month}", month=month) if any(len(steps) > 1 for steps in held.values()) else ""
                message = say(
                    "minimum ({minimum}) cannot exceed seats ({seats}) of {kind}{since}.",
                    minimum=minimum,
                    seats=seats,
                    kind=say("facilitator courses") if kind == "facilitator_courses" else say("trainer courses"),
                    since=since,
                )
                yield Finding(tuple(paths), message, say("Lower minimum, or raise seats."))
                break


_BY = {"on demand": say("on demand"), "need": say("by need")}


def _scheduling(scenario: Scenario) -> Iterator[Finding]:
    for kind in ("facilitator_courses", "trainer_courses"):
        path: Path = ("levers", kind)
        courses: FacilitatorCourses | TrainerCourses = getattr(scenario.levers, kind)
        if courses.calendar and courses.scheduling != "calendar":
            yield Finding(
                ((*path, "calendar"), (*path, "scheduling")),
                say("a calendar has no effect while courses are held {how}.", how=_BY[courses.scheduling]),
                say("Write scheduling: calendar."),
            )
        if not courses.calendar and courses.scheduling == "calendar":
            # That no trainer is trained may well be meant.
            yield Finding(
                ((*path, "scheduling"), (*path, "calendar")),
                say("courses are held by calendar, and the calendar is empty: none would ever be held."),
                say(
                    "Give a calendar, or write scheduling: {default}.",
                    default=type(courses).model_fields["scheduling"].default,
                ),
                fatal=kind == "facilitator_courses",
            )
    for position, entry in enumerate(scenario.levers.trainer_courses.calendar):
        path = ("levers", "trainer_courses", "calendar", position)
        if entry.place != NATIONAL:
            yield Finding(
                ((*path, "place"),),
                say('trainer courses are national, not in "{place}".', place=entry.place),
                say("Write place: {national}.", national=NATIONAL),
            )
        if entry.remote:
            yield Finding(((*path, "remote"),), say("trainer courses are held in person."), say("Leave remote out."))


def _mixing(scenario: Scenario) -> Iterator[Finding]:
    highest = 0.0
    for name in ("mixing_cell", "mixing_region"):
        uncertain = getattr(scenario.uncertainties, name)
        unbounded = isinstance(uncertain.distribution, (Lognormal, Beta))
        highest += 1.0 if unbounded else uncertain.distribution.support(uncertain.best)[1]
    if highest > 1 + _TOLERANCE:
        message = say(
            "the weights of cell and region can add up to {highest:g}; the nation has the rest, so 1 is the most.",
            highest=highest,
        )
        yield Finding(
            (("uncertainties", "mixing_cell"), ("uncertainties", "mixing_region")),
            message,
            say("Lower the upper ends of mixing_cell and mixing_region."),
        )
