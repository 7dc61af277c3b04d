"""Which meetings are drawn person by person, and where each person stands on the drawing."""

from dataclasses import dataclass
from itertools import combinations
from math import ceil, sqrt

import networkx as nx
import pandas as pd

from simulation.charts.example import Example
from simulation.scenario.levers import NATIONAL

MOST = 300
"""Most persons drawn at once."""

CAREFUL = 200
"""Most persons of a part that are laid out by path lengths, which takes 2 seconds for so many."""

SIDE = 9999
"""Length and height of the drawing; places in it are whole numbers."""


@dataclass(frozen=True)
class Meetings:
    """The groups drawn.

    place: where they were held, a region or `national`; whole: whether these are all groups held there; people: a row
    a person (index: its number) with x and y, and how many groups and other persons it met there; ties: pairs.
    """

    place: str
    whole: bool
    groups: int
    people: pd.DataFrame
    ties: list[tuple[int, int]]


def meetings_of(example: Example) -> Meetings | None:
    """The groups of the region with most persons that has no more than 300; None where nobody met.

    Where every region has more, or none has groups, the latest groups of the place with fewest persons.
    """
    persons = example.groups.groupby("place").person.nunique()
    if persons.empty:
        return None
    regions = persons.drop(NATIONAL, errors="ignore")
    few = regions[regions <= MOST]
    place = str(few.idxmax() if len(few) else regions.idxmin() if len(regions) else NATIONAL)
    held = example.groups[example.groups.place == place]
    chosen = _latest(held)
    graph = nx.Graph()
    graph.add_nodes_from(sorted(chosen.person.unique()))
    for _, members in chosen.groupby("group").person:
        graph.add_edges_from(combinations(sorted(members), 2))
    places = layout(graph)
    people = example.people.loc[list(graph)].assign(
        x=[places[person][0] for person in graph],
        y=[places[person][1] for person in graph],
        met=[graph.degree(person) for person in graph],
        groups=chosen.groupby("person").group.nunique().loc[list(graph)],
    )
    return Meetings(place, len(chosen) == len(held), chosen.group.nunique(), people, sorted(graph.edges))


def _latest(held: pd.DataFrame) -> pd.DataFrame:
    """The latest groups, as many as keep within the persons that can be drawn; at least one."""
    kept: list[int] = []
    persons: set[int] = set()
    members: dict[int, set[int]] = {}
    for group, person in zip(held.group.tolist(), held.person.tolist(), strict=True):
        members.setdefault(group, set()).add(person)
    for group in sorted(members, reverse=True):
        more = persons | members[group]
        if kept and len(more) > MOST:
            break
        kept, persons = [*kept, group], more
    return held[held.group.isin(kept)]


def layout(graph: nx.Graph) -> dict[int, tuple[int, int]]:
    """Where each person stands, x and y from 0 to SIDE. The same graph always gives the same."""
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    boxes = [ceil(100 * sqrt(len(part))) for part in parts]
    corners = packed(boxes)
    longest = [max(corner[axis] + box for corner, box in zip(corners, boxes, strict=True)) for axis in (0, 1)]
    placed: dict[int, list[int]] = {}
    for part, corner, box in zip(parts, corners, boxes, strict=True):
        members = graph.subgraph(sorted(part))
        # By path lengths the persons of a group stand clear of one another; for large parts that takes too long.
        stands = (
            nx.kamada_kawai_layout(members)
            if len(part) <= CAREFUL
            else nx.spring_layout(members, k=6 / sqrt(len(part)), iterations=150, seed=1)
        )
        for axis in (0, 1):
            values = [stands[person][axis] for person in members]
            low, high = min(values), max(values)
            for person, value in zip(members, values, strict=True):
                within = (value - low) / (high - low) if high > low else 0.5
                at = corner[axis] + box * (0.06 + 0.88 * within)
                placed.setdefault(person, []).append(round(SIDE * at / longest[axis]))
    return {person: (x, y) for person, (x, y) in placed.items()}


def packed(boxes: list[int]) -> list[tuple[int, int]]:
    """Corners of squares, given from the largest to the smallest, so that none covers another: on shelves, and on a
    shelf one below the other where there is room."""
    width = max(boxes[0], ceil(1.4 * sqrt(sum(box * box for box in boxes))))
    corners: list[tuple[int, int]] = []
    across = down = column = shelf = filled = 0  # the column being filled: where, how wide, how far down
    for box in boxes:
        if corners and filled + box > shelf:
            across, column, filled = across + column, box, 0
        if not corners or across + box > width:
            across, down, column, shelf, filled = 0, down + shelf, box, box, 0
        corners.append((across, down + filled))
        filled += box
    return corners
