"""The search: estimates propose, the simulation judges, until a plan comes back; then its neighbours are tried."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulation.planning.search.frontier import cheapest_at
from simulation.planning.search.margins import needed_shift, weights_of
from simulation.planning.search.polishing import polish
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.programme import Region, best, cheapest
from simulation.planning.search.state import Effort, Enough, Search, Told, problem_met
from simulation.planning.search.surrogate import Cut, cut_around, differences_around


def search(problem: Problem, simulator: Simulator, effort: Effort, starts: Sequence[Plan] = (),
           told: Told | None = None, enough: Enough | None = None) -> Search:  # fmt: skip
    """Looks for the best plan. starts: plans of which the best is where it begins; none: the middle of the
    bounds. enough: ends the polish.

    The same problem, simulator and effort lead to the same plan.
    """
    found, say = Search(problem, effort, enough=enough), told or (lambda _, __: None)
    for plan in starts or (_middle(problem),):
        _take(found, simulator, plan)
    _by_designs(found, simulator, found.plan, say)
    if problem.allows(found.plan):
        _by_differences(found, simulator, say)
        polish(found, simulator, lambda plans: _simulate(found, simulator, plans), say)
    found.reached = problem_met(problem, found.tried[found.plan], effort.extra)
    if found.reached and problem.goal == "least cost":
        found.plan = cheapest_at(found, simulator, problem.prices)
    say("found", found)
    return found


def _by_designs(found: Search, simulator: Simulator, plan: Plan, say: Told) -> None:
    """Proposals from wide estimates, within an ever smaller distance of the best so far."""
    problem, effort = found.problem, found.effort
    span = problem.high - problem.low
    radius, widths = np.maximum(1, span), np.maximum(1, span // 4)
    for _ in range(effort.rounds):
        if not (plan == found.plan or _take(found, simulator, plan)):
            radius, widths = np.maximum(1, radius // 2), np.maximum(1, widths // 2)
        say("proposal", found)
        found.cuts = [cut.loosened(plan, found.tried[plan].mean(axis=0)) for cut in found.cuts]
        found.cuts.append(cut_around(problem, simulator, plan, widths, range(effort.design), range(effort.block)))
        say("estimates", found)
        proposed, _ = _new_proposal(found, found.cuts, radius)
        if proposed is None:
            return
        plan = proposed


def _by_differences(found: Search, simulator: Simulator, say: Told) -> None:
    """Proposals from differences of one decision at a time at the best plan, not far from it."""
    problem, effort = found.problem, found.effort
    radius = np.maximum(1, (problem.high - problem.low) // 4)
    at: Plan | None = None
    for _ in range(effort.steps):
        if at != found.plan:
            at = found.plan
            replicates, block = range(min(effort.single, effort.block)), range(effort.block)
            found.cuts.append(differences_around(problem, simulator, at, 1, replicates, block))
            say("differences", found)
        plan, radius = _new_proposal(found, found.cuts[-1:], radius)
        if plan is None:
            return
        if not _take(found, simulator, plan):
            radius = np.maximum(1, radius // 2)
        say("step", found)


def _take(found: Search, simulator: Simulator, plan: Plan) -> bool:
    """Simulates a plan and makes it the best if it is; whether it is."""
    _simulate(found, simulator, [plan])
    problem = found.problem
    allowed = problem.allows(plan)
    if not found.plan or not problem.allows(found.plan) or (allowed and found.better(plan, found.plan)):
        found.plan = plan
        return True
    return False


def _new_proposal(found: Search, cuts: Sequence[Cut], radius: np.ndarray) -> tuple[Plan | None, np.ndarray]:
    """A plan that was not tried yet, and the distance from the best plan within which it was looked for; None: none."""
    while True:
        proposed = _proposal(found, cuts, radius)
        if proposed is not None and proposed not in found.tried:
            return proposed, radius
        if (radius <= 1).all():
            return None, radius
        radius = np.maximum(1, radius // 2)


def nearest(problem: Problem) -> Problem:
    """The problem that asks for the most probable plan, where none meets the requirements: all at once, best first."""
    return replace(problem, goal="most probable")


def _middle(problem: Problem) -> Plan:
    return tuple(int(unit) for unit in (problem.low + problem.high) // 2)


def _simulate(found: Search, simulator: Simulator, plans: list[Plan]) -> None:
    new = [plan for plan in dict.fromkeys(plans) if plan not in found.tried]
    if new:
        for plan, values in zip(new, simulator.outcomes(new, range(found.effort.block)), strict=True):
            found.tried[plan] = values


def _proposal(found: Search, cuts: Sequence[Cut], radius: np.ndarray) -> Plan | None:
    """The next plan, within so many units of the best so far."""
    problem, values = found.problem, found.tried[found.plan]
    region = Region.around(problem, found.plan, radius)
    if problem.goal != "least cost":
        return best(problem, cuts, weights_of(problem, values), region)
    needed = values.mean(axis=0) + needed_shift(problem, values, found.effort.extra)
    return cheapest(problem, cuts, needed, region)[0]
