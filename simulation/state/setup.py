"""A new run's tables, and how they grow."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np

from simulation.outcomes.columns import GENERATIONS, ROLES
from simulation.outcomes.recording import Recording
from simulation.scenario.schema import Scenario
from simulation.state.arithmetic import NEVER
from simulation.state.state import Tables
from simulation.state.tables import NONE, NOW, grown, table
from simulation.state.uncertain import draw_uncertainties
from simulation.state.world import Ground, world_of

_COLUMNS = {one.name: one.metadata["columns"] for one in fields(Tables)}
_CLEARED = ("persons", "facilitators", "trainers", "groups", "courses")
"""Tables whose new rows are expected to be zero; `now` counts the rows in use of each."""


def _lengths(people: int, certified: int, groups: int, courses: int) -> dict[str, int]:
    """Rows of everything that grows."""
    return {
        "persons": people, "due": people, "arrivals": 2 * people, "arrival_queues": 2 * people,
        "facilitators": certified, "trainers": certified, "certified": certified, "trainer_list": certified,
        "in_turn": certified, "in_turn_by_region": certified,
        "trainer_turns": certified, "trainers_at_home": certified,
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
    return {name: getattr(spare, name) for name in _lengths(0, 0, 0, 0)}


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
        lengths = _lengths(entrants + 1024, entrants + 256, 1024, 256)
        growing = {name: _fresh(name, rows) for name, rows in lengths.items()}
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
        head_joined=np.full(queues, NEVER, np.int64),
        head_key=np.zeros(queues, np.uint64),
        queue_tail=np.full(queues, NONE, np.int64),
        queue_length=np.zeros(queues, np.int64),
        region_begins=np.zeros(region_count + 1, np.int64),
        home_begins=np.zeros(region_count + 2, np.int64),
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
    lengths = _lengths(people, certified, groups, courses)
    larger = {
        name: grown(getattr(tables, name), rows)
        for name, rows in lengths.items()
        if rows > len(getattr(tables, name))
    }
    return replace(tables, **larger)
