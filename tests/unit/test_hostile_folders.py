"""Folders of results that are damaged or made to harm: nothing leads out of them, nothing foreign is touched, what is
wrong is said, and `run` repairs what it says it repairs."""

import json
import os
from pathlib import Path

import pytest
from fabricated import SMALL

from simulation import cli
from simulation.outcomes.results import open_results
from simulation.runs.forecast import run
from simulation.scenario.resolved import read_resolved
from simulation.scenario.writing import fingerprint, scenario_yaml
from simulation.storage.files import ResultsError
from simulation.storage.names import checked
from simulation.storage.storage import Folder

FRAME = {"start": "2026-03", "months": 14, "regions": ["a"], "administrations": ["b"], "cells": [[0, 0]]}


def go(out, replicates=4):
    return run(SMALL, replicates, 5, out=out, engine="fabricated:simulate")


@pytest.fixture
def folder(tmp_path):
    return Path(go(tmp_path / "out").folder)


@pytest.fixture
def victim(tmp_path):
    """A folder of somebody else's, which must stay as it is."""
    path = tmp_path / "victim"
    path.mkdir()
    for name in ("letter.txt", "000000-000003.parquet", ".x.1.2.tmp"):
        (path / name).write_text("mine")
    return path


def untouched(victim):
    return {path.name: path.read_text() for path in victim.iterdir()} == dict.fromkeys(
        ("letter.txt", "000000-000003.parquet", ".x.1.2.tmp"), "mine")  # fmt: skip


