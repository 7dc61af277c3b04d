"""Paired differences: what one plan yields more than another when both meet the same chance and assumptions."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from simulation.language import say
from simulation.scenario.problems import Told

CONFIDENCE = 0.95
"""How often the interval of a mean difference holds the difference that endless pairs would show."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison. values: float64, replicates × months, of the nation, rows by `replicates`.

    months: YYYY-MM of each column (of a sweep: the last month of each period). stock: whether the measure stands at
    the end of each month; a flow is already summed from the start.
    """

    name: str
    seed: int
    replicates: np.ndarray
    months: tuple[str, ...]
    values: np.ndarray


@dataclass(frozen=True)
class Difference:
    """What the second side has more than the first, at one month.

    mean, low, high: the mean of the pairs and its 95 % interval; pairs_low, pairs_high: 80 % of the pairs lie between.
    more, fewer: shares of pairs in which the second has more, fewer. shows_from: the first month from which on the 95 %
    interval of the mean leaves out 0, up to this month; None if it does not at this month.
    """

    first: str
    second: str
    month: str
    pairs: int
    mean: float
    low: float
    high: float
    pairs_low: float
    pairs_high: float
    more: float
    fewer: float
    shows_from: str | None


class PairingError(Told, ValueError):
    """Two sides cannot be paired; the message says why."""


def paired(first: Side, second: Side, month: str | None = None) -> Difference:
    """The difference of two sides over the replicates that both have.

    Raises PairingError when their seeds differ, no replicate or month is common to both, or the month is not there.
    """
    if first.seed != second.seed:
        raise PairingError(
            say(
                "{name} was run with seed {seed}, {second_name} with {second_seed}; pairs share their chance",
                name=first.name,
                seed=first.seed,
                second_name=second.name,
                second_seed=second.seed,
            )
        )
    common = np.intersect1d(first.replicates, second.replicates)
    months = [one for one in first.months if one in second.months]
    if not len(common) or not months:
        raise PairingError(
            say("{name} and {second_name} have no replicate in common", name=first.name, second_name=second.name)
            if months
            else say("{name} and {second_name} have no month in common", name=first.name, second_name=second.name)
        )
    last = months[-1] if month is None else month
    if last not in months:
        raise PairingError(
            say(
                "{last} is not there in both; they share {first} to {final}",
                last=last,
                first=months[0],
                final=months[-1],
            )
        )
    months = months[: months.index(last) + 1]
    differences = _values(second, common, months) - _values(first, common, months)
    mean = differences.mean(axis=0)
    half = half_width(differences)
    final = differences[:, -1]
    low, high = np.quantile(final, [0.1, 0.9])
    return Difference(
        first.name,
        second.name,
        last,
        len(common),
        float(mean[-1]),
        float(mean[-1] - half[-1]),
        float(mean[-1] + half[-1]),
        float(low),
        float(high),
        float((final > 0).mean()),
        float((final < 0).mean()),
        _shows_from(months, mean, half),
    )


def half_width(differences: np.ndarray, together: int = 1) -> np.ndarray:
    """Half the width of the 95 % interval of the mean of pairs (axis 0), by Student's t; infinite for fewer than two.

    together: of so many intervals that are to hold at once, each is so much wider (Bonferroni).
    """
    pairs = len(differences)
    if pairs < 2:
        return np.full(differences.shape[1:], np.inf)
    edge = student.ppf(1 - (1 - CONFIDENCE) / (2 * together), pairs - 1)
    return edge * differences.std(axis=0, ddof=1) / np.sqrt(pairs)


def ratio_parts(numerator: np.ndarray, denominator: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A ratio of means, and what each replicate contributes to it: numerator, denominator by replicate (axis 0).

    The contributions have the ratio as their mean, and its spread to first order (delta method): their paired
    difference is that of two ratios. Not a number where the denominator's mean is 0.
    """
    whole = denominator.mean(axis=0)
    whole = np.where(whole == 0, np.nan, whole)
    ratio = numerator.mean(axis=0) / whole
    return ratio, ratio + (numerator - ratio * denominator) / whole


def _values(side: Side, replicates: np.ndarray, months: list[str]) -> np.ndarray:
    rows = np.searchsorted(side.replicates, replicates)
    return side.values[rows][:, [side.months.index(month) for month in months]]


def _shows_from(months: list[str], mean: np.ndarray, half: np.ndarray) -> str | None:
    """The first month of the last unbroken stretch in which the interval of the mean leaves out 0, on the same side."""
    clear = np.where(np.abs(mean) > half, np.sign(mean), 0)
    if clear[-1] == 0:
        return None
    other = np.flatnonzero(clear != clear[-1])
    return months[other[-1] + 1 if len(other) else 0]
