"""Where sweeps are kept: one contract, held by a folder and by what fsspec reaches, and sweeps through each of them."""

import json
import threading
import time
import uuid

import pyarrow.compute as pc
import pytest
from test_sweeps import rows, sweeping

from simulation.storage.files import ResultsError
from simulation.sweeps import lease
from simulation.storage.storage import Folder, Objects, place_of, within
from simulation.outcomes.sweep_results import open_sweep
from simulation.runs.running import Sweeping, missing_runs, run_sweep
from simulation.outcomes.store import Failed, SweepStore

PLACES = ("folder", "memory", "files through fsspec")


@pytest.fixture(params=PLACES)
def place(request, tmp_path, monkeypatch):
    monkeypatch.setattr(lease, "RENEWED", 0.05)
    monkeypatch.setattr(lease, "PATIENCE", 0.5)
    monkeypatch.setattr(lease, "SETTLING", 0.05)
    found = {
        "folder": lambda: Folder(tmp_path / "place"),
        "memory": lambda: Objects(f"memory://{uuid.uuid4().hex}/place"),
        "files through fsspec": lambda: Objects(f"file://{tmp_path}/place"),
    }[request.param]()
    found.prepare()
    return found


# ---- the contract ----------------------------------------------------------------------------------------------------
def test_what_is_written_is_read(place):
    place.write("runs/a", b"first")
    place.write("runs/a", b"second")
    place.write("commits/b", b"")
    place.write("top", b"x" * 100_000)
    assert place.read("runs/a") == b"second" and place.read("commits/b") == b""
    assert place.sizes("runs") == {"runs/a": 6} and place.sizes("commits") == {"commits/b": 0}
    assert place.sizes() == {"top": 100_000}
    with pytest.raises(FileNotFoundError):
        place.read("runs/z")


def test_many_are_read_in_order_and_those_that_are_missing_left_out(place):
    names = [f"runs/{number:03d}" for number in range(150)]
    for number, name in enumerate(names):
        if number % 10:
            place.write(name, str(number).encode())
    found = dict(place.read_each(names))
    assert list(found) == [name for number, name in enumerate(names) if number % 10]
    assert found["runs/077"] == b"77"
    assert list(place.sizes("runs")) == list(found)


def test_what_is_removed_is_gone_and_what_was_not_there_is_no_matter(place):
    place.write("runs/a", b"a")
    place.write("runs/b", b"b")
    place.remove(["runs/a", "runs/none"])
    place.remove([])
    assert place.sizes("runs") == {"runs/b": 1}


def test_an_empty_place_has_nothing(place):
    assert place.sizes() == place.sizes("runs") == place.sizes("nowhere") == {}


def test_contents_are_set_aside_twice(place):
    for content in (b"first", b"second"):
        place.write("manifest.json", content)
        place.write("runs/a", content)
        place.set_aside("abc")
        assert place.sizes() == place.sizes("runs") == {}
    for suffix, content in (("", b"first"), ("-1", b"second")):
        beside = type(place)(f"{place.address}-codeabc{suffix}")
        assert beside.read("manifest.json") == beside.read("runs/a") == content


def test_one_holds_it_at_a_time(place):
    other = type(place)(place.address)
    with place.held():
        place.still_held()
        with pytest.raises(ResultsError, match="another run .*is writing to .*place; wait for it, or choose another"):
            with other.held():
                pass
        assert place.sizes() == {}  # the lock is no content
    with other.held():
        pass


def test_a_table_that_is_missing_or_broken_is_named(place):
    place.write("runs/a.parquet", b"PAR1")
    for name, words in (("runs/a.parquet", "cannot be read"), ("runs/b.parquet", "is missing")):
        with pytest.raises(ResultsError, match=f"{name} {words}"):
            place.read_table(name)


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
    from simulation.report.sweeps import write_sweep_report
    from simulation.outcomes.opening import is_sweep

    run_sweep(at(place, tmp_path))
    results = open_sweep(type(place)(place.address))
    counted = results.sql("SELECT count(DISTINCT (point, replicate)) AS runs FROM runs")
    assert counted["runs"].tolist() == [24]
    _, values = results.of_point(results.points["point"][0], "active_facilitators")
    final = results.final("active_facilitators")[results.points["point"][0]]
    assert values[:, -1].tolist() == list(final.values())
    assert str(write_sweep_report(results)).endswith("/place/report.html")
    assert b"volunteering" in place.read("report.html") and is_sweep(place)


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


