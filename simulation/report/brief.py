"""A brief of a forecast for a decision, on two pages: what will happen, how sure, what would help, what it costs."""

import base64
from dataclasses import dataclass

from simulation.charts import KEY_FIGURES, MONEY, UNIT_COSTS, fan
from simulation.charts.chart import Words
from simulation.charts.language import Language
from simulation.charts.panels import NARROW
from simulation.charts.printing import pdf
from simulation.charts.saving import BrowserMissing, picture
from simulation.charts.source import Results
from simulation.charts.value import Nothing
from simulation.charts.value import data as value_of
from simulation.charts.value_words import finding as help_finding
from simulation.language import say
from simulation.language.vocabulary import practice_name, speaking
from simulation.outcomes.decision import Decision, decision
from simulation.outcomes.headline import headline
from simulation.outcomes.provenance import titled
from simulation.report.assumptions import own_rules_sentence, posterior_sentence
from simulation.report.capacity_plan import capacity_plan
from simulation.report.caveats import caveats, record_sentences
from simulation.report.decisions import goal_text, target_rows, unused_text, waiting_text
from simulation.report.helps import help_table
from simulation.report.provenance import provenance
from simulation.report.templates import own_text, template_named
from simulation.scenario.problems import Refused
from simulation.scenario.vocabulary import words_of

KINDS = ("pdf", "html")
"""Kinds of file that a brief is written as."""
SHEETS = 2
_WIDE = 860
"""Pixels for which the fan is drawn: in print they become 18 cm."""
_TURNS = ("12", "06")
"""Months of the table that stands in place of the fan where no browser can draw it."""


@dataclass(frozen=True)
class Fan:
    """The fan: its words; pictures for a wide and a narrow page as addresses of data; rows of a table in their place.

    Either pictures or rows are empty. A row: month, median, and the intervals of 50, 80 and 95 %.
    """

    words: Words
    pictures: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Brief:
    """A brief as the content of its file. drawn: it has its drawing, not a table in place of it."""

    content: bytes
    drawn: bool


def brief(results: Results, kind: str, language: str = "en", browser: str | None = None) -> Brief:
    """The brief of a forecast as `pdf` (two sheets of A4, tagged) or `html` (one page that needs no script).

    Raises BrowserMissing for a PDF where there is no browser; a page then has a table in place of its drawing. Raises
    Refused when no replicate was recorded.
    """
    if len(results.replicates) == 0:
        raise Refused(say("there is nothing to tell: no replicate was recorded"))
    spoken = Language(language)
    with speaking(words_of([results.scenario])):
        drawn = _fan(results, spoken, browser, needed=kind == "pdf")
        page = _page(results, spoken, drawn)
    return Brief(pdf(page, SHEETS, browser) if kind == "pdf" else page.encode(), bool(drawn.pictures))


def _page(results: Results, language: Language, drawn: Fan) -> str:
    decided, told = decision(results), headline(results)
    charts = {"key_figures": KEY_FIGURES, "money": MONEY, "unit_costs": UNIT_COSTS}
    return template_named("brief.html.j2").render(
        language=language.code,
        say=language.text,
        practice=practice_name(language.code),
        style=own_text("brief.css"),
        title=titled(results.scenario.name, results.manifest),
        headline=told.sentence(language.code),
        fan=drawn,
        words={name: chart.words(chart.data(results), language) for name, chart in charts.items()},
        sure=_sure(results, decided, language),
        targets=target_rows(decided.targets, decided.together, language),
        helps=help_table(results, language),
        help_text=_help_text(results, decided, language),
        plan=capacity_plan(results, language),
        caveats=caveats(results, told.split, language),
        source=provenance(results, language),
    )


def _sure(results: Results, decided: Decision, language: Language) -> list[str]:
    """How sure the forecast is, in sentences: when the target is met, what is unusual, how often such bands held."""
    told = [
        "" if decided.goal is None else goal_text(decided.goal, language),
        posterior_sentence(results, language),
        own_rules_sentence(results.manifest, language),
        " ".join(record_sentences(results, language)),
    ]
    return [one for one in told if one]


def _help_text(results: Results, decided: Decision, language: Language) -> list[str]:
    """Who waits for what, then the change that would help most; where none was looked at, what lies unused."""
    helps = value_of(results)
    if isinstance(helps, Nothing):
        unused = [unused_text(decided.unused, language)] if decided.unused else []
        return [waiting_text(decided, language), *unused]
    return [waiting_text(decided, language), help_finding(helps, language)]


def _fan(results: Results, language: Language, browser: str | None, needed: bool) -> Fan:
    """The fan as pictures; as a table where no browser draws it, unless it is needed."""
    seen = fan.data(results)
    words = fan.words(seen, language)
    try:
        drawn = tuple(_drawn(seen, language, width, browser) for width in (_WIDE, NARROW))
        return Fan(words, drawn, ())
    except BrowserMissing:
        if needed:
            raise
    quantiles = seen.quantiles
    kept = [when for when in quantiles.index if f"{when:%m}" in _TURNS or when == quantiles.index[-1]]
    rows = []
    for when in kept:
        row = quantiles.loc[when]
        middle = language.known(row)[0]
        bands = (language.known(row, *ends)[1:] for ends in (("q25", "q75"), ("q10", "q90"), ("q025", "q975")))
        rows.append((language.month(when), middle, *("–".join(ends) for ends in bands)))
    return Fan(words, (), tuple(rows))


def _drawn(seen: fan.Fan, language: Language, width: int, browser: str | None) -> str:
    figure = fan.draw(seen, language, width == NARROW).update_layout(width=width)
    return "data:image/svg+xml;base64," + base64.b64encode(picture(figure, "svg", browser)).decode()
