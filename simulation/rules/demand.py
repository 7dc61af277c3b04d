"""Rule 2, demand (ODD, 7.7): who becomes interested, answers a call, is nominated or sent; engagements asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.agents.chance import child, named
from simulation.agents.places import Cell, drawn_in_proportion
from simulation.agents.roles import CANDIDATE
from simulation.common.arithmetic import binomial, binomial_block, chance_of_none, poisson
from simulation.common.draws import ENGAGEMENT, PERSON, Decision
from simulation.rules.placement import initial_weights
from simulation.scenario.levers import NATIONAL, Call, Engagement, Nomination, Programme
from simulation.scenario.quantities import month_number

CALL_RECOVERY = 2.0
"""Rate a year at which a cell recovers from a call: half a year brings back 63 % of the answers."""


def demand(model) -> None:
    """New interest of this month; who joins a queue stands in it at the end of the rule."""
    now = model.first_month + model.month_index
    with model.queues.joining_afterwards():
        become_interested(model)
        for call in model.levers.calls:
            if month_number(call.month) == now:
                answer_call(model, call)
        for nomination in model.nominations:
            if falls_in(nomination, now):
                nominate(model, nomination)
        for programme in model.programmes:
            if falls_in(programme, now):
                send(model, programme)
    ask_for_engagements(model)


def falls_in(order: Programme | Nomination, month: int) -> bool:
    """Whether an intake of a programme, or a nomination, falls in a month, as `month_number` counts them."""
    since = month - month_number(order.first)
    if since < 0 or (order.last is not None and month > month_number(order.last)):
        return False
    return since == 0 if order.every_months is None else since % order.every_months == 0


# ---- unasked ---------------------------------------------------------------------------------------------------------


def become_interested(model) -> None:
    """By themselves, and by imitation of those around them; all cells count who was there before the rule."""
    values, places = model.values, model.places
    in_region = {region: share_reached(places.cells_of[region]) for region in places.regions}
    in_nation = share_reached(places.cells)
    newcomers = {}
    for cell in places.cells:
        share = (
            values.mixing_cell * share_reached([cell])
            + values.mixing_region * in_region[cell.region]
            + (1 - values.mixing_cell - values.mixing_region) * in_nation
        )
        hazard = (values.innovation + values.imitation * min(1, share)) / 12
        newcomers[cell] = drawn_from_pool(model, cell, cell.identity, Decision.NEW_INTERESTED, hazard)
    for cell, number in newcomers.items():
        for _ in range(number):
            identity = child(cell.identity, cell.newcomers, PERSON)
            cell.newcomers += 1
            model.ledger.count(cell, "new_interested")
            model.agent_classes["person"](model, cell, identity=identity, is_addressable=True).wait_for_group()


def share_reached(cells: Sequence[Cell]) -> float:
    """Persons who have attended a session, per addressable person of some cells."""
    addressable = sum(cell.addressable for cell in cells)
    return sum(cell.attended for cell in cells) / addressable if addressable else 0.0


def drawn_from_pool(model, cell: Cell, identity: int, decision: Decision, hazard: float) -> int:
    """How many of the pool of a cell come, each with chance 1 − exp(−hazard): a binomial number, drawn in blocks."""
    number = block = 0
    persons = cell.pool
    while persons > 0:
        size = min(persons, binomial_block(hazard))
        number += binomial(model.chance.uniform(identity, decision, block), size, hazard)
        persons -= size
        block += 1
    return number


# ---- asked -----------------------------------------------------------------------------------------------------------


def answer_call(model, call: Call) -> None:
    """Persons of the pool become candidates; fewer where a call was made not long ago."""
    for cell in model.places.cells_of[call.region or NATIONAL]:
        identity = named(f"call/{cell.region}/{cell.administration}")
        hazard = model.values.call_response * call.strength * recovered(cell, model.month_index)
        cell.last_call = model.month_index
        for _ in range(drawn_from_pool(model, cell, identity, Decision.CALLED, hazard)):
            person = child(identity, cell.called, PERSON)
            cell.called += 1
            become_candidate(model, cell, person, "called", is_addressable=True)


def recovered(cell: Cell, month: int) -> float:
    """Share of the answers to a first call that a call of this month has in a cell."""
    return 1.0 if cell.last_call is None else 1 - chance_of_none(CALL_RECOVERY, month - cell.last_call)


def nominate(model, nomination: Nomination) -> None:
    """Candidates are named in cells drawn by weight; nobody comes from a cell all of whose persons are known."""
    creator, weights = f"nomination/{nomination.name}", initial_weights(model)
    cells = [
        cell
        for cell in model.places.cells
        if nomination.region in (None, cell.region) and nomination.administration in (None, cell.administration)
    ]
    weights = [weights[cell.number] for cell in cells]
    for identity in identities_sent(model, creator, nomination.places):
        cell = drawn_in_proportion(cells, weights, model.chance.uniform_once(identity, Decision.NOMINATED_CELL))
        if cell is not None and cell.untouched > 0:
            become_candidate(model, cell, identity, "nominated")


def become_candidate(model, cell: Cell, identity: int, column: str, is_addressable: bool | None = None) -> None:
    """Somebody new who waits for a facilitator course."""
    model.ledger.count(cell, column)
    model.agent_classes["person"](model, cell, CANDIDATE, identity, is_addressable).apply()


def send(model, programme: Programme) -> None:
    """An intake: persons of cells drawn by weight, who are new or had given up waiting, join the programme's queue."""
    queues, cells = model.queues, model.places.cells
    weights = model.places.weights(programme.administration_weights, programme.region_weights)
    for identity in identities_sent(model, f"programme/{programme.name}", programme.headcount):
        cell = drawn_in_proportion(cells, weights, model.chance.uniform(identity, Decision.PROGRAMME_CELL))
        if cell is None:
            continue
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


def identities_sent(model, creator: str, number: int) -> list[int]:
    """The identities of so many persons more whom a programme sends, or a nomination names."""
    before = model.sent[creator]
    model.sent[creator] += number
    return [child(named(creator), before + more, PERSON) for more in range(number)]


# ---- engagements -----------------------------------------------------------------------------------------------------


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
            mean = per_year * places.headcount[region] / places.headcount[NATIONAL] / 12
            number = poisson(model.chance.uniform(creator, Decision.ENGAGEMENTS), mean)
            model.ledger.note(region, "engagements_asked", number)
            model.handed_on.requests += [
                Request(region, engagement, child(creator, ordinal, ENGAGEMENT)) for ordinal in range(number)
            ]
