"""Sweep files to sweeps that can be run, and everything that is wrong with a file said at once."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from simulation.language import say
from simulation.outcomes.measured import measure_named, measures_there_are
from simulation.outcomes.thinning import Recorded
from simulation.runs.listed_rows import settings_of_rows
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.points import Point, PointsError, points_of, unknown_settings, varied_of
from simulation.runs.schema import Sweep, UntilPrecise
from simulation.runs.sweeping import Sweeping
from simulation.scenario.documents import Document, read_document
from simulation.scenario.library import SCENARIO, SWEEP, find
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import MOST_JUDGED, Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.refusals import refusal
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import Node
from simulation.scenario.writing import fingerprint
from simulation.storage.storage import within

if TYPE_CHECKING:
    from simulation.own_rules import OwnRules


def load_sweep(
    path_or_name: str | os.PathLike, out: str | Path = "results", rules: "str | Path | OwnRules | None" = None
) -> Sweeping:
    """A sweep file with all its points; its runs are kept in a folder in `out` (a folder, or a URL of object
    storage), see `SweepFile.folder`. rules: a file of rules of one's own.

    A `ScenarioError` says all that is wrong with it.
    """
    file = read_sweep(path_or_name)
    model = ModelChoice.of(rules=rules)
    try:
        points = points_of(file.sweep, file.scenarios, file.path.parent)
    except PointsError as error:
        raise file.error(error) from None
    _check_frames(file.document, points)
    return Sweeping(file.sweep, tuple(points), file.folder(out, model), file.text, model)


@dataclass(frozen=True)
class SweepFile:
    """A sweep as read from its file, and the scenarios it builds on, by the names that it gives them."""

    document: Document
    sweep: Sweep
    scenarios: dict[str, Scenario]

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.document.path

    @property
    def text(self) -> str:
        """The file in full."""
        return "\n".join(self.document.lines)

    def folder(self, out: str | Path, model: ModelChoice = COMPILED_MODEL, suffix: str = "") -> str | Path:
        """Where its runs go: a folder called after the file, what it is about, the rules and the seed.

        What it is about are the numbers of its scenarios, the settings that vary, and what is kept of each run; not
        the values that they take, nor the replicates. So a sweep that is edited finds its runs again, and another of
        the same name has another folder.
        """
        bases = list(self.scenarios.values())
        about = [list(map(fingerprint, bases)), self._settings(), self.sweep.record.model_dump(mode="json")]
        digest = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:8]
        return within(out, f"{self.path.stem}-{digest}{model.suffix}-seed{self.sweep.seed}{suffix}")

    def _settings(self) -> list[str]:
        """The settings that vary, in order of their names."""
        if self.sweep.design == "list":
            return settings_of_rows(self.sweep, self.path.parent)
        return sorted(varied_of(self.sweep, next(iter(self.scenarios.values()))))

    def error(self, error: PointsError) -> ScenarioError:
        """What is wrong with its points, by line and column."""
        return ScenarioError(
            [
                _at(self.document, ("vary", one.setting) if one.setting else ("design",), one.message)
                for one in error.mistakes
            ]
        )


def read_sweep(path_or_name: str | os.PathLike) -> SweepFile:
    """A sweep file and its scenarios, without its points. A `ScenarioError` says all that is wrong with it."""
    document = read_document(find_sweep(path_or_name))
    problems = list(document.problems)
    sweep = _validated(document, problems)
    scenarios = _scenarios(document, sweep, problems) if sweep is not None else {}
    if sweep is not None:
        _check_measures(document, sweep, problems)
    else:
        _check_settings(document, problems)
    if problems or sweep is None:
        raise ScenarioError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return SweepFile(document, sweep, scenarios)


def find_sweep(path_or_name: str | os.PathLike) -> Path:
    """The file meant by a path, or by the name of a sweep; else a `ScenarioError`."""
    return find(SWEEP, path_or_name)


def _validated(document: Document, problems: list[Problem]) -> Sweep | None:
    try:
        return Sweep.model_validate(document.root.plain())
    except ValidationError as error:
        for one in error.errors()[:MOST_JUDGED]:
            path = tuple(one["loc"])
            if one["type"] == "extra_forbidden":
                holder = _node(document.root, path[:-1])
                known = _known(path[:-1])
                offer = did_you_mean(str(path[-1]), known) or say("Known here: {known}.", known=listed(known))
                if holder is not None:
                    problems.append(_at(document, path, say("there is no such setting."), offer))
            elif one["type"] == "missing":
                problems.append(_at(document, path[:-1], say("{path} is missing.", path=path[-1])))
            else:
                problem = _at(document, path, refusal(one))
                problems += [problem] if problem not in problems else []
        return None


def _check_settings(document: Document, problems: list[Problem]) -> None:
    """Names the settings that do not exist, of a file that is wrong elsewhere too."""
    plain = document.root.plain()
    given, names = plain.get("vary"), plain.get("scenarios")
    if not isinstance(given, dict) or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return
    scenarios = {}
    for name in names:
        try:
            scenarios[name] = _scenario(document, name)
        except ScenarioError:
            continue
    for one in unknown_settings([path for path in given if isinstance(path, str)], scenarios):
        problems.append(_at(document, ("vary", one.setting), one.message))


def _known(path: tuple) -> list[str]:
    """The settings that a sweep file has at a place."""
    from simulation.runs.schema import Drawn, Listed, Range

    if not path:
        return list(Sweep.model_fields)
    if path[0] == "record":
        return list(Recorded.model_fields)
    if path[0] == "replicates":
        return list(UntilPrecise.model_fields)
    ways: dict[str, type[BaseModel]] = {"values": Listed, "range": Range, "distribution": Drawn}
    return list(next((ways[step] for step in path if step in ways), Listed).model_fields)


def _node(root: Node, path: tuple) -> Node | None:
    node: Node | None = root
    for step in path:
        child = node.child(step) if node is not None else None
        if child is None:  # pydantic names branches of unions that no file holds
            continue
        node = child
    return node


def _at(document: Document, path: tuple, message: str, suggestion: str = "") -> Problem:
    written = [str(step) for step in path if not isinstance(step, int) and "[" not in str(step) or "." in str(step)]
    return document.problem(_node(document.root, path), ".".join(written[:2]), message, suggestion)


def _scenarios(document: Document, sweep: Sweep, problems: list[Problem]) -> dict[str, Scenario]:
    """The scenarios that points build on, by the names given; paths are seen from the sweep file."""
    found = {}
    for position, name in enumerate(sweep.scenarios):
        at = ("scenarios", position)
        try:
            path = find(SCENARIO, name, (document.path.parent, Path()))
        except ScenarioError as error:
            problems += [_at(document, at, one.message, one.suggestion) for one in error.problems]
            continue
        try:
            found[name] = load_scenario(path)
        except ScenarioError as error:  # said with its own file and line
            problems += [_at(document, at, one.headline()) for one in error.problems]
    return found


def _scenario(document: Document, name: str) -> Scenario:
    return load_scenario(find(SCENARIO, name, (document.path.parent, Path())))


def _check_measures(document: Document, sweep: Sweep, problems: list[Problem]) -> None:
    for position, name in enumerate(sweep.record.measures):
        if len(problems) >= MOST_JUDGED:
            break
        try:
            measure_named(name)
        except KeyError:
            offer = did_you_mean(name, measures_there_are())
            message = say("there is no measure {name} that adds over places.", name=name)
            problems.append(_at(document, ("record", "measures", position), message, offer))
    goal = sweep.replicates
    if isinstance(goal, UntilPrecise) and goal.measure not in sweep.record.measures:
        offer = did_you_mean(goal.measure, sweep.record.measures)
        problems.append(
            _at(
                document,
                ("replicates", "measure"),
                say("{measure} is not among what is kept.", measure=goal.measure),
                offer,
            )
        )


def _check_frames(document: Document, points: list[Point]) -> None:
    for point in points:
        if point.frame != points[0].frame:
            message = say(
                "point {number} has other months or places than point 0; all points must share them.",
                number=point.number,
            )
            raise ScenarioError([_at(document, ("vary",), message)])
