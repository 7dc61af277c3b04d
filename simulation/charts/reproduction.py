"""How the practice reproduces itself: the reproduction number, and from when the network sustains itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, axis_name, fan, month_axis, month_ends
from simulation.charts.source import Results, months_of
from simulation.outcomes.headline import share_text
from simulation.outcomes.measures import YEAR, Share, growth
from simulation.outcomes.reproduction import SHARES, by_month, date_reached, stretched, sustained_by

COLOUR = "learning"
TICKS = (0, 0.5, 1, 2, 5, 10, np.inf)


@dataclass(frozen=True)
class Reproduction:
    """The number by month, and when futures begin to sustain themselves."""

    months: pd.DataFrame
    """By month: quantiles, above, unbounded, left_out (see outcomes.reproduction), and by: share sustained by then."""
    ever: Share
    """Share of the futures that sustain themselves by the end, of those simulated."""

    @property
    def told(self) -> pd.DataFrame:
        """The months that have a number."""
        return self.months[self.months.q50.notna()]

    @property
    def long_enough(self) -> bool:
        """Whether a year above 1 could have been seen: one to form the first number, one for it to last."""
        return len(self.months) >= 2 * YEAR - 1

    def reached(self, share: float) -> pd.Timestamp | None:
        """The month by which this share of futures sustains itself; None: not by the end."""
        position = date_reached(self.months["by"].to_numpy(), share)
        return None if position is None else self.months.index[position]


def data(results: Results) -> Reproduction:
    """The nation's reproduction number."""
    number, since = growth(results)
    frame = by_month(number).assign(by=sustained_by(since, number.shape[1]))
    return Reproduction(frame.set_axis(months_of(results)), Share.of(since >= 0))


def words(seen: Reproduction, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    return Words(
        _title(seen, language),
        say("Would the network grow by itself, without trainers hired, and from when?"),
        _description(seen, language),
        say(
            "Number: new facilitators ÷ facilitators lost × new trainers ÷ trainers lost, over the last 12 months: "
            "b·g ÷ (μF·μT) of their yearly rates. Above 1 the network grows by itself. Few trainers come or go in a "
            "year, so it jumps; a year without a new trainer makes it 0. Line: median; bands: 50 and 80 % of the "
            "simulated futures; the scale is compressed, so that 0 and ∞ have a place. ∞: somebody came and nobody was "
            "lost; this counts as above 1. 0 ÷ 0 (neither made nor lost, as without trainers) has no meaning: such "
            "futures are left out of that month. Self-sustaining from a month: the number stays above 1 for 12 months "
            "from there, and no trainer is hired in them; the last 11 months are too late to tell."
        ),
    )


def _title(seen: Reproduction, language: Language) -> str:
    say, half = language.text, seen.reached(0.5)
    end = language.month(seen.months.index[-1])
    never = language.percent(1 - seen.ever.value)
    if not seen.long_enough:
        return say("{months} months are too few to tell whether the network sustains itself", months=len(seen.months))
    if seen.ever.value == 0:
        return say("In none of the simulated futures does the network sustain itself for a year by {end}", end=end)
    if half is None:
        share = language.percent(seen.ever.value)
        return say(
            "In {share} of the simulated futures, the network sustains itself for a year by {end}", share=share, end=end
        )
    facts = {"month": language.month(half), "never": never, "end": end}
    if seen.ever.value == 1:
        return say(
            "Half of the simulated futures sustain themselves for a year from {month} or before, all by {end}", **facts
        )
    return say(
        "Half of the simulated futures sustain themselves for a year from {month} or before; {never} never do by {end}",
        **facts,
    )


def _description(seen: Reproduction, language: Language) -> str:
    say, told = language.text, seen.told
    if told.empty:
        return say("No month has a reproduction number: that takes 12 months in which somebody came or was lost.")
    last = told.iloc[-1]
    parts = [
        say(
            "At the end of {month} the median reproduction number is {median}, with four chances in five of lying "
            "between {low} and {high}; it is above 1 in {above} of the futures that have one; {left_out} have none (in "
            "other months at most {most}).",
            month=language.month(told.index[-1]),
            median=language.number(last.q50),
            low=language.number(last.q10),
            high=language.number(last.q90),
            above=language.percent(last.above),
            left_out=language.percent(last.left_out),
            most=language.percent(told.left_out.max()),
        )
    ]
    if seen.long_enough:
        dates = [seen.reached(share) for share in (0.1, 0.5, 0.9)]
        late = say("not by the end")
        tenth, half, nine = (late if date is None else language.month(date) for date in dates)
        parts.append(
            say(
                "The network begins to sustain itself with probability {chance} before the end (by when a tenth of the "
                "futures: {tenth}; half: {half}; nine tenths: {nine}).",
                chance=share_text(seen.ever, language.code),
                tenth=tenth,
                half=half,
                nine=nine,
            )
        )
    return " ".join(parts)


def table(seen: Reproduction, language: Language) -> pd.DataFrame:
    """Every month that has a number or could have one."""
    say = language.text
    low, high = (
        {share: say(phrase, share=language.percent(share)) for share in (0.5, 0.8)}
        for phrase in ("{share} low", "{share} high")
    )
    named = dict(
        zip(SHARES, (say("median"), low[0.5], high[0.5], low[0.8], high[0.8]), strict=True),
        above=say("above 1 (% of those with a number)"),
        unbounded=say("∞: nobody lost (% of those with a number)"),
        left_out=say("left out: 0 ÷ 0 (% of futures)"),
        by=say("self-sustaining by then (% of futures)"),
    )
    rows = seen.months.iloc[YEAR - 1 :]
    shares = {name: 100 * rows[name] for name in ("above", "unbounded", "left_out", "by")}
    rows = rows.assign(**shares)[list(named)].rename(columns=named)
    rows.insert(0, say("month"), rows.index.strftime("%Y-%m"))
    return rows.reset_index(drop=True)


def draw(seen: Reproduction, language: Language, narrow: bool = False) -> go.Figure:
    """The number as a fan around 1, beside the share of futures that sustain themselves by each month."""
    say, months = language.text, seen.months.index
    grid = Grid(
        places=((0, 0), (1, 0)) if narrow else ((0, 0), (0, 1)),
        row_height=240 if narrow else 290,
        gap=80,
        left=46,
        right=36,
        top=52,
        narrow=narrow,
    )
    figure, layout = go.Figure(), grid.layout()
    _number(figure, seen, language)
    _sustained(figure, seen, language)
    for index in (1, 2):
        layout[f"xaxis{index}"] |= month_axis(months, language, narrow)
    layout["yaxis1"] |= {
        "range": [0, 1.012],
        "tickvals": [float(stretched(tick)) for tick in TICKS],
        "ticktext": [language.number(tick) for tick in TICKS],
    }
    layout["yaxis2"] |= {
        "range": [0, 1.012],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": [language.percent(share) for share in (0, 0.25, 0.5, 0.75, 1)],
    }
    colour = {"font": {"color": style.MEANINGS[COLOUR][0], "size": 12}}
    notes = [
        grid.heading(1, f"<b>{say('Reproduction number')}</b>", 1),
        grid.heading(1, _ending(seen, language), **colour),
        grid.heading(2, f"<b>{say('Futures that sustain themselves by then')}</b>", 1),
        grid.heading(2, _never(seen, language), **colour),
        {
            "text": say("gains = losses"),
            "xref": f"{axis_name('x', 1)} domain",
            "yref": axis_name("y", 1),
            "x": 0,
            "xshift": 6,
            "y": 0.5,
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"color": style.TARGET[0], "size": 11 if narrow else 12},
        },
    ]
    return figure.update_layout(layout | {"annotations": notes, "separators": language.separators, "hovermode": "x"})


