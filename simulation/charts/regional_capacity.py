"""What the people of each region take of the training: seats, courses and trainer days by the participant's region."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.difference_words import mean_text
from simulation.charts.language import Language
from simulation.charts.placed import WHOLE, by_place, placed_table, spread
from simulation.charts.region_persons import FEW
from simulation.charts.source import Results, share_of
from simulation.outcomes.measures import Share
from simulation.outcomes.wording import share_text

DAYS = "trainer_days_used_facilitator_courses"
RECORDED = ("enrolled", "facilitator_courses", DAYS, "trainers")
GROUPS = ("seats", "courses", "days", "trainers")
ROW = 24
"""Pixels of a region."""
SAID = 5
"""Regions told in words; the drawing and the table have all."""


@dataclass(frozen=True)
class Taken:
    """rows: of `placed.spread` by calendar year; group: of GROUPS. years: how many are simulated."""

    rows: pd.DataFrame
    years: float
    any_trainer: dict[str, Share]
    """For each region, the share of futures in which a trainer lives there at the end."""

    def a_year(self, group: str) -> pd.Series:
        """Mean of a whole year by place; of trainers, at the end."""
        rows = self.rows[self.rows["group"] == group]
        if group == "trainers":
            return rows.groupby("place", sort=False)["mean"].last()
        return rows.groupby("place", sort=False)["mean"].sum() / self.years

    @property
    def order(self) -> list[str]:
        """The regions, those with most seats first."""
        seats = self.a_year("seats").drop(index=WHOLE)
        return list(seats.sort_values(ascending=False, kind="stable").index)


def data(results: Results) -> Taken:
    """Seats by year and the participant's region; courses and days are shared out by them, within each replicate."""
    found = by_place(results, RECORDED, "year")
    seats, trainers = found["enrolled"], found["trainers"]
    everywhere = seats[:, :, -1:]
    share = np.divide(seats, everywhere, out=np.zeros_like(seats), where=everywhere > 0)
    groups = {
        "seats": seats, "courses": share * found["facilitator_courses"][:, :, -1:],
        "days": share * found[DAYS][:, :, -1:], "trainers": trainers,
    }  # fmt: skip
    there = {name: Share.of(trainers[:, -1, at] >= 1) for at, name in enumerate(results.frame.regions)}
    return Taken(spread(results, groups, "year", GROUPS), results.frame.months / 12, there)


def labels(language: Language) -> dict[str, str]:
    """What each group is called."""
    say = language.text
    return {
        "seats": say("Seats taken in facilitator courses"),
        "courses": say("Facilitator courses, shared out by seats"),
        "days": say("Trainer days in them, shared out by seats"),
        "trainers": say("Trainers who live there, at the year’s end"),
    }


def words(seen: Taken, language: Language) -> Words:
    """Title, question, description and note."""
    say, order = language.text, seen.order
    seats = seen.a_year("seats")
    without = [region for region in order if seen.any_trainer[region].value < 0.5]
    facts = {
        "region": order[0], "seats": mean_text(seats[order[0]], "seats", language),
        "share": language.percent(share_of(seats[without].sum(), seats[WHOLE])), "count": language.number(len(without)),
    }  # fmt: skip
    if not seats[WHOLE]:
        title = say("Nobody takes a seat in a facilitator course")
    elif without and len(order) > 1:
        title = say("{region} takes most seats, about {seats} a year; {share} of all go to the {count} regions in "
                    "which more likely than not no trainer lives at the end", **facts)  # fmt: skip
    else:
        title = say("{region} takes most seats in facilitator courses, about {seats} a year", **facts)
    return Words(
        title,
        say("What do the people of each region take of the training, and does a trainer live there?"),
        say("Most, a year, on average: {list}.", list=say("; ").join(
            f"{style.plain(region)} {_told(seen, region, language)}" for region in order[:SAID])),
        say("Bars: seats a year, mean of all years, by the region where the participant works, wherever the course is "
            "held. A course and its trainer days count for the regions of those who sit in it, by their seats. "
            "Trainers: those who live there, mean at the end; where they are fewer than {few}, how many futures have "
            "one at all. The table has every year, with 80 % of the simulated futures.", few=FEW),
    )  # fmt: skip


def _told(seen: Taken, region: str, language: Language) -> str:
    say = language.text
    means = {group: float(seen.a_year(group)[region]) for group in GROUPS}
    facts = {group: language.decimals(mean, 0 if mean >= 9.95 else 1) for group, mean in means.items()}
    trainers = (
        say("trainers: {trainers}", **facts)
        if means["trainers"] >= FEW
        else say("a trainer there: {chance}", chance=share_text(seen.any_trainer[region], language.code))
    )
    return say("{seats} seats = {courses} courses, {days} trainer days; {trainers}", **{**facts, "trainers": trainers})


def _short(seen: Taken, region: str, name: str, language: Language) -> str:
    """The seats alone, for a narrow page; hovering and the table say the rest."""
    seats = float(seen.a_year("seats")[region])
    return f"{name} · <b>{language.decimals(seats, 0 if seats >= 9.95 else 1)}</b>"


def table(seen: Taken, language: Language) -> pd.DataFrame:
    """A row a measure, year and place."""
    return placed_table(seen.rows, labels(language), language.text("quantity"), language)


def draw(seen: Taken, language: Language, narrow: bool = False) -> go.Figure:
    """A bar a region, and beside it what it stands for."""
    order, seats = seen.order, seen.a_year("seats")
    rows = list(range(len(order)))
    names = [style.plain(region if len(region) <= 30 else f"{region[:29]}…") for region in order]
    told = [_told(seen, region, language) for region in order]
    figure = go.Figure()
    figure.add_bar(
        x=[float(seats[region]) for region in order], y=rows, orientation="h",
        marker={"color": style.MEANINGS["learning"][0], "line": {"width": 0}}, textposition="none",
        text=[f"<b>{name}</b><br>{text}" for name, text in zip(names, told, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    notes = []
    for row, (name, text) in enumerate(zip(names, told, strict=True)):
        at = {"y": row, "showarrow": False, "align": "left", "xanchor": "left"}
        notes.append(
            at | {"x": 0, "xref": "paper", "yshift": 15, "font": {"size": 11},
                  "text": _short(seen, order[row], name, language)}
            if narrow
            else at | {"x": float(seats[order[row]]), "xshift": 8, "text": text,
                       "font": {"size": 12, "color": style.QUIET[0]}}
        )  # fmt: skip
    top = max(float(seats[order].max()), 1.0)
    return figure.update_layout(
        template=style.template(),
        height=42 + (46 if narrow else ROW) * len(order),
        separators=language.separators,
        margin={"l": 14 if narrow else 200, "r": 14, "t": 10, "b": 34},
        hovermode="closest",
        bargap=0.78 if narrow else 0.34,
        xaxis={"range": [0, top * (1.03 if narrow else 3.2)], "nticks": 4 if narrow else 7, "showgrid": True},
        yaxis={"tickvals": rows, "ticktext": names, "showticklabels": not narrow, "showgrid": False,
               "range": [len(order) - 0.5, -0.9 if narrow else -0.6],
               "tickfont": {"color": style.TEXT[0], "size": 12}},
        annotations=notes,
    )  # fmt: skip


CHART = Chart("regional_capacity", data, words, table, draw)


def regional_capacity(results: Results, language: str = "en") -> go.Figure:
    """Seats, courses, trainer days and trainers by the region of those who sit in the courses."""
    return CHART.figure(results, language)
