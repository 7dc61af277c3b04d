"""How far a search is, how much it may simulate, and what makes one plan better than another."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simulation.planning.search.margins import bandwidth, needed_shift, shares, smoothed
from simulation.planning.search.problem import Plan, Problem
from simulation.planning.search.surrogate import Cut


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    block: replicates on which plans are compared. design: replicates of each row of a design. extra: by how much the
    probability on the block shall exceed the required one, so that the plan holds on others. rounds: proposals from
    designs, at most. single: replicates of each difference of one decision. steps: proposals from those, at most.
    polish: rounds of neighbours, at most. neighbours: looked at in each.
    """

    block: int = 500
    design: int = 25
    extra: float = 0.035
    rounds: int = 6
    single: int = 100
    steps: int = 4
    polish: int = 6
    neighbours: int = 20


type Enough = Callable[[int], bool]
"""Asked before each round of neighbours, by its number from 0, whether the search ends here."""


@dataclass
class Search:
    """What the search has found so far. reached: whether the plan meets the requirements on the block."""

    problem: Problem
    effort: Effort
    cuts: list[Cut] = field(default_factory=list)
    tried: dict[Plan, np.ndarray] = field(default_factory=dict)
    """Plans that were simulated on the whole block, in their order, and their values."""
    plan: Plan = ()
    reached: bool = False
    enough: Enough | None = None

    def better(self, plan: Plan, than: Plan) -> bool:
        """Whether a tried plan is better than another."""
        return merit(self.problem, self.effort.extra, plan, self.tried[plan]) > merit(
            self.problem, self.effort.extra, than, self.tried[than]
        )


type Told = Callable[[str, Search], None]
"""Told of each step: its name and how the search stands."""


def merit(problem: Problem, extra: float, plan: Plan, values: np.ndarray) -> tuple[float, ...]:
    """What makes one plan better than another, the first number first."""
    cost = problem.cost(plan)
    if problem.goal == "most":
        return float(values[:, problem.requirements[0].targets[0]].mean()), -cost
    found = shares(problem, values)
    if problem.goal == "most probable":
        # Of plans that no future reaches, those that come nearer are better.
        if found[0] == 0:
            return 0.0, -float(needed_shift(problem, values, 0.0).clip(0).sum()), -cost
        return float(smoothed(problem, values, problem.requirements[0], bandwidth(values)).mean()), 0.0, -cost
    wanted = np.array([min(1.0, one.probability + extra) for one in problem.requirements])
    missing = float(np.maximum(wanted - found, 0.0).sum())
    if missing <= 1e-12:
        return 1.0, -cost, float(found.sum())
    lacking = needed_shift(problem, values, extra).clip(0) / np.maximum(1.0, np.abs(problem.thresholds))
    return 0.0, -missing, -float(lacking.sum()), -cost


def problem_met(problem: Problem, values: np.ndarray, extra: float) -> bool:
    """Whether values meet all requirements, each with so much more probability."""
    wanted = [min(1.0, one.probability + extra) for one in problem.requirements]
    return bool((shares(problem, values) >= np.array(wanted) - 1e-12).all())
