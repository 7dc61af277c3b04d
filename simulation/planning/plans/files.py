"""Plan files, read and checked: everything that is wrong with one is said at once, by line and column."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from simulation.language import say
from simulation.planning.plans.checks import COLUMNS, misfits, problem_at
from simulation.planning.plans.schema import PERIODS, PlanFile, Sought
from simulation.scenario.documents import Document, read_document
from simulation.scenario.library import PLAN, SCENARIO, find
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import MOST_JUDGED, Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.schema import Scenario


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
    if scenario is not None:
        problems += misfits(document, scenario)
        targets = () if file is None else _targets(document, file, scenario, problems)
    if problems or file is None or scenario is None:
        raise ScenarioError(sorted(set(problems), key=lambda problem: (problem.line, problem.column)))
    return ReadPlan(document, file, scenario, targets)


def _validated(document: Document, problems: list[Problem]) -> PlanFile | None:
    try:
        return PlanFile.model_validate(document.root.plain())
    except ValidationError as error:
        for one in error.errors()[:MOST_JUDGED]:
            path = tuple(one["loc"])
            if one["type"] == "extra_forbidden":
                known = _known(path[:-1])
                offer = did_you_mean(str(path[-1]), known) or say("Known here: {known}.", known=listed(known))
                problems.append(problem_at(document, path, say("there is no such setting."), offer))
            elif one["type"] == "missing":
                problems.append(problem_at(document, path[:-1], say("{path} is missing.", path=path[-1])))
            elif one["type"] in ("model_type", "dict_type"):
                problems.append(problem_at(document, path, say("its settings stand below it, each as name: value.")))
            else:
                text = one["msg"].removeprefix("Value error, ")
                problems.append(problem_at(document, path, f"{text[0].lower()}{text[1:]}."))
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


def _scenario(document: Document, problems: list[Problem]) -> Scenario | None:
    name = document.root.plain().get("scenario")
    if not isinstance(name, str):
        return None
    try:
        return load_scenario(find(SCENARIO, name, (document.path.parent, Path())))
    except ScenarioError as error:
        for problem in error.problems:
            message = problem.message if problem.file == name else problem.headline()
            problems.append(problem_at(document, ("scenario",), message, problem.suggestion))
        return None


def _targets(document: Document, file: PlanFile, scenario: Scenario, problems: list[Problem]) -> tuple[Sought, ...]:
    if file.targets:
        return file.targets
    if scenario.target is None:
        problems.append(problem_at(document, (), say("targets is missing, and the scenario has no target."),
                            say("Name under targets: a measure, a value and a month.")))  # fmt: skip
        return ()
    return tuple(Sought.model_validate(aim.model_dump()) for aim in scenario.target.together())


__all__ = ["COLUMNS", "PERIODS", "ReadPlan", "read_plan"]
