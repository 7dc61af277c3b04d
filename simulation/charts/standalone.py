"""A figure by itself: its title, question, note and source around the drawing, with lines broken to its width."""

import textwrap

import plotly.graph_objects as go

from simulation.charts.style import QUIET, TEXT, plain

EDGE = 10
"""Pixels between the text and the edge of the picture."""
LETTER = 0.56
"""Mean width of a letter of the widest font used, in font sizes."""
TITLE, QUESTION, NOTE = 18, 14, 12
"""Font sizes in pixels."""
LINE = 1.3
"""Line height in font sizes, as Plotly sets lines."""
NOT_SHOWN = ["sendChartToCloud"]
"""Buttons that Plotly would show over a figure: this one uploads its data to a company's server."""


def framed(figure: go.Figure, title: str, question: str, note: str, width: int) -> go.Figure:
    """The figure with its words; it grows by the room they need. `width` in pixels says where their lines end."""
    margin = figure.layout.margin
    heading, asked, below = _broken(title, width, TITLE), _broken(question, width, QUESTION), _broken(note, width, NOTE)
    under_title = EDGE + _height(heading, TITLE) + 4
    top, bottom = under_title + _height(asked, QUESTION) + EDGE + margin.t, margin.b
    room = EDGE + _height(below, NOTE) + EDGE
    figure.update_layout(
        height=figure.layout.height + top - margin.t + room,
        margin={"t": top, "b": bottom + room},
        modebar={"remove": NOT_SHOWN},
    )
    # Not Plotly's own title: that moves up where it has several lines.
    _write(figure, heading, TITLE, TEXT[0], y=1, yshift=top - EDGE)
    _write(figure, asked, QUESTION, QUIET[0], y=1, yshift=top - under_title)
    _write(figure, below, NOTE, QUIET[0], y=0, yshift=-bottom - EDGE)
    return figure


def _broken(text: str, width: int, size: int) -> list[str]:
    """The text in lines that fit; what comes from outside is no markup."""
    most = max(10, int((width - 2 * EDGE) / (LETTER * size)))
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, most, break_on_hyphens=False)]
    return [plain(line) for line in lines]


def _height(lines: list[str], size: int) -> float:
    return len(lines) * LINE * size


def _write(figure: go.Figure, lines: list[str], size: int, colour: str, **where) -> None:
    figure.add_annotation(
        text="<br>".join(lines),
        font={"size": size, "color": colour},
        xref="paper",
        yref="paper",
        x=0,
        xshift=EDGE - figure.layout.margin.l,
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
        **where,
    )
