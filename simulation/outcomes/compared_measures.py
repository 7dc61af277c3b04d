"""What comparisons are made of: recorded measures, full-time equivalents, and what one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulation.common.columns import PERSON_COLUMNS, Column
from simulation.outcomes.measured import measure_named, measures_there_are

type Kind = Literal["stock", "flow", "full_time", "ratio"]


@dataclass(frozen=True)
class Compared:
    """One measure of a comparison, put together from measures that add over places.

    kind: a stock stands at the end of a period; a flow is summed over it, or from the start to a month; full_time is
    the days of a calendar year, or of a period, over those of a full-time year; a ratio is parts[0] over parts[1].
    """

    column: Column
    kind: Kind
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        """By which it is asked for."""
        return self.column.name

    @property
    def of_persons(self) -> bool:
        """Whether each region has its own persons; else remote work and a national team stand beside the regions."""
        return set(self.parts) <= _OF_PERSONS


_OF_PERSONS = frozenset(column.name for column in PERSON_COLUMNS)

FULL_TIME = {
    one.name: one
    for one in (
        Compared(
            Column("trainer_full_time", "FTE", "Trainers’ work in the year, full-time equivalents",
                   "Travail des formateurs dans l’année, en ETPT"),
            "full_time", ("trainer_days_used",),
        ),
        Compared(
            Column("facilitator_full_time", "FTE", "Facilitators’ work in the year, full-time equivalents",
                   "Travail des animateurs dans l’année, en ETPT"),
            "full_time", ("facilitator_days_used",),
        ),
    )
}  # fmt: skip
"""Days used in a calendar year over those of a full-time year (a price of the scenario)."""

RATIOS = {
    one.name: one
    for one in (
        Compared(
            Column("cost_per_certified", "euros", "Cash and time for each facilitator certified",
                   "Dépenses et temps valorisé par animateur certifié", "mean"),
            "ratio", ("money_total", "certified"),
        ),
        Compared(
            Column("cost_per_active", "euros", "Cash and time for each active facilitator",
                   "Dépenses et temps valorisé par animateur actif", "mean"),
            "ratio", ("money_total", "active_facilitators"),
        ),
    )
}  # fmt: skip
"""All money over those certified with it, or over the facilitators active at the end; of the nation alone, as remote
courses and a national team belong to no region."""

PLANNERS_ASK = (
    "active_facilitators", "certified", "people_reached", "trainers", "facilitator_courses", "trainer_courses",
    "trainer_days_used", "trainer_full_time", "facilitator_full_time", "money_cash", "money_valued_time",
    "cost_per_certified", "cost_per_active",
)  # fmt: skip
"""What is compared unless something else is asked for."""


def compared_named(name: str) -> Compared:
    """A measure by its name. Raises KeyError for one that there is not."""
    if name in FULL_TIME:
        return FULL_TIME[name]
    if name in RATIOS:
        return RATIOS[name]
    column = measure_named(name)
    return Compared(column, "stock" if column.kind == "stock" else "flow", (name,))


def comparable_names() -> list[str]:
    """Names of all measures that can be compared."""
    return [*FULL_TIME, *RATIOS, *measures_there_are()]


def parts_of(measures: Sequence[Compared]) -> list[str]:
    """The recorded measures that these are put together from, each once."""
    return list(dict.fromkeys(part for one in measures for part in one.parts))
