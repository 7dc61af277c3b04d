"""Tables that go out to people: one way to write CSV and JSON, in the form that the offices of a language open."""

import math
from types import ModuleType
from typing import TYPE_CHECKING

from simulation.scenario.table_text import table_text

if TYPE_CHECKING:
    import pandas as pd

_MOST_WHOLE = 2.0**53
"""Beyond it a float no longer tells neighbouring whole numbers apart."""


def csv_bytes(table: "pd.DataFrame", language: str = "en") -> bytes:
    """A table as CSV, its index left out, in UTF-8.

    en: commas, decimal points. fr: semicolons, decimal commas, byte order mark. Whole numbers are written as such, also
    where a column has gaps; days without a time of day as YYYY-MM-DD. Missing values are empty cells.
    """
    columns = [_cells(table.iloc[:, at]) for at in range(table.shape[1])]
    rows = zip(*columns, strict=True) if columns else [()] * len(table)
    return table_text([str(name) for name in table.columns], rows, language).encode()


def json_text(table: "pd.DataFrame") -> str:
    """A table as a JSON list of records; times in ISO 8601, whole numbers as such, missing values as null.

    Infinite values become null as well: JSON has none.
    """
    import json

    columns = [_cells(table.iloc[:, at]) for at in range(table.shape[1])]
    names = [str(name) for name in table.columns]
    rows = zip(*columns, strict=True) if columns else [()] * len(table)
    records = [{name: _plain(cell) for name, cell in zip(names, row, strict=True)} for row in rows]
    return json.dumps(records, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(cell: object) -> object:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _cells(column: "pd.Series") -> list[object]:
    """A column as plain values: None, truth values, whole numbers, floats, text, lists and mappings of them."""
    import numpy as np
    import pandas as pd

    kind = column.dtype.kind
    if kind == "M":
        return _times(column)
    values = [_value(value, np, pd) for value in column]
    floats = [value for value in values if isinstance(value, float)]
    if kind in "fO" and all(value.is_integer() and abs(value) <= _MOST_WHOLE for value in floats):
        return [int(value) if isinstance(value, float) else value for value in values]
    return values


def _times(column: "pd.Series") -> list[object]:
    """Times in ISO 8601; of a column in which none has a time of day, the days only."""
    known = column.dropna()
    days = known.dt.tz is None and bool((known.dt.normalize() == known).all())
    return [None if value != value else value.date().isoformat() if days else value.isoformat() for value in column]


def _value(value: object, np: ModuleType, pd: ModuleType) -> object:
    if isinstance(value, dict):
        return {str(name): _value(one, np, pd) for name, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_value(one, np, pd) for one in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if value != value else value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
