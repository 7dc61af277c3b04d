"""The few ways in which charts read results."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulation.outcomes.arrays import sum_of
from simulation.outcomes.results import Results
from simulation.outcomes.summary import QUANTILES


def nation(results: Results, *measures: str) -> dict[str, pd.DataFrame]:
    """For each measure, mean and quantiles of the nation by month."""
    summary = results.summary()
    rows = summary[(summary.level == "nation") & summary.measure.isin(measures)]
    return {
        measure: rows[rows.measure == measure].set_index("month").sort_index()[["mean", *QUANTILES]]
        for measure in measures
    }


def months_of(results: Results) -> pd.DatetimeIndex:
    """The months simulated."""
    return pd.DatetimeIndex([f"{name}-01" for name in results.scenario.month_names()], name="month")


def years_of(results: Results) -> pd.DataFrame:
    """The calendar years simulated, and how many months of each."""
    counts = pd.Series(months_of(results).year).value_counts().sort_index()
    return pd.DataFrame({"year": counts.index, "months": counts.to_numpy()})


def yearly(results: Results, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Mean and quantiles of the nation's yearly flows; a group sums its columns.

    The sums over the year and over places are taken within each replicate, and the quantiles after that.
    """
    flows = results.national(*sorted({name for columns in groups.values() for name in columns}))
    years = years_of(results)
    starts = np.cumsum([0, *years.months[:-1]])
    parts = []
    for group, columns in groups.items():
        by_year = np.add.reduceat(sum_of(flows[name] for name in columns), starts, axis=1)
        spread = {name: np.quantile(by_year, share, axis=0) for name, share in QUANTILES.items()}
        parts.append(years.assign(group=group, mean=by_year.mean(axis=0), **spread))
    return pd.concat(parts, ignore_index=True)


def share_of(part: float, whole: float) -> float:
    """A share; not a number where there is no whole."""
    return part / whole if whole else np.nan
