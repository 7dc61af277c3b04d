"""What `essaim plan` leaves: plan.json, scenario.yaml, calendar.csv, and the plan as a forecast handed over."""

import csv
import io
from typing import Any

from simulation.outcomes.plans import FORMAT, PLAN
from simulation.outcomes.wording import aim_text
from simulation.planning.plans.decided import Choice
from simulation.planning.plans.planning import Carried
from simulation.planning.search.obstacles import Obstacle
from simulation.planning.search.verifying import Block
from simulation.scenario.writing import scenario_yaml
from simulation.storage.storage import storage_at

CALENDAR = ("what", "place", "from", "until", "units", "unit_price_cash", "unit_price_valued", "cash", "valued_time")


def write_plan(carried: Carried, out: str, forecast: str) -> dict[str, Any]:
    """Writes plan.json, scenario and calendar into a folder or object storage; what plan.json holds.

    forecast: what the folder of the plan's forecast is called.
    """
    storage, plan = storage_at(out), as_json(carried, forecast)
    storage.prepare()
    storage.write("scenario.yaml", scenario_yaml(carried.scenario()).encode())
    storage.write("calendar.csv", calendar_csv(carried).encode())
    storage.write_json(PLAN, plan)
    return plan


def as_json(carried: Carried, forecast: str) -> dict[str, Any]:
    """The plan as numbers and words: the same to the byte for the same plan file, however often it was stopped."""
    file, problem = carried.read.file, carried.problem
    cash = sum(sum(choice.cash.values()) * units for choice, units in _units(carried))
    valued = sum(sum(choice.valued.values()) * units for choice, units in _units(carried))
    return {
        "format": FORMAT,
        "name": file.name,
        "description": file.description,
        "scenario": {"called": file.scenario, "name": carried.read.scenario.name},
        "goal": file.goal,
        "seed": file.seed,
        "reached": carried.reached,
        "targets": [aim.model_dump(mode="json") | {"text": aim_text(aim, "en")} for aim in carried.read.targets],
        "requirements": [
            {"targets": [_target(carried, target) for target in one.targets], "required": one.probability}
            for one in problem.requirements
        ],
        "as_it_is": list(carried.base),
        "on_the_search_block": [float(problem.met(carried.found.tried[carried.plan], one).mean())
                                for one in problem.requirements] if carried.plan in carried.found.tried else None,
        "verdicts": [_block(block) for block in carried.blocks],
        "means": _means(carried),
        "cost": {"counted": file.cost, "at_list_prices": problem.cost(carried.plan), "cash": cash,
                 "valued_time": valued},
        "decided": [_decided(choice, units) for choice, units in _units(carried)],
        "in_the_way": [_obstacle(carried, one) for one in carried.hindered],
        "notes": carried.notes,
        "runs": carried.simulator.runs,
        "plans_on_the_block": len(carried.found.tried),
        "forecast": forecast,
        **carried.beside,
    }  # fmt: skip


def _units(carried: Carried) -> list[tuple[Choice, int]]:
    return list(zip(carried.choices, carried.plan, strict=True))


def _target(carried: Carried, number: int) -> str:
    one = carried.targets[number]
    return aim_text(one.aim.model_copy(update={"region": one.region}), "en")


def _means(carried: Carried) -> list[dict[str, Any]]:
    """What comes of each target on average, on the runs of the last verdict."""
    block = carried.blocks[-1]
    values = carried.simulator.outcomes([carried.plan], range(block.first, block.first + block.replicates))[0]
    return [
        {"measure": one.aim.measure, "region": one.region, "month": one.aim.month, "value": one.aim.value,
         "mean": float(mean)}
        for one, mean in zip(carried.targets, values.mean(axis=0), strict=True)
    ]  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    return {
        "first_replicate": block.first, "replicates": block.replicates, "successes": list(block.successes),
        "shares": list(block.shares), "lower_bounds": list(block.lower), "confidence": block.confidence,
        "accepted": block.accepted, "plan": list(block.plan),
    }  # fmt: skip


def _obstacle(carried: Carried, one: Obstacle) -> dict[str, Any]:
    choice = next(choice for choice in carried.choices if choice.name == one.decision)
    return vars(one) | {"target": _target(carried, one.target), "of": _named(choice),
                        "measure": carried.targets[one.target].aim.measure}  # fmt: skip


def _named(choice: Choice) -> dict[str, Any]:
    """What is decided, where and when, for pages to put into words."""
    return {"what": choice.kind, "places": list(choice.places), "remote": getattr(choice.entry, "remote", None),
            "from": choice.first, "until": choice.last,
            "entry": choice.entry.model_dump(mode="json", exclude_none=True)}  # fmt: skip


def _decided(choice: Choice, units: int) -> dict[str, Any]:
    return _named(choice) | {
        "units": units, "at_least": choice.entry.at_least,
        "at_most": choice.entry.at_most,
        "unit_cash": sum(choice.cash.values()), "unit_valued_time": sum(choice.valued.values()),
    }  # fmt: skip


def calendar_csv(carried: Carried) -> str:
    """What is decided, a line each period and place in which something is; for machines: comma, dot, no BOM."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CALENDAR)
    for choice, units in _units(carried):
        if units:
            cash, valued = sum(choice.cash.values()), sum(choice.valued.values())
            writer.writerow([choice.kind, "; ".join(choice.places), choice.first, choice.last, units, round(cash, 2),
                             round(valued, 2), round(cash * units, 2), round(valued * units, 2)])  # fmt: skip
    return text.getvalue()
