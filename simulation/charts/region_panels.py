"""Regions as small multiples: how many active facilitators each has for its public agents, and how sure that is."""

from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import places, style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, axis_name, fan, month_axis, month_ends
from simulation.charts.places import Places, data
from simulation.charts.source import Results

BAND = next(band for band in style.BANDS if band[:2] == ("q10", "q90"))
MOST_POINTS = 80
"""Months drawn in a panel at most: it is hardly wider than that in pixels."""


def words(seen: Places, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    ends, national = seen.rates["q50"].iloc[-1], seen.national_rates.iloc[-1]
    highest, lowest = seen.order[0], seen.order[-1]
    facts = {
        "month": language.month(seen.months[-1]),
        "first": language.month(seen.months[0]),
        "highest": highest,
        "lowest": lowest,
        "high": seen.write(ends[highest], language),
        "low": seen.write(ends[lowest], language),
        "start": seen.write(seen.national_rates.q50.iloc[0], language),
        "nation": seen.write(national.q50, language),
        "least": seen.write(national.q10, language),
        "most": seen.write(national.q90, language),
        "all": language.number(len(ends)),
    }
    description = say(
        "Active facilitators per 1,000 public agents in the whole nation go from a median of {start} at the end of "
        "{first} to {nation} at the end of {month}, with four chances in five of ending between {least} and {most}.",
        **facts,
    )
    if len(ends) > 1:
        description += " " + say(
            "Medians of the regions end between {low} in {lowest} and {high} in {highest}.", **facts
        )
    note = say(
        "Active facilitators per 1,000 public agents, at the end of each month; the same scale in every panel. Line: "
        "median. Band: 80 % of the simulated futures. Numbers: median at the end and, in brackets, 80 %. The table has "
        "the last simulated month of each year."
    )
    if len(ends) > 1:
        note += " " + say(
            "Dashed line: median of the whole nation. Regions are in the order of their median at the end."
        )
    question = say("How many facilitators will each region have for its public agents, and which stay behind?")
    return Words(_title(ends, national.q50, facts, language), question, description, note)


def _title(ends: pd.Series, national: float, facts: dict[str, str], language: Language) -> str:
    say = language.text
    if ends.max() == 0:
        return say("No region is likely to have an active facilitator at the end of {month}", **facts)
    if len(ends) == 1:
        return say("{highest}: about {high} active facilitators per 1,000 public agents at the end of {month}", **facts)
    behind = int((ends < national / 2).sum())
    below = {
        0: say("no region ends below half the national level of {nation}", **facts),
        1: say("one of {all} regions ends below half the national level of {nation}", **facts),
    }.get(behind) or say(
        "{count} of {all} regions end below half the national level of {nation}", count=language.number(behind), **facts
    )
    return say(
        "{highest} ends highest, at about {high} active facilitators per 1,000 public agents; {below}",
        below=below,
        **facts,
    )


def table(seen: Places, language: Language) -> pd.DataFrame:
    """Every region at the end of each year."""
    years = seen.months.year
    return places.table(seen, [*np.flatnonzero(years[1:] != years[:-1]).tolist(), len(years) - 1], language)


def draw(seen: Places, language: Language, narrow: bool = False) -> go.Figure:
    """A panel for each region, highest first."""
    count = len(seen.order)
    rows = -(-count // (2 if narrow else 6))
    across = -(-count // rows)
    names = {region: _lines(region, 18 if narrow else 16 if across > 4 else 24) for region in seen.order}
    tallest = max(len(lines) for lines in names.values())
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(count)),
        row_height=84 if narrow else 110,
        gap=52 + 15 * tallest,
        left=14,
        right=6,
        top=26 + 15 * tallest,
        narrow=narrow,
    )
    shown = places.steps(len(seen.months), MOST_POINTS)
    months = seen.months[shown]
    highest = 1.06 * max(seen.rates["q90"].to_numpy().max(), seen.national_rates.q90.max()) or 1
    figure, layout, notes = go.Figure(), grid.layout(), []
    # Only the first panel of a row has numbers on its axis: the scale is the same everywhere.
    layout["margin"]["l"] = 40
    for index, region in enumerate(seen.order, start=1):
        spread = pd.DataFrame({level: frame[region].iloc[shown] for level, frame in seen.rates.items()})
        fan(figure, months, spread, "facilitators", _hover(seen, region, shown, language), index, bands=(BAND,))
        if count > 1:
            _nation(figure, months, seen.national_rates.q50.iloc[shown], index)
        layout[f"xaxis{index}"] |= _time(seen.months, language)
        layout[f"yaxis{index}"] |= {
            "range": [0, highest],
            "showticklabels": (index - 1) % across == 0,
            "tickfont": {"size": 11},
            "nticks": 5,
        }
        median, low, high = seen.known(region, -1, language)
        label = f"<b>{'<br>'.join(map(style.plain, names[region]))}</b>"
        notes.append(grid.heading(index, label, yshift=21, xshift=0, font={"size": 11 if narrow else 12}))
        ending = f"<b>{median}</b> ({low}–{high})"
        colour = style.MEANINGS["facilitators"][0]
        notes.append(
            grid.heading(
                index, ending, yshift=6, xshift=0, font={"color": colour, "size": 11 if narrow or across > 4 else 12}
            )
        )
    national = seen.national_rates.q50.iloc[-1]
    if count > 1 and national > 0.25 * highest:
        notes.append(_nation_label(national, language))
    return figure.update_layout(layout | {"annotations": notes, "separators": language.separators, "hovermode": "x"})


def _time(months: pd.DatetimeIndex, language: Language) -> dict:
    """The time axis of a panel that has room for two labels of months."""
    axis = month_axis(months, language, True) | {"tickfont": {"size": 11}, "hoverformat": "%Y-%m"}
    if "tickvals" not in axis:
        return axis
    last = len(months) - 1
    ends = month_ends(months)[[round(0.2 * last), round(0.8 * last)] if last > 3 else [last // 2]]
    return axis | {
        "tickvals": [str(end.date()) for end in ends],
        "ticktext": [language.short_month(end) for end in ends],
    }


def _lines(name: str, width: int) -> list[str]:
    """A name in at most two lines."""
    return wrap(name, width, max_lines=2, placeholder="…")


def _hover(seen: Places, region: str, shown: list[int], language: Language) -> list[str]:
    texts = []
    for month in shown:
        median, low, high = seen.known(region, month, language)
        texts.append(f"<b>{language.short_month(seen.months[month])}</b><br>{median} ({low}–{high})")
    return texts


def _nation(figure: go.Figure, months: pd.DatetimeIndex, rates: pd.Series, index: int) -> None:
    figure.add_scatter(
        x=[str(end.date()) for end in month_ends(months)],
        y=rates.tolist(),
        mode="lines",
        line={"color": style.QUIET[0], "width": 1.2, "dash": "3px,3px"},
        hoverinfo="skip",
        **axes(index),
    )


def _nation_label(level: float, language: Language) -> dict:
    """The name of the reference line, once: below it, in the panel of the highest region."""
    return {
        "text": language.text("nation"),
        "xref": f"{axis_name('x', 1)} domain",
        "yref": axis_name("y", 1),
        "x": 1,
        "y": level,
        "xanchor": "right",
        "yanchor": "top",
        "yshift": -5,
        "font": {"color": style.QUIET[0], "size": 11},
        "showarrow": False,
    }


CHART = Chart("regions", data, words, table, draw)


def regions(results: Results, language: str = "en") -> go.Figure:
    """Active facilitators per 1,000 public agents by region, as small multiples."""
    return CHART.figure(results, language)
