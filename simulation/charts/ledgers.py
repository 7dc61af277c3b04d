"""Who waits for what: of each stage, the share of those waiting there whom each cause holds back, by year."""

from dataclasses import dataclass
from math import ceil
from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import axes, axis_name, partial_years, year_label
from simulation.charts.source import Results, years_of
from simulation.outcomes.rows import rows_of
from simulation.outcomes.waiting import (
    LEAST,
    STAGES,
    UNRECORDED,
    Diagnosis,
    Spent,
    cause_text,
    diagnose,
    diagnosis_text,
    spent,
    waiting,
)


@dataclass(frozen=True)
class Ledgers:
    """Persons held back on average in a month, by stage, cause and year; where most wait; if budgets decide."""

    persons: pd.DataFrame
    """Columns: stage, cause, year, months, persons, share (of those who wait at the stage in that year)."""
    diagnosis: Diagnosis | None
    spent: Spent | None

    def overall(self, stage: str) -> pd.Series:
        """Share of each cause over the whole time, weighed by persons held back, largest first."""
        rows = self.persons[self.persons.stage == stage]
        held = (rows.persons * rows.months).groupby(rows.cause, sort=False).sum()
        return (held / held.sum()).sort_values(ascending=False, kind="stable")

    def waiting(self, stage: str) -> float:
        """How many wait at a stage in an average month."""
        rows = self.persons[self.persons.stage == stage]
        months = rows.drop_duplicates("year").months.sum()
        return float((rows.persons * rows.months).sum() / months)


def data(results: Results) -> Ledgers:
    """All stages of the nation."""
    held, years = waiting(results), years_of(results)
    ends = np.cumsum(years.months)
    parts = []
    for stage, causes in STAGES.items():
        mean = held[stage].mean(axis=0)
        for number, cause in enumerate(causes):
            by_year = np.add.reduceat(mean[:, number], ends - years.months) / years.months
            parts.append(years.assign(stage=stage, cause=cause, persons=by_year))
    persons = pd.concat(parts, ignore_index=True)
    total = persons.groupby(["stage", "year"])["persons"].transform("sum")
    shares = persons.assign(share=persons.persons / total.where(total > 0))
    return Ledgers(shares, diagnose(held), spent(held, results.frame.month_names))


def words(seen: Ledgers, language: Language) -> Words:
    """Title, question, description and note."""
    say, headings = language.text, stage_names(language)
    listed = []
    for stage in STAGES:
        shares = ", ".join(
            f"{cause_text(stage, str(cause), language.code)} {language.percent(share)}"
            for cause, share in seen.overall(stage).items()
            if share > 0.005 and cause != UNRECORDED
        )
        number = language.about(seen.waiting(stage))
        some = shares and seen.waiting(stage) >= LEAST  # of nobody there are no shares
        listed.append(f"{headings[stage]}{say(':')} {number}" + (f" ({shares})" if some else ""))
    return Words(
        diagnosis_text(seen.diagnosis, language.code).rstrip("."),
        say("Who waits, at which stage, and for want of what?"),
        say("In an average month of the whole time there wait, by stage: {list}.", list=say("; ").join(listed)),
        say(
            "A table a stage; stages are never added up. Share of the persons waiting there at the end of each month, "
            "over the year, put down to the first test that failed for them. Stronger colour: larger share. The last "
            "line says how many wait, on average. The whole time is looked at, not its end: a wait counts while it "
            "lasts, and the years stand side by side. This says who waits for what, not that more of it would help."
        )
        + partial_years(seen.persons, language)
        + (f" {spent_text(seen.spent, language)}" if seen.spent else ""),
    )


def spent_text(seen: Spent, language: Language) -> str:
    """That budgets decide, though most candidates wait for something else in an average month."""
    return language.text(
        "A budget is of a calendar year: of the candidates who wait, money holds back {mean} in an average month and "
        "{december} in December. Until it is spent they wait for something else first; more of that brings courses "
        "forward, and adds few within the year.",
        mean=language.percent(seen.mean),
        december=language.percent(seen.december),
    )


def stage_names(language: Language) -> dict[str, str]:
    """Who waits at each stage."""
    say = language.text
    return {
        "group": say("Persons waiting for a group"),
        "course": say("Candidates waiting for a facilitator course"),
        "practice": say("Trainees waiting to practise"),
        "programme": say("Programme posts waiting for a group"),
    }


def table(seen: Ledgers, language: Language) -> pd.DataFrame:
    """Every stage, cause and year."""
    say = language.text
    rows = seen.persons.assign(
        cause=[cause_text(row.stage, row.cause, language.code) for row in rows_of(seen.persons)],
        stage=seen.persons.stage.map(stage_names(language)),
        share=100 * seen.persons.share,
    )
    named = {
        "stage": say("who waits"),
        "cause": say("for want of"),
        "year": say("year"),
        "months": say("months simulated"),
        "persons": say("persons held back (mean)"),
        "share": say("share of those who waited (%)"),
    }
    return rows[list(named)].rename(columns=named)


