"""Checks across fields: dates within the run, names that exist, shares that add up, courses as they are scheduled."""

from collections.abc import Iterator, Sequence

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
            message = f'"{NATIONAL}" stands for remote work and a national team; nobody lives there.'
            yield Finding(((*path, "region"),), message, "Give the region another name.")
        key = (cell.region, cell.administration)
        if key in seen:
            message = f"{cell.region}, {cell.administration} is given twice; first as entry {seen[key] + 1}."
            yield Finding((path,), message, "Add the headcounts up in one entry.")
        seen.setdefault(key, position)


def _dates(scenario: Scenario) -> Iterator[Finding]:
    start, end = scenario.start, scenario.end
    when = f"the scenario runs from {start} to {end}."
    run = (("start",), ("months",))
    if month_number(end) >= 12 * (LAST_YEAR + 1):
        yield Finding((("months",), ("start",)), f"the run goes on to {end}: the last month is {LAST_YEAR}-12.")
    for path, steps in stepped_values(scenario.levers, ("levers",)):
        for position, step in enumerate(steps):
            if month_number(step.from_) > month_number(end):
                message = f"a step from {step.from_} would never act: {when}"
                yield Finding(((*path, position, "from"), *run), message)
    for position, hired in enumerate(scenario.levers.trainers.hired):
        if not is_within(hired.from_, start, end):
            before = month_number(hired.from_) < month_number(start)
            suggestion = "Trainers of the beginning stand in at_start." if before else ""
            path = ("levers", "trainers", "hired", position, "from")
            yield Finding((path, *run), f"nobody would be hired in {hired.from_}: {when}", suggestion)
    for kind in ("facilitator_courses", "trainer_courses"):
        for position, entry in enumerate(getattr(scenario.levers, kind).calendar):
            if not is_within(entry.month, start, end):
                path = ("levers", kind, "calendar", position, "month")
                yield Finding((path, *run), f"a course in {entry.month} would never be held: {when}")
    for position, call in enumerate(scenario.levers.calls):
        if not is_within(call.month, start, end):
            message = f"nobody would be called in {call.month}: {when}"
            yield Finding((("levers", "calls", position, "month"), *run), message)
    for section, what, many in (("programmes", "intake of this programme", "intakes"),
                                ("nominations", "nomination", "nominations")):  # fmt: skip
        for position, order in enumerate(getattr(scenario.levers, section)):
            path = ("levers", section, position)
            if not any(is_within(month, start, end) for month in _intakes(order, end)):
                message = f"no {what} would ever take place: {when}"
                yield Finding(((*path, "first"), (*path, "last"), (*path, "every_months"), *run), message)
            elif month_number(order.first) < month_number(start):
                yield Finding(((*path, "first"), *run), f"{many} before {start} are left out: {when}", fatal=False)
            if order.last is not None and order.every_months is None:
                message = f"last has no effect without every_months: there is one {what} only."
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
        yield from _known(path, name, "place", places)
    path: Path
    weighted: list[tuple[Path, Initial | Programme]] = [(("initial",), scenario.initial)]
    weighted += [(("levers", "programmes", at), entry) for at, entry in enumerate(levers.programmes)]
    for path, part in weighted:
        for name in part.region_weights:
            yield from _known((*path, "region_weights", name), name, "region", geography.regions)
        for name in part.administration_weights:
            yield from _known(
                (*path, "administration_weights", name), name, "administration", geography.administrations
            )
    for at, programme in enumerate(levers.programmes):
        path = ("levers", "programmes", at, "region")
        if programme.region == NATIONAL:
            yield Finding((path,), "groups of a programme live in a region or anywhere.", "Leave region out: anywhere.")
        elif programme.region is not None:
            yield from _known(path, programme.region, "region", geography.regions)


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
                yield Finding(((*path, "region"),), "people live in regions.", "Leave region out: the nation.")
            elif entry.region is not None:
                yield from _known((*path, "region"), entry.region, "region", geography.regions)
            named = getattr(entry, "administration", None)
            if named is not None:
                yield from _known((*path, "administration"), named, "administration", geography.administrations)
            if entry.region in geography.regions and named in geography.administrations:
                if not any((cell.region, cell.administration) == (entry.region, named) for cell in geography.cells):
                    message = f"nobody works in {entry.region}, {named}: nobody could come from there."
                    yield Finding((path, ("population",)), message)


