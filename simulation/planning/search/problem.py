"""What is decided, what it costs, what limits it, what is to be reached, and what a simulator must offer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

type Plan = tuple[int, ...]
"""One whole number a decision, in the order of the decisions."""

type Goal = Literal["least cost", "most probable", "most"]
"""least cost: the cheapest plan that meets all requirements. most probable: within the limits, the plan that most often
meets the first requirement. most: within the limits, the plan with the largest mean of the first target."""


@dataclass(frozen=True)
class Decision:
    """One whole number to be decided. low, high: bounds, both allowed. price: of one unit. block: units of a large
    step, for what is worthless one by one.
    """

    name: str
    low: int
    high: int
    price: float = 0.0
    block: int = 1

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.name}: low ({self.low}) is above high ({self.high})")


@dataclass(frozen=True)
class Limit:
    """A budget or other limit: the sum of weights × units may be at most so much. weights: one a decision."""

    name: str
    weights: tuple[float, ...]
    most: float


@dataclass(frozen=True)
class Requirement:
    """These targets (their positions) are to be reached together in a share of the futures."""

    targets: tuple[int, ...]
    probability: float


@dataclass(frozen=True)
class Problem:
    """thresholds: one a target; a future reaches a target when its value is at least the threshold."""

    decisions: tuple[Decision, ...]
    thresholds: tuple[float, ...]
    requirements: tuple[Requirement, ...]
    limits: tuple[Limit, ...] = ()
    goal: Goal = "least cost"
    names: tuple[str, ...] = field(default=())
    """Names of the targets, for people."""

    def __post_init__(self) -> None:
        if not self.decisions or not self.requirements:
            raise ValueError("a problem needs at least one decision and one requirement")
        for limit in self.limits:
            if len(limit.weights) != len(self.decisions):
                raise ValueError(f"{limit.name}: {len(limit.weights)} weights for {len(self.decisions)} decisions")

    @cached_property
    def low(self) -> np.ndarray:
        """Lower bounds, int64."""
        return np.array([one.low for one in self.decisions])

    @cached_property
    def high(self) -> np.ndarray:
        """Upper bounds, int64."""
        return np.array([one.high for one in self.decisions])

    @cached_property
    def prices(self) -> np.ndarray:
        """Price of one unit of each decision."""
        return np.array([one.price for one in self.decisions], float)

    def cost(self, plan: Plan) -> float:
        """What a plan costs at list prices."""
        return float(self.prices @ np.array(plan, float))

    def allows(self, plan: Plan) -> bool:
        """Whether a plan lies within bounds and limits."""
        units = np.array(plan)
        if (units < self.low).any() or (units > self.high).any():
            return False
        return all(np.dot(one.weights, units) <= one.most + 1e-6 * max(1.0, abs(one.most)) for one in self.limits)

    def met(self, values: np.ndarray, requirement: Requirement) -> np.ndarray:
        """Of each future (leading axes of values, targets last) whether it reaches all targets of a requirement."""
        chosen = list(requirement.targets)
        return (values[..., chosen] >= np.array(self.thresholds)[chosen]).all(axis=-1)


class Simulator(Protocol):
    """Anything that can say what comes of plans. The same plan and replicate give the same values, always."""

    def outcomes(self, plans: Sequence[Plan], replicates: range) -> np.ndarray:
        """Float64, plans × replicates × targets. Replicates of one number share their chance between plans."""


class Remembered:
    """A simulator that is asked nothing twice. runs: plan × replicate pairs that were simulated."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.runs = 0
        self._held: dict[tuple[Plan, int], np.ndarray] = {}

    def outcomes(self, plans: Sequence[Plan], replicates: range) -> np.ndarray:
        """As of the simulator. Only what is missing is simulated, all plans that miss the same replicates at once."""
        wanted: dict[range, list[Plan]] = {}
        for plan in dict.fromkeys(plans):
            missing = [one for one in replicates if (plan, one) not in self._held]
            for stretch in _stretches(missing):
                wanted.setdefault(stretch, []).append(plan)
        for stretch, some in wanted.items():
            values = np.asarray(self.simulator.outcomes(some, stretch), float)
            self.runs += len(some) * len(stretch)
            for plan, of_plan in zip(some, values, strict=True):
                for replicate, one in zip(stretch, of_plan, strict=True):
                    self._held[plan, replicate] = one
        return np.array([[self._held[plan, one] for one in replicates] for plan in plans])


def _stretches(numbers: list[int]) -> list[range]:
    """Ascending numbers as ranges without gaps."""
    found: list[range] = []
    for number in numbers:
        if found and found[-1].stop == number:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found
