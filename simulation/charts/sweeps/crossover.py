"""The crossover: from which level of a training capacity on each further unit of it brings little."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, axis_name
from simulation.charts.sweeps.chart import SweepChart, looked_at
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import short_number
from simulation.charts.sweeps.steps import LITTLE, Steps

NAME = "crossover"
FAR = 8
"""Levels that lie further apart than this, as a ratio, stand on a scale on which doubling is as long everywhere."""


def data(given: tuple[Points, object]) -> Points:
    """The points, which know their steps."""
    return given[0]


def missing(it: Points, language: Language) -> str:
    """Why there is no crossover."""
    if it.steps is not None:
        return ""
    return language.text(
        "Where training capacity stops being the limit takes a sweep of it (trainers, their days, seats or courses) at "
        "three or more values, with the same values of the other settings and two or more runs at each."
    )


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("From where on is training capacity no longer the limit?")


def units(seen: Steps, language: Language) -> str:
    """What the capacity is counted in, after a number."""
    say = language.text
    return {
        "days": say("days a month and trainer"),
        "trainers": say("trainers"),
        "seats": say("seats a course"),
        "courses": say("courses a quarter"),
    }[seen.counted]


def _level(seen: Steps, level: int, language: Language) -> str:
    return short_number(seen.at[level], language)


def words(it: Points, language: Language) -> Words:
    """Title, question, description and note."""
    say, seen = language.text, _steps(it)
    facts = {
        **looked_at(it, language),
        "units": units(seen, language),
        "Units": units(seen, language).capitalize(),
        "first": _level(seen, 0, language),
        "last": _level(seen, -1, language),
        "little": language.percent(LITTLE),
        "futures": language.number(seen.futures),
    }
    if not seen.acts.any():
        title = say("{Units}: from {first} to {last}, no step brings more {measure} beyond chance", **facts)
    elif seen.crossover is None:
        title = say("{Units}: up to {last} more of them still act; no crossover among the values tried", **facts)
    else:
        facts |= {"at": _level(seen, seen.crossover, language), "short": language.percent(seen.binds[seen.crossover])}
        title = say("{Units}: from {at} on, one more brings less than {little} of what it brings at best", **facts)
        if np.isfinite(seen.binds).all():
            title = say("{finding}; there capacity is short in {short} of the futures", finding=title, **facts)
    told = [
        say("about {value} at {at}", at=_level(seen, level, language), value=language.about(value))
        for level, value in enumerate(seen.mean)
    ]
    values = say("; ").join(told)
    description = say("{Measure} by {month}, mean of the simulated futures, by {units}: {list}.", list=values, **facts)
    if np.isfinite(seen.binds).all():
        description += " " + say(
            "Capacity is short in {most} of them at the lowest value, in {least} at the highest.",
            most=language.percent(seen.binds[0]), least=language.percent(seen.binds[-1]),
        )  # fmt: skip
    return Words(title, question(language), description, _note(seen, facts, language))


def _note(seen: Steps, facts: dict[str, str], language: Language) -> str:
    say = language.text
    note = say(
        "Above: {measure} by {month}, mean and 80 % interval of the simulated futures. Gain: what one more (a day, a "
        "seat, a trainer, a course) brings between a value and the next, mean of {futures} futures that share their "
        "chance, with its 95 % interval. Crossover: the first value from which on each step brings less than {little} "
        "of what one more brings at best (dotted line).",
        **facts,
    )
    if np.isfinite(seen.binds).all():
        note += " " + say(
            "Capacity is short where at least as many candidates as a facilitator course takes at least wait for want "
            "of trainer days, seats, a date or money: share of the simulated futures, averaged over the ends of the "
            "periods that the sweep keeps, from when the value applies."
        )
    else:
        note += " " + say(
            "How often capacity is short is not shown: the sweep does not keep waiting_for_course and "
            "training_limit_too_few."
        )
    return note


def table(it: Points, language: Language) -> pd.DataFrame:
    """Every level; the gain is that of the step to it from the level before."""
    say, seen = language.text, _steps(it)
    share = language.percent(0.8)
    frame = pd.DataFrame({
        units(seen, language): seen.at,
        say("mean"): seen.mean,
        say("{share} low", share=share): seen.low,
        say("{share} high", share=share): seen.high,
        say("gain by one more, since the value before"): [np.nan, *seen.gain],
        say("standard error of the gain"): [np.nan, *seen.error],
        say("futures in which capacity is short (%)"): 100 * seen.binds,
    })  # fmt: skip
    return frame.dropna(axis=1, how="all")


def draw(it: Points, language: Language, narrow: bool = False) -> go.Figure:
    """Panels under one another: what is reached, the gain, how often capacity is short; a line at the crossover."""
    say, seen = language.text, _steps(it)
    bound = bool(np.isfinite(seen.binds).all())
    panels = 3 if bound else 2
    # Without a colour bar or a key: each panel has its heading.
    grid = Grid(tuple((row, 0) for row in range(panels)), 130 if narrow else 150, 64, 48, 14, 34, 56, narrow)
    figure, layout = go.Figure(), grid.layout()
    far = seen.at[0] > 0 and seen.at[-1] / seen.at[0] >= FAR
    middle = np.sqrt(seen.at[:-1] * seen.at[1:]) if far else (seen.at[:-1] + seen.at[1:]) / 2
    _reached(figure, seen, language)
    _gain(figure, seen, middle, language)
    tops = [1.08 * float(seen.high.max()) or 1.0, 0.0, 1.03]
    heads = [
        "{Measure}, {month}".format(**looked_at(it, language)),
        say("Gain by one more"),
        say("Futures in which capacity is short"),
    ]
    high, low = (float(end) for end in ((seen.gain + 2 * seen.error).max(), (seen.gain - 2 * seen.error).min()))
    layout["yaxis2"] |= {"range": [min(0.0, 1.08 * low), max(1.08 * high, 0.1)], "zeroline": True,
                         "zerolinecolor": style.QUIET[0]}  # fmt: skip
    layout["yaxis1"] |= {"range": [0, tops[0]], "tickformat": "~s" if tops[0] >= 1e5 else ",d" if tops[0] > 9 else ""}
    if bound:
        _binds(figure, seen, language)
        ticks = (0, 0.5, 1)
        layout["yaxis3"] |= {"range": [0, 1.03], "tickvals": list(ticks), "ticktext": [*map(language.percent, ticks)]}
    for index in range(1, panels + 1):
        layout[f"xaxis{index}"] |= _axis(seen, far, language)
    layout[f"xaxis{panels}"] |= {"title": {"text": units(seen, language), "standoff": 6, "font": {"size": 13}}}
    notes = [grid.heading(index + 1, f"<b>{style.plain(heads[index])}</b>") for index in range(panels)]
    if seen.crossover is not None:
        notes.append(_mark(figure, seen, panels, far, language))
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "hovermode": "closest"}
    )


def _steps(it: Points) -> Steps:
    assert it.steps is not None, "what is missing is not drawn"
    return it.steps


def _reached(figure: go.Figure, seen: Steps, language: Language) -> None:
    blue = style.MEANINGS["facilitators"][0]
    figure.add_scatter(
        x=[*seen.at, *seen.at[::-1]], y=[*seen.high, *seen.low[::-1]], mode="lines", hoverinfo="skip", fill="toself",
        fillcolor=style.tint("facilitators", style.BANDS[1][2]), line={"width": 0}, **axes(1),
    )  # fmt: skip
    figure.add_scatter(
        x=seen.at.tolist(), y=seen.mean.tolist(), mode="lines+markers", line={"color": blue, "width": 2.5},
        marker={"size": 7, "color": blue}, hovertemplate="%{text}<extra></extra>", **axes(1),
        text=[f"{short_number(at, language)}{language.text(':')} {language.number(mean)} "
              f"({language.number(low)}–{language.number(high)})"
              for at, mean, low, high in zip(seen.at, seen.mean, seen.low, seen.high, strict=True)],
    )  # fmt: skip


def _gain(figure: go.Figure, seen: Steps, middle: np.ndarray, language: Language) -> None:
    """A flat line over each step, a mark and its interval in the middle; dotted: what counts as little."""
    blue, quiet = style.MEANINGS["facilitators"][0], style.QUIET[0]
    if seen.acts.any():
        figure.add_scatter(
            x=[seen.at[0], seen.at[-1]], y=[LITTLE * seen.gain.max()] * 2, mode="lines", hoverinfo="skip",
            line={"color": quiet, "width": 1.5, "dash": "dot"}, **axes(2),
        )  # fmt: skip
    figure.add_scatter(
        x=[x for pair in zip(seen.at, seen.at[1:], strict=False) for x in (*pair, None)],
        y=[y for one in seen.gain for y in (one, one, None)],
        mode="lines", hoverinfo="skip", line={"color": blue, "width": 2.5}, **axes(2),
    )  # fmt: skip
    figure.add_scatter(
        x=middle.tolist(), y=seen.gain.tolist(), mode="markers", marker={"size": 7, "color": blue},
        error_y={"type": "data", "array": (1.96 * seen.error).tolist(), "color": blue, "thickness": 1.5, "width": 4},
        text=[f"{short_number(low, language)} → {short_number(high, language)}{language.text(':')} "
              f"{language.number(gain)} ± {language.number(1.96 * error)}"
              for low, high, gain, error in zip(seen.at, seen.at[1:], seen.gain, seen.error, strict=False)],
        hovertemplate="%{text}<extra></extra>", **axes(2),
    )  # fmt: skip


def _binds(figure: go.Figure, seen: Steps, language: Language) -> None:
    orange = style.MEANINGS["trainers"][0]
    figure.add_scatter(
        x=seen.at.tolist(), y=seen.binds.tolist(), mode="lines+markers", line={"color": orange, "width": 2.5},
        marker={"size": 7, "color": orange}, fill="tozeroy", fillcolor=style.tint("trainers", style.BANDS[1][2]),
        text=[f"{short_number(at, language)}{language.text(':')} {language.percent(share)}"
              for at, share in zip(seen.at, seen.binds, strict=True)],
        hovertemplate="%{text}<extra></extra>", **axes(3),
    )  # fmt: skip


def _mark(figure: go.Figure, seen: Steps, panels: int, far: bool, language: Language) -> dict:
    """A line through all panels, and its label on the side that has room."""
    level = seen.crossover or 0
    at = float(seen.at[level])
    line = {"color": style.TARGET[0], "width": 1.5, "dash": "6px,4px"}
    for index in range(1, panels + 1):
        x, y = axis_name("x", index), axis_name("y", index)
        figure.add_shape(type="line", xref=x, yref=f"{y} domain", x0=at, x1=at, y0=0, y1=1, line=line)
    right = level < len(seen.at) / 2
    return {
        "text": language.text("crossover:<br>{at}", at=short_number(at, language)), "xref": "x", "yref": "y domain",
        "x": float(np.log10(at)) if far else at, "y": 0.05, "xanchor": "left" if right else "right",
        "xshift": 6 if right else -6, "yanchor": "bottom", "align": "left" if right else "right",
        "showarrow": False, "font": {"size": 12},
    }  # fmt: skip


def _axis(seen: Steps, far: bool, language: Language) -> dict:
    ends = np.log10(seen.at[[0, -1]]) if far else seen.at[[0, -1]]
    room = 0.04 * float(ends[1] - ends[0])
    texts = [short_number(at, language, 3) for at in seen.at]
    return {
        "type": "log" if far else "linear", "range": [float(ends[0]) - room, float(ends[1]) + room],
        "tickvals": seen.at.tolist(), "ticktext": texts, "tickangle": 0,
    }  # fmt: skip


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing, alone=False)
