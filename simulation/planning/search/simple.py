"""Simple plans: one number says how much, a rule where and when. Each is taken at the cheapest size that is enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.state import merit, problem_met

type Family = Callable[[float], Plan]
"""The plan of a size from 0 to 1; with the size no decision becomes smaller."""

type Mixed = Callable[[Sequence[str]], Family]
"""The family that decides so many kinds of things, and leaves the others at their least."""

STEPS, HALVINGS = 8, 7
"""Sizes that are looked at first, from nothing to the largest; halvings between two of them."""
ROUGH_STEPS = 5
"""Sizes at which mixes are compared."""


@dataclass(frozen=True)
class Simple:
    """A simple plan at its cheapest size. reached: whether it meets the requirements on the block; else it is the
    surest of the sizes looked at. shares: of each requirement. within: the surest that costs no more than was given.
    """

    name: str
    plan: Plan
    cost: float
    reached: bool
    shares: tuple[float, ...]
    within: Plan


def sizes(problem: Problem, family: Family, steps: int) -> list[float]:
    """Sizes from nothing to the largest that is allowed, evenly."""
    high = 1.0
    if not problem.allows(family(1.0)):
        inside, outside = 0.0, 1.0
        for _ in range(2 * HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if problem.allows(family(middle)) else (inside, middle)
        high = inside
    return [high * step / steps for step in range(steps + 1)]


def best_mix(
    problem: Problem, simulator: Simulator, mixed: Mixed, kinds: Sequence[str], first: str, part: range, extra: float
) -> tuple[tuple[str, ...], list[Plan]]:
    """The kinds of things that a simple plan had best decide together, and the plans looked at, the best first.

    Begins with one kind, adds the one that helps most, and so on until none does; all kinds together are looked at,
    too. part: the replicates on which that is judged.
    """
    tried: dict[Plan, tuple[float, ...]] = {}

    def best_of(mix: tuple[str, ...]) -> tuple[float, ...]:
        family = mixed(mix)
        plans = list(dict.fromkeys(family(size) for size in sizes(problem, family, ROUGH_STEPS)))
        values = simulator.outcomes(plans, part)
        tried.update({plan: merit(problem, extra, plan, one) for plan, one in zip(plans, values, strict=True)})
        return max(tried[plan] for plan in plans)

    mix: tuple[str, ...] = (first,)
    found = best_of(mix)
    while len(mix) < len(kinds):
        wider = {(*mix, kind): best_of((*mix, kind)) for kind in kinds if kind not in mix}
        best = max(wider, key=lambda one: wider[one])
        if wider[best] <= found:
            break
        mix, found = best, wider[best]
    if len(mix) < len(kinds) and best_of(tuple(kinds)) > found:
        mix = tuple(kinds)
    return tuple(kind for kind in kinds if kind in mix), sorted(tried, key=lambda plan: tried[plan], reverse=True)


def cheapest_size(
    problem: Problem, simulator: Simulator, name: str, family: Family, block: range, extra: float,
    money: float = float("inf"),
) -> Simple:  # fmt: skip
    """The smallest size of a family that meets the requirements: among some sizes on a part of the block, then by
    halving on all of it. money: what `within` may cost.
    """
    part = block[: max(1, len(block) // 5)]
    asked = sizes(problem, family, STEPS)
    plans = [family(size) for size in asked]
    rough = dict(zip(plans, simulator.outcomes(plans, part), strict=True))
    surer = {plan: (float(shares(problem, values).min()), merit(problem, extra, plan, values))
             for plan, values in rough.items()}  # fmt: skip

    def look(plan: Plan) -> tuple[bool, tuple[float, ...]]:
        values = simulator.outcomes([plan], block)[0]
        return problem_met(problem, values, extra), tuple(shares(problem, values).tolist())

    # More is not always surer: what is bought may use up the money for the rest.
    order = sorted(range(len(plans)), key=lambda at: (not problem_met(problem, rough[plans[at]], extra), at))
    surest = max(range(len(plans)), key=lambda at: (surer[plans[at]], -at))
    affordable = [plan for plan in plans if problem.cost(plan) <= money] or [plans[0]]
    within = max(affordable, key=lambda plan: surer[plan])
    looked = {at: look(plans[at]) for at in {order[0], surest, min(order[0] + 1, len(plans) - 1)}}
    enough = [at for at, (good, _) in looked.items() if good]
    if not enough:
        at = max(looked, key=lambda one: (min(looked[one][1]), one))
        return Simple(name, plans[at], problem.cost(plans[at]), False, looked[at][1], within)
    at = min(enough)
    while at > 0 and (below := looked.get(at - 1) or look(plans[at - 1]))[0]:
        at, looked[at - 1] = at - 1, below
    best, (_, found) = plans[at], looked[at]
    if problem.goal == "least cost" and at > 0:
        low, high = asked[at - 1], asked[at]
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            plan = family(middle)
            good, of_plan = (True, found) if plan == best else look(plan)
            if good:
                best, found, high = plan, of_plan, middle
            else:
                low = middle
    return Simple(name, best, problem.cost(best), True, found, within)
