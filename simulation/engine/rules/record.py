"""Rule 10, record: stocks at the end of the month, what held growth back, and once a year network and lineage."""

from simulation.common.compiling import compiled
from simulation.engine.agents.facilitator import count_certified, is_active
from simulation.engine.agents.money import charge
from simulation.engine.agents.person import region_of
from simulation.engine.queues import course_queue, practicum_queue, programme_queue, trainer_course_queue
from simulation.engine.recorded import ACTIVITY, GROUP_CAUSE, MONEY_USE, PERSON
from simulation.engine.rule import Rule
from simulation.engine.tables import LEFT, NONE


@compiled
def _persons(state):
    """Stocks by cell."""
    now, facilitators, persons = state.now[0], state.facilitators, state.persons
    this_month = state.persons_month
    for cell in range(state.parameters[0].cells):
        for role in range(LEFT):
            this_month[cell, role] = state.role_counts[cell, role]
        this_month[cell, PERSON.waiting] = state.queue_length[cell]
        this_month[cell, PERSON.in_a_seat] = state.seated[cell]
    for i in range(now.certified_list):
        row = state.certified[i]
        cell = persons.cell[facilitators.person[row]]
        this_month[cell, PERSON.active_facilitators] += is_active(state, row)
        this_month[cell, PERSON.skill_sum] += facilitators.skill[row]
        this_month[cell, PERSON.generation_sum] += facilitators.generation[row]


@compiled
def _queues(state):
    """Who waits for what, by place."""
    parameters = state.parameters[0]
    this_month, national = state.activity_month, parameters.regions
    for cell in range(parameters.cells):
        this_month[state.cells.region[cell], ACTIVITY.waiting_for_group] += state.queue_length[cell]
    for programme in range(parameters.programmes):
        for administration in range(parameters.administrations):
            waiting = state.queue_length[programme_queue(state, programme, administration)]
            this_month[national, ACTIVITY.waiting_for_programme] += waiting
    for region in range(national):
        this_month[region, ACTIVITY.waiting_for_course] = state.queue_length[course_queue(state, region)]
    this_month[national, ACTIVITY.waiting_for_trainer_course] = state.queue_length[trainer_course_queue(state)]
    trainee = state.queue_head[practicum_queue(state)]
    while trainee != NONE:
        this_month[region_of(state, trainee), ACTIVITY.waiting_for_practicum] += 1
        trainee = state.persons.next[trainee]


@compiled
def _groups(state):
    """Open groups, facilitator days on offer, and the money of the network's animation."""
    now, parameters, groups = state.now[0], state.parameters[0], state.groups
    this_month = state.activity_month
    for i in range(now.open_groups):
        group = state.open_groups[i]
        this_month[groups.place[group], ACTIVITY.groups_open + groups.self_running[group]] += 1
    count_certified(state)
    certified = state.regions.certified
    monthly = state.monthly[now.month]
    for region in range(parameters.regions):
        this_month[region, ACTIVITY.facilitator_days_offered] = certified[region] * monthly.facilitator_days
        amount = int(certified[region] * monthly.animation * parameters.animation / 12.0)
        charge(state, region, MONEY_USE.animation, amount)


@compiled
def _group_limits(state):
    """Each person still waiting for a group is put down to what stopped the groups of their region."""
    parameters, regions = state.parameters[0], state.regions
    this_month = state.activity_month
    for region in range(parameters.regions):
        waiting = this_month[region, ACTIVITY.waiting_for_group]
        if waiting < parameters.group_minimum:
            cause = GROUP_CAUSE.too_few
        elif regions.unaffordable[region]:
            cause = GROUP_CAUSE.money
        elif regions.blocked[region] > 0:
            cause = GROUP_CAUSE.facilitator_days
        else:
            cause = GROUP_CAUSE.facilitators
        this_month[region, ACTIVITY.group_limit_too_few + cause] = waiting


@compiled
def _along_diagonal(table):
    total = 0
    for i in range(len(table)):
        total += table[i, i]
    return total


@compiled
def _either_way(ties, record):
    """Write down ties between two places, whichever of them the newcomer was from."""
    for here in range(len(ties)):
        for there in range(len(ties)):
            record[here, there] = ties[here, there] + (ties[there, here] if here != there else 0)


@compiled
def _year(state, year):
    """The network of ties and the training lineage, at the last month of a year."""
    now, facilitators = state.now[0], state.facilitators
    network = state.network_record[year]
    network[0] = now.nodes
    network[1] = state.ties_of_regions.sum()
    network[2] = network[1] - _along_diagonal(state.ties_of_regions)
    network[3] = network[1] - _along_diagonal(state.ties_of_administrations)
    network[4] = now.nodes - now.unions
    network[5] = now.largest_component
    lineage = state.lineage_record[year]
    last = len(lineage) - 1
    for i in range(now.certified_list):
        row = state.certified[i]
        generation = min(facilitators.generation[row], last)
        lineage[generation, 1 if facilitators.trainer[row] != NONE else 0] += 1
        lineage[generation, 5] += facilitators.skill[row]
    for generation in range(last + 1):
        for sum_of in range(3):
            lineage[generation, 2 + sum_of] = state.lineage_sums[generation, sum_of]
    _either_way(state.ties_of_regions, state.ties_of_regions_record[year])
    _either_way(state.ties_of_administrations, state.ties_of_administrations_record[year])


@compiled
def record(state):
    """Write down the month; begin a new budget year after December."""
    now = state.now[0]
    _persons(state)
    _queues(state)
    _groups(state)
    _group_limits(state)
    if state.monthly.last_of_year[now.month]:
        year = 0
        for month in range(now.month):
            year += state.monthly.last_of_year[month]
        _year(state, year)
    state.persons_record[now.month, :, :] = state.persons_month
    state.persons_month[:] = 0
    state.activity_record[now.month, :, :] = state.activity_month
    state.activity_month[:] = 0
    following = now.month + 1
    if following < state.parameters[0].months and state.monthly.new_year[following]:
        now.committed = 0


RECORD = Rule("record", record)
