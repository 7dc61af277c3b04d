"""What the plan takes quarter by quarter: trainers, courses, seats, days, euros; every region in the table."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.difference_words import mean_text
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes
from simulation.charts.placed import WHOLE, by_place, placed_table, spread
from simulation.charts.source import Results
from simulation.outcomes.full_time import etpt
from simulation.outcomes.rows import rows_of

RECORDED = (
    "trainers", "facilitator_courses", "facilitator_seats_offered", "facilitator_seats_filled", "enrolled",
    "certified", "trainer_courses", "trainer_days_offered", "trainer_days_used", "facilitator_days_offered",
    "facilitator_days_used", "money_cash", "money_valued_time",
)  # fmt: skip
MONEY = ("money_cash", "money_valued_time")
"""In euros."""
WORK = {"trainer_work": "trainer_days_used", "facilitator_work": "facilitator_days_used"}
"""Days as full-time equivalents."""
OF_PERSONS = ("trainers", "enrolled", "certified")
"""Counted where persons belong: those enrolled and certified in the region of the participant."""
PANELS = {
    "trainers": ("trainers", None),
    "facilitator_courses": ("trainers", None),
    "facilitator_seats_filled": ("facilitators", "facilitator_seats_offered"),
    "certified": ("facilitators", None),
    "trainer_days_used": ("trainers", "trainer_days_offered"),
    "facilitator_days_used": ("facilitators", "facilitator_days_offered"),
    "money_cash": ("trainers", None),
    "money_valued_time": ("facilitators", None),
}
"""Each panel: what its colour means, and what was offered, where something was."""
EUROS = 1000
"""Euros of one unit drawn."""


@dataclass(frozen=True)
class Quarters:
    """rows: of `placed.spread` by calendar quarter; group: of RECORDED or WORK."""

    rows: pd.DataFrame

    def nation(self, group: str) -> pd.DataFrame:
        """The quarters of one group, of the whole nation."""
        return self.rows[(self.rows["group"] == group) & (self.rows["place"] == WHOLE)].reset_index(drop=True)


def data(results: Results) -> Quarters:
    """Every measure by calendar quarter and place; sums within each replicate come first."""
    found = by_place(results, RECORDED, "quarter")
    found |= {name: etpt(found[days], results.scenario) for name, days in WORK.items()}
    return Quarters(spread(results, found, "quarter", OF_PERSONS))


def labels(language: Language) -> dict[str, str]:
    """What each group is called."""
    say = language.text
    return {
        "trainers": say("Trainers at the quarter’s end"),
        "facilitator_courses": say("Facilitator courses held"),
        "facilitator_seats_offered": say("Seats offered in them"),
        "facilitator_seats_filled": say("Seats filled in them"),
        "enrolled": say("Enrolled, by the participant’s region"),
        "certified": say("Certified, by the participant’s region"),
        "trainer_courses": say("Trainer courses held"),
        "trainer_days_offered": say("Trainer days offered"),
        "trainer_days_used": say("Trainer days used"),
        "facilitator_days_offered": say("Facilitator days offered"),
        "facilitator_days_used": say("Facilitator days used"),
        "trainer_work": say("Trainers’ work, FTE"),
        "facilitator_work": say("Facilitators’ work, FTE"),
        "money_cash": say("Cash, euros"),
        "money_valued_time": say("Agents’ time, euros"),
    }


def headings(language: Language) -> dict[str, str]:
    """The heading of each panel."""
    say = language.text
    return labels(language) | {
        "trainers": say("Trainers"),
        "facilitator_seats_filled": say("Seats filled"),
        "certified": say("Certified"),
        "money_cash": say("Cash, thousands of euros"),
        "money_valued_time": say("Time, thousands of euros"),
    }


def quarter_text(period: str, language: Language) -> str:
    """A quarter for readers."""
    year, _, quarter = period.partition("-Q")
    return language.text("Q{quarter} {year}", quarter=quarter, year=year)


def words(seen: Quarters, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    used = seen.nation("trainer_days_used")
    busiest, last = used.iloc[used["mean"].argmax()], seen.nation("trainers").iloc[-1]
    facts = {
        "busiest": quarter_text(busiest["period"], language), "days": language.about(busiest["mean"]),
        "last": quarter_text(last["period"], language), "trainers": language.number(last["mean"]),
        "courses": language.number(seen.nation("facilitator_courses")["mean"].mean()),
        "seats": language.number(seen.nation("facilitator_seats_filled")["mean"].mean()),
        "certified": language.number(seen.nation("certified")["mean"].mean()),
    }  # fmt: skip
    return Words(
        say("Trainers give most days in {busiest}: about {days}", **facts),
        say("What does the plan take, quarter by quarter and in each region?"),
        say("A quarter, on average: {courses} facilitator courses, {seats} of their seats filled, {certified} persons "
            "certified; {trainers} trainers at the end of {last}.", **facts),
        say("Calendar quarters, the whole nation. Grey: offered; coloured: used (means); whiskers: 80 % of the "
            "simulated futures. Full-time equivalents (FTE) of a quarter add up to those of its year. Cash takes new "
            "money; time is that of agents who are paid anyway. The table has every region: courses, seats, days and "
            "euros where they are held or spent, those enrolled and certified in the participant’s region."),
    )  # fmt: skip


def table(seen: Quarters, language: Language) -> pd.DataFrame:
    """A row a measure, quarter and place."""
    return placed_table(seen.rows, labels(language), language.text("quantity"), language)


def draw(seen: Quarters, language: Language, narrow: bool = False) -> go.Figure:
    """A panel for each of PANELS."""
    across = 1 if narrow else 4
    grid = Grid(
        places=tuple(divmod(number, across) for number in range(len(PANELS))),
        row_height=90 if narrow else 120, gap=70, left=48, narrow=narrow,
    )  # fmt: skip
    figure, layout, notes = go.Figure(), grid.layout(), []
    for index, (panel, (meaning, offered)) in enumerate(PANELS.items(), start=1):
        rows, colour = _drawn(seen, panel), style.MEANINGS[meaning][0]
        name = headings(language)[panel]
        if offered is not None:
            _bars(figure, index, seen.nation(offered), style.OFFERED[0], 0.92, labels(language)[offered], language)
        _bars(figure, index, rows, colour, 0.56, labels(language)[panel], language)
        tops = [rows[["mean", "q90"]].max().max(), *([] if offered is None else [seen.nation(offered)["mean"].max()])]
        layout[f"yaxis{index}"] |= {"range": [0, max(*tops, 1e-3) * 1.08], "nticks": 4, "rangemode": "tozero"}
        first = [at for at, period in enumerate(rows["period"]) if period.endswith("Q1")] or [0]
        first = first[:: -(-len(first) // (6 if narrow else 5))]
        layout[f"xaxis{index}"] |= {
            "tickvals": first, "ticktext": [rows["period"][at][:4] for at in first],
            "range": [-0.6, len(rows) - 0.4], "showline": False,
        }  # fmt: skip
        last = rows.iloc[-1]
        key = f"{quarter_text(last['period'], language)}{language.text(':')} {mean_text(last['mean'], 'FTE', language)}"
        if (work := next((work for work, days in WORK.items() if days == panel), None)) is not None:
            full_time = mean_text(seen.nation(work)["mean"].iloc[-1], "FTE", language)
            key = language.text("{key}, {number} FTE", key=key, number=full_time)
        notes += [
            grid.heading(index, f"<b>{name}</b>", 1, font={"size": 11 if narrow else 12}),
            grid.heading(index, key, font={"color": colour, "size": 11}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


def _drawn(seen: Quarters, panel: str) -> pd.DataFrame:
    """The rows of a panel in the unit that is drawn."""
    rows = seen.nation(panel)
    if panel in MONEY:
        rows[["mean", "q10", "q50", "q90"]] /= EUROS
    return rows


def _bars(
    figure: go.Figure, index: int, rows: pd.DataFrame, colour: str, width: float, name: str, language: Language
) -> None:
    whiskers = {
        "type": "data", "array": (rows["q90"] - rows["mean"]).clip(lower=0).tolist(),
        "arrayminus": (rows["mean"] - rows["q10"]).clip(lower=0).tolist(), "color": style.TEXT[0], "thickness": 1,
        "width": 1.5,
    }  # fmt: skip
    figure.add_bar(
        x=list(range(len(rows))), y=rows["mean"].tolist(), width=width, marker={"color": colour, "line": {"width": 0}},
        error_y=whiskers if width < 0.9 else None,
        text=[f"<b>{name}, {quarter_text(row.period, language)}</b><br>{language.number(row.average)} "
              f"({language.number(row.q10)}–{language.number(row.q90)})"
              for row in rows_of(rows.rename(columns={"mean": "average"}))],
        textposition="none", hovertemplate="%{text}<extra></extra>", **axes(index),
    )  # fmt: skip


CHART = Chart("quarters", data, words, table, draw)


def quarters(results: Results, language: str = "en") -> go.Figure:
    """Trainers, courses, seats, days, full-time equivalents and euros by quarter; the table has every region."""
    return CHART.figure(results, language)
