"""The last step: neighbours of the best plan, those that promise most first."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.stats import beta

from simulation.planning.search.margins import bandwidth, pull, shares, smoothed, weights_of
from simulation.planning.search.problem import Limit, Plan, Problem, Simulator
from simulation.planning.search.programme import Region, best
from simulation.planning.search.racing import race
from simulation.planning.search.state import Search, merit
from simulation.planning.search.surrogate import Cut

_CENT = 1e-6
"""Costs that differ by less are the same."""
_SAVINGS = (0.0, 0.02, 0.05, 0.1, 0.2)
"""Parts of the cost by which a plan is to be cheaper, at least, when estimates are asked what could do as much."""
_IN_VAIN = 2
"""Rounds in a row without a better plan after which no more are looked at."""
_BATCHES = ((0.2, 8), (0.5, 5), (1.0, 5))
"""Parts of the block on which neighbours are simulated, one after the other, and how many go on from each."""
_NEAR = (1, 2, 4)
"""Units around the best plan within which estimates are asked for the surest plan."""
_HOPELESS = 0.005
"""A plan is dropped early when, if it were good enough, so few successes would have this probability at most."""


def polish(
    found: Search, simulator: Simulator, simulate: Callable[[list[Plan]], None], say: Callable[[str, Search], None]
) -> None:
    """Moves to better neighbours until there is none, or the rounds are used up.

    simulate: simulates plans on the whole block and notes them in `found.tried`. A round in vain is followed by the
    next most promising neighbours.
    """
    looked: set[Plan] = set()
    in_vain = 0
    for number in range(found.effort.polish):
        if found.enough is not None and found.enough(number):
            return
        fresh = [plan for plan in _ranked(found) if plan not in found.tried and plan not in looked]
        ranked = fresh[: found.effort.neighbours]
        if not ranked:
            return
        looked.update(ranked)
        before = found.plan
        if found.problem.goal == "least cost":
            _cheaper(found, simulator, ranked, simulate)
        else:
            _more(found, simulator, ranked, simulate)
        say("polish", found)
        in_vain = in_vain + 1 if found.plan == before else 0
        if in_vain == _IN_VAIN:
            return


def neighbours(problem: Problem, plan: Plan) -> list[Plan]:
    """Plans one move away: one unit or block more or less of one decision, or of two, one up and one down or alike."""
    moves: list[dict[int, int]] = []
    steps = [
        (number, sign * size)
        for number, one in enumerate(problem.decisions)
        for size in sorted({1, one.block})
        for sign in (-1, 1)
    ]
    moves += [{number: step} for number, step in steps]
    moves += [{a: x, b: y} for a, x in steps for b, y in steps if a < b]
    found = (tuple(unit + move.get(number, 0) for number, unit in enumerate(plan)) for move in moves)
    return [one for one in dict.fromkeys(found) if problem.allows(one)]


def predicted(found: Search, plans: list[Plan]) -> np.ndarray:
    """Values that the estimates expect: float64, plans × replicates × targets. The best plan's, moved by its slopes."""
    values = found.tried[found.plan]
    slopes = _slopes(found)
    moves = np.array(plans, float) - np.array(found.plan, float)
    return values[None] + (moves @ slopes.T)[:, None, :]


def _slopes(found: Search) -> np.ndarray:
    """Those of the cut that was made nearest to the best plan."""
    return min(found.cuts, key=lambda cut: _distance(cut, found.plan)).slopes


def _ranked(found: Search) -> list[Plan]:
    """Neighbours that may be better, the most promising first."""
    problem, effort = found.problem, found.effort
    around, far = neighbours(problem, found.plan), []
    if not around:
        return []
    if problem.goal == "least cost" and merit(problem, effort.extra, found.plan, found.tried[found.plan])[0] == 1.0:
        around = [plan for plan in around if problem.cost(plan) < problem.cost(found.plan) - _CENT]
        far = [plan for plan in _less_for_as_much(found) if plan not in found.tried]
    elif problem.goal != "least cost":
        far = [plan for plan in _surest_near(found) if plan not in found.tried]
    if not around:
        return far
    expected = predicted(found, around)
    order = [(merit(problem, effort.extra, plan, values), plan) for plan, values in zip(around, expected, strict=True)]
    return list(dict.fromkeys([*far, *(plan for _, plan in sorted(order, reverse=True))]))


