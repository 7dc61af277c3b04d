"""Seats in courses: offered, filled, and how many persons queue for them."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts.bullets import bar_axis, bullet, year_table
from simulation.charts.chart import Chart, Words, quantile_table
from simulation.charts.language import Language
from simulation.charts.panels import Grid, fan, fan_hover, month_axis, partial_years, year_axis
from simulation.charts.source import Results, nation, share_of, yearly
from simulation.charts.style import MEANINGS
from simulation.common.columns import ACTIVITY_COLUMNS

KINDS = {"facilitator": "waiting_for_course", "trainer": "waiting_for_trainer_course"}
"""The kinds of course, and the queue for each."""

COLOURS = {"facilitator": "facilitators", "trainer": "trainers"}


@dataclass(frozen=True)
class Seats:
    """Seats by year, and queues by month."""

    seats: pd.DataFrame
    queues: dict[str, pd.DataFrame]

    def of(self, kind: str, what: str) -> pd.DataFrame:
        """The years of one kind of course; what: offered or filled."""
        return self.seats[self.seats["group"] == f"{kind}_seats_{what}"]

    def filled_share(self, kind: str) -> float:
        """Share of the seats offered over the whole time that were filled."""
        return share_of(self.of(kind, "filled")["mean"].sum(), self.of(kind, "offered")["mean"].sum())


def data(results: Results) -> Seats:
    """The nation's seats and queues."""
    names = [f"{kind}_seats_{what}" for kind in KINDS for what in ("offered", "filled")]
    return Seats(yearly(results, {name: (name,) for name in names}), nation(results, *KINDS.values()))


def words(seen: Seats, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    queue = seen.queues["waiting_for_course"]
    share, month = seen.filled_share("facilitator"), language.month(queue.index[-1])
    if share == share:
        filled = say("{share} of the seats in facilitator courses are filled", share=language.percent(share))
    else:
        filled = say("No facilitator course is held")
    number = language.known(queue.iloc[-1])[0]
    if number == "0":
        waiting = say("most often nobody queues at the end of {month}", month=month)
    else:
        waiting = say("{number} candidates queue at the end of {month}", number=number, month=month)
    title = say("{one}; {other}", one=filled, other=waiting)
    a_year = {
        name: language.about(seen.of(*name.split("_"))["mean"].mean())
        for name in ("facilitator_offered", "facilitator_filled", "trainer_offered", "trainer_filled")
    }
    return Words(
        title,
        say("Are there enough seats, are they filled, and who still queues?"),
        say(
            "A year, on average, facilitator courses offer {facilitator_offered} seats and fill "
            "{facilitator_filled}; trainer courses "
            "offer {trainer_offered} and fill {trainer_filled}; at the end of {month}, the median is "
            "{candidates} candidates queuing "
            "for a facilitator course and {facilitators} facilitators queuing for a trainer course.",
            month=month,
            candidates=language.known(queue.iloc[-1])[0],
            facilitators=language.known(seen.queues["waiting_for_trainer_course"].iloc[-1])[0],
            **a_year,
        ),
        say(
            "Left: seats a calendar year; grey bars: offered; coloured bars: filled (means); whiskers: 80 % of "
            "the simulated futures. "
            "Right: persons queuing at the end of each month; line: median; bands: 50, 80 and 95 %; in brackets: 80 %."
        )
        + partial_years(seen.seats, language),
    )


def table(seen: Seats, language: Language) -> pd.DataFrame:
    """Seats by year, then queues by month."""
    say = language.text
    names = {column.name: language.label(column) for column in ACTIVITY_COLUMNS}
    seats = year_table(
        seen.seats, {name: names[name] for name in seen.seats["group"].unique()}, say("quantity"), language
    )
    queues = quantile_table(seen.queues, language, say("quantity"), {queue: names[queue] for queue in KINDS.values()})
    seats.insert(0, say("month"), seats.pop(say("year")).astype(str))
    return pd.concat([seats.drop(columns=say("months simulated")), queues], ignore_index=True)[
        list(queues.columns)
    ].rename(columns={say("month"): say("year or month")})


def draw(seen: Seats, language: Language, narrow: bool = False) -> go.Figure:
    """Seats by year beside the queue by month, for both kinds of course."""
    say = language.text
    places = tuple((number, 0) for number in range(4)) if narrow else ((0, 0), (0, 1), (1, 0), (1, 1))
    grid = Grid(places=places, row_height=130 if narrow else 150, gap=76, left=50, narrow=narrow)
    figure, layout, notes = go.Figure(), grid.layout(), []
    headings = {
        "facilitator": (say("Seats in facilitator courses, a year"), say("Candidates who queue for one")),
        "trainer": (say("Seats in trainer courses, a year"), say("Facilitators who queue for one")),
    }
    for number, (kind, queue) in enumerate(KINDS.items()):
        bars, line = 2 * number + 1, 2 * number + 2
        offered, filled, waiting = seen.of(kind, "offered"), seen.of(kind, "filled"), seen.queues[queue]
        bullet(figure, bars, filled, offered, COLOURS[kind], (say("filled"), say("offered")), language)
        layout[f"xaxis{bars}"] |= year_axis(offered, language, narrow) | {"showline": False}
        layout[f"yaxis{bars}"] |= bar_axis(offered, filled)
        fan(figure, waiting.index, waiting, "waiting", fan_hover(waiting.index, waiting, language), line)
        layout[f"xaxis{line}"] |= month_axis(waiting.index, language, narrow)
        layout[f"yaxis{line}"] |= {"range": [0, max(waiting.q975.max() * 1.08, 1)], "tickformat": ",d"}
        colour, last = MEANINGS[COLOURS[kind]][0], waiting.iloc[-1]
        share = seen.filled_share(kind)
        key = (
            say("<b>{share} filled</b> of those offered (grey)", share=language.percent(share))
            if share == share
            else say("none offered")
        )
        median, low, high = language.known(last)
        ending = f"{median} ({low}–{high})"
        notes += [
            grid.heading(bars, f"<b>{headings[kind][0]}</b>", 1),
            grid.heading(bars, key, font={"color": colour, "size": 12}),
            grid.heading(line, f"<b>{headings[kind][1]}</b>", 1),
            grid.heading(line, ending, font={"color": MEANINGS["waiting"][0], "size": 12}),
        ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "overlay", "hovermode": "x"}
    )


CHART = Chart("seats", data, words, table, draw)


def seats(results: Results, language: str = "en") -> go.Figure:
    """Seats offered and filled by year, and the queues for them."""
    return CHART.figure(results, language)
