"""Where a page comes from: who made it and when, from which code, scenario and seed, and how to cite it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.provenance import titled

DIGITS = 8
"""Digits of a fingerprint that are shown."""
LICENCE = "MIT"
"""Licence of the code."""


@dataclass(frozen=True)
class Provenance:
    """Sentences and pairs for the page."""

    line: str
    """One line beneath the title: date, author, version, seed, number of futures."""
    pairs: tuple[tuple[str, str], ...]
    cite: str
    source: str
    """Beneath each chart: source, version, licence."""


def made_on(manifest: dict[str, Any]) -> date:
    """The day on which the run ended: a page is dated by its results, so that the same results give the same page."""
    return date.fromisoformat((manifest.get("finished") or manifest["created"])[:10])


def provenance(results: Results, language: Language, author: str = "") -> Provenance:
    """Of a page of these results; author: who made it, as that person says."""
    say, manifest = language.text, results.manifest
    code = manifest["code"]
    name = titled(results.scenario.name, manifest)
    facts = {
        "day": format_date(made_on(manifest), "d MMMM y", locale=language.code),
        "author": author,
        "name": name,
        "version": code["version"],
        "code": code["fingerprint"][:DIGITS],
        "scenario": manifest["scenario"]["fingerprint"][:DIGITS],
        "seed": manifest["seed"],
        "number": language.number(len(results.replicates)),
        "year": made_on(manifest).year,
    }
    line = say("Run on {day} with Essaim {version}; {number} simulated futures, seed {seed}.", **facts)
    if author:
        line = say("By {author}. {line}", author=author, line=line)
    pairs = [
        (say("Date of the run"), facts["day"]),
        (say("Made by"), author or say("not named")),
        (say("Code"), say("Essaim {version}, fingerprint {code}", **facts)),
        (say("Scenario"), say("fingerprint {scenario}", **facts)),
        (say("Chance"), say("seed {seed}, {number} simulated futures", **facts)),
    ]
    cite = (
        say("{author} ({year}). {name}. Forecast of {day} made with Essaim {version} (code {code}, scenario "
            "{scenario}, seed {seed}).", **facts)
        if author
        else say("{name} ({year}). Forecast of {day} made with Essaim {version} (code {code}, scenario {scenario}, "
                 "seed {seed}).", **facts)
    )  # fmt: skip
    source = say("Source: simulation with Essaim {version} (code {code}, licence {licence}), scenario {scenario}, "
                 "{day}.", licence=LICENCE, **facts)  # fmt: skip
    if results.scenario.population == "france":
        source += " " + say("Headcounts: Insee and others, Licence Ouverte of Etalab.")
    return Provenance(line, tuple(pairs), cite, source)
