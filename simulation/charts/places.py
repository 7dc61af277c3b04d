"""What the charts of places share: active facilitators of each region, and their rate per 1,000 public agents."""

from dataclasses import dataclass
from functools import cached_property
from math import floor, log10

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from simulation.charts.language import HARD_SPACE, Language
from simulation.charts.source import Results, nation
from simulation.outcomes.wording import amounts
from simulation.scenario.geography import geography_of

MEASURE = "active_facilitators"
PER = 1000
"""Public agents for which facilitators are counted."""
LEVELS = ("q10", "q50", "q90")
"""Median and 80 % interval: columns of the summary."""


@dataclass(frozen=True)
class Places:
    """Active facilitators by region and month."""

    headcount: pd.Series
    """Public agents of each region, persons."""
    persons: dict[str, pd.DataFrame]
    """Quantile to persons: months × regions."""
    national: pd.DataFrame
    """Mean and quantiles of the nation by month, persons."""

    @cached_property
    def rates(self) -> dict[str, pd.DataFrame]:
        """Quantile to active facilitators per 1,000 public agents: months × regions."""
        return {level: PER * frame / self.headcount for level, frame in self.persons.items()}

    @cached_property
    def national_rates(self) -> pd.DataFrame:
        """The same for the nation: months × quantiles."""
        return PER * self.national[list(LEVELS)] / self.headcount.sum()

    @property
    def months(self) -> pd.DatetimeIndex:
        """The months simulated."""
        return pd.DatetimeIndex(self.national.index)

    @cached_property
    def order(self) -> list[str]:
        """The regions by their level at the end, highest first."""
        ends = pd.DataFrame({level: frame.iloc[-1] for level, frame in self.rates.items()})
        return list(ends.sort_values(["q50", "q90", "q10"], ascending=False, kind="stable").index)

    @cached_property
    def decimals(self) -> int:
        """Decimals shown at most: two significant digits of the nation's highest median."""
        top = self.national_rates["q50"].max() or self.rates["q90"].to_numpy().max()
        return min(_two_digits(top), 7) if top else 0

    def write(self, rate: float, language: Language) -> str:
        """A rate as the language writes it, two digits at most of a large one; what is not zero never looks like it."""
        smallest = 10.0**-self.decimals
        if 0 < rate < smallest / 2:
            return f"<{HARD_SPACE}{self.write(smallest, language)}"
        decimals = min(_two_digits(rate), self.decimals) if rate else 0
        return format_decimal(rate, f"#,##0.{'0' * decimals}".rstrip("."), locale=language.code)

    def known(self, region: str, month: int, language: Language) -> tuple[str, str, str]:
        """Median and 80 % interval of a region's rate in a month (position)."""
        median, low, high = (
            self.write(self.rates[level][region].iloc[month], language) for level in ("q50", "q10", "q90")
        )
        return median, low, high

    def known_persons(self, region: str, month: int, language: Language) -> tuple[str, str, str]:
        """Median and 80 % interval of a region's persons in a month (position)."""
        median, low, high = (self.persons[level][region].iloc[month] for level in ("q50", "q10", "q90"))
        return amounts(MEASURE, median, low, high, language.code)


def _two_digits(rate: float) -> int:
    return max(0, 1 - floor(log10(rate)))


def data(results: Results) -> Places:
    """Active facilitators of every region and of the nation, and how many public agents there are."""
    geography = geography_of(results.scenario)
    headcount = pd.Series(np.bincount(geography.region_of_cell, geography.headcount), index=list(geography.regions))
    summary = results.summary()
    rows = summary[(summary.level == "region") & (summary.measure == MEASURE)]
    rows = rows.assign(region=rows.region.astype(str))
    persons = {level: rows.pivot(index="month", columns="region", values=level)[headcount.index] for level in LEVELS}
    return Places(headcount, persons, nation(results, MEASURE)[MEASURE])


def steps(months: int, most: int) -> list[int]:
    """Positions of at most so many months, the last among them, evenly apart: parts of a year where that is enough."""
    stride = next((one for one in (1, 2, 3, 6, 12) if -(-months // one) <= most), -(-months // most))
    return list(range(months - 1, -1, -stride))[::-1]


def table(seen: Places, shown: list[int], language: Language) -> pd.DataFrame:
    """A row a month (by position) and region: facilitators, and facilitators per 1,000 public agents."""
    say, share = language.text, language.percent(0.8)
    names = {"q50": say("median"), "q10": say("{share} low", share=share), "q90": say("{share} high", share=share)}
    kinds = {say("active facilitators"): seen.persons, say("per 1,000 public agents"): seen.rates}
    months = seen.months[shown]
    columns = {
        say("month"): np.repeat(months.strftime("%Y-%m"), len(seen.order)),
        say("region"): seen.order * len(months),
        say("public agents"): np.tile(seen.headcount[seen.order].astype(int), len(months)),
    }
    for kind, frames in kinds.items():
        for level, name in names.items():
            columns[f"{kind}{say(':')} {name}"] = frames[level][seen.order].iloc[shown].to_numpy().ravel()
    return pd.DataFrame(columns)
