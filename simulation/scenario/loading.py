"""Scenario files to scenarios: `load_scenario`, and everything that is wrong with a file said at once."""

import os
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from simulation.language import say
from simulation.scenario.capacity_checks import capacity_findings
from simulation.scenario.checks import findings
from simulation.scenario.documents import find_scenario
from simulation.scenario.explaining import Complaint, complaints, node_at, problem_at
from simulation.scenario.inheritance import Family, read_family
from simulation.scenario.problems import MOST_JUDGED, Problem, ScenarioError
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import Node, Path

_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Loaded:
    """A scenario with the files that it came from and remarks that do not keep it from being used."""

    scenario: Scenario
    family: Family
    notes: tuple[Problem, ...] = field(default=())


def load_scenario(path_or_name: str | os.PathLike, as_it_is: bool = False) -> Scenario:
    """The scenario of a file, or of a name such as `reference`; a `ScenarioError` says all that is wrong with it.

    as_it_is: a capacity that is never enough is no error; a sweep may want to find out what comes of it.
    """
    return load(path_or_name, as_it_is).scenario


def load(path_or_name: str | os.PathLike, as_it_is: bool = False) -> Loaded:
    """Like `load_scenario`, with the files, the places of the values, and the notes."""
    family = read_family(find_scenario(path_or_name))
    problems = list(family.problems)
    scenario, judged, refused = _validated(family, problems)
    notes: list[Problem] = []
    if scenario is not None and family.complete:
        remarks = {finding.message for finding in capacity_findings(scenario)} if as_it_is else set()
        for finding in findings(scenario):
            if len(problems) >= MOST_JUDGED:
                break
            paths = [_path_in_file(family.root, judged, path) for path in finding.paths]
            if any(_touches(path, other) for path in paths for other in refused):
                # It would judge a value that stands in for one already refused.
                continue
            written = [path for path in paths if _is_written(family.root, path)]
            # What only the schema's defaults get wrong is noted, not refused.
            kept = problems if finding.fatal and written and finding.message not in remarks else notes
            kept.append(problem_at(family, (written or paths)[0], finding.message, finding.suggestion))
    if scenario is None and not problems:
        # No complaint was put into words; better a dull one than none.
        problems.append(problem_at(family, (), say("the file does not make a scenario.")))
    if problems or scenario is None:
        raise ScenarioError(_ordered(family, problems))
    return Loaded(scenario, family, tuple(notes))


def _validated(family: Family, problems: list[Problem]) -> tuple[Scenario | None, Node, list[Path]]:
    """The scenario without the values refused, so that the rest can be judged too; its tree; the paths left out."""
    root = family.root
    refused: list[Path] = []
    # What could not be read stands in the tree as something else; one complaint about it is enough.
    unreadable = {_position(problem) for problem in family.problems}
    for _ in range(_MOST_ROUNDS):
        try:
            return Scenario.model_validate(root.plain()), root, refused
        except ValidationError as error:
            found = complaints(error, root)
            whole = len(found) < MOST_JUDGED
        left_out = []
        for complaint in found:
            written = replace(complaint, path=_path_in_file(family.root, root, complaint.path))
            left_out.append(written.left_out)
            if complaint.missing and not family.complete:
                continue
            # Leaving a value out may make its surroundings wrong; that is no mistake of the planner's.
            if len(written.path) > 1 and any(_touches(written.path, path) for path in refused):
                continue
            at_key = complaint.missing or complaint.message.startswith("there is no such setting")
            problem = problem_at(family, written.path, complaint.message, complaint.suggestion, at_key)
            if problem not in problems and _position(problem) not in unreadable:
                problems.append(problem)
        refused += left_out
        if not whole:
            break
        before = root
        # The last entries of a list go first, so that the others keep their positions.
        once = {_dropped(complaint.left_out): complaint for complaint in found}.values()
        for complaint in sorted(once, key=lambda complaint: _sortable(complaint.left_out), reverse=True):
            root = _without(root, complaint)
        if root == before:
            break
    return None, root, refused


def _without(root: Node, complaint: Complaint) -> Node:
    path = complaint.left_out
    if complaint.path == ("name",) or not path:
        return Node({**root.mapping(), "name": Node("unnamed")}, root.place)
    return _pruned(root, path) or root


def _pruned(node: Node, path: Path) -> Node | None:
    """A copy of a tree without the value at a path; an entry of a list is left out whole."""
    if not path:
        return None
    child = node.child(path[0])
    if child is None:
        return node
    kept = _pruned(child, path[1:])
    if isinstance(node.value, list):
        if kept is None or len(path) > 1:
            others = [held for held in node.value if held is not child]
            return Node(others, node.place, node.key) if others else None
        return node
    rest = {key: held for key, held in node.mapping().items() if key != path[0]}
    if kept is not None and isinstance(path[0], str):
        rest[path[0]] = kept
    return Node(rest, node.place, node.key)


def _dropped(path: Path) -> Path:
    """What goes when a value is left out: the entry of a list that holds it, or itself."""
    return next((path[: at + 1] for at, step in enumerate(path) if isinstance(step, int)), path)


def _is_written(root: Node, path: Path) -> bool:
    """Whether a value stands in a file, not only in the schema's defaults."""
    node = node_at(root, path)
    return node is not None and node.place is not None


def _touches(path: Path, other: Path) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _position(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def _sortable(path: Path) -> tuple:
    return tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in path)


def _path_in_file(original: Node, judged: Node, path: Path) -> Path:
    """A path in a tree whose refused entries were left out, as a path in the files."""
    found: list[str | int] = []
    in_file: Node | None = original
    seen: Node | None = judged
    for step in path:
        seen = seen.child(step) if seen is not None else None
        if isinstance(step, int) and seen is not None and in_file is not None and isinstance(in_file.value, list):
            step = next((at for at, held in enumerate(in_file.value) if held.place == seen.place), step)
        in_file = in_file.child(step) if in_file is not None else None
        found.append(step)
    return tuple(found)


def _ordered(family: Family, problems: list[Problem]) -> list[Problem]:
    """The file itself first, then its ancestors; each from top to bottom."""
    files = [document.file for document in (*family.documents, *family.tables)]
    return sorted(
        problems,
        key=lambda problem: (
            files.index(problem.file) if problem.file in files else len(files),
            problem.line,
            problem.column,
        ),
    )
