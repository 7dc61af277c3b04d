"""What the network does and for whom: groups, sessions, engagements, people served and people lost, by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.bullets import bar_axis, bars, bullet, year_table
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, partial_years, year_axis, year_label
from simulation.charts.source import Results, yearly, years_of
from simulation.common.columns import ROLES
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.summary import QUANTILES

OPEN = {"led": "groups_open", "self_running": "groups_self_running"}
"""Groups open at the end of the year."""

FLOWS = {
    "started": ("groups_started", "programme_groups_started", "practicum_groups_started"),
    "sessions": ("sessions",),
    "asked": ("engagements_asked",),
    "held": ("engagements_held",),
    "refused": ("engagements_refused",),
    "reached": ("newly_reached", "returned"),
    "audience": ("audience",),
    "lapsed": ("newly_lapsed",),
    "gave_up": ("candidates_gave_up", "trainees_gave_up"),
    "stopped": ("facilitators_stopped", "trainers_stopped"),
    "left": tuple(f"left_{role}" for role in ROLES if role != "lapsed"),
}
"""The flows summed in each quantity. Who had given up before leaving is lost once only."""

PANELS = {
    "led": "facilitators",
    "self_running": "facilitators",
    "started": "facilitators",
    "sessions": "facilitators",
    "held": "facilitators",
    "refused": "",
    "reached": "reached",
    "audience": "reached",
    "lapsed": "",
    "gave_up": "",
    "stopped": "",
    "left": "",
}
"""Each panel and what its colour means; grey: what was refused or lost."""

LOST = ("lapsed", "gave_up", "left")
"""Lost to co-development; a facilitator who stops stays among those reached."""


@dataclass(frozen=True)
class Activity:
    """Mean and quantiles by quantity and calendar year, and over the whole time."""

    years: pd.DataFrame
    """Columns: year, months, group, mean and quantiles."""
    whole: pd.DataFrame
    """Index: sessions, reached, lost; columns: quantiles of the sum over all months."""

    def of(self, quantity: str) -> pd.DataFrame:
        """The years of one quantity."""
        return self.years[self.years["group"] == quantity]


def data(results: Results) -> Activity:
    """The nation's groups at the end of each year, and its yearly flows. Sums are taken within each replicate."""
    years = years_of(results)
    ends = np.cumsum(years.months) - 1
    parts = [
        years.assign(group=quantity, mean=values[:, ends].mean(axis=0), **_spread(values[:, ends]))
        for quantity, values in zip(OPEN, results.national(*OPEN.values()).values(), strict=True)
    ]
    sums = {"sessions": ("sessions",), "reached": ("reached",), "lost": LOST}
    columns = {name: [flow for part in sum_ for flow in FLOWS[part]] for name, sum_ in sums.items()}
    flows = results.national(*sorted({flow for names in columns.values() for flow in names}))
    whole = {name: _spread(sum_of(flows[flow].sum(axis=1) for flow in names)) for name, names in columns.items()}
    return Activity(
        pd.concat([*parts, yearly(results, FLOWS)], ignore_index=True), pd.DataFrame.from_dict(whole, orient="index")
    )


