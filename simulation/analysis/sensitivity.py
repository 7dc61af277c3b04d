"""Which of the settings that a sweep varies matter most: designs and their analysis, by SALib.

First Morris: each factor moved by itself along short trajectories. Then Sobol: shares of variance, of the factors that
moved the measure most. A point's value is the mean over its replicates; replicates share their seeds at all points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_design
from SALib.sample import sobol as sobol_design
from scipy.stats import norm

LEVELS, EDGE = 4, 0.05
"""Of Morris: each factor stands at one of four levels, from its 5 % to its 95 % quantile: ends may be infinite."""
RESAMPLES = 1000
"""Bootstrap samples of each interval."""
_AT_95 = norm.ppf(0.975)


@dataclass(frozen=True)
class Indices:
    """What an analysis found: one row a factor, how many of its groups of points it used, and the noise.

    `groups` are trajectories (Morris) or rows of both matrices (Sobol); `left_out` those of them with a failed point;
    `failed` the points that failed. noise: see `noise_share`.
    """

    table: pd.DataFrame
    groups: int
    left_out: int
    failed: int
    noise: float | None


def morris_rows(factors: int, trajectories: int, seed: int) -> np.ndarray:
    """Trajectories through the unit cube: float64, trajectories × (factors + 1) rows × factors.

    Those of fewer trajectories are the first ones of more.
    """
    problem = _problem(range(factors), EDGE)
    return morris_design.sample(problem, trajectories, LEVELS, seed=np.random.default_rng(seed))


def morris_indices(factors: Sequence[str], rows: np.ndarray, values: np.ndarray, seed: int) -> Indices:
    """Mean size (mu_star), mean (mu) and spread (sigma) of effects, largest first; `…_conf`: half of a 95 % interval.

    An effect is the change of the measure for the whole width of a factor's distribution. values: of each row, rows ×
    replicates, NaN for failed points. With fewer than two whole trajectories the numbers are NaN.
    """
    means, kept, groups = _whole(values, len(factors) + 1)
    table = pd.DataFrame({"factor": list(factors)})
    names = ["mu_star", "mu_star_conf", "mu", "sigma", "sigma_conf"]
    if kept.sum() < 2:
        table[names] = np.nan
    else:
        rng = np.random.default_rng(seed)
        whole = rows.reshape(groups, len(factors) + 1, len(factors))[kept]
        found = morris_analysis.analyze(
            _problem(factors),
            whole.reshape(-1, len(factors)),
            means[kept].ravel(),
            RESAMPLES,
            num_levels=LEVELS,
            seed=rng,
        )
        for name in names[:-1]:
            # SALib's effects are for the way from the first level to the last.
            table[name] = np.asarray(found[name], float) / (1 - 2 * EDGE)
        table["sigma_conf"] = _spread_conf(_effects(whole, means[kept]), rng)
        table = table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    return Indices(table, groups, int((~kept).sum()), _failed(values), noise_share(values))


def sobol_rows(factors: int, samples: int, seed: int) -> np.ndarray:
    """Saltelli's design: float64, samples × (factors + 2) rows × factors; samples: a power of two.

    That of fewer samples is the beginning of that of more.
    """
    return sobol_design.sample(
        _problem(range(factors)), samples, calc_second_order=False, seed=np.random.default_rng(seed)
    )


def sobol_indices(factors: Sequence[str], values: np.ndarray, seed: int) -> Indices:
    """Shares of the variance of point means: S1 by a factor alone, ST with its interactions; `…_conf` as above.

    values: as for Morris. NaN when the measure does not vary, or with fewer than two whole groups.
    """
    means, kept, groups = _whole(values, len(factors) + 2)
    table = pd.DataFrame({"factor": list(factors)})
    names = ["S1", "S1_conf", "ST", "ST_conf"]
    if kept.sum() < 2 or np.ptp(means[kept]) == 0:
        table[names] = np.nan
    else:
        found = sobol_analysis.analyze(
            # SALib takes 0 for no seed.
            _problem(factors),
            means[kept].ravel(),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=seed + 1,
        )
        for name in names:
            table[name] = np.asarray(found[name], float)
    return Indices(table, groups, int((~kept).sum()), _failed(values), noise_share(values))


def noise_share(values: np.ndarray) -> float | None:
    """Share of the variance of single runs that is chance: the mean variance within a point over the whole variance.

    values: points × replicates, on common seeds. The whole variance is that within points and that between their true
    means, from which the chance that is left in means of few replicates is taken away. None with one replicate, fewer
    than two whole points, or nothing that varies.
    """
    values = values[~np.isnan(values).any(axis=1)]
    points, replicates = values.shape
    if points < 2 or replicates < 2:
        return None
    within = values.var(axis=1, ddof=1).mean()
    means = values.mean(axis=1)
    # What replicates share moves all means alike; only what is left differs between them.
    rest = values - means[:, None] - values.mean(axis=0) + values.mean()
    own = (rest**2).sum() / ((points - 1) * (replicates - 1))
    between = max(0.0, means.var(ddof=1) - own / replicates)
    return float(within / (within + between)) if within + between > 0 else None


def _problem(names: Iterable, edge: float = 0.0) -> dict:
    names = [str(name) for name in names]
    return {"num_vars": len(names), "names": names, "bounds": [[edge, 1 - edge]] * len(names)}


def _whole(values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Means over replicates, groups × size; which groups have no failed point; how many groups there are."""
    means = values.mean(axis=1).reshape(-1, size)
    return means, ~np.isnan(means).any(axis=1), len(means)


def _failed(values: np.ndarray) -> int:
    return int(np.isnan(values).any(axis=1).sum())


def _effects(rows: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Effects: trajectories × factors. rows: trajectories × (factors + 1) × factors; each step moves one factor."""
    steps = np.diff(rows, axis=1)
    changes = np.diff(means, axis=1)[:, :, None]
    return (changes * steps).sum(axis=1) / (steps**2).sum(axis=1)


def _spread_conf(effects: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half the 95 % interval of the standard deviation over trajectories, of each factor, as SALib finds mu_star's."""
    drawn = rng.integers(len(effects), size=(RESAMPLES, len(effects)))
    return _AT_95 * effects[drawn].std(axis=1, ddof=1).std(axis=0, ddof=1)
