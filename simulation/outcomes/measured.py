"""The measures that add over places: what is recorded, and what planners count that is put together from it."""

from dataclasses import dataclass

from simulation.common.columns import FACILITATOR_USES, MONEY_USES, TRAINER_USES, Column
from simulation.outcomes.tables import MEASURES as DECLARED

MONEY_COLUMNS = tuple(f"money_{use}" for use in MONEY_USES)
"""Money by use; money by sort (cash, valued time) is the same money once more."""
MONEY_TOTAL = Column("money_total", "euros", "Money, all uses", "Dépense, tous usages", "flow", 100)

COVERED_CELLS = Column(
    "covered_cells", "cells", "Regions × administrations covered", "Régions × versants couverts", "stock"
)
"""Cells with at least one active facilitator per `PER` agents. It adds over places, but is no sum of recorded columns:
only a plan keeps it."""
PER = 10_000
"""Agents for whom a covered cell has at least one active facilitator."""


@dataclass(frozen=True)
class Combined:
    """A measure put together from recorded columns of one table: the sum of `parts` less that of `less`.

    All have its unit and scale.
    """

    column: Column
    parts: tuple[str, ...]
    less: tuple[str, ...] = ()


COMBINED = {
    one.column.name: one
    for one in (
        Combined(MONEY_TOTAL, MONEY_COLUMNS),
        Combined(
            Column("trainer_days_used", "days", "Trainer days used", "Jours de formateur utilisés", "flow", 8),
            tuple(f"trainer_days_used_{use}" for use in TRAINER_USES),
        ),
        Combined(
            Column(
                "trainer_days_unused", "days", "Trainer days offered and not used",
                "Jours de formateur offerts et non utilisés", "flow", 8,
            ),
            ("trainer_days_offered",),
            tuple(f"trainer_days_used_{use}" for use in TRAINER_USES),
        ),
        Combined(
            Column("facilitator_days_used", "days", "Facilitator days used", "Jours d’animateur utilisés", "flow", 8),
            tuple(f"facilitator_days_used_{use}" for use in FACILITATOR_USES),
        ),
        Combined(
            Column(
                "facilitator_days_unused", "days", "Facilitator days offered and not used",
                "Jours d’animateur offerts et non utilisés", "flow", 8,
            ),
            ("facilitator_days_offered",),
            tuple(f"facilitator_days_used_{use}" for use in FACILITATOR_USES),
        ),
    )
}  # fmt: skip
"""Measures that are put together from recorded columns, by name."""


def measure_named(name: str) -> Column:
    """The column of a measure. Raises KeyError for one that is not recorded, or does not add over places."""
    if name in COMBINED:
        return COMBINED[name].column
    if name == COVERED_CELLS.name:
        return COVERED_CELLS
    column = DECLARED[name]
    if column.kind == "mean":
        raise KeyError(name)
    return column


def signed_parts(name: str) -> list[tuple[str, int]]:
    """The recorded columns that a measure is put together from, each with 1 where it is added, −1 where it is taken
    away; a recorded column is its own only part.
    """
    if name not in COMBINED:
        return [(name, 1)]
    it = COMBINED[name]
    return [(part, 1) for part in it.parts] + [(part, -1) for part in it.less]


def measures_there_are() -> list[str]:
    """Names of all measures that a sweep can keep."""
    return [name for name, column in DECLARED.items() if column.kind != "mean"] + list(COMBINED)
