"""`essaim export` and `essaim changes` as a person meets them, and everything that may be wrong."""

import json
import re
import shlex
import shutil

import handover_data
import pyarrow.parquet as pq
import pytest

from simulation.cli import main
from simulation.handover.describe import PAGE
from simulation.runs.forecast import run
from simulation.scenario.schema import Cell, Scenario
from simulation.storage.files import noted_of
from simulation.storage.folder_lock import locked

OWN = Scenario(
    name="Own", months=14,
    population=(Cell(region="north", administration="State", headcount=900),
                Cell(region="=south", administration="works", headcount=3)),
)  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A forecast of two regions that are no regions of France."""
    return run(OWN, 2, out=tmp_path_factory.mktemp("own"), name="own").folder


@pytest.fixture
def copied(own, tmp_path):
    folder = tmp_path / "own-copy"
    shutil.copytree(own, folder)
    return folder


def changed(folder, **changes):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_export_writes_all_that_is_asked_for(own, tmp_path, capsys):
    to = tmp_path / "new" / "handover"
    every = ["--xlsx", "--package", "--hub", "--ics", "--every", "month", "--lang", "fr", "--suppress-below", "5"]
    assert main(["export", str(own), "--to", str(to), *every]) == 0
    said = capsys.readouterr()
    assert "essaim.xlsx" in said.out and "datapackage.json" in said.out and said.err == ""
    there = everything(to)
    assert {"essaim.xlsx", "LISEZ-MOI.md", "calendar/own.ics", "data/forecast.parquet", "export.json",
            "model-output/essaim-own/2026-01-01-essaim-own.parquet"} <= there  # fmt: skip
    page = (to / "LISEZ-MOI.md").read_text(encoding="utf-8")
    assert "sans code Insee" in page
    regions = (to / "data" / "regions.csv").read_text(encoding="utf-8").splitlines()
    # The name is the code, harmless; three persons are fewer than five; "works" is no part of the civil service.
    assert regions[1].startswith("north,north,,,900") and regions[2].startswith("'=south,'=south,,,")
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_export_renews_what_it_wrote(own, tmp_path, capsys):
    to = tmp_path / "handover"
    assert main(["export", str(own), "--to", str(to), "--package", "--ics"]) == 0
    before = everything(to)
    first = (to / "data" / "forecast.csv").read_bytes()
    assert main(["export", str(own), "--to", str(to), "--package", "--ics"]) == 0
    assert everything(to) == before and (to / "data" / "forecast.csv").read_bytes() == first
    assert main(["export", str(own), "--to", str(to), "--lang", "fr"]) == 0
    assert "datapackage.json" not in everything(to) and not (to / "schemas").exists() and not (to / "calendar").exists()
    assert "README.md" not in everything(to) and "LISEZ-MOI.md" in everything(to)


def test_what_a_killed_export_left_beside_the_folder_goes_and_nothing_else(own, tmp_path, capsys):
    dead, foreign = tmp_path / ".out-export-dead", tmp_path / ".out-export-mine"
    for path in (dead, foreign):
        path.mkdir()
        (path / "forecast.csv").write_text("half")
    (dead / ".lock").touch()
    living = tmp_path / ".out-export-living"
    living.mkdir()
    with locked(living):
        assert main(["export", str(own), "--to", str(tmp_path / "out")]) == 0
    assert not dead.exists() and (foreign / "forecast.csv").read_text() == "half" and living.exists()


@pytest.mark.parametrize("what", ["strange", "annotated", "no record", "broken record"])
def test_export_touches_nothing_of_anybody_else(own, tmp_path, capsys, what):
    to = tmp_path / "handover"
    assert main(["export", str(own), "--to", str(to)]) == 0
    if what == "strange":
        (to / "notes.txt").write_text("mine")
    elif what == "annotated":
        (to / "data" / "budget.csv").write_text("corrected by hand")
    elif what == "no record":
        (to / "export.json").unlink()
    else:
        (to / "export.json").write_text("{}")
    before = {name: (to / name).read_bytes() for name in everything(to)}
    capsys.readouterr()
    assert main(["export", str(own), "--to", str(to), "--xlsx"]) == 2
    said = capsys.readouterr().err
    told = {"strange": "notes.txt", "annotated": "data/budget.csv", "no record": "did not write", "broken record":
            "not the record"}  # fmt: skip
    assert told[what] in said and "Nothing was written" in said
    assert {name: (to / name).read_bytes() for name in everything(to)} == before


def test_an_empty_folder_may_be_there_and_a_file_may_not(own, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["export", str(own), "--to", str(tmp_path / "empty")]) == 0
    (tmp_path / "file").write_text("mine")
    assert main(["export", str(own), "--to", str(tmp_path / "file")]) == 2
    assert main(["export", str(own), "--to", str(tmp_path / "file" / "inside")]) == 2
    assert "Traceback" not in capsys.readouterr().err and (tmp_path / "file").read_text() == "mine"


def test_everything_that_is_wrong_with_results_is_said_at_once(own, copied, tmp_path, capsys):
    changed(copied, complete=False)
    sweep = tmp_path / "sweep"
    sweep.mkdir()
    (sweep / "manifest.json").write_text('{"record": {}}')
    old = tmp_path / "old"
    shutil.copytree(own, old)
    changed(old, format=1)
    arguments = [str(own), str(copied), str(sweep), str(old), "nowhere", str(own)]
    assert main(["export", *arguments, "--to", str(tmp_path / "to")]) == 2
    said = capsys.readouterr().err
    for words in ("is unfinished", "is a sweep", "another version", "nowhere is not a folder", "is given twice"):
        assert words in said
    assert "--point N" in said and not (tmp_path / "to").exists()


def test_results_without_some_columns_are_of_another_version(copied, tmp_path, capsys):
    manifest = json.loads((copied / "manifest.json").read_text())
    for path in (copied / "activity").glob("*.parquet"):
        table = pq.read_table(path).drop_columns(["money_bought_days"])
        pq.write_table(table, path)
    for path in (copied / "parts").glob("*.json"):
        record = json.loads(path.read_text())
        for noted in [one for one in record["files"].values() if "activity" in one["path"]]:
            noted |= noted_of((copied / noted["path"]).read_bytes())
        path.write_text(json.dumps(record))
    assert manifest["complete"]
    assert main(["export", str(copied), "--to", str(tmp_path / "to")]) == 2
    assert "did not record money_bought_days" in capsys.readouterr().err


def test_folders_that_are_called_alike_are_told_apart(own, tmp_path, capsys):
    other = tmp_path / "again" / own.name
    shutil.copytree(own, other)
    assert main(["export", str(own), str(other), "--to", str(tmp_path / "to"), "--every", "year"]) == 0
    rows = (tmp_path / "to" / "data" / "scenarios.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [own.name, f"{own.name}-2"]


def test_commands_of_the_page_work(tmp_path, capsys):
    block = re.search(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[1].splitlines()
    reference, doubled = map(str, handover_data.folders())
    (tmp_path / "handover").mkdir()
    for line in block[1:]:
        words = [
            {"results/reference-*-seed1": reference, "results/trainer_days_doubled-*-seed1": doubled}.get(word, word)
            for word in shlex.split(line)[1:]
        ]
        words = [str(tmp_path / word) if word in ("handover", "publication", "changes.csv") else word for word in words]
        assert main(words) == 0, line
    assert (tmp_path / "handover" / "essaim.xlsx").exists() and (tmp_path / "publication" / "datapackage.json").exists()
    assert (tmp_path / "changes.csv").exists() and len(block) == 4


def test_other_regions_do_not_go_into_one_export(own, tmp_path, capsys):
    france = str(handover_data.folders()[0])
    assert main(["export", france, str(own), "--to", str(tmp_path / "to")]) == 2
    assert "has other regions" in capsys.readouterr().err


def test_baseline_may_be_named_and_a_misspelt_one_is_guessed(tmp_path, capsys):
    folders = [str(folder) for folder in handover_data.folders()]
    assert main(["export", *folders, "--to", str(tmp_path / "to"), "--base", "calender", "--every", "year"]) == 2
    assert "Did you mean calendar?" in capsys.readouterr().err
    assert main(["export", *folders, "--to", str(tmp_path / "to"), "--base", "calendar", "--every", "year"]) == 0
    rows = (tmp_path / "to" / "data" / "scenarios.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("calendar,") and ",true," in rows[1] and rows[2].startswith("lively,")


@pytest.mark.parametrize("wrong", [["--suppress-below", "-1"], ["--every", "week"], ["--lang", "de"]])
def test_wrong_options_are_refused(own, tmp_path, wrong):
    with pytest.raises(SystemExit) as ended:
        main(["export", str(own), "--to", str(tmp_path / "to"), *wrong])
    assert ended.value.code == 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_changes_prints_a_sentence_and_a_table(tmp_path, capsys, language):
    old, new = map(str, handover_data.folders())
    assert main(["changes", old, new, "--lang", language, "--csv", str(tmp_path / "changes.csv")]) == 0
    said = capsys.readouterr().out
    assert ("What differs" if language == "en" else "Ce qui diffère") in said and said.count("\n") > 5
    text = (tmp_path / "changes.csv").read_text(encoding="utf-8")
    assert text.startswith("from_id," if language == "en" else "\ufefffrom_id;")
    assert "active_facilitators" in text


def test_changes_between_other_regions_is_told(own, capsys):
    assert main(["changes", str(handover_data.folders()[0]), str(own)]) == 0
    said = capsys.readouterr().out
    assert "headcounts" in said


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--measure", "sesions"], "Did you mean sessions?"),
        (["--measure", "mean_skill"], "adds over places"),
        (["--month", "2035-01"], "2035-01 is not there in both"),
        (["--csv", f"{__file__}/changes.csv"], "cannot be written"),
    ],
)
def test_changes_says_what_is_wrong(capsys, more, told):
    old, new = map(str, handover_data.folders())
    assert main(["changes", old, new, *more]) == 2
    assert told in capsys.readouterr().err


def test_changes_names_both_folders_that_are_none(capsys):
    assert main(["changes", "nowhere", "neither"]) == 2
    said = capsys.readouterr().err
    assert "nowhere" in said and "neither" in said
