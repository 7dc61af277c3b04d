"""Where people are: cells, and the places of groups and courses, which go by their names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add

from simulation.agents.chance import named
from simulation.common.columns import ROLES
from simulation.scenario.geography import Geography
from simulation.scenario.levers import NATIONAL


@dataclass(eq=False)
class Cell:
    """One administration in one region."""

    number: int
    """Position in the geography's order."""
    region: str
    administration: str
    headcount: int
    """Everybody who works there."""
    identity: int
    addressable: int
    """Persons who could ever become interested."""
    persons: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    """Persons whom the model knows, by role."""
    seated: int = 0
    """Of them, those with a seat in a group."""
    addressable_touched: int = 0
    """Of them, those who are addressable."""
    attended: int = 0
    """Of them, those who have attended a session."""
    newcomers: int = 0
    """Persons who became interested by themselves, over the whole run."""
    called: int = 0
    """Persons who answered a call, over the whole run."""
    last_call: int | None = None
    """Month of the last call for applicants."""

    @property
    def touched(self) -> int:
        """Persons whom the model knows."""
        return sum(self.persons.values())

    @property
    def untouched(self) -> int:
        """Persons whom the model does not know."""
        return max(0, self.headcount - self.touched)

    @property
    def pool(self) -> int:
        """Addressable persons whom the model does not know yet."""
        return max(0, self.addressable - self.addressable_touched)

    def is_addressable(self, number: float) -> bool:
        """Whether somebody new of this cell, by a number in (0, 1), is one of the addressable."""
        untouched = max(0, self.headcount - self.touched)  # moves can overfill a cell
        return number * untouched < self.addressable - self.addressable_touched


class Places:
    """All cells, and all places: the regions and national, which stands for remote work and for a national team."""

    def __init__(self, geography: Geography, addressable_share: float):
        self.regions = geography.regions
        self.administrations = geography.administrations
        self.names = (*geography.regions, NATIONAL)
        """In the order of the recorded tables."""
        self.number = {name: number for number, name in enumerate(self.names)}
        self.cells = tuple(
            Cell(
                number,
                cell.region,
                cell.administration,
                cell.headcount,
                named(f"cell/{cell.region}/{cell.administration}"),
                math.floor(addressable_share * cell.headcount + 0.5),
            )
            for number, cell in enumerate(geography.cells)
        )
        self.cells_of = {region: tuple(c for c in self.cells if c.region == region) for region in self.regions}
        self.cells_of[NATIONAL] = self.cells
        self.headcounts = [cell.headcount for cell in self.cells]
        """Of each cell."""
        self.headcount = {name: sum(cell.headcount for cell in self.cells_of[name]) for name in self.names}
        self.identity = {region: named(f"region/{region}") for region in self.regions}

    def cell(self, given: Cell | tuple[str, str]) -> Cell:
        """A cell, or the cell of a region and an administration. Raises ValueError for none of this model's."""
        for cell in self.cells:
            if cell is given or (cell.region, cell.administration) == given:
                return cell
        raise ValueError(f"{given!r} is no cell of this model; give one of model.cells, or (region, administration)")

    def place(self, name: str) -> str:
        """The name of a place. Raises ValueError for none of this model's."""
        if name not in self.number:
            raise ValueError(f"there is no place {name!r}; the places are {', '.join(self.names)}")
        return name

    def weights(self, by_administration: Mapping[str, float], by_region: Mapping[str, float]) -> list[float]:
        """For each cell its headcount times its two weights; 1 where none is given."""
        return [
            cell.headcount * by_administration.get(cell.administration, 1.0) * by_region.get(cell.region, 1.0)
            for cell in self.cells
        ]


def left_to_right(weights: Sequence[float]) -> float:
    """The sum of some weights, added one after the other; `sum` adds more exactly, and so differently."""
    return reduce(add, weights, 0)


def drawn_in_proportion(cells: Sequence[Cell], weights: Sequence[float], number: float) -> Cell | None:
    """The cell that a number in (0, 1) stands for, in proportion to the weights; none where all weights are 0."""
    target, cumulative = number * left_to_right(weights), 0.0
    for cell, weight in zip(cells, weights, strict=True):
        cumulative += weight
        if target < cumulative:
            return cell
    return next((cell for cell, weight in zip(reversed(cells), reversed(weights), strict=True) if weight > 0), None)
