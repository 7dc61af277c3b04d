"""What a facilitator costs, and what idle capacity is worth, by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.bullets import bar_axis, bars, year_table
from simulation.charts.chart import Chart, Words
from simulation.charts.difference_words import mean_text
from simulation.charts.language import Language
from simulation.charts.panels import Grid, partial_years, year_axis, year_label
from simulation.charts.source import Results, years_of
from simulation.outcomes.full_time import etpt
from simulation.outcomes.periods import by_period

RATIOS = {"certified": "certified", "active": "active_facilitators"}
"""Over what the money of a year is told: those certified in it, those active at its end."""
IDLE = {"idle_trainers": ("trainer_days_unused", "trainer_day"), "idle_facilitators": (
    "facilitator_days_unused", "facilitator_day")}  # fmt: skip
"""Days offered in a year and not used, and the price of one."""
WORK = {"work_trainers": "trainer_days_used", "work_facilitators": "facilitator_days_used"}
"""Days used in a year, as full-time equivalents."""


@dataclass(frozen=True)
class UnitCosts:
    """years: year, months, group (of RATIOS and IDLE, euros; of WORK, full-time equivalents), mean, q10, q50, q90.

    The mean of a ratio is that of all money over all facilitators; where a future has none, its own ratio is infinite.
    idle: mean days unused in a whole year, of trainers and facilitators; prices: of such a day, euros.
    """

    years: pd.DataFrame
    idle: dict[str, float]
    prices: dict[str, float]

    def of(self, group: str) -> pd.DataFrame:
        """The years of one group."""
        return self.years[self.years["group"] == group]

    def a_year(self, group: str) -> float:
        """Mean of a whole year, of what adds up."""
        rows = self.of(group)
        return float(12 * rows["mean"].sum() / rows.months.sum())


def data(results: Results) -> UnitCosts:
    """Of the nation; sums within each replicate come first."""
    names = ["money_total", *RATIOS.values(), *(days for days, _ in IDLE.values()), *WORK.values()]
    found = {name: values[:, :, 0] for name, values in by_period(results, names, "year", "nation").items()}
    years, prices = years_of(results), results.scenario.prices
    parts = []
    for group, name in RATIOS.items():
        money, people = found["money_total"], found[name]
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(people > 0, money / people, np.inf)
            mean = np.where(people.mean(axis=0) > 0, money.mean(axis=0) / people.mean(axis=0), np.nan)
        parts.append(years.assign(group=group, mean=mean, **_quantiles(each)))
    price = {group: getattr(prices, name).value for group, (_, name) in IDLE.items()}
    for group, (days, _) in IDLE.items():
        values = found[days] * price[group]
        parts.append(years.assign(group=group, mean=values.mean(axis=0), **_quantiles(values)))
    for group, days in WORK.items():
        values = etpt(found[days], results.scenario)
        parts.append(years.assign(group=group, mean=values.mean(axis=0), **_quantiles(values)))
    idle = {group: float(12 * found[days].mean(axis=0).sum() / years.months.sum()) for group, (days, _) in IDLE.items()}
    return UnitCosts(pd.concat(parts, ignore_index=True), idle, price)


def _quantiles(values: np.ndarray) -> dict[str, np.ndarray]:
    shares = {"q10": 0.1, "q50": 0.5, "q90": 0.9}
    # Nearest: there is nothing between a number and infinity.
    found = {name: np.quantile(values, share, axis=0, method="nearest") for name, share in shares.items()}
    return {name: np.where(np.isfinite(values), values, np.nan) for name, values in found.items()}


def labels(language: Language) -> dict[str, str]:
    """The heading of each panel."""
    say = language.text
    return {
        "certified": say("For each facilitator certified (€)"),
        "active": say("A year for each active facilitator (€)"),
        "work_trainers": say("Trainers’ work, FTE"),
        "work_facilitators": say("Facilitators’ work, FTE"),
        "idle_trainers": say("Idle trainer days (€)"),
        "idle_facilitators": say("Idle facilitator days (€)"),
    }


def words(seen: UnitCosts, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    last = {group: seen.of(group).iloc[-1]["mean"] for group in RATIOS}
    facts = {group: say("€{value}", value=language.about(value)) for group, value in last.items()}
    year = year_label(seen.of("certified").iloc[-1].year, seen.of("certified").iloc[-1].months)
    idle = {group: language.about(days) for group, days in seen.idle.items()}
    worth = {f"{group}_worth": say("€{value}", value=language.about(seen.a_year(group))) for group in IDLE}
    price = {f"{group}_price": say("€{value}", value=language.number(value)) for group, value in seen.prices.items()}
    work = {group: mean_text(seen.a_year(group), "FTE", language) for group in WORK}
    return Words(
        say("In {year} each facilitator certified comes to about {certified}, each active one to {active} a year",
            year=year, **facts),
        say("What does a facilitator cost, how much work is it, and what is idle capacity worth?"),
        say("Trainers work {work_trainers} full-time equivalents a year, facilitators {work_facilitators}. Idle a "
            "year: {idle_trainers} trainer days, {idle_trainers_worth} at {idle_trainers_price} a day, and "
            "{idle_facilitators} facilitator days, {idle_facilitators_worth} at {idle_facilitators_price} a day.",
            **work, **idle, **worth, **price),
        say("Cash and agents’ time of the year together, over those certified in it, or active at its end. Full-time "
            "equivalents: days used over the working days of a full-time year. Idle: days offered less days used, at "
            "the scenario’s price of a day; kept days that are used later count against it, and nobody is paid for a "
            "day that is only offered. Bar: mean; whisker: 80 % of the simulated futures.")
        + partial_years(seen.years, language),
    )  # fmt: skip


def table(seen: UnitCosts, language: Language) -> pd.DataFrame:
    """Every panel and year."""
    return year_table(seen.years, labels(language), language.text("quantity"), language)


def draw(seen: UnitCosts, language: Language, narrow: bool = False) -> go.Figure:
    """A panel for each."""
    panels, across = list(labels(language)), 1 if narrow else 3
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(panels))),
        row_height=84 if narrow else 120, gap=70, left=64 if narrow else 54, narrow=narrow,
    )  # fmt: skip
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, panel in enumerate(panels, start=1):
        rows, name = seen.of(panel), labels(language)[panel]
        colour = style.MEANINGS["facilitators" if "facilit" in panel or panel in RATIOS else "trainers"][0]
        shown = rows.fillna({"mean": 0.0})
        bars(figure, index, shown, style.OFFERED[0] if panel in IDLE else colour, 0.46, name, language)
        layout[f"xaxis{index}"] |= year_axis(rows, language, True) | {"showline": False}
        axis = bar_axis(None, shown)
        if panel in WORK:
            axis |= {"range": [0, max(rows[["mean", "q90"]].max().max() * 1.06, 0.1)], "tickformat": ",.1f"}
        elif rows[["mean", "q10"]].min().min() < 0:
            axis["range"] = [rows[["mean", "q10"]].min().min() * 1.06, axis["range"][1]]
        layout[f"yaxis{index}"] |= axis
        last = rows.iloc[-1]
        shown_last = mean_text(last["mean"], "FTE", language) if panel in WORK else language.about(last["mean"])
        key = f"{year_label(last.year, last.months)}{language.text(':')} {shown_last}"
        notes += [
            grid.heading(index, f"<b>{name}</b>", 1, font={"size": 12 if narrow else 13}),
            grid.heading(index, key, font={"color": style.QUIET[0], "size": 12}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


CHART = Chart("unit_costs", data, words, table, draw)


def unit_costs(results: Results, language: str = "en") -> go.Figure:
    """Cost for each facilitator, full-time equivalents, and the price of idle days, by year."""
    return CHART.figure(results, language)
