"""Registers: the network as it is, in a CSV file that a scenario names; its values know their line and column."""

from collections.abc import Iterable, Iterator

from simulation.language import say
from simulation.scenario.assumptions import tell_assumptions
from simulation.scenario.documents import Document
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.library import shown_path
from simulation.scenario.office_cells import Refused, is_missing, number
from simulation.scenario.office_tables import Cell, Table, read_table
from simulation.scenario.paths import is_file
from simulation.scenario.problems import Place, ScenarioError
from simulation.scenario.schema import PERSON_STATES, RegisterRow, Scenario
from simulation.scenario.table_text import table_text
from simulation.scenario.tree import Node

COLUMNS = ("state", "region", "administration", "count", "age")
_MAY_MISS = ("age",)
_NUMBERS = ("count", "age")


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
        message = say("there is no file {value}, seen from here.", value=node.value)
        document.problems.append(
            document.problem(node, "initial.register", message, say("Paths are seen from this file."))
        )
        node.value = []
        return None
    try:
        table = read_table(path, COLUMNS.__contains__, pads=True)
    except ScenarioError as error:
        document.problems += error.problems
        node.value = []
        return None
    node.value = list(_rows(table))
    document.problems += table.problems
    tell_assumptions(table.assumed)
    return Document(path, file, table.lines, node, [])


def _rows(table: Table) -> Iterator[Node]:
    """A value for each row with a count; none if the header cannot be used."""
    if not table.heading and not table.problems:
        table.problem(
            1, 1, "", say("the register is empty."), say("Begin with {columns}.", columns=table.separator.join(COLUMNS))
        )
    if not table.heading:
        return
    needed = [name for name in COLUMNS if name not in _MAY_MISS]
    at = table.columns(COLUMNS, needed, say("The first line names the columns."))
    if at is None:
        return
    for row in table.rows:
        held = {name: row.cells[position] for name, position in at.items() if row.cells[position].text}
        if "count" not in held:
            continue
        if is_missing(held["count"].text):
            table.assume("missing", held["count"])
            continue
        yield Node(
            {name: Node(_value(table, name, cell), Place(table.file, cell.line, cell.column))
             for name, cell in held.items()},
            Place(table.file, row.line, 1),
        )  # fmt: skip


def _value(table: Table, name: str, cell: Cell) -> str | int | float | None:
    """What a cell means; of a number that cannot be read the text, which the schema refuses where no one else does."""
    if name not in _NUMBERS:
        return " ".join(cell.text.split())
    if name == "age" and is_missing(cell.text):
        return None
    found = number(cell.text, table.marks)
    if isinstance(found, Refused):
        if found.suggestion:
            table.note(cell, name, found.message, found.suggestion)
            return 0 if name == "count" else None
        return cell.text
    if found.assumed:
        table.assume(found.assumed, cell, found.value)
    return found.value


def template(scenario: Scenario, language: str = "en") -> str:
    """An empty register in CSV, with a row for each state and cell, and for the groups of each place."""
    geography = geography_of(scenario)
    rows: list[tuple[str, str, str]] = [
        (state, cell.region, cell.administration) for cell in geography.cells for state in PERSON_STATES
    ]
    rows += [("group", place, "") for place in (*geography.regions, NATIONAL)]
    return table_text(COLUMNS, ((*row, "", "") for row in rows), language)


def as_csv(rows: Iterable[RegisterRow], language: str = "en") -> str:
    """A register in CSV, as `read_register` reads it and as the offices of a language (en, fr) open it."""
    return table_text(COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in rows), language)
