"""What would help most: a race of single changes, a search on the run's own seeds, then the best on fresh seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.outcomes.measured import measure_named
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.thinning import MEASURES
from simulation.outcomes.value import COSTS, Value
from simulation.outcomes.value_units import RATIO
from simulation.planning.changes import Cell, Change, Changes, LeftOut, usual_cell
from simulation.planning.judging import for_money, mean_of, verdict
from simulation.planning.pairs import ALWAYS, FRESH, Bench, Outcomes, Pairs, Stretch
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint

SEARCH, FINAL, FINALISTS, FRUGAL = 60, 400, 4, 2
"""Pairs of each change in the search; pairs of those that are looked at again; how many these are: those with the
largest gains, and those with the largest for their money."""

type RunPairs = Callable[[str, Pairs], SweepResults]
"""Runs a request, under a label for progress, and opens its results."""


@dataclass(frozen=True)
class Question:
    """What is asked: a measure by a month, of changes in a cell, with so many pairs.

    search: pairs of each change on the run's own seeds, from which some are chosen, `finalists` by gain and `frugal` by
    gain for money; 0: all are looked at on fresh seeds. final: pairs on fresh seeds.
    """

    measure: str
    month: str
    cell: Cell
    search: int = SEARCH
    final: int = FINAL
    finalists: int = FINALISTS
    frugal: int = FRUGAL

    @property
    def measures(self) -> tuple[str, ...]:
        """All measures that are told, the one that is asked for first, costs last."""
        return tuple(dict.fromkeys([self.measure, *ALWAYS, *COSTS]))


def usual_question(scenario: Scenario, **others: Any) -> Question:
    """The measure and month of the target, where it adds over places and is simulated; else active facilitators at the
    end. others: as of `Question`.
    """
    target = scenario.target
    measure = target.measure if target and target.measure in MEASURES else "active_facilitators"
    month = min(target.month, scenario.end) if target else scenario.end
    given: dict[str, Any] = {"measure": measure, "month": month, "cell": usual_cell(scenario)}
    return Question(**given | others)


@dataclass(frozen=True)
class Found:
    """What a change comes to. values: float64, pairs × measures, for one unit; replicates: int64, pairs.

    period: in place of that of the change, where it is of several together.
    """

    change: Change
    values: np.ndarray
    replicates: np.ndarray
    fresh: bool
    period: str | None = None

    @property
    def costs(self) -> np.ndarray:
        """Cash and valued time: float64, pairs, in euros."""
        return self.values[:, -len(COSTS) :].sum(axis=1)

    @property
    def ratio(self) -> np.ndarray | None:
        """The gain of the measure asked for, for money; None where the cost is not known well enough."""
        return for_money(self.values[:, 0], self.costs, RATIO)


def race(bench: Bench, question: Question, run: RunPairs) -> Value:
    """Runs the race and judges it. Raises RunError, ResultsError."""
    changes = Changes(bench.forecast.scenario)
    made = [changes.of(unit, question.cell) for unit in changes.units()]
    running = [one for one in made if isinstance(one, Change)]
    found: dict[str, Found] = {}
    stretches: list[Stretch] = []
    runs = failed = 0
    finalists = [one.unit.name for one in running]
    if running and question.search:
        stretches = _stretches(running, 0, question.search)
        results = run("search", bench.request(stretches))
        found = _read(results, running, question, 0, question.search)
        finalists = _finalists(found, question)
    if finalists:
        again = [one for one in running if one.unit.name in finalists]
        # Both parts stay in the folder, so that all its runs have their point.
        stretches += _stretches(again, FRESH, question.final)
        results = run("fresh seeds", bench.request(stretches))
        found |= _read(results, again, question, FRESH, question.final)
        runs, failed = results.manifest["runs"], results.manifest["failed"]
    left = [one for one in made if isinstance(one, LeftOut)]
    return Value(table_of(list(found.values()), question), _record(
        bench, question, found, finalists, left, runs, failed
    ))  # fmt: skip


def _stretches(changes: Sequence[Change], first: int, pairs: int) -> list[Stretch]:
    return [Stretch(None, first, pairs), *(Stretch(one, first, pairs) for one in changes)]


def _read(
    results: SweepResults, changes: Sequence[Change], question: Question, first: int, pairs: int
) -> dict[str, Found]:
    outcomes = Outcomes(results, question.measures, question.month)
    base = str(results.points["point"].iloc[0])
    sides = {one.unit.name: outcomes.differences(base, fingerprint(one.scenario), first, pairs) for one in changes}
    # The same pairs of all, so that changes can be told apart pair by pair.
    common = set.intersection(*(set(replicates.tolist()) for replicates, _ in sides.values()))
    return {
        one.unit.name: Found(one, values[kept] / one.units, replicates[kept], first == FRESH)
        for one in changes
        for replicates, values in [sides[one.unit.name]]
        for kept in [np.isin(replicates, list(common))]
    }


def _finalists(found: dict[str, Found], question: Question) -> list[str]:
    """Those with the largest gains, and those with the largest for their money, reckoned at the upper end of the cost:
    what costs little is not known to the euro after a search.
    """
    whole = {name: one for name, one in found.items() if len(one.values) > 1}
    gains = {name: one.values[:, 0].mean() for name, one in whole.items()}
    ratios = {name: gains[name] / max(1.0, mean_of(one.costs).high) for name, one in whole.items()}
    best = sorted(gains, key=lambda name: -gains[name])[: question.finalists]
    frugal = sorted(ratios, key=lambda name: -ratios[name])[: question.frugal]
    return list(dict.fromkeys([*best, *(name for name in frugal if gains[name] > 0)]))


def rows_of(found: Found, measures: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a change, one a measure, without `clear`."""
    rows, costs, cell = [], found.costs, found.change.cell
    for number, measure in enumerate(measures):
        values = found.values[:, number]
        mean = mean_of(values)
        ratio = None if measure in COSTS else for_money(values, costs, RATIO)
        money = mean_of(ratio) if ratio is not None else mean_of(np.zeros(0))
        rows.append({
            "change": found.change.unit.name, "place": cell.place or "",
            "period": cell.period if found.period is None else found.period, "measure": measure,
            "gain": mean.mean, "gain_low": mean.low, "gain_high": mean.high,
            "more": float((values > 0).mean()) if len(values) else np.nan,
            "fewer": float((values < 0).mean()) if len(values) else np.nan,
            "for_money": money.mean, "for_money_low": money.low, "for_money_high": money.high,
            "pairs": len(values), "fresh": found.fresh,
        })  # fmt: skip
    return rows


