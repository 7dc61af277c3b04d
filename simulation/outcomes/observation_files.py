"""Files of observations: CSV read with the line and column of each cell, everything that is wrong said at once."""

import datetime
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from simulation.outcomes.frame import Frame
from simulation.outcomes.observed import (
    FLOW_OVERS,
    MEASURED,
    PRECISIONS,
    STOCK_OVER,
    Observation,
    elapsed_months,
    read_precision,
)
from simulation.scenario.documents import read_lines, shown_path
from simulation.scenario.problems import Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.quantities import month_number

REQUIRED, OPTIONAL = ("date", "measure", "value", "precision", "source"), ("over", "before")
COLUMNS = (*REQUIRED, *OPTIONAL)
_CELL = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^,"]*))(?:,|$)')
_OVERS = (STOCK_OVER, *FLOW_OVERS)


class Cell(NamedTuple):
    """What stands in a cell, and the column of the line in which it begins, from 1."""

    text: str
    column: int


@dataclass
class _File:
    name: str
    lines: list[str]
    problems: list[Problem]

    def note(self, line: int, column: int, field: str, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(self.name, line, column, field, message, suggestion, self.lines[line - 1]))

    def cells(self, line: int) -> list[Cell] | None:
        """The cells of a line, or None when quotation marks do not fit."""
        text, found, at = self.lines[line - 1], [], 0
        while True:
            match = _CELL.match(text, at)
            if match is None:
                self.note(line, at + 1, "", "a quotation mark is not closed, or text stands behind a closed one.",
                          'Put the whole cell in quotation marks, and write "" for one within it.')
                return None
            quoted = match[1] is not None
            inner = match[1].replace('""', '"') if quoted else match[2].strip()
            begins = text.index('"', match.start()) if quoted else match.start(2)
            found.append(Cell(inner, begins + 1))
            at = match.end()
            if not match[0].endswith(","):
                return found


def read_observations(path: Path, frame: Frame) -> tuple[Observation, ...]:
    """The observations of a CSV file, in its order; their months lie within the frame.

    A `ScenarioError` names everything that is wrong with it, by line and column.
    """
    found, problems = judged_observations(path, frame)
    if problems:
        raise ScenarioError(problems)
    return found


def judged_observations(path: Path, frame: Frame) -> tuple[tuple[Observation, ...], list[Problem]]:
    """The observations that can be used, and what is wrong with the file."""
    file = _File(shown_path(path), [], [])
    try:
        file.lines = read_lines(path)
    except ScenarioError as error:
        return (), list(error.problems)
    header = _header(file)
    if header is None:
        return (), file.problems
    rows = []
    for line in range(header[0] + 1, len(file.lines) + 1):
        if not file.lines[line - 1].strip() or file.lines[line - 1].startswith("#"):
            continue
        cells = file.cells(line)
        if cells is not None:
            rows.append((line, *_row(file, line, header[1], cells, frame)))
    if not rows and not file.problems:
        file.note(header[0], 1, "", "the file has a header and no observation.", "Give one a line.")
    read = [(line, cells, one) for line, cells, one in rows if one is not None]
    _check_sequence(file, read)
    file.problems.sort(key=lambda problem: (problem.line, problem.column))
    return tuple(one for _, _, one in read), file.problems


def _header(file: _File) -> tuple[int, list[str]] | None:
    """Line of the header and the columns in their order; None when rows cannot be read by it."""
    example = f"Begin with the line {','.join(REQUIRED)}."
    number = next((at for at, line in enumerate(file.lines, 1) if line.strip() and not line.startswith("#")), None)
    if number is None:
        file.lines = file.lines or [""]
        file.note(1, 1, "", "the file is empty.", example)
        return None
    line = file.lines[number - 1]
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if separator in line and "," not in line:
            file.note(number, line.index(separator) + 1, "", f"columns are separated by {word}.",
                      "Save the file with commas, and numbers with a decimal point.")
            return None
    cells = file.cells(number)
    if cells is None:
        return None
    names = [cell.text for cell in cells]
    known = True
    for at, (name, column) in enumerate(cells):
        if name not in COLUMNS:
            known = False
            offer = did_you_mean(name, COLUMNS) or f"Known: {listed(COLUMNS)}."
            file.note(number, column, "", f"there is no column called {name!r}.", offer)
        elif name in names[:at]:
            known = False
            file.note(number, column, name, "stands there twice.", "Keep one of them.")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        what = "columns are missing" if len(missing) > 1 else "a column is missing"
        file.note(number, 1, "", f"{what}: {', '.join(missing)}.", example)
    return (number, names) if known and not missing else None


def _row(
    file: _File, line: int, names: Sequence[str], cells: list[Cell], frame: Frame
) -> tuple[dict[str, Cell], Observation | None]:
    if len(cells) != len(names):
        column = cells[len(names)].column if len(cells) > len(names) else len(file.lines[line - 1]) + 1
        file.note(line, column, "", f"has {len(cells)} cells; the header has {len(names)}.",
                  "Numbers have a decimal point; text that holds a comma stands in quotation marks.")
        return {}, None
    row = dict(zip(names, cells, strict=True))
    before = len(file.problems)
    date = _date(file, line, row["date"], frame)
    measure, kind = _measure(file, line, row["measure"])
    over = _over(file, line, row.get("over"), kind, row["measure"], date, frame)
    value = _number(file, line, "value", row["value"])
    precision = read_precision(row["precision"].text)
    if precision is None:
        offer = did_you_mean(row["precision"].text.split(":")[0], ("exact", "rounded", "about", "more_than"))
        file.note(line, row["precision"].column, "precision", f"must be {listed(PRECISIONS)} (such as rounded:100 or "
                  f"about:0.1), not {row['precision'].text!r}.", offer)
    already = 0.0
    if row.get("before", Cell("", 1)).text:
        already = _number(file, line, "before", row["before"])
        if over not in (None, "since_start"):
            file.note(line, row["before"].column, "before", "only counts since the start have something before it.")
        elif already is not None and value is not None and already > value:
            file.note(line, row["before"].column, "before", f"{already:g} before the start, {value:g} in all.")
    if not row["source"].text:
        file.note(line, row["source"].column, "source", "is empty.", "Say where the figure comes from.")
    if len(file.problems) > before:
        return row, None
    return row, Observation(
        date, elapsed_months(date, frame.start), measure, over, value, precision, row["source"].text, already
    )


