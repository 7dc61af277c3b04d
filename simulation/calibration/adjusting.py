"""What is left of the tolerance is taken out by regression, and draws are made equally likely.

ABC keeps draws whose simulated history is near what was observed, not equal to it, so that its posterior is too wide. A
local-linear regression of the draws on how far each observation was missed says how they would have been, had it not
been missed (Beaumont, Zhang and Balding 2002). As in any regression, what is left over is too small by the freedom that
the slopes took, and is widened by it.
"""

from typing import NamedTuple

import numpy as np

from simulation.calibration.distance import excess

RIDGE = 0.01
"""Penalty of the regression, as a share of each column's variance: observations that go together would divide by 0."""
MOST_SLOPES = 1 / 3
"""Slopes for each effective draw from which on a regression would only fit chance: then nothing is adjusted."""
FURTHEST = 5.0
"""Largest standard normal score that an adjusted draw may have."""


class Adjusted(NamedTuple):
    """Draws (draws × free) and their weights; enough: whether there were draws enough to adjust them."""

    z: np.ndarray
    weights: np.ndarray
    enough: bool


def adjusted(
    z: np.ndarray, values: np.ndarray, weights: np.ndarray, scales: np.ndarray, band: np.ndarray
) -> Adjusted:
    """Draws without what the tolerance adds.

    z: standard normal scores. values, band: as compared, draws × observations and 2 × observations. Nothing is carried
    beyond what was simulated: an observation that every draw misses on one side counts as the nearest miss.
    """
    missed = excess(values, band) / scales
    distance = np.sqrt(np.mean(missed**2, axis=1))
    if distance.max() == 0:
        return Adjusted(z, weights, True)
    # Epanechnikov's kernel; the last draw keeps a little, so that weights stay positive.
    kernel = 1 - (distance / (1.001 * distance.max())) ** 2
    near = weights * kernel / (weights * kernel).sum()
    away = missed - np.clip(0, missed.min(axis=0), missed.max(axis=0))
    middle = near @ away
    spread = np.sqrt(near @ (away - middle) ** 2)
    varies = spread > 1e-9
    standard = (away - middle)[:, varies] / spread[varies]
    weighted = standard * near[:, None]
    together = weighted.T @ standard
    penalised = together + RIDGE * np.eye(len(together))
    freedom, size = 1 + np.trace(np.linalg.solve(penalised, together)), effective(near)
    if freedom > MOST_SLOPES * size:
        return Adjusted(z, weights, False)
    slopes = np.linalg.solve(penalised, weighted.T @ (z - near @ z))
    centre = near @ z - (middle[varies] / spread[varies]) @ slopes
    left_over = z - near @ z - standard @ slopes
    wider = np.sqrt(size / (size - freedom))
    return Adjusted(np.clip(centre + wider * left_over, -FURTHEST, FURTHEST), near, True)


def resampled(weights: np.ndarray, draws: int) -> np.ndarray:
    """Positions of equally likely draws: systematic resampling, which repeats each as often as its weight asks for."""
    at = np.searchsorted(np.cumsum(weights) / weights.sum(), (np.arange(draws) + 0.5) / draws)
    return np.minimum(at, len(weights) - 1)


def effective(weights: np.ndarray) -> float:
    """Effective sample size."""
    return float(weights.sum() ** 2 / (weights**2).sum())
