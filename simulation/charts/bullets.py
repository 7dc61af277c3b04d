"""Bars that show what was used inside what was offered, year by year; seats and days both use them."""

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.language import Language
from simulation.charts.panels import axes, spread_names, year_label


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
        bars(figure, index, offered, style.OFFERED[0], 0.8, names[1], language)
    bars(figure, index, used, style.MEANINGS[meaning][0], 0.46, names[0], language)


def bars(
    figure: go.Figure, index: int, rows: pd.DataFrame, colour: str, width: float, name: str, language: Language
) -> None:
    """In panel `index`: a bar a year up to the mean, with a whisker for 80 %; `width` in years.

    The whisker of a wide bar stands at its right edge, where a narrow bar in front of it leaves room.
    """
    shift = 0.31 if width > 0.7 else 0
    whiskers = {
        "type": "data",
        "array": (rows.q90 - rows["mean"]).clip(lower=0).tolist(),
        "arrayminus": (rows["mean"] - rows.q10).clip(lower=0).tolist(),
        "color": style.QUIET[0] if shift else style.TEXT[0],
        "thickness": 1.2,
        "width": 2 if shift else 3,
    }
    figure.add_bar(
        x=rows.year.tolist(),
        y=rows["mean"].tolist(),
        width=width,
        marker={"color": colour, "line": {"width": 0}},
        error_y=None if shift else whiskers,
        text=[_hover(row, name, language) for row in rows.rename(columns={"mean": "average"}).itertuples()],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )
    # What is the same in all futures, such as a budget, has no whisker.
    if shift and (rows.q90 > rows.q10).any():
        figure.add_scatter(
            x=(rows.year + shift).tolist(),
            y=rows["mean"].tolist(),
            mode="markers",
            marker={"size": 1, "color": style.QUIET[0]},
            error_y=whiskers,
            hoverinfo="skip",
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
    tops = [1, *(frame[edge].max() for frame in (used, offered) if frame is not None for edge in ("mean", "q90"))]
    axis = {"tickformat": ",d", "nticks": 5, "zeroline": True, "zerolinecolor": style.QUIET[0]}
    return axis | {"range": [0, max(tops) * 1.06]}


def year_table(frame: pd.DataFrame, groups: dict[str, str], first: str, language: Language) -> pd.DataFrame:
    """Yearly flows as a table for readers: a row a group and year."""
    say = language.text
    named = {
        "group": first,
        "year": say("year"),
        **spread_names(language),
    }
    rows = frame[frame["group"].isin(groups)].assign(group=lambda part: part["group"].map(groups))
    return rows[list(named)].rename(columns=named).reset_index(drop=True)
