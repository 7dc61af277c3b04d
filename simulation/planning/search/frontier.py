"""What more or less certainty costs: the cheapest plans for other probabilities, from the estimates of a search."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.planning.search.margins import needed_shift, shares
from simulation.planning.search.polishing import neighbours
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.programme import Region, cheapest
from simulation.planning.search.state import Search, problem_met

CORRECTIONS = 3
"""Proposals for one probability, or for one set of prices, at most."""


@dataclass(frozen=True)
class Corner:
    """The cheapest plan found that reaches a probability (and the extra) on the block; none found: no plan."""

    probability: float
    plan: Plan | None
    cost: float
    share: float


def frontier(found: Search, simulator: Simulator, probabilities: list[float]) -> list[Corner]:
    """A corner for each probability, asked of the first requirement; the others stay. All plans tried so far count."""
    problems = []
    for probability in probabilities:
        first = replace(found.problem.requirements[0], probability=probability)
        problems.append(
            replace(found.problem, requirements=(first, *found.problem.requirements[1:]), goal="least cost")
        )
        _improved(problems[-1], found, simulator, CORRECTIONS)
    # A plan that was found for one probability may be the cheapest for another.
    return [_corner(problem, found) for problem in problems]


def cheapest_at(found: Search, simulator: Simulator, prices: np.ndarray, corrections: int = CORRECTIONS) -> Plan:
    """The cheapest plan at some prices of the decisions, by the estimates and all plans tried so far.

    corrections: proposals that are simulated, at most; with 0 the plans tried so far are only priced.
    """
    decisions = tuple(
        replace(one, price=float(price)) for one, price in zip(found.problem.decisions, prices, strict=True)
    )
    problem = replace(found.problem, decisions=decisions)
    _improved(problem, found, simulator, corrections)
    return _best(problem, found) or found.plan


def _improved(problem: Problem, found: Search, simulator: Simulator, corrections: int) -> None:
    """Simulates plans that may be the best of a problem; they are noted in `found.tried`."""
    extra, block = found.effort.extra, range(found.effort.block)
    region = Region(problem.low, problem.high)
    for correction in range(corrections):
        best = _best(problem, found)
        start = found.plan if best is None else best
        values = found.tried[start]
        needed = values.mean(axis=0) + needed_shift(problem, values, extra)
        cuts = found.cuts if correction == 0 else found.cuts[-1:]
        plan, _ = cheapest(problem, cuts, needed, region)
        if plan is None or plan in found.tried:
            cheaper = [one for one in neighbours(problem, start) if problem.cost(one) < problem.cost(start) - 1e-6]
            fresh = [one for one in cheaper if one not in found.tried]
            if best is None or not fresh:
                break
            slopes = found.cuts[-1].slopes
            pull = slopes[list(problem.requirements[0].targets)].sum(axis=0)
            plan = max(fresh, key=lambda one: float(pull @ np.array(one)) - 1e-9 * problem.cost(one))
        found.tried[plan] = simulator.outcomes([plan], block)[0]
        found.cuts = [cut.loosened(plan, found.tried[plan].mean(axis=0)) for cut in found.cuts]


def _corner(problem: Problem, found: Search) -> Corner:
    best = _best(problem, found)
    probability = problem.requirements[0].probability
    if best is None:
        return Corner(probability, None, float("nan"), float("nan"))
    return Corner(probability, best, problem.cost(best), float(shares(problem, found.tried[best])[0]))


def _best(problem: Problem, found: Search) -> Plan | None:
    """The cheapest of the plans tried that meets the requirements."""
    good = [
        plan for plan, values in found.tried.items()
        if problem.allows(plan) and problem_met(problem, values, found.effort.extra)
    ]  # fmt: skip
    return min(good, key=lambda plan: (problem.cost(plan), plan)) if good else None
