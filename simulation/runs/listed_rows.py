"""The rows of a sweep's table: its heading names settings, each further row is a point; empty cells change nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from simulation.language import say
from simulation.runs.schema import MOST_POINTS, Sweep
from simulation.runs.settings import SettingError, setting
from simulation.scenario.assumptions import tell_assumptions
from simulation.scenario.office_cells import Refused, number, truth
from simulation.scenario.office_tables import Cell, Table, read_table
from simulation.scenario.problems import ScenarioError
from simulation.scenario.schema import Scenario

_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\s'\u2019\u00a0\u202f%]*")


class ListedRow(NamedTuple):
    """The values of a row by setting, and where it stands: file and line."""

    values: dict[str, Any]
    place: str


def settings_of_rows(sweep: Sweep, folder: Path) -> list[str]:
    """The settings that the table of a sweep names, in order of their names; none where it cannot be read."""
    try:
        return sorted(cell.text for cell in read_table(folder / str(sweep.rows), _is_place).heading)
    except ScenarioError:
        return []


def listed_rows(
    sweep: Sweep, folder: Path, scenario: Scenario, unknown: Callable[[list[str]], dict[str, str]]
) -> list[ListedRow]:
    """The points of a table. A `ScenarioError` names all that is wrong with it, by line and column.

    unknown: of some settings those that do not exist, and why.
    """
    table = read_table(folder / str(sweep.rows), _is_place)
    names = [cell.text for cell in table.heading]
    if not table.problems and not table.rows:
        table.problem(
            table.heading[0].line if names else 1,
            1,
            "",
            say("there are no rows beneath the header."),
            say("The header names settings; each further row is a point."),
        )
    if len(table.rows) > MOST_POINTS:
        table.problem(
            table.rows[MOST_POINTS].line,
            1,
            "",
            say("has {rows:,} rows; {most_points:,} at most.", rows=len(table.rows), most_points=MOST_POINTS),
        )
    wrong = unknown([name for name in names if name])
    for at, cell in enumerate(table.heading):
        if not cell.text:
            table.note(cell, "", say("a column with cells has no name."), say("Name the setting that it holds."))
        elif cell.text in names[:at]:
            table.note(cell, cell.text, say("stands there twice."), say("Keep one of them."))
        elif cell.text in wrong:
            table.note(cell, cell.text, f"{wrong[cell.text]}.")
    texts = {name for name in names if isinstance(_now(scenario, name), str)}
    found = [
        ListedRow(
            {name: _value(table, name, cell, name in texts)
             for name, cell in zip(names, row.cells, strict=True) if cell.text},
            f"{table.file}:{row.line}",
        )
        for row in table.rows
    ]  # fmt: skip
    if table.problems:
        raise ScenarioError(sorted(table.problems, key=lambda problem: (problem.line, problem.column)))
    tell_assumptions(table.assumed)
    return found


def _is_place(text: str) -> bool:
    """Whether a text can be the place of a setting."""
    return re.fullmatch(r"[a-z_]+(\.\w+(\[[^\[\]]*\])?)*", text) is not None


def _now(scenario: Scenario, name: str) -> Any:
    try:
        return setting(scenario, name)
    except SettingError:
        return None


def _value(table: Table, name: str, cell: Cell, text: bool) -> Any:
    """What a cell sets: text where the setting is text, else a number, a truth value, other JSON, or text."""
    if text:
        return cell.text
    if not re.fullmatch(r"0[0-9]+", cell.text):  # a code keeps its zero
        found = number(cell.text, table.marks)
        if not isinstance(found, Refused):
            if found.assumed:
                table.assume(found.assumed, cell, found.value)
            return found.value
        if _LIKE_A_NUMBER.fullmatch(cell.text) and found.suggestion:
            table.note(cell, name, found.message, found.suggestion)
            return None
    said = truth(cell.text)
    if said is not None:
        if cell.text not in ("true", "false"):
            table.assume("truth", cell, str(said).lower())
        return said
    try:
        return json.loads(cell.text, parse_constant=lambda _: cell.text)
    except (ValueError, RecursionError):
        return cell.text
