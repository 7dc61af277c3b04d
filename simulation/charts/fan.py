"""Active facilitators: how many there will be, how sure that is, and whether the target is met."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words, quantile_table
from simulation.charts.language import Language
from simulation.charts.panels import fan, fan_hover, month_axis, month_ends, spread
from simulation.charts.source import Results, months_of, nation
from simulation.common.columns import PERSON_COLUMNS, PERSON_INDEX
from simulation.outcomes.measures import Share, first_met
from simulation.outcomes.rows import row_of
from simulation.outcomes.targets import targets
from simulation.outcomes.wording import share_text

MEASURE = "active_facilitators"


@dataclass(frozen=True)
class TargetSeen:
    """The target, when it concerns this chart; its date may lie beyond the months simulated."""

    value: float
    month: pd.Timestamp
    met: Share | None
    """How likely it is met on its date; None beyond the months simulated."""
    half: pd.Timestamp | None
    """The month by which half of the simulated futures have met it at least once; None: not by the end."""
    never: float
    """Share of the simulated futures that have not met it by the end."""


@dataclass(frozen=True)
class Fan:
    """Mean and quantiles by month, the target, and what is known of the real network."""

    quantiles: pd.DataFrame
    target: TargetSeen | None
    known: pd.DataFrame
    """Columns: when (the day it was counted), low, high, before (the forecast begins)."""

    @property
    def looked_at(self) -> pd.Timestamp:
        """The month of which the title speaks: the target’s, if it is simulated, else the last."""
        return self.target.month if self.target and self.target.met else self.quantiles.index[-1]

    @property
    def months(self) -> pd.DatetimeIndex:
        """The months of the time axis: from the first count, if it lies before the forecast, to the end."""
        start = self.quantiles.index[0]
        first = min([start, *self.known["when"].dt.to_period("M").dt.to_timestamp()])
        return pd.date_range(first, self.quantiles.index[-1], freq="MS")


def data(results: Results) -> Fan:
    """The nation's active facilitators by month, and how they stand to the first target that is about them."""
    quantiles, known = nation(results, MEASURE)[MEASURE], _known(results)
    mine = [one for one in targets(results) if one.aim.measure == MEASURE and one.aim.region is None]
    if not mine:
        return Fan(quantiles, None, known)
    target, first = mine[0], first_met(mine[0].reached)
    reached = first.by_month >= 0.5
    half = quantiles.index[int(reached.argmax())] if reached.any() else None
    date = pd.Timestamp(f"{target.aim.month}-01")
    return Fan(quantiles, TargetSeen(target.aim.value, date, target.met, half, first.not_by_the_end), known)


def _known(results: Results) -> pd.DataFrame:
    found, months = results.known(MEASURE), months_of(results)
    # A month without a day is its end; what lies after the forecast cannot be drawn.
    days = [month_ends([pd.Timestamp(f"{date}-01")])[0] if len(date) == 7 else pd.Timestamp(date)
            for date in found["date"]]  # fmt: skip
    when = pd.Series(days, index=found.index, dtype="datetime64[ns]")
    seen = pd.DataFrame({"when": when, "low": found["low"], "high": found["high"], "before": when < months[0]})
    return seen[seen["when"] <= month_ends(months[-1:])[0]].reset_index(drop=True)


def words(seen: Fan, language: Language) -> Words:
    """Title, question, description and note."""
    say, last, then = language.text, seen.quantiles.iloc[-1], seen.quantiles.loc[seen.looked_at]
    median, low, high = language.known(last)
    facts = {
        "start": language.about(seen.quantiles.iloc[0].q50),
        "median": median,
        "low": low,
        "high": high,
        "first": language.month(seen.quantiles.index[0]),
        "month": language.month(seen.quantiles.index[-1]),
    }
    title = say(
        "About {median} active facilitators at the end of {month}",
        median=language.known(then)[0],
        month=language.month(seen.looked_at),
    )
    question = say("How many facilitators will lead groups?")
    description = say(
        "Active facilitators go from a median of {start} at the end of {first} to {median} at the end of {month}, "
        "with four chances in five of ending between {low} and {high}.",
        **facts,
    )
    if seen.target:
        question = say("How many facilitators will lead groups, and will the target be met?")
        goal = {"target": language.number(seen.target.value), "date": language.month(seen.target.month)}
        if seen.target.met:
            chance = language.chance(seen.target.met)
            title = say("{finding}; the target of {target} by then: {chance}", finding=title, chance=chance, **goal)
            description += " " + say(
                "That the target of {target} is met at the end of {date}: {chance}.", chance=chance, **goal
            )
        description += " " + _first_met(seen.target, language)
    description += _said_of_known(seen, language)
    note = say(
        "Persons, at the end of each month. Active: certified, still there, and led or co-led a session "
        "in the last 12 months, since certification; internal trainers count if they led, those from outside never; "
        "workshops and seminars make nobody active. Line: median. Bands, from inner to outer: 50, 80 and 95 % of the "
        "simulated futures."
    )
    if not seen.known.empty:
        note += " " + say("Black dots: what was counted.")
    return Words(title, question, description, note)


