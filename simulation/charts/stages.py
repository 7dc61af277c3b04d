"""The pipeline: how many persons stand at each stage, from interested to trainer."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts.chart import Chart, Words, quantile_table
from simulation.charts.language import Language
from simulation.charts.panels import Grid, fan, fan_hover, month_axis
from simulation.charts.source import Results, nation
from simulation.charts.style import MEANINGS
from simulation.common.columns import PERSON_COLUMNS, PERSON_INDEX

STAGES = {
    "interested": "waiting",
    "waiting": "waiting",
    "reached": "reached",
    "candidates": "waiting",
    "trainees": "learning",
    "in_practicum": "learning",
    "facilitators": "facilitators",
    "trainers": "trainers",
}
"""Stocks shown, in the order of the path, and what their colour means."""

WAITING = ("interested", "candidates", "trainees")
"""Stages in which persons wait for the next one."""


@dataclass(frozen=True)
class Pipeline:
    """Mean and quantiles by month of each stage."""

    stages: dict[str, pd.DataFrame]


def data(results: Results) -> Pipeline:
    """The nation's stock at each stage by month."""
    return Pipeline(nation(results, *STAGES))


def labels(language: Language) -> dict[str, str]:
    """A short name of each stage."""
    say = language.text
    return {
        "interested": say("1 Interested"),
        "waiting": say("2 Waiting for a group"),
        "reached": say("3 Reached"),
        "candidates": say("4 Candidates"),
        "trainees": say("5 Trainees"),
        "in_practicum": say("6 In practicum"),
        "facilitators": say("7 Facilitators"),
        "trainers": say("8 Trainers"),
    }


def words(seen: Pipeline, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    last = {stage: frame.iloc[-1] for stage, frame in seen.stages.items()}
    month = language.month(seen.stages["reached"].index[-1])
    longest = max(WAITING, key=lambda stage: last[stage].q50)
    number = language.known(last[longest])[0]
    waiting = {
        "interested": say("{number} interested persons wait for their first session", number=number),
        "candidates": say("{number} candidates wait for a course", number=number),
        "trainees": say("{number} trainees wait for their practicum", number=number),
    }[longest]
    title = say("At the end of {month}, {waiting}", month=month, waiting=waiting)
    names = {name: language.known(row)[0] for name, row in last.items()}
    description = say(
        "Medians at the end of {month}: {interested} interested without a session yet, {reached} reached, {candidates} "
        "candidates, {trainees} trainees before their practicum, {in_practicum} in practicum, {facilitators} "
        "facilitators and "
        "{trainers} trainers.",
        month=month,
        **names,
    )
    return Words(
        title,
        say("How many persons stand at each stage, from interested to trainer, and where do they pile up?"),
        description,
        say(
            "Persons, at the end of each month; each panel has its own scale. Interested: no session yet. "
            "Waiting for a group: "
            "at any stage. Reached: has attended a session. Candidates wait for a course, trainees for their "
            "practicum. Line: "
            "median. Bands, from inner to outer: 50, 80 and 95 % of the simulated futures. Numbers: median and, "
            "in brackets, 80 %."
        ),
    )


def table(seen: Pipeline, language: Language) -> pd.DataFrame:
    """Every stage and month, with all intervals."""
    names = {stage: language.label(PERSON_COLUMNS[PERSON_INDEX[stage]]) for stage in STAGES}
    return quantile_table(seen.stages, language, language.text("stage"), names)


def draw(seen: Pipeline, language: Language, narrow: bool = False) -> go.Figure:
    """A small fan for each stage."""
    across = 2 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(STAGES))),
        row_height=110 if narrow else 140,
        gap=76,
        left=44,
        narrow=narrow,
    )
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, (stage, frame) in enumerate(seen.stages.items(), start=1):
        meaning, last = STAGES[stage], frame.iloc[-1]
        fan(figure, frame.index, frame, meaning, fan_hover(frame.index, frame, language), index)
        layout[f"xaxis{index}"] |= month_axis(frame.index, language, True)
        layout[f"yaxis{index}"] |= {"tickformat": ",d", "range": [0, max(frame.q975.max() * 1.08, 1)]}
        notes.append(grid.heading(index, f"<b>{labels(language)[stage]}</b>", 1, font={"size": 11 if narrow else 13}))
        median, low, high = language.known(last)
        ending = f"{median} ({low}–{high})"
        notes.append(grid.heading(index, ending, font={"color": MEANINGS[meaning][0], "size": 12}))
    return figure.update_layout(layout | {"annotations": notes, "separators": language.separators, "hovermode": "x"})


CHART = Chart("pipeline", data, words, table, draw)


def pipeline(results: Results, language: str = "en") -> go.Figure:
    """The stock of persons at each stage, from interested to trainer."""
    return CHART.figure(results, language)
