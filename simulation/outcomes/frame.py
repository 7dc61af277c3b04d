"""The frame of a run's tables: which months and places its rows stand for, in which order."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from simulation.scenario.levers import NATIONAL
from simulation.scenario.quantities import month_number, month_text


@dataclass(frozen=True)
class Frame:
    """Months, regions, administrations and cells of a run.

    start: first month, YYYY-MM. months: how many. cells: (region, administration) of each, as positions in
    `regions` and `administrations`, in the order of the recording.
    """

    start: str
    months: int
    regions: tuple[str, ...]
    administrations: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]
    headcount: tuple[int, ...] = field(default=(), compare=False)
    """Persons of each cell; empty where the frame was read from results."""

    @classmethod
    def of(cls, scenario: Any) -> "Frame":
        """The frame of a scenario."""
        from simulation.scenario.geography import geography_of

        geography = geography_of(scenario)
        regions, administrations = tuple(geography.regions), tuple(geography.administrations)
        cells = tuple(
            (regions.index(cell.region), administrations.index(cell.administration)) for cell in geography.cells
        )
        return cls(scenario.start, scenario.months, regions, administrations, cells,
                   tuple(geography.headcount.tolist()))  # fmt: skip

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Frame":
        """The inverse of `to_json`."""
        return cls(
            given["start"],
            given["months"],
            tuple(given["regions"]),
            tuple(given["administrations"]),
            tuple((region, administration) for region, administration in given["cells"]),
        )

    def to_json(self) -> dict[str, Any]:
        """As plain lists and numbers."""
        return {
            "start": self.start,
            "months": self.months,
            "regions": list(self.regions),
            "administrations": list(self.administrations),
            "cells": [list(cell) for cell in self.cells],
        }

    def cells_of(self, region: str | None) -> int:
        """How many cells a region has; none: all there are."""
        return sum(region in (None, self.regions[position]) for position, _ in self.cells)

    @property
    def places(self) -> tuple[str, ...]:
        """The places of the activity table: the regions, then `national`."""
        return (*self.regions, NATIONAL)

    @cached_property
    def first_days(self) -> np.ndarray:
        """First day of each month, datetime64[D]."""
        first = np.datetime64(self.start, "M")
        return (first + np.arange(self.months).astype("timedelta64[M]")).astype("datetime64[D]")

    @cached_property
    def month_names(self) -> tuple[str, ...]:
        """The months, YYYY-MM."""
        first = month_number(self.start)
        return tuple(month_text(first + offset) for offset in range(self.months))

    @cached_property
    def year_ends(self) -> np.ndarray:
        """Positions of the last simulated month of each calendar year."""
        years = [name[:4] for name in self.month_names]
        last = [i for i in range(self.months) if i == self.months - 1 or years[i] != years[i + 1]]
        return np.array(last, np.int64)

    @property
    def chunk(self) -> int:
        """Replicates kept together in one file: 25, fewer when one replicate has many rows."""
        return max(1, min(25, 2_000_000 // (self.months * len(self.cells))))

    def months_until(self, month: str) -> int | None:
        """Position of a month (YYYY-MM), or None when it is not simulated."""
        position = month_number(month) - month_number(self.start)
        return position if 0 <= position < self.months else None

    def position_of(self, month: str) -> int:
        """Position of a month (YYYY-MM). Raises KeyError when it is not simulated."""
        position = self.months_until(month)
        if position is None:
            raise KeyError(month)
        return position
