"""Parallel coordinates: each point a line through its settings and what comes of them.

Drawn as plain lines: Plotly's own parallel coordinates need WebGL, which not every browser offers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.sweeps.chart import SweepChart, hover, looked_at
from simulation.charts.sweeps.effects import effects
from simulation.charts.sweeps.frontier import money_text
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import Setting, short_number

NAME = "parallel"
MOST, MOST_NARROW = 8, 3
"""Settings drawn, those that matter most."""
MOST_LINES = 1000
"""Points drawn; of more, every so many-th."""
QUARTERS = (style.OFFERED[0], style.tint("facilitators", 0.32), style.tint("facilitators", 0.55),
            style.MEANINGS["facilitators"][0])  # fmt: skip
"""Colours of the lines, from the quarter of points with least to that with most."""


@dataclass(frozen=True)
class Parallel:
    """The settings drawn. shown: positions of the points that are drawn; quarter: of each of these, 0 to 3."""

    seen: Points
    settings: tuple[Setting, ...]
    shown: np.ndarray
    quarter: np.ndarray


def data(seen: Points) -> Parallel:
    """The settings that move what is looked at most, and the quarter to which each point belongs."""
    chosen = tuple(effect.setting for effect in effects(seen)[:MOST])
    there = np.flatnonzero(seen.there)
    shown = there[:: max(1, -(-len(there) // MOST_LINES))]
    return Parallel(seen, chosen, shown, quarters(seen.of(seen.median)[shown]))


def quarters(values: np.ndarray) -> np.ndarray:
    """To which quarter each value belongs, by rank: int64, the largest always to 3; equal values in their order."""
    ranks = np.empty(len(values), np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return 3 - 4 * (len(values) - 1 - ranks) // max(1, len(values))


def missing(it: Parallel, language: Language) -> str:
    """Why there are no parallel coordinates."""
    if len(it.settings) < 2:
        return language.text("Parallel coordinates need two or more settings that vary; here fewer than two do.")
    return ""


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("Which combinations of settings lead where?")


def words(it: Parallel, language: Language) -> Words:
    """Title, question, description and note."""
    say, seen = language.text, it.seen
    first = it.settings[0]
    levels = first.level[it.shown[it.quarter == 3]]
    levels = levels[levels >= 0]
    usual = int(np.bincount(levels).argmax()) if len(levels) else 0
    facts = {
        **looked_at(seen, language),
        "setting": first.name(language),
        "value": first.labels(language)[usual],
        "share": language.percent(float((levels == usual).mean())) if len(levels) else "–",
        "number": language.number(len(it.settings)),
        "all": language.number(len(it.shown)),
        "settings": ", ".join(one.name(language) for one in it.settings),
    }
    title = say("Of the quarter of points with most {measure}, {share} have {setting} = {value}", **facts)
    description = say("{all} points, each a line through {settings}, and through {measure} by {month}.", **facts)
    note = say(
        "Each line is a point; the strongest colour is the quarter of points with most, grey the quarter with least. "
        "Every axis has its own scale."
    )
    if len(it.settings) < len(seen.settings):
        note += " " + say("The {number} settings that move it most are shown.", **facts)
    if len(it.shown) < seen.there.sum():
        note += " " + say("Of all points, {all} are drawn.", **facts)
    return Words(title, question(language), description, note)


def table(it: Parallel, language: Language) -> pd.DataFrame:
    """Every point with runs: its settings and what comes of them."""
    seen = it.seen
    rows = np.flatnonzero(seen.there)
    columns = {language.text("point"): seen.number[rows]}
    for one in it.settings:
        columns[one.name(language)] = (
            one.positions[rows] if one.numeric else [one.value(point, language) for point in rows]
        )
    columns[looked_at(seen, language)["measure"]] = seen.of(seen.median)[rows]
    if seen.aimed:
        columns[language.text("probability")] = seen.chance[rows]
    if seen.money is not None:
        columns[language.text("money, euros")] = seen.median[rows, seen.money, seen.at[1]]
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Axis:
    """One axis. values: of each point; ends: what stands at its bottom and top; ticks: labels by value."""

    name: str
    values: np.ndarray
    ends: tuple[float, float]
    ticks: dict[float, str]

    @property
    def heights(self) -> np.ndarray:
        """Of each point, its height on the axis, 0 to 1; one without a value stands below."""
        low, high = self.ends
        return np.nan_to_num((self.values - low) / ((high - low) or 1.0), nan=-0.06)


def axes_of(it: Parallel, language: Language, narrow: bool) -> list[Axis]:
    """The settings, then money and probability where they are known, then what is looked at."""
    seen = it.seen
    found = [_axis(one, language) for one in it.settings[: MOST_NARROW if narrow else MOST]]
    if seen.money is not None and seen.measures[seen.money] != seen.measure and not narrow:
        money = seen.median[:, seen.money, seen.at[1]]
        ends = (float(np.nanmin(money)), float(np.nanmax(money)))
        found.append(Axis(language.text("money"), money, ends, {end: money_text(end, language) for end in ends}))
    if seen.aimed:
        ticks = {tick: language.percent(tick) for tick in (0.0, 0.5, 1.0)}
        found.append(Axis(language.text("probability"), seen.chance, (0.0, 1.0), ticks))
    values = seen.of(seen.median)
    ends = (float(np.nanmin(values)), float(np.nanmax(values)))
    name = looked_at(seen, language)["measure"]
    found.append(Axis(name, values, ends, {end: language.number(end) for end in ends}))
    return found


def _axis(one: Setting, language: Language) -> Axis:
    positions, centres = one.positions, one.centres
    ends = (float(np.nanmin(positions)), float(np.nanmax(positions)))
    if not one.levels:
        return Axis(one.name(language), positions, ends, {end: short_number(end, language, 3) for end in ends})
    return Axis(one.name(language), positions, ends, dict(zip(centres.tolist(), one.labels(language), strict=True)))


def draw(it: Parallel, language: Language, narrow: bool = False) -> go.Figure:
    """A line a point, a trace a quarter, that with most in front."""
    axes = axes_of(it, language, narrow)
    heights = np.stack([axis.heights for axis in axes], axis=1)
    figure, width = go.Figure(), len(axes)
    for quarter, colour in enumerate(QUARTERS):
        own = it.shown[it.quarter == quarter]
        lines = np.full((len(own), width + 1), np.nan)
        lines[:, :width] = heights[own]
        texts = [hover(it.seen, point, language) for point in own]
        figure.add_scatter(
            x=[*range(width), None] * len(own),
            y=[None if np.isnan(height) else float(height) for height in lines.ravel()],
            text=[text for text in texts for _ in range(width + 1)],
            customdata=np.repeat(own, width + 1).tolist(),
            mode="lines", connectgaps=False, line={"color": colour, "width": 1.1}, opacity=0.75,
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    rules = [
        {"type": "line", "xref": "x", "yref": "y", "x0": at, "x1": at, "y0": 0, "y1": 1, "layer": "above",
         "line": {"color": style.QUIET[0], "width": 1}} for at in range(width)
    ]  # fmt: skip
    return figure.update_layout(
        template=style.template(), height=440, separators=language.separators, hovermode="closest",
        margin={"l": 30 if narrow else 44, "r": 62 if narrow else 70, "t": 84, "b": 34},
        xaxis={"range": [-0.12, width - 1 + 0.12], "visible": False},
        yaxis={"range": [-0.08, 1.02], "visible": False},
        shapes=rules,
        annotations=[note for at, axis in enumerate(axes) for note in _labels(at, len(axes) - 1, axis, narrow)],
    )  # fmt: skip


def _labels(at: int, last: int, axis: Axis, narrow: bool) -> list[dict]:
    """The name above the axis, in two heights by turns, and its labels at the right of it."""
    place = {"xref": "x", "yref": "y", "x": at, "showarrow": False, "name": "tick"}
    # The first and the last name stay inside the drawing.
    side = "left" if at == 0 else "right" if at == last else "center"
    shift = (-18 if narrow else -32) if at == 0 else (50 if narrow else 58) if at == last else 0
    most = 16 if narrow else 24
    name = axis.name if len(axis.name) <= most else f"{axis.name[: most - 1]}…"
    notes = [place | {
        "y": 1.02, "yanchor": "bottom", "yshift": 12 + 26 * (at % 2), "xanchor": side, "name": "axis", "xshift": shift,
        "text": style.plain(name), "font": {"size": 11 if narrow else 12},
    }]  # fmt: skip
    room = 9 if narrow else 13
    ticks = axis.ticks if len(axis.ticks) <= 9 else {end: axis.ticks[end] for end in (min(axis.ticks), max(axis.ticks))}
    low, high = axis.ends
    for value, label in ticks.items():
        shown = label if len(label) <= room else f"{label[: room - 1]}…"
        notes.append(place | {
            "y": (value - low) / ((high - low) or 1.0), "xanchor": "left", "xshift": 4, "text": style.plain(shown),
            "font": {"size": 10, "color": style.TEXT[0]}, "bgcolor": style.BACKGROUND[0], "borderpad": 1,
            "opacity": 0.9,
        })  # fmt: skip
    return notes


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
