"""Writes the page of a plan: what, where, when, at which cost, how surely, what would break it; then all beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.charts import plan_calendar, plan_frontier
from simulation.charts.chart import Chart
from simulation.charts.language import Language
from simulation.language import say
from simulation.language.vocabulary import Words, speaking
from simulation.outcomes.opened import stored_scenario
from simulation.outcomes.plans import PLAN, forecast_of_plan, open_plan
from simulation.report import plan_tables as tables
from simulation.report import plan_words as words
from simulation.report.contents import Group, section
from simulation.report.writing import render_page, write_page
from simulation.scenario.vocabulary import words_of
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage


@dataclass(frozen=True)
class Part:
    """A part of the page: a group of charts or none, then tables."""

    name: str
    title: str
    group: Group | None
    tables: tuple[tables.Shown, ...]


def write_plan_page(storage: Storage, language: str = "en", path: Path | str | None = None) -> Path | str:
    """Writes the page of the plan that is kept there, beside it unless a path is given; where it is.

    Raises ResultsError when plan.json cannot be read.
    """
    plan = open_plan(storage)
    try:
        with speaking(_words(plan, storage)):
            page = render_plan(plan, language)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            say(
                "{named} is damaged ({name}: {error}); the same `essaim plan` makes it again",
                named=storage.named(PLAN),
                name=type(error).__name__,
                error=error,
            )
        ) from error
    if path is not None:
        return write_page(page, path)
    storage.write("report.html", page.encode())
    return storage.named("report.html")


def _words(plan: Mapping[str, Any], storage: Storage) -> Words:
    """The words of the scenario that was planned for, which lies with the plan's forecast."""
    if not plan.get("forecast"):
        return Words()
    try:
        return words_of([stored_scenario(forecast_of_plan(storage))])
    except ResultsError:
        return Words()


def render_plan(plan: Mapping[str, Any], language: str = "en") -> str:
    """The page of a plan, of what plan.json holds, as HTML in English (en) or French (fr)."""
    spoken = Language(language)
    parts = _parts(plan, spoken)
    return render_page(
        "plan.html.j2",
        spoken,
        [part.group for part in parts if part.group is not None],
        plan=plan,
        sentences=words.headline(plan, spoken),
        breaking=words.breaking(plan, spoken),
        first=[shown for make in tables.FIRST if (shown := make(plan, spoken))],
        parts=parts,
        facts=words.facts(plan, spoken),
    )


def _parts(plan: Mapping[str, Any], language: Language) -> list[Part]:
    """Calendar, frontier, comparison, robustness: those of which plan.json has something."""
    say = language.text
    cells = (plan.get("held") or {}).get("cells")
    asked: list[tuple[str, str, Chart[Mapping[str, Any], Any] | None, tuple[tables.Table, ...]]] = [
        ("calendar", say("The calendar"), plan_calendar.CHART if cells else None, (tables.held,)),
        ("frontier", say("What certainty costs"), plan_frontier.CHART if plan.get("frontier") else None,
         (tables.frontier,)),
        ("comparison", say("Other plans and prices"), None, (tables.beside_simple, tables.other_prices)),
        ("robustness", say("Other worlds"), None, (tables.robust,)),
    ]  # fmt: skip
    found = []
    for name, title, chart, makers in asked:
        group = None if chart is None else Group(name, title, (section(chart, [plan], language),))
        shown = tuple(one for make in makers if (one := make(plan, language)))
        if group is not None or shown:
            found.append(Part(name, title, group, shown))
    return found
