"""What the width of the forecast is made of: chance, assumptions, and what measuring one of them would narrow."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import nothing_drawn
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, axis_name, partial_years, spread, year_axis
from simulation.charts.source import Results, years_of
from simulation.charts.width_words import LEADING, Missing, Parts, finding, paragraph, part_names, parts_of
from simulation.outcomes.rows import rows_of
from simulation.outcomes.width import CHANCE, INTERACTIONS, OTHERS

COLOURED = (1.0, 0.55, 0.32, 0.16)
"""Tints of the leading assumptions."""
BARS = 6
"""Assumptions whose narrowing is drawn."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Between ticks of the narrowings; what leaves at most four is taken."""
COLOUR = "waiting"


def data(results: Results) -> Parts | Missing:
    """The analysis stored for these results, of the target's measure, else of active facilitators."""
    found = results.width()
    if found is None:
        return Missing(bool(results.manifest["best_values"]))
    target = results.scenario.target
    wanted = target.measure if target else "active_facilitators"
    return parts_of(found, wanted, years_of(results))


def words(seen: Parts | Missing, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("What makes the forecast uncertain, and which assumption is most worth measuring?")
    if isinstance(seen, Missing) or not seen.known:
        return Words(_why_nothing(seen, language), question, _what_to_do(seen, language), _note(language))
    note = _note(language) + partial_years(seen.years, language)
    return Words(finding(seen, language), question, paragraph(seen, language), note)


def _why_nothing(seen: Parts | Missing, language: Language) -> str:
    say = language.text
    if isinstance(seen, Parts):
        return say("Nothing varies here, so there is no width to explain")
    if seen.fixed:
        return say("The uncertainties were fixed, so all of the width is chance")
    return say("What the width of this forecast is made of has not been analysed yet")


def _what_to_do(seen: Parts | Missing, language: Language) -> str:
    if isinstance(seen, Missing) and not seen.fixed:
        return language.text(
            "The command essaim width, with the scenario’s file and the same folder for results (--out), finds it out; "
            "then essaim report shows it here."
        )
    return language.text("Nothing is drawn.")


def _note(language: Language) -> str:
    return language.text(
        "Shares of the variance of single futures at the end of each year. Chance: what differs between futures with "
        "the same assumptions. Each numbered assumption: what it does by itself; together: what they do only several "
        "at once. Narrowing: by how much the 80 % interval would shrink, on average over what may be found, were that "
        "assumption alone known exactly; whiskers: 95 % intervals of the estimate. Estimates below zero are drawn as "
        "zero. This is about the assumptions that have a range in the scenario, not about rules that may be wrong."
    )


def table(seen: Parts | Missing, language: Language) -> pd.DataFrame:
    """Every year and part."""
    say = language.text
    if isinstance(seen, Missing):
        return pd.DataFrame({say("what is missing"): [_why_nothing(seen, language)]})
    names, order = part_names(language), [CHANCE, *seen.named, OTHERS, INTERACTIONS]
    rows = seen.rows.assign(place=seen.rows.part.map(order.index)).sort_values(["year", "place"], kind="stable")
    columns: dict[str, Iterable[Any]] = {
        say("year"): rows.year.astype(str),
        say("part"): [names[part] for part in rows.part],
        say("share of the variance, %"): 100 * rows.share,
        say("its error, ± %"): 100 * rows.share_error,
        say("with interactions, %"): 100 * rows.total,
        say("error with interactions, ± %"): 100 * rows.total_error,
        say("width of the 80 % interval"): rows.width,
        say("error of the width, ±"): rows.width_error,
        say("narrowing if known"): rows.narrowing,
        say("error of the narrowing, ±"): rows.narrowing_error,
        say("narrowing if known, %"): 100 * rows.narrowing / rows.width,
    }
    return pd.DataFrame({name: list(column) for name, column in columns.items()})


def draw(seen: Parts | Missing, language: Language, narrow: bool = False) -> go.Figure:
    """Shares over the years, stacked; beside them what measuring each assumption would narrow by the last year."""
    if isinstance(seen, Missing) or not seen.known:
        return nothing_drawn(_why_nothing(seen, language))
    say = language.text
    grid = Grid(
        places=((0, 0), (1, 0)) if narrow else ((0, 0), (0, 1)),
        row_height=300, gap=80, left=48, right=112, top=52, bottom=34, narrow=narrow,
    )  # fmt: skip
    figure, layout = go.Figure(), grid.layout()
    notes = _shares(figure, seen, language) + _narrowings(figure, seen, language, grid)
    layout["xaxis1"] |= year_axis(seen.years, language, narrow) | {"showline": False}
    layout["yaxis1"] |= {
        "range": [0, 1],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": [language.percent(share) for share in (0, 0.25, 0.5, 0.75, 1)],
    }
    bars = _drawn(seen)
    highest = max(bars.share.clip(0).max(), (bars.share + bars.error).max(), 0.01)
    step = next((step for step in STEPS if highest / step <= 4), 0.5)
    ticks = np.arange(0, 1.05 * highest, step).tolist()
    layout["xaxis2"] |= {
        "range": [0, 1.05 * highest],
        "tickvals": ticks,
        "ticktext": [language.percent(tick) for tick in ticks],
        "showgrid": True,
    }
    layout["yaxis2"] |= {"range": [-0.6, len(bars) - 0.25], "visible": False}
    ending = {"year": seen.years.year.iloc[-1], "width": language.about(seen.last.width.iloc[0])}
    quiet: dict[str, Any] = {"font": {"color": style.QUIET[0], "size": 12}}
    notes += [
        grid.heading(1, f"<b>{say('Share of the variance, by year')}</b>", 1),
        grid.heading(1, say("chance, and numbered assumptions"), **quiet),
        grid.heading(2, f"<b>{say('Narrower if known')}</b>", 1),
        grid.heading(2, say("80 % interval at the end of {year}, about {width} wide", **ending), **quiet),
    ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "barmode": "stack", "hovermode": "closest"}
    )


