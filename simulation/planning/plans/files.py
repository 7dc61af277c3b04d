"""Plan files, read and checked: everything that is wrong with one is said at once, by line and column."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from simulation.language import say
from simulation.outcomes.measured import measures_there_are
from simulation.planning.plans.schema import PERIODS, Decide, Decided, PlanFile, Sought
from simulation.scenario.documents import Document, read_document
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.library import PLAN, SCENARIO, find
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import EACH, OVER_A_YEAR, Scenario
from simulation.scenario.tree import Node

COLUMNS = {"skills_gained": "skill_gained"}
"""Recorded columns that a measure of targets is called otherwise than."""


@dataclass(frozen=True)
class ReadPlan:
    """A plan as read from its file, with its scenario. targets: the file's, or the scenario's own."""

    document: Document
    file: PlanFile
    scenario: Scenario
    targets: tuple[Sought, ...]

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.document.path


def read_plan(path_or_name: str | os.PathLike) -> ReadPlan:
    """A plan file and its scenario. A `ScenarioError` says all that is wrong with it."""
    document = read_document(find(PLAN, path_or_name))
    problems = list(document.problems)
    file = _validated(document, problems)
    scenario = _scenario(document, problems)
    targets: tuple[Sought, ...] = ()
    if file is not None and scenario is not None:
        targets = _targets(document, file, scenario, problems)
        _check_targets(document, file, scenario, problems)
        _check_decided(document, file.decide, scenario, problems)
        _check_years(document, file, scenario, problems)
    if problems or file is None or scenario is None:
        raise ScenarioError(sorted(set(problems), key=lambda problem: (problem.line, problem.column)))
    return ReadPlan(document, file, scenario, targets)


def _validated(document: Document, problems: list[Problem]) -> PlanFile | None:
    try:
        return PlanFile.model_validate(document.root.plain())
    except ValidationError as error:
        for one in error.errors():
            path = tuple(one["loc"])
            if one["type"] == "extra_forbidden":
                known = _known(path[:-1])
                offer = did_you_mean(str(path[-1]), known) or say("Known here: {known}.", known=listed(known))
                problems.append(_at(document, path, say("there is no such setting."), offer))
            elif one["type"] == "missing":
                problems.append(_at(document, path[:-1], say("{path} is missing.", path=path[-1])))
            else:
                text = one["msg"].removeprefix("Value error, ")
                problems.append(_at(document, path, f"{text[0].lower()}{text[1:]}."))
        return None


def _known(path: tuple) -> list[str]:
    """The settings that a plan file has at a place, as they are written."""
    model: type[BaseModel] = PlanFile
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            held = _model_in(model.model_fields[step].annotation)
            model = held if held is not None else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [*getattr(annotation, "__args__", ())]
    return next((found for found in map(_model_in, inner) if found is not None), None)


def _at(document: Document, path: tuple, message: str, suggestion: str = "") -> Problem:
    node: Node | None = document.root
    for step in path:
        child = node.child(step) if node is not None else None
        node = child if child is not None else node
    field = ".".join(f"{step + 1}" if isinstance(step, int) else str(step) for step in path)
    return document.problem(node if path else None, field, message, suggestion)


def _scenario(document: Document, problems: list[Problem]) -> Scenario | None:
    name = document.root.plain().get("scenario")
    if not isinstance(name, str):
        return None
    try:
        return load_scenario(find(SCENARIO, name, (document.path.parent, Path())))
    except ScenarioError as error:
        for problem in error.problems:
            message = problem.message if problem.file == name else problem.headline()
            problems.append(_at(document, ("scenario",), message, problem.suggestion))
        return None


def _targets(document: Document, file: PlanFile, scenario: Scenario, problems: list[Problem]) -> tuple[Sought, ...]:
    if file.targets:
        return file.targets
    if scenario.target is None:
        problems.append(_at(document, (), say("targets is missing, and the scenario has no target."),
                            say("Name under targets: a measure, a value and a month.")))  # fmt: skip
        return ()
    return tuple(Sought.model_validate(aim.model_dump()) for aim in scenario.target.together())


def _check_targets(document: Document, file: PlanFile, scenario: Scenario, problems: list[Problem]) -> None:
    regions = geography_of(scenario).regions
    for position, aim in enumerate(file.targets):
        at = ("targets", position)
        if not scenario.start <= aim.month <= scenario.end:
            message = say(
                "{month} lies outside the run: the scenario runs from {start} to {end}.",
                month=aim.month,
                start=scenario.start,
                end=scenario.end,
            )
            problems.append(_at(document, (*at, "month"), message))
        elif aim.measure in OVER_A_YEAR and month_number(aim.month) - month_number(scenario.start) < 11:
            message = say(
                "{measure} are counted over twelve months, which are not over by {month}.",
                measure=aim.measure,
                month=aim.month,
            )
            problems.append(_at(document, (*at, "month"), message, say("Set a later date.")))
        if COLUMNS.get(aim.measure, aim.measure) not in measures_there_are():
            problems.append(
                _at(
                    document,
                    (*at, "measure"),
                    say("a plan cannot be searched for {measure}.", measure=aim.measure),
                    say("It is no sum over places: use active_facilitators with region: each."),
                )
            )
        if aim.region is not None and aim.region != EACH and aim.region not in regions:
            offer = did_you_mean(aim.region, [EACH, *regions]) or say(
                "Known: {each}, {regions}.", each=EACH, regions=listed(regions)
            )
            problems.append(
                _at(document, (*at, "region"), say('there is no region called "{region}".', region=aim.region), offer)
            )


def _check_decided(document: Document, decide: Decide, scenario: Scenario, problems: list[Problem]) -> None:
    geography = geography_of(scenario)
    for name in type(decide).model_fields:
        held = getattr(decide, name)
        several = isinstance(held, tuple)
        for position, one in enumerate(held if several else [held] if held is not None else []):
            at = ("decide", name, position) if several else ("decide", name)
            _check_months(document, one, scenario, at, problems)
            for key in ("place", "region"):
                _check_place(document, getattr(one, key, None), geography.regions, (*at, key), key == "place", problems)
            for number, place in enumerate(getattr(one, "places", ())):
                _check_place(document, place, geography.regions, (*at, "places", number), True, problems)
            wanted = getattr(one, "administration", None)
            if wanted is not None and wanted not in geography.administrations:
                offer = did_you_mean(wanted, geography.administrations) or (
                    say("Known: {administrations}.", administrations=listed(geography.administrations))
                )
                message = say('there is no administration called "{wanted}".', wanted=wanted)
                problems.append(_at(document, (*at, "administration"), message, offer))


def _check_months(document: Document, one: Decided, scenario: Scenario, at: tuple, problems: list[Problem]) -> None:
    for key, month in (("from", one.from_), ("until", one.until)):
        if month is not None and not scenario.start <= month <= scenario.end:
            message = say(
                "{month} lies outside the run: the scenario runs from {start} to {end}.",
                month=month,
                start=scenario.start,
                end=scenario.end,
            )
            problems.append(_at(document, (*at, key), message))


def _check_place(document: Document, place: str | None, regions: tuple[str, ...], at: tuple, national: bool,
                 problems: list[Problem]) -> None:  # fmt: skip
    known = [NATIONAL, *regions] if national else list(regions)
    if place is not None and place not in known:
        offer = did_you_mean(place, known) or say("Known: {known}.", known=listed(known))
        problems.append(_at(document, at, say('there is no region called "{place}".', place=place), offer))


def _check_years(document: Document, file: PlanFile, scenario: Scenario, problems: list[Problem]) -> None:
    first, last = int(scenario.start[:4]), int(scenario.end[:4])
    for year in file.budgets or {}:
        if not (year.isdigit() and first <= int(year) <= last):
            message = say(
                "{year} is no calendar year of the run, which has {first} to {last}.", year=year, first=first, last=last
            )
            problems.append(_at(document, ("budgets", year), message))
    if file.goal == "most probable" and not file.budgets and file.cap == "lifted":
        message = say("the most probable plan needs a limit: name budgets, or keep the cap.")
        problems.append(_at(document, ("goal",), message))


__all__ = ["COLUMNS", "PERIODS", "ReadPlan", "read_plan"]
