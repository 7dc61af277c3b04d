"""`essaim register --template`: an empty register of a scenario's regions and administrations, in CSV."""

from argparse import Namespace

from simulation.scenario.loading import load_scenario
from simulation.scenario.registers import template


def main(arguments: Namespace) -> int:
    """Print the template."""
    print(template(load_scenario(arguments.scenario)), end="")
    return 0
