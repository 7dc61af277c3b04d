"""Differences as a table for a file."""

from collections.abc import Sequence

import pandas as pd

from simulation.charts.difference_words import (
    FEWER,
    MORE,
    SAME,
    UNCLEAR,
    label,
    place_text,
    state,
    unit_text,
)
from simulation.charts.language import Language
from simulation.outcomes.compared_measures import compared_named
from simulation.outcomes.compared_sides import ComparedSide
from simulation.outcomes.differences import Chance
from simulation.outcomes.wording import aim_text


def people_table(
    table: pd.DataFrame, sides: Sequence[ComparedSide], chance: Chance | None, language: Language
) -> pd.DataFrame:
    """A row a difference, for a file: numbers as they are, everything else in words."""
    say = language.text
    rows = [_row(row, sides, language) for row in table.to_dict("records")]
    if chance is not None:
        aims = "; ".join(aim_text(aim, language.code) for aim in chance.aims)
        for (base, other), apart in chance.apart.items():
            facts = {
                "base": base, "other": other, "measure": "", "unit": say("share of futures"), "period": "",
                "place": "", "more": apart.gained, "fewer": apart.lost, "together": 1, **vars(apart),
            }  # fmt: skip
            rows.append(_row(facts, sides, language) | {say("measure"): say("target: {aims}", aims=aims)})
    return pd.DataFrame(rows)


def _row(row: dict, sides: Sequence[ComparedSide], language: Language) -> dict[str, object]:
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