def draw(seen: Ledgers, language: Language, narrow: bool = False) -> go.Figure:
    """A heat table for each stage: causes down, years across, shares written in."""
    say = language.text
    left, right, top, bottom, between, row = (112 if narrow else 240), 12, 50, 30, 76, 40 if narrow else 32
    causes = {stage: [one for one in seen.overall(stage).index if one != UNRECORDED] for stage in STAGES}
    rows = [len(order) + 1 for order in causes.values()]
    inner = sum(rows) * row + between * (len(STAGES) - 1)
    years = seen.persons[["year", "months"]].drop_duplicates()
    step = max(1, ceil(len(years) / (5 if narrow else 12)))
    figure, layout, notes = go.Figure(), {}, []
    end = 1.0
    for index, (stage, heading) in enumerate(stage_names(language).items(), start=1):
        start = max(end - rows[index - 1] * row / inner, 0)
        order = causes[stage]
        part = seen.persons[seen.persons.stage == stage]
        shares = part.pivot(index="cause", columns="year", values="share").loc[order]
        persons = part.groupby("year").persons.sum()
        _heat(figure, index, shares, [cause_text(stage, cause, language.code) for cause in order], language)
        notes += _written(index, shares, persons, step, language, narrow)
        notes.append(
            {
                "text": f"<b>{heading}</b>",
                "xref": "paper",
                "x": 0,
                "xshift": -left + 6,
                "yref": f"{axis_name('y', index)} domain",
                "y": 1,
                "yshift": 22,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
        layout[f"xaxis{index}"] = {
            "tickvals": years.year.tolist()[step // 2 :: step],
            "ticktext": [year_label(y.year, y.months) for y in rows_of(years.iloc[step // 2 :: step])],
            "side": "top",
            "anchor": axis_name("y", index),
            "showline": False,
            "ticks": "",
            "range": [years.year.min() - 0.5, years.year.max() + 0.5],
        }
        named = [_wrapped(cause_text(stage, cause, language.code), narrow) for cause in order]
        layout[f"yaxis{index}"] = {
            "domain": [start, end],
            "anchor": axis_name("x", index),
            "range": [rows[index - 1] - 0.5, -0.5],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(order) + 1)),
            "ticktext": [*named, say("Waiting, persons")],
            "tickfont": {"color": style.TEXT[0], "size": 10 if narrow else 13},
        }
        end = start - between / inner
    return figure.update_layout(
        layout
        | {
            "annotations": notes,
            "template": style.template(),
            "separators": language.separators,
            "height": top + inner + bottom,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
        }
    )


def _wrapped(label: str, narrow: bool) -> str:
    return "<br>".join(wrap(label, 18 if narrow else 36))


def _heat(figure: go.Figure, index: int, shares: pd.DataFrame, names: list[str], language: Language) -> None:
    """Colours of one table; of a stage without causes, an empty one that keeps its axes."""
    figure.add_heatmap(
        x=shares.columns.tolist(),
        y=list(range(len(names))),
        z=shares.to_numpy().tolist(),
        zmin=0,
        zmax=1,
        colorscale=[[0, style.BACKGROUND[0]], [1, style.tint("waiting", style.HEAT_TOP)]],
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[language.percent(value) for value in line] for line in shares.to_numpy()],
        customdata=[[name] * shares.shape[1] for name in names],
        hovertemplate="%{customdata}, %{x}" + language.text(":") + " %{text}<extra></extra>",
        **axes(index),
    )


def _written(
    index: int, shares: pd.DataFrame, waiting: pd.Series, step: int, language: Language, narrow: bool
) -> list[dict]:
    """The shares in their cells, and below them how many persons waited."""
    size = 11 if narrow else 13
    common = {**{f"{k}ref": v for k, v in zip("xy", axes(index).values(), strict=True)}, "showarrow": False}
    notes = []
    for column, year in enumerate(shares.columns):
        if column % step != step // 2:
            continue
        for line, share in enumerate(shares[year]):
            notes.append(
                {
                    "x": year,
                    "y": line,
                    "text": language.percent(share),
                    "font": {"size": size, "color": style.TEXT[0] if share > 0.005 else style.QUIET[0]},
                    **common,
                }
            )
        held = language.about(waiting[year])
        notes.append({"x": year, "y": len(shares), "text": f"<b>{held}</b>", "font": {"size": size}, **common})
    return notes


CHART = Chart("limits", data, words, table, draw)


def limits(results: Results, language: str = "en") -> go.Figure:
    """Who waits at each stage and for want of what, as heat tables of shares by year."""
    return CHART.figure(results, language)
