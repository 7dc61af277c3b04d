"""Rows in another order: what no rule may notice.

The tables of a running model refer to one another by row. `shuffled` permutes the rows of all five tables, remaps
every reference, and permutes the lists of the certified, of trainers and of open groups.
"""

import copy
from dataclasses import fields, replace

import numpy as np
from hypothesis import strategies

from simulation.engine.setup import lengths
from simulation.engine.state import Tables
from simulation.engine.tables import NONE, grown
from simulation.scenario.schema import Scenario
from tests.small_scenarios import small_scenarios

REFERENCES = {
    "persons": {"previous": "persons", "next": "persons", "group": "groups", "facilitator": "facilitators",
                "course": "courses"},
    "facilitators": {"person": "persons", "trained_by": "persons", "trainer": "trainers"},
    "trainers": {"facilitator": "facilitators"},
    "groups": {"leader": "persons", "cofacilitator": "persons", "supervisor": "persons", "seats": "persons"},
    "courses": {"trainer": "persons", "second_trainer": "persons"},
}  # fmt: skip
"""Columns that hold rows of another table; negative numbers stand for none and stay."""

LISTS = {
    "certified": ("certified_list", "facilitators"),
    "trainer_list": ("trainer_list", "trainers"),
    "open_groups": ("open_groups", "groups"),
    "arrivals": ("arrivals", "persons"),
    "practicum_ended": ("practicum_ended", "persons"),
    "enrolled": ("enrolled_in_trainer_course", "persons"),
}
"""Lists of rows: the count in `now`, and the table."""

PLACED = {"certified": "facilitators", "trainer_list": "trainers", "open_groups": "groups"}
"""Lists whose members know their place in them."""


BESIDE = {"due": "persons"}
"""Columns kept apart from their table, row by row."""


def _has_somewhere_to_place(scenario: Scenario) -> bool:
    weights = scenario.initial.region_weights
    return any(weights.get(cell.region, 1.0) > 0 for cell in scenario.population)


def placeable_scenarios() -> strategies.SearchStrategy[Scenario]:
    """The small scenarios, less those that leave nowhere for the network at the start (all weights 0)."""
    return small_scenarios().filter(_has_somewhere_to_place)


def shuffled(tables: Tables, rng: np.random.Generator) -> Tables:
    """The same run with its rows and lists in another order."""
    old = tables
    new = copy.copy(tables)
    now = old.now[0]
    moved = {name: rng.permutation(int(now[name])) for name in REFERENCES}
    """The new row of each old one."""

    def remapped(rows: np.ndarray, table: str) -> np.ndarray:
        known = (rows >= 0) & (rows < len(moved[table]))
        result = rows.copy()
        result[known] = moved[table][rows[known]]
        return result

    for name, references in REFERENCES.items():
        source, target = getattr(old, name)[: now[name]].copy(), getattr(new, name)
        for column, referred in references.items():
            source[column] = remapped(source[column], referred)
        if name == "persons":
            has_parent = (source["met"] == 1) & (source["parent"] >= 0)
            source["parent"][has_parent] = moved["persons"][source["parent"][has_parent]]
        target[moved[name]] = source
    for column, name in BESIDE.items():
        getattr(new, column)[moved[name]] = getattr(old, column)[: now[name]]
    for name in ("queue_head", "queue_tail"):
        getattr(new, name)[:] = remapped(getattr(old, name), "persons")
    lined_up = int(old.home_begins[-1])
    # their order is the keyed one, only the rows change
    new.trainer_turns[:lined_up] = remapped(old.trainer_turns[:lined_up], "trainers")
    in_line = int(now.in_turn)
    for name in ("in_turn", "in_turn_by_region"):  # likewise
        getattr(new, name)[:in_line] = remapped(getattr(old, name)[:in_line], "facilitators")
    for name, (count, table) in LISTS.items():
        length = int(now[count])
        turn = rng.permutation(length)
        getattr(new, name)[turn] = remapped(getattr(old, name)[:length], table)
        if name == "arrivals":
            new.arrival_queues[turn] = old.arrival_queues[:length]
        if name in PLACED:
            getattr(new, PLACED[name]).place_in_list[getattr(new, name)[:length]] = np.arange(length)
    return new


def resized(tables: Tables, spare: int) -> Tables:
    """The same run in tables with only so many rows to spare."""
    now = tables.now[0]
    people = int(now.persons) + spare
    certified = int(max(now.facilitators, now.trainers)) + spare
    groups, courses = int(now.groups) + spare, int(now.courses) + spare
    rows_of = lengths(people, certified, groups, courses, max(len(tables.cells), len(tables.engagements)))

    def cut(array: np.ndarray, rows: int) -> np.ndarray:
        return array[:rows].copy() if rows <= len(array) else grown(array, rows)

    return replace(tables, **{name: cut(getattr(tables, name), rows) for name, rows in rows_of.items()})


def record_bytes(tables: Tables) -> bytes:
    """Everything recorded, as bytes."""
    names = [field.name for field in fields(tables) if field.name.endswith("_record")]
    return b"".join(np.ascontiguousarray(getattr(tables, name)).tobytes() for name in names)


assert NONE == -1, "references below 0 stand for none"
