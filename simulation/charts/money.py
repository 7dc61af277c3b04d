"""Money by year: cash and the valued time of agents, under the budget where there is one, and what it is used for."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.bullets import bar_axis, bars, bullet, year_table
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, partial_years, year_axis, year_label
from simulation.charts.source import Results, months_of, yearly, years_of
from simulation.common.columns import MONEY_USES
from simulation.outcomes.summary import QUANTILES
from simulation.scenario.quantities import value_at

SORTS = {
    "cash": ("money_cash",),
    "time": ("money_valued_time",),
    "both": ("money_cash", "money_valued_time"),
    "participants": ("participants_time",),
}
"""Cash, time of agents, both together; and the time of participants, which stands under no budget."""
USES = {use: (f"money_{use}",) for use in MONEY_USES}
EUROS = 1000
"""Euros of one unit shown."""
DEAREST = 3
"""Uses that are drawn one by one; the others together."""
OTHERS = "others"


@dataclass(frozen=True)
class Money:
    """Mean and quantiles by sort or use and calendar year, in thousands of euros; and the budget."""

    years: pd.DataFrame
    """Columns: year, months, group (of SORTS or USES, or OTHERS), mean and quantiles."""
    dearest: tuple[str, ...]
    """The uses that cost most, over the whole time, the dearest first."""
    cap: pd.DataFrame
    """The budget of the years that have one: year, months, and that number as mean and quantiles."""
    capped: str
    """Which of SORTS counts under the budget."""
    over: pd.Series
    """By year: share of futures in which standing costs alone exceed the budget."""

    def of(self, group: str) -> pd.DataFrame:
        """The years of a sort or use."""
        return self.years[self.years["group"] == group]

    def a_year(self, group: str) -> float:
        """Mean of a whole year."""
        rows = self.of(group)
        return float(12 * rows["mean"].sum() / rows.months.sum())

    @property
    def used_share(self) -> float:
        """Of the budget, over the years that have one."""
        counted = self.of(self.capped)
        counted = counted[counted.year.isin(self.cap.year)]
        return float(counted["mean"].sum() / self.cap["mean"].sum()) if self.cap["mean"].sum() else float("nan")


def data(results: Results) -> Money:
    """Of the nation. Sums are taken within each replicate."""
    levers, years = results.scenario.levers, years_of(results)
    sums = {use: results.national(*columns)[columns[0]].sum() for use, columns in USES.items()}
    dearest = tuple(sorted(USES, key=lambda use: -sums[use])[:DEAREST])
    others = tuple(column for use, columns in USES.items() if use not in dearest for column in columns)
    found = yearly(results, SORTS | USES | {OTHERS: others})
    found[["mean", *QUANTILES]] /= EUROS
    first = pd.Series(months_of(results).strftime("%Y-%m")).groupby(months_of(results).year).first()
    values = {year: value_at(levers.budget, month) for year, month in first.items()}
    caps = {year: value for year, value in values.items() if value is not None}
    rows = years[[year in caps for year in years.year]]
    numbers = [caps[year] / EUROS for year in rows.year]
    cap = rows.assign(**dict.fromkeys(("mean", *QUANTILES), pd.Series(numbers, rows.index, dtype=float)))
    beyond = pd.DataFrame(results.national("over_cap")["over_cap"].T > 0, index=months_of(results).year)
    over = beyond.groupby(level=0).any().mean(axis=1)
    return Money(found, dearest, cap, "cash" if levers.budget_covers == "cash" else "both", over[over > 0])


def labels(language: Language) -> dict[str, str]:
    """The heading of each panel."""
    say = language.text
    return {
        "cash": say("Cash"),
        "time": say("Time of agents"),
        "both": say("Both together"),
        "participants": say("Time of participants"),
        "courses": say("Courses"),
        "groups": say("Groups"),
        "engagements": say("Engagements"),
        "hires": say("Hires"),
        "animation": say("Network animation"),
        "refreshers": say("Refreshers"),
        "practicum": say("Practice of trainees"),
        "coordination": say("Coordination"),
        "recruitment": say("Calls, nominations"),
        OTHERS: say("All other uses"),
    }


def words(seen: Money, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    facts = {name: say("€{value}", value=language.about(EUROS * seen.a_year(name))) for name in SORTS}
    title = say("About {cash} of cash a year, and {time} of agents’ time", **facts)
    if not seen.cap.empty:
        share = language.percent(seen.used_share)
        title = say("{finding}; the budget is used to {share}", finding=title, share=share)
    named = labels(language)
    uses = sorted(USES, key=lambda use: -seen.a_year(use))
    listed = ", ".join(
        f"{named[use].lower()} {language.about(seen.a_year(use))}" for use in uses if seen.a_year(use) >= 0.5
    )
    told = [say("A year, on average, in thousands of euros, by use: {list}.", list=listed or "–")]
    for year, share in seen.over.items():
        told.append(
            say("In {share} of the simulated futures standing costs alone exceed the budget of {year}.",
                share=language.percent(share), year=year)
        )  # fmt: skip
    counted = {
        "cash": say("Under the budget (grey) counts cash alone."),
        "both": say("Under the budget (grey) count cash and the time of trainers, facilitators and trainees."),
    }[seen.capped]
    return Words(
        title,
        say("What does it cost each year, in cash and in agents’ time, and does the budget suffice?"),
        " ".join(told),
        " ".join([
            say(
                "Thousands of euros a calendar year, at the scenario’s prices. Cash: rooms, seats, travel, hires, "
                "animation, bought days, calls. Time: days of trainers, facilitators, trainees and coordination, "
                "valued. Below: the three dearest uses, and all others together, on one scale. Bar: mean; whisker: "
                "80 % of the simulated futures; numbers: the last year, in brackets 80 %."
            ),
            *([] if seen.cap.empty else [counted]),
            say("Time of participants stands under no budget."),
        ]) + partial_years(seen.years, language),
    )  # fmt: skip


def table(seen: Money, language: Language) -> pd.DataFrame:
    """Every sort, use and year, and the budget."""
    say = language.text
    rows = pd.concat([seen.years, seen.cap.assign(group="budget")], ignore_index=True)
    return year_table(rows, labels(language) | {"budget": say("Budget")}, say("thousands of euros"), language)


def draw(seen: Money, language: Language, narrow: bool = False) -> go.Figure:
    """Bars by year: sorts first, under the budget where there is one, then the dearest uses and all others."""
    panels = [*SORTS, *seen.dearest, OTHERS]
    uses = pd.concat([seen.of(panel) for panel in panels[len(SORTS) :]])
    across = 2 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(panels))),
        row_height=100 if narrow else 120,
        gap=72,
        left=50,
        narrow=narrow,
    )
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, panel in enumerate(panels, start=1):
        rows, name = seen.of(panel), labels(language)[panel]
        cap = seen.cap if panel == seen.capped and not seen.cap.empty else None
        if panel in SORTS and panel != "participants":
            bullet(figure, index, rows, cap, "trainers", (name, language.text("budget")), language)
        else:
            bars(figure, index, rows, style.OFFERED[0], 0.46, name, language)
        layout[f"xaxis{index}"] |= year_axis(rows, language, True) | {"showline": False}
        layout[f"yaxis{index}"] |= bar_axis(cap, rows if panel in SORTS else uses)
        last = rows.iloc[-1]
        number, low, high = language.known({**last, "q50": last["mean"]})
        key = f"{year_label(last.year, last.months)}{language.text(':')} {number} ({low}–{high})"
        colour = style.MEANINGS["trainers"][0] if panel in ("cash", "time", "both") else style.QUIET[0]
        notes += [
            grid.heading(index, f"<b>{name}</b>", 1, font={"size": 11 if narrow else 13}),
            grid.heading(index, key, font={"color": colour, "size": 10 if narrow else 12}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


CHART = Chart("money", data, words, table, draw)


def money(results: Results, language: str = "en") -> go.Figure:
    """Cash and agents' time by year, under the budget, and what they are used for."""
    return CHART.figure(results, language)
