"""Several scenarios side by side: their headline figures, and which assumptions they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.measures import Share
from simulation.outcomes.provenance import titled
from simulation.outcomes.targets import targets, together
from simulation.outcomes.waiting import diagnose, waiting
from simulation.outcomes.wording import number_text, rounded
from simulation.report.assumptions import assumptions
from simulation.report.contents import LETTERS
from simulation.report.decisions import as_sentence, chance_text, month

AT_THE_END = ("active_facilitators", "network_members", "people_reached")
IN_ALL = ("sessions", "money_cash", "money_valued_time")


@dataclass(frozen=True)
class Row:
    """The headline figures of one scenario."""

    letter: str
    name: str
    chance: str
    """How likely the target is met, all of them where there are several, as text."""
    amounts: tuple[tuple[str, str], ...]
    """Median and 80 % interval of AT_THE_END, then of IN_ALL."""
    waits: str
    """Who waits most, and for want of what."""


@dataclass(frozen=True)
class Comparison:
    """What stands above the charts and, of the assumptions, what is the same and what differs."""

    lead: list[str]
    rows: list[Row]
    same: list[tuple[str, str]]
    different: list[tuple[str, list[str]]]
    """A name, and a value for each scenario."""


def comparison(runs: Sequence[Results], language: Language) -> Comparison:
    """The headline figures of these runs, and their assumptions."""
    say = language.text
    met = [_met(results) for results in runs]
    rows = [
        Row(
            letter,
            titled(results.scenario.name, results.manifest),
            chance_text(chance, language),
            tuple(_known(values, language) for values in _figures(results)),
            diagnosis.clause(language.code) if (diagnosis := diagnose(waiting(results))) else say("nobody waits"),
        )
        for letter, results, chance in zip(LETTERS, runs, met, strict=False)
    ]
    said = [dict(assumptions(results, language)) for results in runs]
    names = list(dict.fromkeys(name for one in said for name in one))
    values = {name: [one.get(name, "–") for one in said] for name in names}
    return Comparison(
        _lead(runs, rows, met, language),
        rows,
        [(name, of[0]) for name, of in values.items() if len(set(of)) == 1],
        [(name, of) for name, of in values.items() if len(set(of)) > 1],
    )


def _met(results: Results) -> Share | None:
    return together(targets(results))


def _figures(results: Results) -> list[np.ndarray]:
    """Of each future, stocks at the end and flows over the whole time."""
    read = results.national(*AT_THE_END, *IN_ALL)
    return [read[name][:, -1] for name in AT_THE_END] + [read[name].sum(axis=1) for name in IN_ALL]


def _known(values: np.ndarray, language: Language) -> tuple[str, str]:
    low, median, high = (float(quantile) for quantile in np.quantile(values, [0.1, 0.5, 0.9]))
    shown = [number_text(number, language.code) for number in rounded(median, low, high)]
    return shown[0], "–".join(shown[1:])


def _lead(runs: Sequence[Results], rows: list[Row], met: list[Share | None], language: Language) -> list[str]:
    say = language.text
    medians = [float(np.median(_figures(results)[0])) for results in runs]
    most, least = int(np.argmax(medians)), int(np.argmin(medians))
    until = sorted({results.scenario.end for results in runs})
    facts = {
        "high": rows[most].amounts[0][0],
        "low": rows[least].amounts[0][0],
        "most": rows[most].letter,
        "least": rows[least].letter,
        "month": month(until[-1], language),
    }
    if len(until) == 1:
        told = [say("about {low} active facilitators in {least}, {high} in {most}, at the end of {month}", **facts)]
    else:
        told = [say("about {low} active facilitators in {least}, {high} in {most}, each at its own end", **facts)]
    known = [(share.value, row) for share, row in zip(met, rows, strict=True) if share]
    aims = {results.scenario.target.together() for results in runs if results.scenario.target}
    if len(known) > 1 and len(aims) == 1:
        low, high = min(known, key=lambda pair: pair[0])[1], max(known, key=lambda pair: pair[0])[1]
        facts = {"low": low.chance, "high": high.chance, "least": low.letter, "most": high.letter}
        if len(next(iter(aims))) == 1:
            told.append(say("chance that the target is met: {low} ({least}) to {high} ({most})", **facts))
        else:
            told.append(say("chance that all targets are met: {low} ({least}) to {high} ({most})", **facts))
    elif len(aims) > 1:
        told.append(say("the scenarios have different targets, so their chances do not compare"))
    return [
        as_sentence(say("; ").join(told)),
        say(
            "Scenarios differ in what was changed in them and in chance. Who waits most, and for want of what, does "
            "not say what would help most."
        ),
    ]
