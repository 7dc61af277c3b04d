"""The model's own inverse distributions against those of SciPy, an independent implementation."""

import math

import numpy as np
import pytest
from scipy import stats

from simulation.common.arithmetic import (
    CLASSES,
    FULL,
    NEVER,
    activity_classes,
    binomial,
    binomial_block,
    class_of,
    course_rate_classes,
    month_of_event,
    monthly_probability,
    months_delayed,
    months_until,
    normal_quantile,
    part,
    poisson,
    to_u16,
)

U = np.concatenate([[1e-12, 1e-6, 1e-3], (np.arange(400) + 0.5) / 400, [1 - 1e-3, 1 - 1e-6]])
"""Where inverses are compared; no point lies on a step of a distribution."""


def same_inverse(ours, theirs, distribution):
    """Equal, save where u lies within rounding of the step between the two answers."""
    for u, a, b in zip(U, ours, theirs, strict=True):
        if a != b:
            assert abs(a - b) == 1, (u, a, b)
            assert abs(distribution.cdf(min(a, b)) - u) < 1e-9, (u, a, b)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.7, 3.0, 40.0, 499.0])
def test_poisson(mean):
    distribution = stats.poisson(mean)
    same_inverse([poisson(u, mean) for u in U], distribution.ppf(U), distribution)


@pytest.mark.parametrize(
    "n, hazard", [(0, 0.3), (1, 0.3), (7, 2.0), (100, 0.01), (5_000, 0.05), (100_000, 0.004), (1_000_000, 2e-6)]
)
def test_binomial(n, hazard):
    distribution = stats.binom(n, -math.expm1(-hazard))
    same_inverse([binomial(u, n, hazard) for u in U], distribution.ppf(U), distribution)


def test_binomial_of_no_hazard_or_certainty():
    assert binomial(0.999, 10, 0.0) == 0
    assert binomial(0.001, 10, 800.0) == 10


@pytest.mark.parametrize("hazard", [1e-7, 0.003, 0.05, 0.5, 1.0, 3.0])
def test_binomial_in_blocks(hazard):
    """The sum over blocks has the binomial's mean and variance, within 4 standard errors of 4,000 sums.

    Numbers as large as a cell ever needs: 3 blocks and a rest. A sum that lost the rest, or a block, is rejected.
    """
    block = binomial_block(hazard)
    success = -math.expm1(-hazard)
    assert block * success <= 500 * (1 + 1e-6)
    sizes = [block, block, block, block // 3]
    u = np.random.default_rng(5).random((4_000, 4))
    sums = np.array([sum(binomial(x, n, hazard) for x, n in zip(row, sizes, strict=True)) for row in u])
    mean, variance = sum(sizes) * success, sum(sizes) * success * (1 - success)
    error = math.sqrt(variance / len(sums))
    assert abs(sums.mean() - mean) < 4 * error
    assert abs(sums.mean() - mean * 0.9) > 4 * error
    assert abs(sums.var(ddof=1) / variance - 1) < 4 * math.sqrt(2 / len(sums))


def test_normal_quantile():
    u = np.concatenate([U, 10.0 ** -np.arange(1, 17), [0.075, 0.925, 0.0749999, 0.5]])
    ours = np.array([normal_quantile(x) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=4e-15, atol=1e-16)


def _means_within_classes(distribution):
    """Mean of each equally likely class, by integrating the distribution's own quantiles."""
    fine = distribution.ppf((np.arange(CLASSES * 4000) + 0.5) / (CLASSES * 4000))
    return fine.reshape(CLASSES, -1).mean(axis=1)


@pytest.mark.parametrize("shape", [0.4, 0.6, 0.9, 5.0, 1e4])
def test_activity_classes(shape):
    """Each class has its mean of the gamma distribution; the mean over all is exact, 96 % of the variance is kept."""
    classes = activity_classes(shape)
    np.testing.assert_allclose(classes, _means_within_classes(stats.gamma(shape, scale=1 / shape)), rtol=1e-4)
    assert classes.mean() == pytest.approx(1.0, abs=1e-12)
    assert 0.96 / shape < classes.var() < 1.0 / shape


@pytest.mark.parametrize("mean, precision", [(0.43, 10), (0.5, 10), (0.57, 10), (0.05, 3), (5 / 6, 1e6), (0.99, 0.5)])
def test_course_rate_classes(mean, precision):
    """Each class has its mean of the beta distribution."""
    classes = course_rate_classes(mean, precision)
    expected = _means_within_classes(stats.beta(mean * precision, (1 - mean) * precision))
    np.testing.assert_allclose(classes, expected, rtol=1e-4, atol=1e-6)
    assert classes.mean() == pytest.approx(mean, abs=1e-12)
    assert 0 <= classes.min() and classes.max() <= 1


def test_everybody_passes_when_the_mean_is_one_and_nobody_when_it_is_zero():
    assert (course_rate_classes(0.0, 10) == 0).all()
    assert (course_rate_classes(1.0, 10) == 1).all()


def test_months_until_is_geometric():
    """P(k months or more survived) = exp(−k·rate/12): the step of the inverse lies exactly there."""
    for rate in (0.04, 0.5, 12.0):
        for k in range(1, 40):
            edge = math.exp(-k * rate / 12)
            assert months_until(edge * (1 - 1e-12), rate) == k
            assert months_until(edge * (1 + 1e-12), rate) == k - 1
    assert months_until(0.5, 0.0) == NEVER
    assert month_of_event(100, 1e-300, 1e-3) == NEVER
    assert month_of_event(7, 0.999, 12.0) == 8


def test_chance_is_that_of_surviving_no_month():
    for rate in (0.0, 0.2, 12.0, 240.0):
        assert monthly_probability(rate) == pytest.approx(-math.expm1(-rate / 12), abs=1e-16)


def test_months_delayed():
    """The lognormal's quantile, rounded to the nearest month; without spread always the median, a half rounded up."""
    distribution = stats.lognorm(s=0.7, scale=2.628)
    assert [months_delayed(u, 2.628, 0.7) for u in U] == [math.floor(x + 0.5) for x in distribution.ppf(U)]
    assert {months_delayed(u, 4.49, 0.0) for u in U} == {4}
    assert {months_delayed(u, 4.5, 0.0) for u in U} == {5}


def test_shares_and_classes():
    assert [to_u16(x) for x in (0.0, 0.5, 1.0)] == [0, 32768, FULL]
    assert [part(FULL, x) for x in (0, FULL)] == [0, FULL - 1]
    assert [class_of(u) for u in (1e-300, 0.5, 1 - 2.0**-53)] == [0, 32, 63]
