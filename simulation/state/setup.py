"""A new run's tables, and how they grow."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np

from simulation.outcomes.columns import GENERATIONS, ROLES
from simulation.outcomes.recording import Recording
from simulation.scenario.schema import Scenario
from simulation.state.queues import NOBODY
from simulation.state.state import Tables
from simulation.state.tables import MOST_IDLE_MONTHS, NONE, NOW, grown, table
from simulation.state.uncertain import draw_uncertainties
from simulation.state.world import Ground, world_of

_COLUMNS = {one.name: one.metadata["columns"] for one in fields(Tables)}
_CLEARED = ("persons", "facilitators", "trainers", "groups", "courses")
"""Tables whose new rows are expected to be zero; `now` counts the rows in use of each."""


def lengths(people: int, certified: int, groups: int, courses: int, places: int) -> dict[str, int]:
    """Rows of everything that grows, by the rows of four tables; as many `places` are sorted or drawn for at once."""
    at_once = max(certified, groups, places)
    return {
        "persons": people, "due": people, "arrivals": 2 * people, "arrival_queues": 2 * people,
        "facilitators": certified, "trainers": certified, "certified": certified, "trainer_list": certified,
        "in_turn": certified, "in_turn_by_region": certified, "trainer_turns": 2 * certified,
        "willing": certified, "willing_modes": certified, "team_leaders": certified, "team_cofacilitators": certified,
        "in_a_team": certified, "chosen_groups": groups, "chosen_trainers": certified,
        "identities": at_once, "evens": at_once, "odds": at_once,
        "sort_keys": at_once, "in_order": at_once, "bucket_begins": 2 * at_once + 1,
        "enrolled": certified, "groups": groups, "open_groups": groups, "practicum_ended": groups, "courses": courses,
    }  # fmt: skip


def _fresh(name: str, rows: int) -> np.ndarray:
    array = np.zeros(rows, _COLUMNS[name])
    return array.view(np.recarray) if array.dtype.fields else array


def _again(spare: Tables) -> dict[str, np.ndarray]:
    """What grows, as a run that nobody looks at any more has left it; asking for new memory takes longer."""
    now = spare.now[0]
    for name in _CLEARED:
        getattr(spare, name)[: now[name]].view(np.uint8)[...] = 0
    return {name: getattr(spare, name) for name in lengths(0, 0, 0, 0, 0)}


def new_tables(
    ground: Ground,
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
    `spare`: those of an earlier run of the same scenario that are no longer needed; all but its records is used again.
    """
    values = draw_uncertainties(scenario.uncertainties, seed, world, best_values, given)
    surroundings, cells = world_of(ground, values, seed, replicate)
    parameters = surroundings.parameters[0]
    cell_count, region_count = int(parameters.cells), int(parameters.regions)
    administrations = int(parameters.administrations)
    queues = 2 * cell_count + int(parameters.programmes) * administrations + region_count + 2
    recording = Recording.empty(scenario.months, cell_count, region_count, administrations, ground.years)
    entrants = len(surroundings.entrants)
    if spare is None:
        places = max(cell_count, len(surroundings.engagements))
        rows_of = lengths(entrants + 1024, entrants + 256, 1024, 256, places)
        growing = {name: _fresh(name, rows) for name, rows in rows_of.items()}
    else:
        growing = _again(spare)
    return Tables(
        **surroundings._asdict(),
        **growing,
        now=table(NOW, 1),
        cells=cells,
        regions=ground.regions.copy(),
        programmes=ground.programmes.copy(),
        role_counts=np.zeros((cell_count, len(ROLES) + 1), np.int64),
        seated=np.zeros(cell_count, np.int64),
        queue_head=np.full(queues, NONE, np.int64),
        head_order=np.full(queues, NOBODY, np.uint64),
        queue_tail=np.full(queues, NONE, np.int64),
        queue_length=np.zeros(queues, np.int64),
        region_begins=np.zeros(region_count + 1, np.int64),
        home_begins=np.zeros(region_count + 2, np.int64),
        supervisors_passed=np.zeros((region_count, 2), np.int64),
        stop_chances=np.zeros((2, MOST_IDLE_MONTHS + 1)),
        turns_passed=np.zeros((4, region_count + 2), np.int64),
        administrations_present=np.zeros(administrations, np.int64),
        administrations_queue=np.zeros(administrations, np.int64),
        ties_of_regions=np.zeros((region_count, region_count), np.int64),
        ties_of_administrations=np.zeros((administrations, administrations), np.int64),
        persons_record=recording.persons,
        activity_record=recording.activity,
        network_record=recording.network,
        lineage_record=recording.lineage,
        ties_of_regions_record=recording.ties_of_regions,
        ties_of_administrations_record=recording.ties_of_administrations,
        lineage_sums=np.zeros((GENERATIONS, 3), np.int64),
    )


def with_room(tables: Tables) -> Tables:
    """The same run with at least the rows noted as needed; a table that grows at least doubles."""
    now = tables.now[0]

    def length(array: np.ndarray, needed: int) -> int:
        return len(array) if needed <= len(array) else max(2 * len(array), int(needed))

    people = length(tables.persons, now.persons_needed)
    certified = length(tables.facilitators, now.facilitators_needed)
    groups = length(tables.groups, now.groups_needed)
    courses = length(tables.courses, now.courses_needed)
    rows_of = lengths(people, certified, groups, courses, len(tables.identities))
    larger = {
        name: grown(getattr(tables, name), rows)
        for name, rows in rows_of.items()
        if rows > len(getattr(tables, name))
    }
    return replace(tables, **larger)
