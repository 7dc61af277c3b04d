"""What one more of each unit is worth by region, year and quarter, as finely as the time allows.

Step by step, in an order that does not depend on time: first each unit in each region and year, on seeds of the search;
then the cells that look best, on fresh seeds: their quarters if these are asked for, then more pairs for the better
half of them, and again. Time decides only after which step it ends, and every cell says how many pairs it has.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simulation.outcomes.measured import measure_named
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.value import Value
from simulation.outcomes.value_units import Unit
from simulation.planning.changes import YEAR, Cell, Change, Changes, LeftOut, quarters_of, years_of
from simulation.planning.helping import COLUMNS, Found, Question, RunPairs, rows_of
from simulation.planning.judging import clear_of_chance
from simulation.planning.pairs import FRESH, Bench, Outcomes, Stretch
from simulation.scenario.levers import NATIONAL
from simulation.scenario.quantities import month_number
from simulation.scenario.writing import fingerprint

PAIRS = 60
"""Pairs of each cell in the first step; in later ones twice, four times as many, and so on."""
LEADING = 24
"""Cells that are looked at again, those with the largest gains by unit; then the better half of them, and again."""
ROUNDS = 4
"""Steps with more pairs: after these the leading cells have some hundreds."""
REGION, YEAR_OF, QUARTER_OF = "region", "year", "quarter"


@dataclass(frozen=True)
class Places:
    """What is asked: the question, whether quarters too, and minutes. pairs: of each cell in the first step."""

    question: Question
    quarters: bool
    minutes: float
    pairs: int = PAIRS


class Ranking:
    """One run of the command: what was made so far, and what it came to."""

    def __init__(self, bench: Bench, asked: Places, run: RunPairs, begun: float) -> None:
        self.bench, self.asked, self.begun = bench, asked, begun
        self._run = run
        self.stretches: list[Stretch] = []
        self.search: dict[tuple[str, str, str], Found] = {}
        self.fresh: dict[tuple[str, str, str], Found] = {}
        self.left: list[LeftOut] = []
        self.steps: list[str] = []
        self.planned = 0
        self.results: SweepResults | None = None

    @property
    def time_left(self) -> bool:
        """Whether another step may begin."""
        return time.monotonic() - self.begun < 60 * self.asked.minutes

    def step(self, label: str, changes: Sequence[Change], first: int, pairs: int) -> bool:
        """Runs some changes with so many pairs, if there is time; whether it did."""
        if not changes:
            return True
        self.planned += 1
        if self.steps and not self.time_left:
            return False
        bases = [one for one in self.stretches if one.change is None]
        if not any(one.first == first and one.pairs >= pairs for one in bases):
            # The first of all stays in its place: the points' first row is the base.
            self.stretches = [one for one in self.stretches if not (one.change is None and one.first == first)]
            self.stretches.insert(0 if first == 0 else 1, Stretch(None, first, pairs))
        self.stretches = [
            one for one in self.stretches
            if one.change is None or one.first != first or not any(one.change is change for change in changes)
        ]  # fmt: skip
        self.stretches += [Stretch(one, first, pairs) for one in changes]
        self.results = self._run(label, self.bench.request(self.stretches))
        self._read(self.results, changes, first, pairs)
        self.steps.append(label)
        return True

    def _read(self, results: SweepResults, changes: Sequence[Change], first: int, pairs: int) -> None:
        question = self.asked.question
        outcomes = Outcomes(results, question.measures, question.month)
        base = fingerprint(self.bench.forecast.scenario)
        found = self.fresh if first == FRESH else self.search
        for one in changes:
            replicates, values = outcomes.differences(base, fingerprint(one.scenario), first, pairs)
            found[key_of(one)] = Found(one, values / one.units, replicates, first == FRESH)


def key_of(change: Change) -> tuple[str, str, str]:
    """Unit, place and period."""
    return change.unit.name, change.cell.place or "", change.cell.period


def rank(bench: Bench, asked: Places, run: RunPairs, begun: float) -> Value:
    """Values all units by place and period. begun: since when the minutes count. Raises RunError, ResultsError."""
    changes = Changes(bench.forecast.scenario)
    ranking = Ranking(bench, asked, run, begun)
    for unit in changes.units():
        made = [changes.of(unit, cell) for cell in _cells(changes, asked.question, unit)]
        ranking.left += _first_of_each([one for one in made if isinstance(one, LeftOut)])
        ranking.step(unit.name, [one for one in made if isinstance(one, Change)], 0, asked.pairs)
    _refine(ranking, changes)
    return Value(table_by_place(ranking), _record(ranking))


def _cells(changes: Changes, question: Question, unit: Unit) -> list[Cell]:
    """Regions, and for what can be there the national place, by calendar years; the last one ends a year before the
    month in question.
    """
    until = month_number(question.month) - YEAR
    years = [one for one in years_of(None, question.cell.first, changes.scenario.end)
             if month_number(one.last) <= until]  # fmt: skip
    places = (*changes.regions, NATIONAL) if unit.where == "place" else changes.regions
    return [replace(one, place=place) for place in places for one in years]


def _first_of_each(left: Sequence[LeftOut]) -> list[LeftOut]:
    """One for each reason and, where trainers are missing, place."""
    found: dict[tuple[str, str | None], LeftOut] = {}
    for one in left:
        found.setdefault((one.reason, one.cell.place if one.reason == "no trainers" else None), one)
    return list(found.values())


def _refine(ranking: Ranking, changes: Changes) -> None:
    """The leading cells again on fresh seeds, by quarter if that is asked for; then ever fewer with ever more pairs."""
    asked = ranking.asked
    leading = _leading(list(ranking.search.values()), LEADING)
    if asked.quarters:
        parts = [changes.of(one.change.unit, cell) for one in leading for cell in quarters_of(one.change.cell)]
        chosen = [one for one in parts if isinstance(one, Change)]
    else:
        chosen = [one.change for one in leading]
    pairs = asked.pairs
    for number in range(ROUNDS):
        if not ranking.step(f"fresh seeds, {pairs} pairs", chosen, FRESH, pairs):
            return
        better = _leading([ranking.fresh[key_of(one)] for one in chosen], max(1, len(chosen) // 2))
        chosen, pairs = [one.change for one in better], pairs * 2
        if number + 2 < ROUNDS and len(chosen) == 1:
            return


def _leading(found: Sequence[Found], number: int) -> list[Found]:
    """Those that stand out most from chance, by gain over its error; the first ones of equal."""

    def height(one: Found) -> float:
        gains = one.values[:, 0]
        error = gains.std(ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else np.inf
        return gains.mean() / error if error > 0 else (np.inf if gains.mean() > 0 else -np.inf)

    positive = [one for one in found if len(one.values) > 1 and one.values[:, 0].mean() > 0]
    return sorted(positive, key=height, reverse=True)[:number]


def table_by_place(ranking: Ranking) -> pd.DataFrame:
    """Rows of all cells; `clear` so that of the clear cells of a measure at most one in twenty is chance."""
    measures = ranking.asked.question.measures
    searched = [one for key, one in ranking.search.items() if key not in ranking.fresh]
    found = [*_whole(ranking), *searched, *ranking.fresh.values()]
    rows = [row for one in found for row in rows_of(one, measures)]
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    table["clear"] = False
    for number, measure in enumerate(measures):
        is_clear = clear_of_chance([one.values[:, number] for one in found])
        table.loc[table.measure == measure, "clear"] = is_clear
    return table


def _whole(ranking: Ranking) -> list[Found]:
    """One more in a place, whenever it is: the mean of its years, pair by pair; their period is empty."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for (unit, place, _), one in ranking.search.items():
        groups.setdefault((unit, place), []).append(one)
    return [_together(group) for group in groups.values()]


def _together(group: Sequence[Found]) -> Found:
    common = group[0].replicates
    for one in group[1:]:
        common = np.intersect1d(common, one.replicates)
    values = np.mean([one.values[np.isin(one.replicates, common)] for one in group], axis=0)
    return Found(group[0].change, values, common, False, period="")


def _record(ranking: Ranking) -> dict[str, Any]:
    asked, bench = ranking.asked, ranking.bench
    told = ranking.results.manifest if ranking.results is not None else {"runs": 0, "failed": 0}
    return {
        "about": bench.about,
        "scenario": {"name": bench.forecast.scenario.name, "called": bench.name},
        "seed": bench.forecast.seed,
        "measure": asked.question.measure,
        "stock": measure_named(asked.question.measure).kind == "stock",
        "month": asked.question.month,
        "from": asked.question.cell.first,
        "by": [REGION, QUARTER_OF] if asked.quarters else [REGION],
        "pairs": asked.pairs,
        "steps": ranking.steps,
        "steps_planned": ranking.planned,
        "runs": told["runs"],
        "failed": told["failed"],
        "left_out": [
            {"change": one.unit.name, "place": one.cell.place or "", "reason": one.reason, "words": one.words}
            for one in ranking.left
        ],
    }  # fmt: skip
