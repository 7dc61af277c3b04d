"""The figure of simulation-based calibration: rank histograms, cumulative ranks less the diagonal, coverage."""

from pathlib import Path

import kaleido
import numpy as np
import plotly.graph_objects as go
from scipy import stats

from simulation.charts import style
from simulation.charts.panels import Grid, axes
from tests.verification.simulation_based_calibration import BINS, DRAWS

WIDTH = 1000
_COLOUR = style.MEANINGS["facilitators"][0]


def draw(ranks: dict[str, np.ndarray], path: Path) -> None:
    """Writes the figure as SVG; a Chromium of this computer draws it."""
    figure = figure_of(ranks)
    options = {"format": "svg", "scale": 1, "width": WIDTH, "height": figure.layout.height}
    path.write_bytes(kaleido.calc_fig_sync(figure, opts=options, kopts={"mathjax": False}))


def figure_of(ranks: dict[str, np.ndarray]) -> go.Figure:
    """A column an uncertainty; grey: where 95 % of right machines would lie."""
    columns = len(ranks)
    places = tuple((row, column) for row in range(3) for column in range(columns))
    grid = Grid(places, row_height=160, gap=70, left=46, right=12, top=50, bottom=36)
    figure, layout, annotations = go.Figure(), grid.layout(), []
    for column, (name, found) in enumerate(ranks.items(), 1):
        _histogram(figure, found, column)
        _difference(figure, found, column + columns)
        _coverage(figure, found, column + 2 * columns)
        labels = (
            f"<b>{name}</b><br>truths by rank of the truth",
            "cumulative share less that of uniform ranks",
            "share of truths inside, less the interval’s level",
        )
        for row, label in enumerate(labels):
            annotations.append(grid.heading(column + row * columns, label, font={"size": 12}))
        layout[f"xaxis{column}"] |= {"range": [0, DRAWS + 1], "nticks": 6}
        layout[f"xaxis{column + columns}"] |= {"range": [0, DRAWS + 1], "nticks": 6}
        layout[f"xaxis{column + 2 * columns}"] |= {"range": [0, 1], "tickformat": ".0%", "nticks": 6}
        for row in (1, 2):
            layout[f"yaxis{column + row * columns}"] |= {"range": [-0.16, 0.16], "rangemode": "normal", "nticks": 5}
    return figure.update_layout(**layout, width=WIDTH, annotations=annotations, barmode="overlay")


def _area(figure: go.Figure, x: list, low: list, high: list, index: int) -> None:
    figure.add_scatter(
        x=[*x, *x[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        fillcolor=style.GRID[0],
        line={"width": 0},
        mode="lines",
        **axes(index),
    )


def _histogram(figure: go.Figure, found: np.ndarray, index: int) -> None:
    counts = np.bincount(found * BINS // (DRAWS + 1), minlength=BINS)
    width = (DRAWS + 1) / BINS
    low, high = stats.binom.ppf([0.025, 0.975], len(found), 1 / BINS)
    # Bars lie beneath lines and areas; a shape can lie beneath both.
    figure.add_shape(
        type="rect",
        x0=0,
        x1=DRAWS + 1,
        y0=low,
        y1=high,
        fillcolor=style.GRID[0],
        line={"width": 0},
        layer="below",
        xref=axes(index)["xaxis"],
        yref=axes(index)["yaxis"],
    )
    figure.add_bar(
        x=((np.arange(BINS) + 0.5) * width).tolist(),
        y=counts.tolist(),
        width=0.8 * width,
        marker={"color": _COLOUR, "opacity": 0.9},
        **axes(index),
    )


def _difference(figure: go.Figure, found: np.ndarray, index: int) -> None:
    at = np.arange(DRAWS + 1)
    uniform = (at + 1) / (DRAWS + 1)
    # Kolmogorov's 95 % band: the whole curve lies in it with that chance.
    reach = 1.358 / np.sqrt(len(found))
    _area(figure, [0, DRAWS + 1], [-reach] * 2, [reach] * 2, index)
    cumulative = (found[:, None] <= at).mean(axis=0)
    figure.add_scatter(
        x=at.tolist(),
        y=(cumulative - uniform).tolist(),
        mode="lines",
        line={"color": _COLOUR, "width": 2, "shape": "hv"},
        **axes(index),
    )


def _coverage(figure: go.Figure, found: np.ndarray, index: int) -> None:
    # The levels that so many ranks can tell apart.
    levels = np.arange(2, DRAWS, 2) / (DRAWS + 1)
    shares = (found + 0.5) / (DRAWS + 1)
    inside = (np.abs(shares - 0.5)[:, None] <= levels / 2).mean(axis=0)
    low, high = (stats.binom.ppf(one, len(found), levels) / len(found) - levels for one in (0.025, 0.975))
    _area(figure, levels.tolist(), low.tolist(), high.tolist(), index)
    figure.add_scatter(
        x=levels.tolist(),
        y=(inside - levels).tolist(),
        mode="lines",
        line={"color": _COLOUR, "width": 2},
        **axes(index),
    )
