"""Registers: the network as it is, in a CSV file that a scenario names; its values know their line and column."""

import re
from collections.abc import Iterable, Iterator, Sequence

from simulation.scenario.documents import Document, read_lines
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.library import shown_path
from simulation.scenario.paths import is_file
from simulation.scenario.problems import Place, Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.schema import PERSON_STATES, RegisterRow, Scenario
from simulation.scenario.tree import Node

COLUMNS = ("state", "region", "administration", "count", "age")
_MAY_MISS = ("age",)


def read_register(document: Document) -> Document | None:
    """The CSV file that a scenario file names as its register, if it does; its rows take the place of the path.

    What cannot be read is added to the problems of the scenario file.
    """
    initial = document.root.child("initial")
    node = initial.child("register") if initial is not None else None
    if node is None or not isinstance(node.value, str):
        return None
    path = document.path.parent / node.value
    file = shown_path(path)
    if not is_file(path):
        message = f"there is no file {node.value}, seen from here."
        document.problems.append(document.problem(node, "initial.register", message, "Paths are seen from this file."))
        node.value = []
        return None
    try:
        lines = read_lines(path)
    except ScenarioError as error:
        document.problems += error.problems
        node.value = []
        return None
    reader = _Table(file, lines)
    node.value = list(reader.rows())
    document.problems += reader.problems
    return Document(path, file, lines, node, [])


class _Table:
    """The cells of a CSV file; what is wrong with it is gathered in `problems`."""

    def __init__(self, file: str, lines: list[str]):
        self.file, self.lines = file, lines
        self.problems: list[Problem] = []
        first = next((line for line in lines if line.strip()), "")
        self.separator = ";" if first.count(";") > first.count(",") else ","

    def rows(self) -> Iterator[Node]:
        """A value for each row with a count; none if the header cannot be used."""
        filled = [number for number, line in enumerate(self.lines, 1) if line.strip(" \t;,")]
        if not filled:
            self.problem(1, 1, "the register is empty.", f"Begin with {self.separator.join(COLUMNS)}.")
            return
        header = self.header(filled[0])
        if self.problems:
            return
        for number in filled[1:]:
            cells = self.cells(number)
            if len(cells) > len(header) and any(text for text, _ in cells[len(header) :]):
                message = f"has {len(cells)} cells, and the header has {len(header)}."
                self.problem(number, cells[len(header)][1], message)
            row = {
                name: Node(_value(name, text), Place(self.file, number, column))
                for name, (text, column) in zip(header, cells, strict=False)
                if text
            }
            if "count" in row:
                yield Node(row, Place(self.file, number, 1))

    def header(self, number: int) -> list[str]:
        cells = self.cells(number)
        while cells and not cells[-1][0]:
            cells.pop()
        names = [name.casefold() for name, _ in cells]
        for position, (name, (_, column)) in enumerate(zip(names, cells, strict=True)):
            if name not in COLUMNS:
                suggestion = did_you_mean(name, COLUMNS) or f"Known: {listed(COLUMNS)}."
                self.problem(number, column, f'there is no column "{name}".', suggestion)
            elif name in names[:position]:
                self.problem(number, column, f"the column {name} is given twice.", "Keep one of them.")
        for name in COLUMNS:
            if name not in names and name not in _MAY_MISS:
                self.problem(number, 1, f"the column {name} is missing.", "The first line names the columns.")
        return names

    def cells(self, number: int) -> list[tuple[str, int]]:
        """Text and column of each cell of a line; a text in quotation marks may hold the separator."""
        line, at, found = self.lines[number - 1], 0, []
        while True:
            start = at
            quoted = re.match(r'[ \t]*"((?:[^"]|"")*)"[ \t]*', line[at:])
            if quoted:
                text, at = quoted[1].replace('""', '"'), at + quoted.end()
            else:
                end = line.find(self.separator, at)
                text, at = line[at : end if end >= 0 else len(line)], end if end >= 0 else len(line)
                if '"' in text:
                    self.problem(number, start + 1, "a quotation mark is not closed, or stands inside a text.")
            found.append((text.strip().replace("\u00a0", " "), start + 1))
            if at >= len(line):
                return found
            if line[at] != self.separator:
                self.problem(number, at + 1, f"after the quotation mark {self.separator} is expected.")
                return found
            at += 1

    def problem(self, line: int, column: int, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(self.file, line, column, "", message, suggestion, self.lines[line - 1]))


def _value(name: str, text: str) -> str | int | float:
    if name in ("count", "age"):
        if re.fullmatch(r"[-+]?\d{1,15}", text):
            return int(text)
        if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", text):
            return float(text)
    return text


def template(scenario: Scenario) -> str:
    """An empty register in CSV, with a row for each state and cell, and for the groups of each place."""
    geography = geography_of(scenario)
    rows = [(state, cell.region, cell.administration) for cell in geography.cells for state in PERSON_STATES]
    rows += [("group", place, "") for place in (*geography.regions, NATIONAL)]
    return _table_text((*row, "", "") for row in rows)


def as_csv(rows: Iterable[RegisterRow]) -> str:
    """A register in CSV, as `read_register` reads it."""
    return _table_text([getattr(row, name) for name in COLUMNS] for row in rows)


def _table_text(rows: Iterable[Sequence[str | int | None]]) -> str:
    lines = [",".join("" if cell is None else _quoted(str(cell)) for cell in row) for row in rows]
    return "\n".join([",".join(COLUMNS), *lines]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",;]', text) else text
