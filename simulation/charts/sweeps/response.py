"""Response curves: what is looked at against each setting, a panel a setting."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from babel.lists import format_list

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.charts.sweeps.chart import SweepChart, hover, looked_at
from simulation.charts.sweeps.effects import acting, effects, nothing_acts
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import Setting, short_number

NAME = "response"
MOST = 12
"""Settings shown, those that move the measure most."""
MOST_DOTS = 250
"""Points drawn in a panel, spread evenly over all."""


@dataclass(frozen=True)
class Curve:
    """One setting: at each level or bin that has points, where it stands, and means over its points.

    median, low, high: mean over the points of their median and of the ends of their 80 % interval over replicates.
    """

    setting: Setting
    level: np.ndarray
    at: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Responses:
    """The curves, that of the setting that matters most first. shown: positions of the points that are drawn."""

    seen: Points
    curves: tuple[Curve, ...]
    shown: np.ndarray


def data(seen: Points) -> Responses:
    """The curves of the settings that move the measure most."""
    chosen = [effect.setting for effect in effects(seen)[:MOST]]
    return Responses(seen, tuple(curve(seen, one) for one in chosen), dots(seen.there))


def curve(seen: Points, setting: Setting) -> Curve:
    """The curve of a setting over all points that have runs."""
    known = seen.there & (setting.level >= 0)
    level = setting.level[known]
    points = np.bincount(level, minlength=setting.count)
    there = np.flatnonzero(points)
    means = [
        (np.bincount(level, seen.of(stat)[known], setting.count)[there] / points[there])
        for stat in (seen.median, seen.low, seen.high)
    ]
    return Curve(setting, there, setting.centres[there], *means)


def dots(there: np.ndarray) -> np.ndarray:
    """Positions of the points that are drawn: all, or every so many-th."""
    found = np.flatnonzero(there)
    step = max(1, -(-len(found) // MOST_DOTS))
    return found[::step]


def missing(it: Responses, language: Language) -> str:
    """Why there are no curves."""
    if not it.curves:
        return language.text("A response needs a setting that varies; here none does.")
    found = effects(it.seen)
    known = any(np.isfinite(one.gap.half) for one in found)
    return nothing_acts(it.seen, language) + "." if known and not acting(found) else ""


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("How does it change with each setting?")


def words(it: Responses, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    found = effects(it.seen)
    names = [one.setting.name(language) for one in acting(found)]
    facts = {**looked_at(it.seen, language), "settings": format_list(names[:3], locale=language.code),
             "number": len(names), "all": len(found)}  # fmt: skip
    title = nothing_acts(it.seen, language)
    if len(names) > 3:
        title = say("{Measure} change with {number} of {all} settings", **facts)
    elif names:
        title = say("{Measure} change with {settings}", **facts)
    listed = say("; ").join(
        f"{one.setting.name(language)} {language.about(one.median.min())}–{language.about(one.median.max())}"
        for one in it.curves
    )
    note = say(
        "Line: the median of the simulated futures at a point, averaged over the points with that value or in that "
        "range; band: their 80 % interval, averaged likewise. Dots: single points, which differ by their other "
        "settings. All panels have the same scale. A panel marked = shows no difference beyond chance."
    )
    if it.seen.unfit.any():
        note += " " + say("Crosses: points that essaim check refuses; they count in no line.")
    if len(it.curves) < len(it.seen.settings):
        note += " " + say("The {number} settings that move it most are shown.", number=len(it.curves))
    few = int(np.median(it.seen.runs[it.seen.there]))
    if few < 10:
        note += " " + say("With {number} replicates a point the band is rough.", number=few)
    description = say("Averages over the points, smallest to largest, by setting: {list}.", list=listed)
    return Words(title, question(language), description, note)


def table(it: Responses, language: Language) -> pd.DataFrame:
    """Every setting and level."""
    say = language.text
    rows = [
        (one.setting.heading(language), one.setting.labels(language)[level], *map(float, (median, low, high)))
        for one in it.curves
        for level, median, low, high in zip(one.level, one.median, one.low, one.high, strict=True)
    ]
    share = language.percent(0.8)
    names = [say("setting"), say("value"), say("median"), say("{share} low", share=share),
             say("{share} high", share=share)]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def draw(it: Responses, language: Language, narrow: bool = False) -> go.Figure:
    """A panel a setting: band, line and dots, in this order."""
    across = min(1 if narrow else 3, len(it.curves))
    shown = [_axis(one.setting, language, narrow, across) for one in it.curves]
    turned = any(axis.get("tickangle") for axis in shown)
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(it.curves))),
        row_height=150 if narrow else 190, gap=112 if turned else 72, bottom=74 if turned else 34, left=48, top=34,
        narrow=narrow,
    )  # fmt: skip
    figure, layout, notes = go.Figure(), grid.layout(), []
    acts = {effect.setting for effect in acting(effects(it.seen))}
    medians = it.seen.of(it.seen.median)
    top = max(float(max(one.high.max() for one in it.curves)), float(medians[it.shown].max())) * 1.06 or 1.0
    texts = [hover(it.seen, point, language) for point in it.shown]
    for index, one in enumerate(it.curves, start=1):
        _panel(figure, it, one, texts, language, index)
        layout[f"xaxis{index}"] |= shown[index - 1]
        layout[f"yaxis{index}"] |= {"range": [0, top], "tickformat": "~s" if top >= 1e5 else ",d" if top > 9 else ""}
        name = style.plain(one.setting.within(40 if narrow or across == 3 else 60, language))
        said = name if one.setting in acts else f"{name}{language.text(':')} ="
        notes.append(grid.heading(index, f"<b>{said}</b>", font={"size": 12 if across == 3 else 13}))
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "hovermode": "closest"}
    )


def _panel(figure: go.Figure, it: Responses, one: Curve, texts: list[str], language: Language, index: int) -> None:
    blue = style.MEANINGS["facilitators"][0]
    _band(figure, one, index)
    figure.add_scatter(
        x=one.setting.positions[it.shown], y=it.seen.of(it.seen.median)[it.shown], mode="markers", text=texts,
        customdata=it.shown.tolist(), hovertemplate="%{text}<extra></extra>",
        marker={"size": 5, "color": style.tint("facilitators", 0.55), "line": {"width": 0}}, **axes(index),
    )  # fmt: skip
    labels = one.setting.labels(language)
    figure.add_scatter(
        x=one.at, y=one.median, mode=_MODES[one.setting.numeric, bool(one.setting.levels)],
        line={"color": blue, "width": 2.5}, marker={"size": 6, "color": blue},
        text=[f"{style.plain(labels[level])}{language.text(':')} {language.number(median)} "
              f"({language.number(low)}–{language.number(high)})"
              for level, median, low, high in zip(one.level, one.median, one.low, one.high, strict=True)],
        hovertemplate="%{text}<extra></extra>", **axes(index),
    )  # fmt: skip
    unfit = np.flatnonzero(it.seen.unfit & (it.seen.runs > 0))[:MOST_DOTS]
    if len(unfit):
        figure.add_scatter(
            x=one.setting.positions[unfit], y=it.seen.median[unfit, *it.seen.at], mode="markers",
            text=[f"{language.text('refused')}<br>{hover(it.seen, point, language)}" for point in unfit],
            customdata=unfit.tolist(), hovertemplate="%{text}<extra></extra>",
            marker={"size": 7, "symbol": "x-thin", "line": {"width": 1.5, "color": style.QUIET[0]}}, **axes(index),
        )  # fmt: skip


_MODES = {(True, True): "lines+markers", (True, False): "lines", (False, True): "markers"}


def _band(figure: go.Figure, one: Curve, index: int) -> None:
    """Between the ends of the intervals: a band along numbers, a bar at each of other values."""
    if one.setting.numeric:
        shape = {"fill": "toself", "fillcolor": style.tint("facilitators", 0.16), "line": {"width": 0}}
        x, y = [*one.at, *one.at[::-1]], [*one.high, *one.low[::-1]]
    else:
        shape = {"line": {"width": 11, "color": style.tint("facilitators", 0.16)}}
        x = [place for at in one.at for place in (at, at, None)]
        y = [value for low, high in zip(one.low, one.high, strict=True) for value in (low, high, None)]
    figure.add_scatter(x=x, y=y, mode="lines", hoverinfo="skip", **shape, **axes(index))


def _axis(setting: Setting, language: Language, narrow: bool, across: int) -> dict:
    """Values where there are few, else a few round numbers; names are turned where they are long."""
    if not setting.levels:
        low, high = float(np.nanmin(setting.positions)), float(np.nanmax(setting.positions))
        return {"nticks": 5, "tickangle": 0, "range": [low - 0.04 * (high - low), high + 0.04 * (high - low)]}
    centres, labels = setting.centres, setting.labels(language)
    room, width = 44 if narrow or across < 3 else 28, float(np.ptp(centres)) or 1.0
    if setting.numeric:
        labels = [short_number(value, language, 3) for value in setting.levels]
        if sum(map(len, labels)) + 2 * len(labels) > room:
            labels = ["" if 0 < number < len(labels) - 1 else label for number, label in enumerate(labels)]
    turned = not setting.numeric and sum(map(len, labels)) + len(labels) > room
    labels = [label if len(label) <= 16 or not turned else f"{label[:15]}…" for label in labels]
    ends = [float(centres.min()) - 0.1 * width, float(centres.max()) + 0.1 * width]
    return {"tickvals": centres.tolist(), "ticktext": [style.plain(label) for label in labels], "range": ends,
            "tickangle": -35 if turned else 0}  # fmt: skip


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
