"""A new run's tables, and how they grow."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulation.outcomes.columns import GENERATIONS, ROLES
from simulation.outcomes.recording import Recording
from simulation.scenario.schema import Scenario
from simulation.state.arithmetic import NEVER
from simulation.state.state import Tables
from simulation.state.tables import COURSES, FACILITATORS, GROUPS, NONE, NOW, PERSONS, TRAINERS, grown, table
from simulation.state.uncertain import draw_uncertainties
from simulation.state.world import Ground, world_of


class Rows(NamedTuple):
    """Rows that the tables of a run have; how many decides nothing but speed."""

    people: int = 1024
    certified: int = 256
    groups: int = 1024
    courses: int = 256


def rows_of(tables: Tables) -> Rows:
    """The rows that a run has come to have."""
    return Rows(len(tables.persons), len(tables.facilitators), len(tables.groups), len(tables.courses))


def new_tables(
    ground: Ground, scenario: Scenario, seed: int, replicate: int, best_values: bool, world: int, rows: Rows
) -> Tables:
    """The tables of one replicate before anybody is there; `world` is the replicate whose uncertainties it has."""
    values = draw_uncertainties(scenario.uncertainties, seed, world, best_values)
    surroundings, cells = world_of(ground, values, seed, replicate)
    parameters = surroundings.parameters[0]
    cell_count, region_count = int(parameters.cells), int(parameters.regions)
    administrations = int(parameters.administrations)
    queues = 2 * cell_count + int(parameters.programmes) * administrations + region_count + 2
    recording = Recording.empty(scenario.months, cell_count, region_count, administrations, ground.years)
    entrants = len(surroundings.entrants)
    people, certified = max(entrants + 1024, rows.people), max(entrants + 256, rows.certified)
    return Tables(
        **surroundings._asdict(),
        now=table(NOW, 1),
        persons=table(PERSONS, people),
        due=np.zeros(people, np.int16),
        facilitators=table(FACILITATORS, certified),
        trainers=table(TRAINERS, certified),
        groups=table(GROUPS, rows.groups),
        courses=table(COURSES, rows.courses),
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
        certified=np.empty(certified, np.int32),
        in_turn=np.empty(certified, np.int32),
        in_turn_by_region=np.empty(certified, np.int32),
        region_begins=np.zeros(region_count + 1, np.int64),
        trainer_list=np.empty(certified, np.int32),
        trainer_turns=np.empty(certified, np.int32),
        trainers_at_home=np.empty(certified, np.int32),
        home_begins=np.zeros(region_count + 2, np.int64),
        turns_passed=np.zeros((4, region_count + 2), np.int64),
        open_groups=np.empty(rows.groups, np.int32),
        arrivals=np.empty(2 * people, np.int32),
        arrival_queues=np.empty(2 * people, np.int32),
        practicum_ended=np.empty(rows.groups, np.int32),
        enrolled=np.empty(certified, np.int32),
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
    lengths = {
        "persons": people, "due": people, "arrivals": 2 * people, "arrival_queues": 2 * people,
        "facilitators": certified, "trainers": certified, "certified": certified, "trainer_list": certified,
        "in_turn": certified, "in_turn_by_region": certified,
        "trainer_turns": certified, "trainers_at_home": certified,
        "enrolled": certified, "groups": groups, "open_groups": groups, "practicum_ended": groups, "courses": courses,
    }  # fmt: skip
    larger = {
        name: grown(getattr(tables, name), rows)
        for name, rows in lengths.items()
        if rows > len(getattr(tables, name))
    }
    return replace(tables, **larger)
