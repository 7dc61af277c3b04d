"""Case files to cases that can be fitted, and everything that is wrong with a file said at once."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulation.calibration.case import Case, CaseFile, Free
from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.observation_files import judged_observations
from simulation.outcomes.observed import Observation
from simulation.scenario.documents import Document, read_document
from simulation.scenario.library import CASE, SCENARIO, find
from simulation.scenario.loading import load_scenario
from simulation.scenario.paths import is_file
from simulation.scenario.problems import MOST_JUDGED, Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.quantities import Fixed, Uncertain, is_free, month_number
from simulation.scenario.refusals import refusal, sentence
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import Node
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds


def load_case(path_or_name: str | os.PathLike) -> Case:
    """A case file with its scenario and observations. A `ScenarioError` says all that is wrong with the three."""
    document = read_document(find_case(path_or_name))
    problems = list(document.problems)
    file = _validated(document, problems)
    scenario = _scenario(document, problems)
    observations = _observations(document, scenario, problems)
    fitted = _with_priors(document, file, scenario, problems)
    _check_until(document, file, observations, problems)
    if problems or file is None or fitted is None:
        raise ScenarioError(_ordered(document, problems))
    return Case(
        name=file.name,
        slug=_slug(document.path),
        description=file.description,
        scenario=fitted,
        observations=observations,
        free=tuple(name for name in Uncertainties.model_fields if name in file.free),
        fit_until=file.fit_until,
        stands_for=file.stands_for,
        population=file.population,
        generations=file.generations,
        seed=file.seed,
    )


def find_case(path_or_name: str | os.PathLike) -> Path:
    """The file meant by a path, a folder with a case.yaml, or the name of a case; else a `ScenarioError`."""
    return find(CASE, path_or_name)


def _slug(path: Path) -> str:
    """What results are called after: the file, or its folder when it is called case.yaml."""
    name = path.resolve().parent.name if path.stem == "case" else path.stem
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60].lower() or "case"


def _validated(document: Document, problems: list[Problem]) -> CaseFile | None:
    try:
        return CaseFile.model_validate(document.root.plain())
    except ValidationError as error:
        for one in error.errors()[:MOST_JUDGED]:
            path, value = tuple(one["loc"]), one.get("input")
            if path[:1] == ("free",) and len(path) > 1 and path[1] not in Uncertainties.model_fields:
                continue  # its name is refused already
            if one["type"] == "extra_forbidden":
                known = list(CaseFile.model_fields if len(path) == 1 else Free.model_fields)
                offer = did_you_mean(str(path[-1]), known) or say("Known here: {known}.", known=listed(known))
                problems.append(_at(document, path, say("there is no such setting."), offer))
            elif one["type"] == "missing":
                problems.append(_at(document, path[:-1], say("{path} is missing.", path=path[-1])))
            elif path[:1] == ("free",) and len(path) == 2 and value is None:
                problems.append(_at(document, path, say("is empty."), say("Write {{}} for the prior of the scenario.")))
            else:
                problems.append(_at(document, path, _refusal(path, one)))
        return None


def _scenario(document: Document, problems: list[Problem]) -> Scenario | None:
    """The scenario; what is wrong with it is said at its own lines."""
    given = document.root.child("scenario")
    if given is None or not isinstance(given.value, str):
        return None
    try:
        path = find(SCENARIO, given.value, (document.path.parent, Path()))
    except ScenarioError as error:
        problems += [_at(document, ("scenario",), one.message, one.suggestion) for one in error.problems]
        return None
    try:
        return load_scenario(path)
    except ScenarioError as error:
        problems += error.problems
        return None


def _observations(document: Document, scenario: Scenario | None, problems: list[Problem]) -> tuple[Observation, ...]:
    given = document.root.child("observations")
    if given is None or not isinstance(given.value, str):
        return ()
    path = document.path.parent / given.value
    if not is_file(path):
        known = sorted(file.name for file in document.path.parent.glob("*.csv"))
        offer = did_you_mean(given.value, known) or (say("There are: {known}.", known=listed(known)) if known else "")
        problems.append(
            _at(document, ("observations",), say("there is no file {value}, seen from here.", value=given.value), offer)
        )
        return ()
    if scenario is None:
        return ()  # without its months the dates cannot be judged
    found, wrong = judged_observations(path, Frame.of(scenario), say("a case is fitted to the nation."))
    problems += wrong
    return found


def _with_priors(
    document: Document, file: CaseFile | None, scenario: Scenario | None, problems: list[Problem]
) -> Scenario | None:
    """The scenario with the priors that the case gives."""
    names = document.root.child("free")
    for name in names.value if names is not None and isinstance(names.value, dict) else ():
        if len(problems) >= MOST_JUDGED:
            break
        if name not in Uncertainties.model_fields:
            offer = did_you_mean(name, Uncertainties.model_fields) or say("`essaim show` lists them.")
            problems.append(_at(document, ("free", name), say("there is no such uncertainty."), offer))
    if file is None or scenario is None:
        return None
    priors = {}
    for name, free in file.free.items():
        if name not in Uncertainties.model_fields:
            continue
        own = getattr(scenario.uncertainties, name)
        distribution = free.distribution or own.distribution
        if isinstance(distribution, Fixed):
            problems.append(
                _at(
                    document,
                    ("free", name),
                    say("has no distribution that could be fitted: it is fixed."),
                    say("Give one: {{distribution: {{kind: uniform, low: …, high: …}}}}."),
                )
            )
            continue
        try:
            best = own.best if free.best is None else free.best
            given = Uncertain(best=best, distribution=distribution, source=free.source or own.source)
        except ValidationError as error:
            offer = say("{best:g} is that of the scenario: give best, too.", best=own.best) if free.best is None else ""
            told = error.errors()[0]["msg"].removeprefix("Value error, ")
            problems.append(_at(document, ("free", name), sentence(told), offer))
            continue
        low, high = uncertainty_bounds(name)
        lowest, highest = distribution.support(best)
        if lowest < low or highest > high:
            problems.append(
                _at(
                    document,
                    ("free", name),
                    say("best, low and high must lie between {low:g} and {high:g}.", low=low, high=high),
                )
            )
        if not is_free(distribution, best):
            message = say("has no distribution that could be fitted: it draws one value.")
            problems.append(
                _at(
                    document,
                    ("free", name),
                    message,
                    say("Let low lie below high, or leave it out here and give its best in the scenario."),
                )
            )
        priors[name] = given
    return scenario.model_copy(update={"uncertainties": scenario.uncertainties.model_copy(update=priors)})


def _check_until(
    document: Document, file: CaseFile | None, observations: tuple[Observation, ...], problems: list[Problem]
) -> None:
    if file is None or file.fit_until is None or not observations:
        return
    problem = until_problem(file.fit_until, observations)
    if problem:
        problems.append(_at(document, ("fit_until",), problem))


def until_problem(month: str, observations: tuple[Observation, ...]) -> str:
    """Why observations cannot be fitted up to this month; empty when they can."""
    first = min((one.month for one in observations), key=month_number)
    if month_number(month) >= month_number(first):
        return ""
    return say("no observation would be fitted: the first is of {first}, after {month}.", first=first, month=month)


def _refusal(path: tuple, error: Mapping[str, Any]) -> str:
    """What pydantic refuses, in words of a planner."""
    if path == ("fit_until",):
        return say("must be a month, written YYYY-MM.")
    return refusal(error)


def _at(document: Document, path: tuple, message: str, suggestion: str = "") -> Problem:
    node: Node | None = document.root
    written = []
    for step in path:
        child = node.child(step)
        if child is None:  # pydantic names branches of unions that no file holds
            continue
        node = child
        written.append(str(step))
    return document.problem(node, ".".join(written), message, suggestion)


def _ordered(document: Document, problems: list[Problem]) -> list[Problem]:
    """The case file itself first, then the others; each from top to bottom."""
    return sorted(problems, key=lambda one: (one.file != document.file, one.file, one.line, one.column))
