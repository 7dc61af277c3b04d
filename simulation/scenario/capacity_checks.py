"""Checks of size: whether there are people enough for the groups, and days enough for the courses."""

import math
from collections.abc import Iterator

from simulation.language import Message, say
from simulation.scenario.findings import Finding, begins_in, changing_months
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.levers import TrainersPlaced
from simulation.scenario.quantities import is_within, value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.start_checks import start_findings


def capacity_findings(scenario: Scenario) -> Iterator[Finding]:
    """What the people and days of a scenario cannot do."""
    geography = geography_of(scenario)
    yield from _pool(scenario, geography)
    yield from _start(scenario, geography)
    yield from start_findings(scenario)
    yield from _programmes(scenario, geography)
    if scenario.levers.trainers.at_start or scenario.levers.trainers.hired:
        yield from _days(scenario)
        yield from _days_of_nobody(scenario)
        yield from _masters(scenario)
        yield from _trainers_of_a_course(scenario)
    yield from _room(scenario)


def _pool(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    share = scenario.uncertainties.addressable_share.best
    pool = sum(math.floor(share * cell.headcount + 0.5) for cell in geography.cells)
    minimum = scenario.levers.groups.minimum
    paths = (("levers", "groups", "minimum"), ("uncertainties", "addressable_share"), ("population",))
    if pool == 0:
        message = say("nobody is addressable: groups form from programmes and from the persons of the start only.")
        yield Finding(paths[1:], message, fatal=False)
    elif pool < minimum:
        message = say(
            "a group takes at least {minimum} persons, and only {pool} of {headcount:,} are addressable "
            "({share:g} of the headcount).",
            minimum=minimum,
            pool=pool,
            headcount=int(geography.headcount.sum()),
            share=share,
        )
        yield Finding(paths, message, say("Lower the minimum, or raise the headcounts or addressable_share."))


def _weights(part, geography: Geography) -> list[float]:
    return [
        cell.headcount
        * part.region_weights.get(cell.region, 1)
        * part.administration_weights.get(cell.administration, 1)
        for cell in geography.cells
    ]


def _start(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    initial = scenario.initial
    weights = _weights(initial, geography)
    total, placed = sum(weights), initial.facilitators + initial.practitioners
    paths = tuple(
        ("initial", name) for name in ("facilitators", "practitioners", "region_weights", "administration_weights")
    )
    if placed == 0:
        return
    if total == 0:
        yield Finding((paths[2], *paths, ("population",)), say("all weights are 0: nobody can be placed anywhere."))
        return
    for cell, weight in zip(geography.cells, weights, strict=True):
        quota = math.floor(placed * weight / total)
        if quota > cell.headcount:
            message = say(
                "{facilitators} facilitators and {practitioners} practitioners would put {quota} persons "
                "into {region}, {administration}, where {headcount} work.",
                facilitators=initial.facilitators,
                practitioners=initial.practitioners,
                quota=quota,
                region=cell.region,
                administration=cell.administration,
                headcount=cell.headcount,
            )
            yield Finding((*paths, ("population",)), message, say("Lower them, or change the weights."))
            return


def _programmes(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    for position, programme in enumerate(scenario.levers.programmes):
        path = ("levers", "programmes", position)
        paths = ((*path, "headcount"), (*path, "region_weights"), (*path, "administration_weights"), ("population",))
        weights = _weights(programme, geography)
        eligible = sum(cell.headcount for cell, weight in zip(geography.cells, weights, strict=True) if weight > 0)
        if eligible == 0:
            yield Finding((paths[1], *paths), say("all weights are 0: nobody may take part."))
        elif programme.headcount > eligible:
            message = say(
                "an intake of {headcount:,} is larger than the {eligible:,} persons who may take part.",
                headcount=programme.headcount,
                eligible=eligible,
            )
            yield Finding(paths, message, say("Lower it, or let more regions and administrations take part."))


_MONTHS_BEYOND = 240


def _days(scenario: Scenario) -> Iterator[Finding]:
    """Uses of trainer days for which there are never enough."""
    levers, trainers = scenario.levers, scenario.levers.trainers
    fullest = [(entry, _fullest_account(scenario, entry)) for entry in (*trainers.at_start, *trainers.hired)]
    most = max(days for _, days in fullest)
    if most == 0:
        # Nobody is to be trained.
        return
    paths = tuple(("levers", "trainers", name) for name in ("days_per_month", "days_at", "days_kept_months"))
    for section, asked, name, what in _ALONE:
        needed = getattr(getattr(levers, section), name)
        if most < needed and getattr(getattr(levers, section), asked) > 0:
            message = say(
                "no trainer ever has days enough for {what}: it takes {needed:g}, and {most:g} are kept at most.",
                what=what,
                needed=needed,
                most=most,
            )
            yield Finding(
                (*paths, ("levers", section, name)), message, say("Raise the days or days_kept_months."), False
            )
    for kind, counted in (("facilitator_courses", "trainers"), ("trainer_courses", "masters")):
        courses = getattr(levers, kind)
        together = sum(getattr(entry, counted) * min(days, courses.days) for entry, days in fullest)
        fewest = min(value_at(courses.trainers, month) for month in scenario.month_names())
        there = sum(getattr(entry, counted) for entry, _ in fullest)
        if fewest <= there and together < fewest * courses.days:
            message = say(
                "a {course} takes {fewest:g} days of {counted}, and all together never have more than "
                "{together:g}, kept for {days_kept_months} months: none is ever held.",
                course=_course(kind),
                fewest=fewest * courses.days,
                counted=say("trainers") if counted == "trainers" else say("masters"),
                together=together,
                days_kept_months=trainers.days_kept_months,
            )
            suggestion = say("Raise the days or days_kept_months, or shorten the course.")
            yield Finding((*paths, ("levers", kind, "days")), message, suggestion, kind == "facilitator_courses")


def _days_of_nobody(scenario: Scenario) -> Iterator[Finding]:
    """Days given at places where no trainer is at home at the start, nor comes; a note each."""
    trainers = scenario.levers.trainers
    homes = {entry.place for entry in (*trainers.at_start, *trainers.hired)}
    for position, entry in enumerate(trainers.days_at):
        if entry.place not in homes:
            path = ("levers", "trainers", "days_at", position, "place")
            message = say(
                "no trainer is at home in {place}, nor hired there: the days are for those promoted later.",
                place=entry.place,
            )
            yield Finding((path, ("levers", "trainers", "at_start")), message, fatal=False)


_ALONE = (
    ("practicum", "sessions", "supervision_days", say("supervising a trainee")),
    ("refreshers", "seats", "days", say("a refresher")),
)
"""Uses that take one trainer: section, the setting that is 0 where it is not wanted, the days, and words."""


def _fullest_account(scenario: Scenario, entry: TrainersPlaced) -> float:
    """The most days that a trainer of an entry ever has when nothing is spent (ODD 7.11)."""
    months = scenario.month_names()
    # The end of a short run is not what keeps a course from being held: the last month goes on for a while.
    given = [trainer_days(scenario, entry, month) for month in (*months, *months[-1:] * _MONTHS_BEYOND)]
    kept = scenario.levers.trainers.days_kept_months
    account = fullest = 0.0
    for number, credit in enumerate(given):
        early = max(0, kept - number - 1)
        account = min(account + credit, sum(given[max(0, number + 1 - kept) : number + 1]) + early * given[0])
        fullest = max(fullest, account)
    return fullest


def trainer_days(scenario: Scenario, entry: TrainersPlaced, month: str) -> float:
    """Days that each trainer of an entry gives in a month: their own, else those of the place, else those of all."""
    trainers = scenario.levers.trainers
    own = getattr(entry, "days_per_month", None)
    if own is not None:
        return own
    placed = [held.days_per_month for held in trainers.days_at if held.place == entry.place]
    return value_at(placed[0] if placed else trainers.days_per_month, month)


def _course(kind: str) -> Message:
    return say("facilitator course") if kind == "facilitator_courses" else say("trainer course")


def _holds_trainer_courses(scenario: Scenario) -> bool:
    courses = scenario.levers.trainer_courses
    return bool(courses.calendar) or courses.scheduling != "calendar"


def _masters(scenario: Scenario) -> Iterator[Finding]:
    trainers = scenario.levers.trainers
    masters = sum(entry.masters for entry in (*trainers.at_start, *trainers.hired))
    if masters == 0 and _holds_trainer_courses(scenario):
        message = say(
            "no trainer is a master: trainer courses are held only when one has taught {courses_to_master} courses.",
            courses_to_master=scenario.levers.promotion.courses_to_master,
        )
        yield Finding((("levers", "trainers", "at_start"), ("levers", "trainers", "hired")), message, fatal=False)


def _trainers_of_a_course(scenario: Scenario) -> Iterator[Finding]:
    """Courses that take more trainers than there are as long as nobody is promoted; a note each."""
    trainers = scenario.levers.trainers
    placed = (*trainers.at_start, *trainers.hired)
    to_master = scenario.levers.promotion.courses_to_master
    for kind, counted, whom, until in (
        ("facilitator_courses", "trainers", say("trainers"), say("others are promoted")),
        (
            "trainer_courses",
            "masters",
            say("master trainers"),
            say("others have taught {to_master:g} courses", to_master=to_master),
        ),
    ):
        if kind == "trainer_courses" and not _holds_trainer_courses(scenario):
            continue
        taken = getattr(scenario.levers, kind).trainers
        dates = {date for entry in trainers.hired for date in (entry.from_, entry.until) if date is not None}
        for month in sorted({*changing_months(scenario.start, scenario.end, taken), *dates}):
            there = sum(getattr(one, counted) for one in placed if _is_there(one, month))
            needed = value_at(taken, month)
            if 0 < there < needed:
                message = say(
                    "a {course} takes {needed} {whom} from {month}, and {there} can be had: none is held "
                    "until {until}.",
                    course=_course(kind),
                    needed=needed,
                    whom=whom,
                    month=month,
                    there=there,
                    until=until,
                )
                path = ("levers", kind, "trainers")
                others = (("levers", "trainers", "at_start"), ("levers", "trainers", "hired"))
                yield Finding(((*path, *begins_in(taken, month)), path, *others), message, fatal=False)
                break


def _is_there(entry: TrainersPlaced, month: str) -> bool:
    return is_within(month, getattr(entry, "from_", month), getattr(entry, "until", None) or month)


def _room(scenario: Scenario) -> Iterator[Finding]:
    """Whether a facilitator's month has room for a group at all."""
    levers = scenario.levers
    allowance = max(value_at(levers.facilitators.days_per_month, month) for month in scenario.month_names())
    in_person, remote = (
        math.ceil(8 * levers.groups.sessions_per_month * days) / 8
        for days in (levers.groups.days_in_person, levers.groups.days_remote)
    )
    takes = min(in_person, remote)
    shares = [value_at(levers.groups.remote_share, month) for month in scenario.month_names()]
    if takes <= allowance < max(in_person, remote) and 0 < max(shares) and min(shares) < 1:
        where, days = (say("in person"), in_person) if in_person > remote else (say("remotely"), remote)
        message = say(
            "no facilitator can ever lead a group {where}: a month of one takes {days:g} days, and "
            "{allowance:g} are given.",
            where=where,
            days=days,
            allowance=allowance,
        )
        paths = (("levers", "facilitators", "days_per_month"), ("levers", "groups"))
        yield Finding(paths, message, fatal=False)
    if takes > allowance:
        message = say(
            "no facilitator can ever lead a group: a month of one takes {takes:g} days, and {allowance:g} are given.",
            takes=takes,
            allowance=allowance,
        )
        paths = (("levers", "facilitators", "days_per_month"), ("levers", "groups"))
        yield Finding(paths, message, fatal=False)
