"""What the posterior would have let see, against what was observed."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.calibrated import CHANCES, digits, measure_label, precision_label
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, year_step
from simulation.outcomes.calibration import Calibration
from simulation.outcomes.rows import rows_of

ROOM = 1.08
"""How far above the highest mark a panel reaches."""
BOX = 0.34
"""Width of a box over a year, in years."""
YEAR = 365.25 * 86_400_000
"""A year in milliseconds, as Plotly counts dates."""


@dataclass(frozen=True)
class Fans:
    """start: first month. observations: one row each. predicted: quantiles by measure and months since the start."""

    start: str
    months: int
    observations: pd.DataFrame
    predicted: pd.DataFrame

    def panels(self) -> list[tuple[tuple[Any, ...], pd.DataFrame, pd.DataFrame]]:
        """Each measure as it was counted: its key, quantiles by time, observations."""
        keys = ["measure", "over", "before"]
        seen = {key: part for key, part in self.observations.groupby(keys, sort=False)}
        return [(key, part, seen[key]) for key, part in self.predicted.groupby(keys, sort=False)]


def data(calibration: Calibration) -> Fans:
    """Quantiles of the runs with posterior draws, and the observations."""
    scenario = calibration.scenario
    return Fans(scenario.start, scenario.months, calibration.table("observations"), calibration.table("predicted"))


def words(seen: Fans, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    fitted = seen.observations[seen.observations.fitted]
    within = int((~fitted.outside).sum())
    title = say("{within} of {number} fitted observations lie within the 95 % band", within=within, number=len(fitted))
    note = say(
        "Line: median of runs with posterior draws, over the whole scenario; bands, from inner to outer: 50, 80 and "
        "95 %. Where a count begins anew each year, boxes over each year: 50 and 95 %. Dots: observations; the bar "
        "at a dot is what the truth may have been (rounded, about); a triangle: more than this, and the bar how "
        "much more is plausible. Hollow: not fitted, kept for scoring. Grey bars: 80 % of what the priors would "
        "have let see."
    )
    return Words(
        title,
        say("Does the model, with what it has learned, reproduce what was observed?"),
        say("A panel a measure: observations as dots over a fan of simulated histories."),
        note,
    )


def table(seen: Fans, language: Language) -> pd.DataFrame:
    """Every observation with its precision, its source, and what the posterior says."""
    say, rows = language.text, seen.observations
    return pd.DataFrame(
        {
            say("date"): rows.date,
            say("measure"): [measure_label(one.measure, one.over, language) for one in rows_of(rows)],
            say("observed"): rows.value,
            say("precision"): [precision_label(text, language) for text in rows.precision],
            say("fitted?"): [say("yes") if fitted else say("no") for fitted in rows.fitted],
            say("median"): rows.q50,
            say("{share} low", share=language.percent(0.8)): rows.q10,
            say("{share} high", share=language.percent(0.8)): rows.q90,
            say("{share} low", share=language.percent(0.95)): rows.q025,
            say("{share} high", share=language.percent(0.95)): rows.q975,
            say("source"): rows.source,
        }
    )


def draw(seen: Fans, language: Language, narrow: bool = False) -> go.Figure:
    """A panel a measure."""
    panels = seen.panels()
    columns = 1 if narrow else min(2, len(panels))
    grid = Grid(
        tuple((at // columns, at % columns) for at in range(len(panels))),
        row_height=190,
        gap=70,
        left=58,
        right=16,
        top=34,
        bottom=34,
        narrow=narrow,
    )
    figure = go.Figure()
    layout = grid.layout()
    annotations = []
    for index, ((measure, over, _), predicted, observed) in enumerate(panels, 1):
        if over == "year":
            # What is counted from January on stands over its year.
            predicted, observed = (rows.assign(elapsed=rows.elapsed - 6) for rows in (predicted, observed))
        if over == "year":
            _boxes(figure, predicted, seen.start, index)
        else:
            _fan(figure, predicted, seen.start, index)
        _prior(figure, observed, seen.start, index)
        _marks(figure, observed, seen.start, index, language)
        top = ROOM * max(predicted.q975.max(), observed.high.max())
        layout[f"yaxis{index}"] |= {"range": [0, top or 1], "tickformat": ",d" if top >= 4 else ""}
        layout[f"xaxis{index}"] |= _axis(seen, 3 if narrow else 6)
        label = _short(measure_label(measure, over, language), 50 if narrow else 70)
        annotations.append(grid.heading(index, label, font={"size": 12}))
    return figure.update_layout(
        **layout, annotations=annotations, separators=language.separators, hovermode="closest", barmode="overlay"
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _when(elapsed: float, start: str) -> str:
    """The day so many months after the start; a part of a month is a part of its days."""
    month = pd.Period(start, "M") + math.floor(elapsed)
    days = (elapsed - math.floor(elapsed)) * month.days_in_month
    return (month.start_time + pd.Timedelta(days=days)).strftime("%Y-%m-%d")


def _axis(seen: Fans, labels: int) -> dict:
    """The years."""
    first, last = _when(0, seen.start), _when(seen.months + 0.2, seen.start)
    step = year_step(seen.months / 12, labels)
    axis = {"type": "date", "range": [first, last], "tickformat": "%Y", "tickangle": 0}
    if seen.months < 24:
        return axis | {"nticks": labels, "tickformat": "%Y-%m"}
    return axis | {"dtick": f"M{12 * step}", "tick0": f"{seen.start[:4]}-01-01", "ticklabelmode": "period"}


def _fan(figure: go.Figure, predicted: pd.DataFrame, start: str, index: int) -> None:
    at = [_when(elapsed, start) for elapsed in predicted.elapsed]
    for low, high, strength in style.BANDS:
        figure.add_scatter(
            x=at + at[::-1],
            y=predicted[high].tolist() + predicted[low].tolist()[::-1],
            fill="toself",
            fillcolor=style.tint("facilitators", strength),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            **axes(index),
        )
    figure.add_scatter(
        x=at,
        y=predicted.q50.tolist(),
        mode="lines",
        line={"color": style.MEANINGS["facilitators"][0], "width": 2.5},
        hoverinfo="skip",
        **axes(index),
    )


def _boxes(figure: go.Figure, predicted: pd.DataFrame, start: str, index: int) -> None:
    at = [_when(elapsed, start) for elapsed in predicted.elapsed]
    for low, high, strength in (style.BANDS[0], style.BANDS[2]):
        figure.add_bar(
            x=at,
            y=(predicted[high] - predicted[low]).tolist(),
            base=predicted[low].tolist(),
            width=BOX * YEAR,
            marker={"color": style.tint("facilitators", strength), "line": {"width": 0}},
            hoverinfo="skip",
            **axes(index),
        )
    figure.add_scatter(
        x=at, y=predicted.q50.tolist(), mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ew-open", "size": 16, "line": {"width": 2.5},
                "color": style.MEANINGS["facilitators"][0]}, **axes(index),
    )  # fmt: skip


def _prior(figure: go.Figure, observed: pd.DataFrame, start: str, index: int) -> None:
    rows = observed[observed.prior_low.notna()]
    for one in rows_of(rows):
        figure.add_scatter(
            x=[_when(one.elapsed, start)] * 2,
            y=[one.prior_low, one.prior_high],
            mode="lines",
            hoverinfo="skip",
            line={"color": style.OFFERED[0], "width": 5},
            opacity=0.55,
            **axes(index),
        )


def _marks(figure: go.Figure, observed: pd.DataFrame, start: str, index: int, language: Language) -> None:
    at = [_when(one.elapsed, start) for one in rows_of(observed)]
    more = [one.precision.startswith("more_than") for one in rows_of(observed)]
    symbols = [
        ("triangle-up" if above else "circle") + ("" if fitted else "-open")
        for above, fitted in zip(more, observed.fitted, strict=True)
    ]
    figure.add_scatter(
        x=at,
        y=observed.value.tolist(),
        mode="markers",
        marker={"symbol": symbols, "size": 9, "color": style.TEXT[0], "line": {"color": style.TEXT[0], "width": 1.6}},
        error_y={
            "type": "data",
            "array": (observed.high - observed.value).tolist(),
            "arrayminus": (observed.value - observed.low).tolist(),
            "color": style.TEXT[0],
            "thickness": 1.4,
            "width": 4,
        },
        text=[_hover(one, language) for one in rows_of(observed)],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
        **axes(index),
    )


def _hover(one, language: Language) -> str:
    chances = dict(zip(CHANCES, (getattr(one, name) for name in CHANCES), strict=True))
    return "<br>".join(
        [
            f"<b>{one.date}{language.text(':')} {digits(one.value, language)}</b> "
            f"({precision_label(one.precision, language)})",
            language.text(
                "posterior: {median}, 95 % from {low} to {high}",
                median=digits(chances["q50"], language),
                low=digits(chances["q025"], language),
                high=digits(chances["q975"], language),
            ),
            style.plain(_short(one.source, 70)),
        ]
    )


CHART = Chart("posterior_fans", data, words, table, draw)
