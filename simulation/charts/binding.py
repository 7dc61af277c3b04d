"""In how many futures training capacity binds, month by month: where more of it could act, and when it stops to."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import month_axis, month_ends
from simulation.charts.source import Results, months_of
from simulation.outcomes.binding import Binding, binding

COLOUR = "trainers"


@dataclass(frozen=True)
class Bound:
    """Share of the futures in which capacity binds, by month; and when that is over."""

    share: pd.Series
    ever: float
    """Share of the futures in which it binds in some month."""
    over: pd.Timestamp | None
    """The last month in which it binds, or a later one, in half of the futures in which it ever does; None: it never
    binds, or in more than half of those it still does in the last half-year."""


def data(results: Results) -> Bound:
    """Of the nation."""
    return of(binding(results), months_of(results))


def of(seen: Binding, months: pd.DatetimeIndex) -> Bound:
    """The same from what is known of each future."""
    over = seen.over()
    return Bound(pd.Series(seen.by_month, months), seen.ever, None if over is None else months[over])


def sentence(seen: Bound, language: Language) -> str:
    """In how many futures it binds at first and at the end, and when it stops to."""
    say = language.text
    if seen.ever == 0:
        return say(
            "Training capacity is short in no simulated future: never do candidates enough for a course wait for want "
            "of trainer days, seats, a date or money."
        )
    facts = _facts(seen, language)
    told = say(
        "Training capacity is short (candidates enough for a course wait for want of trainer days, seats, a date or "
        "money) in {start} of the simulated futures at the end of {first} and in {end} at the end of {last}.",
        **facts,
    )
    if seen.over is None:
        return f"{told} " + say("In half or more of those in which it ever is, it still is in the last half-year.")
    return f"{told} " + say("In half of those in which it ever is, it no longer is after {over}.", **facts)


def _facts(seen: Bound, language: Language) -> dict[str, str]:
    return {
        "start": language.percent(seen.share.iloc[0]),
        "end": language.percent(seen.share.iloc[-1]),
        "first": language.month(seen.share.index[0]),
        "last": language.month(seen.share.index[-1]),
        "over": "" if seen.over is None else language.month(seen.over),
    }


def words(seen: Bound, language: Language) -> Words:
    """Title, question, description and note."""
    say, facts = language.text, _facts(seen, language)
    if seen.ever == 0:
        title = say("Training capacity is short in no simulated future")
    else:
        title = say(
            "Training capacity is short in {start} of the simulated futures at first, {end} at the end", **facts
        )
        if seen.over is not None:
            title = say("{finding}; in half of those it is over after {over}", finding=title, **facts)
    return Words(
        title,
        say("In how many futures is training capacity short, and when does it stop to be?"),
        sentence(seen, language),
        say(
            "Share of the simulated futures, at the end of each month, in which at least as many candidates as a "
            "facilitator course takes at least wait for want of trainer days, seats, a date in the calendar or money. "
            "Candidates who are too few at their place do not count. Below the line more capacity would act in that "
            "month; whether it would help to reach a target takes a run with more of it."
        ),
    )


def table(seen: Bound, language: Language) -> pd.DataFrame:
    """Every month."""
    say = language.text
    return pd.DataFrame({
        say("month"): pd.DatetimeIndex(seen.share.index).strftime("%Y-%m"),
        say("futures in which capacity is short (%)"): 100 * seen.share.to_numpy(),
    })  # fmt: skip


def draw(seen: Bound, language: Language, narrow: bool = False) -> go.Figure:
    """An area from 0 to all futures; a mark where it is over in half of those in which it ever binds."""
    months = seen.share.index
    figure = go.Figure()
    figure.add_scatter(
        x=[str(end.date()) for end in month_ends(months)],
        y=seen.share.tolist(),
        mode="lines" if len(months) > 1 else "lines+markers",
        line={"color": style.MEANINGS[COLOUR][0], "width": 2.5},
        fill="tozeroy",
        fillcolor=style.tint(COLOUR, style.BANDS[1][2]),
        text=[
            f"<b>{language.month(month)}</b><br>{language.text('in {share} of the simulated futures', share=said)}"
            for month, said in zip(months, map(language.percent, seen.share), strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    notes, ticks = [], (0, 0.25, 0.5, 0.75, 1)
    if seen.over is not None:
        end = str(month_ends([seen.over])[0].date())
        line = {"color": style.TARGET[0], "width": 1.5, "dash": "6px,4px"}
        figure.add_scatter(x=[end, end], y=[0, 1], mode="lines", line=line, hoverinfo="skip")
        # The label stands on the side that has room.
        side, shift = ("right", -6) if list(months).index(seen.over) > len(months) / 2 else ("left", 6)
        notes.append({
            "x": end, "y": 0.04, "xanchor": side, "xshift": shift, "yanchor": "bottom",
            "align": side, "showarrow": False, "font": {"size": 11 if narrow else 12},
            "text": language.text("over in half of those<br>after {month}", month=language.month(seen.over)),
        })  # fmt: skip
    return figure.update_layout(
        template=style.template(),
        height=300 if narrow else 320,
        separators=language.separators,
        margin={"l": 52, "r": 16, "t": 14, "b": 34},
        hovermode="x",
        xaxis=month_axis(months, language, narrow),
        yaxis={"range": [0, 1.03], "tickvals": list(ticks), "ticktext": [language.percent(tick) for tick in ticks]},
        annotations=notes,
    )


CHART = Chart("capacity_binds", data, words, table, draw)


def capacity_binds(results: Results, language: str = "en") -> go.Figure:
    """The share of futures in which training capacity binds, by month."""
    return CHART.figure(results, language)
