"""The one reader of tables that come in: CSV as offices write it, each cell with its line and column.

Commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252; any line ends; a line `sep=;`; comments behind #; empty rows
and columns; line breaks within quotation marks. What was assumed is noted in `assumed`, what is wrong in `problems`.
"""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from simulation.language import say
from simulation.scenario.assumptions import Assumption
from simulation.scenario.documents import read_bytes
from simulation.scenario.library import shown_path
from simulation.scenario.office_bytes import decoded
from simulation.scenario.office_cells import Marks, Read, Refused, day, number, shows
from simulation.scenario.problems import MOST_JUDGED, Problem, ScenarioError, did_you_mean, listed

LARGEST_TABLE = 32 * 1024 * 1024
"""Bytes of a table: a list of 100,000 points may be long."""
MOST_COLUMNS = 1000
SEPARATORS = (",", ";", "\t")
_WORDS = {",": say("commas"), ";": say("semicolons"), "\t": say("tabs")}
_COMMENT = re.compile(r"#(?!N/[AD]\b)")
_GUARD = re.compile(r"\A'(?=[\s']*[=+\-@\t\r])")
"""The apostrophe that keeps a spreadsheet from running a text."""


class Cell(NamedTuple):
    """What stands in a cell, without the spaces around it; the line and the column where it begins, from 1."""

    text: str
    line: int
    column: int


class Row(NamedTuple):
    """The cells of a row, as many as the heading has; the line in which it begins."""

    line: int
    cells: tuple[Cell, ...]


