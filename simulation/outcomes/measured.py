"""The measures that a sweep can keep: those that add over places, and money in all."""

from simulation.common.columns import MONEY_USES, Column
from simulation.outcomes.tables import MEASURES as DECLARED

MONEY_COLUMNS = tuple(f"money_{use}" for use in MONEY_USES)
"""Money by use; money by sort (cash, valued time) is the same money once more."""
MONEY_TOTAL = Column("money_total", "euros", "Money, all uses", "Dépense, tous usages", "flow", 100)


def measure_named(name: str) -> Column:
    """The column of a measure. Raises KeyError for one that is not recorded, or does not add over places."""
    if name == MONEY_TOTAL.name:
        return MONEY_TOTAL
    column = DECLARED[name]
    if column.kind == "mean":
        raise KeyError(name)
    return column


def measures_there_are() -> list[str]:
    """Names of all measures that a sweep can keep."""
    return [name for name, column in DECLARED.items() if column.kind != "mean"] + [MONEY_TOTAL.name]
