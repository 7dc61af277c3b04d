"""Checks of what is to be reached: dates within the run, regions that exist, shares that are shares."""

from collections.abc import Iterator

from simulation.language import say
from simulation.scenario.description import number
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
    when = say("the scenario runs from {start} to {end}.", start=start, end=end)
    paths = ((*path, "month"), ("start",), ("months",))
    simulated = month_number(aim.month) - month_number(start) + 1
    if not is_within(aim.month, start, end):
        yield Finding(paths, say("{month} lies outside the run: {when}", month=aim.month, when=when))
    elif aim.measure in OVER_A_YEAR and simulated < YEAR:
        message = say(
            "{measure} are counted over twelve months, and only {simulated} are over by then: {when}",
            measure=aim.measure,
            simulated=simulated,
            when=when,
        )
        yield Finding(paths, message, say("Set a later date."))
    if aim.measure == "coverage" and aim.value > 1:
        suggestion = (
            say("A share of {value} % is written {share}.", value=number(aim.value), share=number(aim.value / 100))
            if aim.value <= 100
            else ""
        )
        yield Finding(
            ((*path, "value"),), say("coverage is a share from 0 to 1, not {value:g}.", value=aim.value), suggestion
        )
    if aim.region == NATIONAL:
        yield Finding(((*path, "region"),), say("people live in regions."), say("Leave region out: the nation."))
    elif aim.region not in (None, EACH):
        regions = geography_of(scenario).regions
        if aim.region not in regions:
            suggestion = did_you_mean(aim.region, regions) or say(
                "Known: {each}, {regions}.", each=EACH, regions=listed(regions)
            )
            message = say('there is no region called "{region}".', region=aim.region)
            yield Finding(((*path, "region"), ("population",)), message, suggestion)
