"""A validation case in one picture: what came beside what was forecast of it, and the ten years after the data."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.language import Language
from simulation.charts.panels import WIDE, Grid, axes, fan, fan_hover, month_axis
from simulation.charts.standalone import framed
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.observed import MEASURED, Observation
from simulation.outcomes.summary import QUANTILES
from simulation.validation.forecasts import Forecast
from simulation.validation.scoring import ESSAIM, LATER_LEVERS, Drawn

MEANING = "facilitators"
_COLOURS = {ESSAIM: style.MEANINGS["facilitators"][0], LATER_LEVERS: style.MEANINGS["trainers"][0]}
_SHORT = {"newly_reached + returned": "Persons reached", "promoted + trainers_hired": "Trainers made"}
_OVERS = {"month_end": "at the month’s end", "month": "in the month", "year": "in the year", "since_start": "in all"}
_SLOTS = 55
"""Bars that have room side by side on an axis."""


def quantiles_of(forecast: Forecast, observations: Sequence[Observation]) -> pd.DataFrame:
    """Quantiles of one observed quantity, by month (by year for a yearly count): index first days of months."""
    first = observations[0]
    total = sum_of(forecast.series(name) for name in first.measure)
    months = pd.DatetimeIndex(forecast.frame.first_days)
    if first.over == "since_start":
        total = np.cumsum(total, axis=1) + first.before
    if first.over == "year":
        by_year = pd.DataFrame(total.T, index=months).groupby(months.year).sum()
        total, months = by_year.to_numpy().T, pd.DatetimeIndex([f"{year}-12-01" for year in by_year.index])
    found = np.quantile(total, list(QUANTILES.values()), axis=0)
    return pd.DataFrame(found.T, index=months, columns=list(QUANTILES))


def case_figure(
    title: str, forecast: Forecast, observations: Sequence[Observation], tests: dict[str, list[Drawn]]
) -> go.Figure:
    """The picture of a case: a row a quantity; left the back-tests, right the forecast beyond the data."""
    language = Language("en")
    labels = [label for label, count in Counter(one.label for one in observations).items()
              if count > 1 or any(one.label == label for drawn in tests.values() for one in drawn)]  # fmt: skip
    places = tuple((row, column) for row in range(len(labels)) for column in (0, 1))
    grid = Grid(places, row_height=130, gap=58, left=62)
    figure, notes = go.Figure(layout=grid.layout()), []
    ends = [pd.Timestamp(one.date) + pd.offsets.MonthEnd(0) for one in observations]
    for row, label in enumerate(labels):
        mine = [one for one in observations if one.label == label]
        left, right = 2 * row + 1, 2 * row + 2
        for number, drawn in enumerate(tests.values()):
            shown = [one for one in drawn if one.label == label and one.forecaster in _COLOURS]
            apart = (max(ends) - pd.Timestamp(forecast.frame.first_days[0])) / _SLOTS
            _tested(figure, shown, apart * 2 * (number - (len(tests) - 1) / 2), apart, left)
        _observed(figure, mine, left)
        quantiles = quantiles_of(forecast, mine)
        fan(figure, quantiles.index, quantiles, MEANING, fan_hover(quantiles.index, quantiles, language), right)
        _observed(figure, mine, right)
        for index, last, every in ((left, max(ends), 12), (right, quantiles.index[-1], 36)):
            months = pd.date_range(forecast.frame.first_days[0], last + pd.Timedelta(days=150), freq="MS")
            figure.layout[f"xaxis{index}"].update(month_axis(months, language, False) | {"dtick": f"M{every}"})
        notes.append(grid.heading(left, f"<b>{_said(label)}</b>: back-tests"))
        notes.append(grid.heading(right, "fitted to all, and ten years beyond"))
    figure.update_layout(annotations=notes, separators=language.separators)
    note = (
        f"Dots: observed (vertical black lines: what agrees with an inexact figure). Left: for each cut-off month "
        f"({', '.join(tests)}), what was forecast of each later value, earliest cut-off leftmost; thick: 80 %, thin: "
        f"95 %, stroke: median; blue: levers as known at the cut-off, orange: levers as they turned out. Right: median "
        f"with 50, 80 and 95 %. Essaim, {forecast.replicates} simulated futures."
    )
    return framed(figure, title, "Does the model forecast what came?", note, WIDE).update_layout(width=WIDE)


def _said(label: str) -> str:
    names, over = label.removesuffix(")").rsplit(" (", 1)
    what = _SHORT.get(names) or " + ".join(MEASURED[name].english.split(" (")[0] for name in names.split(" + "))
    return f"{what}, {_OVERS[over]}"


def _observed(figure: go.Figure, observations: Sequence[Observation], index: int) -> None:
    days = [str((pd.Timestamp(one.date) + pd.offsets.MonthEnd(0)).date() if len(one.date) == 7 else one.date)
            for one in observations]  # fmt: skip
    middle = np.array([np.mean(one.band) for one in observations])
    half = np.array([(one.band[1] - one.band[0]) / 2 for one in observations])
    figure.add_scatter(
        x=days, y=middle, mode="markers", marker={"color": style.TEXT[0], "size": 7},
        error_y={"array": half, "color": style.TEXT[0], "thickness": 1, "width": 0}, **axes(index),
    )  # fmt: skip


def _tested(figure: go.Figure, drawn: Sequence[Drawn], shift: pd.Timedelta, apart: pd.Timedelta, index: int) -> None:
    two = any(one.forecaster == LATER_LEVERS for one in drawn)
    for one in drawn:
        day = pd.Timestamp(one.date) + (pd.offsets.MonthEnd(0) if len(one.date) == 7 else pd.Timedelta(0)) + shift
        day += (apart / 2 if one.forecaster == LATER_LEVERS else -apart / 2) if two else pd.Timedelta(0)
        colour = _COLOURS[one.forecaster]
        for low, high, width in ((0.025, 0.975, 1), (0.1, 0.9, 4)):
            figure.add_scatter(
                x=[str(day)] * 2, y=np.quantile(one.draws, [low, high]), mode="lines",
                line={"color": colour, "width": width}, **axes(index),
            )  # fmt: skip
        figure.add_scatter(
            x=[str(day)], y=[float(np.median(one.draws))], mode="markers", **axes(index),
            marker={"color": colour, "size": 9, "symbol": "line-ew", "line": {"color": colour, "width": 2}},
        )  # fmt: skip
