"""From a case to a scored forecast, on a small case: fitted, carried on, stored, scored."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.calibration.loading import load_case
from simulation.calibration.running import calibrate
from simulation.cli import main
from simulation.outcomes.observed import counted
from simulation.runs.forecast import run
from simulation.validation.backtest import read_stored
from simulation.validation.continuing import continued
from simulation.validation.forecasts import KEPT, known_before, open_forecast
from simulation.validation.scoring import ESSAIM

pytestmark = pytest.mark.slow
SMALL = Path(__file__).parents[1] / "data" / "calibration" / "small.yaml"
UNTIL = "2022-12"


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """A case fitted to its first year, and its calibration."""
    case = load_case(SMALL).changed(population=50, generations=2, fit_until=UNTIL)
    return case, calibrate(case, 1, tmp_path_factory.mktemp("results"))


def test_histories_are_carried_on_the_same_by_any_number_of_workers(fitted):
    case, calibration = fitted
    one, two = (continued(case, case.scenario, calibration, 30, workers) for workers in (1, 2))
    for name in KEPT:
        assert (one.series(name) == two.series(name)).all()
    assert one.replicates == 30 and one.frame.months == case.scenario.months


def test_a_later_lever_changes_the_future_and_not_the_history(fitted):
    case, calibration = fitted
    plain = case.scenario
    step = plain.levers.facilitators.days_per_month
    later = (*step, type(step[0])(**{"from": "2023-01", "value": 0.0}))
    facilitators = plain.levers.facilitators.model_copy(update={"days_per_month": later})
    idle = plain.model_copy(update={"levers": plain.levers.model_copy(update={"facilitators": facilitators})})
    one, other = (continued(case, scenario, calibration, 30, 1).series("groups_started") for scenario in (plain, idle))
    assert (one[:, :12] == other[:, :12]).all()
    assert other[:, 12:].sum() < one[:, 12:].sum()


def test_what_is_carried_on_came_near_what_was_observed(fitted):
    case, calibration = fitted
    forecast = continued(case, case.scenario, calibration, 50, 1)
    prior = run(case.scenario, 50, 5, 1, calibration.folder.parent)
    away = []
    for series in (forecast.series, lambda name: prior.national(name)[name]):
        gaps = [
            np.abs(np.log1p(counted(sum(series(name) for name in one.measure), one.over, one.before, one.elapsed,
                                    case.scenario.start)[:, 0]) - np.log1p(np.mean(one.band))).mean()
            for one in case.fitted if set(one.measure) <= set(KEPT)
        ]  # fmt: skip
        away.append(np.mean(gaps))
    assert away[0] < away[1]


def test_a_run_with_a_posterior_knows_what_it_was_fitted_to(fitted, tmp_path):
    case, calibration = fitted
    results = run(case.scenario, 20, 1, 1, tmp_path, posterior=calibration.folder)
    history, until = known_before(open_forecast(results.folder))
    assert until == UNTIL
    assert [(one.label, one.date, one.band, one.before) for one in history] == [
        (one.label, one.date, one.band, one.before) for one in case.fitted]  # fmt: skip


def test_backtest_and_forecast_are_stored_and_scored(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("simulation.commands.backtest.load_case", lambda given: replace(
        load_case(given), population=50, generations=2))  # fmt: skip
    common = [str(SMALL), "--out", str(tmp_path), "--workers", "1", "--replicates", "30"]
    assert main(["backtest", *common, "--until", UNTIL, "--to", str(tmp_path / "small.csv")]) == 0
    said = capsys.readouterr().out
    assert f"A small network, fitted up to {UNTIL}" in said and "  Essaim " in said
    tests = read_stored(tmp_path / "small.csv")
    assert list(tests) == [UNTIL]
    assert {one.date for one in tests[UNTIL] if one.forecaster == ESSAIM} == {"2023-06", "2023-12", "2023-12-15"}
    # The same command goes on from what is there, and says the same.
    assert main(["backtest", *common, "--until", UNTIL, "--to", str(tmp_path / "again.csv")]) == 0
    assert (tmp_path / "small.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    assert main(["backtest", *common, "--forecast", str(tmp_path / "kept")]) == 0
    forecast = open_forecast(tmp_path / "kept")
    assert forecast.replicates == 30 and forecast.manifest["fit_until"] == "2023-12"


def test_months_that_leave_nothing_to_forecast_are_refused(capsys):
    assert main(["backtest", str(SMALL), "--until", "2023-12"]) == 2
    assert "observations go from 2022-06 to 2023-12" in capsys.readouterr().err
    assert main(["backtest", "carpentrie"]) == 2
    assert "Did you mean carpentries?" in capsys.readouterr().err