def _drawn(seen: Parts) -> pd.DataFrame:
    """The bars of narrowing: share of the width and its error, the most worth measuring first."""
    rows = seen.last.loc[seen.named[:BARS]]
    return pd.DataFrame({
        "share": rows.narrowing / rows.width, "error": rows.narrowing_error / rows.width, "number": rows.narrowing
    })  # fmt: skip


def _segments(seen: Parts) -> pd.DataFrame:
    """Shares as drawn, years × segments from below: chance, the assumptions, the others, several at once."""
    shares = seen.rows.pivot(index="year", columns="part", values="share").clip(lower=0)
    made = shares[[part for part in (CHANCE, *seen.named, OTHERS, INTERACTIONS) if part in shares]]
    return made.div(made.sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0)


def _fill(place: int) -> str:
    """The colour of the assumption at a place in `named`."""
    return style.tint(COLOUR, COLOURED[place]) if place < LEADING else style.GRID[0]


def _shares(figure: go.Figure, seen: Parts, language: Language) -> list[dict]:
    """The stacked bars, and labels beside the last one; the assumptions without a colour have one together."""
    made, names = _segments(seen), part_names(language)
    fills = {CHANCE: style.OFFERED[0], OTHERS: style.GRID[0], INTERACTIONS: style.BACKGROUND[0]}
    fills |= {name: _fill(place) for place, name in enumerate(seen.named)}
    short = {CHANCE: names[CHANCE], OTHERS: language.text("others"), INTERACTIONS: language.text("together")}
    short |= {name: f"<b>{place}</b>" for place, name in enumerate(seen.named, 1)}
    for part in map(str, made):
        edge = style.BACKGROUND[0] if fills[part] == style.GRID[0] else style.QUIET[0]
        figure.add_bar(
            x=made.index.tolist(),
            y=made[part].tolist(),
            width=0.72,
            marker={"color": fills[part], "line": {"color": edge, "width": 0.6}},
            text=[f"<b>{year}</b><br>{names[part]} {language.percent(share)}" for year, share in made[part].items()],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            **axes(1),
        )
    alone = [CHANCE, *seen.named[:LEADING], INTERACTIONS]
    last = made.iloc[-1].groupby(lambda part: part if part in alone else OTHERS, sort=False).sum()
    middles = (last.cumsum() - last / 2)[::-1]
    spots = spread(middles.tolist(), gap=16 / 300)
    return [
        {
            "text": f"{short[part]} {language.percent(last[part])}",
            "xref": f"{axis_name('x', 1)} domain",
            "yref": axis_name("y", 1),
            "x": 1,
            "xshift": 4,
            "y": spot,
            "xanchor": "left",
            "yanchor": "middle",
            "font": {"size": 12},
            "showarrow": False,
        }
        for part, spot in zip(middles.index, spots, strict=True)
    ]


def _narrowings(figure: go.Figure, seen: Parts, language: Language, grid: Grid) -> list[dict]:
    """A bar a leading assumption, its name above, and how much the interval would shrink behind it."""
    bars, names = _drawn(seen), part_names(language)
    places = list(range(len(bars)))[::-1]
    figure.add_bar(
        x=bars.share.clip(lower=0).tolist(),
        y=places,
        orientation="h",
        width=0.4,
        marker={"color": [_fill(place) for place in range(len(bars))], "line": {"color": style.QUIET[0], "width": 0.6}},
        error_x={"array": bars.error.tolist(), "color": style.TEXT[0], "thickness": 1.3, "width": 4},
        text=[
            f"<b>{names[row.Index]}</b><br>{language.percent(max(row.share, 0))} ± {language.percent(row.error)}"
            for row in rows_of(bars)
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        **axes(2),
    )
    notes = []
    for number, (place, row) in enumerate(zip(places, rows_of(bars), strict=True), 1):
        at = {"yref": axis_name("y", 2), "y": place, "showarrow": False, "xref": f"{axis_name('x', 2)} domain"}
        less = f"{language.about(max(row.number, 0))} ({language.percent(max(row.share, 0))})"
        notes += [
            at | {"text": f"<b>{number}</b> {names[row.Index]}", "x": 0, "xanchor": "left", "yanchor": "bottom",
                  "yshift": 9, "font": {"size": 12}},
            at | {"text": less, "x": 1, "xshift": 8, "xanchor": "left",
                  "yanchor": "middle", "font": {"size": 12}},
        ]  # fmt: skip
    return notes


def there(results: Results) -> bool:
    """Whether that was analysed, and anything varies."""
    seen = data(results)
    return isinstance(seen, Parts) and seen.known


CHART = Chart("width", data, words, table, draw, there)


def width(results: Results, language: str = "en") -> go.Figure:
    """What the width of the forecast is made of by year, and what measuring an assumption would narrow."""
    return CHART.figure(results, language)
