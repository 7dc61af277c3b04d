"""One look for every figure: what each colour means, in light and in dark, fonts, and the Plotly templates.

Figures are drawn with the light colours. Each light colour has one dark counterpart, so that `recolour` (and the
report's script) turn a whole figure dark by exchanging colours, whatever it shows.
"""

import html
from typing import Any

import plotly.graph_objects as go

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif'

BACKGROUND = ("#FFFFFF", "#14181D")
TEXT = ("#1B2127", "#E9EDF1")
QUIET = ("#55606B", "#A9B4BF")
GRID = ("#E3E7EB", "#2D353D")
OFFERED = ("#C3CBD3", "#5A6672")
TARGET = ("#1A1A1A", "#F4F4F4")

MEANINGS = {
    "facilitators": ("#0B66A8", "#62B0EE"),
    "trainers": ("#B34A00", "#FF9E57"),
    "reached": ("#00785C", "#3CC7A0"),
    "waiting": ("#93457D", "#E39CCD"),
    "learning": ("#5D6785", "#A7B1D4"),
}
"""The same meaning has the same colour everywhere (told apart with every common colour blindness)."""

BANDS = (("q025", "q975", 0.16), ("q10", "q90", 0.32), ("q25", "q75", 0.55))
"""The intervals of a fan, widest first: lower and upper quantile, and how strong the tint is."""

HEAT_TOP = 0.5
"""Strongest tint of a heat table: text stays readable on it, in light and in dark."""


def blend(colour: str, background: str, strength: float) -> str:
    """The colour laid over the background at this strength."""
    parts = [
        round(int(colour[at : at + 2], 16) * strength + int(background[at : at + 2], 16) * (1 - strength))
        for at in (1, 3, 5)
    ]
    return "#{:02X}{:02X}{:02X}".format(*parts)


def tint(meaning: str, strength: float) -> str:
    """The light tint of a meaning's colour."""
    return blend(MEANINGS[meaning][0], BACKGROUND[0], strength)


def dark_colours() -> dict[str, str]:
    """For each light colour, its dark counterpart."""
    pairs = [BACKGROUND, TEXT, QUIET, GRID, OFFERED, TARGET, *MEANINGS.values()]
    strengths = {strength for _, _, strength in BANDS} | {HEAT_TOP}
    for light, dark in MEANINGS.values():
        pairs += [(blend(light, BACKGROUND[0], s), blend(dark, BACKGROUND[1], s)) for s in strengths]
    return dict(pairs)


def recolour(part: Any, colours: dict[str, str]) -> Any:
    """A figure (as nested dicts and lists) with its colours exchanged; no other text is touched."""
    if isinstance(part, dict):
        return {key: recolour(value, colours) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [recolour(value, colours) for value in part]
    return colours.get(part, part) if isinstance(part, str) else part


def darken(figure: go.Figure) -> go.Figure:
    """The same figure for a dark page."""
    return go.Figure(recolour(figure.to_dict(), dark_colours()))


def plain(text: str) -> str:
    """Text from outside as text: Plotly would read tags and entities in it."""
    return html.escape(text, quote=False)


def template() -> go.layout.Template:
    """The light template: quiet axes, no legend, zero line where bars stand."""
    axis = {
        "gridcolor": GRID[0],
        "linecolor": QUIET[0],
        "zeroline": False,
        "tickfont": {"color": QUIET[0], "size": 12},
        "fixedrange": True,
        "automargin": False,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": TEXT[0]},
            "paper_bgcolor": BACKGROUND[0],
            "plot_bgcolor": BACKGROUND[0],
            "colorway": [light for light, _ in MEANINGS.values()],
            "showlegend": False,
            "xaxis": {**axis, "showgrid": False, "ticks": "outside", "tickcolor": QUIET[0], "showline": True},
            "yaxis": axis,
            "hoverlabel": {
                "bgcolor": BACKGROUND[0],
                "bordercolor": QUIET[0],
                "font": {"family": FONT, "size": 13, "color": TEXT[0]},
                "align": "left",
            },
            "title": {"x": 0, "xanchor": "left", "xref": "container", "font": {"size": 18}},
            "annotationdefaults": {"showarrow": False, "font": {"size": 13}},
        }
    )
