"""Rule 2, demand: people become interested, answer calls, are nominated or sent; engagements are asked for."""

from simulation.common.arithmetic import binomial, binomial_block, chance, poisson
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, child, children, order_pairs, uniform, unit
from simulation.common.draws import PERSON as PERSON_KIND
from simulation.engine.agents.person import (
    add_person,
    cell_drawn,
    count,
    create_person,
    is_addressable,
    pool_left,
    set_life,
)
from simulation.engine.dates import falls_due
from simulation.engine.queues import (
    join,
    join_as_drawn,
    join_course_queue,
    lapsed_queue,
    leave_queue,
    link_arrivals,
    programme_queue,
)
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import CANDIDATE, INTERESTED, NO_MONTH, NONE

MONTHS_TO_FORGET = 6.0
"""Months in which those who could answer a call grow back by 1 − 1/e."""


# ---- newly interested ------------------------------------------------------------------------------------------------
@compiled
def _ratio(part, whole):
    return part / whole if whole > 0 else 0.0


@compiled
def _binomial(state, identity, decision, n, hazard, u):
    """Binomial number of this month, by blocks of persons; `u` is the uniform number of the first block."""
    block, drawn, index, number = binomial_block(hazard), 0, 0, 0
    while drawn < n:
        persons = min(block, n - drawn)
        if index > 0:
            u = uniform(state.key, identity, decision, state.now[0].month, index)
        number += binomial(u, persons, hazard)
        drawn += persons
        index += 1
    return number


@compiled
def count_newcomers(state):
    """Draw how many become interested in each cell, into `cells.new`; returns the sum.

    Bass: each of the addressable and untouched with hazard innovation + imitation × what they see of the practice.
    """
    parameters, cells, month = state.parameters[0], state.cells, state.now[0].month
    nation_reached, nation_addressable, total = 0, 0, 0
    order_pairs(state.key, cells.identity, parameters.cells, Decision.NEW_INTERESTED, month, state.evens, state.odds)
    for cell in range(parameters.cells):
        nation_reached += cells.reached[cell]
        nation_addressable += cells.addressable[cell]
    national = _ratio(nation_reached, nation_addressable)
    for region in range(parameters.regions):
        region_reached, region_addressable = 0, 0
        for administration in range(parameters.administrations):
            cell = state.cell_at[region, administration]
            if cell != NONE:
                region_reached += cells.reached[cell]
                region_addressable += cells.addressable[cell]
        regional = _ratio(region_reached, region_addressable)
        for administration in range(parameters.administrations):
            cell = state.cell_at[region, administration]
            if cell == NONE:
                continue
            seen = parameters.mixing_cell * _ratio(cells.reached[cell], cells.addressable[cell])
            seen += parameters.mixing_region * regional
            seen += (1.0 - parameters.mixing_cell - parameters.mixing_region) * national
            hazard = (parameters.innovation + parameters.imitation * min(1.0, seen)) / 12.0
            pool, u = pool_left(state, cell), unit(state.evens[cell])
            cells.new[cell] = _binomial(state, cells.identity[cell], Decision.NEW_INTERESTED, pool, hazard, u)
            total += cells.new[cell]
    return total


@compiled
def _newcomers(state):
    """Those drawn by `count_newcomers` come into being and wait for a group."""
    cells, first, number = state.cells, state.now[0].persons, 0
    creators, ordinals, cell_of = state.identities, state.evens, state.in_order
    for cell in range(state.parameters[0].cells):
        for _ in range(cells.new[cell]):
            creators[number], ordinals[number], cell_of[number] = cells.identity[cell], cells.created[cell], cell
            cells.created[cell] += 1
            number += 1
            if number == len(creators):
                _add_newcomers(state, number)
                number = 0
        cells.new[cell] = 0
    _add_newcomers(state, number)
    _begin(state, first, NONE)


@compiled
def _add_newcomers(state, number):
    """Add so many persons as `_newcomers` has written down."""
    identities, ordinals, cell_of = state.identities, state.evens, state.in_order
    children(identities, ordinals, number, PERSON_KIND)
    for i in range(number):
        person = add_person(state, identities[i], cell_of[i], INTERESTED, 1)
        count(state, person, PERSON.new_interested)


