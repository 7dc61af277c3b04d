"""Regions as tiles of a map: where active facilitators are dense or sparse, month by month, with a slider."""

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from simulation.charts import places, style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.places import Places, data
from simulation.charts.source import Results
from simulation.scenario.tiles import Tile, tiles_of

MOST_STEPS = 24
"""Months that the slider offers at most."""


def words(seen: Places, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    ends = seen.rates["q50"].iloc[-1]
    without = [region for region in reversed(seen.order) if ends[region] == 0]
    highest, lowest = seen.order[0], seen.order[-1]
    facts = {
        "month": language.month(seen.months[-1]),
        "highest": highest,
        "lowest": lowest,
        "high": seen.write(ends[highest], language),
        "low": seen.write(ends[lowest], language),
        "count": language.number(len(without)),
        "all": language.number(len(ends)),
        "regions": ", ".join(without),
    }
    if len(without) == len(ends):
        title = say("No region is likely to have an active facilitator at the end of {month}", **facts)
    elif len(without) > 1:
        title = say(
            "In {count} of {all} regions, half of the simulated futures or more have no active facilitator at the end "
            "of {month}",
            **facts,
        )
    elif without:
        title = say(
            "In {regions}, half of the simulated futures or more have no active facilitator at the end of {month}",
            **facts,
        )
    else:
        title = say(
            "In every region, half of the simulated futures or more have active facilitators at the end of {month}",
            **facts,
        )
    description = (
        say(
            "At the end of {month} the median number of active facilitators per 1,000 public agents is highest in "
            "{highest} ({high}) and lowest in {lowest} ({low}).",
            **facts,
        )
        if len(ends) > 1
        else say("{highest}: about {high} active facilitators per 1,000 public agents at the end of {month}", **facts)
        + "."
    )
    if 0 < len(without) < len(ends):
        description += " " + say(
            "Half of the simulated futures or more have none in{colon} {regions}.", colon=say(":"), **facts
        )
    note = say(
        "Active facilitators per 1,000 public agents: the median and, where there is room, 80 % of the simulated "
        "futures. Grey: none; stronger colour: more, on the same scale in all months. Every region is one tile, "
        "whatever its size."
    )
    if len(seen.months) > 1:
        note += " " + say("The slider shows other months; the table has them all.")
    return Words(title, say("Where are active facilitators dense or sparse, and since when?"), description, note)


def table(seen: Places, language: Language) -> Any:
    """Every region and month that the slider offers."""
    return places.table(seen, places.steps(len(seen.months), MOST_STEPS), language)


def draw(seen: Places, language: Language, narrow: bool = False) -> go.Figure:
    """The tiles at the end; the slider exchanges colours, numbers and what hovering says."""
    tiles = tiles_of(seen.headcount.index)
    across, down = (1 + max(getattr(tile, axis) for tile in tiles.values()) for axis in ("column", "row"))
    shown = places.steps(len(seen.months), MOST_STEPS)
    height, top, bottom, side = 66 if narrow else 84, 100 if len(shown) > 1 else 12, 12, 6
    figure = go.Figure()
    figure.add_heatmap(
        **_values(seen, tiles, shown[-1]),
        text=_spread(tiles, {region: style.plain(region) for region in tiles}, ""),
        zmin=0,
        zmax=_top(seen) or 1,
        colorscale=[[0, style.GRID[0]], [1, style.tint("facilitators", style.HEAT_TOP)]],
        showscale=False,
        xgap=4,
        ygap=4,
        hoverongaps=False,
        hovertemplate=_hover(seen, language),
    )
    written = _written(seen, tiles, shown[-1], language, across, narrow)
    place = {"xref": "x", "yref": "y", "showarrow": False}
    return figure.update_layout(
        template=style.template(),
        height=top + height * down + bottom,
        margin={"l": side, "r": side, "t": top, "b": bottom},
        separators=language.separators,
        # A few tiles do not grow over the whole width.
        xaxis={"range": [-0.5, max(across, 4 if narrow else 5) - 0.5], "visible": False},
        yaxis={"range": [down - 0.5, -0.5], "visible": False},
        annotations=[
            {"x": tile.column, "y": tile.row, "text": text, "font": {"size": 11 if narrow else 12}} | place
            for tile, text in zip(tiles.values(), written, strict=True)
        ],
        sliders=[_slider(seen, tiles, shown, language, across, narrow)] if len(shown) > 1 else [],
    )


def _top(seen: Places) -> float:
    return float(seen.rates["q50"].to_numpy().max())


def _spread(tiles: dict[str, Tile], values: dict[str, Any], empty: Any) -> list[list[Any]]:
    """Values of regions as lines of the map; `empty` where no tile stands."""
    lines = [
        [empty] * (1 + max(tile.column for tile in tiles.values()))
        for _ in range(1 + max(tile.row for tile in tiles.values()))
    ]
    for region, tile in tiles.items():
        lines[tile.row][tile.column] = values[region]
    return lines


def _values(seen: Places, tiles: dict[str, Tile], month: int) -> dict[str, list]:
    """What a month (position) exchanges in the trace: medians, and the numbers that hovering shows."""
    digits = seen.decimals + 2
    rates = {level: frame.iloc[month].round(digits) for level, frame in seen.rates.items()}
    persons = {level: frame.iloc[month].round(1) for level, frame in seen.persons.items()}
    hover = {
        region: [float(values[region]) for values in (rates["q10"], rates["q90"], *(persons[n] for n in places.LEVELS))]
        for region in tiles
    }
    medians = {region: float(rates["q50"][region]) for region in tiles}
    return {"z": _spread(tiles, medians, None), "customdata": _spread(tiles, hover, None)}


def _hover(seen: Places, language: Language) -> str:
    say, rate = language.text, f":,.{seen.decimals}f"
    return "<br>".join(
        [
            "<b>%{text}</b>",
            f"{say('per 1,000 public agents')}{say(':')} %{{z{rate}}}",
            f"{language.percent(0.8)}{say(':')} %{{customdata[0]{rate}}}–%{{customdata[1]{rate}}}",
            f"{say('active facilitators')}{say(':')} %{{customdata[3]:,.0f}} "
            "(%{customdata[2]:,.0f}–%{customdata[4]:,.0f})<extra></extra>",
        ]
    )


def _written(
    seen: Places, tiles: dict[str, Tile], month: int, language: Language, across: int, narrow: bool
) -> list[str]:
    """What stands in each tile in a month (position): name, median and, on a wide page, its 80 % interval."""
    width = 56 // across if narrow else 16
    texts = []
    for region, tile in tiles.items():
        name = [tile.label] if narrow and tile.label else wrap(region, width, max_lines=2, placeholder="…")
        median, low, high = seen.known(region, month, language)
        number = f'<b style="font-size:{12 if narrow else 14}px">{median}</b>'
        lines = [*map(style.plain, name), number] + ([] if narrow else [f"{low}–{high}"])
        texts.append("<br>".join(lines))
    return texts


def _slider(
    seen: Places, tiles: dict[str, Tile], shown: list[int], language: Language, across: int, narrow: bool
) -> dict:
    """The slider above the map, at the last month."""
    steps = []
    for month in shown:
        texts = _written(seen, tiles, month, language, across, narrow)
        values = {name: [value] for name, value in _values(seen, tiles, month).items()}
        written = {f"annotations[{number}].text": text for number, text in enumerate(texts)}
        label = language.short_month(seen.months[month])
        steps.append({"label": label, "method": "update", "args": [values, written]})
    return {
        "steps": steps,
        "active": len(steps) - 1,
        "x": 0,
        "len": 1,
        "y": 1,
        "yanchor": "bottom",
        "pad": {"t": 0, "b": 14, "l": 20, "r": 26},
        "currentvalue": {
            "prefix": language.text("At the end of") + " ",
            "font": {"size": 15, "color": style.TEXT[0]},
            "offset": 10,
        },
        "font": {"size": 11, "color": style.QUIET[0]},
        "bgcolor": style.MEANINGS["facilitators"][0],
        "activebgcolor": style.OFFERED[0],
        "borderwidth": 0,
        "tickcolor": style.QUIET[0],
        "ticklen": 5,
        "minorticklen": 3,
        "transition": {"duration": 0},
    }


CHART = Chart("tile_map", data, words, table, draw)


def tile_map(results: Results, language: str = "en") -> go.Figure:
    """Active facilitators per 1,000 public agents as tiles of a map, with a slider over the months."""
    return CHART.figure(results, language)
