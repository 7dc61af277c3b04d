"""Values of a scenario in the units that the model counts in; which unit, each field of the schema says (`Stored`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args, get_origin

from simulation.common.arithmetic import to_u16
from simulation.scenario.quantities import (
    Cents,
    Eighths,
    Frozen,
    Number,
    Position,
    Price,
    Share16,
    Stepped,
    Stored,
    Whole,
    values_by_month,
)

UNLIMITED = 2**62
"""In place of a limit where there is none: cents that nobody can spend, courses that nobody can hold."""


def eighths(days: float) -> int:
    """Days in whole eighths of a day."""
    return round(days * 8)


def cents(euros: float | None) -> int:
    """Euros in whole cents; none: UNLIMITED."""
    return UNLIMITED if euros is None else int(euros * 100 + 0.5)


def whole(number: int | bool | None) -> int:
    """A whole number; yes is 1, no is 0; none: UNLIMITED."""
    return UNLIMITED if number is None else int(number)


_CONVERSIONS: dict[type[Stored], Callable[[Any], int | float]] = {
    Whole: whole, Eighths: eighths, Cents: cents, Share16: to_u16, Number: float,
}  # fmt: skip


@dataclass(frozen=True)
class StoredField:
    """A field whose value the engines keep under a name."""

    path: tuple[str, ...]
    """From the section where the search began to the field."""
    name: str
    is_dated: bool
    is_whole: bool
    """Whether its values are whole numbers in the model's unit; else floating-point numbers."""
    convert: Callable[[Any], int | float]
    """From the unit of the scenario to that of the model."""

    def fixed(self, section: Frozen) -> int | float:
        """The value, in the model's unit."""
        held = self._held(section)
        return self.convert(held.value if isinstance(held, Price) else held)

    def by_month(self, section: Frozen, months: Sequence[str]) -> list[int | float]:
        """The value in each month (YYYY-MM), in the model's unit."""
        return [self.convert(value) for value in values_by_month(self._held(section), months)]

    def _held(self, section: Frozen) -> Any:
        held: Any = section
        for name in self.path:
            held = getattr(held, name)
        return held


@cache
def stored_fields(section: type[Frozen]) -> tuple[StoredField, ...]:
    """The fields of a section and of those in it whose values are kept, in the order of the schema; lists left out."""
    found: list[StoredField] = []
    for name, info in section.model_fields.items():
        for stored in info.metadata:
            if isinstance(stored, Stored):
                convert = _conversion(stored, info.annotation)
                is_dated = get_origin(info.annotation) is Stepped
                is_whole = not isinstance(stored, Number)
                found.append(StoredField((name,), stored.name or name, is_dated, is_whole, convert))
        if isinstance(info.annotation, type) and issubclass(info.annotation, Frozen):
            found += [replace(one, path=(name, *one.path)) for one in stored_fields(info.annotation)]
    return tuple(found)


def _conversion(stored: Stored, annotation: Any) -> Callable[[Any], int | float]:
    return get_args(annotation).index if isinstance(stored, Position) else _CONVERSIONS[type(stored)]


def by_name(fields: Sequence[StoredField]) -> dict[str, list[StoredField]]:
    """Fields by the name under which they are kept, in their order."""
    return {name: [one for one in fields if one.name == name] for name in dict.fromkeys(one.name for one in fields)}


def in_model_unit(section: Frozen, name: str, month: str | None = None) -> int | float:
    """The value of a section's field, in the model's unit; of dated steps, the one that holds in a month (YYYY-MM).

    KeyError if the schema does not say that it is kept.
    """
    for field in stored_fields(type(section)):
        if field.path == (name,):
            if not field.is_dated:
                return field.fixed(section)
            assert month is not None  # a dated value is asked for with its month
            return field.by_month(section, [month])[0]
    raise KeyError(f"{type(section).__name__}.{name}")
