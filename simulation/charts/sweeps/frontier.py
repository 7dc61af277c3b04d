"""Cost against what it brings: each point, and those that no other beats in both."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import HARD_SPACE, Language
from simulation.charts.sweeps.chart import SweepChart, chance_of, hover, known, looked_at
from simulation.charts.sweeps.effects import acting, effects, nothing_acts
from simulation.charts.sweeps.points import Points

NAME = "frontier"
ACTIVE = "active_facilitators"
MOST_DOTS = 1000
"""Points drawn; of more, those on the frontier and every so many-th of the others."""


@dataclass(frozen=True)
class Frontier:
    """Of each point, money spent and what is looked at (medians; NaN without runs), and the efficient points.

    efficient: positions of the points for which no other has as much for as little money, the cheapest first.
    """

    seen: Points
    money: np.ndarray
    value: np.ndarray
    efficient: np.ndarray


def data(seen: Points) -> Frontier | None:
    """Money and what is looked at, at the month looked at; None where money is not kept or does not differ."""
    if seen.money is None or seen.measures[seen.money] == seen.measure or not all(one.decided for one in seen.settings):
        return None
    value = seen.of(seen.median)
    money = np.where(seen.there, seen.median[:, seen.money, seen.at[1]], np.nan)
    if not seen.there.any() or np.ptp(money[seen.there]) == 0:
        return None
    return Frontier(seen, money, value, efficient(money, value))


def efficient(money: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Positions of the points that no other beats, by rising money: int64. Of equal points the first counts."""
    there = np.flatnonzero(np.isfinite(money) & np.isfinite(value))
    order = there[np.lexsort((there, -value[there], money[there]))]
    found, best = [], -np.inf
    for point in order:
        if value[point] > best:
            found.append(point)
            best = value[point]
    return np.array(found, np.int64)


def missing(it: Frontier | None, language: Language) -> str:
    """Why there is no frontier."""
    if it is None:
        return language.text(
            "Cost cannot be shown: the sweep does not keep money_total, it is the same at all points, or "
            "assumptions vary."
        )
    return "" if acting(effects(it.seen)) else nothing_acts(it.seen, language) + "."


def question(language: Language) -> str:
    """What the chart answers."""
    return language.text("What does it cost, and which points give most for their money?")


def words(it: Frontier, language: Language) -> Words:
    """Title, question, description and note."""
    say, seen = language.text, it.seen
    cheap, dear = int(it.efficient[0]), int(it.efficient[-1])
    facts = {
        **looked_at(seen, language),
        "number": language.number(len(it.efficient)),
        "points": language.number(int(seen.there.sum())),
        "cheap": money_text(it.money[cheap], language),
        "few": known(seen, cheap, language)[0],
        "dear": money_text(it.money[dear], language),
        "many": known(seen, dear, language)[0],
    }
    if len(it.efficient) == 1:
        title = say("One point gives most for the least money: {many} {measure} for {dear}", **facts)
    else:
        title = say("From {few} {measure} for {cheap} to {many} for {dear}: {number} of {points} points are efficient",
                    **facts)  # fmt: skip
    note = say(
        "Each dot is a point: money spent up to the month shown, all uses, and what there is then (medians of its "
        "simulated futures). Line: the efficient points; no other has more for as little money. Differences smaller "
        "than chance may put a point on it or beside it."
    )
    listed = say("; ").join(
        say("point {number}: {measure} for {money}", number=int(seen.number[point]),
            measure=known(seen, point, language)[0], money=money_text(it.money[point], language))
        for point in it.efficient[:12]
    )  # fmt: skip
    return Words(title, question(language), say("Efficient points, the cheapest first: {list}.", list=listed), note)


def money_text(value: float, language: Language) -> str:
    """Money, rounded: €1.2 M, 1,2 M €."""
    if abs(value) >= 1e6:
        amount = f"{value / 1e6:.3g}"
        text = language.text("€{value} M", value=amount.replace(".", ",") if language.code == "fr" else amount)
        return text.replace(" M", f"{HARD_SPACE}M")
    return language.text("€{value}", value=language.number(float(f"{value:.3g}")))


def table(it: Frontier, language: Language) -> pd.DataFrame:
    """Every point with runs."""
    say, seen, on = language.text, it.seen, set(it.efficient.tolist())
    more = money_columns(it, language)
    rows = [
        (int(seen.number[point]), float(it.money[point]), *(float(values[point]) for values in more.values()),
         float(it.value[point]), chance_of(seen, point, language), say("yes") if point in on else say("no"),
         seen.said(point, language, 8))
        for point in np.flatnonzero(seen.there).tolist()
    ]  # fmt: skip
    measure, chance = looked_at(seen, language)["measure"], say("target met with probability")
    names = [say("point"), say("money, euros"), *more, measure, chance, say("efficient"), say("settings")]
    frame = pd.DataFrame(rows, columns=names)
    return frame if seen.aimed else frame.drop(columns=chance)


