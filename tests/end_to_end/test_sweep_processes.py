"""Sweeps over worker processes: the same rows for any number, after any kill, and with runs that never end."""

import sys
import time
from pathlib import Path

import pytest

UNIT = Path(__file__).parent.parent / "unit"
sys.path.insert(0, str(UNIT))

from test_sweeps import rows, sweeping  # noqa: E402

from simulation.outcomes.store import TIME_LIMIT, WORKER_DIED  # noqa: E402
from simulation.outcomes.sweep_results import open_sweep  # noqa: E402
from simulation.runs.sweeping import run_sweep  # noqa: E402
from simulation.storage.files import ResultsError  # noqa: E402


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return rows(run_sweep(sweeping(tmp_path_factory.mktemp("undisturbed"), replicates=60)))


def test_one_and_two_workers_give_the_same_rows(tmp_path, undisturbed):
    assert rows(run_sweep(sweeping(tmp_path, replicates=60), 2)) == undisturbed


def test_a_run_past_its_time_is_stopped_and_the_rest_goes_on(tmp_path):
    one = sweeping(tmp_path, "endless_once_in_a_while")
    begun = time.monotonic()
    results = run_sweep(one, 2, limit=3)
    assert time.monotonic() - begun < 60
    failures = results.failures()
    assert failures["replicate"].tolist() == [3] and failures["stage"].tolist() == [TIME_LIMIT]
    assert results.manifest["runs"] == 23
    whole = run_sweep(sweeping(tmp_path / "whole")).final("active_facilitators")
    found = results.final("active_facilitators")
    assert all(found[point].items() <= whole[point].items() for point in whole)


def test_a_run_that_kills_its_worker_is_a_row(tmp_path):
    results = run_sweep(sweeping(tmp_path, "killed", 30), 2)
    failures = results.failures()
    assert failures["stage"].unique().tolist() == [WORKER_DIED] and failures["replicate"].tolist() == [3, 3, 3]
    assert results.manifest["runs"] == 87


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "sweep").write_text("a file where the folder should be")
    with pytest.raises(ResultsError, match="cannot be written"):
        run_sweep(sweeping(tmp_path))


def test_a_full_disk_ends_the_sweep_and_it_goes_on_later(tmp_path, monkeypatch, undisturbed):
    from simulation.storage import storage

    write, left = storage.write_whole, [12]

    def full(path, content):
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        return write(path, content)

    one = sweeping(tmp_path, replicates=60)
    monkeypatch.setattr(storage, "write_whole", full)
    with pytest.raises(ResultsError, match="No space left"):
        run_sweep(one)
    assert not open_sweep(one.folder).complete and not list(one.folder.rglob("*.tmp"))
    monkeypatch.undo()
    assert rows(run_sweep(one)) == undisturbed


def test_a_clock_that_jumps_changes_nothing(tmp_path, monkeypatch, undisturbed):
    jumping = iter(range(10**6, 0, -1000))
    monkeypatch.setattr(time, "time", lambda: float(next(jumping, 0)))
    assert rows(run_sweep(sweeping(tmp_path, replicates=60))) == undisturbed