def change(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def flip(path):
    """Other bytes, the same size."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("room", ["persons", "activity", "parts", "sums"])
def test_a_room_that_is_a_link_is_set_aside_and_what_it_leads_to_stays(tmp_path, folder, victim, room):
    if (folder / room).exists():
        (folder / room).rename(tmp_path / "gone")
    (folder / room).symlink_to(victim)
    again = go(tmp_path / "out")
    assert untouched(victim) and again.complete and not (folder / room).is_symlink()
    assert any(f"{room} did not come from Essaim; set aside" in one for one in again.notices)
    assert (folder / "set-aside" / room).is_symlink() and open_results(folder).replicates.tolist() == [0, 1, 2, 3]


def test_links_and_foreign_files_in_a_room_are_set_aside_untouched(tmp_path, folder, victim):
    (folder / "persons" / "notes.txt").write_text("notes")
    (folder / "persons" / "000000-000009.parquet").symlink_to(victim / "letter.txt")
    (folder / "parts" / "inner").mkdir()
    (folder / "parts" / "inner" / "a").write_text("a")
    os.mkfifo(folder / "activity" / "pipe")
    again = go(tmp_path / "out")
    assert untouched(victim) and again.complete
    assert (folder / "set-aside" / "persons" / "notes.txt").read_text() == "notes"
    assert (folder / "set-aside" / "parts" / "inner" / "a").read_text() == "a"
    assert len(again.notices) == 1 and "activity/pipe" in again.notices[0] and not go(tmp_path / "out").notices


@pytest.mark.parametrize("path", ["../../victim/letter.txt", "/etc/hostname", "persons/../../../victim/letter.txt",
                                  "manifest.json", "persons/letter.txt", "persons", ""])  # fmt: skip
def test_a_record_that_names_other_files_owns_nothing(tmp_path, folder, victim, path):
    record = folder / "parts" / "000000-000003.json"
    said = json.loads(record.read_text())
    said["files"]["persons"]["path"] = path
    record.write_text(json.dumps(said))
    with pytest.raises(ResultsError, match="damaged or missing: parts/000000-000003.json"):
        open_results(folder)
    again = go(tmp_path / "out")
    assert untouched(victim) and again.manifest["damaged"] == ["parts/000000-000003.json"]
    assert open_results(folder).replicates.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frame": FRAME | {"months": 10**9}}, "frame.months"),
        ({"frame": FRAME | {"cells": [[5, 0]]}}, "there is no place 5, 0"),
        ({"frame": FRAME | {"regions": ["a\u202eb"]}}, r"U\+202E is not seen"),
        ({"files": {"../../victim/letter.txt": {"bytes": 4, "sha256": "00"}}}, "no name of a file of results"),
        ({"rules": {"name": "\x1b[2Jx.py", "fingerprint": "ab"}}, r"rules.name: .*U\+001B"),
        ({"replicates": 10**12}, "replicates"),
        ({"scenario": []}, "scenario"),
        ({"seed": "one"}, "seed"),
        ({"code": {"fingerprint": "../../x"}}, "code.fingerprint"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_a_manifest_that_does_not_fit_is_named_and_set_aside_by_run(tmp_path, folder, victim, changes, said):
    change(folder, **changes)
    with pytest.raises(ResultsError, match=f"manifest.json does not fit what Essaim writes: .*{said}"):
        open_results(folder)
    before = {path.name for path in tmp_path.iterdir()}
    again = go(tmp_path / "out")
    assert again.complete and "set aside" in again.notices[0] and untouched(victim)
    assert {path.name for path in tmp_path.iterdir()} == before
    assert all(path.name.startswith(folder.name) for path in (tmp_path / "out").iterdir())


def test_a_manifest_without_end_or_behind_a_link_is_named(folder, victim):
    (folder / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(ResultsError, match="manifest.json cannot be read"):
        open_results(folder)
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").symlink_to(victim / "letter.txt")
    with pytest.raises(ResultsError, match="manifest.json is a link"):
        open_results(folder)
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    with pytest.raises(ResultsError, match="manifest.json is no file"):
        open_results(folder)


@pytest.mark.parametrize("name", ["summary.parquet", "network.parquet", "persons/000000-000003.parquet",
                                  "parts/000000-000003.lineage.parquet", "scenario.yaml"])  # fmt: skip
def test_damage_that_keeps_the_size_is_found_and_repaired(tmp_path, folder, name):
    whole = (folder / name).read_bytes()
    flip(folder / name)
    with pytest.raises(ResultsError, match="damaged"):
        open_results(folder).scenario  # noqa: B018
    go(tmp_path / "out")
    assert (folder / name).read_bytes() == whole and open_results(folder).scenario.name == "Small"


def test_commands_tell_damage_in_a_sentence(folder, capsys):
    flip(folder / "summary.parquet")
    for command in (["report", str(folder)], ["chart", "seats", str(folder), "--to", str(folder / "x.json")],
                    ["score", str(folder), str(folder / "none.csv")]):  # fmt: skip
        assert cli.main(command) == cli.BAD_INPUT
        error = capsys.readouterr().err
        assert "damaged or missing: summary.parquet; `essaim run` makes" in error and error.count("\n") == 1


def test_a_page_that_lost_a_chart_says_so_and_the_exit_code_is_not_good(folder, capsys):
    import pyarrow.parquet as pq

    storage = Folder(folder)
    table = pq.read_table(folder / "network.parquet")
    noted = storage.write_table("network.parquet", table.drop_columns([table.column_names[-1]]))
    change(folder, files=json.loads((folder / "manifest.json").read_text())["files"] | {"network.parquet": noted})
    assert cli.main(["report", str(folder)]) == cli.RUN_FAILED
    said = capsys.readouterr()
    assert "the chart network could not be made" in said.err and "the page says so in its place" in said.err
    assert "Traceback" not in said.err and str(folder / "report.html") in said.out
    assert (folder / "report.html").exists()


def test_names_are_judged_before_they_are_paths():
    assert checked("persons/000000-000003.parquet") and checked(".x.json.12.34.tmp")
    for name in ("..", "a/../b", "/a", "a//b", "a\\b", "a\0", "", "x" * 300, "a/b/c/d/e", "é", "a\n"):
        with pytest.raises(ResultsError):
            checked(name)


def test_what_was_run_is_not_judged_again(tmp_path):
    """What a checker would refuse today was run as it is, and its file may be larger than a person's."""
    from simulation.scenario.loading import load_scenario
    from simulation.scenario.problems import ScenarioError
    from simulation.scenario.schema import RegisterRow

    rows = (RegisterRow(state="waiting", region="nowhere", administration="State", count=10**6, age=1),)
    odd = SMALL.model_copy(update={"initial": SMALL.initial.model_copy(
        update={"register_": rows, "facilitators": 0, "practitioners": 0})})  # fmt: skip
    text = f"{scenario_yaml(odd)}# {'x' * 2**20}\n"
    (tmp_path / "scenario.yaml").write_text(text)
    assert len(text) > 1024 * 1024
    with pytest.raises(ScenarioError, match="larger than"):
        load_scenario(tmp_path / "scenario.yaml")
    assert fingerprint(read_resolved(text.encode())) == fingerprint(odd)


def test_a_stored_scenario_reads_no_other_file(tmp_path):
    from simulation.scenario.problems import ScenarioError

    (tmp_path / "secret.csv").write_text("state,region,administration,count\nsecret\n")
    register = f"name: x\ninitial: {{register: {tmp_path}/secret.csv}}\n"
    for text in ("name: x\nextends: reference\n", register, "", "[1]", "name: \xff"):
        with pytest.raises(ScenarioError) as caught:
            read_resolved(text.encode("latin-1"))
        assert "secret" not in str(caught.value).replace("secret.csv", "")
