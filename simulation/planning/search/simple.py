"""Simple plans: one number says how much, a rule where and when. Each is taken at the cheapest size that is enough."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.state import problem_met

type Family = Callable[[float], Plan]
"""The plan of a size from 0 to 1; with the size no decision becomes smaller."""

HALVINGS = 9


@dataclass(frozen=True)
class Simple:
    """A simple plan at its cheapest size. reached: whether it meets the requirements on the block; else it is the
    largest that limits and bounds allow. shares: of each requirement.
    """

    name: str
    plan: Plan
    cost: float
    reached: bool
    shares: tuple[float, ...]


def cheapest_size(
    problem: Problem, simulator: Simulator, name: str, family: Family, block: range, extra: float
) -> Simple:
    """The smallest size of a family that meets the requirements, by halving."""

    def look(plan: Plan) -> tuple[bool, tuple[float, ...]]:
        values = simulator.outcomes([plan], block)[0]
        return problem_met(problem, values, extra), tuple(shares(problem, values).tolist())

    low, high = 0.0, 1.0
    if not problem.allows(family(1.0)):  # the largest that is allowed
        inside, outside = 0.0, 1.0
        for _ in range(2 * HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if problem.allows(family(middle)) else (inside, middle)
        high = inside
    best, (reached, found) = family(high), look(family(high))
    if reached and problem.goal == "least cost":
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            plan = family(middle)
            good, of_plan = (True, found) if plan == best else look(plan)
            if good:
                best, found, high = plan, of_plan, middle
            else:
                low = middle
    return Simple(name, best, problem.cost(best), reached, found)
