"""Tables that queries may name, and their columns as a person is told of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from simulation.common.columns import Column
from simulation.storage.storage import Storage


@dataclass(frozen=True)
class Described:
    """A column as its schema says it."""

    name: str
    unit: str
    english: str
    french: str

    @classmethod
    def of(cls, column: Column) -> "Described":
        """A declared column."""
        return cls(column.name, column.unit, column.english, column.french)


@dataclass(frozen=True)
class Table:
    """A table that queries may name: committed Parquet files, rows in memory or both, or a query over other tables.

    english, french: what a row is. columns: as far as they are known before the files are read. files: names in the
    storage. where: which of their rows (`rows`) count, in SQL; helpers: tables that it names.
    """

    name: str
    english: str
    french: str
    columns: tuple[Described, ...]
    files: tuple[str, ...] = ()
    rows: pa.Table | None = None
    select: str = ""
    where: str = ""
    storage: Storage | None = None
    helpers: Mapping[str, pa.Table] = field(default_factory=dict)


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
