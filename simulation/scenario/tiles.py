"""Tiles: each region of a tile map as one square of a grid, placed roughly as on a map."""

import csv
import functools
from collections.abc import Sequence
from dataclasses import dataclass

from simulation.scenario.geography import FRANCE

ACROSS = 5
"""Tiles side by side where nothing is known of how regions lie."""


@dataclass(frozen=True)
class Tile:
    """Where a region stands, counted from 0 at the upper left, and its short name ("" where it has none)."""

    column: int
    row: int
    label: str = ""


def tiles_of(regions: Sequence[str]) -> dict[str, Tile]:
    """A tile for each region, in their order: French regions by their names, below them the others line by line."""
    known = [name for name in regions if name in france_tiles()]
    found = {name: france_tiles()[name] for name in known}
    left, top = (min((getattr(tile, axis) for tile in found.values()), default=0) for axis in ("column", "row"))
    placed = {name: Tile(tile.column - left, tile.row - top, tile.label) for name, tile in found.items()}
    below = 1 + max((tile.row for tile in placed.values()), default=-1)
    across = max(ACROSS, 1 + max((tile.column for tile in placed.values()), default=0))
    for number, name in enumerate(name for name in regions if name not in placed):
        placed[name] = Tile(number % across, below + number // across)
    return {name: placed[name] for name in regions}


@functools.cache
def france_tiles() -> dict[str, Tile]:
    """The tiles of the 18 regions of France, by name; those overseas stand in a column of their own."""
    with FRANCE.with_name("tiles.csv").open(encoding="utf-8", newline="") as file:
        return {row["region"]: Tile(int(row["column"]), int(row["row"]), row["label"]) for row in csv.DictReader(file)}
