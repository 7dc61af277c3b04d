"""Days of trainers, facilitators and trainees: offered, and used, by use."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts.bullets import bar_axis, bullet, year_table
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, partial_years, year_axis
from simulation.charts.source import Results, share_of, yearly
from simulation.charts.style import MEANINGS
from simulation.common.columns import FACILITATOR_USES, TRAINER_USES

PANELS = {
    "trainer_all": (("trainer_days_offered",), tuple(f"trainer_days_used_{use}" for use in TRAINER_USES)),
    **{f"trainer_{use}": ((), (f"trainer_days_used_{use}",)) for use in TRAINER_USES},
    "facilitator_all": (
        ("facilitator_days_offered",),
        tuple(f"facilitator_days_used_{use}" for use in FACILITATOR_USES),
    ),
    **{f"facilitator_{use}": ((), (f"facilitator_days_used_{use}",)) for use in FACILITATOR_USES},
    "trainee_all": ((), ("trainee_days",)),
}
"""Each panel: the columns offered and the columns used. Days are offered for all uses together; trainees offer none."""
MEANING = {"trainer": "trainers", "facilitator": "facilitators", "trainee": "learning"}
"""Whose days they are, and what their colour means."""


@dataclass(frozen=True)
class Days:
    """Mean and quantiles by panel and year."""

    offered: pd.DataFrame
    used: pd.DataFrame

    def of(self, panel: str) -> tuple[pd.DataFrame | None, pd.DataFrame]:
        """The years of one panel: offered (None where days are not offered by use) and used."""
        offered = self.offered_for(panel)
        return offered if len(offered) else None, self.used[self.used["group"] == panel]

    def offered_for(self, panel: str) -> pd.DataFrame:
        """The years of the days offered in one panel; empty where they are not offered by use."""
        return self.offered[self.offered["group"] == panel]

    def used_share(self, panel: str) -> float:
        """Over the whole time, days used in a panel out of those offered for it (or offered in all)."""
        whole = panel if PANELS[panel][0] else f"{panel.split('_')[0]}_all"
        return share_of(self.of(panel)[1]["mean"].sum(), self.offered_for(whole)["mean"].sum())


def data(results: Results) -> Days:
    """The nation's yearly days."""
    offered = yearly(results, {panel: columns for panel, (columns, _) in PANELS.items() if columns})
    return Days(offered, yearly(results, {panel: columns for panel, (_, columns) in PANELS.items()}))


def labels(language: Language) -> dict[str, str]:
    """The heading of each panel."""
    say = language.text
    return {
        "trainer_all": say("Trainer days"),
        "trainer_facilitator_courses": say("Facilitator courses"),
        "trainer_trainer_courses": say("Trainer courses"),
        "trainer_supervision": say("Supervision"),
        "trainer_refreshers": say("Refreshers"),
        "facilitator_all": say("Facilitator days"),
        "facilitator_groups": say("Groups"),
        "facilitator_engagements": say("Engagements"),
        "facilitator_refreshers": say("Refreshers"),
        "trainee_all": say("Days of trainees"),
    }


def words(seen: Days, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    shares = {"trainers": seen.used_share("trainer_all"), "facilitators": seen.used_share("facilitator_all")}
    spoken = {name: language.percent(share) for name, share in shares.items()}
    means = {
        "trainer_days": language.about(seen.of("trainer_all")[1]["mean"].mean()),
        "trainer_offer": language.about(seen.offered_for("trainer_all")["mean"].mean()),
        "facilitator_days": language.about(seen.of("facilitator_all")[1]["mean"].mean()),
        "facilitator_offer": language.about(seen.offered_for("facilitator_all")["mean"].mean()),
        "trainee_days": language.about(seen.of("trainee_all")[1]["mean"].mean()),
    }
    return Words(
        say("Trainers use {trainers} of their days, facilitators {facilitators}", **spoken),
        say("How many trainer and facilitator days are on offer, what are they used for, and how many stay unused?"),
        say(
            "A year, on average, trainers use {trainer_days} of {trainer_offer} days offered and facilitators use "
            "{facilitator_days} of {facilitator_offer}; trainees spend {trainee_days} in courses and practice.",
            **means,
        ),
        say(
            "Days a calendar year; the panels of one kind of person share one scale. Grey bars: offered; coloured "
            "bars: used (means); whiskers: 80 % of the simulated futures. A trainer has one account of days for all "
            "uses; unused ones are kept for some time, so that a year can use more than it offers."
        )
        + partial_years(seen.used, language),
    )


def table(seen: Days, language: Language) -> pd.DataFrame:
    """Every panel and year, offered and used."""
    say = language.text
    whose = {
        "trainer": say("Trainer days"), "facilitator": say("Facilitator days"), "trainee": say("Days of trainees")
    }  # fmt: skip
    parts = []
    for what, frame in ((say("offered"), seen.offered), (say("used"), seen.used)):
        names = {
            panel: f"{whose[panel.split('_')[0]]}{say(':')} "
            + (f"{say('all uses')}, {what}" if panel.endswith("_all") else f"{labels(language)[panel]}, {what}")
            for panel in frame["group"].unique()
        }
        parts.append(year_table(frame, names, say("quantity"), language))
    return pd.concat(parts, ignore_index=True)


def draw(seen: Days, language: Language, narrow: bool = False) -> go.Figure:
    """A panel for all days and one for each use, trainers first."""
    say, kinds = language.text, [panel.split("_")[0] for panel in PANELS]
    # Two columns of five: trainees stand below facilitators, who have one use less than trainers.
    places = tuple((number % 5, number // 5) for number in range(len(PANELS)))
    places = places if narrow else tuple((column, row) for row, column in places)
    grid = Grid(places=places, row_height=100 if narrow else 150, gap=70, left=44, narrow=narrow)
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, panel in enumerate(PANELS, start=1):
        offered, used = seen.of(panel)
        kind = kinds[index - 1]
        bullet(figure, index, used, offered, MEANING[kind], (say("used"), say("offered")), language)
        layout[f"xaxis{index}"] |= year_axis(used, language, True) | {"showline": False}
        layout[f"yaxis{index}"] |= bar_axis(*seen.of(f"{kind}_all"))
        share = float("nan") if kind == "trainee" else seen.used_share(panel)
        a_year = (used if offered is None else offered)["mean"].mean()
        facts = {"share": language.percent(share), "days": language.about(a_year)}
        if kind == "trainee":
            key = say("{days} a year", **facts)
        elif share != share:
            key = say("none offered")
        elif PANELS[panel][0]:
            key = say("{days} a year, {share} used", **facts)
        else:
            key = say("{days} a year, {share} of offer", **facts)
        notes += [
            grid.heading(index, f"<b>{labels(language)[panel]}</b>", 1, font={"size": 11 if narrow else 13}),
            grid.heading(index, key, font={"color": MEANINGS[MEANING[kind]][0], "size": 11 if narrow else 12}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


CHART = Chart("days", data, words, table, draw)


def days(results: Results, language: str = "en") -> go.Figure:
    """Days of trainers and facilitators, offered and used by use, and of trainees."""
    return CHART.figure(results, language)
