"""Sobol indices (or Morris's effects) of a sensitivity analysis of the same sweep, as it left them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.setting_names import swept_name
from simulation.charts.sweeps.chart import SweepChart
from simulation.charts.sweeps.points import Points, month_of, words_of
from simulation.outcomes.rows import rows_of

NAME = "indices"
ROW, TOP, BOTTOM = 40, 44, 40
MOST = 15


@dataclass(frozen=True)
class Indices:
    """What an analysis found. rows: one a factor, by falling total index: factor, each index and half its interval.

    kind: sobol or morris (where no Sobol indices were found). noise: share of the variance of single runs that is
    chance; None when not known.
    """

    measure: str
    month: str
    scenario: str
    kind: str
    rows: pd.DataFrame
    noise: float | None


def data(given: tuple[Points, Sequence[dict[str, Any]]]) -> Indices | None:
    """The analysis of what the report looks at, else any. given: the points, and what analyses left as JSON."""
    seen, records = given
    if not records:
        return None
    fit = sorted(records, key=lambda one: (one["measure"] != seen.measure, one["month"] != seen.month))[0]
    rows = pd.DataFrame(fit["factors"]).astype({"factor": str})
    kind = "sobol" if fit["sobol"] and rows["ST"].notna().any() else "morris"
    first = "ST" if kind == "sobol" else "mu_star"
    rows = rows[rows[first].notna()].sort_values(first, ascending=False, kind="stable", ignore_index=True)
    noise = (fit["sobol"] or fit["morris"])["noise_share"]
    return Indices(fit["measure"], fit["month"], fit["scenario"], kind, rows, noise)


def missing(it: Indices | None, language: Language) -> str:
    """Why there are none."""
    if it is None:
        return language.text("Sobol indices need designs of their own: essaim sensitivity runs them, and the report "
                             "made after that shows what it found.")  # fmt: skip
    return "" if len(it.rows) else language.text("The sensitivity analysis found no index: too many points failed.")


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("How much of the variance is due to each setting, alone and together with others?")


def words(it: Indices, language: Language) -> Words:
    """Title, question, description and note."""
    say, first, names = language.text, it.rows.iloc[0], _names(it, language)
    facts = {
        "measure": words_of(it.measure, language), "month": month_of(it.month, language), "scenario": it.scenario,
        "setting": names[first["factor"]],
    }  # fmt: skip
    if it.kind == "sobol":
        title = say("{setting} accounts for {share} of the variance of {measure}, with its interactions",
                    share=language.percent(float(np.clip(first["ST"], 0, 1))), **facts)  # fmt: skip
        listed = say("; ").join(
            f"{names[row.factor]} {language.percent(float(np.clip(row.ST, 0, 1)))}" for row in rows_of(it.rows)
        )
        note = say(
            "Sobol indices: {measure} by {month}, scenario {scenario}. Dot: the setting with its interactions; "
            "ring: by itself. Whiskers: 95 %. From designs of their own.",
            **facts,
        )
    else:
        title = say("{setting} moves {measure} most", **facts)
        listed = say("; ").join(f"{names[row.factor]} {language.number(row.mu_star)}" for row in rows_of(it.rows))
        note = say(
            "Morris’s effects on {measure} by {month} (scenario {scenario}): mean size of the change for the whole "
            "width of a setting. Whiskers: 95 %. From designs of their own.",
            **facts,
        )
    if it.noise is not None:
        note += " " + say("Chance between replicates: {share} of the variance of single runs.",
                          share=language.percent(it.noise))  # fmt: skip
    return Words(title, question(language), say("By setting: {list}.", list=listed), note)


def _names(it: Indices, language: Language) -> dict[str, str]:
    return {place: swept_name(place, language) for place in it.rows["factor"]}


def table(it: Indices, language: Language) -> pd.DataFrame:
    """Every factor with an index."""
    say = language.text
    names = {"factor": say("setting")}
    if it.kind == "sobol":
        names |= {"ST": say("with interactions"), "ST_conf": say("± (95 %), with interactions"),
                  "S1": say("alone"), "S1_conf": say("± (95 %), alone")}  # fmt: skip
    else:
        names |= {
            "mu_star": say("mean size of effect"),
            "mu_star_conf": say("± (95 %)"),
            "sigma": say("spread of effects"),
        }
    rows = it.rows.assign(factor=it.rows["factor"].map(_names(it, language)))
    return rows[list(names)].rename(columns=names)


def draw(it: Indices, language: Language, narrow: bool = False) -> go.Figure:
    """A row a factor; whiskers are 95 % intervals."""
    rows, names = it.rows.head(MOST), _names(it, language)
    blue, places = style.MEANINGS["facilitators"][0], list(range(len(rows)))
    kinds = (
        (("ST", "circle", -0.12), ("S1", "circle-open", 0.16)) if it.kind == "sobol" else (("mu_star", "circle", 0),)
    )
    figure, top = go.Figure(), 0.0
    for name, symbol, shift in kinds:
        half = rows[f"{name}_conf"].fillna(0)
        top = max(top, float((rows[name] + half).max()))
        figure.add_scatter(
            x=rows[name].tolist(), y=[place + shift for place in places], mode="markers",
            marker={"size": 10, "symbol": symbol, "color": blue, "line": {"width": 2, "color": blue}},
            error_x={"type": "data", "array": half.tolist(), "color": style.QUIET[0], "thickness": 1.2, "width": 3},
            text=[f"{style.plain(names[row.factor])}{language.text(':')} {_value(it, getattr(row, name), language)}"
                  for row in rows_of(rows)],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    left = 12 if narrow else 250
    axis: dict[str, Any] = {"tickformat": ",~r", "range": [-0.03 * top, top * 1.05 or 1]}
    if it.kind == "sobol":
        # Shares; an interval that reaches beyond is cut at the edge.
        ticks = [0, 0.25, 0.5, 0.75, 1]
        low = min(-0.06, float(rows[["S1", "ST"]].min().min()) - 0.03)
        axis = {"range": [low, 1.08], "tickvals": ticks, "ticktext": [language.percent(tick) for tick in ticks]}
    return figure.update_layout(
        template=style.template(), height=TOP + ROW * len(rows) + BOTTOM, separators=language.separators,
        margin={"l": left, "r": 20, "t": TOP - 20, "b": BOTTOM},
        xaxis={"showgrid": True, "nticks": 6} | axis,
        yaxis={"range": [len(rows) - 0.5, -0.6], "visible": False},
        annotations=[{
            "xref": "paper", "yref": "y", "showarrow": False, "x": 0, "xanchor": "left", "y": place,
            "text": style.plain(_cut(names[row.factor], narrow)), "xshift": 0 if narrow else -left + 4,
            "yanchor": "bottom" if narrow else "middle", "yshift": 8 if narrow else 0,
            "font": {"size": 12 if narrow else 13},
        } for place, row in enumerate(rows_of(rows))],
    )  # fmt: skip


def _cut(name: str, narrow: bool) -> str:
    most = 40 if narrow else 34
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _value(it: Indices, value: float, language: Language) -> str:
    return language.percent(float(np.clip(value, 0, 1))) if it.kind == "sobol" else language.number(value)


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing, alone=False)
