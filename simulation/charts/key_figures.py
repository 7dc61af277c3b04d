"""What a planner looks at first: active facilitators, members of the network, people reached, sessions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts.chart import Chart, Words, quantile_table
from simulation.charts.language import Language
from simulation.charts.panels import Grid, fan, fan_hover, month_axis
from simulation.charts.source import Results, months_of, nation
from simulation.charts.style import MEANINGS
from simulation.outcomes.measures import YEAR, trailing_year
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import MEASURES

STOCKS = {"active_facilitators": "facilitators", "network_members": "trainers", "people_reached": "reached"}
"""Counted at the end of the month, and what their colour means."""
SESSIONS = "sessions"
"""Counted over the twelve months that end with the month."""
COLOURS = {**STOCKS, SESSIONS: "learning"}


@dataclass(frozen=True)
class KeyFigures:
    """Mean and quantiles by month of each; of sessions from the twelfth month on, before that there is no row."""

    figures: dict[str, pd.DataFrame]
    months: pd.DatetimeIndex


def data(results: Results) -> KeyFigures:
    """Of the nation; the year's sessions are summed within each replicate."""
    months = months_of(results)
    year = trailing_year(results.national(SESSIONS)[SESSIONS])[:, YEAR - 1 :]
    spread = {name: np.quantile(year, share, axis=0) for name, share in QUANTILES.items()}
    sessions = pd.DataFrame({"mean": year.mean(axis=0), **spread}, index=months[YEAR - 1 :])
    return KeyFigures({**nation(results, *STOCKS), SESSIONS: sessions}, months)


def labels(language: Language) -> dict[str, str]:
    """What each is called."""
    say = language.text
    return {
        "active_facilitators": say("Active facilitators"),
        "network_members": say("Members of the network"),
        "people_reached": say("People reached"),
        "sessions": say("Sessions in twelve months"),
    }


def words(seen: KeyFigures, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    ends = {name: language.known(frame.iloc[-1]) for name, frame in seen.figures.items() if len(frame)}
    facts = {name: known[0] for name, known in ends.items()}
    month = language.month(seen.months[-1])
    listed = say("; ").join(
        f"{labels(language)[name]}{say(':')} {median} ({low}–{high})" for name, (median, low, high) in ends.items()
    )
    return Words(
        say(
            "At the end of {month}, about {active_facilitators} of {network_members} members of the network are "
            "active, and {people_reached} people have been reached",
            month=month,
            **{name: facts[name] for name in STOCKS},
        ),
        say("How large is the network, how much of it is active, and whom does it reach?"),
        say("At the end of {month}, median and, in brackets, 80 %: {list}.", month=month, list=listed),
        say(
            "At the end of each month; each panel has its own scale. Members: certified facilitators and trainers, "
            "those from outside left out. Active: of these, who led or co-led a session in the last 12 months. People "
            "reached: have attended a session and have not left. Sessions: in the twelve months to the end of the "
            "month. Line: median. Bands, from inner to outer: 50, 80 and 95 % of the simulated futures."
        ),
    )


def table(seen: KeyFigures, language: Language) -> pd.DataFrame:
    """Every figure and month, with all intervals."""
    say = language.text
    names = {name: language.label(MEASURES[name]) for name in STOCKS} | {SESSIONS: say("Sessions in twelve months")}
    shown = {name: frame for name, frame in seen.figures.items() if len(frame)}
    return quantile_table(shown, language, say("quantity"), names)


def draw(seen: KeyFigures, language: Language, narrow: bool = False) -> go.Figure:
    """A small fan for each."""
    across = 2 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(COLOURS))),
        row_height=120 if narrow else 180,
        gap=76,
        left=50,
        narrow=narrow,
    )
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, (name, frame) in enumerate(seen.figures.items(), start=1):
        layout[f"xaxis{index}"] |= month_axis(seen.months, language, True)
        layout[f"yaxis{index}"] |= {"tickformat": ",d", "range": [0, 1]}
        key = language.text("takes twelve months")
        # Without a row there is an empty fan, so that every panel has the same traces.
        fan(figure, frame.index, frame, COLOURS[name], fan_hover(frame.index, frame, language), index)
        if len(frame):
            layout[f"yaxis{index}"] |= {"range": [0, max(frame.q975.max() * 1.08, 1)]}
            median, low, high = language.known(frame.iloc[-1])
            key = f"{median} ({low}–{high})"
        notes += [
            grid.heading(index, f"<b>{labels(language)[name]}</b>", 1, font={"size": 11 if narrow else 13}),
            grid.heading(index, key, font={"color": MEANINGS[COLOURS[name]][0], "size": 12}),
        ]
    return figure.update_layout(layout | {"annotations": notes, "separators": language.separators, "hovermode": "x"})


CHART = Chart("key_figures", data, words, table, draw)


def key_figures(results: Results, language: str = "en") -> go.Figure:
    """Active facilitators, members of the network, people reached and sessions, as fans side by side."""
    return CHART.figure(results, language)
