"""Which uncertainties the data tie together: joint draws of the posterior, pair by pair."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.outcomes.calibration import Calibration

SHOWN = 250
"""Draws shown of each pair."""
FEW = 8
"""Pairs shown on a narrow page: those tied most."""
LONG = 20
"""Letters of a name that fit beside a panel."""


@dataclass(frozen=True)
class Pairs:
    """Equally likely draws by name, and the rank correlation of each pair."""

    draws: pd.DataFrame
    correlation: pd.DataFrame

    def strongest(self) -> list[tuple[str, str]]:
        """All pairs, the most strongly tied first."""
        pairs = combinations(self.draws.columns, 2)
        return sorted(pairs, key=lambda pair: -abs(self.correlation.loc[pair]))


def data(calibration: Calibration) -> Pairs:
    """The posterior's equally likely draws."""
    draws = calibration.table("draws")[list(calibration.free)]
    return Pairs(draws, draws.corr(method="spearman").fillna(0.0))


def words(seen: Pairs, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("Which uncertainties do the data tie together?")
    pairs = seen.strongest()
    if not pairs:
        title = say("One uncertainty was fitted, so there are no pairs")
    else:
        one, other = pairs[0]
        facts = {"one": one, "other": other, "value": _written(seen.correlation.loc[one, other], language)}
        tied = abs(seen.correlation.loc[one, other]) >= 0.3
        title = (
            say("{one} and {other} are tied most (rank correlation {value})", **facts)
            if tied
            else say("No two uncertainties are tied strongly; most are {one} and {other} ({value})", **facts)
        )
    note = say(
        "Each dot is a draw of the posterior. Where dots lie along a line, the data fix a combination of the two "
        "rather than each of them. The number is the rank correlation."
    )
    return Words(title, question, say("Scatter plots of posterior draws, a panel a pair."), note)


def _written(value: float, language: Language) -> str:
    text = f"{value:.2f}".replace("-", "−")
    return text.replace(".", ",") if language.code == "fr" else text


def table(seen: Pairs, language: Language) -> pd.DataFrame:
    """A row a pair, the most strongly tied first."""
    say, pairs = language.text, seen.strongest()
    return pd.DataFrame(
        {
            say("one"): [one for one, _ in pairs],
            say("other"): [other for _, other in pairs],
            say("rank correlation"): [float(seen.correlation.loc[pair]) for pair in pairs],
        }
    )


def draw(seen: Pairs, language: Language, narrow: bool = False) -> go.Figure:
    """The lower triangle of all pairs; on a narrow page, those tied most."""
    names = list(seen.draws.columns)
    if narrow:
        pairs = seen.strongest()[:FEW]
        places = tuple((at // 2, at % 2) for at in range(len(pairs)))
    else:
        pairs = [(names[column], names[row]) for row in range(1, len(names)) for column in range(row)]
        places = tuple((row - 1, column) for row in range(1, len(names)) for column in range(row))
    if not pairs:
        return go.Figure().update_layout(template=style.template(), height=40, xaxis_visible=False, yaxis_visible=False)
    grid = Grid(places, row_height=120, gap=74, left=44, right=10, top=44, bottom=34, narrow=narrow)
    figure, layout, annotations = go.Figure(), grid.layout(), []
    shown = seen.draws.iloc[np.linspace(0, len(seen.draws) - 1, min(SHOWN, len(seen.draws))).astype(int)]
    for index, (across, up) in enumerate(pairs, 1):
        figure.add_scatter(
            x=shown[across].tolist(),
            y=shown[up].tolist(),
            mode="markers",
            hoverinfo="skip",
            marker={"size": 4, "color": style.MEANINGS["facilitators"][0], "opacity": 0.45},
            **axes(index),
        )
        layout[f"xaxis{index}"] |= {"nticks": 4, "tickangle": 0}
        layout[f"yaxis{index}"] |= {"nticks": 4, "rangemode": "normal"}
        value = _written(seen.correlation.loc[across, up], language)
        annotations.append(grid.heading(index, f"{_short(up)} ↑  <b>{value}</b>", line=1, font={"size": 11}))
        annotations.append(grid.heading(index, f"{_short(across)} →", font={"size": 11, "color": style.QUIET[0]}))
    return figure.update_layout(**layout, annotations=annotations, separators=language.separators)


def _short(name: str) -> str:
    return name if len(name) <= LONG else f"{name[: LONG - 1]}…"


CHART = Chart("posterior_pairs", data, words, table, draw)
