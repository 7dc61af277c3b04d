"""Weighted draws: how many independent ones they are worth, and equally likely ones made of them."""

import numpy as np


def resampled(weights: np.ndarray, draws: int) -> np.ndarray:
    """Positions of equally likely draws: systematic resampling, which repeats each as often as its weight asks for."""
    at = np.searchsorted(np.cumsum(weights) / weights.sum(), (np.arange(draws) + 0.5) / draws)
    return np.minimum(at, len(weights) - 1)


def effective(weights: np.ndarray) -> float:
    """Effective sample size: (Σ weights)² ÷ Σ weights²."""
    return float(weights.sum() ** 2 / (weights**2).sum())
