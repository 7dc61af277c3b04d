"""Checks of the start: the network as it is fits into its cells, its groups have leaders, and priors allow for it."""

import math
from collections import Counter
from collections.abc import Iterator

from simulation.language import say
from simulation.scenario.findings import Finding
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.problems import did_you_mean, listed
from simulation.scenario.schema import RegisterRow, Scenario
from simulation.scenario.tree import Path

_AT_WORK = 100
"""Facilitators from which on a network is hardly one that has just begun, and so has nothing under way."""


def register_names(scenario: Scenario) -> Iterator[Finding]:
    """Places and administrations of a register that the population does not have."""
    geography = geography_of(scenario)
    cells = {(cell.region, cell.administration) for cell in geography.cells}
    for position, row in enumerate(scenario.initial.register_):
        path = ("initial", "register", position)
        if row.region == NATIONAL:
            if row.state != "group":
                message = say('"{national}" stands for remote work; nobody lives there.', national=NATIONAL)
                yield Finding(((*path, "region"),), message, say("Give the region in which they live."))
            continue
        wrong = [
            Finding(
                ((*path, name), ("population",)),
                say('there is no {what} called "{name}".', what=what, name=value),
                did_you_mean(value, known) or say("Known: {known}.", known=listed(known)),
            )
            for name, what, value, known in (
                ("region", say("region"), row.region, geography.regions),
                ("administration", say("administration"), row.administration, geography.administrations),
            )
            if value is not None and value not in known
        ]
        yield from wrong
        if not wrong and row.administration is not None and (row.region, row.administration) not in cells:
            message = say(
                "nobody works in {region}, {administration}.", region=row.region, administration=row.administration
            )
            yield Finding((path, ("population",)), message, say("The population has no such cell."))


def start_findings(scenario: Scenario) -> Iterator[Finding]:
    """What the persons and groups of the start cannot be."""
    geography = geography_of(scenario)
    yield from _register_sizes(scenario, geography)
    yield from _leaders(scenario, geography)
    yield from _already_there(scenario, geography)
    yield from _cold(scenario)


def _rows(scenario: Scenario) -> Iterator[tuple[Path, RegisterRow]]:
    for position, row in enumerate(scenario.initial.register_):
        yield ("initial", "register", position), row


def _register_sizes(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    """More persons than work in a cell, or more members of groups than work in a region."""
    heads: dict[tuple[str, ...], int] = {(cell.region, cell.administration): cell.headcount for cell in geography.cells}
    regions: Counter[str] = Counter()
    for cell in geography.cells:
        regions[cell.region] += cell.headcount
    regions[NATIONAL] = sum(regions.values())
    there: Counter = Counter()
    for path, row in _rows(scenario):
        where = (row.region,) if row.administration is None else (row.region, row.administration)
        most = regions.get(row.region) if row.state == "group" else heads.get(where)
        before = there[where]
        there[where] += row.count * (scenario.levers.groups.size if row.state == "group" else 1)
        if most is not None and before <= most < there[where]:
            who = say("members of groups") if row.state == "group" else say("persons")
            message = say(
                "the register puts {there:,} {who} into {where}, where {most:,} work.",
                there=there[where],
                who=who,
                where=", ".join(where),
                most=most,
            )
            yield Finding(((*path, "count"), ("population",)), message, say("Lower the counts."))


def _leaders(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    """Groups of a register that find no leader, as nobody active is left for them; a note."""
    free = Counter({entry.place: entry.trainers for entry in scenario.levers.trainers.at_start})
    for _, row in _rows(scenario):
        if row.state == "facilitator_active":
            free[row.region] += row.count
    for path, row in _rows(scenario):
        if row.state != "group":
            continue
        leaders = free[row.region] if row.region != NATIONAL else sum(free.values())
        if row.count > leaders:
            where = say("in the nation") if row.region == NATIONAL else say("in {region}", region=row.region)
            message = say(
                "{count} groups, and {leaders} active facilitators and trainers {where} who lead no "
                "other: those without a leader are left out.",
                count=row.count,
                leaders=leaders,
                where=where,
            )
            yield Finding(((*path, "count"), path), message, fatal=False)
        if row.region != NATIONAL:
            free[row.region] -= min(row.count, leaders)


def _already_there(scenario: Scenario, geography: Geography) -> Iterator[Finding]:
    """A prior that rules out the persons who already take part; a note."""
    initial = scenario.initial
    there = initial.facilitators + initial.practitioners + sum(
        row.count * (scenario.levers.groups.size if row.state == "group" else 1) for row in initial.register_
    )  # fmt: skip
    uncertain = scenario.uncertainties.addressable_share
    low, _ = uncertain.distribution.support(uncertain.best)
    reachable = sum(math.floor(low * cell.headcount + 0.5) for cell in geography.cells)
    if reachable < there:
        message = say(
            "an addressable_share of {low:g} means {reachable:,} persons who could ever take part, "
            "and {there:,} already do: what is observed rules it out.",
            low=low,
            reachable=reachable,
            there=there,
        )
        paths = (("uncertainties", "addressable_share"), ("initial", "facilitators"), ("initial", "register"))
        yield Finding(paths, message, say("Raise its low end."), fatal=False)


def _cold(scenario: Scenario) -> Iterator[Finding]:
    """A network of some size with trainers, and nothing under way; a note."""
    initial = scenario.initial
    if initial.register_ or initial.facilitators < _AT_WORK or not scenario.levers.trainers.at_start:
        return
    message = say("a cold start: without a register nobody waits, is in training or meets when the first month begins.")
    suggestion = say(
        "For a warm one: essaim register SCENARIO --warm --out FILE.csv, and name that in initial.register."
    )
    yield Finding((("initial", "facilitators"), ("initial",)), message, suggestion, fatal=False)