def _training_money(scenario: Scenario) -> Iterator[Finding]:
    """A part of a budget that does not exist; a note."""
    levers = scenario.levers
    kept = any(step.value for step in levers.budget_for_training)
    if kept and all(step.value is None for step in levers.budget):
        message = "budget_for_training has no effect without a budget."
        yield Finding((("levers", "budget_for_training"), ("levers", "budget")), message, fatal=False)
    elif kept and levers.budget_covers == "cash":
        message = (
            "budget_for_training keeps money from groups and engagements; under a budget that covers cash alone they "
            "cost nothing, so it has no effect."
        )
        advice = "Write budget_covers: both, or leave budget_for_training out."
        yield Finding((("levers", "budget_for_training"), ("levers", "budget_covers")), message, advice, fatal=False)


def _known(path: tuple, name: str, what: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if name not in known:
        suggestion = did_you_mean(name, known) or f"Known: {listed(known)}."
        yield Finding((path, ("population",)), f'there is no {what} called "{name}".', suggestion)


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
                since = f" from {month}" if any(len(steps) > 1 for steps in held.values()) else ""
                message = f"minimum ({minimum}) cannot exceed seats ({seats}) of {kind.replace('_', ' ')}{since}."
                yield Finding(tuple(paths), message, "Lower minimum, or raise seats.")
                break


_BY = {"on demand": "on demand", "need": "by need"}


def _scheduling(scenario: Scenario) -> Iterator[Finding]:
    for kind in ("facilitator_courses", "trainer_courses"):
        path: Path = ("levers", kind)
        courses: FacilitatorCourses | TrainerCourses = getattr(scenario.levers, kind)
        if courses.calendar and courses.scheduling != "calendar":
            yield Finding(
                ((*path, "calendar"), (*path, "scheduling")),
                f"a calendar has no effect while courses are held {_BY[courses.scheduling]}.",
                "Write scheduling: calendar.",
            )
        if not courses.calendar and courses.scheduling == "calendar":
            # That no trainer is trained may well be meant.
            yield Finding(
                ((*path, "scheduling"), (*path, "calendar")),
                "courses are held by calendar, and the calendar is empty: none would ever be held.",
                f"Give a calendar, or write scheduling: {type(courses).model_fields['scheduling'].default}.",
                fatal=kind == "facilitator_courses",
            )
    for position, entry in enumerate(scenario.levers.trainer_courses.calendar):
        path = ("levers", "trainer_courses", "calendar", position)
        if entry.place != NATIONAL:
            yield Finding(
                ((*path, "place"),),
                f'trainer courses are national, not in "{entry.place}".',
                f"Write place: {NATIONAL}.",
            )
        if entry.remote:
            yield Finding(((*path, "remote"),), "trainer courses are held in person.", "Leave remote out.")


def _mixing(scenario: Scenario) -> Iterator[Finding]:
    highest = 0.0
    for name in ("mixing_cell", "mixing_region"):
        uncertain = getattr(scenario.uncertainties, name)
        unbounded = isinstance(uncertain.distribution, (Lognormal, Beta))
        highest += 1.0 if unbounded else uncertain.distribution.support(uncertain.best)[1]
    if highest > 1 + _TOLERANCE:
        message = (
            f"the weights of cell and region can add up to {highest:g}; the nation has the rest, so 1 is the most."
        )
        yield Finding(
            (("uncertainties", "mixing_cell"), ("uncertainties", "mixing_region")),
            message,
            "Lower the upper ends of mixing_cell and mixing_region.",
        )
