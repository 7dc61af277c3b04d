"""The flows of the pipeline: who moves on to the next stage each year, and who is lost on the way."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, partial_years, spread_names, year_axis, year_label
from simulation.charts.source import Results, share_of, yearly

STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "interested": (("new_interested",), (), "waiting"),
    "first_session": (("newly_reached", "returned"), ("newly_lapsed", "left_interested"), "reached"),
    "volunteered": (("volunteered", "called", "nominated"), ("left_reached",), "waiting"),
    "enrolled": (("enrolled",), ("candidates_gave_up", "left_candidate"), "learning"),
    "practicum": (("practicum_started",), ("trainees_gave_up", "left_trainee"), "learning"),
    "certified": (("certified",), ("not_certified", "left_in_practicum"), "facilitators"),
    "promoted": (("promoted",), ("facilitators_stopped", "left_facilitator"), "trainers"),
    "hired": (("trainers_hired", "trainers_replaced"), ("trainers_stopped", "left_trainer"), "trainers"),
}
"""Each step: the flows that move on, the flows that are lost from the stage before it, and what its colour means."""


@dataclass(frozen=True)
class Flows:
    """Mean and quantiles by step and calendar year, of those who move on and of those who are lost."""

    forward: pd.DataFrame
    lost: pd.DataFrame


def data(results: Results) -> Flows:
    """The nation's yearly flows."""
    forward = yearly(results, {step: ahead for step, (ahead, _, _) in STEPS.items()})
    lost = yearly(results, {step: gone for step, (_, gone, _) in STEPS.items() if gone})
    return Flows(forward, lost)


def labels(language: Language) -> dict[str, tuple[str, str]]:
    """What moving on and being lost are called at each step."""
    say = language.text
    return {
        "interested": (say("become interested"), ""),
        "first_session": (say("first session"), say("gave up or left")),
        "volunteered": (say("become candidates"), say("reached, left")),
        "enrolled": (say("enter a course"), say("gave up or left")),
        "practicum": (say("start a practicum"), say("gave up or left")),
        "certified": (say("certified"), say("not certified or left")),
        "promoted": (say("promoted to trainer"), say("facilitators stopped or left")),
        "hired": (say("trainers hired"), say("trainers stopped or left")),
    }


