"""Where people work: the cells of a scenario, region × administration, with their headcounts."""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from simulation.scenario.schema import Cell, Scenario

FRANCE = Path(__file__).parent / "data" / "france" / "cells.csv"


@dataclass(frozen=True, eq=False)
class Geography:
    """The cells in order, with the regions and administrations in the order in which they first appear."""

    cells: tuple[Cell, ...]
    regions: tuple[str, ...]
    administrations: tuple[str, ...]
    region_of_cell: np.ndarray
    """For each cell the position of its region in `regions`."""
    administration_of_cell: np.ndarray
    """For each cell the position of its administration in `administrations`."""
    headcount: np.ndarray
    """Persons of each cell."""


def geography_of(scenario: Scenario) -> Geography:
    """The geography of a scenario; the same object for the same population."""
    return _geography(scenario.population)


@functools.lru_cache(maxsize=64)
def _geography(population: Literal["france"] | tuple[Cell, ...]) -> Geography:
    cells = france() if population == "france" else population
    regions = tuple(dict.fromkeys(cell.region for cell in cells))
    administrations = tuple(dict.fromkeys(cell.administration for cell in cells))
    return Geography(
        cells,
        regions,
        administrations,
        _whole(regions.index(cell.region) for cell in cells),
        _whole(administrations.index(cell.administration) for cell in cells),
        _whole(cell.headcount for cell in cells),
    )


def _whole(numbers: Iterable[int]) -> np.ndarray:
    found = np.array(list(numbers), dtype=np.int64)
    # The arrays are shared by every scenario with this population.
    found.setflags(write=False)
    return found


@functools.cache
def france() -> tuple[Cell, ...]:
    """The 54 cells of France: 18 regions × 3 administrations."""
    with FRANCE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Cell(region=row["region"], administration=row["administration"], headcount=int(row["headcount"]))
            for row in csv.DictReader(file)
        )
