"""Who has met whom in a group."""

from collections import Counter
from itertools import combinations, product

import networkx


class Acquaintances:
    """Persons as nodes, also of those who have left; ties counted by the cells of the two when they met."""

    def __init__(self):
        self.graph = networkx.Graph()
        self.ties = Counter()

    def add(self, newcomers, others):
        """Each newcomer has met the other newcomers and the others, each pair once."""
        pairs = [*combinations(newcomers, 2), *product(newcomers, others)]
        self.ties.update((one.cell, other.cell) for one, other in pairs)
        # Ties are only counted: who is connected with whom is known from those of one newcomer with everybody.
        first, *everybody = *newcomers, *others
        self.graph.add_edges_from((first.unique_id, other.unique_id) for other in everybody)

    def components(self):
        return list(networkx.connected_components(self.graph))

    def ties_where(self, condition):
        """Ties between two cells for which it holds."""
        return sum(number for cells, number in self.ties.items() if condition(*cells))
