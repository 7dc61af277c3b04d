"""A warm start: the register that a network has after some months of today's practice, as rows of a register.

The persons of the network are kept as the scenario gives them. Who waits, is in training or meets comes from the mean
of many worlds, each simulated from an earlier start (`scenario.practice`). Since the network grows in those months,
each total is taken in proportion to what makes it: candidates, trainees and those in practicum to the trainers, open
groups to the active facilitators, who waits for a group to the people reached, through whom others hear of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulation.common.columns import PERSON_INDEX
from simulation.engine.run import Runner, run_until
from simulation.engine.start import placing_weights
from simulation.engine.state import Tables
from simulation.engine.tables import CANDIDATE, IN_PRACTICUM, NONE, TRAINEE, chosen
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.practice import practice_before
from simulation.scenario.rounding import largest_remainder, rounded_table
from simulation.scenario.schema import PersonState, RegisterRow, Scenario

NETWORK: tuple[PersonState, ...] = ("facilitator_active", "facilitator_dormant", "practitioner")
"""States of the persons that a scenario gives."""
SERVED_BY_TRAINERS: tuple[PersonState, ...] = ("candidate", "trainee", "in_practicum")
QUEUES: tuple[PersonState, ...] = ("waiting", *SERVED_BY_TRAINERS)
_SERVED = ("trainers", "active_facilitators", "people_reached")
"""States of persons that the warm months give."""
AGES = (0, 1, 2, 3, 4, 5, 6, 9, 12, 18, 24, 36)
"""Ages of those who wait and learn are told apart from each of these months to the next; groups by each month."""


@dataclass(frozen=True)
class Means:
    """Means over worlds at the end of the warm months; ages in months on the last axis."""

    persons: Mapping[PersonState, np.ndarray]
    """By state: cells × ages."""
    groups: np.ndarray
    """Places × ages; a group has the age at which an ordinary one has as many sessions left."""
    trainers: float
    active: float
    """Active facilitators, trainers included."""
    reached: float
    """People who have attended a session."""


def warm_register(scenario: Scenario, months: int = 36, worlds: int = 40, seed: int = 1) -> list[RegisterRow]:
    """The rows of a register: the same for the same arguments. Raises ValueError as `practice_before` does.

    worlds: how many are simulated, each with its own uncertain values and its own chance.
    """
    geography, network = geography_of(scenario), network_rows(scenario)
    means = _means(practice_before(scenario, months, tuple(network)), worlds, seed)
    trainers = sum(entry.trainers for entry in scenario.levers.trainers.at_start)
    active = trainers + sum(row.count for row in network if row.state == "facilitator_active")
    leaders = _leaders(scenario, geography, network)
    groups = list(_groups(means.groups * _ratio(active, means.active), leaders, geography))
    members = scenario.levers.groups.size * sum(row.count for row in groups)
    reached = trainers + sum(row.count for row in network) + members
    shares = dict.fromkeys(SERVED_BY_TRAINERS, _ratio(trainers, means.trainers))
    shares["waiting"] = _ratio(reached, means.reached)
    queues = [row for state in QUEUES for row in _persons(state, means.persons[state] * shares[state], geography)]
    return [*network, *queues, *groups]


def _ratio(given: int, simulated: float) -> float:
    return given / simulated if simulated else 0.0


# ---- the network -----------------------------------------------------------------------------------------------------
def network_rows(scenario: Scenario) -> list[RegisterRow]:
    """Facilitators and practitioners as the scenario's register gives them, or placed by the weights without one."""
    if scenario.initial.register_:
        return [row for row in scenario.initial.register_ if row.state in NETWORK]
    initial, cells = scenario.initial, geography_of(scenario).cells
    weights = placing_weights(scenario, geography_of(scenario))
    facilitators = largest_remainder(initial.facilitators, weights)
    share = sum(initial.active_by_half_year) / len(initial.active_by_half_year)
    total = int(np.floor(share * sum(facilitators) + 0.5))
    active = largest_remainder(total, facilitators, facilitators)
    dormant = [everybody - some for everybody, some in zip(facilitators, active, strict=True)]
    counts = dict(zip(NETWORK, (active, dormant, largest_remainder(initial.practitioners, weights)), strict=True))
    return [
        RegisterRow(state=state, region=cell.region, administration=cell.administration, count=count)
        for state in NETWORK
        for cell, count in zip(cells, counts[state], strict=True)
        if count
    ]


