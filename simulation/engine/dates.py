"""Months in which what was dated falls due."""

from simulation.common.compiling import compiled


@compiled
def falls_due(month, first, last, every):
    """Whether what begins in a month, and comes again each so many months (0: never) until a last one, comes now."""
    if month < first or month > last:
        return False
    return month == first if every == 0 else (month - first) % every == 0