def _less_for_as_much(found: Search) -> list[Plan]:
    """What the estimates think best of all that is cheaper by some part, however far it lies from the best plan."""
    problem = found.problem
    plans = []
    region = Region(problem.low, problem.high)
    weights = pull(problem, found.tried[found.plan])
    cost = problem.cost(found.plan)
    for saving in _SAVINGS:
        most = cost * (1 - saving) - 2 * max(_CENT, _CENT * cost)
        cheaper = replace(problem, limits=(*problem.limits, Limit("cheaper", tuple(problem.prices), most)))
        for cuts in (found.cuts, found.cuts[-1:]):
            plan = best(cheaper, cuts, weights, region)
            if plan is not None and problem.cost(plan) < cost - _CENT:
                plans.append(plan)
    return plans


def _surest_near(found: Search) -> list[Plan]:
    """What the estimates think best within some units of the best plan: many decisions moved at once, within limits."""
    problem, weights = found.problem, weights_of(found.problem, found.tried[found.plan])
    nearest = sorted(found.cuts, key=lambda cut: _distance(cut, found.plan))[:3]
    plans = []
    for units in _NEAR:
        region = Region.around(problem, found.plan, np.full(len(found.plan), units))
        for cuts in (*([cut] for cut in nearest), nearest):
            plan = best(problem, cuts, weights, region)
            if plan is not None and plan != found.plan:
                plans.append(plan)
    return list(dict.fromkeys(plans))


def _distance(cut: Cut, plan: Plan) -> float:
    return float(np.abs(np.array(cut.plan) - np.array(plan)).sum())


def _cheaper(found: Search, simulator: Simulator, plans: list[Plan], simulate: Callable[[list[Plan]], None]) -> None:
    """Simulates in growing batches what is not yet hopeless, and takes the best."""
    block = found.effort.block
    alive, seen = list(plans), 0
    for share, kept in _BATCHES:
        upto = max(1, round(share * block))
        if upto <= seen or not alive:
            continue
        values = simulator.outcomes(alive, range(upto))
        left = [(plan, one) for plan, one in zip(alive, values, strict=True) if not _hopeless(found, one)]
        left.sort(key=lambda pair: _outlook(found, *pair), reverse=True)
        alive = [plan for plan, _ in left[:kept]]
        seen = upto
    simulate(alive)
    for plan in alive:
        if found.better(plan, found.plan):
            found.plan = plan


def _outlook(found: Search, plan: Plan, values: np.ndarray) -> tuple[float, ...]:
    """The merit that a plan will have on the whole block: that of the best plan there, moved by the paired differences
    on a part of it, which are known much better than the shares themselves.
    """
    problem, extra = found.problem, found.effort.extra
    base, part = found.tried[found.plan], found.tried[found.plan][: len(values)]
    likely = shares(problem, base) + shares(problem, values) - shares(problem, part)
    missing = np.maximum(np.array([min(1.0, one.probability + extra) for one in problem.requirements]) - likely, 0)
    # Half a standard error of a difference of shares counts as nothing.
    doubtful = 0.5 * np.sqrt(2 * likely.clip(0.01, 0.99) * (1 - likely.clip(0.01, 0.99)) / (3 * len(values)))
    return float((missing <= doubtful * (len(values) < len(base))).all()), -problem.cost(plan), -float(missing.sum())


def _hopeless(found: Search, values: np.ndarray) -> bool:
    for one, share in zip(found.problem.requirements, shares(found.problem, values), strict=True):
        successes = round(share * len(values))
        upper = 1.0 if successes == len(values) else beta.ppf(1 - _HOPELESS, successes + 1, len(values) - successes)
        if upper < min(1.0, one.probability + found.effort.extra):
            return True
    return False


def _more(found: Search, simulator: Simulator, plans: list[Plan], simulate: Callable[[list[Plan]], None]) -> None:
    """The best of some plans and the present one, by a race on paired differences."""
    problem, block = found.problem, found.effort.block
    field = [found.plan, *plans]

    def scores(which: list[int], replicates: range) -> np.ndarray:
        values = simulator.outcomes([field[one] for one in which], replicates)
        if problem.goal == "most":
            return values[:, :, problem.requirements[0].targets[0]]
        return smoothed(problem, values, problem.requirements[0], width)

    width = bandwidth(found.tried[found.plan])
    base = scores([0], range(block))
    difference = max(1e-9, float(base.std()) * 0.02)
    first = max(2, min(block, block // 5))
    chosen = field[race(scores, len(field), difference, 0.05, first, max(1, block // 10), block)]
    simulate([chosen])
    if found.better(chosen, found.plan):
        found.plan = chosen
