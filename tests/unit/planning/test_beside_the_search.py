"""What stands beside a search: simple plans, other probabilities and prices, worlds, and when a plan fails."""

import numpy as np
import pytest

from simulation.planning.search.frontier import cheapest_at, frontier
from simulation.planning.search.margins import bandwidth, needed_shift, shares, smoothed
from simulation.planning.search.problem import Decision, Limit, Problem, Remembered, Requirement
from simulation.planning.search.robust import failing, standings
from simulation.planning.search.searching import search
from simulation.planning.search.simple import best_mix, cheapest_size
from simulation.planning.search.state import Effort
from simulation.planning.search.verifying import between, verify
from tests.unit.planning.known_answers import Seats

EXACT = Effort(block=2000, design=2000, single=2000, extra=0.0)


def _seats(probability: float = 0.8, **more) -> Problem:
    return Problem((Decision("seats", 0, 300, 1.0),), (50.0,), (Requirement((0,), probability),), **more)


def test_a_simple_plan_is_taken_at_its_cheapest_size():
    found = cheapest_size(_seats(), Seats(0.5), "equal", lambda size: (round(300 * size),), range(2000), 0.0)
    assert (found.plan, found.reached) == ((108,), True)


def test_a_simple_plan_that_is_never_enough_is_the_surest_that_is_allowed():
    problem = _seats(limits=(Limit("money", (1.0,), 90.0),))
    found = cheapest_size(problem, Seats(0.5), "equal", lambda size: (round(300 * size),), range(2000), 0.0)
    assert (found.plan, found.reached) == ((90,), False)


def test_the_frontier_knows_what_certainty_costs():
    simulator = Remembered(Seats(0.5))
    found = search(_seats(), simulator, EXACT)
    corners = frontier(found, simulator, [0.5, 0.8, 0.9])
    assert corners[1].plan == (108,)
    assert [one.share >= one.probability for one in corners] == [True] * 3
    # 100 seats certify 50 in half of the futures (.54), 113 in nine of ten.
    assert corners[0].cost == pytest.approx(100, abs=2) and corners[2].cost == pytest.approx(113, abs=2)


def test_another_price_makes_another_plan():
    class Either:
        """Two kinds of seats that certify alike."""

        def outcomes(self, plans, replicates):
            return Seats(0.5).outcomes([(sum(plan),) for plan in plans], replicates)

    decisions = (Decision("here", 0, 200, 1.0), Decision("there", 0, 200, 1.1))
    problem = Problem(decisions, (50.0,), (Requirement((0,), 0.8),))
    simulator = Remembered(Either())
    found = search(problem, simulator, EXACT)
    assert found.plan == (108, 0)
    assert cheapest_at(found, simulator, np.array([1.0, 1.1])) == (108, 0)
    assert cheapest_at(found, simulator, np.array([1.2, 1.1]))[0] == 0


def test_after_a_miss_a_plan_between_is_judged_if_it_is_cheaper():
    problem = _seats()
    simulator = Remembered(Seats(0.5))
    found = search(problem, simulator, EXACT)
    for seats in (104, 109, 112, 125):
        found.tried[(seats,)] = simulator.outcomes([(seats,)], range(EXACT.block))[0]
    missed, accepted = (verify(problem, simulator, (seats,), range(90_000, 92_000), 3) for seats in (104, 125))
    assert (missed.accepted, accepted.accepted) == (False, True)
    middle = sum(shares(problem, found.tried[(seats,)])[0] for seats in (104, 125)) / 2
    (chosen,) = between(found, missed, accepted)
    assert shares(problem, found.tried[(chosen,)])[0] >= middle and 104 < chosen < 125
    fewer = [values for (seats,), values in found.tried.items() if seats < chosen]
    assert all(shares(problem, values)[0] < middle for values in fewer)
    # Nothing lies between a plan and itself.
    assert between(found, accepted, accepted) is None


def test_margins_count_futures_and_no_product():
    # Two targets that fail in different futures: .8 each, .6 together.
    values = np.ones((10, 2))
    values[:2, 0] = values[8:, 1] = 0.0
    problem = Problem((Decision("x", 0, 1),), (1.0, 1.0), (Requirement((0, 1), 0.8),))
    assert shares(problem, values).tolist() == [0.6]
    shift = needed_shift(problem, values, 0.0)
    assert sorted(shift.tolist()) == [0.0, 1.0]  # one of them is moved, not both
    assert shares(problem, values + shift)[0] >= 0.8


