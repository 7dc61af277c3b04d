"""Checks of what is to be reached: dates within the run, regions that exist, shares that are shares."""

from collections.abc import Iterator

from simulation.scenario.findings import Finding
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.problems import did_you_mean, listed
from simulation.scenario.quantities import is_within, month_number
from simulation.scenario.schema import EACH, OVER_A_YEAR, FurtherTarget, Scenario
from simulation.scenario.tree import Path

YEAR = 12


def target_findings(scenario: Scenario) -> Iterator[Finding]:
    """What the target, and what is to be reached with it, cannot be."""
    if scenario.target is None:
        return
    first, *further = scenario.target.together()
    yield from _of_one(scenario, first, ("target",))
    for position, aim in enumerate(further):
        yield from _of_one(scenario, aim, ("target", "also", position))


def _of_one(scenario: Scenario, aim: FurtherTarget, path: Path) -> Iterator[Finding]:
    start, end = scenario.start, scenario.end
    when = f"the scenario runs from {start} to {end}."
    paths = ((*path, "month"), ("start",), ("months",))
    simulated = month_number(aim.month) - month_number(start) + 1
    if not is_within(aim.month, start, end):
        yield Finding(paths, f"{aim.month} lies outside the run: {when}")
    elif aim.measure in OVER_A_YEAR and simulated < YEAR:
        message = f"{aim.measure} are counted over twelve months, and only {simulated} are over by then: {when}"
        yield Finding(paths, message, "Set a later date.")
    if aim.measure == "coverage" and aim.value > 1:
        suggestion = f"A share of {aim.value:g} % is written {aim.value / 100:g}." if aim.value <= 100 else ""
        yield Finding(((*path, "value"),), f"coverage is a share from 0 to 1, not {aim.value:g}.", suggestion)
    if aim.region == NATIONAL:
        yield Finding(((*path, "region"),), "people live in regions.", "Leave region out: the nation.")
    elif aim.region not in (None, EACH):
        regions = geography_of(scenario).regions
        if aim.region not in regions:
            suggestion = did_you_mean(aim.region, regions) or f"Known: {EACH}, {listed(regions)}."
            message = f'there is no region called "{aim.region}".'
            yield Finding(((*path, "region"), ("population",)), message, suggestion)