SORTS = ("money_cash", "money_valued_time")
"""Sorts of money, where the sweep keeps them: told in the table, at the month looked at."""


def money_columns(it: Frontier, language: Language) -> dict[str, np.ndarray]:
    """Of each point, mean cash and time where they are kept, and mean money over mean facilitators: name to euros."""
    say, seen, month = language.text, it.seen, it.seen.at[1]
    names = {"money_cash": say("cash, euros"), "money_valued_time": say("agents’ time, euros")}
    found = {names[sort]: seen.mean[:, seen.measures.index(sort), month] for sort in SORTS if sort in seen.measures}
    if ACTIVE in seen.measures:
        active = seen.mean[:, seen.measures.index(ACTIVE), month]
        each = seen.mean[:, seen.money, month] / np.where(active > 0, active, np.nan)
        found[say("euros for each active facilitator")] = each
    return found


def drawn(there: np.ndarray, efficient: np.ndarray) -> np.ndarray:
    """Positions of the points that are drawn, ascending."""
    found = np.flatnonzero(there)
    step = max(1, -(-len(found) // MOST_DOTS))
    return np.union1d(found[::step], efficient)


def draw(it: Frontier, language: Language, narrow: bool = False) -> go.Figure:
    """Dots, the efficient ones joined by steps."""
    seen = it.seen
    shown = drawn(seen.there, it.efficient)
    blue, orange = style.MEANINGS["facilitators"][0], style.MEANINGS["trainers"][0]
    figure = go.Figure()
    figure.add_scatter(
        x=it.money[shown].tolist(), y=it.value[shown].tolist(), mode="markers", customdata=shown.tolist(),
        text=[_hover(it, point, language) for point in shown], hovertemplate="%{text}<extra></extra>",
        marker={"size": 7 if len(shown) < 200 else 5, "color": blue, "opacity": 0.6, "line": {"width": 0}},
    )  # fmt: skip
    line = it.efficient
    figure.add_scatter(
        x=it.money[line].tolist(), y=it.value[line].tolist(), mode="lines+markers", customdata=line.tolist(),
        text=[_hover(it, point, language) for point in line], hovertemplate="%{text}<extra></extra>",
        line={"color": orange, "width": 2, "shape": "hv"}, marker={"size": 9, "color": orange},
    )  # fmt: skip
    left = 52
    return figure.update_layout(
        template=style.template(),
        height=400 if narrow else 460,
        margin={"l": left, "r": 16, "t": 34, "b": 56},
        separators=language.separators,
        hovermode="closest",
        xaxis={"range": padded(it.money[shown]), "title": {"text": language.text("money spent, millions of euros")
               if np.nanmax(it.money) >= 1e6 else language.text("money spent, euros"), "standoff": 8},
               **money_axis(padded(it.money[shown]), language)},
        yaxis={"range": padded(it.value[shown]), "tickformat": ",~r"},
        annotations=[{
            "text": looked_at(seen, language)["Measure"], "x": 0, "xref": "paper", "xanchor": "left",
            "xshift": -left + 4, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False,
        }],
    )  # fmt: skip


def _hover(it: Frontier, point: int, language: Language) -> str:
    return f"{hover(it.seen, point, language)}<br>{money_text(it.money[point], language)}"


def padded(values: np.ndarray) -> list[float]:
    """A range around values."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.06 * (high - low) or 1.0
    return [low - room if low - room > 0 or low < 0 else 0.0, high + room]


def money_axis(ends: list[float], language: Language) -> dict:
    """Round amounts, in millions where there are millions."""
    step = 10.0 ** np.floor(np.log10((ends[1] - ends[0]) / 3))
    step *= next((factor for factor in (1, 2, 5) if (ends[1] - ends[0]) / (step * factor) <= 6), 10)
    ticks = np.arange(np.ceil(ends[0] / step), np.floor(ends[1] / step) + 1) * step
    scale = 1e6 if ends[1] >= 1e6 else 1
    decimals = max(0, int(-np.floor(np.log10(step / scale))))
    texts = [f"{tick / scale:,.{decimals}f}" for tick in ticks]
    if language.code == "fr":
        texts = [text.replace(",", "\u202f").replace(".", ",") for text in texts]
    return {"tickvals": ticks.tolist(), "ticktext": texts}


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