def _spread(values: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles over replicates."""
    return {name: np.quantile(values, share, axis=0) for name, share in QUANTILES.items()}


def labels(language: Language) -> dict[str, str]:
    """What each quantity is called."""
    say = language.text
    return {
        "led": say("Groups led"),
        "self_running": say("Groups that run themselves"),
        "started": say("Groups started"),
        "sessions": say("Sessions held"),
        "asked": say("Engagements asked for"),
        "held": say("Engagements held"),
        "refused": say("Engagements refused"),
        "reached": say("People reached"),
        "audience": say("Outside audience"),
        "lapsed": say("Gave up before a session"),
        "gave_up": say("Gave up training"),
        "stopped": say("Stopped leading"),
        "left": say("Left the administration"),
    }


def words(seen: Activity, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    first, last = seen.years.year.min(), seen.years.year.max()
    when = say("in {year}", year=first) if first == last else say("from {first} to {last}", first=first, last=last)
    reached, lost = (language.known(seen.whole.loc[name]) for name in ("reached", "lost"))
    if seen.whole.loc[["reached", "lost"], "q90"].max() == 0:
        title = say("Nobody is reached and nobody is lost {when}", when=when)
    else:
        title = say("{reached} people are reached {when}; {lost} are lost", reached=reached[0], lost=lost[0], when=when)
    a_year = {name: language.about(seen.of(name)["mean"].mean()) for name in FLOWS}
    at_end = {name: language.known(seen.of(name).iloc[-1])[0] for name in OPEN}
    return Words(
        title,
        say("How much do groups and facilitators do, whom does it serve, and who is lost?"),
        say(
            "A year, on average: {started} groups start, {sessions} sessions are held, {held} of {asked} engagements "
            "asked for are held, {reached} people are reached, {lapsed} give up before a session, {gave_up} give up "
            "training and {left} leave; at the end, {led} groups are led and {self_running} run themselves. Over the "
            "whole time, in 80 % of the simulated futures, {reached_low} to {reached_high} people are reached and "
            "{lost_low} to {lost_high} are lost.",
            **a_year,
            **at_end,
            **{f"reached_{edge}": value for edge, value in zip(("low", "high"), reached[1:], strict=True)},
            **{f"lost_{edge}": value for edge, value in zip(("low", "high"), lost[1:], strict=True)},
        ),
        say(
            "A calendar year; groups led and groups that run themselves: at its end. Each panel has its own scale. "
            "Blue: work of facilitators, before wide grey bars for what was asked; green: people served; grey: refused "
            "or lost. Bar: mean; whisker: 80 % of the "
            "simulated futures; numbers: the last year, in brackets 80 %. Gave up training: candidates and trainees. "
            "Stopped leading: facilitators and trainers, who stay reached and are not counted as lost in the title. "
            "The outside audience of engagements is never counted as people reached."
        )
        + partial_years(seen.years, language),
    )


def table(seen: Activity, language: Language) -> pd.DataFrame:
    """Every quantity and year."""
    return year_table(seen.years, labels(language), language.text("quantity"), language)


def draw(seen: Activity, language: Language, narrow: bool = False) -> go.Figure:
    """A small bar chart for each quantity; engagements held stand before those asked for."""
    say, across = language.text, 2 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(PANELS))),
        row_height=100 if narrow else 130,
        gap=72,
        left=48,
        narrow=narrow,
    )
    named, (figure, layout, notes) = labels(language), (go.Figure(), grid.layout(), [])
    for index, (panel, meaning) in enumerate(PANELS.items(), start=1):
        rows, asked = seen.of(panel), seen.of("asked") if panel == "held" else None
        if meaning:
            bullet(figure, index, rows, asked, meaning, (named[panel], named["asked"]), language)
        else:
            bars(figure, index, rows, style.OFFERED[0], 0.46, named[panel], language)
        layout[f"xaxis{index}"] |= year_axis(rows, language, True) | {"showline": False}
        layout[f"yaxis{index}"] |= bar_axis(asked, rows)
        last = rows.iloc[-1]
        number, low, high = language.known({**last, "q50": last["mean"]})
        key = f"{year_label(last.year, last.months)}{say(':')} {number} ({low}–{high})"
        if asked is not None:
            key = say("{number} of {asked} (grey)", number=key, asked=language.about(asked["mean"].iloc[-1]))
        colour = style.MEANINGS[meaning][0] if meaning else style.QUIET[0]
        size = 11 if narrow else 13
        notes += [
            grid.heading(index, f"<b>{named[panel]}</b>", 1, font={"size": size}),
            grid.heading(index, key, font={"color": colour, "size": 10 if narrow else 12}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


CHART = Chart("yearly_activity", data, words, table, draw)


def yearly_activity(results: Results, language: str = "en") -> go.Figure:
    """Groups, sessions and engagements, people served and people lost, by year."""
    return CHART.figure(results, language)
