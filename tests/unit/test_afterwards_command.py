"""`essaim afterwards`: its sentence is that of the paired futures, and bad input is told."""

import numpy as np
import pytest

from simulation import load_scenario, open_results, simulate
from simulation.cli import main
from simulation.commands.afterwards import what_is_left
from simulation.common.columns import PERSON_INDEX
from simulation.scenario.stopping import stopped_after

SCENARIO = "tests/data/calibration/small_scenario.yaml"


def active(scenario, replicates):
    tables = [simulate(scenario, 1, replicate).persons for replicate in range(replicates)]
    return np.array([persons[:, :, PERSON_INDEX["active_facilitators"]].sum(axis=1) for persons in tables])


def test_it_is_the_change_of_each_future_after_the_month(tmp_path, capsys):
    given = ("afterwards", SCENARIO, "--stop", "2023-06", "--later", "9", "--replicates", "5", "--workers", "1")
    assert main([*given, "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "With only 5 simulated futures the interval is hardly known." in said.err
    sentence, folder = said.out.splitlines()
    scenario = load_scenario(SCENARIO)
    stopped = stopped_after(scenario, "2023-06", 9)
    at = stopped.month_names().index("2023-06")
    values = active(stopped, 5)
    change = values[:, at + 9] - values[:, at]
    found = what_is_left(open_results(folder), "2023-06", 9)
    assert (found.median, found.low, found.high) == pytest.approx(np.quantile(change, [0.5, 0.1, 0.9]).tolist())
    assert sentence == found.sentence() and "9 months later" in sentence
    # Until the month nothing differs from the plan itself.
    assert (active(scenario, 2)[:, : at + 1] == values[:2, : at + 1]).all()
    assert main([*given, "--out", str(tmp_path), "--lang", "fr"]) == 0
    assert capsys.readouterr().out.startswith("Si les recrutements")


@pytest.mark.parametrize(
    ("given", "said"),
    [(("--stop", "1999-01"), "lies outside the run"), (("--later", "700"), "at most 600 months")],
)
def test_a_month_that_cannot_be_is_told(given, said, capsys, tmp_path):
    assert main(["afterwards", SCENARIO, *given, "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err and not any(tmp_path.iterdir())
