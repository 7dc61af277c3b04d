"""The tornado: how far each setting moves what is looked at, from its one end to the other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.sweeps.chart import SweepChart
from simulation.charts.sweeps.effects import Effect, effects, finding, gap_text, nothing_acts
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
    return "" if it.effects else language.text("What matters is a question for settings that vary; here none does.")


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("Which setting matters most?")


def words(it: Tornado, language: Language) -> Words:
    """Title, question, description and note."""
    say, first = language.text, it.effects[0]
    title = finding(first, it.seen, language) if first.acts else nothing_acts(it.seen, language)
    listed = say("; ").join(
        f"{one.setting.name(language)}{language.text(':')} {gap_text(one, language)}" for one in it.effects[:MOST]
    )
    note = say(
        "Mean over the points at the one end of each setting (ring) and at the other (dot): the lowest and the highest "
        "value or range of a number, else the values with the fewest and the most. The dotted line stands at the mean "
        "of all points. At the right: what the dot has more than the ring, mean difference with its 95 % interval; all "
        "intervals hold together. Grey: no clear difference. "
    )
    note += (
        say("Differences of futures that share their chance, {pairs} of them.", pairs=first.gap.pairs)
        if first.gap.pairs
        else say("Points differ in other settings, too: each counts once.")
    )  # fmt: skip
    return Words(
        title, question(language), say("What the other end of each setting has more: {list}.", list=listed), note
    )


def table(it: Tornado, language: Language) -> pd.DataFrame:
    """Every setting, the one that matters most first."""
    say = language.text
    rows = []
    for one in it.effects:
        labels = one.setting.labels(language)
        low, high = (one.gap.mean + sign * one.gap.half for sign in (-1, 1))
        rows.append((one.setting.heading(language), labels[one.low], float(one.means[one.low]), labels[one.high],
                     float(one.means[one.high]), one.gap.mean,
                     *(end if np.isfinite(end) else np.nan for end in (low, high)),
                     say("yes") if one.acts else say("no"), one.share))  # fmt: skip
    names = [say("setting"), say("from"), say("mean at from"), say("to"), say("mean at to"), say("difference, mean"),
             say("95 % low"), say("95 % high"), say("acts beyond chance"), say("share of variance")]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def draw(it: Tornado, language: Language, narrow: bool = False) -> go.Figure:
    """A line a setting, the one that matters most at the top."""
    shown = it.effects[:MOST]
    rows = list(range(len(shown)))
    low, high = ([float(one.means[getattr(one, end)]) for one in shown] for end in ("low", "high"))
    figure = go.Figure()
    blue = style.MEANINGS["facilitators"][0]
    colours = [blue if one.acts else style.QUIET[0] for one in shown]
    for row in rows:
        figure.add_scatter(x=[low[row], high[row]], y=[row, row], mode="lines", opacity=0.55, hoverinfo="skip",
                           line={"color": colours[row], "width": 8})  # fmt: skip
    for ends, name, symbol in ((low, "low", "circle-open"), (high, "high", "circle")):
        figure.add_scatter(
            x=ends, y=rows, mode="markers",
            marker={"size": 11, "color": colours, "symbol": symbol, "line": {"width": 2, "color": colours}},
            text=[_hover(one, getattr(one, name), language) for one in shown], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    everything = [*low, *high, it.mean]
    width = (max(everything) - min(everything)) or 1.0
    left, right = (12, 16) if narrow else (300, 230)
    return figure.update_layout(
        template=style.template(),
        height=max(160, TOP + (ROW + 14 * narrow) * len(rows) + BOTTOM),
        margin={"l": left, "r": right, "t": TOP, "b": BOTTOM},
        separators=language.separators,
        xaxis={"range": [min(everything) - 0.08 * width, max(everything) + 0.08 * width], "nticks": 5 if narrow else 8,
               "showgrid": True, "tickformat": ",~r"},
        yaxis={"range": [len(rows) - 0.5, -0.6], "visible": False},
        shapes=[{"type": "line", "xref": "x", "yref": "paper", "x0": it.mean, "x1": it.mean, "y0": 0, "y1": 1,
                 "line": {"color": style.QUIET[0], "width": 1, "dash": "dot"}}],
        annotations=[note for row, one in enumerate(shown) for note in _labels(row, one, left, narrow, language)],
    )  # fmt: skip


def _hover(one: Effect, level: int, language: Language) -> str:
    return f"{style.plain(one.setting.pair(level, language))}<br><b>{language.number(one.means[level])}</b>"


def _labels(row: int, one: Effect, left: int, narrow: bool, language: Language) -> list[dict]:
    """The setting and its ends: at the left, or on a narrow page above the line; at the right its share."""
    labels = [style.plain(label) for label in one.setting.labels(language)]
    name = one.setting.name(language)
    most = 44 if narrow else 40
    short = style.plain(name if len(name) <= most else f"{name[: most - 1]}…")
    ends = f"{labels[one.low]} → {labels[one.high]}"
    if len(ends) > (34 if narrow else 40):
        ends = f"{ends[:33]}…"
    place = {"xref": "paper", "yref": "y", "showarrow": False, "x": 0, "xanchor": "left", "y": row}
    quiet = {"size": 11, "color": style.QUIET[0]}
    gap = gap_text(one, language)
    if narrow:
        # Under one another: name, line, difference.
        return [place | {"text": short, "yanchor": "bottom", "yshift": 6, "font": {"size": 12}},
                place | {"text": gap, "yanchor": "top", "yshift": -7, "font": quiet}]  # fmt: skip
    share = {**place, "x": 1, "xshift": 10, "text": gap, "yanchor": "middle", "font": quiet}
    return [
        place | {"xshift": -left + 4, "text": short, "yanchor": "bottom", "yshift": -3, "font": {"size": 13}},
        place | {"xshift": -left + 4, "text": ends, "yanchor": "top", "yshift": -3, "font": quiet},
        share,
    ]


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
