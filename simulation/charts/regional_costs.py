"""What each region costs a year, in cash and in agents' time; the table has every line of the budget by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.difference_words import place_text
from simulation.charts.language import Language
from simulation.charts.placed import WHOLE, by_place, placed_table, spread
from simulation.charts.source import Results, share_of
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.budget_lines import ALL_LINES, CASH, LINES, TIME, Parts, added
from simulation.scenario.levers import NATIONAL

SHOWN: dict[str, dict[str, Parts]] = {
    "all": ALL_LINES,
    "facilitator_courses": {
        sort: added(LINES["courses_in_person"][sort], LINES["courses_remote"][sort]) for sort in (CASH, TIME)
    },
    **{line: sorts for line, sorts in LINES.items() if line not in ("courses_in_person", "courses_remote")},
}
"""The lines that the page tells, by sort: facilitator courses in person and remote ones are one."""


@dataclass(frozen=True)
class Costs:
    """rows: of `placed.spread` by calendar year, in euros; group: line:sort. years: how many are simulated."""

    rows: pd.DataFrame
    years: float

    def a_year(self, sort: str) -> pd.Series:
        """Mean of a whole year by place, of all lines."""
        rows = self.rows[self.rows["group"] == f"all:{sort}"]
        return rows.groupby("place", sort=False)["mean"].sum() / self.years


def data(results: Results) -> Costs:
    """Every line by calendar year and place; sums within each replicate come first."""
    shown_parts = {f"{line}:{sort}": parts for line, sorts in SHOWN.items() for sort, parts in sorts.items()}
    found = by_place(results, sorted({name for parts in shown_parts.values() for name in parts}), "year")
    groups = {
        # In whole cents, so that what is taken away leaves nothing behind.
        group: sum_of(sign * np.rint(100 * found[name]) for name, sign in parts.items()) / 100
        for group, parts in shown_parts.items()
    }
    shown = {name: values for name, values in groups.items() if name.startswith("all:") or values.any()}
    return Costs(spread(results, shown, "year"), results.frame.months / 12)


def sorts(language: Language) -> dict[str, str]:
    """Cash and time, as budgets call them."""
    return {CASH: language.text("cash, new money"), TIME: language.text("agents’ time, no new money")}


def lines(language: Language) -> dict[str, str]:
    """The lines of the budget."""
    say = language.text
    return {
        "all": say("All lines"),
        "facilitator_courses": say("Facilitator courses"),
        "trainer_courses": say("Trainer courses"),
        "bought_days": say("Trainer days bought"),
        "groups": say("Groups"),
        "practicum": say("Practice of trainees"),
        "engagements": say("Engagements"),
        "refreshers": say("Refreshers"),
        "animation": say("Network animation"),
        "coordination": say("Coordination"),
        "hires": say("Hires"),
        "recruitment": say("Calls, nominations"),
    }


def _order(seen: Costs) -> list[str]:
    """Places by what they cost, the dearest first; those that cost nothing left out."""
    both = seen.a_year(CASH) + seen.a_year(TIME)
    both = both.drop(index=WHOLE).sort_values(ascending=False, kind="stable")
    return list(both[both > 0].index)


def words(seen: Costs, language: Language) -> Words:
    """Title, question, description and note."""
    say, order = language.text, _order(seen)
    amounts = {sort: say("€{value}", value=language.about(seen.a_year(sort)[WHOLE])) for sort in (CASH, TIME)}
    both = seen.a_year(CASH) + seen.a_year(TIME)
    regions = [place for place in order if place != NATIONAL]
    remote = language.percent(share_of(both[NATIONAL], both[WHOLE]))
    if not regions:
        title = say("Nothing is spent in any region")
    else:
        title = say("{share} of all cost is remote or of a national team; of the regions {region} has most",
                    share=remote, region=regions[0])  # fmt: skip
    listed = ", ".join(
        f"{place_text(place, language)} {language.about(seen.a_year(CASH)[place] + seen.a_year(TIME)[place])}"
        for place in order[:6]
    )
    return Words(
        title,
        say("What does it cost in each region, and for what?"),
        say("A year, on average, in euros: {cash} of cash and {time} of agents’ time in all. Most in: {list}.",
            list=listed or "–", **amounts),
        say("Euros a year, mean of all years, at the scenario’s prices. Coloured: cash, which takes new money; grey: "
            "time of agents, who are paid anyway. What is remote, or of a national team, belongs to no region. The "
            "table has every line, calendar year and region."),
    )  # fmt: skip


def table(seen: Costs, language: Language) -> pd.DataFrame:
    """A row a line, sort, year and place."""
    line, sort = lines(language), sorts(language)
    names = {
        group: f"{line[group.split(':')[0]]} ({sort[group.split(':')[1]]})" for group in seen.rows["group"].unique()
    }
    return placed_table(seen.rows, names, language.text("line, euros"), language)


def draw(seen: Costs, language: Language, narrow: bool = False) -> go.Figure:
    """A bar a place: cash, then time."""
    order = _order(seen) or [WHOLE]
    names = [style.plain(place_text(place, language)) for place in order]
    figure = go.Figure()
    colours = {CASH: style.MEANINGS["trainers"][0], TIME: style.OFFERED[0]}
    for sort, colour in colours.items():
        values = seen.a_year(sort)
        figure.add_bar(
            x=[float(values[place]) for place in order],
            y=list(range(len(order))),
            orientation="h",
            width=0.7,
            marker={"color": colour, "line": {"width": 0}},
            text=[f"<b>{name}</b><br>{sorts(language)[sort]}{language.text(':')} "
                  f"{language.about(float(values[place]))}" for name, place in zip(names, order, strict=True)],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    both = seen.a_year(CASH) + seen.a_year(TIME)
    top = max(float(both[order].max()), 1.0)
    notes = [
        {
            "x": float(both[place]), "y": at, "xanchor": "left", "xshift": 6, "showarrow": False,
            "text": language.about(float(both[place])) if narrow else " + ".join(
                language.about(float(seen.a_year(sort)[place])) for sort in (CASH, TIME)),
            "font": {"size": 11, "color": style.QUIET[0]},
        }
        for at, place in enumerate(order)
    ]  # fmt: skip
    return figure.update_layout(
        template=style.template(),
        height=46 + 22 * len(order),
        barmode="stack",
        separators=language.separators,
        margin={"l": 172 if narrow else 210, "r": 8, "t": 8, "b": 38},
        xaxis={"range": [0, top * (1.6 if narrow else 1.25)], "nticks": 3 if narrow else 6, "tickformat": ",d",
               "showgrid": True},
        yaxis={"tickvals": list(range(len(order))), "ticktext": [_cut(name, narrow) for name in names],
               "range": [len(order) - 0.5, -0.5], "tickfont": {"color": style.TEXT[0], "size": 12}},
        annotations=notes,
    )  # fmt: skip


def _cut(name: str, narrow: bool) -> str:
    most = 25 if narrow else 31
    return name if len(name) <= most else f"{name[: most - 1]}…"


CHART = Chart("regional_costs", data, words, table, draw)


def regional_costs(results: Results, language: str = "en") -> go.Figure:
    """Cash and agents' time by region; the table has every line of the budget by year and region."""
    return CHART.figure(results, language)
