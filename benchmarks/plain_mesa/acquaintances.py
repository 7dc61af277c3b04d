"""Who has met whom in a group."""

from collections import Counter

import networkx


class Acquaintances:
    """Persons as nodes, also of those who have left; ties counted by the cells of the two when they met."""

    def __init__(self):
        self.graph = networkx.Graph()
        self.ties = Counter()

    def add(self, pairs):
        self.graph.add_edges_from((one.unique_id, other.unique_id) for one, other in pairs)
        self.ties.update((one.cell, other.cell) for one, other in pairs)

    def components(self):
        return list(networkx.connected_components(self.graph))

    def ties_where(self, condition):
        """Ties between two cells for which it holds."""
        return sum(number for cells, number in self.ties.items() if condition(*cells))