@dataclass
class Table:
    """A table that was read: the names of its columns and its rows, both without empty ones."""

    file: str
    lines: list[str]
    separator: str = ","
    heading: tuple[Cell, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    noted: dict[str, Assumption] = field(default_factory=dict)

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What was assumed, one of a kind."""
        return tuple(self.noted.values())

    @functools.cached_property
    def marks(self) -> Marks:
        """The separator, and the decimal marks that numbers of the table show without doubt."""
        seen = {shows(cell.text) for row in self.rows for cell in row.cells}
        return Marks(self.separator, "," in seen, "." in seen)

    def note(self, at: Cell, name: str, message: str, suggestion: str = "") -> None:
        """Adds a problem at a cell; name: of its column, or nothing."""
        self.problem(at.line, at.column, name, message, suggestion)

    def problem(self, line: int, column: int, name: str, message: str, suggestion: str = "") -> None:
        """Adds a problem at a line and column, both from 1. A `ScenarioError` where there are `MOST_JUDGED`."""
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        self.problems.append(Problem(self.file, line, column, name, message, suggestion, excerpt))
        if len(self.problems) >= MOST_JUDGED:
            raise ScenarioError(sorted(self.problems, key=lambda problem: (problem.line, problem.column)))

    def assume(self, kind: str, cell: Cell, read: object = "") -> None:
        """Notes an assumption; of a kind the first is kept, the others are counted."""
        first = self.noted.get(kind)
        self.noted[kind] = (
            Assumption(self.file, kind, cell.text, cell.line, str(read), self.separator) if first is None
            else Assumption(**{**vars(first), "more": first.more + 1})
        )  # fmt: skip

    def number(self, cell: Cell, name: str) -> int | float | None:
        """The number in a cell; None, with the problem noted, where it is none or could be two."""
        return self._read(cell, name, number(cell.text, self.marks))

    def day(self, cell: Cell, name: str) -> str | None:
        """The day (YYYY-MM-DD) or month (YYYY-MM) in a cell; None, with the problem noted."""
        return self._read(cell, name, day(cell.text))

    def _read(self, cell: Cell, name: str, found: Read | Refused):
        if isinstance(found, Refused):
            self.note(cell, name, found.message if cell.text else say("is empty."), found.suggestion)
            return None
        if found.assumed:
            self.assume(found.assumed, cell, found.value)
        return found.value

    def columns(self, known: Sequence[str], required: Iterable[str], example: str) -> dict[str, int] | None:
        """The position of each column by its name in lower case; None where rows cannot be read by the heading.

        example: what to write when a column is missing.
        """
        names = [" ".join(cell.text.split()).casefold() for cell in self.heading]
        before = len(self.problems)
        for at, (name, cell) in enumerate(zip(names, self.heading, strict=True)):
            if name not in known:
                offer = did_you_mean(name, known) or say("Known: {known}.", known=listed(known))
                what = (
                    say("there is no column called {text!r}.", text=cell.text)
                    if name
                    else say("a column with cells has no name.")
                )
                self.note(cell, "", what, offer)
            elif name in names[:at]:
                self.note(cell, name, say("stands there twice."), say("Keep one of them."))
        missing = [name for name in required if name not in names]
        if missing:
            what = (
                say("columns are missing: {names}.", names=missing)
                if len(missing) > 1
                else say("a column is missing: {names}.", names=missing)
            )
            line = self.heading[0].line if self.heading else 1
            self.problem(line, 1, "", what, example)
        return None if len(self.problems) > before else {name: at for at, name in enumerate(names)}


def read_table(path: Path, fits: Callable[[str], bool], pads: bool = False) -> Table:
    """Reads a table; a `ScenarioError` where it is no text. All else that is wrong is in its `problems`.

    fits: whether a text, in lower case, can be the name of a column, which tells what separates where it is in doubt.
    pads: rows shorter than the heading are filled with empty cells, not refused.
    """
    file = shown_path(path)
    text, doubtful = decoded(read_bytes(path, file, LARGEST_TABLE, say("table")), file)
    windows = None
    if doubtful is not None:
        begun = re.split(r"\r\n|\r|\n", text[:doubtful])
        rest = re.split(r"[\s;,]", text[doubtful:], maxsplit=1)[0]
        word = re.split(r"[\s;,]", begun[-1])[-1] + rest
        windows = Cell(word, len(begun), len(begun[-1]) + 1)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    table = Table(file, text.split("\n"))
    if windows is not None:
        table.assume("encoding", windows)
    _fill(table, fits, pads)
    table.problems.sort(key=lambda problem: (problem.line, problem.column))
    return table


def _fill(table: Table, fits: Callable[[str], bool], pads: bool) -> None:
    start = 1
    given = re.match(r'"?sep=(.)"?[ \t;,]*$', table.lines[0], re.IGNORECASE)
    if given:
        start, table.separator = 2, given[1]
    heading = next((n for n in range(start, len(table.lines) + 1) if _counts(table.lines[n - 1])), None)
    if heading is None:
        return
    if not given:
        table.separator = _separator(table, heading, fits)
    if table.problems:
        return
    records = _records(table, heading)
    names = list(next(records, ()))
    while names and not names[-1].text:
        names.pop()
    if len(names) > MOST_COLUMNS:
        what = say("has {columns:,} columns; {most:,} at most.", columns=len(names), most=MOST_COLUMNS)
        table.problem(heading, 1, "", what)
        return
    rows = [cells for cells in records if any(cell.text for cell in cells)]
    filled = [at for at, name in enumerate(names) if name.text or any(len(row) > at and row[at].text for row in rows)]
    table.heading = tuple(names[at] for at in filled)
    for cells in rows:
        used = len(cells)
        while used > len(names) and not cells[used - 1].text:
            used -= 1
        line = cells[0].line
        if used > len(names) or used < len(names) and not pads:
            at = cells[len(names)] if used > len(names) else _end(table, cells[-1])
            table.note(
                at,
                "",
                say("has {used} cells; the header has {names}.", used=used, names=len(names)),
                _too_many(table.separator),
            )
            continue
        padding = [Cell("", line, len(table.lines[line - 1]) + 1)] * (len(names) - used)
        whole = [*cells[:used], *padding]
        table.rows.append(Row(line, tuple(whole[at] for at in filled)))


def _too_many(separator: str) -> str:
    if separator == ",":
        return say("Numbers have a decimal point; text that holds a comma stands in quotation marks.")
    return say(
        "Text that holds {separator} stands in quotation marks.", separator=_WORDS.get(separator, repr(separator))
    )


def _end(table: Table, last: Cell) -> Cell:
    return Cell("", last.line, len(table.lines[last.line - 1]) + 1)


def _counts(line: str) -> bool:
    return bool(line.strip(" \t;,")) and not _COMMENT.match(line)


def _separator(table: Table, heading: int, fits: Callable[[str], bool]) -> str:
    """What separates the cells of the heading: by which the most of them are names of columns."""
    line = table.lines[heading - 1]
    outside = re.sub(r'"[^"]*"', "", line)
    there = [mark for mark in SEPARATORS if mark in outside]
    if len(there) < 2:
        return there[0] if there else ","
    counts = {mark: sum(fits(part.strip(' "').casefold()) for part in line.split(mark)) for mark in there}
    most = max(counts.values())
    best = [mark for mark in there if counts[mark] == most]
    if len(best) == 1:
        return best[0]
    table.problem(
        heading,
        1,
        "",
        say(
            "{marks} stand in the header, and none makes more names of columns.", marks=[_WORDS[mark] for mark in best]
        ),
        say("Separate the columns by one of them only."),
    )
    return best[0]


def _records(table: Table, first: int):
    """The rows from a line on: lists of cells. A row in which quotation marks do not fit is noted and left out."""
    line = first
    while line <= len(table.lines):
        if not table.lines[line - 1].strip() or _COMMENT.match(table.lines[line - 1]):
            line += 1
            continue
        cells, line = _record(table, line)
        if cells:
            yield cells


def _record(table: Table, line: int) -> tuple[list[Cell], int]:
    """The cells of the row that begins in a line, none where it is refused; the line after it."""
    begun, at, cells = line, 0, []
    space = " \u00a0" if table.separator == "\t" else " \t\u00a0"
    while True:
        text = table.lines[line - 1]
        while at < len(text) and text[at] in space:
            at += 1
        start = Cell("", line, at + 1)
        if at < len(text) and text[at] == '"':
            found = _quoted(table, line, at)
            if found is None:
                return _open(table, start), begun + 1
            held, line, at = found
            text = table.lines[line - 1]
            while at < len(text) and text[at] in space:
                at += 1
            if at < len(text) and text[at] != table.separator:
                return _open(table, start), begun + 1
        else:
            end = text.find(table.separator, at)
            end = len(text) if end < 0 else end
            held, at = text[at:end], end
            if '"' in held:
                return _open(table, start), begun + 1
        cells.append(Cell(_GUARD.sub("", held.strip(" \u00a0\ufeff")).strip(), start.line, start.column))
        if at >= len(text):
            return cells, line + 1
        at += 1


def _quoted(table: Table, line: int, at: int) -> tuple[str, int, int] | None:
    """What stands in quotation marks that open here, and the line and position behind them; None: they never close."""
    held, at = [], at + 1
    while line <= len(table.lines):
        text = table.lines[line - 1]
        while True:
            end = text.find('"', at)
            if end < 0:
                held.append(text[at:] + "\n")
                break
            held.append(text[at:end])
            if text[end + 1 : end + 2] != '"':
                return "".join(held), line, end + 1
            held.append('"')
            at = end + 2
        line, at = line + 1, 0
    return None


def _open(table: Table, start: Cell) -> list[Cell]:
    table.note(
        start,
        "",
        say("a quotation mark is not closed, or text stands behind a closed one."),
        say('Put the whole cell in quotation marks, and write "" for one within it.'),
    )
    return []
