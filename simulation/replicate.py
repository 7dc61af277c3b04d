"""One replicate of a scenario, by either engine."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from simulation.common.recording import Recording
from simulation.engine.run import simulate as simulate_compiled
from simulation.language import say
from simulation.scenario.schema import Scenario

if TYPE_CHECKING:
    import mesa

    from simulation.model import Rule


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int,
    best_values: bool = False,
    world: int | None = None,
    given: Mapping[str, float] | None = None,
    engine: Literal["compiled", "mesa"] = "compiled",
    rules: "Iterable[tuple[Rule, Mapping[str, str]]] | None" = None,
    agent_classes: "Mapping[str, type[mesa.Agent]] | None" = None,
) -> Recording:
    """Run one replicate. The same arguments give the same numbers, to the bit, by either engine.

    world: the replicate whose uncertain values are used (by default its own): two replicates of one world differ by
    chance alone. given: values of uncertainties, by name and in their unit, that stand in place of drawn ones.
    rules, agent_classes: of one's own, as in `SpreadModel`; with them the Mesa engine runs, whichever is named. Raises
    ValueError for an engine that there is not.
    """
    if engine not in ("compiled", "mesa"):
        raise ValueError(say("the engines are 'compiled' and 'mesa', not {engine!r}", engine=engine))
    rules = () if rules is None else tuple(rules)
    if engine == "compiled" and not rules and not agent_classes:
        return simulate_compiled(scenario, seed, replicate, best_values, world, given)
    from simulation.model import SpreadModel  # here, because Mesa and pandas take longer to load than a run takes

    model = SpreadModel(scenario, seed, replicate, best_values, world, given, agent_classes, rules)
    while model.running:
        model.step()
    return model.recording()
