"""`essaim run` as a planner types it: headline, exit codes, the report's path last."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "unit"))

from fabricated import SMALL  # noqa: E402

from simulation.cli import main  # noqa: E402
from simulation.commands import run as command  # noqa: E402
from simulation.outcomes.results import open_results  # noqa: E402
from simulation.runs.model_choice import ModelChoice  # noqa: E402
from simulation.scenario.writing import scenario_yaml  # noqa: E402


@pytest.fixture
def scenario(tmp_path):
    def write(file="small", **changes):
        path = tmp_path / f"{file}.yaml"
        path.write_text(scenario_yaml(SMALL.model_copy(update=changes)), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def made_up(monkeypatch):
    """Puts a stand-in in the place of the model, and leaves the report out."""

    def choose(name):
        chosen = ModelChoice(f"fabricated:{name}")
        monkeypatch.setattr(command, "ModelChoice", SimpleNamespace(of=lambda rules: chosen))
        monkeypatch.setattr(command, "_report", lambda results, language: results.folder / "report.html")

    return choose


def essaim(tmp_path, *scenarios, replicates=4, more=()):
    return main(
        ["run", *scenarios, "--replicates", str(replicates), "--workers", "1", "--out", str(tmp_path / "out"), *more]
    )


def test_the_real_model_end_to_end(tmp_path, scenario, capsys):
    assert essaim(tmp_path, scenario()) == 0
    printed = capsys.readouterr().out.splitlines()
    results = open_results(tmp_path / "out")
    assert printed[-1] == str(results.folder / "report.html") and Path(printed[-1]).stat().st_size > 100_000
    assert printed[0].startswith("Small: About ") and printed[0].endswith(".")
    assert len(results.persons()) == 4 * 14 * 4


def test_a_second_run_says_that_it_is_there(tmp_path, scenario, made_up, capsys):
    made_up("simulate")
    assert essaim(tmp_path, scenario()) == 0
    first = capsys.readouterr()
    assert "there already" not in first.err
    assert essaim(tmp_path, scenario(), replicates=3) == 0
    second = capsys.readouterr()
    assert "small: 3 replicates are there already" in second.err
    assert second.out.splitlines()[-1] == first.out.splitlines()[-1]


def test_each_scenario_has_its_folder_and_headline(tmp_path, scenario, made_up, capsys):
    made_up("simulate")
    assert essaim(tmp_path, scenario(), scenario("longer", name="Longer", months=16), more=["--lang", "fr"]) == 0
    printed = capsys.readouterr().out.splitlines()
    quoted = [f"Scénario «\u00a0{name}\u00a0»\u00a0: " for name in ("Small", "Longer")]
    assert all(line.startswith(name) for line, name in zip(printed, quoted, strict=False))
    assert "animateurs actifs" in printed[0]
    assert [Path(line).name for line in printed[2:]] == ["report.html"] * 2
    assert sorted(path.name.split("-")[0] for path in (tmp_path / "out").iterdir()) == ["longer", "small"]


def test_a_crashed_replicate_shows_in_the_exit_code(tmp_path, scenario, made_up, capsys):
    made_up("failing")
    assert essaim(tmp_path, scenario()) == 1
    assert "1 of 8" not in capsys.readouterr().out
    assert len(open_results(tmp_path / "out").failures()) == 1


def test_when_nothing_runs_the_other_scenarios_go_on(tmp_path, scenario, made_up, capsys):
    made_up("nothing_there")
    assert essaim(tmp_path, scenario()) == 1
    assert "all 8 runs failed" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(tmp_path, scenario, made_up, capsys, monkeypatch):
    made_up("simulate")

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_request", interrupted)
    assert essaim(tmp_path, scenario()) == 130
    assert "the same command goes on from there" in capsys.readouterr().err


def test_a_folder_that_cannot_be_used_is_bad_input(tmp_path, scenario, made_up, capsys):
    made_up("simulate")
    (tmp_path / "out").touch()
    assert essaim(tmp_path, scenario()) == 2
    assert "cannot be written" in capsys.readouterr().err
