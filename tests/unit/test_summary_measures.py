"""The measures of a forecast, on made-up data with known answers."""

import numpy as np
import pytest

from simulation.outcomes.measures import Share, assumption_share, first_met, trailing_year


def test_trailing_year_sums_twelve_months():
    flow = np.arange(24.0)[None]
    summed = trailing_year(flow)
    assert np.isnan(summed[0, :11]).all()
    assert summed[0, 11] == 66 and summed[0, 23] == sum(range(12, 24))
    assert np.isnan(trailing_year(np.ones((1, 5)))).all()


def test_a_share_has_a_standard_error_that_does_not_vanish():
    share = Share.of(np.array([False] * 118 + [True] * 82))
    assert share.value == 0.41 and share.standard_error == pytest.approx(0.0347, abs=3e-4)
    assert Share.of(np.zeros(200, bool)).value == 0 and 0 < Share.of(np.zeros(200, bool)).standard_error < 0.01
    assert np.isnan(Share.of(np.array([], bool)).value)


def test_the_interval_of_a_share_is_wilsons():
    # Wilson's interval of 12 in 20: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n).
    assert Share.of(np.arange(20) < 12).interval() == pytest.approx((0.3866, 0.7812), abs=1e-4)
    low, high = Share.of(np.zeros(20, bool)).interval()
    assert low == 0 and high == pytest.approx(0.1611, abs=1e-4)
    assert Share.of(np.ones(20, bool)).interval() == pytest.approx((0.8389, 1), abs=1e-4)
    assert Share.of(np.array([], bool)).interval() == (0, 1)


def test_first_met_keeps_the_first_and_counts_the_never():
    values = np.array([[0, 5, 0, 0], [0, 0, 0, 5], [0, 0, 0, 0], [9, 9, 9, 9]])
    found = first_met(values >= 5)
    assert found.by_month.tolist() == [0.25, 0.5, 0.5, 0.75] and found.not_by_the_end == 0.25


@pytest.mark.parametrize(("world", "chance", "expected"), [(3.0, 1.0, 0.9), (1.0, 1.0, 0.5), (0.0, 1.0, 0.0)])
def test_assumption_and_chance_are_told_apart(world, chance, expected):
    rng = np.random.default_rng(1)
    worlds = rng.normal(0, world, 4000)
    values = worlds + rng.normal(0, chance, 4000)
    split = assumption_share(values, values[:400], worlds[:400] + rng.normal(0, chance, 400))
    assert abs(split.assumption - expected) < 3 * split.standard_error + 1e-9
    assert split.standard_error < 0.1 and split.pairs == 400


def test_the_split_is_unknown_without_pairs_or_variance():
    assert np.isnan(assumption_share(np.arange(5.0), np.array([1.0]), np.array([2.0])).assumption)
    assert np.isnan(assumption_share(np.ones(5), np.ones(3), np.ones(3)).assumption)
