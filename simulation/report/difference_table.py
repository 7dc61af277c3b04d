"""Differences as readers get them: the closing sentences, and a table for a file."""

from collections.abc import Sequence

import pandas as pd

from simulation.charts.difference_words import (
    FEWER,
    MORE,
    SAME,
    UNCLEAR,
    closing,
    label,
    place_text,
    state,
    unit_text,
)
from simulation.charts.language import Language
from simulation.outcomes.compared_measures import compared_named
from simulation.outcomes.compared_sides import ComparedSide
from simulation.outcomes.differences import Breakdown, Chance, differences
from simulation.outcomes.wording import aim_text

PERSONS, CASH = "active_facilitators", "money_cash"
"""What the closing sentences weigh against each other."""


def closing_sentences(
    sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]], month: str | None, language: Language
) -> list[str]:
    """The closing sentence of each pair; none for points that do not keep active facilitators."""
    if any(side.lacks([PERSONS]) for side in sides):
        return []
    wanted = [compared_named(name) for name in (PERSONS, CASH) if not any(side.lacks([name]) for side in sides)]
    nation = differences(sides, pairs, wanted, Breakdown(), month)
    placed = all(side.regions == sides[0].regions != () for side in sides)
    by_region = differences(sides, pairs, wanted[:1], Breakdown(regions=True), month) if placed else None
    found = []
    for base, other in pairs:
        rows = nation[(nation["base"] == base) & (nation["other"] == other)].to_dict("records")
        regions = None
        if by_region is not None:
            regions = by_region[(by_region["base"] == base) & (by_region["other"] == other)]
        names = sides[base].title, sides[other].title
        found.append(closing(names, rows[0], rows[1] if len(rows) > 1 else None, regions, language))
    return found


def people_table(
    table: pd.DataFrame, sides: Sequence[ComparedSide], chance: Chance | None, by: Breakdown, language: Language
) -> pd.DataFrame:
    """A row a difference, for a file: numbers as they are, everything else in words."""
    say = language.text
    rows = [_row(row, sides, by, language) for row in table.to_dict("records")]
    if chance is not None:
        aims = "; ".join(aim_text(aim, language.code) for aim in chance.aims)
        for (base, other), (mean, low, high, gained, lost) in chance.apart.items():
            facts = {
                "base": base, "other": other, "measure": "", "unit": say("share of futures"), "period": "",
                "place": "", "pairs": chance.met[base].count, "first": chance.met[base].value,
                "second": chance.met[other].value, "mean": mean, "low": low, "high": high, "more": gained,
                "fewer": lost, "together": 1,
            }  # fmt: skip
            rows.append(_row(facts, sides, by, language) | {say("measure"): say("target: {aims}", aims=aims)})
    return pd.DataFrame(rows)


def _row(row: dict, sides: Sequence[ComparedSide], by: Breakdown, language: Language) -> dict[str, object]:
    say = language.text
    stands = {
        MORE: say("more"), FEWER: say("fewer"), SAME: say("the same"), UNCLEAR: say("no clear difference"),
    }.get(state(row), "–")  # fmt: skip
    named = compared_named(row["measure"]) if row["measure"] else None
    return {
        say("base"): sides[row["base"]].title,
        say("other"): sides[row["other"]].title,
        say("measure"): label(row["measure"], language) if named else "",
        say("column"): row["measure"],
        say("unit"): unit_text(row["unit"], language),
        say("period"): row["period"],
        say("place"): place_text(row["place"], language),
        say("paired runs"): row["pairs"],
        say("base, mean"): row["first"],
        say("other, mean"): row["second"],
        say("difference, mean"): row["mean"],
        say("95 % low"): row["low"],
        say("95 % high"): row["high"],
        say("intervals that hold together"): row["together"],
        say("result"): stands,
        say("share of pairs with more"): row["more"],
        say("share of pairs with fewer"): row["fewer"],
    }
