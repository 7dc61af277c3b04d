"""What was thought of each uncertainty before, and what is thought of it after the data."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.calibrated import broken, called, capital, digits, unit_label
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.outcomes.calibration import Calibration
from simulation.outcomes.learned import LEAST_GAP, weighted_quantiles

BARS = 18
LETTERS = (28, 38)
"""Letters of a heading beside its neighbours, and on a narrow page."""
LINE = 17
"""Pixels of a line of a heading."""
_SHARES = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True)
class Both:
    """One uncertainty. edges: of the bars; prior, posterior: share in each; quantiles at 2.5, 10, 50, 90, 97.5 %."""

    name: str
    edges: np.ndarray
    prior: np.ndarray
    posterior: np.ndarray
    before: np.ndarray
    after: np.ndarray
    something: bool
    nothing: bool
    gap: float
    least: float
    narrower: float


def data(calibration: Calibration) -> list[Both]:
    """Priors and posteriors, in the order of the schema."""
    values, weights = calibration.weighted()
    told = {one["name"]: one for one in calibration.manifest["learned"]}
    found = []
    for at, name in enumerate(calibration.free):
        prior = getattr(calibration.scenario.uncertainties, name)
        drawn = np.array([prior.quantile(u) for u in (np.arange(4000) + 0.5) / 4000])
        inner = drawn[4:-4]
        edges = np.linspace(min(inner.min(), values[:, at].min()), max(inner.max(), values[:, at].max()), BARS + 1)
        found.append(Both(
            name,
            edges,
            np.histogram(drawn, edges)[0] / len(drawn),
            np.histogram(values[:, at], edges, weights=weights)[0],
            np.quantile(drawn, _SHARES),
            weighted_quantiles(values[:, at], weights, _SHARES),
            told[name]["something"], told[name]["gap"] <= LEAST_GAP, told[name]["gap"], told[name]["least"],
            told[name]["narrower"],
        ))  # fmt: skip
    return found


def words(seen: list[Both], language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    silent = called((one.name for one in seen if one.nothing), language)
    known = [one for one in seen if one.something]
    if silent:
        title = say("The data say nothing about: {names}", names="; ".join(silent))
    elif known:
        (most,) = called([max(known, key=lambda one: one.narrower).name], language)
        title = say(
            "The data say something about {known} of {number} uncertainties, most about “{name}”", known=len(known),
            number=len(seen), name=most,
        )  # fmt: skip
    else:
        title = say("There are too few draws to tell what the data say")
    return Words(
        title,
        say("What has been learned about each uncertainty?"),
        say("A panel an uncertainty: its prior in grey, its posterior in colour."),
        say(
            "Grey: prior. Colour: posterior; heights are shares of the draws. Under the name: median and 80 % interval "
            "of the posterior. The data are said to say nothing where the cumulative distributions of posterior and "
            "prior nowhere differ by more than 0.1; where they differ by more, yet by no more than chance among so "
            "many effective draws could make them (Kolmogorov–Smirnov, 95 %), there are too few draws to tell."
        ),
    )


def table(seen: list[Both], language: Language) -> pd.DataFrame:
    """A row an uncertainty: prior and posterior, and how far they are apart."""
    say = language.text
    low, high = say("{share} low", share=language.percent(0.8)), say("{share} high", share=language.percent(0.8))
    prior, posterior = say("prior"), say("posterior")
    return pd.DataFrame(
        {
            say("uncertainty"): called((one.name for one in seen), language),
            say("name in scenario files"): [one.name for one in seen],
            say("unit"): [unit_label(one.name, language) for one in seen],
            f"{prior}, {say('median')}": [one.before[2] for one in seen],
            f"{prior}, {low}": [one.before[1] for one in seen],
            f"{prior}, {high}": [one.before[3] for one in seen],
            f"{posterior}, {say('median')}": [one.after[2] for one in seen],
            f"{posterior}, {low}": [one.after[1] for one in seen],
            f"{posterior}, {high}": [one.after[3] for one in seen],
            say("gap between the two"): [one.gap for one in seen],
            say("gap that may be chance"): [one.least for one in seen],
            say("the data say"): [_verdict(one, language) for one in seen],
        }
    )


def _verdict(one: Both, language: Language) -> str:
    say = language.text
    if one.something:
        return say("something")
    return say("nothing") if one.nothing else say("too few draws to tell")


def draw(seen: list[Both], language: Language, narrow: bool = False) -> go.Figure:
    """A panel an uncertainty."""
    columns = 1 if narrow else min(3, len(seen))
    names = [
        f"<b>{broken(capital(name), LETTERS[narrow])}</b>" for name in called((one.name for one in seen), language)
    ]
    told = [_below(one, language, LETTERS[narrow]) for one in seen]
    room = LINE * max(_lines(name) + _lines(below) for name, below in zip(names, told, strict=True))
    grid = Grid(
        tuple((at // columns, at % columns) for at in range(len(seen))),
        row_height=90 if narrow else 130,
        gap=room + 44,
        left=20,
        right=16,
        top=room + 12,
        bottom=34,
        narrow=narrow,
    )
    figure, layout, annotations = go.Figure(), grid.layout(), []
    for index, (one, name, below) in enumerate(zip(seen, names, told, strict=True), 1):
        middle = (one.edges[1:] + one.edges[:-1]) / 2
        for shares, colour, label, width in (
            (one.prior, style.OFFERED[0], language.text("prior"), 1.0),
            (one.posterior, style.MEANINGS["facilitators"][0], language.text("posterior"), 0.62),
        ):
            figure.add_bar(
                x=middle.tolist(), y=shares.tolist(), width=width * (one.edges[1] - one.edges[0]),
                marker={"color": colour, "line": {"width": 0}},
                text=[f"{label}{language.text(':')} {language.percent(share)}<br>"
                      f"{digits(low, language)}–{digits(high, language)}"
                      for share, low, high in zip(shares, one.edges, one.edges[1:], strict=False)],
                textposition="none", hovertemplate="%{text}<extra></extra>", **axes(index),
            )  # fmt: skip
        layout[f"yaxis{index}"] |= {"showticklabels": False, "showgrid": False}
        layout[f"xaxis{index}"] |= {"range": [one.edges[0], one.edges[-1]], "nticks": 6, "tickangle": 0}
        annotations.append(grid.heading(index, name, _lines(below)))
        annotations.append(grid.heading(index, below, font={"color": style.QUIET[0], "size": 12}))
    return figure.update_layout(
        **layout, annotations=annotations, separators=language.separators, barmode="overlay", hovermode="closest"
    )


def _lines(text: str) -> int:
    return text.count("<br>") + 1


def _below(one: Both, language: Language, most: int) -> str:
    """What stands under the name: the unit, and what the posterior says, in lines that fit over the panel."""
    low, middle, high = (digits(one.after[at], language) for at in (1, 2, 3))
    lines = [broken(unit_label(one.name, language), most), f"{middle} ({low}–{high})"]
    if not one.something:
        silent = language.text("the data say nothing") if one.nothing else language.text("too few draws to tell")
        lines.append(f"<b>{silent}</b>")
    return "<br>".join(lines)


CHART = Chart("posterior_priors", data, words, table, draw)