def _ending(seen: Reproduction, language: Language) -> str:
    if seen.told.empty:
        return language.text("no number yet: it takes 12 months")
    last = seen.told.iloc[-1]
    ending = f"{language.number(last.q50)} ({language.number(last.q10)}–{language.number(last.q90)})"
    if last.left_out == 0:
        return ending
    return f"{ending}, {language.text('left out (0 ÷ 0): {share}', share=language.percent(last.left_out))}"


def _never(seen: Reproduction, language: Language) -> str:
    if not seen.long_enough:
        return language.text("too short to tell")
    shares = {"share": language.percent(seen.ever.value), "never": language.percent(1 - seen.ever.value)}
    return language.text("{share}; not by the end: {never}", **shares)


def _number(figure: go.Figure, seen: Reproduction, language: Language) -> None:
    """The fan, in stretches of months that have a number, and the line at 1."""
    told, bands = seen.told, [band for band in style.BANDS if band[0] in SHARES]
    stretch = (~seen.months.q50.notna()).cumsum()[told.index]
    for _, part in told.groupby(stretch):
        fan(figure, part.index, stretched(part[list(SHARES)]), COLOUR, _hover(part, language), 1, bands)
    ends = month_ends(seen.months.index)
    figure.add_scatter(
        x=[str(seen.months.index[0].date()), str(ends[-1].date())],
        y=[0.5, 0.5],
        mode="lines",
        line={"color": style.TARGET[0], "width": 1.5, "dash": "6px,4px"},
        hoverinfo="skip",
        **axes(1),
    )


def _hover(rows: pd.DataFrame, language: Language) -> list[str]:
    say = language.text
    return [
        "<br>".join(
            [
                f"<b>{language.month(month)}</b>",
                say("median {value}", value=language.number(row.q50)),
                *(
                    f"{language.percent(share)}{say(':')} {language.number(low)}–{language.number(high)}"
                    for share, low, high in ((0.5, row.q25, row.q75), (0.8, row.q10, row.q90))
                ),
                say("above 1 in {share}", share=language.percent(row.above)),
                say("left out (0 ÷ 0): {share}", share=language.percent(row.left_out)),
            ]
        )
        for month, row in zip(rows.index, rows.itertuples(), strict=True)
    ]


def _sustained(figure: go.Figure, seen: Reproduction, language: Language) -> None:
    by = seen.months["by"].dropna()
    figure.add_scatter(
        x=[str(end.date()) for end in month_ends(by.index)],
        y=by.tolist(),
        mode="lines",
        line={"color": style.MEANINGS[COLOUR][0], "width": 2.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor=style.tint(COLOUR, style.BANDS[1][2]),
        text=[f"<b>{language.month(month)}</b><br>{language.percent(share)}" for month, share in by.items()],
        hovertemplate="%{text}<extra></extra>",
        **axes(2),
    )


CHART = Chart("reproduction", data, words, table, draw)


def reproduction(results: Results, language: str = "en") -> go.Figure:
    """The reproduction number by month, and from when the network sustains itself."""
    return CHART.figure(results, language)
