"""Which uncertainties the data tie together: joint draws of the posterior, pair by pair."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.calibrated import broken, called
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.outcomes.calibration import Calibration

SHOWN = 250
"""Draws shown of each pair."""
MOST, NARROW_MOST = 9, 5
"""Pairs shown, and on a narrow page: those tied most."""
LETTERS = (40, 46)
"""Letters of a heading beside its neighbours, and on a narrow page."""


@dataclass(frozen=True)
class Pairs:
    """Equally likely draws by name, and the rank correlation of each pair."""

    draws: pd.DataFrame
    correlation: pd.DataFrame

    def strongest(self) -> list[tuple[str, str]]:
        """All pairs, the most strongly tied first."""
        pairs = combinations(self.draws.columns, 2)
        return sorted(pairs, key=lambda pair: -abs(self.tie(*pair)))

    def tie(self, one: str, other: str) -> float:
        """The rank correlation of a pair."""
        return float(self.correlation[other][one])


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
        names = dict(zip(("one", "other"), called((one, other), language), strict=True))
        facts = {**names, "value": language.decimals(seen.tie(one, other), 2)}
        tied = abs(seen.tie(one, other)) >= 0.3
        title = (
            say("“{one}” and “{other}” are tied most (rank correlation {value})", **facts)
            if tied
            else say("No two uncertainties are tied strongly; most are “{one}” and “{other}” ({value})", **facts)
        )
    note = say(
        "Each dot is a draw of the posterior. Where dots lie along a line, the data fix a combination of the two "
        "rather than each of them. The number is the rank correlation. The pairs tied most are drawn; the table has "
        "all."
    )
    return Words(title, question, say("Scatter plots of posterior draws, a panel a pair."), note)


def table(seen: Pairs, language: Language) -> pd.DataFrame:
    """A row a pair, the most strongly tied first."""
    say, pairs = language.text, seen.strongest()
    return pd.DataFrame(
        {
            say("one"): called((one for one, _ in pairs), language),
            say("other"): called((other for _, other in pairs), language),
            say("rank correlation"): [seen.tie(*pair) for pair in pairs],
        }
    )


def draw(seen: Pairs, language: Language, narrow: bool = False) -> go.Figure:
    """A panel a pair, those tied most; the table has all."""
    pairs = seen.strongest()[: NARROW_MOST if narrow else MOST]
    if not pairs:
        return go.Figure().update_layout(template=style.template(), height=40, xaxis_visible=False, yaxis_visible=False)
    columns = 1 if narrow else min(3, len(pairs))
    places = tuple((at // columns, at % columns) for at in range(len(pairs)))
    grid = Grid(places, row_height=150, gap=126, left=44, right=16, top=92, bottom=34, narrow=narrow)
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
        value = language.decimals(seen.tie(across, up), 2)
        names = zip("↑→", called((up, across), language), strict=True)
        first, second = (broken(f"{mark} {name}", LETTERS[narrow]) for mark, name in names)
        lines = second.count("<br>") + 1
        small = {"size": 11}
        annotations.append(grid.heading(index, second, font={**small, "color": style.QUIET[0]}))
        annotations.append(grid.heading(index, f"<b>{value}</b><br>{first}", lines, font=small))
    return figure.update_layout(**layout, annotations=annotations, separators=language.separators)


CHART = Chart("posterior_pairs", data, words, table, draw)
