"""Populations: the cells in a CSV file that a scenario names; its values know their line and column."""

from collections.abc import Iterator

from simulation.language import say
from simulation.scenario.assumptions import tell_assumptions
from simulation.scenario.documents import Document
from simulation.scenario.library import is_file, shown_path
from simulation.scenario.office_cells import Refused, number
from simulation.scenario.office_tables import Table, read_table
from simulation.scenario.problems import Place, ScenarioError
from simulation.scenario.tree import Node

COLUMNS = ("region", "administration", "headcount")


def read_population(document: Document) -> Document | None:
    """The CSV file that a scenario file names as its population, if it does; its cells take the place of the path.

    What cannot be read is added to the problems of the scenario file.
    """
    node = document.root.child("population")
    if node is None or not isinstance(node.value, str) or not node.value.casefold().endswith(".csv"):
        return None
    path = document.path.parent / node.value
    if not is_file(path):
        message = say("there is no file {value}, seen from here.", value=node.value)
        document.problems.append(document.problem(node, "population", message, say("Paths are seen from this file.")))
        node.value = "france"  # so that the rest can be judged
        return None
    try:
        table = read_table(path, COLUMNS.__contains__)
    except ScenarioError as error:
        document.problems += error.problems
        node.value = "france"
        return None
    cells = list(_cells(table))
    document.problems += table.problems
    node.value = cells or "france"
    tell_assumptions(table.assumed)
    return Document(path, shown_path(path), table.lines, node, [])


def _cells(table: Table) -> Iterator[Node]:
    """A value for each row; none if the header cannot be used."""
    if not table.heading and not table.problems:
        table.problem(
            1,
            1,
            "",
            say("the population is empty."),
            say("Begin with {columns}.", columns=table.separator.join(COLUMNS)),
        )
    at = table.columns(COLUMNS, COLUMNS, say("The first line names the columns.")) if table.heading else None
    if at is None:
        return
    if not table.rows:
        table.note(
            table.heading[0],
            "",
            say("the file has a header and no cell."),
            say("Give a region's administration a line."),
        )
    for row in table.rows:
        held: dict[str, Node] = {}
        for name, position in at.items():
            cell = row.cells[position]
            value: str | int | float = " ".join(cell.text.split())
            if name == "headcount" and cell.text:
                found = number(cell.text, table.marks)
                if isinstance(found, Refused) and found.suggestion:
                    table.note(cell, name, found.message, found.suggestion)
                    value = 1
                elif not isinstance(found, Refused):
                    value = found.value
                    if found.assumed:
                        table.assume(found.assumed, cell, value)
            held[name] = Node(value, Place(table.file, cell.line, cell.column))
        yield Node(held, Place(table.file, row.line, 1))
