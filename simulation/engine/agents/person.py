"""A person: how one comes into being, changes role, and how two tie by meeting."""

import numpy as np

from simulation.common.arithmetic import NEVER, month_of_event
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform, uniform_pair
from simulation.engine.queues import next_event
from simulation.engine.tables import NONE


@compiled
def add_person(state, identity, cell, role, addressable):
    """A new row, for somebody whose life must still be set. Returns the row."""
    now, persons, cells = state.now[0], state.persons, state.cells
    person = now.persons
    now.persons += 1
    persons.identity[person] = identity
    persons.cell[person] = cell
    persons.role[person] = role
    persons.queue[person] = NONE
    persons.group[person] = NONE
    persons.practice[person] = NONE
    persons.facilitator[person] = NONE
    persons.certified_as[person] = NONE
    persons.course[person] = NONE
    persons.gives_up[person] = NEVER
    persons.addressable[person] = addressable
    state.role_counts[cell, role] += 1
    cells.touched[cell] += 1
    cells.addressable_touched[cell] += addressable
    return person


@compiled
def is_addressable(state, identity, cell):
    """Whether somebody who did not come unasked could have: 1 or 0, drawn in proportion to those of the cell left."""
    cells = state.cells
    u = uniform(state.key, identity, Decision.ADDRESSABLE, ONCE)
    untouched = max(0, cells.headcount[cell] - cells.touched[cell])
    return int(u * untouched < cells.addressable[cell] - cells.addressable_touched[cell])


@compiled
def set_life(state, person, leave, move):
    """Set a new person's own months of leaving and moving, by uniform numbers."""
    month, parameters, persons = state.now[0].month, state.parameters[0], state.persons
    persons.leaves[person] = NEVER
    if leave >= parameters.beyond_leaving:
        persons.leaves[person] = month_of_event(month, leave, parameters.leaving)
    persons.moves[person] = NEVER
    if move >= parameters.beyond_moving and parameters.cells > 1:
        persons.moves[person] = month_of_event(month, move, parameters.moving)
    next_event(state, person)


@compiled
def create_person(state, identity, cell, role, addressable):
    """A new row, with months of leaving and moving. Returns the row."""
    person = add_person(state, identity, cell, role, addressable)
    leave, move = uniform_pair(state.key, identity, Decision.LEAVE, ONCE, 0)
    set_life(state, person, leave, move)
    return person


@compiled
def change_role(state, person, role):
    """Give the person another role."""
    persons = state.persons
    counts = state.role_counts[persons.cell[person]]
    counts[persons.role[person]] -= 1
    counts[role] += 1
    persons.role[person] = role
    next_event(state, person)


@compiled
def reach(state, person):
    """The person has attended a session."""
    persons = state.persons
    if not persons.reached[person]:
        persons.reached[person] = 1
        state.cells.reached[persons.cell[person]] += 1


@compiled
def take_from_cell(state, person, cell):
    """The person is no longer one of those of a cell."""
    persons, cells = state.persons, state.cells
    cells.touched[cell] -= 1
    cells.addressable_touched[cell] -= persons.addressable[person]
    cells.reached[cell] -= persons.reached[person]


@compiled
def add_to_cell(state, person, cell):
    """The person is one of those of a cell from now on."""
    persons, cells = state.persons, state.cells
    cells.touched[cell] += 1
    cells.addressable_touched[cell] += persons.addressable[person]
    cells.reached[cell] += persons.reached[person]
    persons.cell[person] = cell


@compiled
def pool_left(state, cell):
    """Persons of a cell who could still become interested."""
    return max(0, state.cells.addressable[cell] - state.cells.addressable_touched[cell])


@compiled
def count(state, person, column):
    """Add one to a column of the persons table, in the person's cell and this month."""
    state.persons_month[state.persons.cell[person], column] += 1


@compiled
def region_of(state, person):
    """The region where the person's cell is."""
    return state.cells.region[state.persons.cell[person]]


@compiled
def cell_drawn(weights, u):
    """The cell in which a uniform number falls, by weights that are summed up from cell to cell; −1 if all are 0."""
    last = len(weights) - 1
    if weights[last] <= 0.0:
        return NONE
    cell = np.searchsorted(weights, u * weights[last], side="right")
    if cell <= last:
        return int(cell)
    while last > 0 and weights[last] == weights[last - 1]:
        last -= 1
    return last


@compiled
def _root(state, person):
    parent = state.persons.parent
    while parent[person] >= 0:
        above = parent[person]
        if parent[above] >= 0:
            parent[person] = parent[above]
        person = above
    return person


@compiled
def count_tie(state, one, other):
    """A newcomer to a group and somebody there have met."""
    cells = state.cells
    here, there = state.persons.cell[one], state.persons.cell[other]
    state.ties_of_regions[cells.region[here], cells.region[there]] += 1
    state.ties_of_administrations[cells.administration[here], cells.administration[there]] += 1


@compiled
def join_components(state, one, other):
    """The components of the network to which two persons belong become one."""
    now, persons = state.now[0], state.persons
    for person in (one, other):
        if not persons.met[person]:
            persons.met[person] = 1
            persons.parent[person] = -1
            now.nodes += 1
    larger, smaller = _root(state, one), _root(state, other)
    if larger == smaller:
        return
    parent = persons.parent
    if parent[larger] > parent[smaller]:
        larger, smaller = smaller, larger
    parent[larger] += parent[smaller]
    parent[smaller] = larger
    now.unions += 1
    now.largest_component = max(now.largest_component, -parent[larger])
