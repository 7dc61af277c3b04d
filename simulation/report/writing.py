"""Writes the report: contents into the template, style, script and Plotly into one file."""

import os
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from simulation.charts import CHARTS
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.style import BACKGROUND, GRID, MEANINGS, QUIET, TEXT, dark_colours
from simulation.report.contents import assumptions, headline, section

FOLDER = Path(__file__).parent


def write_report(results: Results, path: Path | str, language: str = "en") -> Path:
    """Writes the report of these results as one HTML file in English (en) or French (fr), and returns its path.

    Raises ValueError when no replicate was recorded.
    """
    if len(results.replicates) == 0:
        raise ValueError("there is nothing to report: no replicate was recorded")
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_text(render(results, language), encoding="utf-8")
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def render(results: Results, language: str = "en") -> str:
    """The whole report as HTML."""
    spoken = Language(language)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            language=language,
            say=spoken.text,
            scenario=results.scenario,
            headline=headline(results, spoken),
            assumptions=assumptions(results, spoken),
            sections=[section(chart, results, spoken) for chart in CHARTS],
            dark_colours=dark_colours(),
            colours={
                "background": BACKGROUND,
                "text": TEXT,
                "quiet": QUIET,
                "line": GRID,
                "accent": MEANINGS["facilitators"],
            },
            # These three files are the package's own, so they may stand in the page as they are.
            style=_own("report.css"),
            script=_own("report.js"),
            plotly=_plotly(),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _own(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


@cache
def _plotly() -> Markup:
    return Markup(get_plotlyjs())
