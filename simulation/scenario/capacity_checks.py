"""Checks of size: whether there are people enough for the groups, and days enough for the courses."""

import math
from collections.abc import Iterator

from simulation.scenario.findings import Finding, begins_in, changing_months
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import Scenario


def capacity_findings(scenario: Scenario) -> Iterator[Finding]:
    """What the people and days of a scenario cannot do."""
    geography = geography_of(scenario)
    yield from _pool(scenario, geography)
    yield from _start(scenario, geography)
    yield from _programmes(scenario, geography)
    if scenario.levers.trainers.at_start or scenario.levers.trainers.hired:
        yield from _unpaid_uses(scenario)
        yield from _masters(scenario)
        yield from _trainers_of_a_course(scenario)
    yield from _room(scenario)


def _pool(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    share = scenario.uncertainties.addressable_share.best
    pool = sum(math.floor(share * cell.headcount + 0.5) for cell in geography.cells)
    minimum = scenario.levers.groups.minimum
    paths = (("levers", "groups", "minimum"), ("uncertainties", "addressable_share"), ("population",))
    if pool == 0:
        message = "nobody is addressable: groups form from programmes and from the persons of the start only."
        yield Finding(paths[1:], message, fatal=False)
    elif pool < minimum:
        message = (
            f"a group takes at least {minimum} persons, and only {pool} of {int(geography.headcount.sum()):,} "
            f"are addressable ({share:g} of the headcount)."
        )
        yield Finding(paths, message, "Lower the minimum, or raise the headcounts or addressable_share.")


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
        yield Finding((paths[2], *paths, ("population",)), "all weights are 0: nobody can be placed anywhere.")
        return
    for cell, weight in zip(geography.cells, weights, strict=True):
        quota = math.floor(placed * weight / total)
        if quota > cell.headcount:
            message = (
                f"{initial.facilitators} facilitators and {initial.practitioners} practitioners would put {quota} "
                f"persons into {cell.region}, {cell.administration}, where {cell.headcount} work."
            )
            yield Finding((*paths, ("population",)), message, "Lower them, or change the weights.")
            return


def _programmes(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    for position, programme in enumerate(scenario.levers.programmes):
        path = ("levers", "programmes", position)
        paths = ((*path, "headcount"), (*path, "region_weights"), (*path, "administration_weights"), ("population",))
        weights = _weights(programme, geography)
        eligible = sum(cell.headcount for cell, weight in zip(geography.cells, weights, strict=True) if weight > 0)
        if eligible == 0:
            yield Finding((paths[1], *paths), "all weights are 0: nobody may take part.")
        elif programme.headcount > eligible:
            message = f"an intake of {programme.headcount:,} is larger than the {eligible:,} persons who may take part."
            yield Finding(paths, message, "Lower it, or let more regions and administrations take part.")


_MONTHS_BEYOND = 240

_USES = (
    ("share_facilitator_courses", ("facilitator_courses", "days"), "a facilitator course"),
    ("share_trainer_courses", ("trainer_courses", "days"), "a trainer course"),
    ("share_supervision", ("practicum", "supervision_days"), "supervising a practicum"),
    ("share_refreshers", ("refreshers", "days"), "a refresher"),
)


def _unpaid_uses(scenario: Scenario) -> Iterator[Finding]:
    """Uses of trainer days whose account never holds enough for a single one."""
    trainers, months = scenario.levers.trainers, scenario.month_names()
    for share, (section, name), what in _USES:
        shares = [value_at(getattr(trainers, share), month) for month in months]
        daily = [value_at(trainers.days_per_month, month) for month in months]
        if share == "share_supervision" and scenario.levers.practicum.sessions == 0:
            continue
        if not any(part * days > 0 for part, days in zip(shares, daily, strict=True)):
            continue
        needed = getattr(getattr(scenario.levers, section), name)
        most = _fullest_account(
            [part * days for part, days in zip(shares, daily, strict=True)], trainers.days_kept_months
        )
        if most < needed:
            message = (
                f"a trainer never has days enough for {what} ({share}): it takes {needed:g}, and "
                f"the account holds {most:g} "
                f"at most, kept for {trainers.days_kept_months} months."
            )
            paths = tuple(("levers", "trainers", held) for held in (share, "days_per_month", "days_kept_months"))
            yield Finding(
                (*paths, ("levers", section, name)),
                message,
                "Raise the share, the days or days_kept_months; or set the share to 0.",
            )


def _fullest_account(days: list[float], kept_months: int) -> float:
    """The most days that an account ever holds when nothing is spent (ODD 7.10)."""
    account = fullest = before = 0
    cumulated = 0.0
    # The end of a short run is not what keeps a course from being held: the last month goes on for a while.
    for given in [*days, *days[-1:] * _MONTHS_BEYOND]:
        cumulated += given
        until = math.floor(8 * cumulated + 1e-9)
        credit, before = until - before, until
        account = min(account + credit, math.floor(8 * given * kept_months + 1e-9))
        fullest = max(fullest, account)
    return fullest / 8


def _masters(scenario: Scenario) -> Iterator[Finding]:
    trainers = scenario.levers.trainers
    masters = sum(entry.masters for entry in (*trainers.at_start, *trainers.hired))
    path = ("levers", "trainers", "share_trainer_courses")
    if masters == 0 and any(value_at(trainers.share_trainer_courses, month) > 0 for month in scenario.month_names()):
        message = (
            f"no trainer is a master: these days go unused until one has taught "
            f"{scenario.levers.promotion.courses_to_master} courses."
        )
        yield Finding((path, ("levers", "trainers", "at_start"), ("levers", "trainers", "hired")), message, fatal=False)


def _trainers_of_a_course(scenario: Scenario) -> Iterator[Finding]:
    """Courses that take more trainers than there are as long as nobody is promoted; a note each."""
    trainers = scenario.levers.trainers
    placed = (*trainers.at_start, *trainers.hired)
    to_master = scenario.levers.promotion.courses_to_master
    for kind, counted, whom, until in (
        ("facilitator_courses", "trainers", "trainers", "others are promoted"),
        ("trainer_courses", "masters", "master trainers", f"others have taught {to_master:g} courses"),
    ):
        taken, share = getattr(scenario.levers, kind).trainers, getattr(trainers, f"share_{kind}")
        hired = [entry.from_ for entry in trainers.hired]
        for month in sorted({*changing_months(scenario.start, scenario.end, taken, share), *hired}):
            there = sum(getattr(one, counted) for one in placed if getattr(one, "from_", month) <= month)
            needed = value_at(taken, month)
            if 0 < there < needed and value_at(share, month) > 0:
                message = (
                    f"a {kind.replace('_', ' ').removesuffix('s')} takes {needed} {whom} from {month}, and there "
                    f"{'is' if there == 1 else 'are'} {there}: none is held until {until}."
                )
                path = ("levers", kind, "trainers")
                others = (("levers", "trainers", "at_start"), ("levers", "trainers", "hired"))
                yield Finding(((*path, *begins_in(taken, month)), path, *others), message, fatal=False)
                break


def _room(scenario: Scenario) -> Iterator[Finding]:
    """Whether a facilitator's month has room for a group at all."""
    levers = scenario.levers
    allowance = max(value_at(levers.facilitators.days_per_month, month) for month in scenario.month_names())
    takes = math.ceil(levers.groups.sessions_per_month) * min(levers.groups.days_in_person, levers.groups.days_remote)
    if takes > allowance:
        message = (
            f"no facilitator can ever lead a group: a month of one takes {takes:g} days, and {allowance:g} are given."
        )
        paths = (("levers", "facilitators", "days_per_month"), ("levers", "groups"))
        yield Finding(paths, message, fatal=False)
