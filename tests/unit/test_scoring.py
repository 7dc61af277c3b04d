"""Scores: CRPS, coverage and bias are what they are by definition; actual values are judged before they are scored."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from simulation.cli import main
from simulation.outcomes.frame import Frame
from simulation.outcomes.measures import trailing_year
from simulation.scenario.library import CASE, LIBRARY
from simulation.storage.files import ResultsError
from simulation.validation.forecasts import KEPT, Forecast, known_before, open_forecast, write_forecast
from simulation.validation.scoring import ALL, ESSAIM, Drawn, by_forecaster, crps_of, score, summary_table, values_table

CASES = CASE.folder(LIBRARY)
FRAME = Frame("2020-01", 60, ("nation",), ("all",), ((0, 0),))
HEADER = "date,measure,over,value,precision,before,source\n"
HISTORY = HEADER + "\n".join(
    f"{year}-12,certified,since_start,{value},exact,40,a report"
    for year, value in ((2020, 160), (2021, 280), (2022, 400))
)


def normal(value: float, name: str = ESSAIM, centre: float = 100.0, spread: float = 20.0) -> Drawn:
    """A forecast whose equally likely values are those of a normal distribution."""
    draws = norm.ppf((np.arange(2000) + 0.5) / 2000, centre, spread)
    return Drawn("certified (year)", f"20{value:02.0f}", value, name, draws)


def made(folder: Path, **about) -> Forecast:
    """A stored forecast of 50 futures in which some 10 are certified a month."""
    random = np.random.default_rng(1)
    series = {name: random.poisson(10, (50, FRAME.months)).astype(float) for name in KEPT}
    forecast = Forecast(folder, "A made-up network", FRAME, 50, series.__getitem__, {})
    write_forecast(folder, forecast, KEPT, about)
    return forecast


@pytest.fixture
def stored(tmp_path) -> Path:
    """A small folder fitted up to December 2022."""
    made(tmp_path / "forecast", fit_until="2022-12")
    (tmp_path / "forecast" / "observations.csv").write_text(HISTORY)
    return tmp_path / "forecast"


def actuals(folder: Path, *rows: str) -> str:
    path = folder / "actuals.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return str(path)


@pytest.mark.parametrize("value", [60.0, 100.0, 131.0])
def test_crps_is_that_of_the_normal_distribution(value):
    z = (value - 100) / 20
    closed = 20 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    scored = score(normal(value))
    assert scored.crps == pytest.approx(closed, rel=2e-3)
    assert scored.relative == pytest.approx(closed / value, rel=2e-3)
    assert scored.error == pytest.approx(100 - value, abs=1e-6)


@pytest.mark.parametrize("number", [2, 3, 7, 40])
def test_crps_is_half_a_distance_between_two_draws_less_than_that_to_the_value(number):
    draws = np.random.default_rng(number).normal(3, 2, number)
    pairs = [abs(one - other) for at, one in enumerate(draws) for other in draws[at + 1 :]]
    assert crps_of(draws, 4.0) == pytest.approx(np.mean(np.abs(draws - 4.0)) - np.mean(pairs) / 2, rel=1e-12)


def test_crps_of_one_draw_is_its_distance():
    assert crps_of(np.array([3.0]), 5.5) == 2.5


@pytest.mark.parametrize(
    ("value", "within"), [(100, (True, True, True)), (120, (False, True, True)), (130, (False, False, True)),
                          (150, (False, False, False))]
)  # fmt: skip
def test_bands_hold_what_lies_in_them(value, within):
    scored = score(normal(value))
    assert (scored.within_50, scored.within_80, scored.within_95) == within


def test_what_is_drawn_from_the_forecast_is_covered_at_the_nominal_rate():
    random = np.random.default_rng(3)
    values = values_table([normal(value) for value in random.normal(100, 20, 2000)])
    shares = values[["within_50", "within_80", "within_95"]].mean()
    assert shares.tolist() == pytest.approx([0.5, 0.8, 0.95], abs=0.03)


def test_summary_compares_on_the_same_values_and_says_how_far_too_high():
    drawn = [normal(80), normal(95), normal(95, "bass", 180)]
    summary = summary_table(values_table(drawn)).set_index(["measure", "forecaster"])
    own, bass = summary.loc[(ALL, ESSAIM)], summary.loc[(ALL, "bass")]
    assert own["values"] == 2 and bass["values"] == 1
    assert own["bias"] == pytest.approx((20 / 80 + 5 / 95) / 2)
    assert bass["ratio"] == pytest.approx(score(drawn[2]).relative / score(drawn[1]).relative)
    assert np.isnan(own["crps"]) and summary.loc[("certified (year)", ESSAIM), "crps"] > 0


def test_a_small_folder_gives_the_series_back(tmp_path):
    forecast = made(tmp_path / "f")
    again = open_forecast(tmp_path / "f")
    assert again.frame == FRAME and again.replicates == 50
    for name in KEPT:
        assert (again.series(name) == forecast.series(name)).all()
    with pytest.raises(ResultsError, match="keeps no sessions; it keeps newly_reached"):
        again.series("sessions")


def test_seen_counts_on_from_before_and_over_years(stored):
    forecast = open_forecast(stored)
    history, until = known_before(forecast)
    assert until == "2022-12" and len(history) == 3
    later = replace(history[-1], date="2023-12", elapsed=48.0)
    certified = forecast.series("certified")
    assert (forecast.seen([later])[:, 0] == 40 + certified[:, :48].sum(axis=1)).all()
    yearly = replace(later, over="year", before=0.0)
    assert (forecast.seen([yearly])[:, 0] == trailing_year(certified)[:, 47]).all()


def test_a_baseline_knows_nothing_of_what_it_forecasts(stored):
    forecast = open_forecast(stored)
    history, _ = known_before(forecast)
    later = [replace(history[-1], date="2023-12", elapsed=48.0, value=value) for value in (520, 9000)]
    first, second = (by_forecaster(forecast, [one], [*history, one])[0] for one in later)
    assert {one.forecaster for one in first} == {ESSAIM, "last_value", "last_growth", "bass", "ets"}
    for one, other in zip(first, second, strict=True):
        assert (one.draws == other.draws).all()


def test_a_count_goes_on_from_the_last_value_known(stored):
    forecast = open_forecast(stored)
    history, _ = known_before(forecast)
    later = replace(history[-1], date="2023-12", elapsed=48.0, value=520)
    drawn, _ = by_forecaster(forecast, [later], history)
    own = next(one.draws for one in drawn if one.forecaster == ESSAIM)
    assert (own == 400 + forecast.series("certified")[:, 36:48].sum(axis=1)).all()
    flow = [replace(one, over="year", before=0.0) for one in (*history, later)]
    yearly = next(one.draws for one in by_forecaster(forecast, flow[-1:], flow[:-1])[0] if one.forecaster == ESSAIM)
    assert (yearly == own - 400).all()


def test_score_prints_a_table_and_a_sentence(stored, tmp_path, capsys):
    rows = ("2023-12,certified,since_start,530,exact,40,me", "2024-06,certified,since_start,580,exact,40,me")
    given = actuals(tmp_path, *rows)
    assert main(["score", str(stored), given]) == 0
    said = capsys.readouterr()
    said = said._replace(out=said.out.replace("\u00a0", " "))
    assert "A made-up network: 2 values from 2023-12 to 2024-06, 50 simulated futures" in said.out
    for name in ("Essaim", "last value", "last growth rate", "Bass curve", "exponential smoothing"):
        assert f"  {name} " in said.out
    assert "The 80 % band holds 2 of 2 values" in said.out and "It is better than" in said.out
    assert said.err == ""


def test_score_says_the_same_in_french(stored, tmp_path, capsys):
    given = actuals(tmp_path, "2023-12,certified,since_start,530,exact,40,moi")
    assert main(["score", str(stored), given, "--lang", "fr"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "futurs simulés" in said and "dernière valeur" in said and "L’intervalle à 80" in said
    assert "value" not in said and "Better" not in said


def test_score_says_what_it_leaves_out_and_counts_on(stored, tmp_path, capsys):
    given = actuals(
        tmp_path, "2018-12,certified,since_start,3,exact,,me", "2022-06,certified,since_start,300,exact,,me",
        "2023-12,certified,since_start,530,exact,,me", "2031-12,certified,since_start,900,exact,,me",
    )  # fmt: skip
    assert main(["score", str(stored), given, "--to", str(tmp_path / "s.json")]) == 0
    said = capsys.readouterr().err
    assert "2018-12: the forecast begins only in 2020-01" in said
    assert "2022-06: known to the forecast, which was fitted up to 2022-12" in said
    assert "2031-12: the forecast ends in 2024-12" in said
    assert "40 that were there before the start are counted" in said
    written = json.loads((tmp_path / "s.json").read_text())
    assert [one["date"] for one in written["values"] if one["forecaster"] == ESSAIM] == ["2023-12"]
    assert written["values"][0]["within_80"] is True


def test_score_without_history_compares_with_nothing(tmp_path, capsys):
    made(tmp_path / "plain")
    given = actuals(tmp_path, "2023-12,certified,year,120,exact,,me")
    assert main(["score", str(tmp_path / "plain"), given, "--to", str(tmp_path / "s.csv")]) == 0
    assert "Without --history there is nothing to compare it with." in capsys.readouterr().out
    lines = (tmp_path / "s.csv").read_text().splitlines()
    assert lines[0].startswith("measure,forecaster,values,crps") and len(lines) == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2023-12,certfied,since_start,530,exact,,me", "actuals.csv:2:9: measure: there is no measure called"),
        ("2023-12,certified,since_start,5 30,exact,,me", "actuals.csv:2:31: value: must be a number"),
        ("2023-12,certified,since_start,530,roughly,,me", "actuals.csv:2:35: precision"),
    ],
)
def test_score_names_line_and_column(stored, tmp_path, capsys, row, said):
    assert main(["score", str(stored), actuals(tmp_path, row)]) == 2
    assert said in capsys.readouterr().err


def test_score_refuses_what_is_no_forecast(stored, tmp_path, capsys):
    given = actuals(tmp_path, "2023-12,certified,since_start,530,exact,40,me")
    assert main(["score", str(tmp_path / "nowhere"), given]) == 2
    assert main(["score", str(stored), str(tmp_path / "none.csv")]) == 2
    assert main(["score", str(stored), given, "--to", "s.xlsx"]) == 2
    late = actuals(tmp_path, "2031-12,certified,since_start,900,exact,,me")
    assert main(["score", str(stored), late]) == 2
    said = capsys.readouterr().err
    assert "nowhere is not a folder" in said and "must end in .csv or .json" in said
    assert "no value lies within the forecast" in said and "Traceback" not in said


def test_the_folder_of_a_case_stands_for_its_forecast():
    assert open_forecast(CASES / "covea").folder == CASES / "covea" / "forecast"
