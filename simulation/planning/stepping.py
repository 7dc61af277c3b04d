"""Values that change at dates, raised for some months."""

from typing import Any

from simulation.scenario.quantities import Step, values_by_month


def raised(steps: tuple[Step, ...], months: list[str], first: str, last: str, by: float) -> Any:
    """A dated value raised by an amount from `first` to `last` (YYYY-MM), as a scenario file would give it.

    months: those of the run. What is none (no limit) stays none. The value is written month by month where it changes,
    ramps included.
    """
    values = [
        value if value is None or not first <= month <= last else _sum(value, by)
        for month, value in zip(months, values_by_month(steps, months), strict=True)
    ]
    kept = [
        {"from": month, "value": value}
        for position, (month, value) in enumerate(zip(months, values, strict=True))
        if position == 0 or value != values[position - 1]
    ]
    return kept[0]["value"] if len(kept) == 1 else kept


def _sum(value: float, by: float) -> float | int:
    """Without the dust that sums of decimal fractions leave; whole numbers stay whole."""
    whole = isinstance(value, int) and float(by).is_integer()
    return value + int(by) if whole else round(value + by, 9)
