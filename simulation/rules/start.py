"""The network at the start (ODD, 7.3), in month −1."""

from collections import Counter

from simulation.agents.chance import named
from simulation.agents.places import Cell
from simulation.agents.roles import REACHED
from simulation.common.draws import Decision

TRAINERS_CERTIFIED, TRAINERS_LAST_ACTIVE = -37, -1
"""Months in which the trainers at the start were certified and last led."""


def populate(model) -> None:
    """Facilitators, practitioners and trainers who are there before the first month."""
    initial, weights = model.scenario.initial, initial_weights(model)
    for number, cell in enumerate(placed(model, initial.facilitators, weights)):
        start_as_facilitator(model, named(f"start/facilitator/{number}"), cell)
    for number, cell in enumerate(placed(model, initial.practitioners, weights)):
        model.agent_classes["person"](model, cell, REACHED, identity=named(f"start/practitioner/{number}"))
    before: Counter[str] = Counter()
    for entry in model.levers.trainers.at_start:
        for number in range(entry.trainers):
            identity = named(f"start/trainer/{entry.place}/{before[entry.place]}")
            before[entry.place] += 1
            trainer_from_outside(
                model, identity, entry.place, number < entry.masters, TRAINERS_CERTIFIED, TRAINERS_LAST_ACTIVE
            )


def initial_weights(model) -> list[float]:
    """For each cell the weight with which the network is placed."""
    initial = model.scenario.initial
    return model.places.weights(initial.administration_weights, initial.region_weights)


def placed(model, number: int, weights: list[float]) -> list[Cell]:
    """The cells of so many persons, cell by cell, by largest remainder; nobody is placed where all weights are 0."""
    total = sum(weights)
    if total <= 0:
        return []
    quotas = [number * weight / total for weight in weights]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda i: (counts[i] - quotas[i], i))
    for i in by_remainder[: number - sum(counts)]:
        counts[i] += 1
    return [cell for cell, count in zip(model.places.cells, counts, strict=True) for _ in range(count)]


def start_as_facilitator(model, identity: int, cell: Cell) -> None:
    """A facilitator of the network at the start: certified some half-years ago, and dormant or not."""
    initial, chance = model.scenario.initial, model.chance
    half_year = int(5 * chance.uniform(identity, Decision.START_CERTIFIED))
    certified = -1 - 6 * half_year - int(6 * chance.uniform(identity, Decision.START_CERTIFIED, 1))
    is_dormant = chance.uniform_once(identity, Decision.ACTIVITY) < 1 - initial.active_by_half_year[half_year]
    active = max(certified, -1 - int(6 * chance.uniform(identity, Decision.START_ACTIVE)))
    model.agent_classes["facilitator"](
        model,
        cell,
        model.values.initial_facilitator_skill,
        identity=identity,
        certified_in=certified,
        last_active=certified if is_dormant else active,
        groups_led=0 if is_dormant else 2,
    )


def trainer_from_outside(model, identity: int, place: str, is_master: bool, certified: int, last_active: int):
    """A trainer at the start or a hired one, who lives in the place's cell with the largest weight; returns them."""
    weights = initial_weights(model)
    cell = max(model.places.cells_of[place], key=lambda cell: (weights[cell.number], -cell.number))
    return model.agent_classes["trainer"](
        model,
        cell,
        model.values.initial_trainer_skill,
        place,
        is_master,
        identity=identity,
        certified_in=certified,
        last_active=last_active,
        groups_led=10,
    )