@compiled
def _begin(state, first, programme):
    """Persons who have just come into being, from this row on: draw their lives, and let them wait for a group.

    `programme`: the one whose groups they wait for, or none.
    """
    persons, key, identities = state.persons, state.key, state.identities
    rate = 12.0 / state.parameters[0].patience_for_a_group if programme == NONE else 0.0
    for begin in range(first, state.now[0].persons, len(identities)):
        number = min(len(identities), state.now[0].persons - begin)
        for i in range(number):
            identities[i] = persons.identity[begin + i]
        order_pairs(key, identities, number, Decision.LEAVE, ONCE, state.evens, state.odds)
        for i in range(number):
            set_life(state, begin + i, unit(state.evens[i]), unit(state.odds[i]))
        order_pairs(key, identities, number, Decision.PATIENCE, ONCE, state.evens, state.odds)
        for i in range(number):
            queue = persons.cell[begin + i]
            if programme != NONE:
                queue = programme_queue(state, programme, state.cells.administration[queue])
            join_as_drawn(state, begin + i, queue, rate, unit(state.evens[i]), state.odds[i])


# ---- calls and nominations -------------------------------------------------------------------------------------------
@compiled
def _reaches(state, call, cell):
    """Whether a call of this month reaches a cell."""
    if call.month != state.now[0].month:
        return False
    return call.region == NONE or call.region == state.cells.region[cell]


@compiled
def _hazard_of(state, call, cell):
    """Hazard with which each of those of a cell who could become interested answers a call."""
    hazard, last = state.parameters[0].call_response * call.strength, state.cells.last_called[cell]
    if last == NO_MONTH:
        return hazard
    return hazard * chance((state.now[0].month - last) / MONTHS_TO_FORGET)


@compiled
def count_answering(state):
    """Draw how many answer the calls of this month in each cell, into `cells.answering`; returns the sum.

    Nobody answers the second of two calls in a month. Those of `cells.new` answer none.
    """
    cells, month, total = state.cells, state.now[0].month, 0
    for cell in range(len(cells)):
        cells.answering[cell] = NONE
    for i in range(len(state.calls)):
        call = state.calls[i]
        for cell in range(len(cells)):
            if cells.answering[cell] != NONE or not _reaches(state, call, cell):
                continue
            identity, pool = cells.call_identity[cell], max(0, pool_left(state, cell) - cells.new[cell])
            u = uniform(state.key, identity, Decision.CALLED, month)
            cells.answering[cell] = _binomial(state, identity, Decision.CALLED, pool, _hazard_of(state, call, cell), u)
            total += cells.answering[cell]
    return total


@compiled
def _add_candidate(state, identity, cell, addressable, column):
    """Somebody who waits for a facilitator course from the beginning, counted in a column of persons."""
    person = create_person(state, identity, cell, CANDIDATE, addressable)
    count(state, person, column)
    join_course_queue(state, person)


@compiled
def _calls(state):
    """Those drawn by `count_answering` become candidates."""
    cells = state.cells
    count_answering(state)
    for cell in range(len(cells)):
        if cells.answering[cell] == NONE:
            continue
        for _ in range(cells.answering[cell]):
            identity = child(cells.call_identity[cell], cells.answered[cell], PERSON_KIND)
            cells.answered[cell] += 1
            _add_candidate(state, identity, cell, 1, PERSON.called)
        cells.last_called[cell] = state.now[0].month


@compiled
def _is_made(state, nomination):
    """Whether a nomination is made this month."""
    row = state.nominations[nomination]
    return falls_due(state.now[0].month, row.first, row.last, row.every)


