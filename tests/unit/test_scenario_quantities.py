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
from simulation.scenario.writing import plain_scenario, scenario_yaml


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


def of(name, steps):
    """A value of the levers, given by (from, value) or (from, value, over)."""
    given = [dict(zip(("from", "value", "over"), step, strict=False)) for step in steps]
    section, _, field = name.rpartition(".")
    levers = Scenario(name="x", levers={section: {field: given}} if section else {field: given}).levers
    return getattr(getattr(levers, section) if section else levers, field)


RAMP_MONTHS = ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2030-01")


@pytest.mark.parametrize(
    ("name", "before", "after", "over", "expected"),
    [
        ("animation", 0.2, 0.5, 4, (0.2, 0.275, 0.35, 0.425, 0.5, 0.5)),
        ("animation", 0.5, 0.2, 3, (0.5, 0.4, 0.3, 0.2, 0.2, 0.2)),
        ("animation", 0.2, 0.5, 1, (0.2, 0.5, 0.5, 0.5, 0.5, 0.5)),
        # Whole numbers are rounded down, on the way up and on the way down.
        ("facilitator_courses.seats", 12, 14, 3, (12, 12, 13, 14, 14, 14)),
        ("facilitator_courses.seats", 14, 12, 3, (14, 13, 12, 12, 12, 12)),
        ("facilitator_courses.per_quarter", 1, 5, 4, (1, 2, 3, 4, 5, 5)),
        # Days are whole eighths.
        ("trainers.days_per_month", 1.0, 1.5, 3, (1.0, 1.125, 1.25, 1.5, 1.5, 1.5)),
        ("facilitators.days_per_month", 2, 1, 3, (2.0, 1.625, 1.25, 1.0, 1.0, 1.0)),
        ("coordination.days_per_month", 0, 0.25, 4, (0.0, 0.0, 0.125, 0.125, 0.25, 0.25)),
        ("budget", 0.0, 100.0, 3, (0.0, 100 / 3, 200 / 3, 100.0, 100.0, 100.0)),
    ],
)
def test_ramps(name, before, after, over, expected):
    steps = of(name, [("2026-01", before), ("2027-01", after, over)])
    found = [value_at(steps, month) for month in RAMP_MONTHS]
    assert found == pytest.approx(expected) and found[3:] == [found[3], after, after]
    assert all(type(value) is type(expected[0]) for value in found)


def test_a_ramp_ends_where_the_next_step_begins():
    steps = of("animation", [("2026-01", 0.0), ("2027-01", 0.4, 2), ("2027-03", 0.8, 2)])
    assert [value_at(steps, month) for month in RAMP_MONTHS] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 0.8])


@pytest.mark.parametrize(
    ("name", "steps", "message"),
    [
        ("animation", [("2026-01", 0.0, 2)], "the first step has no value before it"),
        ("animation", [("2026-01", 0.0), ("2027-01", 0.4, 3), ("2027-03", 0.8)], "2027-03 comes before its end"),
        ("facilitator_courses.remote", [("2026-01", True), ("2027-01", False, 3)], "only numbers .* not true"),
        ("budget", [("2026-01", 5.0), ("2027-01", None, 3)], "only numbers .* not null"),
        ("budget", [("2026-01", None), ("2027-01", 5.0, 3)], "only numbers .* not null"),
        ("animation", [("2026-01", 0.0), ("2027-01", 0.4, 0)], "greater than or equal to 1"),
    ],
)
def test_ramps_that_are_refused(name, steps, message):
    with pytest.raises(ValidationError, match=message):
        of(name, steps)


def test_a_ramp_is_written_and_read_again():
    steps = [{"from": "2026-01", "value": 1.0}, {"from": "2027-01", "value": 2.0, "over": 5}]
    scenario = Scenario(name="x", levers={"trainers": {"days_per_month": steps}})
    plain = plain_scenario(scenario)
    assert plain["levers"]["trainers"]["days_per_month"] == steps
    assert "      - {from: 2027-01, value: 2.0, over: 5}" in scenario_yaml(scenario).splitlines()
    again = Scenario.model_validate(plain)
    assert again == scenario
    assert value_at(again.levers.trainers.days_per_month, "2027-01") == 1.125


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
