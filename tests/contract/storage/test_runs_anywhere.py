"""Forecasts and sweeps wherever they are kept: a folder, memory and a bucket through fsspec."""

import json
import sys
import threading
import time
import uuid
from pathlib import Path

import fsspec
import pyarrow.compute as pc
import pytest

TESTS = Path(__file__).parents[2]
sys.path += [str(TESTS / "unit"), str(TESTS / "end_to_end" / "killing")]
fsspec.register_implementation("bucket", "bucket.Bucket", clobber=True)

from fabricated import SMALL  # noqa: E402
from test_sweeps import rows, sweeping  # noqa: E402

from simulation import open_results as open_anything  # noqa: E402
from simulation import run  # noqa: E402
from simulation.outcomes.store import THINNED, Failure, Outcome, RunSet, Store  # noqa: E402
from simulation.outcomes.sweep_results import open_sweep  # noqa: E402
from simulation.outcomes.thinning import Recorded  # noqa: E402
from simulation.runs.jobs import jobs_for  # noqa: E402
from simulation.runs.plan import Board, Plan  # noqa: E402
from simulation.runs.running import missing_runs  # noqa: E402
from simulation.runs.sweeping import Sweeping, run_sweep  # noqa: E402
from simulation.scenario.writing import fingerprint  # noqa: E402
from simulation.storage import storage_lock  # noqa: E402
from simulation.storage.files import ResultsError  # noqa: E402
from simulation.storage.objects import Objects  # noqa: E402
from simulation.storage.storage import Folder, storage_at, within  # noqa: E402

PLACES = ("folder", "memory", "bucket")


@pytest.fixture(params=PLACES)
def place(request, tmp_path, monkeypatch):
    monkeypatch.setattr(storage_lock, "RENEWED", 0.05)
    monkeypatch.setattr(storage_lock, "PATIENCE", 0.5)
    monkeypatch.setattr(storage_lock, "SETTLING", 0.05)
    found = {
        "folder": lambda: Folder(tmp_path / "place"),
        "memory": lambda: Objects(f"memory://{uuid.uuid4().hex}/place"),
        "bucket": lambda: Objects(f"bucket://{tmp_path}/place"),
    }[request.param]()
    found.prepare()
    return found


# ---- sweeps ----------------------------------------------------------------------------------------------------------
def at(place, tmp_path, **given):
    """A sweep that is kept at a place."""
    one = sweeping(tmp_path, **given)
    return Sweeping(one.sweep, one.points, place, one.text, one.model)


def test_a_sweep_is_the_same_wherever_it_is_kept(place, tmp_path):
    whole = rows(run_sweep(sweeping(tmp_path / "whole")))
    one = at(place, tmp_path)
    assert rows(run_sweep(one)) == whole and missing_runs(one) == (24, 0)
    again = open_sweep(type(place)(place.address))
    assert again.complete and again.points["point"].nunique() == 3 and "volunteering" in again.scenario_text(1)
    assert rows(again) == whole


def test_a_sweep_is_opened_asked_and_reported_wherever_it_is_kept(place, tmp_path):
    from simulation.outcomes.opening import is_sweep
    from simulation.report.sweeps import write_sweep_report

    run_sweep(at(place, tmp_path))
    results = open_sweep(type(place)(place.address))
    counted = results.sql("SELECT count(DISTINCT (point, replicate)) AS runs FROM runs")
    assert counted["runs"].tolist() == [24]
    _, values = results.of_point(results.points["point"][0], "active_facilitators")
    final = results.final("active_facilitators")[results.points["point"][0]]
    assert values[:, -1].tolist() == list(final.values())
    assert str(write_sweep_report(results)).endswith("/place/report.html")
    assert b'id="points-table"' in place.read("report.html") and is_sweep(place)


def test_chunks_that_were_lost_altered_or_never_finished_are_run_again(place, tmp_path):
    whole = rows(run_sweep(sweeping(tmp_path / "whole")))
    one = at(place, tmp_path)
    run_sweep(one)
    file, record = next(iter(place.sizes("runs"))), next(iter(place.sizes("commits")))
    content, noted = place.read(file), place.read(record)
    for damage in (
        lambda: place.write(file, content[:100]),
        lambda: place.write(file, content[:-9] + b"x" * 9),
        lambda: place.remove([file]),
        lambda: place.write(record, noted[:50]),
        lambda: place.write(record, json.dumps({"format": 99}).encode()),
    ):
        damage()
        results = run_sweep(one)
        assert results.manifest["damaged"] == [record] and rows(results) == whole
    place.remove([record])  # the file is there, and nothing owns it
    place.write("runs/unowned.parquet", b"PAR1")
    results = run_sweep(one)
    assert results.manifest["damaged"] == [] and rows(results) == whole
    assert "runs/unowned.parquet" not in place.sizes("runs")


