"""The tornado: how far each setting moves what is looked at, from its one end to the other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.sweeps.chart import SweepChart, capital
from simulation.charts.sweeps.effects import Effect, effects, ends_of
from simulation.charts.sweeps.points import Points

NAME = "tornado"
MOST = 15
"""Settings drawn; the table has them all."""
ROW, TOP, BOTTOM = 46, 30, 40


@dataclass(frozen=True)
class Tornado:
    """The effects, the largest first, and the mean of what is looked at over all points."""

    seen: Points
    effects: tuple[Effect, ...]
    mean: float


def data(seen: Points) -> Tornado:
    """How much each setting moves what is looked at first."""
    values = seen.of(seen.mean)
    return Tornado(seen, effects(seen), float(np.nanmean(values)) if seen.there.any() else np.nan)


def missing(it: Tornado, language: Language) -> str:
    """Why there is no tornado."""
    if len(it.effects) < 2:
        return language.text(
            "What matters most is a question for two or more settings that vary; here fewer than two do."
        )
    return ""


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("Which setting matters most?")


def words(it: Tornado, language: Language) -> Words:
    """Title, question, description and note."""
    say, first = language.text, it.effects[0]
    facts = ends_of(first, it.seen, language)
    title = say("{setting} matters most: about {low} {measure} at {from}, {high} at {to}", **facts)
    listed = say("; ").join(
        f"{one.setting.name(language)} {language.about(one.means[one.low])}–{language.about(one.means[one.high])}"
        for one in it.effects[:MOST]
    )
    note = say(
        "Mean over the points at the one end of each setting (ring) and at the other (dot): the lowest and the highest "
        "value or range of a number, else the values with the fewest and the most. The dotted line stands at the mean "
        "of all points. Per cent: what the setting by itself explains of the variance between points."
    )
    title = capital(title, first.setting)
    return Words(
        title, question(language), say("From the one end to the other, by setting: {list}.", list=listed), note
    )


def table(it: Tornado, language: Language) -> pd.DataFrame:
    """Every setting, the one that matters most first."""
    say = language.text
    rows = []
    for one in it.effects:
        labels = one.setting.labels(language)
        rows.append((one.setting.name(language), labels[one.low], float(one.means[one.low]), labels[one.high],
                     float(one.means[one.high]), one.share))  # fmt: skip
    names = [say("setting"), say("from"), say("mean at from"), say("to"), say("mean at to"), say("share of variance")]
    return pd.DataFrame(rows, columns=names)


def draw(it: Tornado, language: Language, narrow: bool = False) -> go.Figure:
    """A line a setting, the one that matters most at the top."""
    shown = it.effects[:MOST]
    rows = list(range(len(shown)))
    low, high = ([float(one.means[getattr(one, end)]) for one in shown] for end in ("low", "high"))
    figure = go.Figure()
    blue = style.MEANINGS["facilitators"][0]
    figure.add_scatter(
        x=[x for pair in zip(low, high, [None] * len(rows), strict=True) for x in pair],
        y=[y for row in rows for y in (row, row, None)],
        mode="lines", line={"color": blue, "width": 8}, opacity=0.55, hoverinfo="skip",
    )  # fmt: skip
    for ends, name, symbol in ((low, "low", "circle-open"), (high, "high", "circle")):
        figure.add_scatter(
            x=ends, y=rows, mode="markers",
            marker={"size": 11, "color": blue, "symbol": symbol, "line": {"width": 2, "color": blue}},
            text=[_hover(one, getattr(one, name), language) for one in shown], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    everything = [*low, *high, it.mean]
    width = (max(everything) - min(everything)) or 1.0
    left = 12 if narrow else 250
    return figure.update_layout(
        template=style.template(),
        height=TOP + ROW * len(rows) + BOTTOM,
        margin={"l": left, "r": 64, "t": TOP, "b": BOTTOM},
        separators=language.separators,
        xaxis={"range": [min(everything) - 0.08 * width, max(everything) + 0.08 * width], "nticks": 5 if narrow else 8,
               "showgrid": True, "tickformat": ",~r"},
        yaxis={"range": [len(rows) - 0.5, -0.6], "visible": False},
        shapes=[{"type": "line", "xref": "x", "yref": "paper", "x0": it.mean, "x1": it.mean, "y0": 0, "y1": 1,
                 "line": {"color": style.QUIET[0], "width": 1, "dash": "dot"}}],
        annotations=[note for row, one in enumerate(shown) for note in _labels(row, one, left, narrow, language)],
    )  # fmt: skip


def _hover(one: Effect, level: int, language: Language) -> str:
    label = style.plain(one.setting.labels(language)[level])
    return f"{style.plain(one.setting.name(language))} = {label}<br><b>{language.number(one.means[level])}</b>"


def _labels(row: int, one: Effect, left: int, narrow: bool, language: Language) -> list[dict]:
    """The setting and its ends: at the left, or on a narrow page above the line; at the right its share."""
    labels = [style.plain(label) for label in one.setting.labels(language)]
    name = one.setting.name(language)
    most = 30 if narrow else 32
    short = style.plain(name if len(name) <= most else f"{name[: most - 1]}…")
    ends = f"{labels[one.low]} → {labels[one.high]}"
    if len(ends) > (34 if narrow else 40):
        ends = f"{ends[:33]}…"
    place = {"xref": "paper", "yref": "y", "showarrow": False, "x": 0, "xanchor": "left", "y": row}
    quiet = {"size": 11, "color": style.QUIET[0]}
    share = {**place, "x": 1, "xshift": 10, "text": language.percent(one.share), "yanchor": "middle", "font": quiet}
    if narrow:
        return [place | {"text": short, "yanchor": "bottom", "yshift": 6, "font": {"size": 12}}, share]
    return [
        place | {"xshift": -left + 4, "text": short, "yanchor": "bottom", "yshift": -3, "font": {"size": 13}},
        place | {"xshift": -left + 4, "text": ends, "yanchor": "top", "yshift": -3, "font": quiet},
        share,
    ]


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
