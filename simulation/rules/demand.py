"""Rule 2, demand (ODD, 7.6): who becomes interested, whom programmes send, and which engagements are asked for."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from simulation.agents.chance import child, named
from simulation.agents.places import Cell, drawn_in_proportion
from simulation.common.arithmetic import binomial, binomial_block, poisson
from simulation.common.draws import ENGAGEMENT, PERSON, Decision
from simulation.scenario.levers import Engagement, Programme
from simulation.scenario.quantities import month_number


def demand(model) -> None:
    """New interest of this month; who joins a queue stands in it at the end of the rule."""
    with model.queues.joining_afterwards():
        become_interested(model)
        for programme in model.programmes:
            if has_intake(model, programme):
                send(model, programme)
    ask_for_engagements(model)


def become_interested(model) -> None:
    """By themselves, and by imitation of those around them; all cells count who was there before the rule."""
    values, places = model.values, model.places
    pool = {cell: math.floor(values.addressable_share * cell.headcount + 0.5) for cell in places.cells}

    def reached(cells: Iterable[Cell]) -> float:
        addressable = sum(pool[cell] for cell in cells)
        return sum(cell.reached for cell in cells) / addressable if addressable else 0.0

    in_region = {region: reached(places.cells_of[region]) for region in places.regions}
    in_nation = reached(places.cells)
    newcomers = {}
    for cell in places.cells:
        share = (
            values.mixing_cell * reached([cell])
            + values.mixing_region * in_region[cell.region]
            + (1 - values.mixing_cell - values.mixing_region) * in_nation
        )
        hazard = (values.innovation + values.imitation * share) / 12
        newcomers[cell] = newly_interested(model, cell, max(0, pool[cell] - cell.touched), hazard)
    for cell, number in newcomers.items():
        for _ in range(number):
            identity = child(cell.identity, cell.newcomers, PERSON)
            cell.newcomers += 1
            model.ledger.count(cell, "new_interested")
            model.agent_classes["person"](model, cell, identity=identity).wait_for_group()


def newly_interested(model, cell: Cell, persons: int, hazard: float) -> int:
    """How many of so many persons become interested: a binomial number, drawn in blocks."""
    number = block = 0
    while persons > 0:
        size = min(persons, binomial_block(hazard))
        number += binomial(model.chance.uniform(cell.identity, Decision.NEW_INTERESTED, block), size, hazard)
        persons -= size
        block += 1
    return number


def has_intake(model, programme: Programme) -> bool:
    """Whether the programme sends people in this month."""
    now = model.first_month + model.month_index
    since = now - month_number(programme.first)
    if since < 0 or (programme.last is not None and now > month_number(programme.last)):
        return False
    return since == 0 if programme.every_months is None else since % programme.every_months == 0


def send(model, programme: Programme) -> None:
    """An intake: persons of cells drawn by weight, who are new or had given up waiting, join the programme's queue."""
    creator, queues = named(f"programme/{programme.name}"), model.queues
    weights = model.places.weights(programme.administration_weights, programme.region_weights)
    if sum(weights) <= 0:
        return
    for _ in range(programme.headcount):
        identity = child(creator, model.sent[programme.name], PERSON)
        model.sent[programme.name] += 1
        position = drawn_in_proportion(model.chance.uniform(identity, Decision.PROGRAMME_CELL), weights)
        cell = model.places.cells[position]
        untouched, lapsed = cell.untouched, queues.lapsed[cell.number]
        if untouched + len(lapsed) == 0:
            continue
        number = model.chance.uniform(identity, Decision.PROGRAMME_LAPSED)
        if number * (untouched + len(lapsed)) < len(lapsed):
            person = lapsed.first
            person.leave_queue()
        else:
            person = model.agent_classes["person"](model, cell, identity=identity)
            model.ledger.count(cell, "new_interested")
        person.join(queues.programmes[programme.name][cell.administration])


@dataclass(frozen=True)
class Request:
    """An engagement that is asked for."""

    region: str
    engagement: Engagement
    identity: int


def ask_for_engagements(model) -> None:
    """Engagements of this month, by kind and region, for Convene."""
    places = model.places
    model.handed_on.requests = []
    for engagement in model.levers.engagements:
        for region in places.regions:
            creator = named(f"engagement/{engagement.kind}/{region}")
            per_year = model.now(engagement.per_year)
            mean = per_year * places.headcount[region] / places.headcount[places.names[-1]] / 12
            number = poisson(model.chance.uniform(creator, Decision.ENGAGEMENTS), mean)
            model.ledger.note(region, "engagements_asked", number)
            model.handed_on.requests += [
                Request(region, engagement, child(creator, ordinal, ENGAGEMENT)) for ordinal in range(number)
            ]
