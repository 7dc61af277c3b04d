"""Whether one change is better than the others: on values of pairs with known means."""

import numpy as np
import pytest

from simulation.planning.judging import clear_of_chance, for_money, mean_of, verdict

REPEATS = 1000


def samples(rng, means, pairs=60, spread=10.0):
    """Values of pairs: what is shared, and what each change has of its own."""
    shared = rng.normal(0, spread, pairs)
    return {f"change {n}": mean + shared + rng.normal(0, spread / 2, pairs) for n, mean in enumerate(means)}


def test_of_equals_with_one_better_hardly_ever_another_is_named():
    rng = np.random.default_rng(1)
    found = [verdict(samples(rng, [12.0] + [10.0] * 5)) for _ in range(REPEATS)]
    wrong = sum(one.winner not in (None, "change 0") for one in found)
    right = sum(one.winner == "change 0" for one in found)
    assert wrong <= 0.025 * REPEATS and right > 10 * max(wrong, 1)
    # With more pairs it is nearly always found.
    found = [verdict(samples(rng, [12.0] + [10.0] * 5, pairs=400)) for _ in range(200)]
    assert sum(one.winner == "change 0" for one in found) > 190


def test_of_equals_a_winner_is_named_at_most_one_time_in_twenty_and_else_the_tie_is_told():
    rng = np.random.default_rng(2)
    found = [verdict(samples(rng, [10.0] * 5)) for _ in range(REPEATS)]
    named = sum(one.winner is not None for one in found)
    assert named <= 0.05 * REPEATS
    assert all(len(one.tied) >= 1 for one in found if one.winner is None and one.helps)


def test_where_nothing_helps_nobody_leads_to_anything():
    rng = np.random.default_rng(3)
    found = [verdict(samples(rng, [0.0] * 5)) for _ in range(REPEATS)]
    assert sum(one.winner is not None for one in found) <= 0.05 * REPEATS
    worse = verdict({"one": rng.normal(-5, 1, 50), "other": rng.normal(-9, 1, 50)})
    assert not worse.helps and worse.winner is None and worse.leader == "one"
    assert verdict({}).leader is None


def test_a_single_change_wins_against_nothing_only():
    values = np.random.default_rng(4).normal(3, 1, 100)
    assert verdict({"one": values}).winner == "one"
    assert verdict({"one": values - 3}).winner is None


def test_values_without_any_spread_are_told_apart_exactly():
    found = verdict({"twelve": np.full(10, 12.0), "also": np.full(10, 12.0), "eleven": np.full(10, 11.0)})
    assert found.winner is None and found.tied == ("also",) and found.helps
    assert mean_of(np.full(10, 12.0)).low == 12.0 and np.isnan(mean_of(np.array([1.0])).low)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(5)
    held = [(it := mean_of(rng.normal(2, 4, 30))).low <= 2 <= it.high for _ in range(2000)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_gain_for_money_is_a_ratio_with_its_interval():
    rng, held = np.random.default_rng(6), []
    for _ in range(1000):
        size = rng.normal(1, 0.2, 200)
        gains, costs = 8 * size + rng.normal(0, 3, 200), 40_000 * size + rng.normal(0, 9000, 200)
        it = mean_of(for_money(gains, costs, 10_000.0))
        held.append(it.low <= 2.0 <= it.high)
        assert it.mean == pytest.approx(10_000 * gains.mean() / costs.mean())
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("costs", [np.zeros(50), np.full(50, -10.0), np.tile([-900.0, 1000.0], 25), np.ones(1)])
def test_no_gain_for_money_where_nothing_is_known_to_be_spent(costs):
    assert for_money(np.ones(len(costs)), costs, 10_000.0) is None


def test_of_many_cells_that_do_nothing_hardly_any_is_called_clear():
    rng = np.random.default_rng(7)
    any_clear = [clear_of_chance([rng.normal(0, 5, 60) for _ in range(100)]).any() for _ in range(100)]
    assert np.mean(any_clear) <= 0.12
    some = [rng.normal(4 if n < 10 else 0, 5, 60) for n in range(100)]
    clear = clear_of_chance(some)
    assert clear[:10].all() and clear[10:].sum() <= 3
    assert list(clear_of_chance([np.zeros(60), np.full(60, 2.0)])) == [False, True]
    assert len(clear_of_chance([])) == 0
