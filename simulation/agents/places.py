"""Where people are: cells, and the places of groups and courses, which go by their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulation.agents.chance import named
from simulation.agents.roles import TOUCHED_BY_PRACTICE
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
    persons: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    """Persons whom the model knows, by role."""
    seated: int = 0
    """Of them, those with a seat in a group."""
    newcomers: int = 0
    """Persons who became interested by themselves, over the whole run."""

    @property
    def touched(self) -> int:
        """Persons whom the model knows."""
        return sum(self.persons.values())

    @property
    def untouched(self) -> int:
        """Persons whom the model does not know."""
        return max(0, self.headcount - self.touched)

    @property
    def reached(self) -> int:
        """Persons who have been in a session."""
        return sum(self.persons[role] for role in TOUCHED_BY_PRACTICE)


class Places:
    """All cells, and all places: the regions and national, which stands for remote work and for a national team."""

    def __init__(self, geography: Geography):
        self.regions = geography.regions
        self.administrations = geography.administrations
        self.names = (*geography.regions, NATIONAL)
        """In the order of the recorded tables."""
        self.number = {name: number for number, name in enumerate(self.names)}
        self.cells = tuple(
            Cell(number, c.region, c.administration, c.headcount, named(f"cell/{c.region}/{c.administration}"))
            for number, c in enumerate(geography.cells)
        )
        self.cells_of = {region: tuple(c for c in self.cells if c.region == region) for region in self.regions}
        self.cells_of[NATIONAL] = self.cells
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


def drawn_in_proportion(u: float, shares: list[float]) -> int:
    """The first position whose cumulative share exceeds u times the sum of the shares."""
    target, cumulative = u * sum(shares), 0
    for position, share in enumerate(shares):
        cumulative += share
        if target < cumulative:
            return position
    return max(position for position, share in enumerate(shares) if share > 0)
