"""A chart as the content of a file of its own: a page, Plotly's JSON, or a picture."""

from functools import cache
from pathlib import Path

import kaleido
import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from kaleido.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from simulation.charts import style
from simulation.charts.chart import NARROW_BELOW, Chart, source
from simulation.charts.language import Language
from simulation.charts.panels import WIDE
from simulation.charts.source import Results
from simulation.language import say
from simulation.scenario.problems import Refused, Told

PICTURES = ("png", "svg", "pdf")
"""Kinds of file that a browser must draw."""
KINDS = ("html", "json", *PICTURES)
"""Kinds of file that a chart can be saved as."""
SHARPNESS = 2
"""Dots of a PNG a pixel, so that it is sharp on good screens and in print."""


class BrowserMissing(Told):
    """There is no browser here that could draw a picture, or it did not start."""

    def __str__(self) -> str:
        return (
            "A picture (png, svg, pdf) is drawn by Chromium or Chrome, and none was found that starts. Install one "
            "(Debian: apt-get install chromium), or give the path of one in ESSAIM_CHROMIUM. html and json need none."
        )


def content(
    chart: Chart,
    results: Results,
    kind: str,
    language: str = "en",
    width: int | None = None,
    height: int | None = None,
    dark: bool = False,
    browser: str | None = None,
) -> bytes:
    """The chart of these results as a file of one of KINDS; width and height in pixels.

    `browser` is the path of a Chromium or Chrome; without it one is looked for. Raises BrowserMissing when a picture
    is asked for and there is none, ValueError when the height is too small for the chart.
    """
    if kind == "html":
        return _page(chart, results, Language(language), width, height, dark).encode()
    figure = _sized(chart.figure(results, language, width or (WIDE if kind in PICTURES else None)), height)
    figure = style.darken(figure) if dark else figure
    return figure.to_json().encode() if kind == "json" else picture(figure, kind, browser)


def _sized(figure: go.Figure, height: int | None) -> go.Figure:
    needed = round(figure.layout.height)
    if height is not None and height < needed:
        raise Refused(
            say(
                "at this width the chart needs a height of at least {needed} pixels, not {height}",
                needed=needed,
                height=height,
            )
        )
    return figure.update_layout(height=height or needed)


def picture(figure: go.Figure, kind: str, browser: str | None = None, sharpness: int = SHARPNESS) -> bytes:
    """A figure as a picture of one of PICTURES, at its own size. Raises BrowserMissing without a browser."""
    size = {"width": figure.layout.width, "height": figure.layout.height}
    # MathJax would be fetched from the network; no chart has formulas.
    options = {"mathjax": False} | ({"path": browser} if browser else {})
    try:
        return kaleido.calc_fig_sync(
            figure, opts={"format": kind, "scale": sharpness if kind == "png" else 1, **size}, kopts=options
        )
    except (ChromeNotFoundError, BrowserFailedError, BrowserClosedError) as error:
        raise BrowserMissing from error


def _page(chart: Chart, results: Results, language: Language, width: int | None, height: int | None, dark: bool) -> str:
    data = chart.data(results)
    drawings = {
        name: _sized(chart.draw(data, language, narrow), height) for name, narrow in (("wide", False), ("narrow", True))
    }
    if dark:
        drawings = {name: style.darken(figure) for name, figure in drawings.items()}
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            language=language.code,
            words=chart.words(data, language),
            source=source(results, language),
            drawings={name: figure.to_plotly_json() for name, figure in drawings.items()},
            narrow_below=NARROW_BELOW,
            most=width or WIDE,
            colours={name: pair[dark] for name, pair in _COLOURS.items()},
            font=Markup(style.FONT),
            plotly=Markup(get_plotlyjs()),
        )
    )


_COLOURS = {"background": style.BACKGROUND, "text": style.TEXT, "quiet": style.QUIET}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
