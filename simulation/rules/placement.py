"""The network at the start where no register says who is there (ODD, 7.4): placed by weights."""

from collections import Counter

from simulation.agents.chance import named
from simulation.agents.person import NO_MONTH
from simulation.agents.places import Cell, left_to_right
from simulation.agents.roles import REACHED
from simulation.common.arithmetic import CLASSES, class_of
from simulation.common.draws import Decision

TRAINERS_CERTIFIED, TRAINERS_LED, TRAINERS_GROUPS = -37, -1, 10
"""Months in which the trainers at the start were certified and last led, and the groups that they have led."""
DORMANT_LED = -25
"""Month in which the dormant last led, if they were certified by then."""


def place_network(model) -> None:
    """The facilitators and practitioners of the network, placed by the weights."""
    initial = model.scenario.initial
    for number, cell in enumerate(placed(model, initial.facilitators)):
        identity = named(f"start/facilitator/{number}")
        certified = month_certified(model, identity)
        number = model.chance.uniform_once(identity, Decision.ACTIVITY)
        is_dormant = number < 1 - share_active(model, certified)
        start_as_facilitator(model, identity, cell, certified, number, is_dormant)
    for number, cell in enumerate(placed(model, initial.practitioners)):
        model.agent_classes["person"](model, cell, REACHED, identity=named(f"start/practitioner/{number}"))


def month_certified(model, identity: int) -> int:
    """When a facilitator of the network was certified: in one of the last five half-years."""
    half_year = int(5 * model.chance.uniform_once(identity, Decision.START_CERTIFIED))
    return -1 - 6 * half_year - int(6 * model.chance.uniform_once(identity, Decision.START_CERTIFIED, 1))


def share_active(model, certified: int) -> float:
    """Share active of those certified in a month."""
    return model.scenario.initial.active_by_half_year[min(4, (-1 - certified) // 6)]


def start_as_facilitator(model, identity: int, cell: Cell, certified: int, activity: float, is_dormant: bool):
    """A facilitator of the network, who last led long ago or never, or lately; returns them.

    activity: a number from 0 to 1, the share of facilitators who are less active.
    """
    if is_dormant:
        last_led = NO_MONTH if certified > DORMANT_LED else DORMANT_LED
    else:
        last_led = max(certified, -1 - int(6 * model.chance.uniform_once(identity, Decision.START_ACTIVE)))
    return model.agent_classes["facilitator"](
        model,
        cell,
        model.values.initial_facilitator_skill,
        identity=identity,
        certified_in=certified,
        last_led=last_led,
        groups_led=0 if last_led == NO_MONTH else 2,
        activity=model.activity_of_class[min(CLASSES - 1, class_of(activity))],
    )


def place_trainers(model) -> None:
    """The trainers at the start."""
    before: Counter[str] = Counter()
    for entry in model.levers.trainers.at_start:
        for number in range(entry.trainers):
            identity = named(f"start/trainer/{entry.place}/{before[entry.place]}")
            before[entry.place] += 1
            trainer_of(
                model,
                entry.place,
                number < entry.masters,
                identity,
                certified_in=TRAINERS_CERTIFIED,
                last_led=TRAINERS_LED,
                from_outside=False,
            )


def trainer_of(model, place: str, is_master: bool, identity: int, **given):
    """A trainer of the start or from outside, who lives in the place's cell with the largest weight; returns them."""
    weights = initial_weights(model)
    cell = max(model.places.cells_of[place], key=lambda cell: (weights[cell.number], -cell.number))
    skill = model.values.initial_trainer_skill
    kind = model.agent_classes["trainer"]
    return kind(model, cell, skill, place, is_master, identity=identity, groups_led=TRAINERS_GROUPS, **given)


def initial_weights(model) -> list[float]:
    """For each cell the weight with which the network is placed."""
    initial = model.scenario.initial
    return model.places.weights(initial.administration_weights, initial.region_weights)


def placed(model, number: int) -> list[Cell]:
    """The cells of so many persons, cell by cell, by largest remainder; nobody is placed where all weights are 0."""
    weights = initial_weights(model)
    total = left_to_right(weights)
    if total <= 0:
        return []
    quotas = [number * weight / total for weight in weights]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda i: (counts[i] - quotas[i], i))
    for i in by_remainder[: number - sum(counts)]:
        counts[i] += 1
    return [cell for cell, count in zip(model.places.cells, counts, strict=True) for _ in range(count)]
