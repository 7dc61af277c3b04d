"""Regions as tiles of a map: how many active facilitators each has, and where they are dense, with a slider."""

from typing import Any

import plotly.graph_objects as go

from simulation.charts import places, style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.places import Places, data
from simulation.charts.source import Results
from simulation.charts.tile_layout import TileLayout

COLOUR = "facilitators"
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
        "Numbers: active facilitators, persons: the median and, where there is room, 80 % of the simulated futures. "
        "Colour: for how many public agents that is: grey none, stronger more for each 1,000 agents, on the same scale "
        "in all months. Every region is one tile, whatever its size."
    )
    if len(seen.months) > 1:
        note += " " + say("The slider shows other months; the table has them all.")
    return Words(title, say("Where are active facilitators dense or sparse, and since when?"), description, note)


def table(seen: Places, language: Language) -> Any:
    """Every region and month that the slider offers."""
    return places.table(seen, places.steps(len(seen.months), MOST_STEPS), language)


def draw(seen: Places, language: Language, narrow: bool = False) -> go.Figure:
    """The tiles at the end; the slider exchanges colours, numbers and what hovering says."""
    grid = TileLayout(tuple(seen.headcount.index), narrow)
    shown = places.steps(len(seen.months), MOST_STEPS)
    figure = go.Figure()
    figure.add_heatmap(
        **grid.heatmap(
            _top(seen) or 1,
            COLOUR,
            _hover(seen, language),
            text=grid.lines({region: style.plain(region) for region in grid.tiles}, ""),
            **_values(seen, grid, shown[-1]),
        )
    )
    slider = _slider(seen, grid, shown, language) if len(shown) > 1 else None
    return figure.update_layout(grid.layout(language, _written(seen, grid, shown[-1], language), slider))


def _top(seen: Places) -> float:
    return float(seen.rates["q50"].to_numpy().max())


def _values(seen: Places, grid: TileLayout, month: int) -> dict[str, list]:
    """What a month (position) exchanges in the trace: medians, and the numbers that hovering shows."""
    digits = seen.decimals + 2
    rates = {level: frame.iloc[month].round(digits) for level, frame in seen.rates.items()}
    persons = {level: frame.iloc[month].round(1) for level, frame in seen.persons.items()}
    hover = {
        region: [float(values[region]) for values in (rates["q10"], rates["q90"], *(persons[n] for n in places.LEVELS))]
        for region in grid.tiles
    }
    medians = {region: float(rates["q50"][region]) for region in grid.tiles}
    return {"z": grid.lines(medians, None), "customdata": grid.lines(hover, None)}


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


def _written(seen: Places, grid: TileLayout, month: int, language: Language) -> list[str]:
    """What stands in each tile in a month (position): name, median and, on a wide page, its 80 % interval."""
    texts = []
    for region in grid.tiles:
        median, low, high = seen.known_persons(region, month, language)
        number = f'<b style="font-size:{12 if grid.narrow else 14}px">{median}</b>'
        texts.append("<br>".join([*grid.name(region), number] + ([] if grid.narrow else [f"{low}–{high}"])))
    return texts


def _slider(seen: Places, grid: TileLayout, shown: list[int], language: Language) -> dict:
    """The slider above the map, at the last month."""
    steps = [
        grid.step(
            language.short_month(seen.months[month]), _values(seen, grid, month), _written(seen, grid, month, language)
        )
        for month in shown
    ]
    return grid.slider(
        steps, len(steps) - 1, {"prefix": language.text("At the end of") + " "},
        {"size": 11, "color": style.QUIET[0]}, COLOUR,
    )  # fmt: skip


CHART = Chart("tile_map", data, words, table, draw)


def tile_map(results: Results, language: str = "en") -> go.Figure:
    """Active facilitators as tiles of a map, coloured by their rate, with a slider over the months."""
    return CHART.figure(results, language)
