"""Small simulators whose best plan is known. They share one interface with the model."""

from functools import lru_cache

import numpy as np
from scipy.stats import betabinom, binom, poisson


def levels(replicates: range, of: int) -> np.ndarray:
    """Quantiles (k + ½) / of, each by one of `of` replicates, so that a distribution is met exactly; in mixed order."""
    return (np.array(replicates) * 7919 % of + 0.5) / of


class Seats:
    """A: certified persons of so many seats, each certified with probability p."""

    def __init__(self, p: float, of: int = 2000) -> None:
        self.p, self.of = p, of

    def outcomes(self, plans, replicates):
        return np.array([binom.ppf(levels(replicates, self.of), seats, self.p)[:, None] for (seats,) in plans])


class DrawnSeats:
    """A with draws: each person has a number of its own, the same in every plan."""

    def __init__(self, p: float, seats: int) -> None:
        self.p, self.seats = p, seats

    def outcomes(self, plans, replicates):
        draws = np.stack([np.random.default_rng([7, one]).random(self.seats) < self.p for one in replicates])
        return np.array([draws[:, :seats].sum(axis=1)[:, None] for (seats,) in plans], float)


class CoursesOfTwelve:
    """A by course: each course of 12 certifies a beta-binomial number, mean half, precision 10."""

    def __init__(self, of: int = 2000) -> None:
        self.of = of

    @lru_cache  # noqa: B019
    def _distribution(self, courses: int) -> np.ndarray:
        one, all_of_them = betabinom.pmf(np.arange(13), 12, 5, 5), np.ones(1)
        for _ in range(courses):
            all_of_them = np.convolve(all_of_them, one)
        return all_of_them.cumsum()

    def outcomes(self, plans, replicates):
        found = [np.searchsorted(self._distribution(courses), levels(replicates, self.of)) for (courses,) in plans]
        return np.array(found, float)[:, :, None]


class TrainersFirst:
    """B: each month all trainers train trainers (1) or facilitators (0); value: facilitators at the end."""

    def outcomes(self, plans, replicates):
        found = []
        for plan in plans:
            trainers, facilitators = 10.0, 0.0
            for to_trainers in plan:
                facilitators += (1 - to_trainers) * trainers
                trainers *= 1 + 0.05 * to_trainers
            found.append(np.full((len(replicates), 1), facilitators))
        return np.array(found)


class Regions:
    """C: regions with Poisson demand and so many seats each; value: persons served, in exact expectation."""

    def __init__(self, demand: tuple[float, ...]) -> None:
        self.demand = demand

    def served(self, region: int, seats: int) -> float:
        """Mean of min(demand, seats): the sum of P(demand ≥ s) over the seats."""
        return float(poisson.sf(np.arange(seats), self.demand[region]).sum())

    def outcomes(self, plans, replicates):
        values = [sum(self.served(region, seats) for region, seats in enumerate(plan)) for plan in plans]
        return np.repeat(np.array(values)[:, None, None], len(replicates), axis=1)


class Servers:
    """D: Erlang's systems with load 8; value: servers free when somebody comes (with a queue: 0 from n = c on)."""

    def __init__(self, waits: bool, of: int = 5000) -> None:
        self.waits, self.of = waits, of

    def outcomes(self, plans, replicates):
        found = []
        for (servers,) in plans:
            weights = poisson.pmf(np.arange(servers + 1), 8.0)
            if self.waits and servers > 8:  # all that queue stand in the last state
                weights[-1] /= 1 - 8.0 / servers
            elif self.waits:
                weights[:-1] = 0
            states = np.searchsorted((weights / weights.sum()).cumsum(), levels(replicates, self.of))
            found.append((servers - states)[:, None].astype(float))
        return np.array(found)


class TwoRegions:
    """G: 2 regions × 3 quarters × at most 2 courses, of which each fills from a queue that grows at random."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.seed = seed
        self.arrivals = rng.uniform(4, 14, size=(2, 3))
        self.passed = rng.uniform(0.4, 0.8, size=2)

    def outcomes(self, plans, replicates):
        units = np.array(plans).reshape(len(plans), 2, 3)
        found = np.zeros((len(plans), len(replicates), 2))
        for column, replicate in enumerate(replicates):
            rng = np.random.default_rng([self.seed, replicate])
            came = rng.poisson(self.arrivals * rng.lognormal(0, 0.3))
            passes = rng.random((2, 72)) < self.passed[:, None]
            certified_of = np.concatenate([np.zeros((2, 1), int), passes.cumsum(axis=1)], axis=1)
            for region in range(2):
                queue, enrolled = np.zeros(len(plans), int), np.zeros(len(plans), int)
                for quarter in range(3):
                    queue += came[region, quarter]
                    for course in range(2):
                        held = (course < units[:, region, quarter]) & (queue >= 6)
                        present = np.where(held, np.minimum(12, queue), 0)
                        queue, enrolled = queue - present, enrolled + present
                    queue = queue * 4 // 5
                found[:, column, region] = certified_of[region, enrolled]
        return np.concatenate([found.sum(axis=2, keepdims=True), found[:, :, :1]], axis=2)
