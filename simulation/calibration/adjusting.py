"""What is left of the tolerance is taken out by regression, and draws are made equally likely.

ABC keeps draws whose simulated history is near what was observed, not equal to it, so that its posterior is too wide. A
local-linear regression of the draws on how far each observation was missed says how they would have been, had it not
been missed (Beaumont, Zhang and Balding 2002).
"""

import numpy as np

from simulation.calibration.distance import excess

RIDGE = 0.01
"""Penalty of the regression, as a share of each column's variance: observations that go together would divide by 0."""
FURTHEST = 5.0
"""Largest standard normal score that an adjusted draw may have."""


def adjusted(
    z: np.ndarray, values: np.ndarray, weights: np.ndarray, scales: np.ndarray, band: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Draws without what the tolerance adds, and their weights: draws × free, draws.

    z: standard normal scores. values, band: as compared, draws × observations and 2 × observations. Nothing is carried
    beyond what was simulated: an observation that every draw misses on one side counts as the nearest miss.
    """
    missed = excess(values, band) / scales
    distance = np.sqrt(np.mean(missed**2, axis=1))
    if distance.max() == 0:
        return z, weights
    # Epanechnikov's kernel; the last draw keeps a little, so that weights stay positive.
    kernel = 1 - (distance / (1.001 * distance.max())) ** 2
    weights = weights * kernel / (weights * kernel).sum()
    away = missed - np.clip(0, missed.min(axis=0), missed.max(axis=0))
    centred = away - weights @ away
    spread = np.sqrt(weights @ centred**2)
    varies = spread > 1e-9
    if not varies.any():
        return z, weights
    standard = centred[:, varies] / spread[varies]
    weighted = standard * weights[:, None]
    slopes = np.linalg.solve(weighted.T @ standard + RIDGE * np.eye(int(varies.sum())), weighted.T @ (z - weights @ z))
    return np.clip(z - (away[:, varies] / spread[varies]) @ slopes, -FURTHEST, FURTHEST), weights


def resampled(weights: np.ndarray, draws: int) -> np.ndarray:
    """Positions of equally likely draws: systematic resampling, which repeats each as often as its weight asks for."""
    at = np.searchsorted(np.cumsum(weights) / weights.sum(), (np.arange(draws) + 0.5) / draws)
    return np.minimum(at, len(weights) - 1)


def effective(weights: np.ndarray) -> float:
    """Effective sample size."""
    return float(weights.sum() ** 2 / (weights**2).sum())
