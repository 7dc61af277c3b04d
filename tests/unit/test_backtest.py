"""Back-tests: nothing of later is known to a forecast, and the page of docs says what is stored."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation import load_scenario
from simulation.calibration.loading import load_case
from simulation.charts.saving import BrowserMissing
from simulation.outcomes import track_record
from simulation.outcomes.observed import Observation, Precision
from simulation.scenario.library import CASE, LIBRARY
from simulation.validation import page
from simulation.validation.backtest import cutoffs, levers_known, read_stored, stored
from simulation.validation.figures import quantiles_of
from simulation.validation.forecasts import KEPT, known_before, open_forecast
from simulation.validation.scoring import ESSAIM, Drawn

CASES = CASE.folder(LIBRARY)
DATA = Path(__file__).parents[1] / "data" / "calibration"


def test_levers_known_are_those_until_the_month():
    scenario = load_scenario(CASES / "carpentries" / "scenario.yaml")
    then = levers_known(scenario, "2015-12")
    days = [(step.from_, step.value) for step in then.levers.trainers.days_per_month]
    assert days == [("2013-01", 1.0), ("2014-01", 2.0), ("2015-01", 4.0)]
    assert then.levers.trainer_courses.calendar == () and then.levers.trainer_courses.scheduling == "calendar"
    assert then.levers.groups == scenario.levers.groups and then.uncertainties == scenario.uncertainties
    assert levers_known(scenario, scenario.end) == scenario


def test_the_first_step_stays_when_all_come_later():
    then = levers_known(load_scenario("budget_cut_2028"), "2025-12")
    assert [step.value for step in then.levers.budget] == [75_000]


def test_programmes_and_hires_of_later_are_not_known():
    then = levers_known(load_scenario("reference"), "2026-03")
    assert [programme.name for programme in then.levers.programmes] == [
        "Project directors", "Transformation programmes"]  # fmt: skip
    assert len(then.levers.engagements) == 3


def test_cutoffs_leave_something_to_fit_and_something_to_forecast():
    assert cutoffs(load_case("carpentries")) == ["2014-12", "2015-12", "2016-12"]
    assert cutoffs(load_case("covea")) == ["2014-04"]


def test_what_is_stored_comes_back(tmp_path):
    draws = np.random.default_rng(2).normal(1000, 100, 5000)
    given = Drawn("certified (since_start)", "2015-12", 1040.0, ESSAIM, draws)
    pd.concat([stored("2014-12", [given])]).to_csv(tmp_path / "x.csv", index=False)
    (back,) = read_stored(tmp_path / "x.csv")["2014-12"]
    assert (back.label, back.date, back.value, back.forecaster) == (given.label, given.date, given.value, ESSAIM)
    shares = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
    assert np.quantile(back.draws, shares) == pytest.approx(np.quantile(draws, shares), rel=0.01)


def test_the_page_says_what_is_stored():
    written = page.PAGE.read_text(encoding="utf-8")
    assert page.renewed(written) == written, "run `python -m simulation.validation.page`"


def test_the_track_record_of_reports_is_that_of_the_stored_back_tests():
    stored_record = track_record.FILE.read_text(encoding="utf-8")
    assert page.record() == stored_record, "run `python -m simulation.validation.page`"
    own = [one for slug in page.cases() for said in read_stored(page.STORED / f"{slug}.csv").values() for one in said
           if one.forecaster == ESSAIM]  # fmt: skip
    inside = sum(np.quantile(one.draws, 0.1) <= one.value <= np.quantile(one.draws, 0.9) for one in own)
    record = track_record.read_track_record()
    assert (record.networks, record.values, record.within[0.8]) == (len(page.cases()), len(own), inside)


@pytest.mark.parametrize("slug", page.ORDER)
def test_a_stored_forecast_can_be_scored(slug):
    forecast, case = open_forecast(CASES / slug / "forecast"), load_case(slug)
    history, until = known_before(forecast)
    # A copy: the folder alone is enough to score later years.
    assert history == case.observations
    assert until == max(one.month for one in case.observations)
    assert forecast.frame.month_names[-1] >= f"{int(until[:4]) + 10}{until[4:]}"
    assert all(forecast.series(name).shape == (forecast.replicates, forecast.frame.months) for name in KEPT)


def test_quantiles_by_year_are_of_yearly_sums():
    forecast = open_forecast(CASES / "carpentries" / "forecast")
    one = Observation("2014-12", 24.0, ("enrolled",), "year", 1.0, Precision("exact"), "none")
    quantiles = quantiles_of(forecast, [one])
    yearly = forecast.series("enrolled")[:, 12:24].sum(axis=1)
    assert quantiles.loc["2014-12-01", "q50"] == np.median(yearly)


@pytest.mark.parametrize("slug", page.ORDER)
def test_each_case_has_a_picture_of_what_is_stored(slug):
    figure = page.drawn(slug)
    labels = dict.fromkeys(one.label for one in load_case(slug).observations)
    headings = [note.text for note in figure.layout.annotations if "back-tests" in (note.text or "")]
    assert 0 < len(headings) <= len(labels)
    path = page.STORED / f"{slug}.png"
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" and path.stat().st_size < 150_000


def test_without_a_browser_tables_are_written_all_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(page, "PAGE", tmp_path / "validation.md")
    monkeypatch.setattr(track_record, "FILE", tmp_path / "track_record.csv")
    names = ("back-tests", "measures", "posteriors")
    page.PAGE.write_text("".join(f"<!-- {name}:begin -->\nold\n<!-- {name}:end -->\n" for name in names))

    def missing(*_, **__):
        raise BrowserMissing

    monkeypatch.setattr(page, "picture", missing)
    page.main()
    written = page.PAGE.read_text()
    assert "**Essaim**" in written and "old" not in written
    assert track_record.FILE.read_text() == page.record()
    assert "carpentries.png is not drawn" in capsys.readouterr().out


def test_where_one_stands_for_many_observations_are_divided():
    case = load_case("climate_fresk")
    seen = case.in_model_units()
    for one, as_seen in zip(case.observations, seen.observations, strict=True):
        assert as_seen.band == pytest.approx((one.band[0] / 10, one.band[1] / 10))
        assert as_seen.before == one.before / 10 and as_seen.date == one.date
    assert seen.in_model_units() == seen
