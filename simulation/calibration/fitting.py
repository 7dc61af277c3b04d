"""ABC-SMC by pyabc: from a prior, generation by generation, to draws whose simulated histories are close to what was
observed (Toni et al. 2009; Beaumont et al. 2009; scales of the distance: Prangle 2017)."""

import logging
from dataclasses import dataclass

import numpy as np
from pyabc import ABCSMC, RV, Distribution, MultivariateNormalTransition, QuantileEpsilon

from simulation.calibration.candidates import Experiment
from simulation.calibration.distance import BandDistance
from simulation.calibration.sampler import KeyedSampler, Look, Simulated
from simulation.calibration.weights import effective
from simulation.language import say
from simulation.runs.pool import Pool, RunError
from simulation.runs.tasks import Tasks

LEAST_ACCEPTED = 0.005
"""A generation that accepts less is given up, and the one before it is the last."""


@dataclass(frozen=True)
class Generation:
    """How one generation came about. Number 0 is the prior."""

    number: int
    threshold: float
    tried: int
    crashed: int
    kept: int
    effective: float
    """Effective sample size."""


@dataclass(frozen=True)
class Fitted:
    """The last generation, in the order of candidates.

    z: standard normal scores of the free uncertainties, draws × free. weights: of the draws; they sum to 1.
    prior_values: what would have been observed under the prior, as compared, population × observations.
    """

    z: np.ndarray
    weights: np.ndarray
    replicates: np.ndarray
    """The replicate of each draw: with its values it gives its simulated history again."""
    generations: tuple[Generation, ...]
    prior_values: np.ndarray


def fit(
    experiment: Experiment, population: int, generations: int, pool: Pool, tasks: Tasks, look: Look,
    limit: float | None = None,
) -> Fitted:  # fmt: skip
    """Fits an experiment. tasks: where batches are kept, so that an interrupted fit goes on.

    limit: seconds that a candidate may take; one that takes longer counts as crashed.

    Raises RunError when every candidate crashes.
    """
    logging.getLogger("ABC").setLevel(logging.WARNING)
    sampler = KeyedSampler(experiment, pool, tasks, look, limit)
    distance = BandDistance(experiment.observations)
    smc = ABCSMC(
        Simulated(experiment),
        Distribution(**{name: RV("norm", 0, 1) for name in experiment.free}),
        distance,
        population,
        transitions=MultivariateNormalTransition(),
        eps=QuantileEpsilon(alpha=0.5),
        sampler=sampler,
    )
    smc.new("sqlite://", {"values": distance.band.mean(axis=0)})
    # What is simulated is kept by the sampler; the database would only take time.
    smc.history.stores_sum_stats = False
    history = smc.run(max_nr_populations=generations, min_acceptance_rate=LEAST_ACCEPTED)
    thresholds = history.get_all_populations().set_index("t")["epsilon"]
    whole = [0, *(t + 1 for t in thresholds.index if t >= 0)]
    if sampler.rounds[0].crashed == sampler.rounds[0].tried:
        raise RunError(say("every simulation crashed; `essaim run` of the scenario shows why"))
    last = sampler.rounds[whole[-1]].kept
    weights = np.array([particle.weight for particle in last])
    return Fitted(
        z=np.array([[particle.parameter[name] for name in experiment.free] for particle in last]),
        weights=weights / weights.sum(),
        replicates=np.array(sampler.rounds[whole[-1]].replicates, np.int64),
        generations=tuple(_generation(sampler, number, thresholds) for number in whole),
        prior_values=np.array([particle.sum_stat["values"] for particle in sampler.rounds[0].kept]),
    )


def _generation(sampler: KeyedSampler, number: int, thresholds: dict) -> Generation:
    round_ = sampler.rounds[number]
    weights = np.array([particle.weight for particle in round_.kept])
    threshold = float(thresholds[number - 1]) if number else float("inf")
    return Generation(number, threshold, round_.tried, round_.crashed, len(round_.kept), effective(weights))
