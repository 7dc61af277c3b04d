"""Simple plans: one number says how much, a rule where and when. Each is taken at the cheapest size that is enough."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.state import problem_met

type Family = Callable[[float], Plan]
"""The plan of a size from 0 to 1; with the size no decision becomes smaller."""

STEPS, HALVINGS = 8, 7
"""Sizes that are looked at first, from nothing to the largest; halvings between two of them."""


@dataclass(frozen=True)
class Simple:
    """A simple plan at its cheapest size. reached: whether it meets the requirements on the block; else it is the
    surest of the sizes looked at. shares: of each requirement.
    """

    name: str
    plan: Plan
    cost: float
    reached: bool
    shares: tuple[float, ...]


def cheapest_size(
    problem: Problem, simulator: Simulator, name: str, family: Family, block: range, extra: float
) -> Simple:
    """The smallest size of a family that meets the requirements, among some sizes, then by halving."""

    def look(plan: Plan) -> tuple[bool, tuple[float, ...]]:
        values = simulator.outcomes([plan], block)[0]
        return problem_met(problem, values, extra), tuple(shares(problem, values).tolist())

    high = 1.0
    if not problem.allows(family(1.0)):  # the largest that is allowed
        inside, outside = 0.0, 1.0
        for _ in range(2 * HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if problem.allows(family(middle)) else (inside, middle)
        high = inside
    looked = {size: look(family(size)) for size in (high * step / STEPS for step in range(STEPS + 1))}
    enough = [size for size, (good, _) in looked.items() if good]
    # More is not always surer: what is bought may use up the money for the rest.
    size = min(enough) if enough else max(looked, key=lambda one: (min(looked[one][1]), one))
    best, (reached, found) = family(size), looked[size]
    if reached and problem.goal == "least cost" and size > 0:
        low, high = max(one for one in looked if one < size), size
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            plan = family(middle)
            good, of_plan = (True, found) if plan == best else look(plan)
            if good:
                best, found, high = plan, of_plan, middle
            else:
                low = middle
    return Simple(name, best, problem.cost(best), reached, found)