def test_another_record_is_set_aside_with_a_sentence(place, tmp_path):
    run_sweep(at(place, tmp_path))
    results = run_sweep(at(place, tmp_path, record={"every": "month"}))
    code = json.loads(place.read("manifest.json"))["code"]["fingerprint"][:8]
    aside = f"{place.address}-code{code}"
    assert results.runs()["month"].nunique() == 14
    assert len(open_sweep(type(place)(aside)).runs()) > 0
    assert len(results.notices) == 1 and "set aside in" in results.notices[0] and aside in results.notices[0]
    assert run_sweep(at(place, tmp_path, record={"every": "month"})).notices == ()


def test_two_sweeps_at_one_place(place, tmp_path):
    one = at(place, tmp_path, simulate="slow_by_volunteering", replicates=40)
    ended = []
    first = threading.Thread(target=lambda: ended.append(run_sweep(one)))
    first.start()
    deadline = time.monotonic() + 20
    while "manifest.json" not in place.sizes() and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(ResultsError, match="another run"):
        run_sweep(Sweeping(one.sweep, one.points, type(place)(place.address), one.text, one.model))
    first.join()
    assert rows(ended[0]) == rows(run_sweep(sweeping(tmp_path / "whole", replicates=40)))


def test_a_run_that_stands_twice_is_read_once_and_a_success_wins(place, tmp_path):
    one = at(place, tmp_path)
    whole = rows(run_sweep(one))
    store, results = Store(place, THINNED), open_sweep(place)
    point = results.points["point"][0]
    table = next(iter(store.tables("runs")))
    own = table.filter((pc.field("point") == point) & (pc.field("replicate") < 5))
    late = [Failure(point, 6, "simulate", "late news")]
    store.commit(Outcome([(point, replicate) for replicate in range(5)], {"runs": own}, late))
    assert rows(open_sweep(place)) == whole and open_sweep(place).failures().empty
    assert sum(len(chunk.runs) for chunk in store.chunks()) == 24
    query = "SELECT count(*) AS n, count(DISTINCT (point, replicate, month, place)) AS d FROM runs"
    counted = open_sweep(place).sql(query)
    assert counted["n"].tolist() == counted["d"].tolist() == [len(open_sweep(place).runs())]


def test_a_worker_of_an_earlier_call_cannot_commit(place, tmp_path):
    one = at(place, tmp_path)
    run_sweep(one)
    job = next(jobs_for(one.scenarios(), one.asked(), RunSet()))
    before = place.sizes("commits")
    with pytest.raises(ResultsError, match="another call has taken them over"):
        Plan(place, Recorded(), 5, one.model, attempt="an earlier call").run(job, Board([-1, 0]), 0)
    assert place.sizes("commits") == before


# ---- an edited sweep -------------------------------------------------------------------------------------------------
def test_an_edited_sweep_leaves_no_stale_rows_and_finds_its_runs_again(place, tmp_path):
    run_sweep(at(place, tmp_path, values=(0.1, 0.2, 0.3), replicates=8))
    smaller, seen = at(place, tmp_path, values=(0.1, 0.3), replicates=5), []
    results = run_sweep(smaller, progress=seen.append)
    expected = run_sweep(sweeping(tmp_path / "alone", values=(0.1, 0.3), replicates=5))
    assert seen == [] or seen[-1].total == 0
    assert rows(results) == rows(expected) and results.manifest["runs"] == 10
    query = "SELECT point, count(*) AS rows, sum(trainers) AS trainers FROM runs GROUP BY ALL ORDER BY ALL"
    assert results.sql(query).equals(expected.sql(query))
    assert results.sql("SELECT count(*) AS n FROM nation").equals(expected.sql("SELECT count(*) AS n FROM nation"))
    for one in (results, expected):
        assert {len(found) for found in one.final("active_facilitators").values()} == {5}
        assert one.points["point"].nunique() == 2
    national = results.national(["reached"], ["2027-04"])
    assert len(national.replicate) == 10 and sorted(set(national.replicate.tolist())) == list(range(5))
    again = run_sweep(at(place, tmp_path, values=(0.1, 0.2, 0.3), replicates=8), progress=seen.append)
    assert (seen == [] or seen[-1].total == 0) and again.manifest["runs"] == 24


