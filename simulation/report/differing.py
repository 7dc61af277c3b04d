"""Everything in which scenarios differ, from their files: levers, prices, uncertainties, the start, the target."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.charts.language import NARROW_SPACE, Language
from simulation.charts.setting_names import field_text, section_name, setting_name, unit_name, word_text
from simulation.charts.source import Results
from simulation.charts.sweeps.settings import short_number
from simulation.outcomes.wording import aim_text
from simulation.report.assumptions import own_rules
from simulation.scenario.description import described_at
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

MOST_ENTRIES = 8
"""Entries of a list written out one by one; of longer lists the others are counted."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NO_NUMBERS = ("name", "description", "vocabulary")
_WHOLE = ("target", "population")


@dataclass(frozen=True)
class Differing:
    """One setting that is not the same in all scenarios: section, name, unit and a value for each scenario.

    changed: for each scenario, whether its value is another than the first one's.
    """

    path: str
    section: str
    name: str
    unit: str
    values: tuple[str, ...]
    changed: tuple[bool, ...]


def differing(runs: Sequence[Results], language: Language) -> list[Differing]:
    """All settings that differ, in the order of the scenario files; then what differs in how they were run."""
    scenarios = [results.scenario for results in runs]
    plain = [_settings(plain_scenario(scenario)) for scenario in scenarios]
    found = []
    for path in dict.fromkeys(path for one in plain for path in one):
        values = [one.get(path) for one in plain]
        if all(value == values[0] for value in values):
            continue
        if path == "target":
            texts = [_target(scenario, language) for scenario in scenarios]
        elif all(isinstance(value, list) or value is None for value in values) and _of_entries(values):
            texts = _entries(values, language)
        else:
            texts = [value_text(value, language) for value in values]
        found.append(_made(path, texts, [value != values[0] for value in values], language))
    return found + _run(runs, language)


def _made(path: str, texts: Sequence[str], changed: Sequence[bool], language: Language) -> Differing:
    unit = ""
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        unit = unit or described_at(tuple(steps[:end])).get("unit", "")
    return Differing(
        path, section_name(path, language), setting_name(path, language), unit_name(unit, language), tuple(texts),
        tuple(changed),
    )  # fmt: skip


def _settings(value: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Settings by their place; an uncertainty and a price is one, without its source."""
    found: dict[str, Any] = {}
    for key, held in value.items():
        field = f"{path}.{key}" if path else key
        if field in _NO_NUMBERS:
            continue
        if path in ("uncertainties", "prices"):
            found[field] = {name: part for name, part in held.items() if name != "source"}
        elif isinstance(held, dict) and held and field not in _WHOLE:
            found |= _settings(held, field)
        elif held != {}:
            found[field] = held
    return found


def _target(scenario: Scenario, language: Language) -> str:
    if scenario.target is None:
        return language.text("none")
    return "; ".join(aim_text(aim, language.code) for aim in scenario.target.together())


def _of_entries(values: Sequence[Any]) -> bool:
    """Whether these are lists of entries, and not the dated steps of one value."""
    entries = [entry for value in values for entry in value or ()]
    return all(isinstance(entry, dict) and not _is_step(entry) for entry in entries)


def _is_step(entry: Any) -> bool:
    return isinstance(entry, dict) and {"from", "value"} <= entry.keys() <= {"from", "value", "over"}


def _entries(values: Sequence[Any], language: Language) -> list[str]:
    """Of each list, the entries that are not in all; how many are, is said."""
    say = language.text
    lists = [value or [] for value in values]
    common = [entry for entry in lists[0] if all(entry in others for others in lists)]
    texts = []
    for entries in lists:
        own = [entry for entry in entries if entry not in common]
        parts = [_entry(entry, language) for entry in own[:MOST_ENTRIES]]
        if len(own) > MOST_ENTRIES:
            parts.append(say("and {number} others", number=len(own) - MOST_ENTRIES))
        if common and own:
            parts.append(say("beside {number} that all have", number=len(common)))
        elif common:
            parts.append(say("only the {number} that all have", number=len(common)))
        texts.append("; ".join(parts) or say("none"))
    return texts


def _entry(entry: dict[str, Any], language: Language) -> str:
    """One entry of a list; what it leaves open is not told."""
    told = {name: value for name, value in entry.items() if value not in (None, {}, 0, False, [])}
    return ", ".join(f"{field_text(name, language)} {value_text(value, language)}" for name, value in told.items())


def value_text(value: Any, language: Language) -> str:
    """A value of a scenario file for readers."""
    say = language.text
    if value is None:
        return say("none")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, (int, float)):
        return short_number(value, language)
    if isinstance(value, str):
        return (
            language.short_month(pd.Timestamp(f"{value}-01")) if _MONTH.fullmatch(value) else word_text(value, language)
        )
    if isinstance(value, list):
        if value and all(map(_is_step, value)):
            return "; ".join(_step(step, at, language) for at, step in enumerate(value))
        return ", ".join(value_text(one, language) for one in value) or say("none")
    if value.keys() >= {"best", "distribution"}:
        return _uncertain(value, language)
    if value.keys() == {"value", "year"}:
        return say("{value} (prices of {year})", value=value_text(value["value"], language), year=value["year"])
    return ", ".join(f"{field_text(name, language)} {value_text(one, language)}" for name, one in value.items())


def _step(step: dict[str, Any], at: int, language: Language) -> str:
    value = value_text(step["value"], language)
    if at == 0:
        # The first value holds before its month, too.
        return value
    month = value_text(step["from"], language)
    if step.get("over"):
        return language.text("{value} from {month}, over {months} months", value=value, month=month,
                             months=step["over"])  # fmt: skip
    return language.text("{value} from {month}", value=value, month=month)


def _uncertain(value: dict[str, Any], language: Language) -> str:
    say, best = language.text, value_text(value["best"], language)
    drawn = {name: part for name, part in value["distribution"].items() if name != "kind"}
    kind = word_text(value["distribution"]["kind"], language)
    if {"low", "high"} <= drawn.keys():
        ends = {name: value_text(drawn[name], language) for name in ("low", "high")}
        return say("{best} ({low} to {high}, {kind})", best=best, kind=kind, **ends)
    rest = "".join(f"{NARROW_SPACE}{value_text(part, language)}" for part in drawn.values())
    return f"{best} ({kind}{rest})"


def _run(runs: Sequence[Results], language: Language) -> list[Differing]:
    """What differs beside the scenario: replicates, seed, best values, posterior, rules of one's own, version."""
    say = language.text
    rows = {
        say("simulated futures"): [language.number(len(results.replicates)) for results in runs],
        say("seed"): [str(results.manifest["seed"]) for results in runs],
        say("uncertainties at their best values"): [
            value_text(bool(results.manifest["best_values"]), language) for results in runs
        ],
        say("posterior"): [
            f"{used['case']} {used['fingerprint'][:8]}" if (used := results.manifest.get("posterior")) else say("none")
            for results in runs
        ],
        say("Added rules"): [
            "; ".join(value for _, value in own_rules(results.manifest, language)) or say("none") for results in runs
        ],
        say("version of the model"): [(results.manifest.get("code") or {}).get("fingerprint", "–")[:8]
                                      for results in runs],
    }  # fmt: skip
    return [
        Differing("run", section_name("run", language), name, "", tuple(values),
                  tuple(value != values[0] for value in values))
        for name, values in rows.items()
        if len(set(values)) > 1
    ]  # fmt: skip
