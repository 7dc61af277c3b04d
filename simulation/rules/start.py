"""The network at the start (ODD, 7.4), in month −1."""

from simulation.rules.placement import place_network, place_trainers
from simulation.rules.register import register_groups, register_persons


def populate(model) -> None:
    """Who is there before the first month: persons, placed or of a register; trainers; the register's groups."""
    place_network(model)
    dormant, practising = register_persons(model)
    place_trainers(model)
    register_groups(model, dormant, practising)