def _date(file: _File, line: int, cell: Cell, frame: Frame) -> str | None:
    def wrong(message: str, suggestion: str = "") -> None:
        file.note(line, cell.column, "date", message, suggestion)

    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", cell.text):
        turned = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", cell.text)
        iso = f"{turned[3]}-{int(turned[2]):02d}-{int(turned[1]):02d}" if turned else ""
        offer = f"Write {iso}, if the day comes first." if turned else ""
        return wrong(f"must be YYYY-MM (the month's end) or YYYY-MM-DD, not {cell.text!r}.", offer)
    try:
        datetime.date.fromisoformat(cell.text if len(cell.text) == 10 else f"{cell.text}-01")
    except ValueError:
        return wrong(f"the calendar has no {cell.text}.")
    last = frame.month_names[-1]
    if not frame.start <= cell.text[:7] <= last:
        side = "before" if cell.text[:7] < frame.start else "after"
        return wrong(f"{cell.text} lies {side} the run, which goes from {frame.start} to {last}.",
                     "Leave it out, or change start or months of the scenario.")
    return cell.text


def _measure(file: _File, line: int, cell: Cell) -> tuple[tuple[str, ...], str | None]:
    """The columns named, and whether they are stocks or flows."""
    names = tuple(part.strip() for part in cell.text.split("+"))
    unknown = [name for name in names if name not in MEASURED]
    for name in unknown:
        offer = did_you_mean(name, MEASURED) or "results/README.md lists the columns of persons and activity."
        what = f"there is no measure called {name!r}." if name else "is empty."
        file.note(line, cell.column + cell.text.find(name), "measure", what, offer)
    if unknown:
        return names, None
    for what, kinds in (("kinds", {MEASURED[name].kind for name in names}),
                        ("units", {MEASURED[name].unit for name in names})):
        if len(kinds) > 1:
            file.note(line, cell.column, "measure", f"adds different {what}: {', '.join(sorted(kinds))}.")
            return names, None
    return names, MEASURED[names[0]].kind


def _over(
    file: _File, line: int, cell: Cell | None, kind: str | None, measure: Cell, date: str | None, frame: Frame
) -> str | None:
    """Over what the value is counted; a stock needs not say it."""
    text, column = (cell.text, cell.column) if cell is not None else ("", measure.column)
    if text and text not in _OVERS:
        file.note(line, column, "over", f"must be {listed(_OVERS)}, not {text!r}.", did_you_mean(text, _OVERS))
        return None
    if kind is None:
        return text or None
    if kind == "stock":
        if text not in ("", STOCK_OVER):
            file.note(line, column, "over", f"{measure.text} is a stock: it is seen at a month's end, not over a time.",
                      f"Write {STOCK_OVER}, or leave the cell empty.")
        return STOCK_OVER
    if text not in FLOW_OVERS:
        file.note(line, column, "over", f"{measure.text} is counted over a time: {listed(FLOW_OVERS)}.",
                  "" if cell is not None else "Add a column over.")
        return None
    if text == "year" and date is not None and month_number(f"{date[:4]}-01") < month_number(frame.start):
        file.note(line, column, "over", f"the run begins in {frame.start}, after the year {date[:4]} has begun.",
                  "Let the scenario begin in January, or leave the year out.")
    return text


def _number(file: _File, line: int, field: str, cell: Cell) -> float | None:
    plain = re.sub(r"[\s\u00a0\u202f_']", "", cell.text)
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", cell.text):
        offer = ""
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            offer = f"Write it without separators: {plain}."
        elif re.fullmatch(r"\d+,\d+", plain):
            whole = plain.replace(",", "")
            offer = f"Write {whole} without a separator, or {plain.replace(',', '.')} with a decimal point."
        message = f"must be a number, not {cell.text!r}." if cell.text else "is empty."
        file.note(line, cell.column, field, message, offer)
        return None
    number = float(cell.text)
    if not math.isfinite(number) or not 0 <= number <= 1e15:
        file.note(line, cell.column, field, f"must lie between 0 and 10^15, not {cell.text}.")
        return None
    return number


def _check_sequence(file: _File, rows: list[tuple[int, dict[str, Cell], Observation]]) -> None:
    """Within a measure dates follow one another, none twice, and counts since a time do not fall."""
    last: dict[str, tuple[int, Observation]] = {}
    for line, cells, one in rows:
        earlier, before = last.get(one.label, (0, None))
        last[one.label] = line, one
        if before is None:
            continue
        date, value = cells["date"].column, cells["value"].column
        if one.elapsed == before.elapsed:
            file.note(line, date, "date", f"{one.label} has an observation of that time already, in line {earlier}.",
                      "Keep one of them.")
        elif one.elapsed < before.elapsed:
            file.note(line, date, "date", f"{one.date} stands after {before.date} (line {earlier}).",
                      "Within a measure, put the dates in order.")
        elif one.over == "since_start" and one.band[1] < before.band[0]:
            file.note(line, value, "value", f"a count since the start cannot fall: {one.value:g} after "
                      f"{before.value:g} (line {earlier}).", "Is it a count over the year or the month?")
