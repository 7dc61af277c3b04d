"""One run of the model: start, ten rules a month, record."""

from collections.abc import Mapping

from simulation.agents.entrant import start
from simulation.outcomes.recording import Recording
from simulation.rules.month import RULES, advance
from simulation.rules.warming import compile_rules
from simulation.scenario.schema import Scenario
from simulation.state.setup import new_tables, with_room
from simulation.state.state import Tables, bundle
from simulation.state.world import Ground, ground_of


class _Last:
    """What the replicates of one scenario, which follow one another, can take over from the one before."""

    scenario: Scenario | None = None
    ground: Ground
    spare: Tables | None
    """the tables of a run that has ended"""


def begin(
    scenario: Scenario,
    seed: int,
    replicate: int,
    best_values: bool = False,
    world: int | None = None,
    given: Mapping[str, float] | None = None,
) -> Tables:
    """A run at its start, with everybody who is there before the first month; arguments as for `simulate`."""
    if _Last.scenario is not scenario:
        compile_rules()
        _Last.scenario, _Last.ground, _Last.spare = scenario, ground_of(scenario), None
    world = replicate if world is None else world
    spare, _Last.spare = _Last.spare, None
    tables = new_tables(_Last.ground, scenario, seed, replicate, best_values, world, spare, given)
    start(bundle(tables))
    return tables


def run_until(tables: Tables, month: int, rule: int = 0) -> Tables:
    """Run to just before a rule (its number in RULES) of a month; returns the tables, which may have grown."""
    while not advance(bundle(tables), month, rule):
        tables = with_room(tables)
    return tables


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int,
    best_values: bool = False,
    world: int | None = None,
    given: Mapping[str, float] | None = None,
) -> Recording:
    """Run one replicate.

    `world` is the replicate whose uncertain values are used (by default its own): two replicates of one world differ
    by chance alone. `given` are values of uncertainties, by name and in their unit, that stand in place of drawn ones.
    The same arguments give the same numbers, to the bit.
    """
    tables = run_until(begin(scenario, seed, replicate, best_values, world, given), scenario.months)
    _Last.spare = tables
    return Recording(
        tables.persons_record,
        tables.activity_record,
        tables.network_record,
        tables.lineage_record,
        tables.ties_of_regions_record,
        tables.ties_of_administrations_record,
    )


__all__ = ["RULES", "begin", "run_until", "simulate"]