def words(seen: Flows, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    made = seen.forward.groupby("group")["mean"].sum()
    gone = seen.lost.groupby("group")["mean"].sum()
    years = len(seen.forward.year.unique())
    shares = {
        step: share_of(gone[step], gone[step] + made[step])
        for step in ("first_session", "enrolled", "practicum", "certified")
    }
    phrases = {
        "first_session": say("before a first session"),
        "enrolled": say("before a course"),
        "practicum": say("before a practicum"),
        "certified": say("in practicum"),
    }
    known = {step: share for step, share in shares.items() if share == share}
    if known:
        worst = max(known, key=known.get)
        title = say(
            "The pipeline leaks most {where}: {share} of those who leave that stage do not go on",
            share=language.percent(known[worst]),
            where=phrases[worst],
        )
    else:
        title = say("Nobody moves along the pipeline")
    return Words(
        title,
        say("How many persons move from one stage to the next each year, and how many are lost on the way?"),
        say(
            "Over {years} calendar years, on average {reached} persons have a first session, {volunteered} "
            "become candidates, {enrolled} "
            "enter a course, {certified} are certified and {promoted} are promoted to trainer.",
            years=years,
            reached=language.about(made["first_session"]),
            **{step: language.about(made[step]) for step in ("volunteered", "enrolled", "certified", "promoted")},
        ),
        say(
            "Persons a calendar year; each panel has its own scale. Bars up: moved on; bars down, grey: lost "
            "from the stage before "
            "(gave up, stopped, or left the administration). Candidates: volunteers from groups, answers to calls, "
            "and persons named. Enter a course: present on its first day. Bar: mean. Whisker: 80 % of the simulated "
            "futures."
        )
        + partial_years(seen.forward, language),
    )


def table(seen: Flows, language: Language) -> pd.DataFrame:
    """Every step and year, with the mean and the 80 % interval."""
    say = language.text
    parts = []
    for frame, number in ((seen.forward, 0), (seen.lost, 1)):
        part = frame[["year", "months", "group", "mean", "q10", "q50", "q90"]].copy()
        part["group"] = part["group"].map(lambda step, number=number: labels(language)[step][number])
        part["direction"] = say("lost") if number else say("moved on")
        part["order"] = frame["group"].map(list(STEPS).index)
        parts.append(part)
    whole = pd.concat(parts).sort_values(["order", "direction", "year"], kind="stable")
    named = {
        "group": say("step"),
        "direction": say("direction"),
        "year": say("year"),
        **spread_names(language),
    }
    return whole[list(named)].rename(columns=named).reset_index(drop=True)


def draw(seen: Flows, language: Language, narrow: bool = False) -> go.Figure:
    """Two-sided bars by step: up for those who move on, down for those who are lost."""
    across = 2 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(STEPS))),
        row_height=120 if narrow else 140,
        gap=78,
        left=44,
        top=48,
        narrow=narrow,
    )
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, (step, (_, _, meaning)) in enumerate(STEPS.items(), start=1):
        ahead, behind = labels(language)[step]
        up, down = (frame[frame["group"] == step] for frame in (seen.forward, seen.lost))
        colour, pale = style.MEANINGS[meaning][0], style.OFFERED[0]
        _bars(figure, index, up, colour, 1, ahead, language)
        _bars(figure, index, down, pale, -1, behind, language)
        layout[f"xaxis{index}"] |= year_axis(up, language, narrow) | {"showline": False}
        layout[f"yaxis{index}"] |= _scale(up, down, language)
        layout[f"yaxis{index}"] |= {"zeroline": True, "zerolinecolor": style.QUIET[0], "zerolinewidth": 1}
        size = 11 if narrow else 13
        notes.append(grid.heading(index, f"<b>▲ {ahead}</b>", 1, font={"color": colour, "size": size}))
        if behind:
            notes.append(
                grid.heading(index, f"▼ {behind}", font={"color": style.QUIET[0], "size": 11 if narrow else 12})
            )
    return figure.update_layout(
        layout
        | {
            "annotations": notes,
            "separators": language.separators,
            "barmode": "overlay",
            "bargap": 0.25,
            "hovermode": "x",
        }
    )


def _bars(
    figure: go.Figure, index: int, rows: pd.DataFrame, colour: str, sign: int, name: str, language: Language
) -> None:
    texts = [
        f"<b>{name}, {year_label(row.year, row.months)}</b><br>"
        + language.text("mean {value}", value=language.number(row.mean_))
        + f"<br>{language.percent(0.8)}{language.text(':')} {language.number(row.q10)}–{language.number(row.q90)}"
        for row in rows.rename(columns={"mean": "mean_"}).itertuples()
    ]
    above, below = (rows.q90 - rows["mean"]).clip(lower=0), (rows["mean"] - rows.q10).clip(lower=0)
    figure.add_bar(
        x=rows.year.tolist(),
        y=(sign * rows["mean"]).tolist(),
        marker={"color": colour, "line": {"width": 0}},
        error_y={
            "type": "data",
            "array": (above if sign > 0 else below).tolist(),
            "arrayminus": (below if sign > 0 else above).tolist(),
            "color": style.TEXT[0],
            "thickness": 1.2,
            "width": 3,
        },
        text=texts,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


def _scale(up: pd.DataFrame, down: pd.DataFrame, language: Language) -> dict:
    """Both sides of zero labelled with positive numbers."""
    high = max(up["q90"].max(), up["mean"].max(), 0)
    low = max(down["q90"].max(), down["mean"].max(), 0) if len(down) else 0
    reach = max(high, low, 1)
    # Two to four labels in all, at 1, 2 or 5 times a power of ten.
    step = next(base * 10**power for power in range(9) for base in (1, 2, 5) if base * 10**power * 4 >= high + low)
    ticks = [step * number for number in range(-int(low * 1.1 // step), int(high * 1.1 // step) + 1)]
    return {
        "range": [-low * 1.12 - reach * 0.02, max(high * 1.12, reach * 0.1)],
        "tickvals": ticks,
        "ticktext": [language.number(abs(tick)) for tick in ticks],
    }


CHART = Chart("flows", data, words, table, draw)


def flows(results: Results, language: str = "en") -> go.Figure:
    """Yearly flows between the stages of the pipeline, and those who are lost on the way."""
    return CHART.figure(results, language)
