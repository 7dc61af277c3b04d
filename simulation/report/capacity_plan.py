"""The capacity plan as a table: a row a quarter and year, what it takes in trainers, courses, seats, days and euros."""

from dataclasses import dataclass

import pandas as pd

from simulation.charts.difference_words import mean_text
from simulation.charts.language import Language
from simulation.charts.quarters import MONEY, quarter_text
from simulation.charts.quarters import data as by_quarter
from simulation.charts.source import Results

MOST = 24
"""Quarters that fit on a page; with more, the table has years only."""
STOCKS = ("trainers",)
"""Counted at the end; the rest is summed."""
COLUMNS = {
    "trainers": None, "facilitator_courses": None, "facilitator_seats_filled": "facilitator_seats_offered",
    "certified": None, "trainer_days_used": "trainer_days_offered", "trainer_work": None,
    "facilitator_days_used": None, "facilitator_work": None, "money_cash": None, "money_valued_time": None,
}  # fmt: skip
"""What the table tells, and beside it what was offered, where that is limited."""


@dataclass(frozen=True)
class PlanTable:
    """Headings; rows: what a period is called, whether it is a whole year, and its cells, as text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, bool, tuple[str, ...]], ...]
    quarterly: bool
    """Whether there are quarters beneath the years."""


def headings(language: Language) -> dict[str, str]:
    """The heading of each column."""
    say = language.text
    return {
        "trainers": say("trainers, at the end"),
        "facilitator_courses": say("courses"),
        "facilitator_seats_filled": say("seats filled, of those offered"),
        "certified": say("newly certified"),
        "trainer_days_used": say("trainer days used, of those offered"),
        "trainer_work": say("trainers’ work, FTE"),
        "facilitator_days_used": say("facilitator days used"),
        "facilitator_work": say("facilitators’ work, FTE"),
        "money_cash": say("cash, €"),
        "money_valued_time": say("agents’ time, €"),
    }


def capacity_plan(results: Results, language: Language) -> PlanTable:
    """Means over the simulated futures, of the nation; a year's row sums its quarters, stocks are those at its end."""
    seen = by_quarter(results)
    wanted = dict.fromkeys([*COLUMNS, *(offered for offered in COLUMNS.values() if offered)])
    means = pd.DataFrame({name: seen.nation(name).set_index("period")["mean"] for name in wanted})
    years = means.index.str[:4]
    quarterly = len(means) <= MOST
    rows = []
    for year in dict.fromkeys(years):
        its = means[years == year]
        whole = its.sum()
        whole[list(STOCKS)] = its[list(STOCKS)].iloc[-1]
        rows.append((year, True, _cells(whole, language)))
        if quarterly:
            rows += [(quarter_text(str(name), language), False, _cells(row, language))
                     for name, row in its.iterrows()]  # fmt: skip
    return PlanTable(tuple(headings(language).values()), tuple(rows), quarterly)


def _cells(row: pd.Series, language: Language) -> tuple[str, ...]:
    def text(name: str) -> str:
        if name in MONEY:
            return language.about(row[name])
        return mean_text(row[name], "FTE", language)

    return tuple(
        language.text("{used} of {offered}", used=text(name), offered=text(offered)) if offered else text(name)
        for name, offered in COLUMNS.items()
    )
