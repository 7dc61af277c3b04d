"""The figure of docs/reference.md: the first eighteen months with the register and without.

    python -m tests.verification.start_figure     # 400 futures, some seconds; writes docs/reference/start.svg

A Chromium of this computer draws it. The numbers are those of `python -m tests.verification.reference_tables start`.
"""

from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.panels import WIDE, Grid, axes
from simulation.charts.saving import picture
from tests.verification.reference_tables import FLOWS, STARTED, STOCKS, TABLES, warm_and_cold

FILE = Path(__file__).parents[2] / "docs" / "reference" / "start.svg"
COLOURS = {"warm": style.MEANINGS["facilitators"][0], "cold": style.MEANINGS["trainers"][0]}
DASHES = {"warm": "solid", "cold": "dash"}
MONTHS = list(range(1, STARTED + 1))


def figure_of(found: dict[str, dict[str, np.ndarray]]) -> go.Figure:
    """A panel a quantity: means by month, warm and cold; found: as `warm_and_cold` gives it."""
    quantities = {**FLOWS, **STOCKS}
    grid = Grid(tuple(divmod(at, 3) for at in range(len(quantities))), row_height=170, top=40, bottom=36)
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, (name, columns) in enumerate(quantities.items(), 1):
        means = {which: sum(one[column] for column in columns).mean(axis=0) for which, one in found.items()}
        for which, values in means.items():
            line = {"color": COLOURS[which], "width": 2.5, "dash": DASHES[which]}
            figure.add_scatter(x=MONTHS, y=values.tolist(), mode="lines", line=line, name=which, showlegend=False,
                               **axes(index))  # fmt: skip
        layout[f"xaxis{index}"] |= {"range": [0.5, STARTED + 0.5], "tickvals": [1, 3, 6, 9, 12, 15, 18]}
        layout[f"yaxis{index}"] |= {"range": [0, 1.12 * max(values.max() for values in means.values())]}
        notes.append(grid.heading(index, f"<b>{name}</b>", font={"size": 13}))
        notes += _named(means, index) if index == 1 else []
    for index in range(4, len(quantities) + 1):
        layout[f"xaxis{index}"] |= {"title": {"text": "month of the scenario", "font": {"size": 12}}}
    layout["margin"] |= {"b": 50}
    return figure.update_layout(**layout, width=WIDE, annotations=notes)


def _named(means: dict[str, np.ndarray], index: int) -> list[dict]:
    """Which line is which, above the higher and beneath the lower, at the end."""
    upper = max(means, key=lambda which: means[which][-1])
    return [
        {"text": which, "x": STARTED, "y": float(values[-1]), "xref": axes(index)["xaxis"][0:1], "xanchor": "right",
         "yref": axes(index)["yaxis"][0:1], "yshift": 14 if which == upper else -16, "showarrow": False,
         "font": {"color": COLOURS[which], "size": 13}}
        for which, values in means.items()
    ]  # fmt: skip


def main() -> None:
    """Writes the figure."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(picture(figure_of(warm_and_cold(TABLES["start"][1])), "svg"))
    print(FILE)


if __name__ == "__main__":
    main()
