"""Dated steps and distributions: their values, and what they refuse."""

import pytest
from pydantic import ValidationError

from simulation.scenario.quantities import (
    Beta,
    Fixed,
    Lognormal,
    Triangular,
    Uncertain,
    Uniform,
    month_number,
    month_text,
    value_at,
)
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds


def test_months_are_counted():
    assert month_text(month_number("2026-12") + 1) == "2027-01"
    assert Scenario(name="x", start="2026-03", months=11).end == "2027-01"


def test_steps_hold_from_their_month_on():
    animation = Scenario(
        name="x", levers={"animation": [{"from": "2026-06", "value": 0.2}, {"from": "2027-01", "value": 0.5}]}
    ).levers.animation
    assert [value_at(animation, month) for month in ("2026-01", "2026-12", "2027-01", "2030-01")] == [
        0.2,
        0.2,
        0.5,
        0.5,
    ]


@pytest.mark.parametrize(
    ("distribution", "best", "median"),
    [
        (Fixed(kind="fixed"), 0.4, 0.4),
        (Uniform(kind="uniform", low=0.2, high=0.8), 0.4, 0.5),
        (Triangular(kind="triangular", low=0.0, high=1.0), 0.5, 0.5),
        (Triangular(kind="triangular", low=0.0, high=1.0), 0.0, 1 - 0.5**0.5),
        (Triangular(kind="triangular", low=0.0, high=1.0), 1.0, 0.5**0.5),
        (Lognormal(kind="lognormal", spread=0.5), 0.4, 0.4),
        (Beta(kind="beta", precision=10), 0.5, 0.5),
    ],
)
def test_medians(distribution, best, median):
    uncertain = Uncertain(best=best, distribution=distribution)
    assert uncertain.quantile(0.5) == pytest.approx(median)
    quantiles = [uncertain.quantile(u) for u in (0.01, 0.3, 0.7, 0.99)]
    assert quantiles == sorted(quantiles)
    low, high = distribution.support(best)
    assert low <= best <= high


@pytest.mark.parametrize(
    "given",
    [
        {"best": float("nan")},
        {"best": 1.0, "distribution": {"kind": "beta", "precision": 3}},
        {"best": 0.5, "distribution": {"kind": "triangular", "low": 0.5, "high": 0.5}},
        {"best": 0.9, "distribution": {"kind": "uniform", "low": 0.1, "high": 0.5}},
    ],
)
def test_refused_figures(given):
    with pytest.raises(ValidationError):
        Uncertain.model_validate(given)


def test_defaults_lie_within_their_bounds():
    for name in Uncertainties.model_fields:
        low, high = uncertainty_bounds(name)
        uncertain = getattr(Uncertainties(), name)
        assert low <= uncertain.quantile(1e-9) <= uncertain.quantile(1 - 1e-9) <= high
