"""Writes the report: contents into the template, style, scripts and Plotly into one file."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from simulation.charts import CHARTS
from simulation.charts.chart import NARROW_BELOW, Chart
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.style import BACKGROUND, GRID, MEANINGS, QUIET, TEXT, dark_colours
from simulation.language import say
from simulation.outcomes.decision import decision
from simulation.report import overview
from simulation.report.assumptions import assumptions, own_rules_sentence, posterior_sentence
from simulation.report.comparison import comparison
from simulation.report.contents import LETTERS, TEMPLATE, Group, blocks, groups, section
from simulation.report.decisions import decision_sentences, headline, target_rows
from simulation.report.packing import packed, plotly
from simulation.scenario.problems import Refused

FOLDER = Path(__file__).parent
SCRIPTS = ("report.js", "people.js")
MOST = len(LETTERS)
"""More scenarios than this do not fit in one report."""


def write_report(results: Results, path: Path | str, language: str = "en") -> Path:
    """Writes the report of these results as one HTML file in English (en) or French (fr), and returns its path.

    Raises ValueError when no replicate was recorded.
    """
    return write_page(render(results, language), path)


def write_comparison(runs: Sequence[Results], path: Path | str, language: str = "en", month: str | None = None) -> Path:
    """Writes one report that compares 1 to 9 scenarios with the first, at a month (YYYY-MM), and returns its path.

    Raises ValueError for another number of scenarios, and where no replicate was recorded.
    """
    return write_page(render_comparison(runs, language, month=month), path)


def write_page(page: str, path: Path | str) -> Path:
    """Writes a page, whole or not at all, and returns its path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_text(page, encoding="utf-8")
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def render(results: Results, language: str = "en", charts: Sequence[Chart] = CHARTS) -> str:
    """The whole report of one scenario as HTML."""
    _refuse_nothing([results])
    spoken = Language(language)
    shown, decided = groups(charts, [results], spoken), decision(results)
    return render_page(
        "report.html.j2",
        spoken,
        shown,
        scenario=results.scenario,
        headline=headline(results, spoken),
        decision=[
            one
            for one in (
                *decision_sentences(results, decided, spoken),
                posterior_sentence(results, spoken),
                own_rules_sentence(results.manifest, spoken),
            )
            if one
        ],
        targets=target_rows(decided.targets, decided.together, spoken),
        assumptions=assumptions(results, spoken),
    )


def render_comparison(
    runs: Sequence[Results], language: str = "en", charts: Sequence[Chart] = CHARTS, month: str | None = None
) -> str:
    """The whole report of several scenarios as HTML, the first being the base; month: the last that all have."""
    if not 2 <= len(runs) <= MOST:
        raise Refused(say("a comparison takes 2 to {most} scenarios, not {runs}", most=MOST, runs=len(runs)))
    _refuse_nothing(runs)
    spoken = Language(language)
    shown = groups(charts, runs, spoken)
    return render_page(
        "comparison.html.j2",
        spoken,
        shown,
        title=spoken.text("{number} scenarios compared", number=len(runs)),
        scenarios=[results.scenario for results in runs],
        letters=LETTERS[: len(runs)],
        overview=_overview(runs, spoken),
        comparison=comparison(runs, spoken, month),
    )


def _overview(runs: Sequence[Results], language: Language) -> Group:
    """The overview as a chart whose data is of all scenarios."""
    letters = LETTERS[: len(runs)]
    chart = Chart(overview.NAME, lambda _: overview.data(runs, letters), overview.words, overview.table, overview.draw)
    return Group(overview.NAME, "", (section(chart, runs[:1], language),))


def _refuse_nothing(runs: Sequence[Results]) -> None:
    for results in runs:
        if len(results.replicates) == 0:
            raise Refused(say("there is nothing to report: no replicate was recorded"))


def render_page(template: str, language: Language, shown: list[Group], **contents: Any) -> str:
    """A page by its template: groups of charts, and what the template asks for besides."""
    above = [contents["comparison"].group, contents["overview"]] if "overview" in contents else []
    parts = list(blocks([*above, *shown]))
    return rendered(template, language, groups=shown, blocks=parts, scripts=SCRIPTS, **contents)


def rendered(
    template: str, language: Language, blocks: Sequence[tuple[str, str]], scripts: Sequence[str], **contents: Any
) -> str:
    """A template of this folder with the look, the scripts and Plotly. blocks: names and packed contents."""
    return (
        _environment()
        .get_template(template)
        .render(
            language=language.code,
            say=language.text,
            named=language.name,
            short=overview.short,
            blocks=blocks,
            shared=packed({"template": TEMPLATE, "dark": dark_colours(), "narrowBelow": NARROW_BELOW}),
            narrow_below=NARROW_BELOW,
            colours={
                "background": BACKGROUND,
                "text": TEXT,
                "quiet": QUIET,
                "line": GRID,
                "accent": MEANINGS["facilitators"],
            },
            # These files are the package's own, so they may stand in the page as they are.
            style=_own("report.css"),
            scripts=[_own(name) for name in scripts],
            plotly=plotly(),
            **contents,
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
