"""What stands beside a plan: simple plans, other probabilities and prices, courses on demand, chance, worlds."""

from typing import Any

import numpy as np

from simulation.common.uncertain import draw_uncertainties
from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.thinning import Keeping, Recorded
from simulation.planning.plans.planning import Carried
from simulation.planning.plans.simulated import Runs
from simulation.planning.search.frontier import CORRECTIONS, cheapest_at, frontier
from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan
from simulation.planning.search.robust import failing, standings
from simulation.runs.settings import fixed_at
from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import Scenario

PROBABILITIES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Of the frontier, beside the required one."""
PLANS, WORLDS, CHANCES = 6, (8, 40), 8
"""Plans that are compared over worlds; worlds, from the fewest to the most; runs of a plan in each."""
FIRST_WORLD = 50_000
"""The first replicate whose uncertainties make a world."""
DETAILED = 500
"""Runs, at most, from which is told what is held, filled and spent."""
_KEPT = (
    "facilitator_courses", "trainer_courses", "facilitator_seats_offered", "facilitator_seats_filled", "money_cash",
    "money_valued_time", "active_facilitators", "trainers", "trainer_days_offered", "trainer_days_used",
)  # fmt: skip

_MONEY = {"cash": ("money_cash",), "both": ("money_cash", "money_valued_time")}
"""What is spent, by what the plan counts as cost."""


def beside(carried: Carried, runs: Runs) -> None:
    """Adds the sections that plan.json has beside the plan itself."""
    simulated = carried.simulated
    carried.beside["held"] = _held(carried, runs)
    carried.beside["money"] = _money(carried, runs)
    simulated.label = "on demand"
    carried.beside["on_demand"] = _on_demand(carried)
    carried.beside["chance_alone"] = _chance_alone(carried)
    simulated.label = say("simple plans")
    carried.beside["simple_plans"] = carried.simple.compared(
        carried.problem, carried.simulator, carried.found.effort, _some(carried), carried.problem.cost(carried.plan)
    )
    if carried.problem.goal == "least cost" and carried.found.reached:
        simulated.label = "frontier"
        carried.beside["frontier"] = _frontier(carried)
        simulated.label = "other prices"
        carried.beside["other_prices"] = _other_prices(carried)
    carried.beside["robust"] = _robust(carried, runs)
    carried.beside["fails_when"] = _fails_when(carried)


def _some(carried: Carried) -> range:
    """The first replicates of the last verdict."""
    block = carried.blocks[-1]
    return range(block.first, block.first + min(DETAILED, block.replicates))


def _shares(carried: Carried, values: np.ndarray) -> list[float]:
    return [round(float(share), 6) for share in shares(carried.problem, values)]


def _held(carried: Carried, runs: Runs) -> dict[str, Any]:
    """Of each place and quarter of the run: courses planned and held, seats; and money by year."""
    scenario = carried.scenario()
    recorded = Recorded(places="region", every="quarter", measures=_KEPT)
    keeping = Keeping(Frame.of(scenario), recorded)
    values = runs.values([carried.simulated.scenario_of(carried.plan)], _some(carried), recorded, "courses held")[0]
    of = {name: values[..., number] for number, name in enumerate(_KEPT)}
    first = month_number(scenario.start)
    cells = []
    for kind in ("facilitator_courses", "trainer_courses"):
        courses = getattr(scenario.levers, kind)
        if courses.scheduling != "calendar":
            continue
        planned: dict[tuple[int, str], int] = {}
        for entry in courses.calendar:
            # Trainer courses are national whatever place an entry names.
            place = entry.place if kind == "facilitator_courses" else "national"
            key = int(np.searchsorted(keeping.periods, month_number(entry.month) - first)), place
            planned[key] = planned.get(key, 0) + entry.courses
        for (period, place), number in sorted(planned.items()):
            at = keeping.places.index(place)
            held = of[kind][:, period, at]
            cell: dict[str, Any] = {
                "what": kind, "place": place, "until": month_text(first + int(keeping.periods[period])),
                "planned": number, "held_mean": float(held.mean()), "all_held": float((held >= number).mean()),
                "held_share": float(np.minimum(held, number).mean() / number),
            }  # fmt: skip
            if kind == "facilitator_courses":
                filled = of["facilitator_seats_filled"][:, period, at]
                cell |= {"seats_offered": float(of["facilitator_seats_offered"][:, period, at].mean()),
                         "seats_filled_mean": float(filled.mean()), "seats_filled_q10": float(np.quantile(filled, 0.1)),
                         "seats_filled_q90": float(np.quantile(filled, 0.9))}  # fmt: skip
            cells.append(cell)
    return {"replicates": len(values), "cells": cells, "by_year": _by_year(of, keeping.periods, first)}


def _by_year(of: dict[str, np.ndarray], periods: np.ndarray, first: int) -> list[dict[str, Any]]:
    years = np.array([(first + int(period)) // 12 for period in periods])
    found = []
    for year in np.unique(years):
        inside = years == year
        last = int(np.flatnonzero(inside)[-1])
        row: dict[str, Any] = {"year": int(year)}
        for name in ("money_cash", "money_valued_time", "trainer_days_offered", "trainer_days_used",
                     "facilitator_courses"):  # fmt: skip
            sums = of[name][:, inside].sum(axis=(1, 2))
            row |= {name: float(sums.mean()), f"{name}_q10": float(np.quantile(sums, 0.1)),
                    f"{name}_q90": float(np.quantile(sums, 0.9))}  # fmt: skip
        for name in ("active_facilitators", "trainers"):
            row[name] = float(of[name][:, last].sum(axis=1).mean())
        found.append(row)
    return found


def _money(carried: Carried, runs: Runs) -> dict[str, Any]:
    """What the network spends over the whole time, simulated: with the plan, and in the scenario as it is."""
    recorded = Recorded(places="nation", every="quarter", measures=("money_cash", "money_valued_time"))
    scenarios: list[Scenario | dict[str, Any]] = [carried.simulated.scenario_of(carried.plan), carried.read.scenario]
    sums = runs.values(scenarios, _some(carried), recorded, "money").sum(axis=(2, 3)).mean(axis=1)
    return {
        name: {"cash": float(cash), "valued_time": float(time)}
        for name, (cash, time) in zip(("plan", "as_it_is"), sums, strict=True)
    }


def _on_demand(carried: Carried) -> dict[str, Any] | None:
    """The plan with courses where enough wait, instead of by calendar; paired with the plan."""
    kinds = {choice.kind for choice in carried.choices}
    if not kinds & {"facilitator_courses", "trainer_courses"}:
        return None
    simulated, replicates = carried.simulated, _some(carried)
    scenario = simulated.scenario_of(carried.plan, on_demand=True)
    other = simulated.at_dates(simulated.of_scenarios([scenario], replicates, "on demand"))[0]
    own = carried.simulator.outcomes([carried.plan], replicates)[0]
    return {"replicates": len(replicates), "shares": _shares(carried, other), "by_calendar": _shares(carried, own),
            "means": other.mean(axis=0).tolist(), "means_by_calendar": own.mean(axis=0).tolist()}  # fmt: skip


def _chance_alone(carried: Carried) -> dict[str, Any]:
    """The plan with every assumption at its best value: what chance alone leaves."""
    simulated, replicates = carried.simulated, _some(carried)
    scenario = simulated.scenario_of(carried.plan)
    for name, held in scenario["uncertainties"].items():
        scenario["uncertainties"][name] = fixed_at(held["best"])
    values = simulated.at_dates(simulated.of_scenarios([scenario], replicates, "chance alone"))[0]
    return {"replicates": len(replicates), "shares": _shares(carried, values)}


def _year_ends(carried: Carried) -> list[str]:
    start, end = month_number(carried.read.scenario.start), month_number(carried.read.scenario.end)
    last = max(month_number(one.aim.month) for one in carried.targets)
    return [month_text(month) for month in range(start, end + 1) if month % 12 == 11 and month <= last + 12]


def _by_date(carried: Carried, plan: Plan) -> dict[str, float]:
    """Share of the futures of the block in which what the first requirement asks for stands at the end of each year."""
    simulated, problem = carried.simulated, carried.problem
    series = np.array([simulated.series[plan, one] for one in range(carried.found.effort.block)])
    return {
        month: float(problem.met(series[:, simulated.period(month)], problem.requirements[0]).mean())
        for month in _year_ends(carried)
    }


def _frontier(carried: Carried) -> list[dict[str, Any]]:
    required = carried.problem.requirements[0].probability
    asked = sorted({*PROBABILITIES, required})
    return [
        {"probability": one.probability, "plan": list(one.plan), "cost": one.cost, "share": one.share,
         "by_date": _by_date(carried, one.plan)} if one.plan is not None else {"probability": one.probability,
                                                                            "plan": None}
        for one in frontier(carried.found, carried.simulator, asked)
    ]  # fmt: skip


def _other_prices(carried: Carried) -> list[dict[str, Any]]:
    """The cheapest plan found at list prices, then when one kind of decision costs a fifth less or more."""
    problem, decided = carried.problem, np.array(carried.plan)
    rows = [_at_prices(carried, "all", 1.0, problem.prices, CORRECTIONS)]
    for kind in dict.fromkeys(choice.kind for choice in carried.choices):
        of_kind = np.array([choice.kind == kind for choice in carried.choices])
        if not problem.prices[of_kind].any():
            continue
        for factor in (0.8, 1.2):
            prices = np.where(of_kind, problem.prices * factor, problem.prices)
            # What the plan does not use may cost more: it stays the cheapest.
            moves = factor < 1 or decided[of_kind].any()
            rows.append(_at_prices(carried, kind, factor, prices, CORRECTIONS if moves else 0))
    return rows


def _at_prices(carried: Carried, kind: str, factor: float, prices: np.ndarray, corrections: int) -> dict[str, Any]:
    plan = cheapest_at(carried.found, carried.simulator, prices, corrections)
    changes: dict[str, int] = {}
    for choice, units, before in zip(carried.choices, plan, carried.plan, strict=True):
        if units != before:
            changes[choice.kind] = changes.get(choice.kind, 0) + units - before
    return {"what": kind, "factor": factor, "cost": float(prices @ np.array(plan)),
            "cost_of_the_plan": float(prices @ np.array(carried.plan)), "changes": changes}  # fmt: skip


def _robust(carried: Carried, runs: Runs) -> list[dict[str, Any]]:
    """The best plans over worlds, each with all assumptions fixed as drawn; what the network spends in each in all."""
    problem, simulated = carried.problem, carried.simulated
    plans, worlds = _best_plans(carried), max(WORLDS[0], min(WORLDS[1], carried.found.effort.block // 12))
    uncertainties = carried.read.scenario.uncertainties
    scenarios = []
    for plan in plans:
        plain = simulated.scenario_of(plan)
        for world in range(FIRST_WORLD, FIRST_WORLD + worlds):
            drawn = draw_uncertainties(uncertainties, carried.read.file.seed, world, False)
            scenarios.append(plain | {"uncertainties": {name: fixed_at(value) for name, value in drawn.items()}})
    replicates = range(FIRST_WORLD, FIRST_WORLD + CHANCES)
    values = simulated.at_dates(simulated.of_scenarios(scenarios, replicates, "worlds"))
    met = problem.met(values, problem.requirements[0]).reshape(len(plans), worlds, CHANCES)
    recorded = Recorded(places="nation", every="quarter", measures=_MONEY[carried.read.file.cost])
    spent = runs.values(scenarios, replicates, recorded, say("worlds, money")).sum(axis=(2, 3, 4))
    spent = spent.reshape(len(plans), worlds, CHANCES).mean(axis=2)
    return [
        {"plan": list(plan), "cost": problem.cost(plan), "spent_mean": float(money.mean()),
         "spent_q90": float(np.quantile(money, 0.9)), "is_the_plan": plan == carried.plan, **vars(one)}
        for plan, money, one in zip(plans, spent, standings(met, problem.requirements[0].probability), strict=True)
    ]  # fmt: skip


def _best_plans(carried: Carried) -> list[Plan]:
    """The plan, then the others that do nearly as well on the block, the cheapest first."""
    problem, found = carried.problem, carried.found
    required = problem.requirements[0].probability
    near = [
        (problem.cost(plan), plan) for plan, values in found.tried.items()
        if problem.allows(plan) and plan != carried.plan and shares(problem, values)[0] >= required - 0.05
    ]  # fmt: skip
    return [carried.plan, *(plan for _, plan in sorted(near))][:PLANS]


def _fails_when(carried: Carried) -> dict[str, Any] | None:
    """In which worlds the plan fails, by the runs of the last verdict."""
    block, problem = carried.blocks[-1], carried.problem
    replicates = range(block.first, block.first + block.replicates)
    values = carried.simulator.outcomes([carried.plan], replicates)[0]
    failed = ~problem.met(values, problem.requirements[0])
    priors, seed = carried.read.scenario.uncertainties, carried.read.file.seed
    drawn = [draw_uncertainties(priors, seed, one, False) for one in replicates]
    names = [name for name in drawn[0] if len({one[name] for one in drawn}) > 1]
    if not names:
        return None
    rule = failing(np.array([[one[name] for name in names] for one in drawn]), names, failed)
    if rule is None:
        return None
    return {"conditions": [list(one) for one in rule.conditions], "share_failing": rule.within,
            "share_failing_outside": rule.outside, "share_of_futures": rule.holds}  # fmt: skip
