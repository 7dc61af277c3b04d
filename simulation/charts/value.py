"""What would help most: the gain of single changes, each with its interval, and what each gives for its money."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import nothing_drawn
from simulation.charts.language import Language
from simulation.charts.panels import Grid, axes, axis_name
from simulation.charts.source import Results
from simulation.charts.value_words import Helps, between, helps_of, label, paragraph, title, what

COLOUR = "facilitators"
NARROW_LABEL, WIDE_LABEL = 40, 62
"""Characters of a change's name in a line."""


@dataclass(frozen=True)
class Nothing:
    """Single changes have not been looked at."""


def data(results: Results) -> Helps | Nothing:
    """The race stored for these results."""
    found = results.value()
    return Nothing() if found is None or found.table.empty else helps_of(found)


def words(seen: Helps | Nothing, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("Which single change would help most, and which most for its money?")
    if isinstance(seen, Nothing):
        return Words(_why_nothing(language), question, say(
            "The command essaim value, with the scenario’s file and the same folder for results (--out), finds it out; "
            "then essaim report shows it here."
        ), _note(language))  # fmt: skip
    return Words(title(seen, language), question, paragraph(seen, language), _note(language))


def _why_nothing(language: Language) -> str:
    return language.text("What single changes would be worth has not been looked at yet")


def _note(language: Language) -> str:
    return language.text(
        "Each change is made by itself, in runs that share their chance with those without it. Dots: the mean change; "
        "whiskers: its 95 % interval. Hollow: only the search has seen it, so its gain may look larger than it is. "
        "Grey: the interval holds 0, no clear difference. For 10,000 €: the gain divided by all that is spent with the "
        "change and not without, cash and valued time, that of the facilitators who then do more among it. What a "
        "change itself costs in cash comes with it; what follows from it has to fit into the budget."
    )


def table(seen: Helps | Nothing, language: Language) -> pd.DataFrame:
    """Every change, with people reached, cash and valued time."""
    say = language.text
    if isinstance(seen, Nothing):
        return pd.DataFrame({say("what is missing"): [_why_nothing(language)]})
    rows, counted = seen.rows, what(seen.measure, language)
    low, high = say("low"), say("high")
    columns: dict[str, Iterable[Any]] = {
        say("change"): [label(change, language) for change in rows.change],
        say("clear"): [say("yes") if clear else say("no clear difference") for clear in rows.clear],
        counted: rows.gain,
        f"{counted}, {low}": rows.gain_low,
        f"{counted}, {high}": rows.gain_high,
        say("pairs with more, %"): 100 * rows.more,
        say("{what} for 10,000 €", what=counted): rows.for_money,
        say("{what} for 10,000 €, low", what=counted): rows.for_money_low,
        say("{what} for 10,000 €, high", what=counted): rows.for_money_high,
    }
    for name, called in (("people", say("people reached")), ("cash", say("cash, €")), ("time", say("valued time, €"))):
        if called not in columns:
            columns |= {called: rows[name], f"{called}, {low}": rows[f"{name}_low"],
                        f"{called}, {high}": rows[f"{name}_high"]}  # fmt: skip
    columns |= {
        say("pairs of futures"): rows.pairs.astype(str),
        say("seeds"): [say("fresh") if fresh else say("of the search") for fresh in rows.fresh],
    }
    return pd.DataFrame({name: list(column) for name, column in columns.items()})


def draw(seen: Helps | Nothing, language: Language, narrow: bool = False) -> go.Figure:
    """A line a change: the gain, and beside it the gain for its money."""
    if isinstance(seen, Nothing):
        return nothing_drawn(_why_nothing(language))
    say, rows = language.text, seen.rows
    grid = Grid(
        places=((0, 0), (1, 0)) if narrow else ((0, 0), (0, 1)),
        row_height=(60 if narrow else 44) * len(rows) + 10, gap=90, left=14, right=92, top=52, bottom=30, narrow=narrow,
    )  # fmt: skip
    figure, layout = go.Figure(), grid.layout()
    notes = _panel(figure, layout, 1, seen, ("gain", "gain_low", "gain_high"), language, narrow)
    notes += _panel(figure, layout, 2, seen, ("for_money", "for_money_low", "for_money_high"), language, narrow)
    quiet: dict[str, Any] = {"font": {"color": style.QUIET[0], "size": 12}}
    counted = what(seen.measure, language)
    notes += [
        grid.heading(1, f"<b>{say('Gain of one more')}</b>", 1),
        grid.heading(1, say("more {what}", what=counted), **quiet),
        grid.heading(2, f"<b>{say('For each 10,000 € of money and time')}</b>", 1),
        grid.heading(2, say("more {what}", what=counted), **quiet),
    ]
    return figure.update_layout(
        layout | {"annotations": notes, "separators": language.separators, "hovermode": "closest", "showlegend": False}
    )


def _panel(
    figure: go.Figure, layout: dict, index: int, seen: Helps, names: tuple[str, str, str], language: Language,
    narrow: bool,
) -> list[dict]:  # fmt: skip
    """Dots and whiskers of one panel; the names of the changes above them, what is known behind."""
    rows = seen.rows
    middle, low, high = (rows[name].to_numpy(float) for name in names)
    places = np.arange(len(rows))[::-1]
    clear = (low > 0) | (high < 0)
    colours = [style.MEANINGS[COLOUR][0] if one else style.QUIET[0] for one in clear]
    known = ~np.isnan(middle)
    figure.add_scatter(
        x=[value if there else None for value, there in zip(middle.tolist(), known, strict=True)],
        y=places.tolist(),
        mode="markers",
        marker={
            "size": 11,
            "color": colours,
            "symbol": ["circle" if fresh else "circle-open" for fresh in rows.fresh],
            "line": {"width": 1.5, "color": colours},
        },
        error_x={
            "type": "data", "symmetric": False, "array": np.nan_to_num(high - middle).tolist(),
            "arrayminus": np.nan_to_num(middle - low).tolist(), "color": style.TEXT[0], "thickness": 1.3, "width": 4,
        },
        text=[
            f"<b>{label(change, language)}</b><br>{between(a, b, language)}"
            for change, a, b in zip(rows.change, low, high, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )  # fmt: skip
    ends = np.concatenate([low, high, middle])
    ends = np.append(ends[~np.isnan(ends)], 0)
    spare = 0.04 * (np.ptp(ends) or 1)
    layout[f"xaxis{index}"] |= {"range": [ends.min() - spare, ends.max() + spare], "showgrid": True, "nticks": 5,
                                "zeroline": True, "zerolinecolor": style.QUIET[0], "zerolinewidth": 1}  # fmt: skip
    layout[f"yaxis{index}"] |= {"range": [-0.6, len(rows) - 0.2], "visible": False}
    notes = []
    for place, change, one, a, b, is_clear in zip(places, rows.change, middle, low, high, clear, strict=True):
        at = {"xref": f"{axis_name('x', index)} domain", "yref": axis_name("y", index), "y": int(place),
              "showarrow": False, "font": {"size": 12}}  # fmt: skip
        told = language.text("not told") if np.isnan(one) else between(a, b, language)
        told = told if is_clear or np.isnan(one) else f"<i>{told}</i>"
        notes += [
            at
            | {
                "text": "<br>".join(wrap(label(change, language), NARROW_LABEL if narrow else WIDE_LABEL)),
                "x": 0,
                "align": "left",
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 7,
            },
            at | {"text": told, "x": 1, "xshift": 6, "xanchor": "left", "yanchor": "middle"},
        ]
    return notes


def there(results: Results) -> bool:
    """Whether that has been looked at."""
    return not isinstance(data(results), Nothing)


CHART = Chart("value", data, words, table, draw, there)


def value(results: Results, language: str = "en") -> go.Figure:
    """What single changes would give by themselves, and for their money."""
    return CHART.figure(results, language)
