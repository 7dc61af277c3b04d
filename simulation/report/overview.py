"""Active facilitators of several scenarios in one chart: median lines, and beside their ends the 80 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Words, quantile_table
from simulation.charts.fan import MEASURE
from simulation.charts.language import Language
from simulation.charts.panels import month_axis, month_ends, spread
from simulation.charts.source import Results, nation
from simulation.language import named
from simulation.outcomes.provenance import titled
from simulation.outcomes.rows import rows_of

NAME = "overview"
DASHES = ("solid", "8px,3px", "2px,3px", "10px,3px,2px,3px", "16px,4px")
"""Lines differ by dash, by one of two colours, and by the letter at their end."""
INTERVAL_ROOM = 11
"""Pixels beside the lines for each scenario's interval."""
LABEL_HEIGHT = 18


@dataclass(frozen=True)
class Ends:
    """For each scenario its letter, name, and mean and quantiles of active facilitators by month."""

    letters: tuple[str, ...]
    names: tuple[str, ...]
    months: tuple[pd.DataFrame, ...]


def data(runs: Sequence[Results], letters: Sequence[str]) -> Ends:
    """The national fans of all scenarios."""
    names = tuple(titled(named(results.scenario.name), results.manifest) for results in runs)
    return Ends(tuple(letters), names, tuple(nation(results, MEASURE)[MEASURE] for results in runs))


def short(name: str, width: int = 32) -> str:
    """A scenario's name as far as there is room."""
    shown = shorten(name, width, placeholder="…")
    # A name that is one long word.
    return shown if len(shown) > 1 else name[: width - 1] + "…"


def words(seen: Ends, language: Language) -> Words:
    """Title, question, description and note."""
    say, last = language.text, [frame.iloc[-1] for frame in seen.months]
    known = [language.known(row) for row in last]
    by_median = sorted(range(len(last)), key=lambda number: -last[number].q50)
    listed = say("; ").join(f"{seen.letters[at]} {known[at][0]} ({known[at][1]}–{known[at][2]})" for at in by_median)
    # No ranking: which of them differ is told by paired differences.
    each = ", ".join(f"{letter} {median}" for letter, (median, _, _) in zip(seen.letters, known, strict=True))
    return Words(
        say("Active facilitators at the end: {list}", list=each),
        say("How many facilitators will be active, by scenario?"),
        say("Medians at the end with the interval of four chances in five: {list}.", list=listed),
        say(
            "Persons, at the end of each month. Lines: medians. Bars at the right: 80 % of the simulated futures at "
            "the end of each scenario. Where bars overlap much, the scenarios may not differ."
        ),
    )


def table(seen: Ends, language: Language) -> pd.DataFrame:
    """Every scenario and month."""
    frames = {
        f"{letter} · {language.shown(name)}": frame
        for letter, name, frame in zip(seen.letters, seen.names, seen.months, strict=True)
    }
    return quantile_table(frames, language, language.text("scenario"), {name: name for name in frames})


def draw(seen: Ends, language: Language, narrow: bool = False) -> go.Figure:
    """Lines to the left; intervals and labels to the right."""
    count = len(seen.letters)
    top, bottom = 16, 34
    height = max(420, count * LABEL_HEIGHT + 120)
    room = count * INTERVAL_ROOM + (88 if narrow else 310)
    figure, notes = go.Figure(), []
    highest = max(max(frame.q50.max(), frame.q90.iloc[-1]) for frame in seen.months) * 1.05 or 1
    order = sorted(range(count), key=lambda number: -seen.months[number].q50.iloc[-1])
    medians = [seen.months[number].q50.iloc[-1] for number in order]
    spots = spread(medians, gap=LABEL_HEIGHT * highest / (height - top - bottom))
    every = pd.DatetimeIndex(sorted({month for frame in seen.months for month in frame.index}))
    shapes = []
    for number, spot in zip(order, spots, strict=True):
        frame, colour = seen.months[number], style.MEANINGS["facilitators"][0] if number % 2 == 0 else style.QUIET[0]
        _line(figure, seen, number, colour, language)
        last = frame.iloc[-1]
        offset = 8 + number * INTERVAL_ROOM
        beside = {"xref": "paper", "xsizemode": "pixel", "xanchor": 1, "yref": "y"}
        shapes += [
            beside | {"type": "line", "x0": offset, "x1": offset, "y0": last.q10, "y1": last.q90,
                      "line": {"color": colour, "width": 4}},
            beside | {"type": "line", "x0": offset - 4, "x1": offset + 4, "y0": last.q50, "y1": last.q50,
                      "line": {"color": style.TEXT[0], "width": 2}},
        ]  # fmt: skip
        median, low, high = language.known(last)
        text = f"<b>{seen.letters[number]}</b> {median}"
        if not narrow:
            text += f" ({low}–{high}) {style.plain(short(language.shown(seen.names[number]), 27))}"
        notes.append(
            {
                "x": 1, "xref": "paper", "xanchor": "left", "xshift": count * INTERVAL_ROOM + 14, "y": spot,
                "yanchor": "middle", "text": text, "font": {"color": colour, "size": 12}, "showarrow": False,
            }
        )  # fmt: skip
        notes.append(
            {
                "x": 1, "xref": "paper", "xanchor": "center", "xshift": offset, "y": last.q90, "yanchor": "bottom",
                "text": seen.letters[number], "font": {"color": colour, "size": 10}, "showarrow": False,
            }
        )  # fmt: skip
    return figure.update_layout(
        template=style.template(),
        height=height,
        separators=language.separators,
        margin={"l": 52, "r": room, "t": top, "b": bottom},
        hovermode="x",
        xaxis=month_axis(every, language, narrow),
        yaxis={"range": [0, highest], "tickformat": ",d", "nticks": 7},
        annotations=notes,
        shapes=shapes,
    )


def _line(figure: go.Figure, seen: Ends, number: int, colour: str, language: Language) -> None:
    frame, letter = seen.months[number], seen.letters[number]
    figure.add_scatter(
        x=[str(end.date()) for end in month_ends(frame.index)],
        y=frame.q50.tolist(),
        mode="lines",
        line={"color": colour, "width": 2, "dash": DASHES[number % len(DASHES)]},
        text=[
            f"<b>{letter}</b> {language.month(month)}{language.text(':')} {language.number(row.q50)} "
            f"({language.number(row.q10)}–{language.number(row.q90)})"
            for month, row in zip(frame.index, rows_of(frame), strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
