"""The runner in one process: what is missing is run, nothing twice, a crash is a row, damage is mended."""

import json
import os
import shutil

import pytest
from fabricated import SMALL

from simulation.outcomes.full_record import CHANCE
from simulation.outcomes.results import chance_runs, open_results
from simulation.runs.display import displayed
from simulation.runs.fingerprint import code_fingerprint
from simulation.runs.forecast import folder_of, run
from simulation.runs.pool import RunError
from simulation.runs.running import Progress
from simulation.scenario.quantities import Price
from simulation.scenario.writing import fingerprint
from simulation.storage.files import ResultsError
from simulation.storage.folder_lock import locked


def go(out, replicates=12, simulate="simulate", **more):
    seen = []
    results = run(SMALL, replicates, 5, out=out, engine=f"fabricated:{simulate}", progress=seen.append, **more)
    return results, seen


def tables(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_a_run_leaves_everything(tmp_path):
    results, seen = go(tmp_path)
    folder = folder_of(SMALL, 5, tmp_path)
    assert results.folder == folder and folder.name == f"small-{fingerprint(SMALL)[:8]}-seed5"
    assert open_results(tmp_path).folder == folder
    assert results.complete and results.replicates.tolist() == list(range(12))
    assert results.manifest["replicates"] == 12 and results.manifest["failed"] == 0
    assert results.manifest["start"] == "2026-03" and results.manifest["end"] == "2027-04"
    assert results.manifest["code"]["fingerprint"] == code_fingerprint()
    assert fingerprint(results.scenario) == fingerprint(SMALL)
    assert results.chance()["replicate"].unique().tolist() == [CHANCE + world for world in range(10)]
    assert results.uncertainties().shape == (12, 1 + len(type(SMALL.uncertainties).model_fields))
    assert len(results.persons()) == 12 * 14 * 4 and len(results.activity()) == 12 * 14 * 3
    assert seen[-1].done == seen[-1].total == 22
    assert not list(folder.rglob("*.tmp")) and not (folder / "sums").exists()


def test_a_second_run_does_nothing(tmp_path):
    first, _ = go(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*") if path.is_file()}
    second, seen = go(tmp_path)
    assert seen == [] and second.manifest["replicates"] == 12
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*") if path.is_file()} == before


def test_a_smaller_request_is_obeyed_and_what_is_there_is_kept(tmp_path):
    go(tmp_path, 30)
    fewer, seen = go(tmp_path, 27)
    assert seen == [] and fewer.manifest["replicates"] == 27 and fewer.replicates.tolist() == list(range(27))
    at_once, _ = go(tmp_path / "other", 27)
    for name in ("summary", "network", "lineage", "ties", "uncertainties", "chance", "failures", "persons", "activity"):
        assert fewer.table(name).equals(at_once.table(name)), name
    for query in ("SELECT count(*), sum(reached) FROM persons", "SELECT count(*), sum(sessions) FROM activity"):
        assert fewer.sql(query).equals(at_once.sql(query))
    for name in ("reached", "sessions"):
        (found,), (expected,) = (dict(one.whole_numbers([name])).values() for one in (fewer, at_once))
        assert (found == expected).all() and (fewer.national(name)[name] == at_once.national(name)[name]).all()
    again, seen = go(tmp_path, 30)
    assert seen == [] and tables(again.folder) == tables(go(tmp_path / "third", 30)[0].folder)


def test_more_replicates_run_only_those(tmp_path):
    go(tmp_path, 12)
    results, seen = go(tmp_path, 30)
    assert seen[-1].total == 18 and seen[-1].kept == 22
    assert results.replicates.tolist() == list(range(30))
    at_once, _ = go(tmp_path / "other", 30)
    for name in ("summary", "network", "lineage", "uncertainties", "chance"):
        assert results.table(name).equals(at_once.table(name))
    assert results.persons().equals(at_once.persons())


def test_a_crash_is_a_row_and_the_rest_goes_on(tmp_path):
    results, seen = go(tmp_path, simulate="failing")
    assert results.replicates.tolist() == [0, 1, 2, *range(4, 12)]
    failures = results.failures()
    assert failures[["replicate", "world", "stage", "error"]].values.tolist() == [
        [3, 3, "simulate", "ArithmeticError: the month went wrong"]
    ]
    assert "in failing: raise ArithmeticError" in failures["traceback"][0]
    assert results.manifest["failed"] == 1 and seen[-1].failed == 1
    assert go(tmp_path, simulate="failing")[1] == []


def test_when_all_fail_it_says_why(tmp_path):
    with pytest.raises(RunError, match="all 22 runs failed, the first with .*nothing_there"):
        go(tmp_path, simulate="nothing_there")


@pytest.mark.parametrize("room", ["persons", "activity", "parts"])
def test_a_truncated_chunk_is_noticed_and_run_again(tmp_path, room):
    results, _ = go(tmp_path, 30)
    before = tables(results.folder)
    damaged = sorted((results.folder / room).glob("000025*"))[-1]
    os.truncate(damaged, damaged.stat().st_size // 2)
    with pytest.raises(ResultsError, match=damaged.name):
        open_results(tmp_path)
    again, seen = go(tmp_path, 30)
    assert seen[-1].total == 5
    assert tables(again.folder) == before


def test_a_missing_table_is_put_together_again_without_running(tmp_path):
    results, _ = go(tmp_path)
    before = tables(results.folder)
    for name in ("summary.parquet", "lineage.parquet"):
        (results.folder / name).unlink()
    again, seen = go(tmp_path)
    assert seen == [] and tables(again.folder) == before


def test_an_altered_chunk_is_run_again_when_more_is_asked(tmp_path):
    results, _ = go(tmp_path)
    path = next((results.folder / "persons").iterdir())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again, _ = go(tmp_path, 13)
    assert again.persons().equals(go(tmp_path / "other", 13)[0].persons())


def test_best_values_have_a_folder_of_their_own_and_no_chance_batch(tmp_path):
    results, seen = go(tmp_path, best_values=True)
    assert results.folder.name.endswith("-seed5-best") and seen[-1].total == 12
    assert len(results.chance()) == 0
    assert results.uncertainties()["fidelity"].nunique() == 1
    assert [chance_runs(n, False) for n in (1, 50, 200)] == [1, 10, 20] and chance_runs(200, True) == 0


def test_results_of_other_code_are_set_aside(tmp_path, monkeypatch):
    old, _ = go(tmp_path)
    monkeypatch.setattr("simulation.runs.fingerprint.code_fingerprint", lambda **_: "f" * 32)
    new, seen = go(tmp_path)
    assert seen[-1].total == 22 and new.folder == old.folder
    aside = old.folder.with_name(f"{old.folder.name}-code{code_fingerprint()[:8]}")
    assert open_results(aside).complete
    shutil.rmtree(new.folder / "persons")
    (new.folder / "manifest.json").write_text("{")
    assert go(tmp_path)[1][-1].total == 22


def test_sources_and_titles_do_not_matter_but_are_kept_up_to_date(tmp_path):
    results, _ = go(tmp_path)
    price = Price(value=SMALL.prices.hire.value, year=SMALL.prices.hire.year, source="a better source")
    other = SMALL.model_copy(update={"prices": SMALL.prices.model_copy(update={"hire": price}), "name": "Renamed"})
    again = run(other, 12, 5, out=tmp_path, name="small", engine="fabricated:simulate")
    assert again.folder == results.folder
    assert again.scenario.name == "Renamed" and again.scenario.prices.hire.source == "a better source"
    assert again.manifest["scenario"]["name"] == "Renamed"


def test_one_run_at_a_time_in_a_folder(tmp_path):
    folder = folder_of(SMALL, 5, tmp_path)
    folder.mkdir()
    with locked(folder), pytest.raises(ResultsError, match="another run is writing"):
        go(tmp_path)
    go(tmp_path)


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ResultsError, match="cannot be written"):
        go(tmp_path / "file")


@pytest.mark.parametrize("wrong", [{"replicates": 0}, {"workers": 0}, {"seed": -1}, {"seed": 2**32}])
def test_numbers_out_of_range_are_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        run(SMALL, out=tmp_path, **wrong)


def test_ctrl_c_keeps_what_is_finished(tmp_path, monkeypatch):
    class Stop:
        count = 0

    def interrupted(progress):
        Stop.count += 1
        if progress.done >= 30:
            raise KeyboardInterrupt

    monkeypatch.setattr("simulation.runs.pool.LOOK", 0)
    with pytest.raises(KeyboardInterrupt):
        run(SMALL, 60, 5, out=tmp_path, engine="fabricated:simulate", progress=interrupted)
    folder = folder_of(SMALL, 5, tmp_path)
    with pytest.raises(ResultsError, match="unfinished: 25 of 60"):
        open_results(folder)
    partial = open_results(folder, unfinished=True)
    assert partial.replicates.tolist() == list(range(25)) and len(partial.summary())
    assert json.loads((folder / "manifest.json").read_text())["complete"] is False
    results, seen = go(tmp_path, 60)
    assert seen[-1].kept == 25
    assert tables(results.folder) == tables(go(tmp_path / "other", 60)[0].folder)


def test_plain_progress_is_a_line_at_the_end(capsys):
    with displayed("scenario") as show:
        show(Progress(4, 2, 0, 0, 1.0))
        show(Progress(4, 4, 1, 0, 2.0))
        show(Progress(4, 4, 1, 0, 2.0))
    assert capsys.readouterr().err == "scenario: 4 of 4, 2.0 a second, 1 failed\n"


def test_progress_on_a_terminal():
    from rich.console import Console

    console = Console(force_terminal=True, width=120, record=True, quiet=False)
    with displayed("scenario", console) as show:
        show(Progress(4, 4, 0, 0, 2.0))
    assert "4/4" in console.export_text()
