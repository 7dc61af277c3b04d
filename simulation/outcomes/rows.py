"""Rows of pandas tables, one by one.

What a column holds is settled by the code that makes its table, which no type of pandas can say: a cell is `Any` here,
as it is where a column is read by its name.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows_of(table: "pd.DataFrame") -> Iterator[Any]:
    """The rows as named tuples; `Index` is the label of a row."""
    return iter(table.itertuples())


def row_of(table: "pd.DataFrame", label: object) -> "pd.Series":
    """The first row of a label."""
    return table.loc[[label]].iloc[0]


def records_of(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows as mappings by the names of the columns, the index left out. Every name is text."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]