@compiled
def _nominate(state, nomination):
    """The candidates of a nomination, where a cell has anybody left to be named."""
    cells, nominations = state.cells, state.nominations
    for _ in range(nominations.places[nomination]):
        identity = child(nominations.identity[nomination], nominations.created[nomination], PERSON_KIND)
        nominations.created[nomination] += 1
        u = uniform(state.key, identity, Decision.NOMINATED_CELL, ONCE)
        cell = cell_drawn(state.nomination_weights[nomination], u)
        if cell != NONE and cells.headcount[cell] > cells.touched[cell]:
            _add_candidate(state, identity, cell, is_addressable(state, identity, cell), PERSON.nominated)


# ---- programmes ------------------------------------------------------------------------------------------------------
@compiled
def has_intake(state, programme):
    """Whether a programme takes people in this month."""
    row = state.programmes[programme]
    return falls_due(state.now[0].month, row.first, row.last, row.every)


@compiled
def _programme_intake(state, programme):
    """The participants of one intake: untouched persons, or lapsed ones who come back."""
    first, left = state.now[0].persons, state.programmes.headcount[programme]
    while left > 0:
        number = min(left, len(state.identities))
        _add_participants(state, programme, number)
        left -= number
    _begin(state, first, programme)


@compiled
def _add_participants(state, programme, number):
    """So many of an intake: each is drawn a cell, and there is an untouched person or a lapsed one."""
    cells, programmes, month, identities = state.cells, state.programmes, state.now[0].month, state.identities
    ordinals, cell_draws, lapsed_draws = state.evens, state.sort_keys, state.evens
    for i in range(number):
        identities[i], ordinals[i] = programmes.identity[programme], programmes.created[programme] + i
    programmes.created[programme] += number
    children(identities, ordinals, number, PERSON_KIND)
    order_pairs(state.key, identities, number, Decision.PROGRAMME_CELL, month, state.odds, cell_draws)  # an odd one
    order_pairs(state.key, identities, number, Decision.PROGRAMME_LAPSED, month, lapsed_draws, state.odds)
    for i in range(number):
        cell = cell_drawn(state.programme_weights[programme], unit(cell_draws[i]))
        if cell == NONE:
            continue
        lapsed = state.queue_length[lapsed_queue(state, cell)]
        available = max(0, cells.headcount[cell] - cells.touched[cell]) + lapsed
        if available <= 0:
            continue
        if unit(lapsed_draws[i]) * available < lapsed:
            person = state.queue_head[lapsed_queue(state, cell)]
            leave_queue(state, person)
            join(state, person, programme_queue(state, programme, cells.administration[cell]), 0.0)
        else:
            addressable = is_addressable(state, identities[i], cell)
            person = add_person(state, identities[i], cell, INTERESTED, addressable)
            count(state, person, PERSON.new_interested)


# ---- engagements -----------------------------------------------------------------------------------------------------
@compiled
def _engagements(state):
    """How many engagements each region asks for."""
    month, engagements, number = state.now[0].month, state.engagements, len(state.engagements)
    # an odd decision, which shares its numbers with the even one before
    order_pairs(state.key, engagements.identity, number, Decision.ENGAGEMENTS, month, state.evens, state.odds)
    for i in range(number):
        asked = poisson(unit(state.odds[i]), state.engagement_rates[month, i])
        engagements.asked[i] = asked
        state.activity_month[engagements.region[i], ACTIVITY.engagements_asked] += asked


@compiled
def demand(state):
    """Who wants to take part, and what is asked of facilitators."""
    _newcomers(state)
    _calls(state)
    for nomination in range(len(state.nominations)):
        if _is_made(state, nomination):
            _nominate(state, nomination)
    for programme in range(state.parameters[0].programmes):
        if has_intake(state, programme):
            _programme_intake(state, programme)
    _engagements(state)
    link_arrivals(state)


@compiled
def rows_at_most(state):
    """Newcomers and those who answer calls, who are drawn here, those nominated and the participants of programmes."""
    persons = count_newcomers(state) + count_answering(state)
    for nomination in range(len(state.nominations)):
        if _is_made(state, nomination):
            persons += state.nominations.places[nomination]
    for programme in range(len(state.programmes)):
        if has_intake(state, programme):
            persons += state.programmes.headcount[programme]
    return persons, 0, 0, 0


DEMAND = Rule("demand", demand, rows_at_most)
