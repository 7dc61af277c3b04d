"""What a forecast's width is made of, year by year: chance, each leading assumption, and what knowing one would narrow.

Two designs. Futures whose assumptions are all drawn at random, as the forecast draws them, each run at least twice with
other chance: they tell chance from assumption, and how much the forecast moves and narrows with each assumption. Then
Saltelli's design for what the leading assumptions do with their interactions: futures of which one part (an
assumption, or all others together) is drawn again. The points of one of its rows share their chance, which cancels.

SALib's own analysis takes one number a point, and would count some of the chance left in it as assumption. Here
products are of two different replicates, whose chance is independent; the estimator is Jansen's (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.stats import norm, qmc

from simulation.analysis.study import Study
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.width import CHANCE, INTERACTIONS, INTERVAL, OTHERS
from simulation.runs.points import Point

CLASSES = 16
"""Classes of equal probability into which the values of an assumption are put, to see what the forecast is in each."""
RESAMPLES, PLACEBOS = 200, 20
"""Bootstrap samples; random classes against which a narrowing is told."""
_AT_95 = norm.ppf(0.975)


@dataclass(frozen=True)
class Drawn:
    """Futures whose assumptions are all drawn independently; each has chance of its own."""

    study: Study
    futures: int

    @cached_property
    def cube(self) -> np.ndarray:
        """float64, futures × factors, each in (0, 1); those of fewer futures are the first of more."""
        rng = np.random.default_rng([self.study.sweep.seed, 0])
        return rng.random((self.futures, len(self.study.factors)))

    def points(self) -> list[Point]:
        """The points. Raises PointsError."""
        replicates = self.study.replicates
        points = self.study.points(self.cube, self.study.factors)
        return [replace(point, first=number * replicates) for number, point in enumerate(points)]


@dataclass(frozen=True)
class Redrawn:
    """Futures, and the same with one part drawn again: a chosen assumption, or all others together.

    samples: rows, a power of two.
    """

    study: Study
    chosen: tuple[str, ...]
    samples: int

    @property
    def others(self) -> tuple[str, ...]:
        """The assumptions that vary together as one part."""
        return tuple(factor for factor in self.study.factors if factor not in self.chosen)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in order: settings, then all the others."""
        return (*self.chosen, OTHERS) if self.others else self.chosen

    def points(self) -> list[Point]:
        """Rows of parts + 1 points; those of a row share their chance, those of different rows do not.

        Raises PointsError.
        """
        names = [*self.chosen, *self.others]
        rng = np.random.default_rng([self.study.sweep.seed, 1])
        first, second = np.hsplit(qmc.Sobol(2 * len(names), seed=rng).random(self.samples), 2)
        part_of = np.minimum(np.arange(len(names)), len(self.chosen))
        again = np.stack([part_of == part for part in range(len(self.parts))])
        rows = np.where(again[None], second[:, None], first[:, None])
        rows = np.concatenate([first[:, None], rows], axis=1).reshape(-1, len(names))
        each = len(self.parts) + 1
        replicates = self.study.replicates
        points = self.study.points(rows, names)
        return [replace(point, first=number // each * replicates) for number, point in enumerate(points)]


def yearly_values(
    results: SweepResults, points: Sequence[Point], replicates: int, measure: str, periods: np.ndarray
) -> np.ndarray:
    """National values: float64, points × replicates × years; a point of which any run failed is NaN throughout.

    periods: of each year, the position of its end among the periods that are kept.
    """
    found = results.by_period(measure)
    values = np.full((len(points), replicates, len(periods)), np.nan)
    for number, point in enumerate(points):
        runs = found.get(point.fingerprint, {})
        wanted = range(point.first, point.first + replicates)
        if all(replicate in runs for replicate in wanted):
            values[number] = [runs[replicate][periods] for replicate in wanted]
    return values


def leading(cube: np.ndarray, values: Sequence[np.ndarray], most: int) -> list[int]:
    """Positions of the factors with the largest shares by themselves, summed over measures and years, those first.

    cube: futures × factors. values: of each measure, futures × replicates × years.
    """
    weight = np.zeros(cube.shape[1])
    for one in values:
        whole = whole_points(one)
        if whole.sum() > 1:
            weight += np.nansum(shares(one[whole], _classes(cube[whole]))[1:], axis=1)
    return np.argsort(-weight, kind="stable")[:most].tolist()


def whole_points(values: np.ndarray) -> np.ndarray:
    """Which points have no failed run: bool. values: points × replicates × years."""
    return ~np.isnan(values).any(axis=(1, 2))


@dataclass(frozen=True)
class Made:
    """What the width of one measure is made of; left out: futures, and rows of the second design, with a failed run.

    table: one row a year (position) and part, with the columns of `outcomes.width.WIDTH_COLUMNS`.
    """

    table: pd.DataFrame
    futures_left_out: int
    rows_left_out: int


def made_of(drawn: Drawn, redrawn: Redrawn, values: np.ndarray, again: np.ndarray) -> Made:
    """Shares of variance and narrowings of one measure. values, again: points × replicates (2 or more) × years.

    Errors are half of 95 % intervals, by bootstrap over futures and over rows. NaN where nothing varies, or with fewer
    than two whole futures.
    """
    seed, years = drawn.study.sweep.seed, values.shape[2]
    whole = whole_points(values)
    rows = again.reshape(redrawn.samples, len(redrawn.parts) + 1, *again.shape[1:])
    kept = ~np.isnan(rows).any(axis=(1, 2, 3))
    names = (CHANCE, *redrawn.parts, INTERACTIONS)
    found = _nothing(len(names), years)
    if whole.sum() > 1:
        order = [drawn.study.factors.index(factor) for factor in (*redrawn.chosen, *redrawn.others)]
        chosen = len(redrawn.chosen)
        found |= _by_class(values[whole], drawn.cube[whole][:, order], chosen, np.random.default_rng([seed, 2]))
        if kept.sum() > 1:
            inside = slice(1, 1 + len(redrawn.parts))
            variance = _variances(values[whole])[0]
            found["total"][inside], found["total_error"][inside] = with_interactions(
                rows[kept], variance, np.random.default_rng([seed, 3])
            )
    columns = {name: each.T.ravel() for name, each in found.items()}
    keys = {"year": np.repeat(np.arange(years), len(names)), "part": list(names) * years}
    return Made(pd.DataFrame(keys | columns), int((~whole).sum()), int((~kept).sum()))


def _nothing(parts: int, years: int) -> dict[str, np.ndarray]:
    names = ("share", "total", "width", "narrowing")
    return {name: np.full((parts, years), np.nan) for one in names for name in (one, f"{one}_error")}


def _by_class(values: np.ndarray, cube: np.ndarray, chosen: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Shares, width and narrowing with their errors, parts × years; the first `chosen` factors stand for themselves."""
    classes = _classes(cube)
    futures, factors = classes.shape
    parts = 1 + chosen + (factors > chosen) + 1
    found = _nothing(parts, values.shape[2])
    share, width, known = _told(values, classes, chosen)
    placebos = [_mean_widths(values, classes[rng.permutation(futures)], chosen) for _ in range(PLACEBOS)]
    resampled = []
    for _ in range(RESAMPLES):
        picked = rng.integers(futures, size=futures)
        one_share, one_width, one_known = _told(values[picked], classes[picked], chosen)
        resampled.append(np.concatenate([one_share, one_width[None], one_width - one_known]))
    errors = _AT_95 * np.std(resampled, axis=0, ddof=1)
    found["share"], found["share_error"] = share, errors[:parts]
    found["width"][:], found["width_error"][:] = width, errors[parts]
    found["narrowing"][1 : 1 + chosen] = np.mean(placebos, axis=0) - known
    found["narrowing_error"][1 : 1 + chosen] = errors[parts + 1 :]
    return found


def _told(values: np.ndarray, classes: np.ndarray, chosen: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares (parts × years), width (years), and mean width within the classes of each chosen factor."""
    each = shares(values, classes)
    alone, others = each[: 1 + chosen], each[1 + chosen :]
    parts = np.concatenate([alone, others.sum(axis=0, keepdims=True)]) if len(others) else alone
    rest = 1 - parts.sum(axis=0, keepdims=True)
    width = _width(values.reshape(-1, values.shape[2]))
    return np.concatenate([parts, rest]), width, _mean_widths(values, classes, chosen)


def _classes(cube: np.ndarray) -> np.ndarray:
    return (cube * CLASSES).astype(int)


def _variances(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance of single futures, and that of chance (between replicates with the same assumptions): years each."""
    chance = values.var(axis=1, ddof=1).mean(axis=0)
    replicates = values.shape[1]
    return values.mean(axis=1).var(axis=0, ddof=1) + chance * (1 - 1 / replicates), chance


def shares(values: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Shares of the variance of single futures: chance, then each factor by itself; (1 + factors) × years.

    values: futures × replicates × years. classes: futures × factors. A factor's share is the variance between the means
    of its classes, without what chance and the other factors leave in means of few futures. Within a class the factor
    still varies, so its share is understated, by less than a twentieth of it. NaN where nothing varies.
    """
    variance, chance = _variances(values)
    variance = np.where(variance > 0, variance, np.nan)
    means = values.mean(axis=1)
    means = means - means.mean(axis=0)
    found = [chance]
    for one in classes.T:
        counts = np.bincount(one, minlength=CLASSES)[:, None]
        some = counts[:, 0] > 1
        sums, squares = (
            np.stack([np.bincount(one, column, CLASSES) for column in table.T], axis=1) for table in (means, means**2)
        )
        of_class = sums[some] / counts[some]
        within = (squares[some] - counts[some] * of_class**2) / (counts[some] - 1)
        left = (within / counts[some]).mean(axis=0) * (1 - 1 / some.sum())
        found.append(of_class.var(axis=0) - left)
    return np.array(found) / variance


def _mean_widths(values: np.ndarray, classes: np.ndarray, chosen: int) -> np.ndarray:
    """The width in each class of a factor, averaged over its classes: chosen factors × years.

    That is the expected width once it is known in which class the assumption lies.
    """
    years = values.shape[2]
    found = []
    for one in classes[:, :chosen].T:
        order, counts = np.argsort(one, kind="stable"), np.bincount(one, minlength=CLASSES)
        parts = np.split(values[order], np.cumsum(counts)[:-1])
        found.append(np.mean([_width(part.reshape(-1, years)) for part in parts if len(part)], axis=0))
    return np.array(found)


def _width(values: np.ndarray) -> np.ndarray:
    """Width of the interval of single futures (futures × years)."""
    edge = (1 - INTERVAL) / 2
    low, high = np.quantile(values, [edge, 1 - edge], axis=0, method="median_unbiased")
    return high - low


def with_interactions(
    rows: np.ndarray, variance: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the variance (of single futures, years) with interactions, and their errors: parts × years.

    rows: rows × (1 + parts) × replicates × years, as `Redrawn` orders them.
    """
    changed = rows[:, 1:] - rows[:, :1]
    replicates = changed.shape[2]
    # Products of different replicates: the chance in them is independent.
    crossed = (changed.sum(axis=2) ** 2 - (changed**2).sum(axis=2)) / (replicates * (replicates - 1))
    each = crossed / 2 / np.where(variance > 0, variance, np.nan)
    count = len(each)
    weights = rng.multinomial(count, np.full(count, 1 / count), RESAMPLES) / count
    return each.mean(axis=0), _AT_95 * np.tensordot(weights, each, axes=1).std(axis=0, ddof=1)
