"""One run of the model: start, the month's rules, record; and many runs of one scenario."""

from collections.abc import Mapping
from functools import cached_property

from simulation.common.recording import Recording
from simulation.engine.agents.entrant import start
from simulation.engine.inputs import SharedInputs, shared_inputs
from simulation.engine.month import RULES, advance
from simulation.engine.precompile import compile_rules
from simulation.engine.setup import make_room, new_tables
from simulation.engine.state import Tables, bundle
from simulation.scenario.schema import Scenario


class Runner:
    """Runs replicates of one scenario, one after the other, in less time than each by itself.

    What they share is made once, and each takes over the tables of the one before. It holds the memory of one run; a
    pickled one is made anew. Nothing that it has handed out changes.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._spare: Tables | None = None  # of a run that has ended and whose tables nobody has

    def __reduce__(self) -> tuple[type["Runner"], tuple[Scenario]]:
        return Runner, (self.scenario,)

    @cached_property
    def _shared(self) -> SharedInputs:
        return shared_inputs(self.scenario)

    def begin(
        self,
        seed: int,
        replicate: int,
        best_values: bool = False,
        world: int | None = None,
        given: Mapping[str, float] | None = None,
    ) -> Tables:
        """A run at its start, with everybody who is there before the first month; arguments as for `simulate`."""
        compile_rules()
        world = replicate if world is None else world
        spare, self._spare = self._spare, None
        tables = new_tables(self._shared, self.scenario, seed, replicate, best_values, world, spare, given)
        start(bundle(tables))
        return tables

    def simulate(
        self,
        seed: int,
        replicate: int,
        best_values: bool = False,
        world: int | None = None,
        given: Mapping[str, float] | None = None,
    ) -> Recording:
        """Run one replicate.

        `world` is the replicate whose uncertain values are used (by default its own): two replicates of one world
        differ by chance alone. `given` are values of uncertainties, by name and in their unit, that stand in place of
        drawn ones. The same arguments give the same numbers, to the bit.
        """
        tables = run_until(self.begin(seed, replicate, best_values, world, given), self.scenario.months)
        self._spare = tables
        return Recording(
            tables.persons_record,
            tables.activity_record,
            tables.network_record,
            tables.lineage_record,
            tables.ties_of_regions_record,
            tables.ties_of_administrations_record,
        )


def begin(
    scenario: Scenario,
    seed: int,
    replicate: int,
    best_values: bool = False,
    world: int | None = None,
    given: Mapping[str, float] | None = None,
) -> Tables:
    """A single run at its start; arguments as for `Runner.simulate`."""
    return Runner(scenario).begin(seed, replicate, best_values, world, given)


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
    """Run a single replicate; arguments as for `Runner.simulate`. Many of one scenario take less time by a `Runner`."""
    return Runner(scenario).simulate(seed, replicate, best_values, world, given)


__all__ = ["RULES", "Runner", "begin", "run_until", "simulate"]
