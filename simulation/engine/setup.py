"""A new run's tables, and how they grow."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS, GENERATIONS, PERSON_COLUMNS, ROLES
from simulation.common.recording import Recording
from simulation.common.uncertain import draw_uncertainties
from simulation.engine.inputs import SharedInputs, replicate_inputs
from simulation.engine.queues import NOBODY
from simulation.engine.recorded import MONEY_COLUMNS
from simulation.engine.state import Tables
from simulation.engine.tables import NONE, NOW, SEATS, grown, table
from simulation.scenario.schema import Scenario

_COLUMNS = {one.name: one.metadata["columns"] for one in fields(Tables)}
_CLEARED = ("persons", "facilitators", "trainers", "groups", "courses")
"""Tables whose new rows are expected to be zero; `now` counts the rows in use of each."""
_SHARED_AT_FIRST = ("regions", "programmes", "nominations")
"""Tables that begin alike in all replicates, and are changed by rules."""


def lengths(people: int, certified: int, groups: int, courses: int, at_least: int) -> dict[str, int]:
    """Rows of everything that grows, by the rows of four tables; of what is sorted or drawn for at once, `at_least`."""
    at_once = max(certified, groups, at_least)
    return {
        "persons": people, "due": people, "arrivals": 2 * people, "arrival_queues": 2 * people,
        "successors": people, "successor_queues": people, "examinees": people, "practising": people,
        "line_leaders": people, "line_seconds": people,
        "facilitators": certified, "trainers": certified, "vacancies": certified,
        "certified": certified, "trainer_list": certified,
        "in_turn": certified, "in_turn_by_region": certified, "trainer_turns": certified,
        "willing": certified, "willing_modes": certified, "in_a_team": certified,
        "chosen_groups": groups, "chosen_trainers": certified, "chosen_days": certified,
        "identities": at_once, "evens": at_once, "odds": at_once,
        "sort_keys": at_once, "in_order": at_once, "bucket_begins": 2 * at_once + 1,
        "enrolled": certified, "groups": groups, "open_groups": groups, "courses": courses,
    }  # fmt: skip


def _fresh(name: str, rows: int) -> np.ndarray:
    array = np.zeros(rows, _COLUMNS[name])
    return array.view(np.recarray) if array.dtype.fields else array


def _not_growing(parameters: np.record, years: int) -> dict[str, tuple[Any, Any]]:
    """Of everything that neither grows nor is a replicate's own: its shape, and what stands there at first."""
    cells, regions, administrations = (int(parameters[name]) for name in ("cells", "regions", "administrations"))
    queues = 2 * cells + int(parameters.programmes) * administrations + regions + 2
    return {
        "role_counts": ((cells, len(ROLES) + 1), 0), "seated": (cells, 0),
        "queue_head": (queues, NONE), "head_order": (queues, NOBODY), "queue_tail": (queues, NONE),
        "queue_length": (queues, 0), "region_begins": (regions + 1, 0),
        "committed": ((2, years), 0), "committed_before": ((2, years), 0), "cash": (years, 0),
        "valued_time": (years, 0), "later_money": ((years, regions + 1, MONEY_COLUMNS), 0),
        "administrations_present": (administrations, 0), "administrations_queue": (administrations, 0),
        "ties_of_regions": ((regions, regions), 0),
        "ties_of_administrations": ((administrations, administrations), 0),
        "persons_month": ((cells, len(PERSON_COLUMNS)), 0), "activity_month": ((regions + 1, len(ACTIVITY_COLUMNS)), 0),
        "lineage_sums": ((GENERATIONS, 3), 0),
    }  # fmt: skip


def _again(
    spare: Tables, shared: SharedInputs, own: Mapping[str, np.ndarray], not_growing: Mapping[str, tuple[Any, Any]]
) -> Tables:
    """The tables of a run that nobody looks at any more, as new ones would be; asking for new memory takes longer.

    own: the arrays that a replicate does not take over.
    """
    now = spare.now[0]
    for name in _CLEARED:
        _clear(getattr(spare, name)[: now[name]])
    _clear(spare.now)
    for name, (_, value) in not_growing.items():
        getattr(spare, name)[...] = value
    for name in _SHARED_AT_FIRST:
        getattr(spare, name)[...] = getattr(shared, name)
    spare.exchange(**{name: array for name, array in own.items() if array is not getattr(spare, name)})
    return spare


def _clear(array: np.ndarray) -> None:
    array.view(np.uint8)[...] = 0


def new_tables(
    shared: SharedInputs,
    scenario: Scenario,
    seed: int,
    replicate: int,
    best_values: bool,
    world: int,
    spare: Tables | None = None,
    given: Mapping[str, float] | None = None,
) -> Tables:
    """The tables of one replicate before anybody is there; `world` is the replicate whose uncertainties it has.

    `given`: values of uncertainties in place of drawn ones.
    `spare`: those of an earlier run of the same scenario that are no longer needed; what it need not have for its own
    (see `own`) is used again.
    """
    values = draw_uncertainties(scenario.uncertainties, seed, world, best_values, given)
    surroundings, cells = replicate_inputs(shared, values, seed, replicate)
    cell_count, administrations = len(cells), int(surroundings.parameters[0].administrations)
    recording = Recording.empty(scenario.months, cell_count, len(shared.regions), administrations, shared.years)
    own = {
        **surroundings._asdict(),
        "cells": cells,
        "persons_record": recording.persons,
        "activity_record": recording.activity,
        "network_record": recording.network,
        "lineage_record": recording.lineage,
        "ties_of_regions_record": recording.ties_of_regions,
        "ties_of_administrations_record": recording.ties_of_administrations,
    }
    not_growing = _not_growing(surroundings.parameters[0], shared.years)
    if spare is not None:
        return _again(spare, shared, own, not_growing)
    entrants, groups = len(surroundings.entrants), len(surroundings.register_groups)
    places = max(cell_count, len(surroundings.engagements))
    # As much as a national scenario needs: memory that is not used costs less than growing again and again.
    growing = lengths(entrants + SEATS * groups + 8192, entrants + 512, groups + 2048, entrants + 1024, places)
    return Tables.of(
        **own,
        **{name: np.full(shape, value, _COLUMNS[name]) for name, (shape, value) in not_growing.items()},
        **{name: _fresh(name, rows) for name, rows in growing.items()},
        now=table(NOW, 1),
        **{name: getattr(shared, name).copy() for name in _SHARED_AT_FIRST},
    )


def make_room(tables: Tables) -> None:
    """Give a run at least the rows noted as needed; a table that grows at least doubles."""
    now = tables.now[0]

    def length(array: np.ndarray, needed: int) -> int:
        return len(array) if needed <= len(array) else max(2 * len(array), int(needed))

    people = length(tables.persons, now.persons_needed)
    certified = length(tables.facilitators, now.facilitators_needed)
    groups = length(tables.groups, now.groups_needed)
    courses = length(tables.courses, now.courses_needed)
    rows_of = lengths(people, certified, groups, courses, len(tables.identities))
    larger = {
        name: grown(getattr(tables, name), rows) for name, rows in rows_of.items() if rows > len(getattr(tables, name))
    }
    tables.exchange(**larger)
