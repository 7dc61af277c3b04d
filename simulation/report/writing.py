"""Writes the report: contents into the template, style, scripts and Plotly into one file."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulation.charts import CHARTS, fan
from simulation.charts.chart import NARROW_BELOW, Chart
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.style import BACKGROUND, GRID, MEANINGS, QUIET, TEXT, dark_colours
from simulation.language import say
from simulation.language.vocabulary import practice_name, speaking
from simulation.outcomes.decision import decision
from simulation.outcomes.headline import headline as headline_of
from simulation.report import overview
from simulation.report.assumptions import assumptions, own_rules_sentence, posterior_sentence
from simulation.report.capacity_plan import capacity_plan
from simulation.report.caveats import caveats, record_sentences
from simulation.report.comparison import comparison
from simulation.report.contents import LETTERS, TEMPLATE, Group, blocks, groups, section
from simulation.report.decisions import beneath_headline, decision_sentences, target_rows
from simulation.report.helps import help_table
from simulation.report.packing import packed, plotly, table_parts
from simulation.report.provenance import provenance
from simulation.report.register import register
from simulation.report.templates import own_text, template_named
from simulation.scenario.problems import Refused
from simulation.scenario.vocabulary import words_of

SCRIPTS = ("report.js", "people.js")
LEAD = fan.MEASURE
"""The chart that stands on the first page."""
MOST = len(LETTERS)
"""More scenarios than this do not fit in one report."""


def write_report(results: Results, path: Path | str, language: str = "en", author: str = "") -> Path:
    """Writes the report of these results as one HTML file in English (en) or French (fr), and returns its path.

    author: who made it, as the page says. Raises ValueError when no replicate was recorded.
    """
    return write_page(render(results, language, author=author), path)


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


def render(
    results: Results, language: str = "en", charts: Sequence[Chart[Results, Any]] = CHARTS, author: str = ""
) -> str:
    """The whole report of one scenario as HTML: two pages, and an annex that is folded."""
    _refuse_nothing([results])
    with speaking(words_of([results.scenario])):
        return _alone(results, Language(language), charts, author)


def _alone(results: Results, spoken: Language, charts: Sequence[Chart[Results, Any]], author: str) -> str:
    lead = [section(chart, [results], spoken) for chart in charts if chart.name == LEAD]
    shown = groups([chart for chart in charts if chart.name != LEAD], [results], spoken)
    decided, first = decision(results), headline_of(results)
    said = [
        *decision_sentences(results, decided, spoken),
        posterior_sentence(results, spoken),
        own_rules_sentence(results.manifest, spoken),
    ]
    return rendered(
        "report.html.j2",
        spoken,
        [*blocks([Group(LEAD, "", tuple(lead)), *shown]),
         ("table-register", packed(table_parts(register(results, spoken), spoken)))],
        SCRIPTS,
        groups=shown,
        lead=lead[0] if lead else None,
        scenario=results.scenario,
        headline=first.first(spoken.code),
        beneath=[first.then(spoken.code), *beneath_headline(results, decided, spoken)],
        record=record_sentences(results, spoken),
        help=help_table(results, spoken),
        plan=capacity_plan(results, spoken),
        caveats=caveats(results, first.split, spoken),
        provenance=provenance(results, spoken, author),
        decision=[one for one in said if one],
        targets=target_rows(decided.targets, decided.together, spoken),
        assumptions=assumptions(results, spoken),
    )  # fmt: skip


def render_comparison(
    runs: Sequence[Results],
    language: str = "en",
    charts: Sequence[Chart[Results, Any]] = CHARTS,
    month: str | None = None,
) -> str:
    """The whole report of several scenarios as HTML, the first being the base; month: the last that all have."""
    if not 2 <= len(runs) <= MOST:
        raise Refused(say("a comparison takes 2 to {most} scenarios, not {runs}", most=MOST, runs=len(runs)))
    _refuse_nothing(runs)
    with speaking(words_of(results.scenario for results in runs)):
        return _together(runs, Language(language), charts, month)


def _together(
    runs: Sequence[Results], spoken: Language, charts: Sequence[Chart[Results, Any]], month: str | None
) -> str:
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
    chart: Chart[Results, overview.Ends] = Chart(
        overview.NAME, lambda _: overview.data(runs, letters), overview.words, overview.table, overview.draw
    )
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
    return template_named(template).render(
        language=language.code,
        say=language.text,
        named=language.name,
        practice=practice_name(language.code) or language.text("how a practice spreads"),
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
        style=own_text("report.css"),
        scripts=[own_text(name) for name in scripts],
        plotly=plotly(),
        **contents,
    )
