"""Several scenarios beside a base: what each gives more or less of, at what cost, where, and in what they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from simulation.charts.chart import Chart
from simulation.charts.difference_words import (
    FEWER,
    MORE,
    chance_difference_text,
    change_text,
    closing,
    difference_text,
    mean_text,
    measure_text,
    place_text,
    state,
)
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.compared_measures import PLANNERS_ASK, compared_named
from simulation.outcomes.compared_sides import ComparedSide, ForecastSide, told_apart, what_forbids
from simulation.outcomes.differences import Breakdown, Chance, chance_of, differences, last_month, pairs_of
from simulation.outcomes.provenance import titled
from simulation.outcomes.rows import records_of
from simulation.outcomes.waiting import diagnose, waiting
from simulation.outcomes.wording import aim_text, share_text
from simulation.report import difference_lines, difference_map
from simulation.report.contents import LETTERS, Group, Section, section
from simulation.report.decisions import month as month_text
from simulation.report.differing import Differing, differing

PERSONS, CASH = "active_facilitators", "money_cash"
"""What the closing sentences weigh against each other."""


@dataclass(frozen=True)
class Cell:
    """What one scenario has more than the base: the difference, its change in per cent, and whether it is clear."""

    text: str
    change: str = ""
    clear: bool = True


@dataclass(frozen=True)
class Line:
    """A measure, or a region: what the base has, and a cell for each other scenario."""

    name: str
    base: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """What stands above the charts.

    names: of the scenarios. closing: a sentence for each but the base. unpaired: why there are no paired differences;
    then what depends on them is empty. differing: by section. charts: what is drawn of the differences.
    """

    names: tuple[str, ...]
    month: str
    start: str
    pairs: str
    closing: tuple[str, ...]
    unpaired: tuple[str, ...]
    target: str
    lines: tuple[Line, ...]
    regions: tuple[Line, ...]
    waits: tuple[str, ...]
    differing: tuple[tuple[str, tuple[Differing, ...]], ...]
    charts: tuple[Section, ...]

    @property
    def group(self) -> Group:
        """The drawings, as a group of charts."""
        return Group("differences", "", self.charts)


def comparison(runs: Sequence[Results], language: Language, month: str | None = None) -> Comparison:
    """Compares these runs with the first, at a month, by default the last that all have."""
    sides = [ForecastSide(results) for results in runs]
    told_apart(sides)
    common = [one for one in sides[0].months if all(one in side.months for side in sides)]
    at = month or (common[-1] if common else sides[0].months[-1])
    forbidden = what_forbids(sides, at)
    pairs = pairs_of(len(sides), False)
    chance = None if forbidden else chance_of(sides, pairs)
    rows = differing(runs, language)
    nation = pd.DataFrame() if forbidden else differences(sides, pairs, _measures(), Breakdown(), at)
    by_region = None if forbidden else _by_region(sides, pairs, at)
    return Comparison(
        tuple(titled(language.name(results.scenario.name), results.manifest) for results in runs),
        month_text(at, language),
        month_text(sides[0].start, language),
        "" if forbidden else "–".join(str(count) for count in sorted(set(nation["pairs"]))[:: max(1, len(pairs))]),
        () if forbidden else tuple(closing_sentences(sides, pairs, at, language)),
        tuple(forbidden),
        "" if chance is None else "; ".join(aim_text(aim, language.code) for aim in chance.aims),
        () if forbidden else tuple(_lines(nation, chance, language)),
        () if by_region is None else tuple(_regions(by_region, language)),
        tuple(
            found.clause(language.code) if (found := diagnose(waiting(results))) else language.text("nobody waits")
            for results in runs
        ),
        tuple((name, tuple(held)) for name, held in groupby(rows, lambda row: row.section)),
        () if forbidden else tuple(_charts(runs, sides, pairs, by_region, at, language)),
    )


def _measures() -> list:
    return [compared_named(name) for name in PLANNERS_ASK]


def _by_region(sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]], month: str) -> pd.DataFrame | None:
    """Active facilitators by region; None where there is one region only, or not the same ones."""
    if len(sides[0].regions) < 2 or any(side.regions != sides[0].regions for side in sides):
        return None
    return differences(sides, pairs, [compared_named(PERSONS)], Breakdown(regions=True), month)


def closing_sentences(
    sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]], month: str | None, language: Language
) -> list[str]:
    """The closing sentence of each pair; none for points that do not keep active facilitators."""
    if any(side.lacks([PERSONS]) for side in sides):
        return []
    wanted = [compared_named(name) for name in (PERSONS, CASH) if not any(side.lacks([name]) for side in sides)]
    nation = differences(sides, pairs, wanted, Breakdown(), month)
    by_region = _by_region(sides, pairs, last_month(sides, month))
    found = []
    for base, other in pairs:
        rows = records_of(nation[(nation["base"] == base) & (nation["other"] == other)])
        regions = None
        if by_region is not None:
            regions = by_region[(by_region["base"] == base) & (by_region["other"] == other)]
        names = sides[base].title, sides[other].title
        found.append(closing(names, rows[0], rows[1] if len(rows) > 1 else None, regions, language))
    return found


def _lines(nation: pd.DataFrame, chance: Chance | None, language: Language) -> list[Line]:
    found = []
    for measure, rows in nation.groupby("measure", sort=False):
        held = records_of(rows)
        found.append(
            Line(
                measure_text(str(measure), language),
                mean_text(held[0]["first"], held[0]["unit"], language),
                tuple(_cell(row, language) for row in held),
            )
        )
    if chance is not None and chance.met[0] is not None:
        cells = []
        for other, met in enumerate(chance.met[1:], start=1):
            if met is None or (0, other) not in chance.apart:
                cells.append(Cell(language.text("not simulated"), clear=False))
                continue
            apart = chance.apart[0, other]
            cells.append(
                Cell(share_text(met, language.code), chance_difference_text(apart, language),
                     not apart.low <= 0 <= apart.high)
            )  # fmt: skip
        found.insert(0, Line(language.text("Chance that the target is met"), share_text(chance.met[0], language.code),
                             tuple(cells)))  # fmt: skip
    return found


def _cell(row: dict, language: Language) -> Cell:
    return Cell(difference_text(row, language), change_text(row, language), state(row) in (MORE, FEWER))


def _regions(by_region: pd.DataFrame, language: Language) -> list[Line]:
    found = []
    for place, rows in by_region.groupby("place", sort=False):
        held = records_of(rows)
        base = mean_text(held[0]["first"], held[0]["unit"], language)
        found.append(Line(place_text(str(place), language), base, tuple(_cell(row, language) for row in held)))
    return found


def _charts(
    runs: Sequence[Results], sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]],
    by_region: pd.DataFrame | None, month: str, language: Language,
) -> list[Section]:  # fmt: skip
    """The map of each scenario, and the growth of all differences."""
    found = []
    if by_region is not None:
        made = [
            difference_map.places((LETTERS[0], LETTERS[other]), by_region[by_region["other"] == other])
            for _, other in pairs
        ]
        left = iter(made)
        tiles: Chart[Results, difference_map.Places] = Chart(
            difference_map.NAME, lambda _: next(left), difference_map.words, difference_map.table, difference_map.draw
        )
        found.append(section(tiles, runs[1:], language))
    quarters = differences(sides, pairs, [compared_named(PERSONS)], Breakdown("quarter"), month)
    lines = difference_lines.Lines(quarters, LETTERS[0], {other: LETTERS[other] for _, other in pairs})
    growth: Chart[Results, difference_lines.Lines] = Chart(
        difference_lines.NAME, lambda _: lines, difference_lines.words, difference_lines.table, difference_lines.draw
    )
    return [*found, section(growth, runs[:1], language)]
