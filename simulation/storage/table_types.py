"""What the columns of a stored table must hold: a table may come from anywhere, and is not trusted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from pyarrow import types

from simulation.language import say
from simulation.storage.files import Read, ResultsError


def _is_text(kind: pa.DataType) -> bool:
    return types.is_string(kind) or types.is_dictionary(kind) and types.is_string(kind.value_type)


_KINDS: tuple[tuple[str, Callable[[pa.DataType], bool]], ...] = (
    ("whole numbers", types.is_integer),
    ("numbers", lambda kind: types.is_floating(kind) or types.is_integer(kind)),
    ("text", _is_text),
    ("dates", types.is_date32),
    ("true or false", types.is_boolean),
)


@dataclass(frozen=True)
class Types:
    """The columns that a table has, by name, and what all its other columns hold, if that is known."""

    columns: Mapping[str, pa.Field] = field(default_factory=dict)
    others: pa.Field | None = None

    @classmethod
    def of(cls, *fields: Iterable[pa.Field], others: pa.Field | None = None) -> "Types":
        """Those of some fields."""
        return cls({one.name: one for some in fields for one in some}, others)


def checked_read(read: Read, where: object, declared: Types) -> Read:
    """Reads as `read` does, and raises ResultsError when a column does not hold what was declared."""

    def reads(columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table:
        table = read(columns, group)
        if columns is None:
            lacking = [name for name in declared.columns if name not in table.column_names]
            if lacking:
                raise ResultsError(
                    say(
                        "{where} has no column {lacking}; the same command makes it again",
                        where=where,
                        lacking=", ".join(lacking),
                    )
                )
        twice = sorted({name for name in table.column_names if table.column_names.count(name) > 1})
        if twice:
            raise ResultsError(
                say(
                    "{where} is not as Essaim writes it: it has {twice} twice",
                    where=where,
                    twice=", ".join(twice)[:100],
                )
            )
        found = ((name, declared.columns.get(name, declared.others)) for name in table.column_names)
        wrong = [_complaint(name, table[name], one) for name, one in found if one is not None]
        if any(wrong):
            raise ResultsError(
                say("{where} is not as Essaim writes it: {filter}", where=where, filter="; ".join(filter(None, wrong)))
            )
        return table

    return reads


def _complaint(name: str, column: pa.ChunkedArray, declared: pa.Field) -> str:
    kind, fits = next((kind, fits) for kind, fits in _KINDS if fits(declared.type))
    if not fits(column.type):
        # A table without rows is written without knowing what they would hold.
        return (
            ""
            if not len(column)
            else say("{name} should hold {kind}, not {found}", name=name[:100], kind=kind, found=str(column.type)[:60])
        )
    return say("{name} has empty cells", name=name[:100]) if column.null_count and not declared.nullable else ""
