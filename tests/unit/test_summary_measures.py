"""The measures of a forecast, on made-up data with known answers."""

import numpy as np
import pytest

from simulation.outcomes.measures import (
    DEMAND,
    LIMITS,
    Share,
    assumption_share,
    first_met,
    limit_label,
    limit_shares,
    limits_by_month,
    main_limit,
    monthly_limit,
    reproduction_number,
    self_sustaining_from,
    target_met,
    trailing_year,
)


def constant(value, months=24, replicates=2):
    return np.full((replicates, months), float(value))


def test_trailing_year_sums_twelve_months():
    flow = np.arange(24.0)[None]
    summed = trailing_year(flow)
    assert np.isnan(summed[0, :11]).all()
    assert summed[0, 11] == 66 and summed[0, 23] == sum(range(12, 24))
    assert np.isnan(trailing_year(np.ones((1, 5)))).all()


def test_reproduction_number_of_constant_rates():
    # b = 20 and g = 0.02 a year, losses of 0.2 and 0.15: b·g ÷ (μF·μT), with 10 trainers and 100 facilitators.
    certified, promoted = constant(20 * 10 / 12), constant(0.02 * 100 / 12)
    number = reproduction_number(certified, promoted, constant(0.2 * 100 / 12), constant(0.15 * 10 / 12))
    assert np.isnan(number[:, :11]).all()
    assert number[:, 11:] == pytest.approx(20 * 0.02 / (0.2 * 0.15))


def test_reproduction_number_without_losses():
    assert np.isinf(reproduction_number(constant(1), constant(1), constant(0), constant(1))[:, 11:]).all()
    assert np.isnan(reproduction_number(constant(0), constant(1), constant(0), constant(1))[:, 11:]).all()


def test_self_sustaining_needs_twelve_months_without_hires():
    number, hired = constant(0.5, 40, 4), np.zeros((4, 40))
    number[0, 5:17] = 1.5  # exactly twelve
    number[1, 5:16] = 1.5  # one short
    number[2, 5:] = 1.5
    hired[2, 10] = 1  # counts from the month after
    number[3] = np.nan
    assert self_sustaining_from(number, hired).tolist() == [5, -1, 11, -1]
    assert self_sustaining_from(number[:, :11], hired[:, :11]).tolist() == [-1] * 4


def test_target_met_has_a_standard_error_that_does_not_vanish():
    share = target_met(np.array([900.0] * 118 + [1000.0] * 82), 1000)
    assert share.value == 0.41 and share.standard_error == pytest.approx(0.0347, abs=3e-4)
    assert target_met(np.zeros(200), 1).value == 0 and 0 < target_met(np.zeros(200), 1).standard_error < 0.01
    assert np.isnan(Share.of(np.array([], bool)).value)


def test_first_met_keeps_the_first_and_counts_the_never():
    values = np.array([[0, 5, 0, 0], [0, 0, 0, 5], [0, 0, 0, 0], [9, 9, 9, 9]])
    found = first_met(values, 5)
    assert found.by_month.tolist() == [0.25, 0.5, 0.5, 0.75] and found.not_by_the_end == 0.25


def held(**persons):
    counts = np.zeros((1, 1, len(LIMITS)))
    for name, count in persons.items():
        counts[0, 0, LIMITS.index(tuple(name.split("__")))] = count
    return counts


def test_the_limit_of_a_month():
    seats, money = LIMITS.index(("training", "seats")), LIMITS.index(("groups", "money"))
    assert monthly_limit(held(training__seats=3, groups__money=2))[0, 0] == seats
    assert monthly_limit(held(training__seats=3, groups__money=3))[0, 0] == seats  # the first of equals
    assert monthly_limit(held(training__seats=3, groups__money=4))[0, 0] == money
    assert monthly_limit(held())[0, 0] == -1


def test_shares_over_time_weigh_persons():
    counts = np.concatenate([held(training__seats=1), held(training__seats=1), held(groups__money=6)], axis=1)
    shares = limit_shares(counts)
    assert list(shares)[:2] == [("groups", "money"), ("training", "seats")]
    assert shares["groups", "money"] == 0.75
    assert main_limit(counts) == ("groups", "money")
    assert limit_shares(held()) == {DEMAND: 1.0} and main_limit(held()) == DEMAND
    mostly_idle = np.concatenate([held(), held(), held(training__seats=1)], axis=1)
    assert main_limit(mostly_idle) == DEMAND
    frame = limits_by_month(counts)
    row = frame[(frame.month == 2) & (frame.cause == "money") & (frame.ledger == "groups")].iloc[0]
    assert row.persons == 6 and row.largest == 1
    assert set(frame.cause) >= {"demand", "trainer_days"}


def test_every_limit_has_words():
    for limit in (*LIMITS, DEMAND):
        assert limit_label(limit, "en") and limit_label(limit, "fr")
    assert limit_label(("training", "trainer_days"), "en") == "trainer days"


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