# ---- forecasts -------------------------------------------------------------------------------------------------------
def test_a_forecast_is_the_same_wherever_it_is_kept(place, tmp_path):
    here = run(SMALL, 30, 5, out=tmp_path / "here", engine="fabricated:simulate")
    seen, given = [], {"out": place.address, "engine": "fabricated:simulate"}
    if isinstance(place, Objects):
        there = run(SMALL, 30, 5, progress=seen.append, **given)
    else:
        there = run(SMALL, 30, 5, 1, place.path, progress=seen.append, engine="fabricated:simulate")
    assert seen[-1].done == seen[-1].total == 40 and there.complete
    names = [f"persons/{part}.parquet" for part in ("000000-000024", "000025-000029")]
    names += ["summary.parquet", "network.parquet", "lineage.parquet", "ties.parquet", "chance.parquet"]
    assert all(there.storage.read(name) == here.storage.read(name) for name in names)
    opened = open_anything(type(there.storage)(there.storage.address))
    query = "SELECT month, sum(trainers) AS trainers, count(*) AS rows FROM persons GROUP BY ALL ORDER BY ALL"
    assert opened.sql(query).equals(here.sql(query)) and opened.persons().equals(here.persons())
    assert fingerprint(opened.scenario) == fingerprint(SMALL) and opened.width() is None
    again = []
    fewer = run(SMALL, 27, 5, progress=again.append, **given)
    assert again == [] or again[-1].total == 0
    alone = run(SMALL, 27, 5, out=tmp_path / "alone", engine="fabricated:simulate")
    assert fewer.sql(query).equals(alone.sql(query)) and fewer.summary().equals(alone.summary())


# ---- locks of object storage --------------------------------------------------------------------------------
@pytest.fixture
def objects(monkeypatch):
    monkeypatch.setattr(storage_lock, "RENEWED", 0.05)
    monkeypatch.setattr(storage_lock, "PATIENCE", 0.5)
    monkeypatch.setattr(storage_lock, "SETTLING", 0.05)
    return Objects(f"memory://{uuid.uuid4().hex}/place")


def left_behind(objects, **given):
    content = {"owner": "somebody", "computer": "elsewhere", "process": 1, "renewals": 3, **given}
    objects.write(storage_lock.LOCK_NAME, json.dumps(content).encode())


def test_a_lease_that_nobody_renews_is_taken_over_after_a_while(objects):
    left_behind(objects)
    begun = time.monotonic()
    with objects.held():
        assert time.monotonic() - begun >= 0.5
    assert not objects.files.exists(f"{objects.root}/{storage_lock.LOCK_NAME}")


def test_a_lease_of_a_process_that_has_ended_here_is_taken_over_at_once(objects, monkeypatch):
    import platform
    import subprocess
    import sys

    monkeypatch.setattr(storage_lock, "PATIENCE", 60.0)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left_behind(objects, computer=platform.node(), process=ended.pid)
    begun = time.monotonic()
    with objects.held():
        assert time.monotonic() - begun < 10


def test_whoever_was_taken_over_learns_it(objects):
    with objects.held():
        left_behind(objects)
        deadline = time.monotonic() + 10
        with pytest.raises(ResultsError, match="process 1 on elsewhere"):
            while time.monotonic() < deadline:
                objects.still_held()
                time.sleep(0.01)
    assert json.loads(objects.read(storage_lock.LOCK_NAME))["owner"] == "somebody"


def test_a_broken_lease_is_taken_over(objects):
    objects.write(storage_lock.LOCK_NAME, b"{")
    with objects.held():
        pass


# ---- what is meant ---------------------------------------------------------------------------------------------------
def test_which_place_is_meant(tmp_path):
    assert isinstance(storage_at(tmp_path), Folder) and isinstance(storage_at("results/a"), Folder)
    assert storage_at(f"file://{tmp_path}/a").path == tmp_path / "a"
    assert isinstance(storage_at("memory://a/b"), Objects)
    assert str(within("memory://a/b/", "sweep-seed1")) == "memory://a/b/sweep-seed1"
    assert within("results", "sweep-seed1") == within("file://results", "sweep-seed1")


def test_a_missing_package_and_an_unknown_kind_of_storage_are_said():
    with pytest.raises(ResultsError, match="gs://bucket/a cannot be used: .*gcsfs"):
        storage_at("gs://bucket/a")
    with pytest.raises(ResultsError, match="nonsense://a cannot be used: .*nonsense"):
        storage_at("nonsense://a")


def test_storage_that_fails_is_named(objects, monkeypatch):
    def failing(*_, **__):
        raise RuntimeError("no credentials")

    monkeypatch.setattr(type(objects.files), "pipe_file", failing)
    with pytest.raises(ResultsError, match="memory://.*/a cannot be written .RuntimeError: no credentials"):
        objects.write("a", b"")
