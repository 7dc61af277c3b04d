"""Small multiples: panels laid out in pixels, and the marks that several figures share."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.language import Language

WIDE, NARROW = 1000, 360
"""Widths in pixels for which a figure is laid out; in between, it stretches."""


@dataclass(frozen=True)
class Grid:
    """Panels in rows and columns, all of one size. Panel i uses axes i, wherever it stands."""

    places: tuple[tuple[int, int], ...]
    """Row and column of each panel."""
    row_height: int = 150
    gap: int = 62
    """Pixels between rows: room for the panel's title and the axis above."""
    left: int = 46
    """Pixels left of each panel for its axis labels."""
    right: int = 12
    top: int = 48
    bottom: int = 30
    narrow: bool = False

    @property
    def rows(self) -> int:
        """How many rows of panels."""
        return 1 + max(row for row, _ in self.places)

    @property
    def columns(self) -> int:
        """How many panels side by side."""
        return 1 + max(column for _, column in self.places)

    @property
    def height(self) -> int:
        """Height of the whole figure in pixels."""
        return self.top + self.rows * self.row_height + (self.rows - 1) * self.gap + self.bottom

    def layout(self) -> dict:
        """Axes of all panels."""
        inner = self.height - self.top - self.bottom
        width = (NARROW if self.narrow else WIDE) - self.left - self.right
        space = (self.left + self.right) / width
        each = (1 - space * (self.columns - 1)) / self.columns
        layout: dict = {
            "height": self.height,
            "margin": {"l": self.left, "r": self.right, "t": self.top, "b": self.bottom},
            "template": style.template(),
        }
        for index, (row, column) in enumerate(self.places, start=1):
            low = 1 - (row * (self.row_height + self.gap) + self.row_height) / inner
            start = column * (each + space)
            layout[f"xaxis{index}"] = {"domain": [start, min(start + each, 1)], "anchor": axis_name("y", index)}
            layout[f"yaxis{index}"] = {
                "domain": [max(low, 0), min(low + self.row_height / inner, 1)],
                "anchor": axis_name("x", index),
                "rangemode": "tozero",
                "nticks": 4,
            }
        return layout

    def heading(self, index: int, text: str, line: int = 0, **more) -> dict:
        """An annotation above panel `index` (from 1), `line` lines up."""
        return {
            "text": text,
            "xref": f"{axis_name('x', index)} domain",
            "yref": f"{axis_name('y', index)} domain",
            "x": 0,
            "y": 1,
            "xshift": -self.left + 6 if self.narrow else 0,
            "yshift": 9 + 16 * line,
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            **more,
        }


def axis_name(letter: str, index: int) -> str:
    """What Plotly calls the axis of panel `index` (from 1): x, x2, x3, …"""
    return letter if index == 1 else f"{letter}{index}"


def axes(index: int) -> dict:
    """Which axes a trace of panel `index` (from 1) uses."""
    return {"xaxis": axis_name("x", index), "yaxis": axis_name("y", index)}


def month_ends(months: Sequence[pd.Timestamp]) -> pd.DatetimeIndex:
    """A stock is counted at the end of its month: that is where it is drawn."""
    return pd.DatetimeIndex(months) + pd.offsets.MonthEnd(0)


def month_axis(months: Sequence[pd.Timestamp], language: Language, narrow: bool) -> dict:
    """A time axis whose labels need no month names of Plotly's own."""
    ends = month_ends(months)
    years = len(ends) / 12
    axis = {"range": [pd.Timestamp(months[0]).isoformat(), ends[-1].isoformat()], "type": "date"}
    if years >= 2:
        every = year_step(years, 3 if narrow else 10)
        return axis | {
            "dtick": f"M{12 * every}",
            "tick0": str(pd.Timestamp(months[0]).year) + "-01-01",
            "tickformat": "%Y",
            "ticklabelmode": "period",
            "tickangle": 0,
        }
    step = max(1, round(len(ends) / (2 if narrow else 4)))
    # On a narrow page a label at the very end would be cut by the edge.
    shown = ends[::-1][step // 3 if narrow else 0 :: step]
    return axis | {
        "tickvals": [str(end.date()) for end in shown],
        "ticktext": [language.short_month(end) for end in shown],
        "tickangle": 0,
    }


def year_axis(years: pd.DataFrame, language: Language, narrow: bool) -> dict:
    """An axis of calendar years; `years` has columns year and months (fewer than 12: marked)."""
    step = year_step(len(years), 3 if narrow else 6)
    shown = years.iloc[::step]
    return {
        "type": "linear",
        "tickvals": shown.year.tolist(),
        "ticktext": [year_label(row.year, row.months) for row in shown.itertuples()],
        "range": [years.year.min() - 0.6, years.year.max() + 0.6],
        "ticks": "",
        "tickangle": 0,
    }


def year_step(years: float, labels: int) -> int:
    """Every how many years one is named, so that there are at most so many labels."""
    return next((step for step in (1, 2, 5, 10) if years / step <= labels), ceil(years / labels))


def year_label(year: int, months: int) -> str:
    """The year; with a star where the simulation covers only part of it."""
    return f"{year}" if months == 12 else f"{year}*"


def spread_names(language: Language) -> dict[str, str]:
    """How a table for readers heads the columns of a spread over futures, by their names in the frame."""
    say = language.text
    return {
        "months": say("months simulated"),
        "mean": say("mean"),
        "q50": say("median"),
        "q10": say("{share} low", share=language.percent(0.8)),
        "q90": say("{share} high", share=language.percent(0.8)),
    }


def partial_years(years: pd.DataFrame, language: Language) -> str:
    """What the star at a year means, where there is one."""
    return " " + language.text("A star marks a year that is not simulated whole.") if (years.months < 12).any() else ""


def fan(
    figure: go.Figure,
    months: Sequence,
    quantiles: pd.DataFrame,
    meaning: str,
    hover: list[str],
    index: int = 1,
    bands: Sequence[tuple[str, str, float]] = style.BANDS,
) -> None:
    """Bands (95, 80 and 50 %) and the median, in one panel; hovering shows `hover`."""
    ends = [str(end.date()) for end in month_ends(months)]
    around = ends + ends[::-1]
    for low, high, strength in bands:
        figure.add_scatter(
            x=around,
            y=quantiles[high].tolist() + quantiles[low].tolist()[::-1],
            fill="toself",
            fillcolor=style.tint(meaning, strength),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            **axes(index),
        )
    figure.add_scatter(
        x=ends,
        y=quantiles["q50"].tolist(),
        mode="lines",
        line={"color": style.MEANINGS[meaning][0], "width": 2.5},
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


def fan_hover(months: Sequence, quantiles: pd.DataFrame, language: Language) -> list[str]:
    """What hovering over a fan says, month by month."""
    return [
        "<br>".join(
            [
                f"<b>{language.month(month)}</b>",
                language.text("median {value}", value=language.number(row.q50)),
                *(
                    f"{language.percent(share)}{language.text(':')} {language.number(low)}–{language.number(high)}"
                    for share, low, high in (
                        (0.5, row.q25, row.q75),
                        (0.8, row.q10, row.q90),
                        (0.95, row.q025, row.q975),
                    )
                ),
            ]
        )
        for month, row in zip(months, quantiles.itertuples(), strict=True)
    ]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """The values, in falling order, moved apart as little as needed to be `gap` from one another."""
    blocks: list[list[float]] = []  # each: sum of wished top positions, and how many labels it holds
    for number, value in enumerate(values):
        blocks.append([value + number * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] < blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    tops = [total / count for total, count in blocks for _ in range(int(count))]
    return [top - number * gap for number, top in enumerate(tops)]
