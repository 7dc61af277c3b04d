"""`essaim init`: a folder to begin with, in which every file and every command of its README works."""

import re
import shlex

import pytest

from simulation import cli
from simulation.planning.plans.files import read_plan
from simulation.runs.sweep_files import read_sweep
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.writing import fingerprint


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_folder_works_as_it_is(language, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "to" / "planning"
    assert cli.main(["init", str(folder), "--lang", language]) == cli.GOOD
    assert f"cd {folder}" in capsys.readouterr().out
    monkeypatch.chdir(folder)
    assert fingerprint(load_scenario("my_plan")) == fingerprint(load_scenario("reference"))
    assert load("my_plan").notes == load("reference").notes
    assert read_sweep("my_sweep").scenarios and read_plan("my_target").file.scenario == "my_plan"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for path in re.findall(r"`(scenarios/[^`]+)`", readme):
        assert (folder / path).is_file()
    commands = re.search(r"```sh\n(.*?)```", readme, re.S)[1].splitlines()
    assert len(commands) == 7
    for line in commands:
        cli.parser().parse_args(shlex.split(line, comments=True)[1:])


def test_what_is_there_is_never_written_over(tmp_path, capsys):
    mine = tmp_path / "scenarios" / "my_plan.yaml"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    assert cli.main(["init", str(tmp_path)]) == cli.BAD_INPUT
    assert "my_plan.yaml already there" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "mine" and [path.name for path in tmp_path.iterdir()] == ["scenarios"]


def test_the_files_of_both_languages_say_the_same(tmp_path):
    for language in ("en", "fr"):
        cli.main(["init", str(tmp_path / language), "--lang", language])
    names = {
        language: {path.relative_to(tmp_path / language) for path in (tmp_path / language).rglob("*")}
        for language in ("en", "fr")
    }
    assert names["en"] == names["fr"]
    english, french = (
        re.sub(r"#.*|^(name|description):.*", "", (tmp_path / language / path).read_text("utf-8"), flags=re.M).split()
        for path in ("scenarios/plans/my_target.yaml",)
        for language in ("en", "fr")
    )
    assert english == french
