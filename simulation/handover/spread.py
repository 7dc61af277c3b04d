"""Mean and quantiles over replicates, and tables of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation.handover.fields import Table
from simulation.outcomes.summary import QUANTILES
from simulation.scenario.table_text import cell_text

DECIMALS = 6
"""Decimals that are kept: all formats hold the same numbers, and a mean of whole numbers stays what it is."""


def spread(values: np.ndarray) -> dict[str, np.ndarray]:
    """Mean and quantiles over the first axis (replicates), by name as in the summary; NaN counts for nothing."""
    if np.isnan(values).any():
        with np.errstate(all="ignore"):
            return _careful(values)
    found = {"mean": values.mean(axis=0)}
    quantiles = np.quantile(values, list(QUANTILES.values()), axis=0)
    return found | dict(zip(QUANTILES, quantiles, strict=True))


def _careful(values: np.ndarray) -> dict[str, np.ndarray]:
    some = ~np.isnan(values).all(axis=0)
    found = {name: np.full(values.shape[1:], np.nan) for name in ("mean", *QUANTILES)}
    if some.any():
        found["mean"][some] = np.nanmean(values[:, some], axis=0)
        for name, share in QUANTILES.items():
            found[name][some] = np.nanquantile(values[:, some], share, axis=0)
    return found


def table_of(table: Table, columns: Mapping[str, Any]) -> pd.DataFrame:
    """A frame with the columns of a table in their order, numbers rounded; a column that is not given is empty.

    Raises KeyError for a column that the table does not declare.
    """
    unknown = [name for name in columns if name not in table.names]
    if unknown:
        raise KeyError(f"{table.name} has no {', '.join(unknown)}")
    frame = pd.DataFrame(columns)
    for field in table.fields:
        if field.name not in frame:
            frame[field.name] = None
        frame[field.name] = _typed(frame[field.name], field.type)
    return frame[list(table.names)]


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if kind == "number":
        return column.astype("float64").round(DECIMALS) + 0.0  # no −0
    if kind == "integer":
        return column.astype("Int64")
    if kind == "boolean":
        return column.astype("boolean")
    if kind == "date":
        return pd.to_datetime(column).astype("datetime64[s]")
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.rename_categories([harmless(name) for name in column.cat.categories])
    return column.astype("string").map(harmless, na_action="ignore")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before what begins like a formula and is no number.

    What has one stays as it is, so that codes are the same in all tables.
    """
    return text if text.startswith("'") else cell_text(text)
