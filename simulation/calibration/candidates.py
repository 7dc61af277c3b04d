"""One candidate: values of the free uncertainties, and what would have been observed had they been true."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from simulation.calibration.case import Case
from simulation.engine.run import Runner
from simulation.language import say
from simulation.outcomes.observed import Observation, observe
from simulation.scenario.quantities import Uncertain
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import uncertainty_bounds

PREDICTIONS, MOST = 63, 1 << 26
"""The round of the posterior's predictions, and how many candidates a round can have: numbers stay below 2³²."""


def replicate_number(round_: int, candidate: int) -> int:
    """The replicate that keys all of a candidate's chance and the uncertainties that are not free."""
    if not 0 <= candidate < MOST or not 0 <= round_ <= PREDICTIONS:
        raise ValueError(say("round {round} has no candidate {candidate}", round=round_, candidate=candidate))
    return round_ * MOST + candidate


def values_of(priors: dict[str, Uncertain], z: np.ndarray) -> dict[str, float]:
    """Uncertainties, in their units, from standard normal scores: the value at the prior's quantile Φ(z)."""
    found = {}
    for (name, prior), score in zip(priors.items(), z, strict=True):
        # Kept off 0 and 1, where some distributions have no value.
        u = min(max(float(special.ndtr(score)), 1e-12), 1 - 1e-12)
        low, high = uncertainty_bounds(name)
        found[name] = min(high, max(low, prior.quantile(u)))
    return found


@dataclass(frozen=True)
class Experiment:
    """What is simulated for each candidate; the scenario ends with the last observation."""

    scenario: Scenario
    observations: tuple[Observation, ...]
    free: tuple[str, ...]
    seed: int

    @classmethod
    def of(cls, case: Case) -> "Experiment":
        """The experiment of a case: its fitted observations."""
        return cls(case.fitted_scenario, case.fitted, case.free, case.seed)

    @cached_property
    def runner(self) -> Runner:
        """What runs the candidates; held with what they share."""
        return Runner(self.scenario)

    def priors(self) -> dict[str, Uncertain]:
        """The prior of each free uncertainty."""
        return {name: getattr(self.scenario.uncertainties, name) for name in self.free}

    def run(self, z: np.ndarray, replicate: int) -> np.ndarray:
        """What would have been observed: float64, one value an observation, in its unit."""
        recording = self.runner.simulate(self.seed, replicate, given=values_of(self.priors(), z))
        return observe(self.observations, self.scenario.start)(recording)
