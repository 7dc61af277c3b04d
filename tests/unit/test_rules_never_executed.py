"""What lies in a folder of results is read and never executed, whatever is done with the folder."""

import pytest
from test_run_with_rules import NOTHING, SCENARIO, essaim

from simulation import open_results, run
from simulation.outcomes.provenance import RULES_FILE, titled
from simulation.own_rules import read_own_rules
from simulation.runs.sweep_files import load_sweep
from simulation.runs.sweeping import run_sweep
from simulation.scenario.problems import ScenarioError
from simulation.scenario.writing import scenario_yaml

TRAP = """
from pathlib import Path
Path({marker!r}).touch()
raise SystemExit("executed")
"""


@pytest.fixture(scope="module")
def trapped(tmp_path_factory):
    """Folders of a forecast and a sweep whose rules.py leaves a mark and ends the program when it is executed."""
    room = tmp_path_factory.mktemp("trapped")
    marker = room / "executed"
    (room / "my_rules.py").write_text(NOTHING)
    (room / "small.yaml").write_text(scenario_yaml(SCENARIO), encoding="utf-8")
    (room / "sweep.yaml").write_text("name: Trapped\nscenarios: [small.yaml]\nreplicates: 2\n"
                                     "vary: {levers.trainers.days_per_month: [2, 4]}\n")  # fmt: skip
    forecast = run(SCENARIO, 2, 5, out=room / "out", rules=room / "my_rules.py").folder
    swept = run_sweep(load_sweep(room / "sweep.yaml", room / "out", room / "my_rules.py")).folder
    for folder in (forecast, swept):
        (folder / RULES_FILE).write_text(TRAP.format(marker=str(marker)))
    yield forecast, swept, marker
    assert not marker.exists()


def test_the_trap_would_be_seen(tmp_path):
    marker = tmp_path / "executed"
    (tmp_path / "trap.py").write_text(TRAP.format(marker=str(marker)))
    with pytest.raises(ScenarioError, match="SystemExit: executed"):
        read_own_rules(tmp_path / "trap.py")
    assert marker.exists()


ACTUALS = "date,measure,over,value,precision,before,source\n2027-06,active_facilitators,,40,exact,,made up\n"
SAFE = {
    "report": ["report", "{forecast}", "--out", "{room}/report.html"],
    "reports": ["report", "{forecast}", "{swept}", "--each"],
    "comparison": ["report", "{forecast}", "{forecast}", "--out", "{room}/comparison.html"],
    "query": ["query", "{forecast}", "SELECT count(*) FROM persons"],
    "schema": ["query", "{forecast}", "--schema"],
    "query of a sweep": ["query", "{swept}", "SELECT count(*) FROM runs"],
    "compare": ["compare", "{forecast}", "{forecast}"],
    "compare points": ["compare", "{swept}:0", "{swept}:1"],
    "chart": ["chart", "people", "{forecast}", "--to", "{room}/chart.json"],
    "score": ["score", "{forecast}", "{room}/actuals.csv"],
    "a point": ["sweep", "{swept}", "--point", "1"],
}


@pytest.mark.parametrize("command", SAFE)
def test_no_command_that_reads_a_folder_executes_its_rules(trapped, tmp_path, capsys, command):
    forecast, swept, marker = trapped
    (tmp_path / "actuals.csv").write_text(ACTUALS)
    status, _, err = essaim(
        capsys, *(part.format(forecast=forecast, swept=swept, room=tmp_path) for part in SAFE[command])
    )
    assert (status, marker.exists()) == (0, False), err


def test_opening_a_folder_does_not_execute_its_rules(trapped):
    forecast, swept, marker = trapped
    results = open_results(forecast)
    results.summary(), results.persons(), results.scenario, results.example(), results.sql("SELECT 1")
    of_sweep = open_results(swept)
    of_sweep.runs(), of_sweep.points, of_sweep.failures(), of_sweep.scenario_texts()
    assert not marker.exists() and titled("Small", results.manifest) == "Small + my_rules.py"


def test_inspecting_refuses_without_the_file_and_replays_with_it(trapped, tmp_path, capsys):
    forecast, _, marker = trapped
    same, other = tmp_path / "same.py", tmp_path / "other.py"
    same.write_text(NOTHING)
    other.write_text(NOTHING + "# changed\n")
    status, out, err = essaim(capsys, "inspect", forecast, "--replicate", 1)
    assert status == 2 and out == ""
    assert "was run with rules of one's own (my_rules.py)" in err and "--rules FILE" in err
    status, out, err = essaim(capsys, "inspect", forecast, "--replicate", 1, "--rules", other)
    assert status == 2 and out == "" and "other.py is not the file with which" in err
    status, out, err = essaim(capsys, "inspect", forecast, "--replicate", 1, "--rules", same)
    assert (status, err) == (0, "") and "The run replayed equals the stored one" in out and "my_rules.py" in out
    plain = run(SCENARIO, 2, 5, out=tmp_path).folder
    status, out, err = essaim(capsys, "inspect", plain, "--replicate", 1, "--rules", same)
    assert status == 2 and "was run without rules of one's own; leave --rules out" in err
    assert not marker.exists()
