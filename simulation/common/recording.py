"""What one run leaves: six arrays of whole numbers, in the order of the declared columns."""

from dataclasses import dataclass, fields

import numpy as np

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    GENERATIONS,
    LINEAGE_COLUMNS,
    NETWORK_COLUMNS,
    PERSON_COLUMNS,
)


@dataclass(frozen=True)
class Recording:
    """The record of one replicate, in whole-number units (see `columns`); `narrowed` gives int32 instead of int64.

    persons: int64, months × cells × PERSON_COLUMNS.
    activity: int64, months × (regions + 1) × ACTIVITY_COLUMNS; the last place is national.
    network: int64, years × NETWORK_COLUMNS, at the last simulated month of each calendar year.
    lineage: int64, years × GENERATIONS × LINEAGE_COLUMNS, likewise.
    ties_of_regions: int64, years × regions × regions, likewise: ties so far between them, symmetric.
    ties_of_administrations: int64, years × administrations × administrations, likewise.
    """

    persons: np.ndarray
    activity: np.ndarray
    network: np.ndarray
    lineage: np.ndarray
    ties_of_regions: np.ndarray
    ties_of_administrations: np.ndarray

    @classmethod
    def empty(cls, months: int, cells: int, regions: int, administrations: int, years: int) -> "Recording":
        """A record of zeros."""
        return cls(
            np.zeros((months, cells, len(PERSON_COLUMNS)), np.int64),
            np.zeros((months, regions + 1, len(ACTIVITY_COLUMNS)), np.int64),
            np.zeros((years, len(NETWORK_COLUMNS)), np.int64),
            np.zeros((years, GENERATIONS, len(LINEAGE_COLUMNS)), np.int64),
            np.zeros((years, regions, regions), np.int64),
            np.zeros((years, administrations, administrations), np.int64),
        )

    def narrowed(self) -> "Recording":
        """The same numbers, in int32 where a whole table of them fits: half as much to hold until they are written."""
        tables = [getattr(self, field.name) for field in fields(self)]
        # A negative number, read as unsigned, is large and does not fit either.
        fits = [table.dtype == np.int64 and table.view(np.uint64).max(initial=0) < 2**31 for table in tables]
        return Recording(*(t.astype(np.int32) if narrow else t for t, narrow in zip(tables, fits, strict=True)))
