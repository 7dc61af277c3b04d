"""The engines, and what every one of them is put through.

Another engine takes part when it is added to ENGINES: a function like `simulation.simulate`, which gives a `Recording`.
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, PERSON_COLUMNS
from simulation.common.recording import Recording
from simulation.replicate import simulate
from simulation.scenario.geography import geography_of
from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import Scenario
from tests.small_scenarios import random_sharp_scenario, random_small_scenario

ENGINES: dict[str, Callable[..., Recording]] = {
    "mesa": partial(simulate, engine="mesa"),
    "compiled": partial(simulate, engine="compiled"),
}
YARDSTICK = "mesa"
"""The engine that is written to be read: the others are held against it."""
OTHERS = [name for name in ENGINES if name != YARDSTICK]

SMALL = (*range(60), 272)
SHARP = (*range(30), 148, 1063)
"""In 272 and 148 two newcomers come to the first two seats of a group in which others know one another; in 1063 a
successor already has a seat in the group when a newcomer comes to their first session."""

COLUMNS = {
    "persons": PERSON_COLUMNS,
    "activity": ACTIVITY_COLUMNS,
    "network": NETWORK_COLUMNS,
    "lineage": LINEAGE_COLUMNS,
}


def seed_and_replicate(number: int) -> tuple[int, int]:
    """What a scenario of this number is run with."""
    return 1 + 7919 * number, number % 5


@cache
def recording(engine: str, number: int, sharp: bool = False) -> Recording:
    """The record of a random small scenario by an engine."""
    make = random_sharp_scenario if sharp else random_small_scenario
    return ENGINES[engine](make(number), *seed_and_replicate(number))


def _place(table: str, scenario: Scenario, row: list[int]) -> str:
    """Row of a table (time, then place, cell or generation) in words."""
    first = month_number(scenario.start)
    if table in ("network", "lineage"):
        return f"year {first // 12 + row[0]}" + (f", generation {row[1]}" if len(row) > 1 else "")
    geography = geography_of(scenario)
    if table == "activity":
        place = [*geography.regions, "national"][row[1]]
    else:
        place = f"{geography.cells[row[1]].region}/{geography.cells[row[1]].administration}"
    return f"month {row[0]} ({month_text(first + row[0])}), {place}"


def differences(scenario: Scenario, one: Recording, other: Recording, names: tuple[str, str]) -> list[str]:
    """Each number that differs, in words, the earliest first; then persons, activity, network, lineage, ties."""
    found = []
    for rank, (table, columns) in enumerate(COLUMNS.items()):
        first, second = getattr(one, table), getattr(other, table)
        assert first.shape == second.shape, f"{table}: shape {first.shape} of {names[0]}, {second.shape} of {names[1]}"
        assert first.dtype == second.dtype == np.int64, table
        for *row, column in np.argwhere(first != second).tolist():
            month = row[0] if rank < 2 else scenario.months
            numbers = f"{names[0]} {first[*row, column]}, {names[1]} {second[*row, column]}"
            where = _place(table, scenario, row)
            found.append(((month, rank, row, column), f"{table}: {where}, {columns[column].name}: {numbers}"))
    for table in ("ties_of_regions", "ties_of_administrations"):
        first, second = getattr(one, table), getattr(other, table)
        for place in np.argwhere(first != second).tolist():
            numbers = f"{names[0]} {first[*place]}, {names[1]} {second[*place]}"
            found.append(((scenario.months, len(COLUMNS), place, 0), f"{table} {place}: {numbers}"))
    return [words for _, words in sorted(found)]
