"""Several scenarios side by side: their headline figures, and which assumptions they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.common.columns import ACTIVITY_COLUMNS
from simulation.outcomes.decision import goal
from simulation.outcomes.headline import number_text, rounded
from simulation.outcomes.measures import Share, limit_label, main_limit, nation
from simulation.outcomes.provenance import titled
from simulation.report.assumptions import assumptions
from simulation.report.contents import LETTERS
from simulation.report.decisions import as_sentence, chance_text, month

MONEY = tuple(column.name for column in ACTIVITY_COLUMNS if column.name.startswith("money_"))


@dataclass(frozen=True)
class Row:
    """The headline figures of one scenario."""

    letter: str
    name: str
    chance: str
    """Probability of the target, as text."""
    amounts: tuple[tuple[str, str], ...]
    """Median and 80 % interval of active facilitators, persons reached, and money spent."""
    limit: str


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
    met = [_met(results) for results in runs]
    ends = [_end(results, "active_facilitators") for results in runs]
    rows = [
        Row(
            letter,
            titled(results.scenario.name, results.manifest),
            chance_text(chance, len(results.replicates), language),
            tuple(
                _known(values, language)
                for values in (end, _end(results, "reached"), sum(results.national(*MONEY).values()).sum(axis=1))
            ),
            limit_label(main_limit(nation(results).held_back), language.code),
        )
        for letter, results, chance, end in zip(LETTERS, runs, met, ends, strict=False)
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
    seen = goal(results)
    return seen.met if seen else None


def _end(results: Results, measure: str) -> np.ndarray:
    return results.national(measure)[measure][:, -1]


def _known(values: np.ndarray, language: Language) -> tuple[str, str]:
    low, median, high = (float(quantile) for quantile in np.quantile(values, [0.1, 0.5, 0.9]))
    shown = [number_text(number, language.code) for number in rounded(median, low, high)]
    return shown[0], "–".join(shown[1:])


def _lead(runs: Sequence[Results], rows: list[Row], met: list[Share | None], language: Language) -> list[str]:
    say = language.text
    medians = [float(np.median(_end(results, "active_facilitators"))) for results in runs]
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
    targets = {(results.scenario.target.value, results.scenario.target.month, results.scenario.target.measure)
               for results in runs if results.scenario.target}  # fmt: skip
    if len(known) > 1 and len(targets) == 1:
        low, high = min(known, key=lambda pair: pair[0])[1], max(known, key=lambda pair: pair[0])[1]
        told.append(
            say(
                "the target is met with probability {low} in {least} and {high} in {most}",
                low=low.chance, high=high.chance, least=low.letter, most=high.letter,
            )
        )  # fmt: skip
    elif len(targets) > 1:
        told.append(say("the scenarios have different targets, so their probabilities do not compare"))
    return [
        as_sentence(say("; ").join(told)),
        say(
            "Scenarios differ in what was changed in them and in chance. The main limit is what held growth back in "
            "each, not what would help most."
        ),
    ]
