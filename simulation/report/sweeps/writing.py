"""Writes the report of a sweep: findings, charts, points and their scenarios into one file."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.charts.setting_names import swept_name
from simulation.charts.sweeps import SWEEP_CHARTS
from simulation.charts.sweeps.chart import SweepChart, looked_at
from simulation.charts.sweeps.points import Points, points_of
from simulation.charts.sweeps.settings import Setting, constant_settings, said, short_number
from simulation.language.reader import reading
from simulation.language.vocabulary import speaking
from simulation.outcomes.analyses import SENSITIVITY
from simulation.outcomes.analysis_manifests import SensitivitySaid
from simulation.outcomes.manifests import fitting
from simulation.outcomes.provenance import rules_name
from simulation.outcomes.sweep_results import SweepResults
from simulation.report.assumptions import own_rules, own_rules_sentence
from simulation.report.contents import Panel, Section, section
from simulation.report.lost import note
from simulation.report.packing import packed, table_parts
from simulation.report.sweeps import findings
from simulation.report.sweeps.scenario_files import scenario_parts
from simulation.report.writing import rendered, write_page
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage

SCRIPTS = ("report.js", "sweep.js")


@dataclass(frozen=True)
class Shown:
    """One chart as the page shows it."""

    part: Section
    question: str


def write_sweep_report(
    results: SweepResults, path: Path | str | None = None, language: str = "en", measure: str | None = None,
    month: str | None = None,
) -> Path | str:  # fmt: skip
    """Writes the report of a sweep as one HTML file in English (en) or French (fr), and returns its path.

    path: by default report.html where the sweep is kept. measure, month: what is looked at, by default the target or
    active facilitators at the end. Raises ResultsError when the sweep cannot be read, or does not keep these.
    """
    page = render_sweep(results, language, measure=measure, month=month)
    return results.keep("report.html", page) if path is None else write_page(page, path)


def render_sweep(
    results: SweepResults, language: str = "en", charts: Sequence[SweepChart] = SWEEP_CHARTS,
    measure: str | None = None, month: str | None = None,
) -> str:  # fmt: skip
    """The whole report of a sweep as HTML."""
    with speaking(results.words()):
        with reading(language):
            seen = points_of(results, measure, month)
        return _page(results, seen, Language(language), charts)


def _page(results: SweepResults, seen: Points, spoken: Language, charts: Sequence[SweepChart]) -> str:
    shown = [one for chart in charts if (one := _shown(chart, seen, results, spoken))]
    packed_parts = [
        (f"{kind}-{one.part.name}-0", getattr(one.part.panels[0], kind))
        for one in shown if not one.part.panels[0].failure for kind in ("figure", "table")
    ]  # fmt: skip
    points = table_parts(findings.points_table(seen, spoken), spoken)
    return rendered(
        "sweep.html.j2",
        spoken,
        groups=[],
        blocks=[*packed_parts, ("table-points-0", packed(points)),
                ("scenarios", packed(scenario_parts(results.scenario_texts())))],
        scripts=SCRIPTS,
        sweep=seen,
        shown=shown,
        headline=findings.headline(seen, spoken),
        decision=[*findings.decision(seen, spoken), *filter(None, [own_rules_sentence(results.manifest, spoken)])],
        failed=findings.failed(seen, results.points, results.failures(), spoken),
        refused=findings.refused(seen, spoken),
        complete=bool(results.manifest["complete"]),
        facts=facts(results, seen, spoken),
        file_text=results.file_text,
        rows=findings.listed(seen, spoken),
        measure=looked_at(seen, spoken),
        replay={"commands": commands(results, _file(results.called)), "runs": seen.runs.tolist(),
                "numbers": seen.number.tolist(), "words": _words(spoken)},
    )  # fmt: skip


def _words(language: Language) -> dict[str, str]:
    """What the script says."""
    say = language.text
    return {"point": say("Point {number}", number="{number}"), "none": say("There is no such point."),
            "copied": say("Copied.")}  # fmt: skip


def _shown(chart: SweepChart, seen: Points, results: SweepResults, language: Language) -> Shown | None:
    """A chart, or none where it has nothing to show."""
    try:
        given: Any = seen if chart.alone else (seen, analyses(results.storage, results.called))
    except ResultsError as error:
        note(chart.name, error)
        return Shown(Section(chart.name, chart.question(language), (Panel(0, failure=str(error)),)),
                     chart.question(language))  # fmt: skip
    if not seen.there.any() or chart.missing(chart.chart.data(given), language):
        return None
    return Shown(section(chart.chart, [given], language), chart.question(language))


def analyses(storage: Storage, called: str) -> list[dict[str, Any]]:
    """What `essaim sensitivity` left beside a sweep that is called so, or in it. Raises ResultsError for what does not
    fit.
    """
    name = f"{called}{SENSITIVITY}"
    found = []
    for place in (storage, *(one for one in storage.beside(name) if PurePath(str(one)).name == name)):
        for file in sorted(place.sizes()):
            if re.fullmatch(r"sensitivity-.*\.json", file):
                found.append(fitting(SensitivitySaid, place.read_json(file), place.named(file)))
    return found


def facts(results: SweepResults, seen: Points, language: Language) -> list[tuple[str, str]]:
    """How the sweep was made: pairs of a name and a value."""
    say, given = language.text, results.file_values
    replicates = seen.runs[seen.there]
    span = (
        f"{language.number(replicates.min())}–{language.number(replicates.max())}"
        if len(replicates) and np.ptp(replicates)
        else language.number(replicates[0])
        if len(replicates)
        else "–"
    )
    varied = [(one.heading(language), _values(one, language)) for one in seen.settings if one.place]
    design = {"grid": say("grid: all combinations"), "latin_hypercube": say("Latin hypercube"), "sobol": say("Sobol"),
              "list": say("listed points")}  # fmt: skip
    entries = results.entries()
    constant = [(swept_name(place, language, entries.get(place)), said(value, language))
                for place, value in constant_settings(results.points).items()]  # fmt: skip
    return [
        (say("Design"), design.get(str(given.get("design", "grid")), str(given.get("design")))),
        (say("Scenarios"), ", ".join(dict.fromkeys(seen.base))),
        (say("Points"), language.number(len(seen))),
        (say("Runs"), say("{runs} recorded; replicates a point: {span}; seed {seed}",
                          runs=language.number(int(_unique_runs(results, seen))), span=span, seed=seen.seed)),
        (say("What is kept"), say("{places}, by {period}", places=say("regions") if
            results.manifest["record"]["places"] == "region" else say("the nation"),
            period=say("quarter") if results.manifest["record"]["every"] == "quarter" else say("month"))),
        *varied,
        *constant,
        *own_rules(results.manifest, language),
    ]  # fmt: skip


def _values(one: Setting, language: Language) -> str:
    """The values of a setting: all where there are few, else how many and from where to where."""
    labels = one.labels(language)
    if one.levels and (len(labels) <= 6 or not one.numeric):
        return ", ".join(labels)
    low, high = (short_number(end(value for value in one.values if value is not None), language) for end in (min, max))
    number = language.number(len(set(one.values) - {None}))
    return language.text("{number} values from {low} to {high}", number=number, low=low, high=high)


def _unique_runs(results: SweepResults, seen: Points) -> int:
    """Points with the same numbers share their runs."""
    return int(pd.Series(seen.runs).groupby(results.points["point"].to_numpy()).first().sum())


def _file(called: str) -> str:
    """The name of the sweep file, as the folder is called after it."""
    return f"{re.sub(r'(-[0-9a-f]{8})?(-rules[0-9a-f]{8})?-seed[0-9]+(-sensitivity)?$', '', called)}.yaml"


def commands(results: SweepResults, file: str) -> dict[str, str]:
    """The commands that replay a point; {number} and {runs} stand for those of the point."""
    name = file.removesuffix(".yaml")
    scenario = f"{name}_point_{{number}}.yaml"
    # The points of a sensitivity analysis are those of its designs, which only its folder knows.
    made_by = results.called if results.called.endswith(SENSITIVITY) else file
    rules = rules_name(results.manifest)
    added = f" --rules {_quoted(rules)}" if rules else ""
    return {
        "file": scenario,
        "make": f"essaim sweep {_quoted(made_by)} --point {{number}} > {_quoted(scenario)}",
        "run": f"essaim run {_quoted(scenario)} --replicates {{runs}} --seed {results.manifest['seed']} --as-it-is"
        f"{added}",
    }


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.{}/-]+", text) else json.dumps(text, ensure_ascii=False)
