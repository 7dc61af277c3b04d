"""The compiled model and the oracle, from the same text, give the same numbers: every cell of every table."""

import functools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from simulation.common.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, PERSON_COLUMNS
from simulation.replicate import simulate
from simulation.scenario.quantities import month_number, month_text
from tests.small_scenarios import random_sharp_scenario, random_small_scenario, small_scenarios

NUMBERS = range(60)
SHARP = (*range(30), 1063)
"""In the last one a successor already has a seat in the group when a newcomer comes to their first session."""


def seed_and_replicate(number):
    return 1 + 7919 * number, number % 5


def row_names(table, scenario, row):
    """Row of a table (time, then place, cell or generation) in words."""
    first = month_number(scenario.start)
    if table in ("network", "lineage"):
        words = f"year {first // 12 + row[0]}"
        return words + (f", generation {row[1]}" if len(row) > 1 else "")
    regions = list(dict.fromkeys(cell.region for cell in scenario.population))
    place = [*regions, "national"][row[1]] if table == "activity" else None
    if place is None:
        cell = scenario.population[row[1]]
        place = f"{cell.region}/{cell.administration}"
    return f"month {row[0]} ({month_text(first + row[0])}), {place}"


TABLES = {
    "persons": PERSON_COLUMNS,
    "activity": ACTIVITY_COLUMNS,
    "network": NETWORK_COLUMNS,
    "lineage": LINEAGE_COLUMNS,
}


def differences(scenario, model, oracle):
    """Each number that differs, in words, the earliest first; then persons, activity, network, lineage."""
    found = []
    for rank, (table, columns) in enumerate(TABLES.items()):
        one, other = getattr(model, table), getattr(oracle, table)
        assert one.shape == other.shape, f"{table}: shape {one.shape} of the model, {other.shape} of the oracle"
        assert one.dtype == other.dtype == np.int64, table
        for *row, column in np.argwhere(one != other).tolist():
            month = row[0] if rank < 2 else scenario.months
            numbers = f"model {one[*row, column]}, oracle {other[*row, column]}"
            where = row_names(table, scenario, row)
            found.append(((month, rank, row, column), f"{table}: {where}, {columns[column].name}: {numbers}"))
    for table in ("ties_of_regions", "ties_of_administrations"):
        one, other = getattr(model, table), getattr(oracle, table)
        for place in np.argwhere(one != other).tolist():
            numbers = f"model {one[*place]}, oracle {other[*place]}"
            found.append(((scenario.months, len(TABLES), place, 0), f"{table} {place}: {numbers}"))
    return [words for _, words in sorted(found)]


def assert_agree(scenario, seed, replicate):
    model = simulate(scenario, seed, replicate)
    oracle = simulate(scenario, seed, replicate, engine="mesa")
    found = differences(scenario, model, oracle)
    shown = "\n  ".join(found[:8])
    assert not found, f"{len(found)} numbers differ with seed {seed}, replicate {replicate}; the first:\n  {shown}"


@pytest.mark.parametrize("number", NUMBERS)
def test_model_and_oracle_agree(number):
    assert_agree(random_small_scenario(number), *seed_and_replicate(number))


@pytest.mark.parametrize("number", SHARP)
def test_model_and_oracle_agree_at_extremes(number):
    assert_agree(random_sharp_scenario(number), *seed_and_replicate(number))


@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_scenarios(), strategies.integers(0, 2**32 - 1), strategies.integers(0, 2**32 - 1))
def test_model_and_oracle_agree_on_any_small_scenario(scenario, seed, replicate):
    assert_agree(scenario, seed, replicate)


def test_a_difference_is_named():
    """The message says which number of which month and place."""
    scenario = random_small_scenario(0)
    one = functools.partial(simulate, scenario, *seed_and_replicate(0), engine="mesa")
    right, wrong = one(), one()
    wrong.activity[3, 0, 11] += 1
    month = month_text(month_number(scenario.start) + 3)
    number = right.activity[3, 0, 11]
    assert differences(scenario, wrong, right) == [
        f"activity: month 3 ({month}), Nord, {ACTIVITY_COLUMNS[11].name}: model {number + 1}, oracle {number}"
    ]
