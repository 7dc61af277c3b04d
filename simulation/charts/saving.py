"""A chart as a file of its own: a page, its table, Plotly's JSON, or a picture."""

import tempfile
from collections.abc import Collection
from functools import cache
from os import environ
from pathlib import Path

import kaleido
import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from kaleido.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from simulation.charts import style
from simulation.charts.chart import NARROW_BELOW, Chart, ChartFigure, source
from simulation.charts.language import Language
from simulation.charts.panels import WIDE
from simulation.charts.source import Results
from simulation.language import say
from simulation.language.vocabulary import speaking
from simulation.outcomes.people_tables import csv_bytes
from simulation.scenario.problems import Refused, Told
from simulation.scenario.vocabulary import words_of
from simulation.storage.files import ResultsError, not_written, write_asked

PICTURES = ("png", "svg", "pdf")
"""Kinds of file that a browser must draw."""
KINDS = ("html", "csv", "json", *PICTURES)
"""Kinds of file that a chart can be saved as."""
BROWSER = "ESSAIM_CHROMIUM"
"""The environment variable that may give the path of a browser."""
_USUAL_HEIGHT = 500
"""Pixels of a picture of a figure that says nothing of its height."""
SHARPNESS = 2
"""Dots of a PNG a pixel, so that it is sharp on good screens and in print."""


class BrowserMissing(Told):
    """There is no browser here that could draw a picture, or it did not start."""

    exit_code = 1

    def __str__(self) -> str:
        return str(say(
            "Pictures and PDF are drawn by Chromium or Chrome, and none was found that starts. Install one "
            "(Debian: apt-get install chromium), or give the path of one in ESSAIM_CHROMIUM. html, csv and json need "
            "none."
        ))  # fmt: skip


def save(figure: go.Figure, path: Path | str, browser: str | None = None) -> Path:
    """Writes a figure as one of KINDS, by the end of the file's name, and returns its path.

    html: one page that opens offline, has no button that uploads, and may reach no network. csv: the table of a chart,
    in French with semicolons and decimal commas. png, svg, pdf: a picture, which needs a Chromium or Chrome, whose
    path `browser` or ESSAIM_CHROMIUM may give. Raises Refused for another ending and for a table of a figure that is
    no chart's, BrowserMissing, and ResultsError where nothing can be written.
    """
    target = Path(path)
    kind = kind_of(target)
    told = figure.told if isinstance(figure, ChartFigure) else None
    if kind == "csv":
        if told is None:
            raise Refused(say(
                "{file}: this figure has no table; those of the functions in simulation.charts have one.", file=target
            ))  # fmt: skip
        made = csv_bytes(told.table, told.language)
    elif kind == "html":
        made = _figure_page(figure, told.words.title if told else target.stem, told.language if told else "en")
    elif kind == "json":
        made = figure.to_json().encode()
    else:
        made = picture(figure, kind, browser)
    write_asked(target, made)
    return target


def kind_of(target: Path, kinds: Collection[str] = KINDS) -> str:
    """Which of `kinds` a file is to be, by the end of its name. Raises Refused for another."""
    kind = target.suffix.lower().removeprefix(".")
    if kind not in kinds:
        ends = ", ".join(f".{one}" for one in kinds)
        raise Refused(say("{file}: the name of the file must end in {ends}.", file=target, ends=ends))
    return kind


def _figure_page(figure: go.Figure, title: str, language: str) -> bytes:
    """A figure as a page of its own."""
    drawn = figure.to_html(full_html=False, include_plotlyjs=True, include_mathjax=False,
                           config={"displayModeBar": False, "showSendToCloud": False})  # fmt: skip
    page = _environment().get_template("figure.html.j2")
    return page.render(title=title, language=language, drawn=Markup(drawn), background=style.BACKGROUND[0]).encode()


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
        with speaking(words_of([results.scenario])):
            return _page(chart, results, Language(language), width, height, dark).encode()
    if kind == "csv":
        return csv_bytes(chart.table(chart.data(results), Language(language)), language)
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
    """A figure as a picture of one of PICTURES, at its own size, if it has one. Raises BrowserMissing and, where
    the browser has no room, ResultsError."""
    browser = browser or environ.get(BROWSER)
    size = {"width": figure.layout.width or WIDE, "height": figure.layout.height or _USUAL_HEIGHT}
    # MathJax would be fetched from the network; no chart has formulas.
    options = {"mathjax": False} | ({"path": browser} if browser else {})
    try:
        return kaleido.calc_fig_sync(
            figure, opts={"format": kind, "scale": sharpness if kind == "png" else 1, **size}, kopts=options
        )
    except (ChromeNotFoundError, BrowserFailedError, BrowserClosedError, TimeoutError) as error:
        raise BrowserMissing from error
    except OSError as error:
        raise browser_without_room(error) from error


def browser_without_room(error: OSError) -> ResultsError:
    """The error for files of its own that a browser cannot write."""
    return not_written(say("{folder}, where the browser keeps its files,", folder=tempfile.gettempdir()), error)


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
