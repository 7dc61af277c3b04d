"""How the posterior came about: what each generation accepted, and how many independent draws it is worth."""

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.calibrated import digits
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.outcomes.calibration import Calibration


def data(calibration: Calibration) -> pd.DataFrame:
    """One row a generation; 0 is the prior."""
    rows = pd.DataFrame(calibration.manifest["generations"])
    rows["accepted"] = rows.kept / rows.tried
    rows["threshold"] = rows.threshold.astype(float)
    return rows


def words(seen: pd.DataFrame, language: Language) -> Words:
    """Title, question, description and note."""
    say, last = language.text, seen.iloc[-1]
    return Words(
        say(
            "The last generation accepts {share} of its candidates and is worth {number} independent draws",
            share=language.percent(last.accepted),
            number=language.number(last.effective),
        ),
        say("How did the posterior come about?"),
        say("Two panels: share of candidates accepted, and effective sample size, by generation."),
        say(
            "Each generation draws around the one before and keeps what is closer to the observations than its median. "
            "Generation 0 is the prior, of which everything is kept. Effective sample size: so many independent draws "
            "would be as exact."
        ),
    )


def table(seen: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A row a generation."""
    say = language.text
    return pd.DataFrame(
        {
            say("generation"): seen.number,
            say("distance at most"): seen.threshold,
            say("candidates"): seen.tried,
            say("draws kept"): seen.kept,
            say("share accepted"): seen.accepted,
            say("effective sample size"): seen.effective,
            say("crashed"): seen.crashed,
        }
    )


def draw(seen: pd.DataFrame, language: Language, narrow: bool = False) -> go.Figure:
    """Two panels of bars."""
    say = language.text
    grid = Grid(((0, 0), (1, 0)) if narrow else ((0, 0), (0, 1)), row_height=170, top=36, bottom=34, narrow=narrow)
    figure, layout, annotations = go.Figure(), grid.layout(), []
    for index, (values, label, written) in enumerate(
        (
            (seen.accepted, say("share accepted"), language.percent),
            (seen.effective, say("effective sample size"), lambda value: digits(value, language)),
        ),
        1,
    ):
        figure.add_bar(
            x=seen.number.tolist(),
            y=values.tolist(),
            width=0.6,
            marker={"color": style.MEANINGS["learning"][0]},
            text=[written(value) for value in values],
            textposition="outside",
            textfont={"size": 11},
            hoverinfo="skip",
            cliponaxis=False,
            **axes(index),
        )
        layout[f"xaxis{index}"] |= {"tickvals": seen.number.tolist(), "ticks": "", "tickangle": 0}
        layout[f"yaxis{index}"] |= {"showticklabels": False, "range": [0, 1.18 * max(values)]}
        annotations.append(grid.heading(index, label))
    return figure.update_layout(**layout, annotations=annotations, separators=language.separators)


CHART = Chart("posterior_generations", data, words, table, draw)
