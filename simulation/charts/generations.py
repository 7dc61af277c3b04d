"""The lineage: how many facilitators and trainers each generation has, and whether skill fades from one to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, partial_years, spread_names, year_axis, year_label
from simulation.charts.source import Results, months_of, years_of
from simulation.outcomes.lineage import PEOPLE, QUANTILES, lineage_of, spread, steps

MOST = 6
"""Generations shown apart; the last holds the later ones too."""

SKILL = "learning"
"""What the colour of skill means."""


@dataclass(frozen=True)
class Generations:
    """Persons and skill by generation and year, and the steps of skill at the end."""

    rows: pd.DataFrame
    """Columns: what (facilitators, trainers, persons, skill), generation, year, months, mean, q10, q50, q90, futures.

    Skill: share of full mastery, mean of the generation's facilitators and trainers; over the futures that have some,
    whose share is `futures` (1 for the other rows). Not a number where none has.
    """
    steps: pd.DataFrame
    """Skill at the end ÷ that of the generation before, in the same future: generation, q10, q50, q90, futures."""
    end: pd.Timestamp
    later: bool
    """Whether the last generation shown holds later ones too."""

    def of(self, what: str, generation: int) -> pd.DataFrame:
        """The years of one generation."""
        return self.rows[(self.rows.what == what) & (self.rows.generation == generation)]

    @property
    def count(self) -> int:
        """How many generations are shown."""
        return 1 + int(self.rows.generation.max())


def data(results: Results) -> Generations:
    """The nation's lineage. A generation without anybody counts as 0 persons, and has no skill."""
    years = years_of(results)
    lineage = lineage_of(results.lineage(), results.replicates, years.year.to_numpy(), MOST)
    parts = [
        years.assign(what=what, generation=generation, **spread(getattr(lineage, what)[:, :, generation]))
        for what in ("facilitators", "trainers", "persons", "skill")
        for generation in range(lineage.skill.shape[2])
    ]
    return Generations(pd.concat(parts, ignore_index=True), steps(lineage), months_of(results)[-1], lineage.later)


def name_of(generation: int, seen: Generations, language: Language) -> str:
    """What a generation is called."""
    if seen.later and generation == MOST - 1:
        return language.text("Generation {number} and later", number=generation)
    return language.text("Generation {number}", number=generation)


def words(seen: Generations, language: Language) -> Words:
    """Title, question, description and note."""
    say, month = language.text, language.month(seen.end)
    listed = []
    for generation in range(seen.count):
        people, skill = seen.of("persons", generation).iloc[-1], seen.of("skill", generation).iloc[-1]
        if skill.futures > 0:
            listed.append(
                say(
                    "{generation} (in {futures} of the futures): {persons} persons, skill {skill}",
                    generation=name_of(generation, seen, language),
                    futures=language.percent(skill.futures),
                    persons=language.known(people)[0],
                    skill=_skilled(skill, language),
                )
            )
    nobody = say("No facilitator or trainer is there at the end of {month}.", month=month)
    description = say("Medians at the end of {month}, by generation of the training lineage.", month=month)
    note = say(
        "Generation 0: trainers from the start or hired; whoever a trainer trains is of the next generation, and the "
        "facilitators of the start count as 1. Bars: persons at the end of each year (means); whiskers: 80 % of the "
        "simulated futures; numbers: median and, in brackets, 80 %. Points: mean skill, as a share of full mastery "
        "(median and 80 % of the futures in which the generation exists; hollow: fewer than half); dashed: the "
        "generation before; their scale does not begin at zero. Skill passes on in part, grows with practice and "
        "refreshers, and fades without."
    )
    return Words(
        _title(seen, language),
        say("Does the practice pass from generation to generation, and does skill fade on the way?"),
        f"{description} {say('; ').join(listed)}." if listed else nobody,
        note + partial_years(seen.rows, language),
    )


