"""The map: two settings, and how likely the target is met (without one, how much there is) at each pair of values."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.sweeps.chart import SweepChart, looked_at
from simulation.charts.sweeps.effects import acting, effects, nothing_acts
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import Setting

NAME = "lever_map"
MOST_CELLS_WRITTEN = 80


@dataclass(frozen=True)
class LeverMap:
    """The cells of two settings. values: float64, levels of `down` × levels of `across`, mean over the cell's points.

    points: how many those are. chance: whether the values are probabilities.
    """

    seen: Points
    across: Setting
    down: Setting
    values: np.ndarray
    points: np.ndarray

    @property
    def chance(self) -> bool:
        """Whether the values are probabilities."""
        return self.seen.aimed


def data(seen: Points) -> LeverMap | None:
    """The two settings that move most what is looked at; levers before assumptions. None with fewer than two."""
    found = [effect.setting for effect in effects(seen)]
    decided = [one for one in found if one.decided]
    chosen = [*decided, *(one for one in found if one not in decided)][:2]
    if len(chosen) < 2:
        return None
    # The one with more levels lies across, where there is more room.
    across, down = sorted(chosen, key=lambda one: -one.count)
    return LeverMap(seen, across, down, *cells(across, down, seen.chance if seen.aimed else seen.of(seen.mean)))


def cells(across: Setting, down: Setting, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means of values, one a point, at each pair of levels, and how many points they are of; NaN without any."""
    known = np.isfinite(values) & (across.level >= 0) & (down.level >= 0)
    place = down.level[known] * across.count + across.level[known]
    size = across.count * down.count
    points = np.bincount(place, minlength=size)
    sums = np.bincount(place, values[known], size)
    means = np.where(points > 0, sums / np.maximum(points, 1), np.nan)
    return means.reshape(down.count, across.count), points.reshape(down.count, across.count)


def missing(seen: LeverMap | None, language: Language) -> str:
    """Why there is no map."""
    if seen is None:
        return language.text("A map needs two settings that vary; here fewer than two do.")
    return "" if acting(effects(seen.seen)) else nothing_acts(seen.seen, language) + "."


def question(language: Language, chance: bool = True) -> str:
    """What the chart answers, with and without a target."""
    if chance:
        return language.text("Which values of two settings together reach the target?")
    return language.text("Which values of two settings together give most?")


def words(it: LeverMap, language: Language) -> Words:
    """Title, question, description and note."""
    say, seen = language.text, it.seen
    best, worst = (np.unravel_index(find(it.values), it.values.shape) for find in (np.nanargmax, np.nanargmin))
    alike = sum(value_text(it, value, language) == value_text(it, it.values[best], language)
                for value in it.values.ravel())  # fmt: skip
    facts = {
        **looked_at(seen, language),
        "count": alike,
        "all": int((it.points > 0).sum()),
        "across": it.across.name(language),
        "down": it.down.name(language),
        "best": _place(it, best, language),
        "worst": _place(it, worst, language),
        "high": value_text(it, it.values[best], language),
        "low": value_text(it, it.values[worst], language),
    }
    if it.chance:
        title = say("The target is most likely met at {best}: {high}", **facts)
        if alike > 1:
            title = say("The target is most likely met at {count} of {all} pairs of values: {high}", **facts)
        note = say(
            "Probability of reaching the target: the share of simulated futures that meet it, averaged over the "
            "points in a cell. Stronger colour: more likely. Empty cells hold no point that counts."
        )
    else:
        title = say("Most at {best}: {high} {measure}", **facts)
        if alike > 1:
            title = say("Most at {count} of {all} pairs of values: {high} {measure}", **facts)
        note = say("Mean over the points in a cell. Stronger colour: more. Empty cells hold no point that counts.")
    if not (it.across.levels and it.down.levels):
        note += " " + say("Values that differ from point to point are put in ranges of about as many points each.")
    description = say("{down} against {across}: from {low} at {worst} to {high} at {best}.", **facts)
    return Words(title, question(language, it.chance), description, note)


