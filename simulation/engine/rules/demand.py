"""Rule 2, demand: newly interested persons, programmes' participants, and engagements asked for."""

from simulation.common.arithmetic import binomial, binomial_block, poisson
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, children, order_pairs, uniform, unit
from simulation.common.draws import PERSON as PERSON_KIND
from simulation.engine.agents.person import add_person, count, reached, set_life, touched
from simulation.engine.queues import (
    join,
    join_as_drawn,
    lapsed_queue,
    leave_queue,
    link_arrivals,
    programme_queue,
)
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import INTERESTED, NONE


@compiled
def _ratio(part, whole):
    return part / whole if whole > 0 else 0.0


@compiled
def count_newcomers(state):
    """Draw how many become interested in each cell, into `cells.new`; returns the sum.

    Bass: each of the addressable and untouched with hazard innovation + imitation × what they see of the practice.
    """
    parameters, cells, month = state.parameters[0], state.cells, state.now[0].month
    regions = parameters.regions
    nation_reached, nation_addressable, total = 0, 0, 0
    order_pairs(state.key, cells.identity, parameters.cells, Decision.NEW_INTERESTED, month, state.evens, state.odds)
    for cell in range(parameters.cells):
        nation_reached += reached(state, cell)
        nation_addressable += cells.addressable[cell]
    national = _ratio(nation_reached, nation_addressable)
    for region in range(regions):
        region_reached, region_addressable = 0, 0
        for administration in range(parameters.administrations):
            cell = state.cell_at[region, administration]
            if cell != NONE:
                region_reached += reached(state, cell)
                region_addressable += cells.addressable[cell]
        regional = _ratio(region_reached, region_addressable)
        for administration in range(parameters.administrations):
            cell = state.cell_at[region, administration]
            if cell == NONE:
                continue
            seen = parameters.mixing_cell * _ratio(reached(state, cell), cells.addressable[cell])
            seen += parameters.mixing_region * regional
            seen += (1.0 - parameters.mixing_cell - parameters.mixing_region) * national
            hazard = (parameters.innovation + parameters.imitation * seen) / 12.0
            pool = max(0, cells.addressable[cell] - touched(state, cell))
            block, drawn, index, new = binomial_block(hazard), 0, 0, 0
            while drawn < pool:
                persons = min(block, pool - drawn)
                u = unit(state.evens[cell])
                if index > 0:
                    u = uniform(state.key, cells.identity[cell], Decision.NEW_INTERESTED, month, index)
                new += binomial(u, persons, hazard)
                drawn += persons
                index += 1
            cells.new[cell] = new
            total += new
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
        person = add_person(state, identities[i], cell_of[i], INTERESTED)
        count(state, person, PERSON.new_interested)


@compiled
def _begin(state, first, programme):
    """Persons who have just come into being, from this row on: draw their lives, and let them wait for a group.

    `programme`: the one whose groups they wait for, or none.
    """
    persons, key, identities = state.persons, state.key, state.identities
    patience = state.parameters[0].patience_for_a_group if programme == NONE else 0.0
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
            join_as_drawn(state, begin + i, queue, patience, unit(state.evens[i]), state.odds[i])


@compiled
def has_intake(state, programme):
    """Whether a programme takes people in this month; nobody may take part when all its weights are 0."""
    month, programmes, weights = state.now[0].month, state.programmes, state.programme_weights[programme]
    if weights[len(weights) - 1] <= 0.0:
        return False
    first, every = programmes.first[programme], programmes.every[programme]
    if month < first or month > programmes.last[programme]:
        return False
    return month == first if every == 0 else (month - first) % every == 0


@compiled
def _cell_drawn(weights, u):
    """The cell in which a uniform number falls, by cumulative weights."""
    target = u * weights[len(weights) - 1]
    for cell in range(len(weights) - 1):
        if target < weights[cell]:
            return cell
    return len(weights) - 1


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
        cell = _cell_drawn(state.programme_weights[programme], unit(cell_draws[i]))
        lapsed = state.queue_length[lapsed_queue(state, cell)]
        available = max(0, cells.headcount[cell] - touched(state, cell)) + lapsed
        if available <= 0:
            continue
        if unit(lapsed_draws[i]) * available < lapsed:
            person = state.queue_head[lapsed_queue(state, cell)]
            leave_queue(state, person)
            join(state, person, programme_queue(state, programme, cells.administration[cell]), 0.0)
        else:
            person = add_person(state, identities[i], cell, INTERESTED)
            count(state, person, PERSON.new_interested)


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
    for programme in range(state.parameters[0].programmes):
        if has_intake(state, programme):
            _programme_intake(state, programme)
    _engagements(state)
    link_arrivals(state)


@compiled
def rows_at_most(state):
    """Newcomers, who are drawn here, and the participants of programmes."""
    persons = count_newcomers(state)
    for programme in range(len(state.programmes)):
        if has_intake(state, programme):
            persons += state.programmes.headcount[programme]
    return persons, 0, 0, 0


DEMAND = Rule("demand", demand, rows_at_most)
