"""No result depends on the order of rows, on the size of tables, or on where a run is interrupted."""

import copy

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from simulation.engine.run import RULES, begin, run_until
from tests.properties.shuffling import REFERENCES, placeable_scenarios, record_bytes, resized, shuffled
from tests.small_scenarios import random_sharp_scenario, random_small_scenario

quick = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
seeds = strategies.integers(0, 2**32 - 1)


def finished(tables, months):
    return record_bytes(run_until(tables, months))


def differs(one, other):
    """Where the first recorded number differs, for the message of a failed test."""
    first, second = np.frombuffer(one, np.int64), np.frombuffer(other, np.int64)
    return f"{np.count_nonzero(first != second)} of {len(first)} numbers differ"


@quick
@given(placeable_scenarios(), seeds, strategies.data())
def test_order_of_rows_is_not_noticed(scenario, seed, data):
    """The rows of all tables and the lists are shuffled before some rules of some months; the record stays."""
    whole = finished(begin(scenario, seed, 0), scenario.months)
    tables = begin(scenario, seed, 0)
    rng = np.random.default_rng(data.draw(strategies.integers(0, 2**32 - 1)))
    for _ in range(data.draw(strategies.integers(1, 6))):
        tables = run_until(tables, int(rng.integers(tables.now[0].month, scenario.months)), int(rng.integers(10)))
        tables = shuffled(tables, rng)
    again = finished(tables, scenario.months)
    assert again == whole, differs(again, whole)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 7, 22])
def test_order_of_rows_before_every_rule(number):
    """The same, shuffled before each rule of each month."""
    scenario = random_small_scenario(number)
    whole = finished(begin(scenario, number, 0), scenario.months)
    tables = begin(scenario, number, 0)
    rng = np.random.default_rng(number)
    for month in range(scenario.months):
        for rule in range(len(RULES)):
            tables = shuffled(run_until(tables, month, rule), rng)
    again = finished(tables, scenario.months)
    assert again == whole, differs(again, whole)


def test_shuffling_really_shuffles_and_can_be_noticed():
    """Rows do move; and references that stay behind (those to courses) change the record."""
    scenario = random_sharp_scenario(95)
    tables = run_until(begin(scenario, 62, 1), scenario.months * 2 // 3)
    other = shuffled(tables, np.random.default_rng(0))
    for name in REFERENCES:
        count = int(tables.now[0][name])
        assert count > 1, name
        key = "turn" if name in ("facilitators", "trainers") else "identity"
        before, after = getattr(tables, name)[key][:count], getattr(other, name)[key][:count]
        assert (before != after).any() and sorted(before) == sorted(after)
    whole = finished(copy.copy(tables), scenario.months)
    assert finished(copy.copy(other), scenario.months) == whole
    courses = other.now[0].courses
    other.courses[:courses] = np.roll(other.courses[:courses].copy(), 1)
    assert finished(other, scenario.months) != whole


@quick
@given(placeable_scenarios(), seeds, strategies.integers(0, 3))
def test_size_of_tables_is_not_noticed(scenario, seed, spare):
    """Tables that begin full, and are cut to what is in use every third month, or that begin huge."""
    whole = finished(begin(scenario, seed, 0), scenario.months)
    tables = resized(begin(scenario, seed, 0), spare)
    for month in range(0, scenario.months, 3):
        tables = resized(run_until(tables, month), spare)
    again = finished(tables, scenario.months)
    assert again == whole, differs(again, whole)
    again = finished(resized(begin(scenario, seed, 0), 20_000), scenario.months)
    assert again == whole, differs(again, whole)


@quick
@given(placeable_scenarios(), seeds)
def test_rows_needed_are_never_underestimated(scenario, seed):
    """After each rule, no table and no list is longer than what was foreseen before the rule."""
    tables = begin(scenario, seed, 0)
    for month in range(scenario.months):
        for rule in range(1, len(RULES) + 1):
            tables = run_until(tables, month + rule // 10, rule % 10)
            now = tables.now[0]
            assert now.persons <= now.persons_needed
            assert max(now.facilitators, now.trainers) <= now.facilitators_needed
            assert now.groups <= now.groups_needed and now.vacancies <= now.trainers
            assert now.courses <= now.courses_needed
            assert now.enrolled_in_trainer_course <= now.facilitators_needed
            assert now.arrivals == 0 or RULES[rule - 1] not in ("turnover", "demand", "close", "teach", "promote")


@quick
@given(placeable_scenarios(), seeds, strategies.data())
def test_interrupting_a_run_is_not_noticed(scenario, seed, data):
    """Run in one go, or stopped before any rules of any months, copied, and continued."""
    whole = finished(begin(scenario, seed, 0), scenario.months)
    stops = data.draw(
        strategies.lists(
            strategies.tuples(strategies.integers(0, scenario.months - 1), strategies.integers(0, 9)), max_size=8
        )
    )
    tables = begin(scenario, seed, 0)
    for month, rule in sorted(stops):
        tables = copy.copy(run_until(tables, month, rule))
    again = finished(tables, scenario.months)
    assert again == whole, differs(again, whole)
