"""Digests of what a forecast recorded, column by column, whatever the files in which its replicates lie."""

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.outcomes.full_record import SINGLE_FILES
from simulation.outcomes.results import Results

COLUMNS = ("table", "column", "sha256")
_RECORDED = {"persons": PERSON_COLUMNS, "activity": ACTIVITY_COLUMNS}


def digests(results: Results) -> pd.DataFrame:
    """One row a table and column: table, column, sha256. Failures are left out: they name folders of a computer.

    Numbers of persons and activity are taken as recorded: whole numbers, replicates × months × places.
    """
    return pd.DataFrame([*_recorded(results), *_single(results)], columns=list(COLUMNS))


def differing(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    """The columns, as table.column, that are not the same in both, or stand in one only."""
    first, second = (
        dict(zip(frame["table"] + "." + frame["column"], frame["sha256"], strict=True)) for frame in (ours, theirs)
    )
    return [key for key in dict.fromkeys([*first, *second]) if first.get(key) != second.get(key)]


def _recorded(results: Results) -> Iterator[tuple[str, str, str]]:
    for table, columns in _RECORDED.items():
        for name, values in results.whole_numbers([column.name for column in columns]):
            yield table, name, hashlib.sha256(np.ascontiguousarray(values, "<i8")).hexdigest()


def _single(results: Results) -> Iterator[tuple[str, str, str]]:
    for table in SINGLE_FILES:
        if table != "failures":
            rows = results.table(table)
            # In which order rows lie depends on how many replicates each file of a run that was interrupted holds.
            for name, values in rows.sort_values(list(rows.columns), ignore_index=True).items():
                hashed = pd.util.hash_pandas_object(values, index=False).to_numpy("<u8")
                yield table, str(name), hashlib.sha256(hashed).hexdigest()
