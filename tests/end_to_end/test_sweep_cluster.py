"""Sweeps on a Dask cluster: the same rows as here, after any kill, and a clear word when a cluster cannot be used."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from dask_processes import UNIT, DaskProcesses

sys.path.insert(0, str(UNIT))

from fabricated import SMALL  # noqa: E402
from test_run_with_rules import SCENARIO, STOPPING  # noqa: E402
from test_sweeps import rows, sweeping  # noqa: E402

from simulation.common.extras import NotInstalled  # noqa: E402
from simulation.outcomes.store import TIME_LIMIT, WORKER_DIED  # noqa: E402
from simulation.outcomes.sweep_results import open_sweep  # noqa: E402
from simulation.runs import cluster  # noqa: E402
from simulation.runs import dask as on_dask  # noqa: E402
from simulation.runs.cluster import ClusterError, cluster_at  # noqa: E402
from simulation.runs.dask import OnCluster  # noqa: E402
from simulation.runs.forecast import run  # noqa: E402
from simulation.runs.model_choice import ModelChoice  # noqa: E402
from simulation.runs.sweep_files import load_sweep  # noqa: E402
from simulation.runs.sweeping import Sweeping, run_sweep  # noqa: E402
from simulation.scenario.writing import scenario_yaml  # noqa: E402
from simulation.storage.files import ResultsError  # noqa: E402


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return rows(run_sweep(sweeping(tmp_path_factory.mktemp("undisturbed"), replicates=60)))


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    with DaskProcesses(tmp_path_factory.mktemp("dask")) as processes:
        processes.worker_pids(2)
        yield processes


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(cluster, "FIRST_WORKER", 15.0)
    monkeypatch.setattr(on_dask, "NO_WORKERS", 30.0)


def on(address, one, limit=None, progress=None):
    with cluster_at(address) as found:
        return run_sweep(one, 1, progress, limit, OnCluster(found))


def test_the_same_rows_by_one_worker_two_dask_and_after_a_kill(tmp_path, dask, undisturbed):
    """Also the same content: SHA-256 over every value, in order."""
    seen = []
    ways = {
        "one": rows(run_sweep(sweeping(tmp_path / "one", replicates=60))),
        "two": rows(run_sweep(sweeping(tmp_path / "two", replicates=60), 2)),
        "dask": rows(on(dask.address, sweeping(tmp_path / "dask", replicates=60), progress=seen.append)),
        "killed": _killed_and_resumed(tmp_path / "killed"),
    }
    assert seen[-1].done == seen[-1].total == 180
    assert {hashlib.sha256(way.encode()).hexdigest() for way in ways.values()} == {
        hashlib.sha256(undisturbed.encode()).hexdigest()
    }


def _killed_and_resumed(folder):
    folder.mkdir()
    script = (
        f"import sys; sys.path[:0] = [{str(UNIT)!r}, {str(UNIT.parents[1])!r}]\n"
        "from pathlib import Path\nfrom test_sweeps import sweeping\nfrom simulation.runs.sweeping import run_sweep\n"
        f"if __name__ == '__main__': run_sweep(sweeping(Path({str(folder)!r}), 'slow_by_volunteering', 60))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    commits = folder / "sweep" / "commits"
    while process.poll() is None and not (commits.is_dir() and len(list(commits.iterdir())) >= 2):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not open_sweep(folder / "sweep").complete
    return rows(run_sweep(sweeping(folder, "slow_by_volunteering", 60)))


def test_a_forecast_leaves_the_same_bytes_by_one_worker_two_dask_and_after_kills(tmp_path, dask):
    def tables(results):
        return {
            path.relative_to(results.folder).as_posix(): path.read_bytes() for path in results.folder.rglob("*.parquet")
        }

    given = {"engine": "fabricated:slow", "name": "small"}
    expected = tables(run(SMALL, 60, 5, out=tmp_path / "one", engine="fabricated:simulate", name="small"))
    assert tables(run(SMALL, 60, 5, 2, tmp_path / "two", **given)) == expected
    thread, killed = _killing(dask, 3, 1, (0.0, 0.5))
    with cluster_at(dask.address) as found:
        results = run(SMALL, 60, 5, out=tmp_path / "dask", pool=OnCluster(found), **given)
    thread.join()
    assert killed and tables(results) == expected and results.failures().empty
    with cluster_at(dask.address) as found:
        results = run(SMALL, 30, 5, out=tmp_path / "late", engine="fabricated:endless", limit=2, pool=OnCluster(found))
    assert results.failures()[["replicate", "stage"]].values.tolist() == [[3, TIME_LIMIT]]
    assert len(results.replicates) == 29


def test_rules_of_ones_own_reach_the_workers_as_text(tmp_path, dask):
    """The file is gone when they run."""
    (tmp_path / "small.yaml").write_text(scenario_yaml(SCENARIO), encoding="utf-8")
    sweep, rules = tmp_path / "sweep.yaml", tmp_path / "my_rules.py"
    sweep.write_text("name: With rules\nscenarios: [small.yaml]\nreplicates: 3\n"
                     "vary: {levers.trainers.days_per_month: [2, 4]}\n")  # fmt: skip
    rules.write_text(STOPPING)
    there, here = (load_sweep(sweep, tmp_path / name, rules) for name in ("there", "here"))
    plain = load_sweep(sweep, tmp_path)
    rules.unlink()
    results = on(dask.address, there)
    assert results.failures().empty and rows(results) == rows(run_sweep(here)) != rows(run_sweep(plain))


def _killing(dask, kills, seed, pause=(0.3, 1.0)):
    """Kills worker processes at random moments, in a thread."""
    rng, killed = random.Random(seed), []

    def kill():
        for _ in range(kills):
            time.sleep(rng.uniform(*pause))
            try:
                os.kill(rng.choice(dask.worker_pids(1)), signal.SIGKILL)
                killed.append(1)
            except (OSError, IndexError):  # none there at the moment, or no scheduler
                continue

    thread = threading.Thread(target=kill)
    thread.start()
    return thread, killed


def test_killed_workers_lose_and_change_nothing(tmp_path, dask, undisturbed):
    thread, killed = _killing(dask, 3, 1, (0.0, 0.3))
    results = on(dask.address, sweeping(tmp_path, "slow_by_volunteering", 60))
    thread.join()
    assert killed and rows(results) == undisturbed and results.failures().empty


@pytest.mark.slow
def test_many_killed_workers_and_schedulers_lose_and_change_nothing(tmp_path):
    expected = rows(run_sweep(sweeping(tmp_path / "whole", replicates=400)))
    one = sweeping(tmp_path, "slow_by_volunteering", 400)
    rng, kills = random.Random(3), []
    with DaskProcesses(tmp_path) as dask:
        for _ in range(4):
            dask.worker_pids(2)
            thread, killed = _killing(dask, 4, rng.random(), (0.0, 0.3))
            most = rng.randint(80, 250)

            def kill_scheduler(progress, most=most):
                if progress.done >= most and dask.scheduler.poll() is None:
                    dask.scheduler.kill()

            with pytest.raises(ClusterError, match="What is finished is kept"):
                on(dask.address, one, progress=kill_scheduler)
            thread.join()
            kills += killed
            dask.restart()
        dask.worker_pids(2)
        results = on(dask.address, one)
    assert len(kills) >= 4 and rows(results) == expected and results.failures().empty


def test_a_scheduler_that_is_killed_ends_the_sweep_and_it_goes_on_later(tmp_path, monkeypatch, undisturbed):
    one = sweeping(tmp_path, "slow_by_volunteering", 60)
    with DaskProcesses(tmp_path) as dask:

        def kill_half_way(progress):
            if progress.done >= 70:
                dask.scheduler.kill()

        with pytest.raises(ClusterError, match="the Dask scheduler at .* was lost. What is finished is kept"):
            on(dask.address, one, progress=kill_half_way)
        kept = len(open_sweep(one.folder).runs()["replicate"])
        assert kept > 0 and not open_sweep(one.folder).complete
        dask.restart()
        seen = []
        assert rows(on(f"file:{dask.file}", one, progress=seen.append)) == undisturbed
        assert seen[-1].kept > 0 and seen[-1].total < 180


def test_a_run_that_kills_its_workers_is_a_row(tmp_path, dask):
    results = on(dask.address, sweeping(tmp_path, "killed", 30, values=(0.1,)))
    failures = results.failures()
    assert failures["stage"].tolist() == [WORKER_DIED] and failures["replicate"].tolist() == [3]
    assert results.manifest["runs"] == 29


def test_a_run_past_its_time_is_stopped_and_the_rest_goes_on(tmp_path, dask):
    results = on(dask.address, sweeping(tmp_path, "endless_once_in_a_while"), limit=2)
    failures = results.failures()
    assert failures["stage"].tolist() == [TIME_LIMIT] and failures["replicate"].tolist() == [3]
    assert results.manifest["runs"] == 23


def test_a_crash_is_a_row_on_a_cluster_too(tmp_path, dask):
    results = on(dask.address, sweeping(tmp_path, "failing"))
    assert results.failures()["error"].str.contains("the month went wrong").all() and results.manifest["failed"] == 3


def test_a_place_that_workers_do_not_see_is_said(tmp_path, dask):
    one = sweeping(tmp_path)
    elsewhere = Sweeping(one.sweep, one.points, "memory://only here/sweep", "", one.model)
    with pytest.raises(ClusterError, match="and 1 more does not see memory://only here/sweep; it must be storage that"):
        on(dask.address, elsewhere)


PRELOAD = """
from simulation.runs import fingerprint
versions = fingerprint.library_versions()
fingerprint.library_versions = lambda *_, **__: versions | {"numba": "0.1"}
"""


def test_workers_with_other_code_are_refused_with_what_differs(tmp_path):
    with DaskProcesses(tmp_path, 1, PRELOAD) as dask:
        with pytest.raises(ClusterError, match=r"the worker at tcp://\S+ has numba 0.1 \(here \d.*same versions"):
            on(dask.address, sweeping(tmp_path))
    here = cluster._facts(str(tmp_path))
    other = cluster._complaint({**here, "code": "0" * 32}, here, "results", None)
    assert other.startswith("has other files of Essaim (00000000, here ")
    missing = ModuleNotFoundError("No module named 'simulation'")
    assert "cannot import Essaim" in cluster._complaint(missing, here, "", "")


def test_a_worker_that_comes_later_with_other_code_is_refused(tmp_path, dask, monkeypatch):
    monkeypatch.setattr(ModelChoice, "code", "1" * 32)
    monkeypatch.setattr(on_dask, "check_workers", lambda *_: None)
    with pytest.raises(ClusterError, match=r"a worker has other code .*here 11111111"):
        on(dask.address, sweeping(tmp_path))


@pytest.mark.parametrize(
    "address, words",
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler can be reached at tcp://127.0.0.1:9"),
        ("tcp:/127.0.0.1:9", "is not the address of a cluster; it is written tcp://HOST:PORT"),
        ("local:0", "is not the address of a cluster"),
        ("file:none.json", "there is no scheduler file none.json"),
    ],
)
def test_a_cluster_that_is_not_there_is_said_soon(address, words, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECTING", 1.0)
    begun = time.monotonic()
    with pytest.raises(ClusterError, match=words.replace(".", r"\.")), cluster_at(address):
        pass
    assert time.monotonic() - begun < 20


def test_a_scheduler_without_workers_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "FIRST_WORKER", 0.5)
    with DaskProcesses(tmp_path, 0) as dask:
        with pytest.raises(ClusterError, match="has no workers, and none came within"), cluster_at(dask.address):
            pass


@pytest.mark.slow
def test_workers_that_all_leave_end_the_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr(on_dask, "NO_WORKERS", 1.0)
    monkeypatch.setattr(on_dask, "COUNTED", 0.1)
    with DaskProcesses(tmp_path, 1) as dask:

        def kill_half_way(progress):
            if progress.done >= 40:
                for worker in dask.workers:
                    os.killpg(worker.pid, signal.SIGKILL)

        with pytest.raises(ClusterError, match="has had no workers for"):
            on(dask.address, sweeping(tmp_path, "slow_by_volunteering", 60), progress=kill_half_way)


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("simulation.common.extras.find_spec", lambda name: None)
    with pytest.raises(NotInstalled, match=r"pip install 'essaim\[cluster\]'"), cluster_at("local:2"):
        pass


def test_a_cluster_started_here_seizes_nothing(tmp_path, undisturbed):
    import logging

    import dask
    from distributed import default_client

    before = dict(os.environ), dict(dask.config.config), logging.getLogger().level, logging.getLogger().handlers[:]
    assert rows(on("local:1", sweeping(tmp_path, replicates=60))) == undisturbed
    assert before == (
        dict(os.environ),
        dict(dask.config.config),
        logging.getLogger().level,
        logging.getLogger().handlers[:],
    )
    with pytest.raises(ValueError):
        default_client()


def test_a_cluster_started_here_has_its_own_settings_and_leaves_none_behind(monkeypatch, capfd):
    """Also in a worker that was started again; what a person has set stays, and workers print no log."""
    import copy
    import logging

    import dask
    from distributed.config import defaults

    def there(names):
        import logging
        import os

        import dask

        logging.getLogger("distributed.worker").error("heard from a worker")
        return {name: dask.config.get(name) for name in names}, dict(os.environ)

    def here():
        return copy.deepcopy(dask.config.config), dict(os.environ), log.level, log.handlers[0].level

    log, own = logging.getLogger("distributed"), {"distributed.admin.tick.interval": "30ms"}
    monkeypatch.setattr(log, "handlers", [logging.StreamHandler()])
    threads = [f"{library}_NUM_THREADS" for library in ("OMP", "MKL", "OPENBLAS")]
    for name in ("MALLOC_TRIM_THRESHOLD_", *threads):
        monkeypatch.delenv(name, raising=False)
    expected = cluster._SETTINGS | own
    for name in expected:
        assert dask.config.get(name, None, config=defaults) is not None, f"Dask knows no setting {name}"
    with dask.config.set(own):
        before = here()
        with cluster_at("local:1") as found:
            for _ in range(2):
                [(settings, environment)] = found.client.run(there, list(expected)).values()
                assert settings == expected and "MALLOC_TRIM_THRESHOLD_" not in environment
                assert {environment[name] for name in threads} == {"1"}
                found.client.restart()
        assert here() == before
    assert "heard" not in capfd.readouterr().err


def test_one_sweep_at_a_time_on_a_cluster_too(tmp_path, dask):
    from simulation.storage.folder_lock import locked

    one = sweeping(tmp_path)
    one.folder.mkdir()
    with locked(one.folder), pytest.raises(ResultsError, match="another run is writing"):
        on(dask.address, one)
