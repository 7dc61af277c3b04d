"""Tasks over worker processes: in their order, stored ones not run again, killed workers no loss."""

import itertools

import numpy as np
import pytest
from made_up_tasks import Squares

from simulation.runs.model_choice import ModelChoice
from simulation.runs.pool import Processes
from simulation.runs.tasks import Tasks
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder


@pytest.fixture
def tasks(tmp_path):
    Folder(tmp_path).write_json("manifest.json", {"attempt": "only"})
    return Tasks(str(tmp_path), "kept", "only", ModelChoice("fabricated:simulate"))


def first(found, number):
    return np.concatenate([one["squares"] for one in itertools.islice(found, number)]).tolist()


@pytest.mark.parametrize("workers", [1, 2])
def test_they_come_in_their_order_and_without_end(tasks, tmp_path, workers):
    with Processes(workers) as pool:
        found = tasks.in_order(pool, (Squares(number) for number in itertools.count(0, 3)))
        assert first(found, 5) == [number**2 for number in range(15)]
        found.close()
        stored = len(list((tmp_path / "kept").iterdir()))
        assert stored >= 5  # some were begun ahead, and are not lost
        again = tasks.in_order(pool, (Squares(number, kills=number) for number in itertools.count(0, 3)))
        assert first(again, 5) == [number**2 for number in range(15)]  # read, or they would have killed
        again.close()


def test_damaged_ones_are_run_again_and_the_end_is_the_end(tasks, tmp_path):
    with Processes(1) as pool:
        given = [Squares(number) for number in range(3, 15, 3)]
        assert len(list(tasks.in_order(pool, given))) == 4
        (tmp_path / "kept" / "squares0006.npz").write_bytes(b"broken")
        assert first(tasks.in_order(pool, given), 9) == [number**2 for number in range(3, 15)]
        assert list(tasks.in_order(pool, [])) == []


def test_a_killed_worker_loses_nothing_and_one_that_always_kills_is_left_out(tasks, tmp_path):
    once = str(tmp_path / "once")
    with Processes(2) as pool:
        given = [Squares(3), Squares(6, 7, once), Squares(9), Squares(12, 13), Squares(15)]
        found = first(tasks.in_order(pool, given), 9)
    expected = [float(number**2) for number in range(3, 18)]
    expected[13 - 3] = np.nan
    assert np.array_equal(found, expected, equal_nan=True)


def test_another_call_that_took_over_is_noticed(tasks, tmp_path):
    Folder(tmp_path).write_json("manifest.json", {"attempt": "another"})
    with Processes(1) as pool, pytest.raises(ResultsError, match="another call has taken it over"):
        list(tasks.in_order(pool, [Squares(3)]))
