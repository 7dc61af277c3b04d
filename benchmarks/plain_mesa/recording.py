"""Record: all columns that the model records.

What happens to persons is noted down in the month as one number each for cell and column, and counted at its end; what
places do is added up in lists.
"""

import numpy as np

from benchmarks.plain_mesa.people import COLUMNS, LEFT
from simulation.outcomes.columns import GENERATIONS
from simulation.outcomes.recording import Recording
from simulation.state.recorded import ACTIVITY, GROUP_CAUSE, GROUP_LIMIT, PERSON


def write(model):
    """At the end of a month, and of a year."""
    persons(model)
    queues(model)
    groups(model)
    group_limits(model)
    model.activity_record.append(np.array(model.activity))
    if model.monthly.last_of_year[model.month]:
        model.years_record.append((network(model), lineage(model), *ties(model)))


def persons(model):
    """By cell: what happened in the month, and the stocks at its end."""
    month, number = model.month, len(model.cells)
    record = np.bincount(np.array(model.happened, np.int64), minlength=number * COLUMNS).reshape(number, COLUMNS)
    record[:, :LEFT] = np.array(model.role_counts)[:, :LEFT]
    record[:, PERSON.waiting] = [queue.length for queue in model.waiting.groups]
    record[:, PERSON.in_a_seat] = model.seated
    record[:, PERSON.skill_gained] = model.skill_gained
    active, skill, generation = ([0] * number for _ in range(3))
    for person in model.certified:
        cell = person.cell
        active[cell] += month - person.last_active < 12
        skill[cell] += person.skill
        generation[cell] += person.generation
    record[:, PERSON.active_facilitators] = active
    record[:, PERSON.skill_sum] = skill
    record[:, PERSON.generation_sum] = generation
    model.persons_record.append(record)


def queues(model):
    activity, waiting = model.activity, model.waiting
    for region, row in enumerate(activity[: model.national]):
        row[ACTIVITY.waiting_for_group] = waiting.length(region)
        row[ACTIVITY.waiting_for_course] = waiting.courses[region].length
    for person in waiting.practicum.everybody():
        activity[model.region[person.cell]][ACTIVITY.waiting_for_practicum] += 1
    national = activity[model.national]
    national[ACTIVITY.waiting_for_programme] = sum(queue.length for queues in waiting.programmes for queue in queues)
    national[ACTIVITY.waiting_for_trainer_course] = waiting.trainer_course.length


def groups(model):
    """Open groups, facilitator days on offer, and the money of the network's animation."""
    activity, month = model.activity, model.month
    for group in model.groups:
        activity[group.place][ACTIVITY.groups_self_running if group.self_running else ACTIVITY.groups_open] += 1
    certified = [0] * model.national
    for person in model.certified:
        certified[model.region[person.cell]] += 1
    level = model.monthly.animation[month]
    for region, number in enumerate(certified):
        activity[region][ACTIVITY.facilitator_days_offered] = number * model.monthly.allowance[month]
        model.charge(region, ACTIVITY.money_animation, int(number * level * model.animation / 12.0))


def group_limits(model):
    """Each person still waiting for a group is put down to what stopped the groups of their region."""
    for region, cause in enumerate(model.group_limit):
        row = model.activity[region]
        waiting = row[ACTIVITY.waiting_for_group]
        row[GROUP_LIMIT + (cause if waiting >= model.levers.groups.minimum else GROUP_CAUSE.too_few)] = waiting


# ---- once a year -----------------------------------------------------------------------------------------------------
def network(model):
    network, ties = model.network, np.array(model.network.ties)
    region, administration = np.array(model.region), np.array(model.administration)
    return (
        network.nodes,
        ties.sum(),
        ties[region[:, None] != region].sum(),
        ties[administration[:, None] != administration].sum(),
        network.nodes - network.unions,
        network.largest,
    )


def lineage(model):
    alive = np.zeros((3, GENERATIONS), np.int64)
    for person in model.certified:
        generation = min(person.generation, GENERATIONS - 1)
        alive[0 if person.home is None else 1, generation] += 1
        alive[2, generation] += person.skill
    return np.column_stack((alive[0], alive[1], model.certified_ever, model.trainers_ever, model.made_by, alive[2]))


def ties(model):
    """Between regions and between administrations, whichever of the two the newcomer was from."""
    of_cells = np.array(model.network.ties)
    for places, number in ((model.region, model.national), (model.administration, model.administrations)):
        within = np.equal.outer(np.arange(number), places).astype(np.int64)
        of_places = within @ of_cells @ within.T
        yield of_places + of_places.T - np.diag(of_places.diagonal())


def recording(model):
    """All of it, as the model leaves it."""
    years = (np.array(table, np.int64) for table in zip(*model.years_record, strict=True))
    return Recording(np.array(model.persons_record), np.array(model.activity_record), *years)
