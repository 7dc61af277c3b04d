"""What a chart asks of results, and the few ways in which charts read them."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from simulation.outcomes.frame import Frame
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.value import Value
from simulation.outcomes.width import Width
from simulation.scenario.schema import Scenario


class Results(Protocol):
    """What `simulation.open_results` gives, as far as charts use it."""

    manifest: dict[str, Any]
    frame: Frame

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""

    @property
    def replicates(self) -> np.ndarray:
        """Numbers of the replicates recorded."""

    def summary(self) -> pd.DataFrame:
        """Mean and quantiles by level, region, administration, month and measure."""

    def national(self, *names: str) -> dict[str, np.ndarray]:
        """Recorded columns summed over the nation: replicates × months, in their unit."""

    def lineage(self) -> pd.DataFrame:
        """Facilitators and trainers by replicate, year (its last simulated month) and generation, as recorded."""

    @property
    def run_chunks(self) -> Sequence[Any]:
        """The parts in which replicates are stored, in order."""

    def whole_numbers(
        self, names: Sequence[str], chunks: Sequence[Any] | None = None
    ) -> Iterable[tuple[str, np.ndarray]]:
        """Columns of one table as recorded: name and whole numbers, replicates × months × places; of these parts."""

    def network(self) -> pd.DataFrame:
        """A row a replicate and year: persons, ties and components of the network."""

    def ties(self) -> pd.DataFrame:
        """A row a replicate, year, level and pair of places: ties between them."""

    def example(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One replicate person by person: its people, and who was in which group. Raises ResultsError without one."""

    def uncertainties(self) -> pd.DataFrame:
        """A row a replicate: the value drawn for each uncertainty, in its unit."""

    def known(self, measure: str) -> pd.DataFrame:
        """What is known of a stock of the real network: date (YYYY-MM or YYYY-MM-DD), low and high, by date."""

    def width(self) -> Width | None:
        """What the width of the forecast is made of; None where that was not analysed."""

    def value(self) -> Value | None:
        """What single changes would be worth; None where that was not looked at."""

    def value_by_place(self) -> Value | None:
        """What one more is worth by region and period; None where that was not looked at."""


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


def yearly(results: Results, groups: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Mean and quantiles of the nation's yearly flows; a group sums its columns.

    The sums over the year and over places are taken within each replicate, and the quantiles after that.
    """
    flows = results.national(*sorted({name for columns in groups.values() for name in columns}))
    years = years_of(results)
    starts = np.cumsum([0, *years.months[:-1]])
    parts = []
    for group, columns in groups.items():
        by_year = np.add.reduceat(sum(flows[name] for name in columns), starts, axis=1)
        spread = {name: np.quantile(by_year, share, axis=0) for name, share in QUANTILES.items()}
        parts.append(years.assign(group=group, mean=by_year.mean(axis=0), **spread))
    return pd.concat(parts, ignore_index=True)


def share_of(part: float, whole: float) -> float:
    """A share; not a number where there is no whole."""
    return part / whole if whole else np.nan
