"""The calendar of a plan: courses by place and quarter, and how surely they are held."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language

STEPS = (0.8, 0.95)
"""Shares of planned courses that are held, at which the colour changes."""
_COLOURS = (
    style.tint("trainers", style.HEAT_TOP), style.tint("facilitators", style.BANDS[0][2]),
    style.tint("facilitators", style.HEAT_TOP),
)  # fmt: skip
_LINE, _MARGINS = 26, 92
"""Pixels of a row, and of what is above and below."""


def data(plan: Mapping[str, Any]) -> pd.DataFrame:
    """One row a kind, place and quarter of plan.json: what, place, until (YYYY-MM), planned, held_share."""
    columns = ["what", "place", "until", "planned", "held_share"]
    rows = pd.DataFrame(plan["held"]["cells"])[columns]
    first = rows.place.ne("national")  # the whole territory first
    return rows.assign(first=first).sort_values(["what", "first", "place", "until"])[columns].reset_index(drop=True)


def _row(what: str, place: str, language: Language) -> str:
    say = language.text
    where = say("whole national territory") if place == "national" else place
    return say("trainer courses") if what == "trainer_courses" else say("facilitator courses, {place}", place=where)


def _month(until: str, language: Language) -> str:
    return language.short_month(date(int(until[:4]), int(until[5:7]), 1))


def words(seen: pd.DataFrame, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    share = float((seen.planned * seen.held_share).sum() / seen.planned.sum())
    return Words(
        say("{number} courses are planned; {share} of them are held on average", share=language.percent(share),
            number=language.number(seen.planned.sum())),
        say("Which courses are held where and when, and how surely?"),
        say("Courses of the calendar by place and quarter, coloured by the share of them that is held."),
        say("The number is that of the courses planned in a quarter, named by its last month. A course that is not "
            "held is not made up for."),
    )  # fmt: skip


def table(seen: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A row a kind, place and quarter."""
    say = language.text
    return pd.DataFrame(
        {
            say("course"): [_row(*pair, language) for pair in zip(seen.what, seen.place, strict=True)],
            say("quarter to"): seen.until,
            say("planned"): seen.planned,
            say("share held"): seen.held_share,
        }
    )


def draw(seen: pd.DataFrame, language: Language, narrow: bool = False) -> go.Figure:
    """Numbers in cells: a row a kind and place, a column a quarter."""
    say = language.text
    names = [_row(*pair, language) for pair in zip(seen.what, seen.place, strict=True)]
    rows, quarters = list(dict.fromkeys(names)), _quarters(seen.until.min(), seen.until.max())
    codes = [sum(share >= step for step in STEPS) for share in seen.held_share]
    columns = [_month(one, language) for one in quarters]
    place = {one: number for number, one in enumerate(quarters)}
    values: list[list[int | None]] = [[None] * len(quarters) for _ in rows]
    texts = [[""] * len(quarters) for _ in rows]
    said = [[""] * len(quarters) for _ in rows]
    for name, until, planned, share, code in zip(names, seen.until, seen.planned, seen.held_share, codes, strict=True):
        line, column = rows.index(name), place[until]
        values[line][column], texts[line][column] = code, language.number(planned)
        said[line][column] = say("{place}, quarter to {month}: {number} planned, {share} held", place=style.plain(name),
                                 month=columns[column], number=language.number(planned),
                                 share=language.percent(share))  # fmt: skip
    figure = go.Figure()
    scale = [[edge / 3, colour] for number, colour in enumerate(_COLOURS) for edge in (number, number + 1)]
    figure.add_heatmap(
        x=list(range(len(quarters))), y=list(range(len(rows))), z=values, zmin=-0.5, zmax=2.5, colorscale=scale,
        showscale=False, xgap=2, ygap=2, text=texts, texttemplate="%{text}", customdata=said, hoverongaps=False,
        textfont={"size": 9 if narrow else 12, "color": style.TEXT[0]}, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    meant = (say("under 80 % held"), say("80 to 95 %"), say("95 % and more"))
    for colour, name in reversed(list(zip(_COLOURS, meant, strict=True))):
        figure.add_scatter(x=[None], y=[None], mode="markers", name=name,
                           marker={"color": colour, "symbol": "square", "size": 13})  # fmt: skip
    every = -(-len(quarters) // (3 if narrow else 7))
    shown = list(range(len(quarters) - 1, -1, -every))[::-1]
    more = 44 if narrow else 0  # the legend has up to three lines there
    return figure.update_layout(
        template=style.template(), height=_MARGINS + more + _LINE * len(rows) * (2 if narrow else 1), showlegend=True,
        margin={"l": 8, "r": 24, "t": 8, "b": 76 + more},
        legend={"orientation": "h", "yref": "container", "y": 0.01, "yanchor": "bottom", "x": 0},
        xaxis={"tickvals": shown, "ticktext": [columns[one] for one in shown], "showgrid": False, "zeroline": False,
               "range": [-0.5, len(quarters) - 0.5]},
        yaxis={"tickvals": list(range(len(rows))), "ticktext": [_wrapped(row, narrow) for row in rows],
               "autorange": "reversed", "automargin": True, "showgrid": False, "zeroline": False},
    )  # fmt: skip


def _quarters(first: str, last: str) -> list[str]:
    """The last months of all quarters from one to another."""
    begin, end = (int(one[:4]) * 12 + int(one[5:7]) - 1 for one in (first, last))
    months = [*range(begin, end, 3), end]  # the last one may be shorter
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in months]


def _wrapped(row: str, narrow: bool) -> str:
    return style.plain(row).replace(", ", ",<br>", 1) if narrow else style.plain(row)


CHART = Chart("plan_calendar", data, words, table, draw)
