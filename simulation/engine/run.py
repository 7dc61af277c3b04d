"""One run of the model: start, ten rules a month, record."""

from collections.abc import Mapping

from simulation.common.recording import Recording
from simulation.engine.agents.entrant import start
from simulation.engine.inputs import SharedInputs, shared_inputs
from simulation.engine.month import RULES, advance
from simulation.engine.precompile import compile_rules
from simulation.engine.setup import make_room, new_tables
from simulation.engine.state import Tables, bundle
from simulation.scenario.schema import Scenario


class _Last:
    """What the replicates of one scenario, which follow one another, can take over from the one before."""

    scenario: Scenario | None = None
    shared: SharedInputs
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
        _Last.scenario, _Last.shared, _Last.spare = scenario, shared_inputs(scenario), None
    world = replicate if world is None else world
    spare, _Last.spare = _Last.spare, None
    tables = new_tables(_Last.shared, scenario, seed, replicate, best_values, world, spare, given)
    start(bundle(tables))
    return tables


def run_until(tables: Tables, month: int, rule: int = 0) -> Tables:
    """Run to just before a rule (its number in RULES) of a month; returns the same tables, which may have grown."""
    while not advance(bundle(tables), month, rule):
        make_room(tables)
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