def _title(seen: Generations, language: Language) -> str:
    say, month = language.text, language.month(seen.end)
    common = seen.steps[seen.steps.futures >= 0.5]
    if seen.of("skill", 0).futures.iloc[-1] == 0 and seen.steps.empty:
        return say("Nobody passes the practice on by {month}", month=month)
    if common.empty:
        return say("By {month}, most simulated futures have no new generation to compare", month=month)
    step = common.iloc[-1]
    facts = {
        "generation": language.number(step.generation),
        "before": language.number(step.generation - 1),
        "share": language.percent(step.q50),
        "low": language.number(100 * step.q10),
        "high": language.number(100 * step.q90),
        "month": month,
    }
    finding = say(
        "in {month}, generation {generation} has {share} of the skill of generation {before} (80 %: {low}–{high} %)",
        **facts,
    )
    if step.q90 < 1:
        return say("Skill fades on the way: {finding}", finding=finding)
    if step.q10 > 1:
        return say("Skill grows on the way: {finding}", finding=finding)
    return say("Whether skill fades on the way is not clear: {finding}", finding=finding)


def table(seen: Generations, language: Language) -> pd.DataFrame:
    """Every generation, year and quantity."""
    say = language.text
    names = {
        "facilitators": say("facilitators"),
        "trainers": say("trainers"),
        "persons": say("facilitators and trainers"),
        "skill": say("mean skill (% of full mastery)"),
    }
    rows = seen.rows.assign(
        what=seen.rows.what.map(names),
        generation=seen.rows.generation.map(lambda generation: name_of(generation, seen, language)),
        futures=100 * seen.rows.futures,
    )
    skill = seen.rows.what == "skill"
    for name in ("mean", *QUANTILES):
        rows[name] = rows[name].where(~skill, 100 * rows[name])
    named = {
        "what": say("quantity"),
        "generation": say("generation"),
        "year": say("year"),
        **spread_names(language),
        "futures": say("futures counted (%)"),
    }
    return rows[list(named)].rename(columns=named).reset_index(drop=True)


def draw(seen: Generations, language: Language, narrow: bool = False) -> go.Figure:
    """Persons and skill for each generation: side by side when narrow, one above the other when wide."""
    count = seen.count
    across = count if count <= 4 else ceil(count / 2)
    places = [
        (generation, what) if narrow else (2 * (generation // across) + what, generation % across)
        for what in (0, 1)
        for generation in range(count)
    ]
    grid = Grid(tuple(places), row_height=120 if narrow else 170, gap=86, left=50, top=74, narrow=narrow)
    figure, layout, notes = go.Figure(), grid.layout(), []
    years = seen.of("persons", 0)
    whole = seen.rows[seen.rows.what == "persons"]
    skill = seen.rows[seen.rows.what == "skill"]
    low = 0.0 if skill.q10.isna().all() else max(np.floor(10 * skill.q10.min() - 0.5) / 10, 0)
    for generation in range(count):
        above, below = 1 + generation, 1 + count + generation
        _people(figure, seen, generation, above, language)
        _skill(figure, seen, generation, below, language)
        for index in (above, below):
            layout[f"xaxis{index}"] |= year_axis(years, language, narrow or count > 3) | {"ticklabelstandoff": 5}
        layout[f"xaxis{above}"]["showline"] = False
        layout[f"yaxis{above}"] |= {
            "range": [0, max(whole.q90.max(), whole["mean"].max(), 1) * 1.06],
            "tickformat": ",d",
            "zeroline": True,
            "zerolinecolor": style.QUIET[0],
        }
        ticks = np.round(np.arange(low, 1.01, 0.1 if low >= 0.5 else 0.2), 1)
        layout[f"yaxis{below}"] |= {
            "range": [low, 1],
            "tickvals": ticks.tolist(),
            "ticktext": [language.percent(tick) for tick in ticks],
        }
        name = name_of(generation, seen, language)
        notes += _headings(grid, seen, generation, (above, below), name, language)
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "stack", "hovermode": "x"}
    )


