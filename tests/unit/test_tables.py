"""Tables of a running model that are copied, pickled or grown: no two share memory, and each runs on by itself."""

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from simulation.common.recording import Recording
from simulation.engine.run import begin, run_until, simulate
from simulation.engine.state import Tables, bundle
from tests.small_scenarios import random_small_scenario

NUMBER, SEED, REPLICATE = 22, 62, 1
SCENARIO = random_small_scenario(NUMBER)

WAYS = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda tables: pickle.loads(pickle.dumps(tables)),
    "replace": replace,
}


def halfway() -> Tables:
    """A run that stands before the fifth rule of a month in the middle."""
    return run_until(begin(SCENARIO, SEED, REPLICATE), SCENARIO.months // 2, 4)


def recorded(tables: Tables) -> list[bytes]:
    """Everything recorded by a run that has ended."""
    return [getattr(tables, f"{field.name}_record").tobytes() for field in fields(Recording)]


def finished(tables: Tables) -> list[bytes]:
    """What is recorded once the run has gone on to its end."""
    return recorded(run_until(tables, SCENARIO.months))


def simulated() -> list[bytes]:
    """What `simulate` records of the same run."""
    recording = simulate(SCENARIO, SEED, REPLICATE)
    return [getattr(recording, field.name).tobytes() for field in fields(Recording)]


@pytest.mark.parametrize("original_first", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_a_copy_goes_its_own_way(way, original_first):
    original = halfway()
    first, second = original, WAYS[way](original)
    for field in fields(Tables):
        assert not np.may_share_memory(getattr(first, field.name), getattr(second, field.name)), field.name
    if not original_first:
        first, second = second, first
    stands_at = second.now.copy()
    assert finished(first) == simulated()
    assert second.now == stands_at
    assert finished(second) == simulated()


def test_a_copy_of_a_copy_outlives_the_others():
    tables = copy.copy(pickle.loads(pickle.dumps(halfway())))
    held = bundle(tables)
    del tables
    assert held is not None
    assert finished(copy.deepcopy(halfway())) == simulated()


def test_a_copy_with_another_array_keeps_it_to_itself():
    original = halfway()
    other = original.now.copy()
    changed = replace(original, now=other)
    other.month = 0
    assert changed.now == original.now


def test_tables_run_on_in_another_process():
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(finished, halfway()).result() == simulated()


def test_tables_that_grow_stay_the_same_tables():
    tables = begin(SCENARIO, SEED, REPLICATE)
    tables.exchange(persons=tables.persons[: tables.now[0].persons].copy())
    before = len(tables.persons)
    assert run_until(tables, SCENARIO.months) is tables
    assert len(tables.persons) > before
    assert recorded(tables) == simulated()


def test_no_field_is_given_another_array():
    tables = halfway()
    with pytest.raises(FrozenInstanceError):
        tables.now = tables.now.copy()
    with pytest.raises(TypeError, match="persons is .*, not"):
        tables.exchange(persons=tables.groups)
    assert finished(tables) == simulated()


def test_columns_of_another_version_are_refused():
    tables = halfway()
    other = tables.regions.astype([(name, "i8") for name in tables.regions.dtype.names])
    with pytest.raises(TypeError, match="regions has the columns"):
        replace(tables, regions=other)


@pytest.mark.parametrize("way", [name for name in WAYS if name != "replace"])
def test_addresses_are_not_taken_along(way):
    with pytest.raises(TypeError, match="copy or pickle the tables"):
        WAYS[way](bundle(halfway()))
