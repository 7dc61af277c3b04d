"""A new run's tables, and how they grow."""

from dataclasses import replace

import numpy as np

from simulation.outcomes.columns import GENERATIONS, ROLES
from simulation.outcomes.recording import Recording
from simulation.scenario.schema import Scenario
from simulation.state.state import Tables
from simulation.state.tables import COURSES, FACILITATORS, GROUPS, NONE, NOW, PERSONS, TRAINERS, grown, table
from simulation.state.uncertain import draw_uncertainties
from simulation.state.world import Ground, world_of


def new_tables(ground: Ground, scenario: Scenario, seed: int, replicate: int, best_values: bool, world: int) -> Tables:
    """The tables of one replicate before anybody is there; `world` is the replicate whose uncertainties it has."""
    values = draw_uncertainties(scenario.uncertainties, seed, world, best_values)
    surroundings, cells = world_of(ground, values, seed, replicate)
    parameters = surroundings.parameters[0]
    cell_count, region_count = int(parameters.cells), int(parameters.regions)
    queues = 2 * cell_count + int(parameters.programmes * parameters.administrations) + region_count + 2
    recording = Recording.empty(scenario.months, cell_count, region_count, ground.years)
    people = len(surroundings.entrants) + 1024
    certified = len(surroundings.entrants) + 256
    return Tables(
        **surroundings._asdict(),
        now=table(NOW, 1),
        persons=table(PERSONS, people),
        due=np.zeros(people, np.int16),
        facilitators=table(FACILITATORS, certified),
        trainers=table(TRAINERS, certified),
        groups=table(GROUPS, 1024),
        courses=table(COURSES, 256),
        cells=cells,
        regions=ground.regions.copy(),
        programmes=ground.programmes.copy(),
        role_counts=np.zeros((cell_count, len(ROLES) + 1), np.int64),
        seated=np.zeros(cell_count, np.int64),
        queue_head=np.full(queues, NONE, np.int64),
        queue_tail=np.full(queues, NONE, np.int64),
        queue_length=np.zeros(queues, np.int64),
        certified=np.zeros(certified, np.int32),
        trainer_list=np.zeros(certified, np.int32),
        open_groups=np.zeros(1024, np.int32),
        arrivals=np.zeros(2 * people, np.int32),
        arrival_queues=np.zeros(2 * people, np.int32),
        practicum_ended=np.zeros(1024, np.int32),
        enrolled=np.zeros(certified, np.int32),
        persons_record=recording.persons,
        activity_record=recording.activity,
        network_record=recording.network,
        lineage_record=recording.lineage,
        lineage_sums=np.zeros((GENERATIONS, 3), np.int64),
    )


def with_room(tables: Tables) -> Tables:
    """The same run with at least the rows noted as needed; a table that grows at least doubles."""
    now = tables.now[0]

    def rows(array: np.ndarray, needed: int) -> int:
        return len(array) if needed <= len(array) else max(2 * len(array), int(needed))

    people = rows(tables.persons, now.persons_needed)
    certified = rows(tables.facilitators, now.facilitators_needed)
    groups = rows(tables.groups, now.groups_needed)
    courses = rows(tables.courses, now.courses_needed)
    lengths = {
        "persons": people, "due": people, "arrivals": 2 * people, "arrival_queues": 2 * people,
        "facilitators": certified, "trainers": certified, "certified": certified, "trainer_list": certified,
        "enrolled": certified, "groups": groups, "open_groups": groups, "practicum_ended": groups, "courses": courses,
    }  # fmt: skip
    larger = {
        name: grown(getattr(tables, name), length)
        for name, length in lengths.items()
        if length > len(getattr(tables, name))
    }
    return replace(tables, **larger)
