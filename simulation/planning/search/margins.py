"""How far the values of a plan must move so that enough futures reach what they are to reach."""

import math

import numpy as np
from scipy.special import ndtr

from simulation.planning.search.problem import Problem, Requirement

_SHARP = 1e-9
"""Width where nothing varies: then a future meets a target or does not."""


def shares(problem: Problem, values: np.ndarray) -> np.ndarray:
    """Share of futures that meet each requirement. values: float64, replicates × targets."""
    return np.array([problem.met(values, one).mean() for one in problem.requirements])


def needed_shift(problem: Problem, values: np.ndarray, extra: float) -> np.ndarray:
    """By how much each target's values must rise, all futures alike, so that each requirement is just met.

    Negative: so much may be lost. extra: added to each required probability. float64, one a target. Of targets that
    are to be reached together, those are moved first by which the next futures are won with the least shift, counted
    in standard deviations. Not a product of single probabilities: futures are counted.
    """
    shift = np.full(values.shape[1], -np.inf)
    for one in problem.requirements:
        chosen = list(one.targets)
        shift[chosen] = np.maximum(shift[chosen], _of_one(problem, values, one, extra))
    return np.where(np.isinf(shift), 0.0, shift)


def _of_one(problem: Problem, values: np.ndarray, requirement: Requirement, extra: float) -> np.ndarray:
    chosen = list(requirement.targets)
    lacking = np.array(problem.thresholds)[chosen] - values[:, chosen]
    successes = wanted(requirement.probability + extra, len(values))
    # Each target by itself must succeed as often; that is where the common search begins.
    shift = np.sort(lacking, axis=0)[successes - 1]
    scale = spread(values[:, chosen])
    while True:
        short = np.maximum(lacking - shift, 0.0)
        failing = (short > 1e-9).any(axis=1)
        if (~failing).sum() >= successes:
            return shift
        effort = np.where(failing, (short / scale).sum(axis=1), np.inf)
        shift = shift + short[int(effort.argmin())]


def smoothed(problem: Problem, values: np.ndarray, requirement: Requirement, width: np.ndarray) -> np.ndarray:
    """How nearly each future meets a requirement, from 0 to 1: the mean is a probability that climbs without steps.

    A kernel estimate of the distribution function: the target that lacks most, in its own width, through the normal
    distribution. width: of each target (`bandwidth`). values: … × targets.
    """
    chosen = list(requirement.targets)
    margins = (values[..., chosen] - np.array(problem.thresholds)[chosen]) / width[chosen]
    return ndtr(margins.min(axis=-1))


def bandwidth(values: np.ndarray) -> np.ndarray:
    """Width of the kernel of each target: Silverman's, 0.9 standard deviations × futures ^ −1/5."""
    return np.maximum(0.9 * values.std(axis=0) * len(values) ** -0.2, _SHARP)


def wanted(probability: float, replicates: int) -> int:
    """Futures out of so many that must succeed."""
    return min(replicates, max(1, math.ceil(min(probability, 1.0) * replicates - 1e-9)))


def spread(values: np.ndarray) -> np.ndarray:
    """Standard deviation of each target over futures; 1 where nothing varies."""
    found = values.std(axis=0)
    return np.where(found > 0, found, 1.0)


def weights_of(problem: Problem, values: np.ndarray) -> np.ndarray:
    """What one unit more of each target's mean is worth to the goal: float64, one a target."""
    if problem.goal != "most":
        return pull(problem, values)
    found = np.zeros(values.shape[1])
    found[problem.requirements[0].targets[0]] = 1.0
    return found


def pull(problem: Problem, values: np.ndarray) -> np.ndarray:
    """How many more futures meet the first requirement for each unit by which a target's values rise.

    float64, one a target, 0 for targets that the requirement leaves out. Central differences over half a standard
    deviation; where nothing changes (all futures meet it, or none), each target counts by its spread.
    """
    requirement = problem.requirements[0]
    scale, found = spread(values), np.zeros(values.shape[1])
    for target in requirement.targets:
        step = np.zeros(values.shape[1])
        step[target] = scale[target] / 2
        change = problem.met(values + step, requirement).mean() - problem.met(values - step, requirement).mean()
        found[target] = change / scale[target]
    if not found.any():
        found[list(requirement.targets)] = 1 / scale[list(requirement.targets)]
    return found
