"""`extends`: a file says what it changes; the rest comes from its parent, and at last from the schema's defaults."""

from dataclasses import dataclass, field
from pathlib import Path

from simulation.language import say
from simulation.scenario.description import is_section
from simulation.scenario.documents import Document, find_parent, read_document
from simulation.scenario.naming import with_known_names
from simulation.scenario.populations import read_population
from simulation.scenario.problems import Problem, ScenarioError
from simulation.scenario.registers import read_register
from simulation.scenario.schema import COUNTED, Scenario
from simulation.scenario.tree import Node

MOST_ANCESTORS = 20
_SOURCED = {"uncertainties": ("best", "distribution"), "prices": ("value", "year")}
_OWN = ("extends", "name", "description")


@dataclass
class Family:
    """A file and its ancestors, the file itself first, and their values merged."""

    documents: list[Document]
    root: Node
    problems: list[Problem]
    complete: bool = True
    """Whether every ancestor could be read; if not, what seems missing may stand in one of them."""
    tables: list[Document] = field(default_factory=list)
    """The CSV files from which values come."""


def read_family(path: Path) -> Family:
    """A file with all that it extends, merged; a `ScenarioError` if one of them cannot be read or found."""
    documents: list[Document] = []
    tables: list[Document] = []
    problems: list[Problem] = []
    complete = True
    following: Path | None = path
    while following is not None:
        try:
            document = read_document(following)
        except ScenarioError as error:
            problems += error.problems
            complete = False
            break
        documents.append(document)
        tables += [table for table in (read_population(document), read_register(document)) if table is not None]
        problems += document.problems
        following = _parent(documents, problems)
    if not documents:
        raise ScenarioError(problems)
    complete = complete and documents[-1].root.child("extends") is None
    root = _defaults()
    for document in reversed(documents):
        own = {
            name: held for name, held in document.root.mapping().items() if name not in _OWN or document is documents[0]
        }
        root = merge(root, Node(own, document.root.place), ())
    root.mapping().pop("extends", None)
    return Family(documents, with_known_names(root), problems, complete, tables)


def _parent(documents: list[Document], problems: list) -> Path | None:
    document = documents[-1]
    node = document.root.child("extends")
    if node is None:
        return None
    if not isinstance(node.value, str) or not node.value.strip():
        message = say("must be the name of a scenario (reference) or the path of a file (./other.yaml).")
        problems.append(document.problem(node, "extends", message))
        return None
    found = find_parent(document, node.value)
    if not isinstance(found, Path):
        problems.append(found)
        return None
    seen = [other.path.resolve() for other in documents]
    if found.resolve() in seen:
        chain = [other.path.name for other in documents[seen.index(found.resolve()) :]] + [found.name]
        problems.append(
            document.problem(
                node,
                "extends",
                say("goes round in a circle: {chain}.", chain=" → ".join(chain)),
                say("One of these files must not extend another."),
            )
        )
        return None
    if len(documents) >= MOST_ANCESTORS:
        problems.append(
            document.problem(
                node,
                "extends",
                say("more than {most_ancestors} files extend one another.", most_ancestors=MOST_ANCESTORS),
            )
        )
        return None
    return found


def _defaults() -> Node:
    """The schema's figures for what nobody knows and for prices, so that a file may change one part of one of them."""
    return Node(
        {name: Node.of(Scenario.model_fields[name].default.model_dump(mode="json", by_alias=True)) for name in _SOURCED}
    )


def merge(parent: Node | None, child: Node, path: tuple) -> Node:
    """The child's values over the parent's: mappings key by key, lists and all else replaced whole."""
    if child.value is None and is_section(path):
        # A section with nothing beneath it (all its lines commented out) changes nothing.
        return parent or Node({}, child.place, child.key)
    if not isinstance(child.value, dict):
        return child
    before = parent.value if parent is not None and isinstance(parent.value, dict) else {}
    if "kind" in child.value and path[-1:] == ("distribution",):
        before = {}
    merged = dict(before)
    if path == ("initial",) and "register" in child.value:
        # A register counts the persons whom the parent had placed.
        merged = {name: held for name, held in merged.items() if name not in COUNTED}
    for key, held in child.value.items():
        merged[key] = merge(before.get(key), held, (*path, key))
    figures = _SOURCED.get(path[0], ()) if len(path) == 2 else ()
    if "source" not in child.value and any(key in child.value for key in figures):
        # The parent's source does not vouch for another figure.
        merged["source"] = Node("assumption")
    return Node(merged, child.place, child.key)