def test_other_code_is_set_aside(place, tmp_path):
    run_sweep(at(place, tmp_path))
    results = run_sweep(at(place, tmp_path, record={"every": "month"}))
    code = json.loads(place.read("manifest.json"))["code"][:8]
    assert results.runs()["month"].nunique() == 14
    assert len(open_sweep(type(place)(f"{place.address}-code{code}")).runs()) > 0


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
    store, results = SweepStore(place), open_sweep(place)
    point = results.points["point"][0]
    table = next(iter(store.tables()))
    own = table.filter((pc.field("point") == point) & (pc.field("replicate") < 5))
    store.commit([(point, replicate) for replicate in range(5)], own, [Failed(point, 6, "simulate", "late news")], 0.0)
    assert rows(open_sweep(place)) == whole and open_sweep(place).failures().empty
    assert sum(len(commit.runs) for commit in store.commits()) == 24


def test_a_worker_of_an_earlier_call_cannot_commit(place, tmp_path):
    from simulation.runs.worker import Board
    from simulation.runs.jobs import jobs_for
    from simulation.runs.schema import Recorded
    from simulation.outcomes.store import RunSet
    from simulation.runs.plan import SweepPlan

    one = at(place, tmp_path)
    run_sweep(one)
    unique = one.unique()
    job = jobs_for(unique, dict.fromkeys(unique, 12), RunSet())[0]
    before = place.sizes("commits")
    with pytest.raises(ResultsError, match="another call has taken it over"):
        SweepPlan(place, Recorded(), 5, one.model, "an earlier call").run(job, Board([-1, 0]))
    assert place.sizes("commits") == before


# ---- leases, which stand in for locks --------------------------------------------------------------------------------
@pytest.fixture
def objects(monkeypatch):
    monkeypatch.setattr(lease, "RENEWED", 0.05)
    monkeypatch.setattr(lease, "PATIENCE", 0.5)
    monkeypatch.setattr(lease, "SETTLING", 0.05)
    return Objects(f"memory://{uuid.uuid4().hex}/place")


def left_behind(objects, **given):
    content = {"owner": "somebody", "computer": "elsewhere", "process": 1, "renewals": 3, **given}
    objects.write(lease.LEASE, json.dumps(content).encode())


def test_a_lease_that_nobody_renews_is_taken_over_after_a_while(objects):
    left_behind(objects)
    begun = time.monotonic()
    with objects.held():
        assert time.monotonic() - begun >= 0.5
    assert not objects.files.exists(f"{objects.root}/{lease.LEASE}")


def test_a_lease_of_a_process_that_has_ended_here_is_taken_over_at_once(objects, monkeypatch):
    import platform
    import subprocess
    import sys

    monkeypatch.setattr(lease, "PATIENCE", 60.0)
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
    assert json.loads(objects.read(lease.LEASE))["owner"] == "somebody"


def test_a_broken_lease_is_taken_over(objects):
    objects.write(lease.LEASE, b"{")
    with objects.held():
        pass


# ---- what is meant ---------------------------------------------------------------------------------------------------
def test_which_place_is_meant(tmp_path):
    assert isinstance(place_of(tmp_path), Folder) and isinstance(place_of("results/a"), Folder)
    assert place_of(f"file://{tmp_path}/a").path == tmp_path / "a"
    assert isinstance(place_of("memory://a/b"), Objects)
    assert str(within("memory://a/b/", "sweep-seed1")) == "memory://a/b/sweep-seed1"
    assert within("results", "sweep-seed1") == within("file://results", "sweep-seed1")


def test_a_missing_package_and_an_unknown_kind_of_storage_are_said():
    with pytest.raises(ResultsError, match="gs://bucket/a cannot be used: .*gcsfs"):
        place_of("gs://bucket/a")
    with pytest.raises(ResultsError, match="nonsense://a cannot be used: .*nonsense"):
        place_of("nonsense://a")


def test_storage_that_fails_is_named(objects, monkeypatch):
    def failing(*_, **__):
        raise RuntimeError("no credentials")

    monkeypatch.setattr(type(objects.files), "pipe_file", failing)
    with pytest.raises(ResultsError, match="memory://.*/a cannot be written .RuntimeError: no credentials"):
        objects.write("a", b"")
