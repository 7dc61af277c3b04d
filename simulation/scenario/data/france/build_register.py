"""Build the register of the reference: the founding document's network, with queues, trainees and groups under way.

Run ``python -m simulation.scenario.data.france.build_register`` to write ``scenarios/reference_register.csv`` anew.

130 facilitators and 70 other practitioners are the founding document's; that two in five facilitators are active is the
mean of the half-year shares of The Carpentries (2016). What waits and what is under way was not published: these totals
are assumptions, about what the reference's own first years bring, so that the forecast does not begin from empty
queues. Each total is placed over the 54 cells by largest remainder, in proportion to headcount × weight of the
administration × weight of the region, as ``initial`` of the reference gives them.
"""

import csv
import io
from collections.abc import Sequence

from simulation.scenario.geography import france
from simulation.scenario.levers import NATIONAL
from simulation.scenario.library import LIBRARY
from simulation.scenario.registers import COLUMNS

FILE = LIBRARY / "reference_register.csv"
REGION_WEIGHTS = {"Île-de-France": 2.0}
ADMINISTRATION_WEIGHTS = {"State": 1.0, "territorial": 0.1, "hospital": 0.1}
TOTALS = {
    "facilitator_active": 52,
    "facilitator_dormant": 78,
    "practitioner": 70,
    "waiting": 80,
    "candidate": 60,
    "trainee": 24,
}
"""Persons by state. Assumption: all but the sums 130 and 70."""
GROUPS, REMOTE_GROUPS = 10, 6
"""Open groups, in regions and remote; assumption, what 52 active facilitators have under way, two in five remote."""
AGES = (1, 4, 7, 3, 6, 2, 5)
"""Months since the opening, one group after the other; a group has eight monthly sessions."""


def main() -> None:
    """Write the register."""
    FILE.write_text(as_text(rows()), encoding="utf-8")


def rows() -> list[tuple]:
    """State, region, administration, count and age, without the empty ones."""
    cells = france()
    weights = [
        cell.headcount * REGION_WEIGHTS.get(cell.region, 1.0) * ADMINISTRATION_WEIGHTS[cell.administration]
        for cell in cells
    ]
    found = [
        (state, cell.region, cell.administration, count, "")
        for state, total in TOTALS.items()
        for cell, count in zip(cells, largest_remainder(total, weights), strict=True)
        if count
    ]
    regions = list(dict.fromkeys(cell.region for cell in cells))
    by_region = [sum(weight for cell, weight in zip(cells, weights, strict=True) if cell.region == r) for r in regions]
    places = [
        place
        for place, count in zip(regions, largest_remainder(GROUPS, by_region), strict=True)
        for _ in range(count)
    ] + [NATIONAL] * REMOTE_GROUPS
    return found + [("group", place, "", 1, AGES[number % len(AGES)]) for number, place in enumerate(places)]


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total; ties go to the first."""
    quotas = [total * weight / sum(weights) for weight in weights]
    counts = [int(quota) for quota in quotas]
    rest = sorted(range(len(weights)), key=lambda at: (counts[at] - quotas[at], at))
    for at in rest[: total - sum(counts)]:
        counts[at] += 1
    return counts


def as_text(given: list[tuple]) -> str:
    """The rows in CSV, below a header."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *given])
    return out.getvalue()


if __name__ == "__main__":
    main()