def test_the_smoothed_share_is_near_the_share_and_has_no_steps():
    problem = Problem((Decision("x", 0, 1),), (100.0, 10.0), (Requirement((0, 1), 0.8),))
    rng = np.random.default_rng(3)
    values = np.stack([rng.normal(95, 20, 4000), rng.normal(12, 2, 4000)], axis=1)
    share = shares(problem, values)[0]
    score = smoothed(problem, values, problem.requirements[0], bandwidth(values)).mean()
    assert score == pytest.approx(share, abs=0.02)
    # A thousandth more of the target that lacks most is seen, where a count of futures stands still.
    few = values[:50]
    more = few + np.array([0.001, 0.0])
    assert shares(problem, more)[0] == shares(problem, few)[0]
    width = bandwidth(few)
    first = problem.requirements[0]
    assert smoothed(problem, more, first, width).mean() > smoothed(problem, few, first, width).mean()


def test_where_nothing_varies_the_smoothed_share_is_the_share():
    problem = Problem((Decision("x", 0, 1),), (5.0,), (Requirement((0,), 0.8),))
    for value, met in ((4.0, 0.0), (6.0, 1.0)):
        values = np.full((10, 1), value)
        assert smoothed(problem, values, problem.requirements[0], bandwidth(values)).mean() == met


def test_a_simple_plan_decides_together_what_helps_and_leaves_the_rest():
    class WithDays:
        """Seats certify only with days; posters use up what days need."""

        def outcomes(self, plans, replicates):
            return Seats(0.5).outcomes([(min(seats, days) - posters,) for seats, days, posters in plans], replicates)

    decisions = tuple(Decision(name, 0, 200, 1.0) for name in ("seats", "days", "posters"))
    problem = Problem(decisions, (50.0,), (Requirement((0,), 0.8),))

    def mixed(kinds):
        return lambda size: tuple(round(200 * size) if one.name in kinds else 0 for one in decisions)

    kinds = ("seats", "days", "posters")
    mix, seen = best_mix(problem, WithDays(), mixed, kinds, "seats", range(400), 0.0)
    assert mix == ("seats", "days")
    assert seen[0] == (120, 120, 0)  # of the sizes looked at


def test_every_corner_of_the_frontier_is_no_dearer_than_those_of_more_certainty():
    simulator = Remembered(Seats(0.5))
    corners = frontier(search(_seats(), simulator, EXACT), simulator, [0.5, 0.6, 0.7, 0.8, 0.9])
    costs = [one.cost for one in corners]
    assert costs == sorted(costs)


def test_standings_over_worlds():
    met = np.array([[[1, 1], [0, 0]], [[1, 0], [1, 0]]], bool)
    first, second = standings(met, 0.5)
    assert (first.mean, first.good, first.regret) == (0.5, 0.5, 0.5)
    assert (second.mean, second.good, second.regret) == (0.5, 1.0, 0.5)
    assert first.worst == pytest.approx(0.1) and second.worst == pytest.approx(0.5)


def test_where_a_plan_fails_is_said_by_the_assumption_that_decides():
    rng = np.random.default_rng(1)
    drawn = rng.uniform(0, 1, (2000, 6))
    failed = rng.random(2000) < np.where(drawn[:, 3] < 0.3, 0.8, 0.1)
    rule = failing(drawn, list("abcdef"), failed)
    assert ("d", "<=") in [(name, sign) for name, sign, _ in rule.conditions]
    assert rule.within > 0.7 and rule.outside < 0.4


def test_no_rule_is_made_of_chance():
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found.append(failing(rng.uniform(0, 1, (600, 8)), list("abcdefgh"), rng.random(600) < 0.2))
    assert sum(rule is not None for rule in found) <= 3


def test_a_simple_plan_may_be_enough_at_a_middle_size_only():
    class TooMuch(Seats):
        """From 150 seats on there is no money left for anything."""

        def outcomes(self, plans, replicates):
            return super().outcomes([(seats if seats < 150 else 0,) for (seats,) in plans], replicates)

    found = cheapest_size(_seats(), TooMuch(0.5), "equal", lambda size: (round(300 * size),), range(2000), 0.0)
    assert (found.plan, found.reached) == ((108,), True)