def _place(it: LeverMap, cell: tuple, language: Language) -> str:
    down, across = int(cell[0]), int(cell[1])
    return language.text("; ").join([it.across.pair(across, language), it.down.pair(down, language)])


def value_text(it: LeverMap, value: float, language: Language) -> str:
    """The value of a cell."""
    if np.isnan(value):
        return ""
    return language.percent(value) if it.chance else language.number(value)


def table(it: LeverMap, language: Language) -> pd.DataFrame:
    """Every cell that holds a point."""
    say = language.text
    across, down = it.across.labels(language), it.down.labels(language)
    value = say("probability") if it.chance else looked_at(it.seen, language)["measure"]
    rows = [
        (across[x], down[y], float(it.values[y, x]), int(it.points[y, x]))
        for y in range(len(down)) for x in range(len(across)) if it.points[y, x]
    ]  # fmt: skip
    names = [it.across.heading(language), it.down.heading(language), value, say("points")]
    return pd.DataFrame(rows, columns=names)


def draw(it: LeverMap, language: Language, narrow: bool = False) -> go.Figure:
    """Cells in equal steps, whatever the distance of their values."""
    across, down = it.across.labels(language), it.down.labels(language)
    top = 1.0 if it.chance else float(np.nanmax(it.values)) or 1.0
    written = it.values.size <= MOST_CELLS_WRITTEN and not (narrow and len(across) > 6)
    text = [[value_text(it, value, language) for value in row] for row in it.values]
    figure = go.Figure()
    figure.add_heatmap(
        z=[[None if np.isnan(value) else float(value) for value in row] for row in it.values],
        text=text,
        texttemplate="%{text}" if written else "",
        textfont={"size": 11 if narrow else 13, "color": style.TEXT[0]},
        customdata=it.points.tolist(),
        zmin=0,
        zmax=top,
        colorscale=[[0, style.GRID[0]], [1, style.tint("facilitators", style.HEAT_TOP)]],
        showscale=False,
        xgap=3,
        ygap=3,
        hoverongaps=False,
        hovertemplate="%{x} · %{y}<br><b>%{text}</b><br>"
        + language.text("points")
        + language.text(":")
        + " %{customdata}<extra></extra>",
    )
    room = 38 if narrow else 110
    left = min(92 if narrow else 150, 22 + 7 * min(20, max(map(len, down))))
    return figure.update_layout(
        template=style.template(),
        height=max(220, 46 * len(down)) + 34 + below(across, narrow),
        margin={"l": left, "r": 8, "t": 34, "b": below(across, narrow)},
        separators=language.separators,
        xaxis=_axis(across) | {"title": {"text": style.plain(it.across.within(room, language)), "standoff": 8},
                               "tickangle": 0 if _short(across, narrow) else -35},
        yaxis=_axis(down) | {"automargin": False},
        annotations=[{
            "text": style.plain(it.down.within(room, language)), "x": 0, "xref": "paper", "xanchor": "left",
            "xshift": -left + 4, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False,
        }],
    )  # fmt: skip


def _axis(labels: list[str]) -> dict:
    shown = [label if len(label) <= 20 else f"{label[:19]}…" for label in labels]
    return {"tickvals": list(range(len(labels))), "ticktext": [style.plain(label) for label in shown],
            "range": [-0.5, len(labels) - 0.5], "showline": False, "ticks": "", "showgrid": False}  # fmt: skip


def below(labels: list[str], narrow: bool) -> int:
    """Pixels under the cells: for labels, turned where they are long, and the setting's name."""
    return 62 if _short(labels, narrow) else 52 + 4 * min(20, max(map(len, labels)))


def _short(labels: list[str], narrow: bool) -> bool:
    return sum(map(len, labels)) < (34 if narrow else 110)


CHART = SweepChart(Chart(NAME, data, words, table, draw), question, missing)
