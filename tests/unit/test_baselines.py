"""The forecasts that Essaim has to beat: each right where its own assumption holds, none narrower than its past."""

import numpy as np
import pytest

from simulation.outcomes.observed import Observation, Precision
from simulation.validation.baselines import BASELINES, DRAWS, History, TooShort, drawn_by


def bass_curve(times: np.ndarray, p: float = 0.03, q: float = 0.38, ceiling: float = 1000.0) -> np.ndarray:
    """The closed form that starts at nothing."""
    decay = np.exp(-(p + q) * times)
    return ceiling * (1 - decay) / (1 + q / p * decay)


def levels(*values: float, over: str = "since_start") -> History:
    """Values at the ends of years 1, 2, …"""
    return History(np.arange(1.0, len(values) + 1), np.array(values, float), over)


def test_bass_goes_on_along_a_bass_curve():
    past, later = np.arange(1.0, 9.0), np.array([9.0, 10.0, 12.0])
    said = drawn_by("bass", "x", History(past, bass_curve(past), "since_start"), later)
    assert np.median(said, axis=0) == pytest.approx(bass_curve(later), rel=0.05)
    low, high = np.quantile(said, [0.1, 0.9], axis=0)
    assert ((low < bass_curve(later)) & (bass_curve(later) < high)).all()


def test_bass_of_a_flow_forecasts_the_flow():
    years = np.arange(0.0, 12.0)
    flow = np.diff(bass_curve(years))
    said = drawn_by("bass", "x", levels(*flow[:8], over="year"), np.array([9.0, 10.0]))
    assert np.median(said, axis=0) == pytest.approx(flow[8:10], rel=0.15)


def test_bass_can_begin_at_nothing():
    said = drawn_by("bass", "x", History(np.array([0.0, 5.0]), np.array([0.0, 600.0]), "since_start"), np.array([7.0]))
    assert 600 < np.median(said) < 2000


def test_last_growth_is_exact_and_sure_of_an_exponential():
    said = drawn_by("last_growth", "x", levels(10, 20, 40, 80), np.array([5.0, 6.0]))
    assert said == pytest.approx(np.tile([160, 320], (DRAWS, 1)))


def test_last_growth_spreads_as_it_erred_before():
    steady, erratic = levels(10, 20, 42, 80), levels(10, 30, 40, 80)
    widths = [np.ptp(np.quantile(np.log(drawn_by("last_growth", "x", one, np.array([5.0]))), [0.1, 0.9]))
              for one in (steady, erratic)]  # fmt: skip
    assert widths[0] < widths[1]


def test_last_value_is_a_random_walk_with_the_variance_of_past_changes():
    said = drawn_by("last_value", "x", levels(100, 110, 100, 110, over="month_end"), np.array([5.0, 8.0]))
    assert np.median(said, axis=0) == pytest.approx([110, 110], abs=1)
    assert said.std(axis=0) == pytest.approx([10, 20], rel=0.1)


def test_exponential_smoothing_follows_a_trend():
    said = drawn_by("ets", "x", levels(10, 14, 20, 28, 40, over="year"), np.array([6.0]))
    low, high = np.quantile(said, [0.1, 0.9])
    assert low < 56 < high and 40 < np.median(said) < 70


@pytest.mark.parametrize("name", BASELINES)
def test_a_count_never_falls_and_the_same_history_says_the_same(name):
    history, later = levels(34, 103, 278, 475), np.array([5.0, 6.5])
    said = drawn_by(name, "certified", history, later)
    assert said.shape == (DRAWS, 2) and np.isfinite(said).all() and (said >= 475).all()
    assert (said == drawn_by(name, "certified", history, later)).all()
    assert (said != drawn_by(name, "enrolled", history, later)).any()


@pytest.mark.parametrize(("name", "least"), [("last_value", 2), ("last_growth", 2), ("bass", 2), ("ets", 3)])
def test_what_is_too_short_says_what_it_needs(name, least):
    with pytest.raises(TooShort, match=f"needs {least} values"):
        drawn_by(name, "x", levels(*range(5, 5 + least - 1)), np.array([9.0]))


def test_what_was_there_before_is_an_observation_of_the_start():
    one = Observation("2013-12", 12.0, ("certified",), "since_start", 103, Precision("exact"), "a report", 34)
    history = History.of([one])
    assert history.times.tolist() == [0, 1] and history.values.tolist() == [34, 103]
