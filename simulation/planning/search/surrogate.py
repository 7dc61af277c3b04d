"""Straight-line estimates of what decisions bring: designed runs around a plan, and the cuts that they make.

A design moves all decisions at once (a Hadamard matrix and its mirror image, so that interactions of two decisions do
not pass for effects of one), each row with the same replicates. Every run then tells about every decision; differences
one by one would need some ten times the runs for the same precision. What is found are slopes over both sides of the
plan, on average over where the others stand; with what saturates, or what helps only together (courses and the days to
teach them), that is the slope which neither promises all nor hides it. Once proposals stand still, differences one by
one follow, with all else as in the plan: what a decision of two values brings beside the others as they are decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import hadamard

from simulation.planning.search.problem import Plan, Problem, Simulator


@dataclass(frozen=True)
class Cut:
    """Means of the targets lie at most on planes: value + slopes · (units − plan).

    plan: where the plane was found. values: targets. slopes: targets × decisions.
    """

    plan: Plan
    values: np.ndarray
    slopes: np.ndarray

    def at(self, units: Sequence[int] | np.ndarray) -> np.ndarray:
        """The planes at a plan: one value a target."""
        return self.values + self.slopes @ (np.asarray(units, float) - np.array(self.plan, float))

    def loosened(self, plan: Plan, values: np.ndarray) -> "Cut":
        """The cut raised where a simulated plan lies above it: there the estimate was wrong."""
        return Cut(self.plan, self.values + np.maximum(values - self.at(plan), 0.0), self.slopes)


def design_around(problem: Problem, plan: Plan, widths: np.ndarray) -> list[Plan]:
    """Plans around a plan: each decision at its lower or higher level, by a Hadamard matrix and its mirror image.

    widths: units to either side, cut off at the bounds; what a bound takes on one side is added on the other. Limits
    are not looked at: what a plan outside the budget would bring is a fair question to a simulator.
    """
    units = np.array(plan)
    below = np.minimum(widths, units - problem.low)
    above = np.minimum(widths, problem.high - units)
    lower = units - np.minimum(below + (widths - above), units - problem.low)
    higher = units + np.minimum(above + (widths - below), problem.high - units)
    rows = 2
    while rows < len(units) + 1:
        rows *= 2
    signs = hadamard(rows)[:, 1 : len(units) + 1]
    signs = np.vstack([signs, -signs])
    return [tuple(row) for row in np.where(signs > 0, higher, lower).tolist()]


def cut_around(
    problem: Problem, simulator: Simulator, plan: Plan, widths: np.ndarray, replicates: range, block: range
) -> Cut:
    """The cut at a plan: its own means over the block, slopes from a design around it.

    replicates: of the design; block: of the plan.
    """
    values = simulator.outcomes([plan], block)[0].mean(axis=0)
    plans = design_around(problem, plan, widths)
    means = simulator.outcomes(plans, replicates).mean(axis=1)
    units = np.array(plans, float)
    units = units - units.mean(axis=0)
    slopes = np.linalg.lstsq(units, means - means.mean(axis=0), rcond=None)[0].T
    return Cut(plan, values, slopes)


def differences_around(
    problem: Problem, simulator: Simulator, plan: Plan, step: int, replicates: range, block: range
) -> Cut:
    """The cut at a plan with slopes from one decision at a time: units up and down, as far as the bounds allow.

    step: units. replicates: of the neighbours; block: of the plan.
    """
    values = simulator.outcomes([plan], block)[0].mean(axis=0)
    units = [
        sorted({max(one.low, unit - step), min(one.high, unit + step)})
        for one, unit in zip(problem.decisions, plan, strict=True)
    ]
    around = {
        (number, unit): (*plan[:number], unit, *plan[number + 1 :])
        for number, both in enumerate(units) for unit in both
    }  # fmt: skip
    plans = list(dict.fromkeys(around.values()))
    means = dict(zip(plans, simulator.outcomes(plans, replicates).mean(axis=1), strict=True))
    slopes = np.zeros((len(values), len(plan)))
    for number, both in enumerate(units):
        if len(both) == 2:  # else the bounds leave no choice
            below, above = (means[around[number, unit]] for unit in both)
            slopes[:, number] = (above - below) / (both[1] - both[0])
    return Cut(plan, values, slopes)
