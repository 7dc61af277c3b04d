"""The network of persons who met in a group: how large, how well connected, in how many parts."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts.bullets import year_table
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, partial_years, year_axis, year_label
from simulation.charts.source import Results, months_of, years_of
from simulation.charts.style import MEANINGS, TEXT
from simulation.outcomes.rows import rows_of

MEASURES = ("nodes", "share", "components")
"""Persons in the network, share of them in its largest part, and how many parts it has."""


@dataclass(frozen=True)
class Network:
    """What the network was at the end of each year."""

    years: pd.DataFrame
    """Columns: group (one of MEASURES), year, months, mean, q10, q50, q90; the share is empty without a network."""
    end: pd.Timestamp
    """The last month."""

    def of(self, measure: str) -> pd.DataFrame:
        """The years of one measure."""
        return self.years[self.years.group == measure].sort_values("year")


def data(results: Results) -> Network:
    """Quantiles over replicates; the share is taken within each replicate."""
    network = results.network()
    found = network.assign(
        year=pd.DatetimeIndex(network.month).year,
        share=network.largest_component / network.nodes.where(network.nodes > 0),
    )
    parts = []
    for measure in MEASURES:
        values = found.groupby("year")[measure]
        spread = {name: values.quantile(share) for name, share in (("q10", 0.1), ("q50", 0.5), ("q90", 0.9))}
        parts.append(pd.DataFrame({"group": measure, "mean": values.mean(), **spread}).reset_index())
    return Network(pd.concat(parts, ignore_index=True).merge(years_of(results), on="year"), months_of(results)[-1])


def words(seen: Network, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    last = {measure: seen.of(measure).iloc[-1] for measure in MEASURES}
    month = language.month(seen.end)
    persons, low, high = language.known(last["nodes"])
    share = last["share"]
    question = say("Who has met whom: does one network form, or do many stay apart?")
    note = say(
        "Tied: met in the same group. Points: median at the end of each year; lines up and down: 80 % of the "
        "simulated futures. A part: persons who are linked with one another, directly or through others, and with "
        "nobody else. Ties are never forgotten, and persons who have left still count."
    ) + partial_years(seen.years, language)
    if share.isna().q50:
        title = say("By the end of {month}, nobody has met anybody in a group", month=month)
        return Words(title, question, title + ".", note)
    title = say(
        "By the end of {month}, {persons} persons have met in groups; {share} of them form one network",
        month=month,
        persons=persons,
        share=language.percent(share.q50),
    )
    first = seen.of("components").dropna().iloc[0]
    description = say(
        "Medians at the end of {month}: {persons} persons in the network (80 %: {low} to {high}), {share} of them in "
        "its largest part; separate parts: {parts}; at the end of {year}: {before}.",
        month=month,
        persons=persons,
        low=low,
        high=high,
        share=language.percent(share.q50),
        parts=language.number(last["components"].q50),
        before=language.number(first.q50),
        year=first.year,
    )
    return Words(title, question, description, note)


def labels(language: Language) -> dict[str, str]:
    """What each measure is called."""
    say = language.text
    return {
        "nodes": say("Persons who have met somebody"),
        "share": say("Share of them in the largest part"),
        "components": say("Separate parts"),
    }


def table(seen: Network, language: Language) -> pd.DataFrame:
    """Every measure and year; shares in per cent."""
    names = labels(language) | {"share": labels(language)["share"] + " (%)"}
    values = ["mean", "q10", "q50", "q90"]
    shown = seen.years.copy()
    shown[values] = shown[values].mul(shown.group.eq("share") * 99 + 1, axis=0)
    return year_table(shown, names, language.text("quantity"), language)


def draw(seen: Network, language: Language, narrow: bool = False) -> go.Figure:
    """Points with intervals by year, in three panels."""
    places = tuple((number, 0) if narrow else (0, number) for number in range(len(MEASURES)))
    grid = Grid(places=places, row_height=150 if narrow else 220, gap=76, left=54, narrow=narrow)
    figure, layout, notes, ticks = go.Figure(), grid.layout(), [], (0, 0.5, 1)
    for index, (measure, name) in enumerate(labels(language).items(), start=1):
        rows = seen.of(measure)
        written = language.percent if measure == "share" else language.number
        _points(figure, index, rows, name, written, language)
        layout[f"xaxis{index}"] |= year_axis(rows, language, True)
        layout[f"yaxis{index}"] |= (
            {"range": [0, 1.04], "tickvals": ticks, "ticktext": [language.percent(share) for share in ticks]}
            if measure == "share"
            else {"range": [0, max(rows.q90.max() * 1.08, 1)], "tickformat": ",d"}
        )
        last = rows.iloc[-1]
        if measure == "share":
            low, high = written(last.q10), written(last.q90)
            ending = f"{written(last.q50)} ({language.text('{low} to {high}', low=low, high=high)})"
        else:
            median, low, high = language.known(last)
            ending = f"{median} ({low}–{high})"
        notes += [
            grid.heading(index, f"<b>{name}</b>", 1),
            grid.heading(index, ending, font={"color": MEANINGS["reached"][0], "size": 12}),
        ]
    return figure.update_layout(layout | {"annotations": notes, "separators": language.separators, "hovermode": "x"})


def _points(figure: go.Figure, index: int, rows: pd.DataFrame, name: str, written, language: Language) -> None:
    say = language.text
    figure.add_scatter(
        x=rows.year.tolist(),
        y=rows.q50.tolist(),
        mode="lines+markers",
        line={"color": MEANINGS["reached"][0], "width": 1.5},
        marker={"color": MEANINGS["reached"][0], "size": 8},
        error_y={
            "type": "data",
            "array": (rows.q90 - rows.q50).tolist(),
            "arrayminus": (rows.q50 - rows.q10).tolist(),
            "color": TEXT[0],
            "thickness": 1.2,
            "width": 3,
        },
        text=[
            f"<b>{name}, {year_label(row.year, row.months)}</b><br>"
            + say("median {value}", value=written(row.q50))
            + f"<br>{language.percent(0.8)}{say(':')} {written(row.q10)}–{written(row.q90)}"
            for row in rows_of(rows)
        ],
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


CHART = Chart("network", data, words, table, draw)


def network(results: Results, language: str = "en") -> go.Figure:
    """Size, cohesion and parts of the network of persons who met in a group, by year."""
    return CHART.figure(results, language)
