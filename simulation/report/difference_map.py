"""Where one scenario gives more than another: a tile of a map for each region, grey where no difference is clear."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Words
from simulation.charts.difference_words import FEWER, MORE, difference_text, number, state, step_of
from simulation.charts.language import Language
from simulation.charts.tile_layout import TileLayout
from simulation.outcomes.rows import records_of
from simulation.scenario.levers import NATIONAL

NAME = "difference_map"
MORE_COLOUR, FEWER_COLOUR = "facilitators", "trainers"
"""Meanings whose colours stand for more and for fewer; the sign stands in the tile, too."""


@dataclass(frozen=True)
class Places:
    """Differences by region. names: base and other, as letters; rows: one a region, of `outcomes.differences`."""

    names: tuple[str, str]
    rows: pd.DataFrame
    month: pd.Timestamp


def places(names: tuple[str, str], rows: pd.DataFrame) -> Places:
    """The regions of these rows; what is remote has no tile."""
    kept = rows[rows["place"] != NATIONAL].reset_index(drop=True)
    return Places(names, kept, pd.Timestamp(f"{kept['period'].iloc[0]}-01"))


def clear(seen: Places, sign: str) -> list[str]:
    """The regions with clearly more, or fewer."""
    return [row["place"] for row in records_of(seen.rows) if state(row) == sign]


def words(seen: Places, language: Language) -> Words:
    """Title, question, description and note."""
    say, more, fewer = language.text, clear(seen, MORE), clear(seen, FEWER)
    facts = {
        "base": seen.names[0], "other": seen.names[1], "more": len(more), "fewer": len(fewer), "all": len(seen.rows),
        "month": language.month(seen.month),
    }  # fmt: skip
    if more and fewer:
        title = say("{other} gives clearly more than {base} in {more} of {all} regions, and fewer in {fewer}", **facts)
    elif more:
        title = say("{other} gives clearly more than {base} in {more} of {all} regions", **facts)
    elif fewer:
        title = say("{other} gives clearly fewer than {base} in {fewer} of {all} regions", **facts)
    else:
        title = say("{other} and {base} differ clearly in no single region", **facts)
    return Words(
        title,
        say("In which regions do active facilitators differ?"),
        " ".join([
            say("Active facilitators at the end of {month}: {other}, less {base}.", **facts),
            *([say("More in {list}.", list=", ".join(more))] if more else []),
            *([say("Fewer in {list}.", list=", ".join(fewer))] if fewer else []),
        ]),
        say("Persons, mean difference of the paired runs. Grey: no clear difference, which means that the interval "
            "holds 0; the intervals of all regions hold together at 95 %."),
    )  # fmt: skip


def table(seen: Places, language: Language) -> pd.DataFrame:
    """A row a region: means of both, and the difference."""
    say = language.text
    rows = seen.rows
    return pd.DataFrame(
        {
            say("region"): rows["place"],
            seen.names[0]: rows["first"],
            seen.names[1]: rows["second"],
            say("difference, mean"): rows["mean"],
            say("95 % low"): rows["low"],
            say("95 % high"): rows["high"],
            say("result"): [difference_text(row, language) for row in records_of(rows)],
        }
    )


def draw(seen: Places, language: Language, narrow: bool = False) -> go.Figure:
    """The tiles."""
    rows = {row["place"]: row for row in records_of(seen.rows)}
    grid = TileLayout(tuple(rows), narrow)
    largest = max((abs(row["mean"]) for row in rows.values() if state(row) in (MORE, FEWER)), default=0) or 1
    shapes, written = [], []
    for region, tile in grid.tiles.items():
        row = rows[region]
        how = state(row)
        shapes.append(
            {
                "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": _colour(row, how, largest),
                "x0": tile.column - 0.5 + GAP, "x1": tile.column + 0.5 - GAP,
                "y0": tile.row - 0.5 + GAP, "y1": tile.row + 0.5 - GAP,
            }
        )  # fmt: skip
        size = number(row["mean"], step_of(row["low"], row["high"], row["mean"]), language, True)
        shown = f"<b>{size}</b>" if how in (MORE, FEWER) else "="
        written.append("<br>".join([*grid.name(region, 15), shown]))
    figure = go.Figure()
    figure.add_scatter(
        x=[tile.column for tile in grid.tiles.values()],
        y=[tile.row for tile in grid.tiles.values()],
        mode="markers",
        marker={"size": 40, "opacity": 0},
        text=[f"<b>{style.plain(region)}</b><br>{difference_text(rows[region], language)}" for region in grid.tiles],
        hovertemplate="%{text}<extra></extra>",
    )
    return figure.update_layout(grid.layout(language, written, height=(72, 60)) | {"shapes": shapes})


GAP = 0.03
"""Between a tile's colour and its edge, as a share of the tile."""
STRENGTHS = tuple(strength for _, _, strength in style.BANDS[:2])
"""Tints of a clear difference: below half of the largest, and above; those that have a dark counterpart."""


def _colour(row: dict, how: str, largest: float) -> str:
    if how not in (MORE, FEWER):
        return style.GRID[0]
    strong = abs(row["mean"]) >= largest / 2
    return style.tint(MORE_COLOUR if how == MORE else FEWER_COLOUR, style.HEAT_TOP if strong else STRENGTHS[1])


__all__: Sequence[str] = ("NAME", "Places", "clear", "draw", "places", "table", "words")
