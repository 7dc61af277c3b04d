"""Scenario files as they stand on disk: found by path or name, read as UTF-8, and what they extend."""

import os
from dataclasses import dataclass
from pathlib import Path

from simulation.language import say
from simulation.scenario.library import (
    SCENARIO,
    find,
    is_name,
    meanings,
    offer,
    same,
    searched,
    shown_path,
    tell_choice,
)
from simulation.scenario.paths import is_file, read_bytes
from simulation.scenario.problems import Problem, ScenarioError
from simulation.scenario.tree import Node, read_tree


@dataclass
class Document:
    """One file, read: its values, its lines, and what is wrong with it so far."""

    path: Path
    file: str
    lines: list[str]
    root: Node
    problems: list[Problem]

    def problem(self, node: Node | None, field: str, message: str, suggestion: str = "") -> Problem:
        """A problem at the place of a value of this file."""
        place = (node.key or node.place) if node else None
        line, column = (place.line, place.column) if place else (1, 1)
        return Problem(self.file, line, column, field, message, suggestion, self.lines[line - 1])


def find_scenario(path_or_name: str | os.PathLike) -> Path:
    """The file meant by a path, or by the name of a scenario (`reference`); else a `ScenarioError`."""
    return find(SCENARIO, path_or_name)


def find_parent(document: Document, wanted: str) -> Path | Problem:
    """The file that `extends: wanted` means, or the problem if there is none.

    A name means first the file beside this one, and never this one itself if there is another: a `reference.yaml` of
    one's own can extend the library's. A path is seen from this file.
    """
    node, here = document.root.child("extends"), document.path.parent
    if not is_name(wanted):
        if is_file(here / wanted):
            return here / wanted
        message = say("there is no file {wanted}, seen from here.", wanted=wanted)
        return document.problem(node, "extends", message, offer(SCENARIO, wanted, here))
    found = meanings(SCENARIO, wanted, beside=here)
    found = [path for path in found if not same(path, document.path)] or found
    if found:
        tell_choice(wanted, found)
        return found[0]
    message = say(
        "no file {wanted}.yaml lies beside this one, nor in {searched}.", wanted=wanted, searched=searched(SCENARIO)
    )
    return document.problem(node, "extends", message, offer(SCENARIO, wanted, here, beside=here))


def read_document(path: Path) -> Document:
    """A file as values that know their places; a `ScenarioError` if it cannot be read at all."""
    file = shown_path(path)
    text = _decoded(read_bytes(path, file), file)
    root, problems = read_tree(text, file)
    lines = text.split("\n")
    if root is None or root.value is None:
        message = say("the file is empty.")
        raise ScenarioError(
            [*problems, Problem(file, 1, 1, "", message, say("Begin with name: and extends: reference."))]
        )
    if not isinstance(root.value, dict):
        assert root.place is not None  # what a file holds stands somewhere
        line, column = root.place.line, root.place.column
        message = say("a scenario is a mapping of names to values, such as name: My scenario.")
        raise ScenarioError([*problems, Problem(file, line, column, "", message, "", lines[line - 1])])
    return Document(path, file, lines, root, problems)


def _decoded(found: bytes, file: str) -> str:
    again = say("Save the file again with the encoding UTF-8.")
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError([Problem(file, 1, 1, "", say("byte 1: the file is written in UTF-16, not UTF-8."), again)])
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A byte order mark is not counted by the decoder.
        start = error.start + (3 if found.startswith(b"\xef\xbb\xbf") else 0)
        before = found[:start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        guess = bytes([found[start]]).decode("cp1252", "replace")
        hint = (
            say(' (in Windows-1252 it would be "{guess}")', guess=guess)
            if guess.isprintable() and guess != "\ufffd"
            else ""
        )
        message = say(
            "byte {start} (0x{found:02X}) is not UTF-8{hint}.", start=start + 1, found=found[start], hint=hint
        )
        raise ScenarioError([Problem(file, line, column, "", message, again)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
