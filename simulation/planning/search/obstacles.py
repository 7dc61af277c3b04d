"""What stands in the way of more: bounds and limits at which a plan has arrived, and what lies behind them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Decision, Limit, Plan, Problem, Simulator

_CLEAR = 2.0
"""Standard errors by which a gain must exceed nothing to be told."""


@dataclass(frozen=True)
class Obstacle:
    """A bound or limit that a plan has reached, and what one step over it brings.

    decision: the one that would go on, by one block. gain: change of the mean of the target that gains most in its
    spread; target: its position; error: standard error of the gain. share: change of the first requirement's share.
    """

    kind: Literal["bound", "limit"]
    name: str
    decision: str
    gain: float
    error: float
    target: int
    share: float


def obstacles(problem: Problem, simulator: Simulator, plan: Plan, block: range) -> list[Obstacle]:
    """The bounds and limits behind which there is more, those first that gain most. Empty: nothing decided brings more.

    The simulator is asked what would come of plans that are not allowed: one block more of one decision.
    """
    steps = {}
    for number, one in enumerate(problem.decisions):
        over = (*plan[:number], plan[number] + one.block, *plan[number + 1 :])
        hindrance = _hindrance(problem, over, number, one)
        if hindrance is not None:
            steps[over] = (one, *hindrance)
    if not steps:
        return []
    base = simulator.outcomes([plan], block)[0]
    scale = np.where(base.std(axis=0) > 0, base.std(axis=0), 1.0)
    found = []
    for (one, kind, name), values in zip(steps.values(), simulator.outcomes(list(steps), block), strict=True):
        change = values - base
        means, errors = change.mean(axis=0), change.std(axis=0, ddof=1) / np.sqrt(len(block))
        chosen = list(problem.requirements[0].targets)
        target = chosen[int((means / scale)[chosen].argmax())]
        if means[target] > _CLEAR * errors[target] and means[target] > 0:
            share = float((shares(problem, values) - shares(problem, base))[0])
            found.append(Obstacle(kind, name, one.name, float(means[target]), float(errors[target]), target, share))
    return sorted(found, key=lambda one: (-one.share, -one.gain / scale[one.target]))


def _hindrance(
    problem: Problem, over: Plan, number: int, one: Decision
) -> tuple[Literal["bound", "limit"], str] | None:
    broken = [limit for limit in problem.limits if _broken(limit, over)]
    if over[number] > one.high:
        return "bound", one.name
    return ("limit", broken[0].name) if broken else None


def _broken(limit: Limit, plan: Plan) -> bool:
    return float(np.dot(limit.weights, plan)) > limit.most + 1e-9
