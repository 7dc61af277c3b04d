"""Whether one change is better than the others, and what it gives for its money; on values of pairs alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

LEVEL = 0.05
"""One winner in twenty, at most, is named wrongly; intervals are of 95 %."""
KNOWN = 0.5
"""A cost is known well enough to divide by when half of its interval is less than this part of it."""


@dataclass(frozen=True)
class Mean:
    """A mean over pairs with its 95 % interval; NaN without two pairs."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """leader: the change with the largest mean. winner: the leader, when it is better than 0 and than each other.

    tied: changes from which the leader cannot be told apart, the larger mean first; empty where nothing is better
    than 0 (`helps`).
    """

    leader: str | None
    winner: str | None
    tied: tuple[str, ...]
    helps: bool


def mean_of(values: np.ndarray) -> Mean:
    """Mean and Student's interval of values: float64, pairs."""
    pairs = len(values)
    if pairs < 2:
        return Mean(float(values.mean()) if pairs else np.nan, np.nan, np.nan)
    mean, half = float(values.mean()), _half(values, LEVEL)
    return Mean(mean, mean - half, mean + half)


def _half(values: np.ndarray, level: float) -> float:
    return float(student.ppf(1 - level / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))


def for_money(gains: np.ndarray, costs: np.ndarray, money: float) -> np.ndarray | None:
    """Values of pairs whose mean is mean gain over mean cost, for so much money, and whose spread is that of the ratio
    (the delta method); None where the cost is not known well enough, or nothing is spent.

    gains: float64, pairs. costs: the same, in euros.
    """
    if len(costs) < 2 or not costs.mean() > 0 or _half(costs, LEVEL) > KNOWN * costs.mean():
        return None
    ratio = gains.mean() / costs.mean()
    return money * (ratio + (gains - ratio * costs) / costs.mean())


def verdict(values: Mapping[str, np.ndarray]) -> Verdict:
    """Which change is best. values: of each change, float64, of the same pairs of futures in the same order.

    The leader wins when the mean of its difference to each other is above 0, with intervals so wide (Bonferroni) that a
    change that is not the best is named in at most one of forty races.
    """
    means = {name: float(one.mean()) for name, one in values.items() if len(one) > 1}
    if not means:
        return Verdict(None, None, (), False)
    order = sorted(means, key=lambda name: -means[name])
    leader, others = order[0], order[1:]
    first = values[leader]
    if not means[leader] - _half(first, LEVEL) > 0:
        return Verdict(leader, None, (), False)
    level = LEVEL / max(1, len(others))
    differences = {name: first - values[name] for name in others}
    tied = tuple(name for name, one in differences.items() if not one.mean() - _half(one, level) > 0)
    return Verdict(leader, None if tied else leader, tied, True)


def clear_of_chance(samples: list[np.ndarray]) -> np.ndarray:
    """Which of many means are told apart from 0: bool, one each.

    So that of those that are named at most one in twenty is chance, whatever the number of them (Benjamini & Hochberg
    1995). A mean without any spread is clear when it is not 0.
    """
    chances = np.ones(len(samples))
    for number, one in enumerate(samples):
        if len(one) > 1 and one.any():
            error = one.std(ddof=1) / np.sqrt(len(one))
            chances[number] = 0.0 if error == 0 else 2 * student.sf(abs(one.mean()) / error, len(one) - 1)
    return false_discovery_control(chances) < LEVEL if len(chances) else np.zeros(0, bool)