def table_of(found: Sequence[Found], question: Question) -> pd.DataFrame:
    """One row a change and measure."""
    rows = [row | {"clear": row["gain_low"] > 0 or row["gain_high"] < 0}
            for one in found for row in rows_of(one, question.measures)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = [
    "change", "place", "period", "measure", "gain", "gain_low", "gain_high", "more", "fewer", "for_money",
    "for_money_low", "for_money_high", "pairs", "fresh", "clear",
]  # fmt: skip


def _record(
    bench: Bench, question: Question, found: dict[str, Found], finalists: Sequence[str], left: Sequence[LeftOut],
    runs: int, failed: int,
) -> dict[str, Any]:  # fmt: skip
    last = {name: found[name] for name in finalists}
    gains = verdict({name: one.values[:, 0] for name, one in last.items()})
    ratios = {name: ratio for name, one in last.items() if (ratio := one.ratio) is not None}
    return {
        "about": bench.about,
        "scenario": {"name": bench.forecast.scenario.name, "called": bench.name},
        "seed": bench.forecast.seed,
        "measure": question.measure,
        "stock": measure_named(question.measure).kind == "stock",
        "month": question.month,
        "from": question.cell.first,
        "search_pairs": question.search,
        "pairs": question.final,
        "fresh_from": FRESH,
        "runs": runs,
        "failed": failed,
        "finalists": list(finalists),
        "gain": vars(gains),
        "for_money": vars(verdict(ratios)),
        "left_out": [
            {"change": one.unit.name, "reason": one.reason, "words": one.words} for one in left
        ],
    }  # fmt: skip