# ---- the warm months -------------------------------------------------------------------------------------------------
def _means(practice: Scenario, worlds: int, seed: int) -> Means:
    runner, months = Runner(practice), practice.months
    sums: dict[str, np.ndarray] = {}
    served: Counter[str] = Counter()
    for world in range(worlds):
        tables = run_until(runner.begin(seed, world), months)
        recorded = tables.persons_record[-1].sum(axis=0)
        for name, found in _counted(tables, months).items():
            sums[name] = sums[name] + found if name in sums else found
        for name in _SERVED:
            served[name] += int(recorded[PERSON_INDEX[name]])
    persons = {state: sums[state] / worlds for state in QUEUES}
    trainers, active, reached = (served[name] / worlds for name in _SERVED)
    return Means(persons, sums["group"] / worlds, trainers, active, reached)


def _counted(tables: Tables, months: int) -> dict[str, np.ndarray]:
    """How many of each state by cell (groups: place) and age, at the end of the last month."""
    people = chosen(tables.persons, slice(tables.now[0].persons))
    cells, regions = len(tables.cells), len(tables.regions)
    course_month = tables.courses.month[people.course]
    waiting = {
        "waiting": ((people.queue >= 0) & (people.queue < cells), people.joined),  # queues for groups come first
        "candidate": (people.role == CANDIDATE, people.joined),
        "trainee": (people.role == TRAINEE, course_month),
        "in_practicum": (people.role == IN_PRACTICUM, course_month),
    }
    found = {
        state: _table(people.cell[some], months - 1 - since[some], (cells, months))
        for state, (some, since) in waiting.items()
    }
    groups, parameters = chosen(tables.groups, slice(tables.now[0].groups)), tables.parameters[0]
    led = (groups.open == 1) & (groups.permanent == 0) & (groups.self_running == 0) & (groups.leader != NONE)
    groups = chosen(groups, led)
    most, cadence = parameters.group_sessions, parameters.group_cadence
    held = np.maximum(0, most - (groups.sessions - groups.held))
    ages = np.maximum(1, -(-8 * held // cadence))
    return {**found, "group": _table(groups.place, ages, (regions + 1, 8 * most // cadence + 2))}


def _table(places: np.ndarray, ages: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Places × ages: how often each; ages beyond the table count in its last column, those below 0 in the first."""
    found = np.zeros(shape, int)
    np.add.at(found, (places.astype(int), np.clip(ages.astype(int), 0, shape[1] - 1)), 1)
    return found


# ---- whole numbers ---------------------------------------------------------------------------------------------------
def _persons(state: PersonState, means: np.ndarray, geography: Geography) -> Iterator[RegisterRow]:
    """Rows of a state: its total over the cells by largest remainder, the ages by theirs."""
    by_cell = largest_remainder(int(np.floor(means.sum() + 0.5)), means.sum(axis=1))
    months, classes = _in_classes(means)
    counts = rounded_table(classes, by_cell)
    for cell, row in zip(geography.cells, counts, strict=True):
        for age, count in zip(months, row, strict=True):
            if count:
                yield RegisterRow(state=state, region=cell.region, administration=cell.administration,
                                  count=int(count), age=age)  # fmt: skip


def _in_classes(means: np.ndarray) -> tuple[list[int], np.ndarray]:
    """The mean age of each class of ages, in whole months, and the means by class."""
    bounds = [age for age in AGES if age < means.shape[1]] + [means.shape[1]]
    by_age, months, columns = means.sum(axis=0), [], []
    for first, after in pairwise(bounds):
        total = by_age[first:after].sum()
        mean = (by_age[first:after] * np.arange(first, after)).sum() / total if total else first
        months.append(int(np.floor(mean + 0.5)))
        columns.append(means[:, first:after].sum(axis=1))
    return months, np.array(columns).T


def _leaders(scenario: Scenario, geography: Geography, network: list[RegisterRow]) -> list[int]:
    """Who could lead a group: active facilitators and trainers of each region, and of the nation."""
    there = Counter({region: 0 for region in geography.regions})
    for row in network:
        there[row.region] += row.count * (row.state == "facilitator_active")
    everybody = sum(there.values())
    for entry in scenario.levers.trainers.at_start:
        there[entry.place] += entry.trainers
        everybody += entry.trainers
    return [*(there[region] for region in geography.regions), everybody]


def _groups(means: np.ndarray, leaders: list[int], geography: Geography) -> Iterator[RegisterRow]:
    """Rows of the groups: no more in a place than can lead one each, those too many elsewhere, if there is anybody."""
    total = min(int(np.floor(means.sum() + 0.5)), leaders[-1])
    by_place = largest_remainder(total, means.sum(axis=1), leaders)
    counts = rounded_table(means, by_place)
    for place, row in zip((*geography.regions, NATIONAL), counts, strict=True):
        for age, count in enumerate(row):
            if count:
                yield RegisterRow(state="group", region=place, count=int(count), age=age)