def _said_of_known(seen: Fan, language: Language) -> str:
    """How many of the counts since the forecast lie in its 80 % band, in a sentence; empty without any."""
    since = seen.known[~seen.known["before"]]
    if since.empty:
        return ""
    middle = (since["low"] + since["high"]) / 2
    bands = seen.quantiles.reindex(since["when"].dt.to_period("M").dt.to_timestamp())
    inside = (middle.to_numpy() >= bands["q10"].to_numpy()) & (middle.to_numpy() <= bands["q90"].to_numpy())
    return " " + language.text(
        "Of {number} counts since the forecast, {inside} lie in its band of {share}.",
        number=language.number(len(since)), inside=language.number(int(inside.sum())), share=language.percent(0.8),
    )  # fmt: skip


def _first_met(target: TargetSeen, language: Language) -> str:
    if target.half is not None:
        return language.text("Half of the simulated futures reach it by {month}.", month=language.month(target.half))
    if target.never == 1:
        return language.text("None of the simulated futures reaches it by the end.")
    never = language.percent(target.never)
    return language.text("In {share} of the simulated futures it is not reached by the end.", share=never)


def table(seen: Fan, language: Language) -> pd.DataFrame:
    """Every month, with all intervals."""
    label = language.label(PERSON_COLUMNS[PERSON_INDEX[MEASURE]])
    return quantile_table({MEASURE: seen.quantiles}, language, language.text("quantity"), {MEASURE: label})


def draw(seen: Fan, language: Language, narrow: bool = False) -> go.Figure:
    """The fan, labelled at its right end, and the target."""
    say, quantiles = language.text, seen.quantiles
    height, top, bottom, right = 400, 24, 34, 60 if narrow else 150
    counted = [0.0] if seen.known.empty else seen.known["high"].tolist()
    highest = max(quantiles.q975.max(), seen.target.value if seen.target else 0, *counted) * 1.06 or 1
    figure = go.Figure()
    fan(figure, quantiles.index, quantiles, "facilitators", fan_hover(quantiles.index, quantiles, language))
    last = quantiles.iloc[-1]
    ends = [(0.95, "q025", "q975"), (0.8, "q10", "q90"), (0.5, "q25", "q75"), (None, "q10", "q50")]
    spots = spread([last[high] for _, _, high in ends], gap=17 * highest / (height - top - bottom))
    annotations = []
    for (share, low, high), spot in zip(ends, spots, strict=True):
        if share is None:
            text = f"<b>{language.known(last)[0]}</b>" + ("" if narrow else " " + say("median"))
        else:
            span = "–".join(language.known(last, low, high)[1:])
            text = language.percent(share) + ("" if narrow else f"{say(':')} {span}")
        annotations.append(_right(spot, text, style.QUIET[0] if share else style.MEANINGS["facilitators"][0]))
    # The numbers at the right are of the end: beside a target of another date they say so.
    ending = language.short_month(quantiles.index[-1])
    annotations.append(_right(min(spots[0] + 19 * highest / (height - top - bottom), highest * 1.03),
                              ending if narrow else say("End of {month}", month=ending), style.TEXT[0])
                       | {"font": {"size": 9 if narrow else 12, "color": style.TEXT[0]}})  # fmt: skip
    if seen.target:
        annotations += _target(figure, seen, seen.target, language, narrow)
    if not seen.known.empty:
        annotations += _counts(figure, seen, language)
    return figure.update_layout(
        template=style.template(),
        height=height,
        separators=language.separators,
        margin={"l": 52, "r": right, "t": top, "b": bottom},
        hovermode="x",
        xaxis=month_axis(seen.months, language, narrow),
        yaxis={"range": [0, highest], "tickformat": ",d", "nticks": 7},
        annotations=annotations,
    )