def _headings(
    grid: Grid, seen: Generations, generation: int, panels: tuple[int, int], name: str, language: Language
) -> list[dict]:
    say, size = language.text, 11 if grid.narrow else 12
    notes = [grid.heading(panels[0], f"<b>{name}</b>", 2, font={"size": size})]
    last = {what: seen.of(what, generation).iloc[-1] for what in (*PEOPLE, "skill")}
    numbers = {}
    for what in PEOPLE:
        median, low, high = language.known(last[what])
        numbers[what] = median if low == high else f"{median} ({low}–{high})"
    phrases = {
        "trainers": say("Trainers: {number}", number=numbers["trainers"]),
        "facilitators": say("Facilitators: {number}", number=numbers["facilitators"]),
    }
    for line, (what, text) in enumerate(phrases.items()):
        colour = style.MEANINGS[what][0]
        notes.append(grid.heading(panels[0], text, line, font={"color": colour, "size": size}))
    skill = last["skill"]
    colour = style.MEANINGS[SKILL][0]
    lines = ["", _skilled(skill, language), f"<b>{say('Skill')}</b>"]
    if 0 < skill.futures < 0.5:
        lines[0] = say("in {share} of the futures", share=language.percent(skill.futures))
    for line, text in enumerate(lines):
        font = {"size": size} if line == 2 else {"size": size, "color": colour}
        notes.append(grid.heading(panels[1], text, line, font=font))
    return notes


def _skilled(row: pd.Series, language: Language) -> str:
    """Median and, in brackets, 80 %."""
    if row.futures == 0:
        return "–"
    return f"{language.percent(row.q50)} ({language.number(100 * row.q10)}–{language.percent(row.q90)})"


def _people(figure: go.Figure, seen: Generations, generation: int, index: int, language: Language) -> None:
    """Trainers, and on them facilitators, with a whisker for both together."""
    together = seen.of("persons", generation)
    name = name_of(generation, seen, language)
    for what in PEOPLE:
        rows = seen.of(what, generation)
        label = {"trainers": language.text("trainers"), "facilitators": language.text("facilitators")}[what]
        figure.add_bar(
            x=rows.year.tolist(),
            y=rows["mean"].tolist(),
            width=0.6,
            marker={"color": style.MEANINGS[what][0], "line": {"width": 0}},
            text=[_hover(f"{name}, {label}", row, language.number, language) for _, row in rows.iterrows()],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            **axes(index),
        )
    figure.data[-1].error_y = {
        "type": "data",
        "array": (together.q90 - together["mean"]).clip(lower=0).tolist(),
        "arrayminus": (together["mean"] - together.q10).clip(lower=0).tolist(),
        "color": style.TEXT[0],
        "thickness": 1.2,
        "width": 3,
    }


def _skill(figure: go.Figure, seen: Generations, generation: int, index: int, language: Language) -> None:
    """Median and 80 % by year, over the line of the generation before."""
    if generation:
        before = seen.of("skill", generation - 1).dropna(subset="q50")
        figure.add_scatter(
            x=before.year.tolist(),
            y=before.q50.tolist(),
            mode="lines",
            line={"color": style.QUIET[0], "width": 1.5, "dash": "4px,3px"},
            hoverinfo="skip",
            **axes(index),
        )
    rows, colour = seen.of("skill", generation).dropna(subset="q50"), style.MEANINGS[SKILL][0]
    name = f"{name_of(generation, seen, language)}, {language.text('Skill').lower()}"
    figure.add_scatter(
        x=rows.year.tolist(),
        y=rows.q50.tolist(),
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={
            "size": 9,
            "color": [colour if share >= 0.5 else style.BACKGROUND[0] for share in rows.futures],
            "line": {"color": colour, "width": 1.5},
        },
        error_y={
            "type": "data",
            "array": (rows.q90 - rows.q50).tolist(),
            "arrayminus": (rows.q50 - rows.q10).tolist(),
            "color": colour,
            "thickness": 1.5,
            "width": 3,
        },
        text=[_hover(name, row, language.percent, language) for _, row in rows.iterrows()],
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


def _hover(name: str, row: pd.Series, written: Callable[[float], str], language: Language) -> str:
    say = language.text
    lines = [
        f"<b>{name}, {year_label(row.year, row.months)}</b>",
        say("median {value}", value=written(row.q50)),
        f"{language.percent(0.8)}{say(':')} {written(row.q10)}–{written(row.q90)}",
    ]
    if row.futures < 1:
        lines.append(say("in {share} of the futures", share=language.percent(row.futures)))
    return "<br>".join(lines)


CHART = Chart("generations", data, words, table, draw)


def generations(results: Results, language: str = "en") -> go.Figure:
    """Facilitators, trainers and their skill, by generation of the training lineage."""
    return CHART.figure(results, language)
