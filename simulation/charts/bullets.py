"""Bars that show what was used inside what was offered, year by year; seats and days both use them."""

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.language import Language
from simulation.charts.panels import axes, year_label


def bullet(
    figure: go.Figure,
    index: int,
    used: pd.DataFrame,
    offered: pd.DataFrame | None,
    meaning: str,
    names: tuple[str, str],
    language: Language,
) -> None:
    """In panel `index`: wide pale bars for what was offered, narrow strong ones for what was used, with whiskers.

    `names` says what used and offered are called when hovering.
    """
    if offered is not None:
        figure.add_bar(
            x=offered.year.tolist(),
            y=offered["mean"].tolist(),
            width=0.8,
            marker={"color": style.OFFERED[0], "line": {"width": 0}},
            text=[_hover(row, names[1], language) for row in offered.rename(columns={"mean": "average"}).itertuples()],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            **axes(index),
        )
    figure.add_bar(
        x=used.year.tolist(),
        y=used["mean"].tolist(),
        width=0.46,
        marker={"color": style.MEANINGS[meaning][0], "line": {"width": 0}},
        error_y={
            "type": "data",
            "array": (used.q90 - used["mean"]).clip(lower=0).tolist(),
            "arrayminus": (used["mean"] - used.q10).clip(lower=0).tolist(),
            "color": style.TEXT[0],
            "thickness": 1.2,
            "width": 3,
        },
        text=[_hover(row, names[0], language) for row in used.rename(columns={"mean": "average"}).itertuples()],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


def _hover(row, name: str, language: Language) -> str:
    return (
        f"<b>{name}, {year_label(row.year, row.months)}</b><br>"
        + language.text("mean {value}", value=language.number(row.average))
        + f"<br>{language.percent(0.8)}{language.text(':')} {language.number(row.q10)}–{language.number(row.q90)}"
    )


def bar_axis(offered: pd.DataFrame | None, used: pd.DataFrame) -> dict:
    """A value axis from zero that holds all bars and whiskers."""
    tops = [used["mean"].max(), used.q90.max(), 1 if offered is None else offered["mean"].max(), 1]
    return {"range": [0, max(tops) * 1.06], "tickformat": ",d", "zeroline": True, "zerolinecolor": style.QUIET[0]}


def year_table(frame: pd.DataFrame, groups: dict[str, str], first: str, language: Language) -> pd.DataFrame:
    """Yearly flows as a table for readers: a row a group and year."""
    say = language.text
    named = {
        "group": first,
        "year": say("year"),
        "months": say("months simulated"),
        "mean": say("mean"),
        "q50": say("median"),
        "q10": say("{share} low", share=language.percent(0.8)),
        "q90": say("{share} high", share=language.percent(0.8)),
    }
    rows = frame[frame["group"].isin(groups)].assign(group=lambda part: part["group"].map(groups))
    return rows[list(named)].rename(columns=named).reset_index(drop=True)
