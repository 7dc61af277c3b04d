"""What a table of the hand-over is made of: its fields, declared once with type, unit and text in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

type Type = Literal["string", "integer", "number", "boolean", "date"]
"""Types of the Table Schema (datapackage.org)."""


@dataclass(frozen=True)
class Words:
    """A text in English and French; `charts.language.Language.label` says it in the language asked for."""

    english: str
    french: str


@dataclass(frozen=True)
class Field:
    """One column of a table.

    unit: empty for what has none. needed: a value stands in each row. persons: a count of people, which
    `--suppress-below` may leave out. allowed: the only values there are, empty where any may stand.
    """

    name: str
    type: Type
    english: str
    french: str
    unit: str = ""
    needed: bool = False
    persons: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """The values of a field stand in the key of another table."""

    field: str
    table: str
    key: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its fields, which of them together name a row, and which refer to other tables."""

    name: str
    title: Words
    row: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of a name. Raises KeyError."""
        return next((field for field in self.fields if field.name == name), None) or self._none(name)

    def _none(self, name: str) -> Field:
        raise KeyError(f"{self.name} has no field {name}")


def word(name: str, english: str, french: str, needed: bool = False, allowed: Iterable[str] = ()) -> Field:
    """A field of words."""
    return Field(name, "string", english, french, needed=needed, allowed=tuple(allowed))


def number(name: str, english: str, french: str, unit: str, needed: bool = False, persons: bool = False) -> Field:
    """A field of numbers."""
    return Field(name, "number", english, french, unit, needed, persons)
