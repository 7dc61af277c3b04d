"""A person: how one comes into being, changes role, and how two tie by meeting."""

from simulation.common.arithmetic import NEVER, month_of_event
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, uniform_pair
from simulation.engine.queues import next_event
from simulation.engine.tables import LEFT, NONE, REACHED


@compiled
def add_person(state, identity, cell, role):
    """A new row, for somebody whose life must still be set. Returns the row."""
    now, persons = state.now[0], state.persons
    person = now.persons
    now.persons += 1
    persons.identity[person] = identity
    persons.cell[person] = cell
    persons.role[person] = role
    persons.queue[person] = NONE
    persons.group[person] = NONE
    persons.facilitator[person] = NONE
    persons.course[person] = NONE
    persons.gives_up[person] = NEVER
    persons.earliest_practicum[person] = NEVER
    state.role_counts[cell, role] += 1
    return person


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
def create_person(state, identity, cell, role):
    """A new row; the person's own months of leaving and moving are drawn now. Returns the row."""
    person = add_person(state, identity, cell, role)
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
def count(state, person, column):
    """Add one to a column of the persons table, in the person's cell and this month."""
    state.persons_month[state.persons.cell[person], column] += 1


@compiled
def touched(state, cell):
    """Persons of a cell that the model knows and who have not left."""
    total = 0
    for role in range(LEFT):
        total += state.role_counts[cell, role]
    return total


@compiled
def reached(state, cell):
    """Persons of a cell who have attended a session and not left."""
    total = 0
    for role in range(REACHED, LEFT):
        total += state.role_counts[cell, role]
    return total


@compiled
def region_of(state, person):
    """The region where the person's cell is."""
    return state.cells.region[state.persons.cell[person]]


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
