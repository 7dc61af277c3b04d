"""What a plan file says of its scenario: places, months, measures, years; looked at as written, beside the schema."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from simulation.language import say
from simulation.outcomes.measured import COVERED_CELLS, measures_there_are
from simulation.planning.plans.schema import Decide
from simulation.scenario.documents import Document
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.problems import MOST_JUDGED, Problem, did_you_mean, listed
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import EACH, OVER_A_YEAR, Scenario
from simulation.scenario.tree import Node

COLUMNS = {"skills_gained": "skill_gained", "coverage": COVERED_CELLS.name}
"""Recorded columns that a measure of targets is called otherwise than."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def problem_at(document: Document, path: tuple, message: str, suggestion: str = "") -> Problem:
    """A problem at a place of a plan file, or as near to it as the file goes."""
    node: Node | None = document.root
    for step in path:
        child = node.child(step) if node is not None else None
        node = child if child is not None else node
    field = ".".join(f"{step + 1}" if isinstance(step, int) else str(step) for step in path)
    return document.problem(node if path else None, field, message, suggestion)


def misfits(document: Document, scenario: Scenario) -> list[Problem]:
    """What does not fit the scenario, at most `MOST_JUDGED`. What is no month or no text is left to the schema."""
    plain = document.root.plain()
    if not isinstance(plain, dict):
        return []
    found = chain(
        _of_targets(document, plain, scenario),
        _of_decided(document, plain, scenario),
        _of_years(document, plain, scenario),
    )
    return list(islice(found, MOST_JUDGED))


def _entries(held: Any, at: tuple) -> Iterator[tuple[tuple, Mapping[str, Any]]]:
    """Entries of a list, or the only one, each with its place."""
    if isinstance(held, dict):
        yield at, held
    elif isinstance(held, list):
        yield from (((*at, number), one) for number, one in enumerate(held) if isinstance(one, dict))


def _month(held: Any) -> str | None:
    return held if isinstance(held, str) and _MONTH.fullmatch(held) else None


def _of_targets(document: Document, plain: Mapping[str, Any], scenario: Scenario) -> Iterator[Problem]:
    regions = geography_of(scenario).regions
    for at, aim in _entries(plain.get("targets"), ("targets",)):
        measure, month, region = aim.get("measure"), _month(aim.get("month")), aim.get("region")
        if month is not None:
            outside = list(_outside(document, month, (*at, "month"), scenario))
            yield from outside
            early = month_number(month) - month_number(scenario.start) < 11
            if not outside and measure in OVER_A_YEAR and early:
                message = say(
                    "{measure} are counted over twelve months, which are not over by {month}.",
                    measure=measure,
                    month=month,
                )
                yield problem_at(document, (*at, "month"), message, say("Set a later date."))
        if measure == "coverage":
            value = aim.get("value")
            if isinstance(value, int | float) and value > 1:
                offer = (
                    say("A share of {value} % is written {share}.", value=f"{value:g}", share=f"{value / 100:g}")
                    if value <= 100
                    else ""
                )
                yield problem_at(
                    document, (*at, "value"), say("coverage is a share from 0 to 1, not {value:g}.", value=value), offer
                )
        elif isinstance(measure, str) and COLUMNS.get(measure, measure) not in measures_there_are():
            offer = did_you_mean(measure, measures_there_are())
            yield problem_at(document, (*at, "measure"), say("there is no measure {measure}.", measure=measure), offer)
        if isinstance(region, str) and region not in (EACH, *regions):
            offer = did_you_mean(region, [EACH, *regions]) or say(
                "Known: {each}, {regions}.", each=EACH, regions=listed(regions)
            )
            yield problem_at(
                document, (*at, "region"), say('there is no region called "{region}".', region=region), offer
            )


def _of_decided(document: Document, plain: Mapping[str, Any], scenario: Scenario) -> Iterator[Problem]:
    decide = plain.get("decide")
    if not isinstance(decide, dict):
        return
    begins = []
    for name in Decide.model_fields:
        for at, one in _entries(decide.get(name), ("decide", name)):
            begins.append(_month(one.get("from")) or scenario.start)
            yield from _of_entry(document, one, at, scenario)
    asked = [month for _, aim in _entries(plain.get("targets"), ()) if (month := _month(aim.get("month")))]
    if not asked and scenario.target is not None:
        asked = [aim.month for aim in scenario.target.together()]
    if begins and asked and min(begins) > max(asked):
        message = say(
            "all that may be decided begins in {begins} or later, after the last target ({asked}).",
            begins=min(begins),
            asked=max(asked),
        )
        yield problem_at(document, ("decide",), message, say("Nothing of it can help."))


def _of_entry(document: Document, one: Mapping[str, Any], at: tuple, scenario: Scenario) -> Iterator[Problem]:
    geography = geography_of(scenario)
    for key in ("from", "until"):
        if (month := _month(one.get(key))) is not None:
            yield from _outside(document, month, (*at, key), scenario)
    yield from _place(document, one.get("region"), geography.regions, (*at, "region"))
    yield from _place(document, one.get("place"), (NATIONAL, *geography.regions), (*at, "place"))
    listed_places = one.get("places")
    places = listed_places if isinstance(listed_places, list) else []
    for number, place in enumerate(places):
        where = (*at, "places", number)
        yield from _place(document, place, (NATIONAL, *geography.regions), where)
        if place in places[:number]:
            yield problem_at(document, where, say("{place} stands here twice.", place=place))
    wanted = one.get("administration")
    if isinstance(wanted, str) and wanted not in geography.administrations:
        offer = did_you_mean(wanted, geography.administrations) or say(
            "Known: {administrations}.", administrations=listed(geography.administrations)
        )
        message = say('there is no administration called "{wanted}".', wanted=wanted)
        yield problem_at(document, (*at, "administration"), message, offer)


def _outside(document: Document, month: str, at: tuple, scenario: Scenario) -> Iterator[Problem]:
    if not scenario.start <= month <= scenario.end:
        message = say(
            "{month} lies outside the run: the scenario runs from {start} to {end}.",
            month=month,
            start=scenario.start,
            end=scenario.end,
        )
        yield problem_at(document, at, message)


def _place(document: Document, place: Any, known: tuple[str, ...], at: tuple) -> Iterator[Problem]:
    if isinstance(place, str) and place not in known:
        offer = did_you_mean(place, known) or say("Known: {known}.", known=listed(known))
        yield problem_at(document, at, say('there is no region called "{place}".', place=place), offer)


def _of_years(document: Document, plain: Mapping[str, Any], scenario: Scenario) -> Iterator[Problem]:
    first, last, budgets = int(scenario.start[:4]), int(scenario.end[:4]), plain.get("budgets")
    for year in budgets if isinstance(budgets, dict) else ():
        text = str(year)
        if not (text.isdigit() and first <= int(text) <= last):
            message = say(
                "{text} is no calendar year of the run, which has {first} to {last}.",
                text=text[:40],
                first=first,
                last=last,
            )
            yield problem_at(document, ("budgets", year), message)
    if plain.get("goal") == "most probable" and not budgets and plain.get("cap") == "lifted":
        yield problem_at(
            document, ("goal",), say("the most probable plan needs a limit: name budgets, or keep the cap.")
        )
