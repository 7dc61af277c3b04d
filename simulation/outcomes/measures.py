"""Shares of futures, first dates, sums over a year, and how much of a width is assumption: numbers of plain arrays."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

YEAR = 12
NORMAL = 1.959964
"""Quantile of the normal distribution within which, on both sides, 95 % lie."""


@dataclass(frozen=True)
class Share:
    """A share of replicates with its standard error, of `count` replicates."""

    value: float
    standard_error: float
    count: int

    @classmethod
    def of(cls, yes: np.ndarray) -> "Share":
        """The share that is true. The error does not vanish when all or none are (one of each is added for it)."""
        count = len(yes)
        if count == 0:
            return cls(float("nan"), float("nan"), 0)
        careful = (np.count_nonzero(yes) + 1) / (count + 2)
        return cls(float(np.mean(yes)), float(np.sqrt(careful * (1 - careful) / count)), count)

    def interval(self) -> tuple[float, float]:
        """Its 95 % interval, as far as so many replicates can tell (Wilson); 0 to 1 without any."""
        if not self.count:
            return 0.0, 1.0
        square = NORMAL**2 / self.count
        middle = (self.value + square / 2) / (1 + square)
        half = np.sqrt(self.value * (1 - self.value) * square + square**2 / 4) / (1 + square)
        return max(0.0, float(middle - half)), min(1.0, float(middle + half))


@dataclass(frozen=True)
class FirstMet:
    """When a target is first met. by_month: share of replicates that have met it by the end of each month."""

    by_month: np.ndarray
    not_by_the_end: float


def trailing_year(flow: np.ndarray) -> np.ndarray:
    """Sum of each month and the 11 before; NaN in the first 11 months. Replicates × months."""
    summed = np.cumsum(flow, axis=1, dtype=float)
    summed[:, YEAR:] -= summed[:, :-YEAR].copy()
    summed[:, : YEAR - 1] = np.nan
    return summed


def first_met(met: np.ndarray) -> FirstMet:
    """Distribution of the first month at whose end something is met; met: replicates × months, true or false."""
    by_month = np.logical_or.accumulate(met, axis=1).mean(axis=0)
    return FirstMet(by_month, float(1 - by_month[-1]))


@dataclass(frozen=True)
class Split:
    """How much of an outcome's variance is assumption (the rest is chance), with its standard error.

    pairs: worlds that were run twice. NaN when there are fewer than two pairs or nothing varies.
    """

    assumption: float
    standard_error: float
    pairs: int


def assumption_share(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> Split:
    """Splits the variance of an outcome into assumption (drawn uncertainties) and chance.

    values: the outcome of all replicates. first, second: the outcome of pairs of runs with the same drawn uncertainties
    and different chance. Chance variance is the mean of (first − second)² ÷ 2; the share of assumption is
    1 − chance variance ÷ total variance, kept within 0 and 1.
    """
    pairs = len(first)
    total = float(np.var(values, ddof=1)) if len(values) > 1 else 0.0
    if pairs < 2 or total == 0:
        return Split(float("nan"), float("nan"), pairs)
    halves = (np.asarray(first, float) - second) ** 2 / 2
    ratio = halves.mean() / total
    chance_error = halves.std(ddof=1) / np.sqrt(pairs)
    squares = (values - np.mean(values)) ** 2
    total_error = squares.std(ddof=1) / np.sqrt(len(values))
    error = np.hypot(chance_error / total, ratio * total_error / total)
    return Split(float(np.clip(1 - ratio, 0, 1)), float(error), pairs)


def split_of(results: "Results", measure: str, month: int, values: np.ndarray) -> Split:
    """The split for a national stock at the end of a month (position); `values`: of all replicates, in their order.

    Not known (NaN) for what the repeated runs do not keep.
    """
    if results.manifest["best_values"]:
        return Split(0.0, 0.0, 0)
    chance = results.chance()
    if measure not in chance:
        return Split(float("nan"), float("nan"), 0)
    again = chance[chance["month"] == pd.Timestamp(results.frame.first_days[month])].set_index("world")[measure]
    once = pd.Series(values, index=results.replicates)
    both = again.index.intersection(once.index)
    return assumption_share(values, once[both].to_numpy(), again[both].to_numpy())
