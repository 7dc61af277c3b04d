"""Who has met whom in a group: ties, and the connected parts of the network that they make."""

from collections import Counter


class Network:
    """Counts of ties and components, kept up to date as people meet (union-find by size, with halved paths)."""

    def __init__(self) -> None:
        self.ties = self.across_regions = self.across_administrations = 0
        self.components = self.largest_component = 0
        self.by_regions: Counter[tuple[str, str]] = Counter()
        self.by_administrations: Counter[tuple[str, str]] = Counter()
        """Ties by the names of the two, whichever came to the group first."""
        self._parent: dict[int, int] = {}
        self._size: dict[int, int] = {}

    @property
    def persons(self) -> int:
        """Persons who have met somebody."""
        return len(self._parent)

    def has_met(self, person) -> bool:
        """Whether a person has met somebody."""
        return person.identity in self._parent

    def tie(self, person, other) -> None:
        """The two have met, as members of the cells where they are now."""
        here, there = person.cell, other.cell
        self.ties += 1
        self.across_regions += here.region != there.region
        self.across_administrations += here.administration != there.administration
        self.by_regions[here.region, there.region] += 1
        self.by_administrations[here.administration, there.administration] += 1
        self._join(self._root(person.identity), self._root(other.identity))

    def _root(self, identity: int) -> int:
        parent = self._parent
        if identity not in parent:
            parent[identity], self._size[identity] = identity, 1
            self.components += 1
            self.largest_component = max(self.largest_component, 1)
        while parent[identity] != identity:
            parent[identity] = parent[parent[identity]]
            identity = parent[identity]
        return identity

    def _join(self, one: int, other: int) -> None:
        if one == other:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._parent[other] = one
        self._size[one] += self._size.pop(other)
        self.components -= 1
        self.largest_component = max(self.largest_component, self._size[one])
