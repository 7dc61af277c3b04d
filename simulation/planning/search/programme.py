"""The next plan to try, by mixed-integer linear programming.

HiGHS by `scipy.optimize.milp`, which Essaim needs anyhow: the solver and version that `highspy` would bring, without
another package to keep. It is serial and has a fixed seed there; a limit on nodes, none on time, so that the same
question has the same answer on any computer. What comes back is rounded and checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from simulation.planning.search.problem import Plan, Problem
from simulation.planning.search.surrogate import Cut

NODES = 20_000
_TINY = 1e-6


@dataclass(frozen=True)
class Region:
    """Where the next plan may lie: the bounds of units, both ends allowed."""

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def around(cls, problem: Problem, plan: Plan, radius: np.ndarray) -> "Region":
        """So many units around a plan, within the bounds."""
        units = np.array(plan)
        return cls(np.maximum(problem.low, units - radius), np.minimum(problem.high, units + radius))


def cheapest(problem: Problem, cuts: Sequence[Cut], needed: np.ndarray, region: Region) -> tuple[Plan | None, bool]:
    """The cheapest plan of which the cuts say that each target's mean is enough, and whether they do say so.

    needed: means, one a target. Where no plan is enough, the one that falls short least, in parts of what is lacking
    summed over targets. None: no plan keeps the limits.
    """
    used = sorted({target for one in problem.requirements for target in one.targets})
    rows = [(cut.slopes[t], cut.values[t] - cut.slopes[t] @ np.array(cut.plan), t) for cut in cuts for t in used]
    units = len(problem.decisions)
    matrix = np.array([slope for slope, _, _ in rows]).reshape(-1, units)
    least = np.array([needed[target] - constant for _, constant, target in rows])
    found = _solved(problem, problem.prices, matrix, least, region)
    if found is not None:
        return found, True
    # Each target may fall short, at a price.
    scale = np.array([max(1.0, abs(needed[target])) for target in used])
    short = np.zeros((len(rows), len(used)))
    for row, (_, _, target) in enumerate(rows):
        short[row, used.index(target)] = 1.0
    weights = np.concatenate([_tie(problem), 1 / scale])
    return _solved(problem, weights, np.hstack([matrix, short]), least, region), False


def best(problem: Problem, cuts: Sequence[Cut], weights: np.ndarray, region: Region) -> Plan | None:
    """The plan with the largest weighted sum of the targets' means, as far as the cuts tell.

    weights: one a target. Of plans that are as good, the cheaper.
    """
    used = [target for target in range(len(weights)) if weights[target] > 0]
    matrix, least = [], []
    for cut in cuts:
        for position, target in enumerate(used):
            height = np.zeros(len(used))
            height[position] = -1.0
            matrix.append(np.concatenate([cut.slopes[target], height]))
            least.append(cut.slopes[target] @ np.array(cut.plan, float) - cut.values[target])
    objective = np.concatenate([_tie(problem), -weights[used] / max(_TINY, weights[used].max())])
    return _solved(problem, objective, np.array(matrix), np.array(least), region, free=True)


def _tie(problem: Problem) -> np.ndarray:
    """Prices so small that they decide between equals only."""
    return _TINY * problem.prices / max(1.0, float(np.abs(problem.prices).max()))


def _solved(
    problem: Problem, objective: np.ndarray, matrix: np.ndarray, least: np.ndarray, region: Region, free: bool = False
) -> Plan | None:
    """The plan of the least objective with matrix · (units, others) ≥ least; others are ≥ 0, or free."""
    units, others = len(problem.decisions), len(objective) - len(problem.decisions)
    constraints = [LinearConstraint(matrix, least - _TINY * np.maximum(1.0, np.abs(least)), np.inf)]
    if problem.limits:
        weights = np.array([one.weights for one in problem.limits], float)
        weights = np.hstack([weights, np.zeros((len(problem.limits), others))])
        constraints.append(LinearConstraint(weights, -np.inf, [one.most for one in problem.limits]))
    low = np.concatenate([region.low, np.full(others, -np.inf if free else 0.0)])
    high = np.concatenate([region.high, np.full(others, np.inf)])
    integrality = np.concatenate([np.ones(units), np.zeros(others)])
    answer = milp(objective, integrality=integrality, bounds=Bounds(low, high), constraints=constraints,
                  options={"node_limit": NODES, "mip_rel_gap": 1e-9})  # fmt: skip
    if answer.x is None:
        return None
    plan = tuple(int(unit) for unit in np.rint(answer.x[:units]))
    return plan if problem.allows(plan) else None
