"""Figures and tables as compressed JSON, which the page unpacks when it needs them."""

import base64
import gzip
import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from simulation.charts.language import Language

FIGURE_DIGITS, VALUE_DIGITS, TABLE_DIGITS = 5, 4, 5
"""Significant digits kept: in a figure, of values (y, z) in a figure, in a table. No screen shows more of a value; a
year with a fraction needs five; and nobody knows more than a table says."""
VALUES = ("y", "z", "array", "arrayminus")


def packed(content: Any) -> str:
    """JSON, compressed, in letters that can stand in a page (gzip in base64)."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _compressed(text)


@cache
def plotly() -> str:
    """Plotly's own script, compressed."""
    return _compressed(get_plotlyjs())


def _compressed(text: str) -> str:
    # No date in it: the same results give the same file.
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def figure_parts(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain lists and rounded numbers: data, layout and, where it has some, frames."""
    return rounded(figure.to_plotly_json())


def rounded(part: Any, digits: int = FIGURE_DIGITS) -> Any:
    """Plain JSON: numbers to so many significant digits, arrays as lists, what is not a number as null."""
    if isinstance(part, dict):
        if part.keys() >= {"dtype", "bdata"}:
            return rounded(_unpacked_array(part), digits)
        return {str(key): rounded(value, _digits(key, value)) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [rounded(value, digits) for value in part]
    if isinstance(part, np.ndarray):
        return rounded(part.tolist(), digits)
    if isinstance(part, np.generic):
        return rounded(part.item(), digits)
    if isinstance(part, float):
        return significant(part, digits)
    if isinstance(part, pd.Timestamp):
        return part.isoformat()
    return part


def _digits(key: str, value: Any) -> int:
    return VALUE_DIGITS if key in VALUES and isinstance(value, (list, tuple, dict, np.ndarray)) else FIGURE_DIGITS


def _unpacked_array(part: dict[str, Any]) -> list:
    """Plotly's arrays in base64 hardly compress: they become lists again."""
    array = np.frombuffer(base64.b64decode(part["bdata"]), dtype=np.dtype(part["dtype"]))
    shape = [int(size) for size in str(part["shape"]).split(",")] if "shape" in part else [-1]
    return array.reshape(shape).tolist()


def significant(value: float, digits: int) -> float | int | None:
    """The number to so many significant digits, without a fraction of zero; None for what is no number."""
    if not np.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def table_parts(table: pd.DataFrame, language: Language) -> dict[str, Any]:
    """A table by columns: heading, which columns are numbers, values. Years are names, not numbers."""
    year = language.text("year")
    numbers = [pd.api.types.is_numeric_dtype(kind) and name != year for name, kind in table.dtypes.items()]
    columns = [
        [_number(value) for value in table.iloc[:, at].tolist()] if number else table.iloc[:, at].astype(str).tolist()
        for at, number in enumerate(numbers)
    ]
    return {"heading": [str(name) for name in table.columns], "numbers": numbers, "columns": columns}


def _number(value: Any) -> float | int | None:
    if value is None or value is pd.NA:
        return None
    return significant(value, TABLE_DIGITS) if isinstance(value, float) else int(value)
