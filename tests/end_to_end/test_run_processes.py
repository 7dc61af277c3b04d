"""Runs over worker processes: the same bytes for any number, and nothing lost when somebody is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

UNIT = Path(__file__).parent.parent / "unit"
sys.path.insert(0, str(UNIT))

from fabricated import SMALL  # noqa: E402

from simulation.outcomes.results import open_results  # noqa: E402
from simulation.outcomes.store import FULL, WORKER_DIED, RunSet, Store  # noqa: E402
from simulation.runs.forecast import Forecast, folder_of, run  # noqa: E402
from simulation.runs.jobs import jobs_for  # noqa: E402
from simulation.scenario.schema import Scenario  # noqa: E402
from simulation.scenario.writing import fingerprint  # noqa: E402

SCRIPT = """
import sys
sys.path.insert(0, {unit!r})
from fabricated import SMALL
from simulation.runs.forecast import run

if __name__ == "__main__":
    run(SMALL, 60, 5, {workers}, {out!r}, engine="fabricated:slow", progress=lambda p: print(p.done, flush=True))
"""


def tables(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def go(out, workers=1, simulate="simulate", replicates=60):
    return run(SMALL, replicates, 5, workers, out, engine=f"fabricated:{simulate}")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return tables(go(tmp_path_factory.mktemp("undisturbed")).folder)


def test_one_and_two_workers_give_the_same_bytes(tmp_path, undisturbed):
    assert tables(go(tmp_path, 2).folder) == undisturbed


def test_a_scenario_reaches_workers_unchanged(tmp_path):
    import pickle

    forecast = Forecast(SMALL, 3, 5, tmp_path)
    job = pickle.loads(pickle.dumps(next(jobs_for(forecast.scenarios(), forecast.asked(), RunSet()))))
    scenario = Scenario.model_validate_json(job.shares[0].scenario)
    assert scenario == SMALL and fingerprint(scenario) == fingerprint(SMALL)


@pytest.mark.slow
def test_a_worker_killed_once_loses_nothing(tmp_path, monkeypatch, undisturbed):
    monkeypatch.setenv("ESSAIM_TEST_MEMORY", str(tmp_path / "killed"))
    results = go(tmp_path, 2, "killed_once")
    assert (tmp_path / "killed").exists()
    assert results.manifest["failed"] == 0
    assert tables(results.folder) == undisturbed


def test_a_run_that_kills_its_worker_is_a_row_and_the_rest_goes_on(tmp_path):
    results = go(tmp_path, 2, "killed")
    assert results.failures()[["replicate", "stage"]].values.tolist() == [[3, "worker died"]]
    assert results.replicates.tolist() == [number for number in range(60) if number != 3]


def test_a_job_given_up_is_rows(tmp_path):
    forecast = Forecast(SMALL, 3, 5, tmp_path)
    (tmp_path / "manifest.json").write_text('{"attempt": "only"}')
    job = next(jobs_for(forecast.scenarios(), forecast.asked(), RunSet(), 25, aligned=True))
    forecast.plan("only").given_up(job, WORKER_DIED)
    (chunk,) = Store(tmp_path, FULL).chunks()
    assert [failure.replicate for failure in chunk.failures] == [0, 1, 2]


def test_a_replicate_past_its_time_is_stopped_and_the_rest_goes_on(tmp_path):
    begun = time.monotonic()
    results = run(SMALL, 30, 5, 2, tmp_path, engine="fabricated:endless", limit=2)
    assert time.monotonic() - begun < 60
    assert results.failures()[["replicate", "stage"]].values.tolist() == [[3, "time limit"]]
    assert results.replicates.tolist() == [number for number in range(30) if number != 3]


@pytest.mark.parametrize(
    ("sent", "workers"),
    [
        (signal.SIGKILL, 2),
        pytest.param(signal.SIGKILL, 1, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 2, marks=pytest.mark.slow),
    ],
)
def test_a_run_killed_half_way_goes_on_to_the_same_bytes(tmp_path, undisturbed, sent, workers):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(unit=str(UNIT), workers=workers, out=str(tmp_path / "out")))
    environment = os.environ | {"PYTHONPATH": str(UNIT.parent.parent)}
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    folder = folder_of(SMALL, 5, tmp_path / "out")
    for line in process.stdout:
        if int(line) >= 30 and list((folder / "parts").glob("*.json")):
            break
    process.send_signal(sent)
    begun = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - begun < 15
    assert process.returncode == (-signal.SIGKILL if sent == signal.SIGKILL else -signal.SIGINT), errors
    partial = open_results(folder, unfinished=True)
    assert not partial.complete and 0 < len(partial.replicates) < 60
    # The orphaned workers end by themselves; then the lock is free and nothing writes any more.
    seen = []
    results = run(SMALL, 60, 5, 2, tmp_path / "out", engine="fabricated:slow", progress=seen.append)
    assert 0 < seen[-1].kept < 70
    assert tables(results.folder) == undisturbed
