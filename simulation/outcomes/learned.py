"""How much the data say about an uncertainty: its posterior against its prior."""

from dataclasses import dataclass

import numpy as np
from scipy import special

LEAST_GAP = 0.1
"""Distributions whose cumulative shares nowhere differ by more are taken for the same."""
_AT_95 = 1.358
"""Kolmogorov's 95 % point, to be divided by the root of the number of draws."""


@dataclass(frozen=True)
class Learned:
    """What the data say about one uncertainty.

    gap: largest difference between the cumulative distributions of posterior and prior (Kolmogorov–Smirnov), 0 to 1.
    least: gaps up to this may be chance. narrower: by how much of its width the central 80 % interval has shrunk.
    """

    name: str
    gap: float
    least: float
    narrower: float

    @property
    def something(self) -> bool:
        """Whether the data say anything about it."""
        return self.gap > self.least

    @property
    def nothing(self) -> bool:
        """Whether they say nothing; neither this nor `something`: there are too few draws to tell."""
        return self.gap <= LEAST_GAP


def learned(name: str, values: np.ndarray, u: np.ndarray, weights: np.ndarray, prior_width: float) -> Learned:
    """Compares weighted draws with their prior. values: in the unit; u: their quantiles in the prior; both one a draw.

    prior_width: of the prior's central 80 % interval, in the unit.
    """
    order = np.argsort(u, kind="stable")
    after = np.cumsum(weights[order]) / weights.sum()
    before = np.concatenate([[0], after[:-1]])
    gap = float(max(np.abs(after - u[order]).max(), np.abs(before - u[order]).max()))
    size = weights.sum() ** 2 / (weights**2).sum()
    low, high = weighted_quantiles(values, weights, (0.1, 0.9))
    narrower = 1 - (high - low) / prior_width if prior_width > 0 else 0.0
    return Learned(name, gap, float(max(LEAST_GAP, _AT_95 / np.sqrt(size))), float(narrower))


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Quantiles of weighted values."""
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(shares, middle / weights.sum(), values[order])


def prior_shares(z: np.ndarray) -> np.ndarray:
    """Quantiles in the prior of standard normal scores."""
    return special.ndtr(z)