def _right(value: float, text: str, colour: str) -> dict:
    return {
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 10,
        "y": value,
        "yanchor": "middle",
        "text": text,
        "font": {"color": colour},
        "showarrow": False,
        "align": "left",
    }


def _target(figure: go.Figure, seen: Fan, target: TargetSeen, language: Language, narrow: bool) -> list[dict]:
    """The line of the target, the interval of the forecast at its date where that is not the end, and their words."""
    ends = month_ends(seen.months)
    date = month_ends([target.month])[0]
    figure.add_scatter(
        x=[str(ends[0].date()), str(ends[-1].date())],
        y=[target.value] * 2,
        mode="lines",
        line={"color": style.TARGET[0], "width": 1.5, "dash": "6px,4px"},
        hoverinfo="skip",
    )
    notes = []
    if target.met:
        figure.add_scatter(
            x=[str(date.date())],
            y=[target.value],
            mode="markers",
            marker={"color": style.TARGET[0], "size": 11, "symbol": "diamond"},
            hoverinfo="skip",
            cliponaxis=False,
        )
        if target.month != seen.quantiles.index[-1]:
            notes = _at_target(figure, row_of(seen.quantiles, target.month), date, language, narrow)
    lines = [
        language.text(
            "<b>Target {value}</b> at the end of {month}",
            value=language.number(target.value),
            month=language.month(target.month),
        )
    ]
    if target.met:
        # A narrow page has no room for words; the title has them.
        short = narrow and target.met.count > 1
        lines.append(share_text(target.met, language.code) if short else language.chance(target.met))
    return [
        *notes,
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 6,
            "y": target.value,
            "yanchor": "bottom",
            "yshift": 3,
            "text": (f"{language.text(':')}<br>" if narrow else f"{language.text(':')} ").join(lines),
            "font": {"color": style.TARGET[0], "size": 11 if narrow else 13},
            "align": "left",
            "showarrow": False,
        },
    ]


def _at_target(figure: go.Figure, then: pd.Series, date: pd.Timestamp, language: Language, narrow: bool) -> list[dict]:
    """Median and 80 % at the target's date, which is not that of the numbers at the right."""
    figure.add_scatter(
        x=[str(date.date())] * 2, y=[then.q10, then.q90], mode="lines",
        line={"color": style.TARGET[0], "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip
    median, low, high = language.known(then)
    text = f"{low}–{high}" if narrow else language.text(
        "{month}: {median} ({low}–{high})", month=language.short_month(date), median=median, low=low, high=high
    )  # fmt: skip
    return [
        {
            "x": str(date.date()), "y": then.q90, "text": text, "xanchor": "right", "yanchor": "bottom", "xshift": 4,
            "yshift": 4, "showarrow": False, "font": {"size": 11 if narrow else 12, "color": style.TEXT[0]},
        }
    ]  # fmt: skip


def _counts(figure: go.Figure, seen: Fan, language: Language) -> list[dict]:
    """What was counted, as dots, and where the forecast begins."""
    middle = (seen.known["low"] + seen.known["high"]) / 2
    figure.add_scatter(
        x=[str(when.date()) for when in seen.known["when"]],
        y=middle.tolist(),
        mode="markers",
        marker={"color": style.TEXT[0], "size": 7},
        error_y={
            "type": "data", "array": (seen.known["high"] - middle).tolist(),
            "arrayminus": (middle - seen.known["low"]).tolist(), "color": style.TEXT[0], "thickness": 1.2, "width": 3,
        },
        text=[f"<b>{language.month(when)}</b><br>{language.text('counted: {value}', value=language.number(value))}"
              for when, value in zip(seen.known["when"], middle, strict=True)],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip
    if not seen.known["before"].any():
        return []
    start = str(seen.quantiles.index[0].date())
    figure.add_shape(type="line", x0=start, x1=start, y0=0, y1=1, yref="paper",
                     line={"color": style.QUIET[0], "width": 1, "dash": "2px,3px"})  # fmt: skip
    return [
        {
            "x": start, "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 4, "yshift": 2,
            "text": language.text("forecast from here →"), "showarrow": False,
            "font": {"size": 12, "color": style.QUIET[0]},
        }
    ]  # fmt: skip


CHART = Chart("active_facilitators", data, words, table, draw)


def active_facilitators(results: Results, language: str = "en") -> go.Figure:
    """The fan of active facilitators (50, 80 and 95 %) against the target."""
    return CHART.figure(results, language)
