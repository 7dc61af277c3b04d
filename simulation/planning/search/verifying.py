"""The verdict on a plan: replicates that no step of the search has seen, and a bound on its probability."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.state import Search

CONFIDENCE = 0.90
"""Of the lower bound, for all tries together."""


@dataclass(frozen=True)
class Block:
    """One verdict. successes, lower: one a requirement; lower is a one-sided Clopper–Pearson bound at `confidence`."""

    plan: Plan
    first: int
    replicates: int
    successes: tuple[int, ...]
    lower: tuple[float, ...]
    confidence: float
    accepted: bool

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of futures that meet each requirement."""
        return tuple(one / self.replicates for one in self.successes)


def lower_bound(successes: int, replicates: int, confidence: float) -> float:
    """One-sided Clopper–Pearson lower bound of a probability."""
    return 0.0 if successes == 0 else float(beta.ppf(1 - confidence, successes, replicates - successes + 1))


def confidence_of(tries: int) -> float:
    """Confidence of each of so many tries, so that a bad plan passes one of them in at most a tenth of cases."""
    return 1 - (1 - CONFIDENCE) / tries


def successes_wanted(probability: float, replicates: int, tries: int) -> int:
    """Successes from which on the lower bound reaches a probability; more than the replicates: never."""
    each = confidence_of(tries)
    counts = np.arange(replicates + 2)
    enough = [lower_bound(int(one), replicates, each) >= probability for one in counts[:-1]]
    return int(np.argmax(enough)) if any(enough) else replicates + 1


def between(found: Search, missed: Block, accepted: Block) -> Plan | None:
    """A cheaper plan than the accepted one that is worth a verdict: after a miss the search may have aimed too high.

    The cheapest of those tried that is as probable on the runs of the search as the middle of both; None: none is
    cheaper.
    """
    problem = found.problem
    wanted = (shares(problem, found.tried[missed.plan]) + shares(problem, found.tried[accepted.plan])) / 2
    enough = [
        plan for plan, values in found.tried.items()
        if problem.cost(plan) < problem.cost(accepted.plan) and problem.allows(plan)
        and (shares(problem, values) >= wanted).all()
    ]  # fmt: skip
    return min(enough, key=lambda plan: (problem.cost(plan), plan)) if enough else None


def verify(problem: Problem, simulator: Simulator, plan: Plan, replicates: range, tries: int) -> Block:
    """Judges a plan on fresh replicates. tries: how many plans may be judged in all, this one among them."""
    values = simulator.outcomes([plan], replicates)[0]
    successes = tuple(int(problem.met(values, one).sum()) for one in problem.requirements)
    each = confidence_of(tries)
    lower = tuple(lower_bound(one, len(replicates), each) for one in successes)
    accepted = all(bound >= one.probability for bound, one in zip(lower, problem.requirements, strict=True))
    return Block(plan, replicates.start, len(replicates), successes, lower, each, accepted)
