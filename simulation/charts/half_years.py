"""Who of those certified still leads, by half-year since certification, beside what was observed of a real network."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.common.columns import HALF_YEARS
from simulation.outcomes.half_years import OBSERVED, active_by_half_year
from simulation.outcomes.rows import rows_of


@dataclass(frozen=True)
class HalfYears:
    """By half-year since certification: median, 80 % interval, and share of futures that know it. Index: 1 to 5."""

    shares: pd.DataFrame
    """Columns q10, q50, q90: not a number where no future knows it; known."""

    @property
    def told(self) -> pd.DataFrame:
        """The half-years that some future knows."""
        return self.shares[self.shares.known > 0]


def data(results: Results) -> HalfYears:
    """Of the nation, over all who were certified in the run."""
    found = active_by_half_year(results)
    known = (~np.isnan(found)).mean(axis=0)
    rows = []
    for number in range(len(HALF_YEARS)):
        mine = found[:, number][~np.isnan(found[:, number])]
        rows.append(np.quantile(mine, [0.1, 0.5, 0.9]) if len(mine) else [np.nan] * 3)
    frame = pd.DataFrame(rows, columns=["q10", "q50", "q90"], index=pd.Index(HALF_YEARS, name="half_year"))
    return HalfYears(frame.assign(known=known))


def words(seen: HalfYears, language: Language) -> Words:
    """Title, question, description and note."""
    say, told = language.text, seen.told
    if told.empty:
        title = say("Nobody is certified early enough to see how activity goes on")
        description = title + "."
    else:
        first, last = told.iloc[0], told.iloc[-1]
        facts = {
            "first": language.percent(first.q50),
            "last": language.percent(last.q50),
            "number": told.index[-1],
            "observed": language.percent(OBSERVED[0]),
            "then": language.percent(OBSERVED[told.index[-1] - 1]),
        }
        if len(told) > 1:
            title = say(
                "{first} of those certified lead in their first half-year, {last} in half-year {number}; observed "
                "elsewhere: {observed} and {then}",
                **facts,
            )
        else:
            title = say(
                "{first} of those certified lead in their first half-year; observed elsewhere: {observed}", **facts
            )
        listed = say("; ").join(
            f"{row.Index}{say(':')} {_told(row, language)}, {_observed(row.Index, language)}" for row in rows_of(told)
        )
        description = say("By half-year since certification, median and, in brackets, 80 %: {list}.", list=listed)
    return Words(
        title,
        say("How long do new facilitators go on leading, compared with what was observed?"),
        description,
        say(
            "Share of all who were certified in the run, stopped ones included, who led or co-led a session in each "
            "half-year since. Dots: median; whiskers: 80 % of the simulated futures. Diamonds: observed in 2016 of a "
            "volunteer network, The Carpentries (licence: Creative Commons Attribution). Where people to lead are "
            "scarce, the model’s shares may lie below what facilitators would do."
        ),
    )


def _told(row: Any, language: Language) -> str:
    return f"{language.percent(row.q50)} ({language.percent(row.q10)}–{language.percent(row.q90)})"


def _observed(half_year: int, language: Language) -> str:
    return language.text("observed {share}", share=language.percent(OBSERVED[half_year - 1]))


def table(seen: HalfYears, language: Language) -> pd.DataFrame:
    """Every half-year."""
    say, share = language.text, language.percent(0.8)
    return pd.DataFrame({
        say("half-year since certification"): list(seen.shares.index),
        f"{say('median')} (%)": 100 * seen.shares.q50.to_numpy(),
        f"{say('{share} low', share=share)} (%)": 100 * seen.shares.q10.to_numpy(),
        f"{say('{share} high', share=share)} (%)": 100 * seen.shares.q90.to_numpy(),
        say("observed, The Carpentries 2016 (%)"): [100 * one for one in OBSERVED],
        say("futures counted (%)"): 100 * seen.shares.known.to_numpy(),
    })  # fmt: skip


def draw(seen: HalfYears, language: Language, narrow: bool = False) -> go.Figure:
    """Dots with whiskers beside diamonds."""
    say, told = language.text, seen.told
    blue, black = style.MEANINGS["facilitators"][0], style.TARGET[0]
    figure = go.Figure()
    figure.add_scatter(
        x=[number - 0.08 for number in told.index],
        y=told.q50.tolist(),
        mode="markers",
        marker={"color": blue, "size": 10},
        error_y={
            "type": "data", "array": (told.q90 - told.q50).tolist(), "arrayminus": (told.q50 - told.q10).tolist(),
            "color": blue, "thickness": 1.6, "width": 4,
        },
        text=[
            f"<b>{say('half-year {number}', number=number)}</b><br>{_told(row, language)}"
            for number, row in told.iterrows()
        ],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[number + 0.08 for number in HALF_YEARS],
        y=list(OBSERVED),
        mode="markers",
        marker={"color": black, "size": 10, "symbol": "diamond"},
        text=[_observed(number, language) for number in HALF_YEARS],
        hovertemplate="%{text}<extra></extra>",
    )
    highest = min(1.0, max(0.6, *(told.q90 * 1.1)) if len(told) else 0.6)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    key = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    shown = (("●", say("simulated"), blue), ("◆", say("observed, The Carpentries 2016"), black))
    return figure.update_layout(
        template=style.template(),
        height=300 if narrow else 320,
        separators=language.separators,
        margin={"l": 52, "r": 16, "t": 50 if narrow else 34, "b": 46},
        xaxis={
            "range": [0.5, 5.5],
            "tickvals": list(HALF_YEARS),
            "ticktext": [str(number) for number in HALF_YEARS],
            "title": {"text": say("half-year since certification"), "font": {"size": 12, "color": style.QUIET[0]}},
        },
        yaxis={"range": [0, highest], "tickvals": ticks, "ticktext": [language.percent(tick) for tick in ticks]},
        annotations=[
            key | {
                "text": f"{sign} {text}", "font": {"color": colour, "size": 12},
                "xshift": 0 if narrow else 110 * number, "yshift": 8 + (17 * (1 - number) if narrow else 0),
            }
            for number, (sign, text, colour) in enumerate(shown)
        ],
    )  # fmt: skip


CHART = Chart("half_year_activity", data, words, table, draw)


def half_year_activity(results: Results, language: str = "en") -> go.Figure:
    """Share of those certified who still lead, by half-year since, beside what was observed."""
    return CHART.figure(results, language)
