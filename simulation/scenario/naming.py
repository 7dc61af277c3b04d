"""Places in scenario files, called as the population calls them wherever people see the same name."""

from collections.abc import Iterable

from simulation.scenario.geography import france
from simulation.scenario.names import as_seen
from simulation.scenario.tree import Node

_REGION, _ADMINISTRATION = "region", "administration"
_NAMES = {"region": _REGION, "place": _REGION, "administration": _ADMINISTRATION}
_WEIGHTS = {"region_weights": _REGION, "administration_weights": _ADMINISTRATION}
_SECTIONS = ("population", "initial", "levers", "target")
"""The parts of a scenario that name places."""

type _Known = dict[str, dict[str, str]]
"""Of regions and of administrations, the spelling of the population by what people see."""


def with_known_names(root: Node) -> Node:
    """A tree in which places that look like one of the population are spelled as there; codes keep their zeros.

    Of several spellings in the population itself the first one holds. What looks like none is left as it is.
    """
    if not isinstance(root.value, dict):
        return root
    known = _known(root.value.get("population"))
    changed = {name: _renamed(held, known) for name, held in root.value.items() if name in _SECTIONS}
    return Node({**root.value, **changed}, root.place, root.key)


def _known(population: Node | None) -> _Known:
    known: _Known = {_REGION: {}, _ADMINISTRATION: {}}
    if population is not None and isinstance(population.value, list):
        for cell in population.value:
            for name, spelled in known.items():
                text = _text(cell.child(name))
                if text is not None:
                    spelled.setdefault(as_seen(text), text)
    else:
        _add(known[_REGION], (cell.region for cell in france()))
        _add(known[_ADMINISTRATION], (cell.administration for cell in france()))
    return known


def _add(spelled: dict[str, str], names: Iterable[str]) -> None:
    for name in names:
        spelled.setdefault(as_seen(name), name)


def _text(node: Node | None) -> str | None:
    """A name as it is written; digits are a code, which keeps its zeros."""
    if node is None or isinstance(node.value, bool):
        return None
    if isinstance(node.value, int) and node.written.isascii() and node.written.isdigit():
        return node.written
    return node.value if isinstance(node.value, str) else None


def _renamed(node: Node, known: _Known) -> Node:
    if isinstance(node.value, list):
        return Node([_renamed(child, known) for child in node.value], node.place, node.key, node.written)
    if not isinstance(node.value, dict):
        return node
    found = {}
    for name, child in node.value.items():
        text = _text(child) if name in _NAMES else None
        if text is not None:
            spelled = known[_NAMES[name]].get(as_seen(text), text)
            found[name] = Node(spelled, child.place, child.key, child.written)
        elif name in _WEIGHTS and isinstance(child.value, dict):
            found[name] = Node(_weights(child.value, known[_WEIGHTS[name]]), child.place, child.key, child.written)
        else:
            found[name] = _renamed(child, known)
    return Node(found, node.place, node.key, node.written)


def _weights(weights: dict[str, Node], spelled: dict[str, str]) -> dict[str, Node]:
    """Weights by place; a second one that looks like the first keeps its spelling, which is then told as unknown."""
    found: dict[str, Node] = {}
    for name, held in weights.items():
        meant = spelled.get(as_seen(name), name)
        found[name if meant in found or meant != name and meant in weights else meant] = held
    return found
