"""Record: a DataCollector with all columns that the model records, and what it gives at the end of the run.

Cells and places keep count during the month; stocks are counted at its end. Once a year the network, the lineage and
the ties are put down in tables.
"""

import numpy as np
from mesa import DataCollector

from benchmarks.plain_mesa.facilitators import Facilitator
from benchmarks.plain_mesa.groups import Group
from benchmarks.plain_mesa.people import Role
from benchmarks.plain_mesa.places import Cell, Place
from benchmarks.plain_mesa.trainers import Trainer
from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    GENERATIONS,
    LINEAGE_COLUMNS,
    NETWORK_COLUMNS,
    PERSON_COLUMNS,
    ROLE_STOCKS,
)
from simulation.common.recording import Recording


def names(columns):
    return [column.name for column in columns]


STOCK_OF_ROLE = dict(zip(Role, names(ROLE_STOCKS), strict=True))


def reporters(columns):
    """What a cell or place has counted in the month, for each column."""
    return {name: lambda counting, name=name: counting.tally[name] for name in names(columns)}


def collector():
    """Reports each cell and place every month; the tables are written once a year."""
    return DataCollector(
        agenttype_reporters={Cell: reporters(PERSON_COLUMNS), Place: reporters(ACTIVITY_COLUMNS)},
        tables={
            "network": names(NETWORK_COLUMNS),
            "lineage": names(LINEAGE_COLUMNS),
            "ties": ["of_regions", "of_administrations"],
        },
    )


def record(model):
    """At the end of a month, and of a year."""
    model.agents_by_type[Cell].do(count_cell)
    model.all_of(Group).do(count_group)
    model.all_of(Facilitator).do(count_facilitator)
    model.regions.do(count_region)
    count_nation(model)
    model.datacollector.collect(model)
    if model.now.last_of_year:
        record_network(model)
        record_lineage(model)
        record_ties(model)


def count_cell(cell):
    for role, name in STOCK_OF_ROLE.items():
        cell.tally[name] = cell.roles[role]
    cell.tally["waiting"] = len(cell.waiting)


def count_group(group):
    group.place.tally["groups_self_running" if group.self_running else "groups_open"] += 1
    for member in group.members:
        member.cell.tally["in_a_seat"] += 1


def count_facilitator(facilitator):
    cell = facilitator.person.cell
    cell.tally["active_facilitators"] += facilitator.is_active
    cell.tally["skill_sum"] += facilitator.skill
    cell.tally["generation_sum"] += facilitator.generation
    cell.region.tally["facilitator_days_offered"] += facilitator.model.now.facilitator_days


def count_region(region):
    model = region.model
    waiting = sum(len(queue) for queue in region.group_queues)
    # What stopped convene is why they still wait.
    cause = region.group_limit if waiting >= model.parameters.in_person.minimum else "too_few"
    region.tally["waiting_for_group"] = waiting
    region.tally[f"group_limit_{cause}"] = waiting
    region.tally["waiting_for_course"] = len(region.course_queue)
    price = model.now.animation * model.parameters.animation / 12
    model.charge(region, "animation", int(len(region.facilitators()) * price))


def count_nation(model):
    for person in model.practicum_queue.persons:
        person.region.tally["waiting_for_practicum"] += 1
    tally = model.national.tally
    tally["waiting_for_programme"] = sum(len(queue) for programme in model.programmes for queue in programme.queues)
    tally["waiting_for_trainer_course"] = len(model.trainer_course_queue)


# ---- once a year -----------------------------------------------------------------------------------------------------
def record_network(model):
    graph, components = model.acquaintances.graph, model.acquaintances.components()
    row = {
        "nodes": graph.number_of_nodes(),
        "ties": model.acquaintances.ties.total(),
        "ties_across_regions": model.acquaintances.ties_where(lambda one, other: one.region is not other.region),
        "ties_across_administrations": model.acquaintances.ties_where(
            lambda one, other: one.administration != other.administration
        ),
        "components": len(components),
        "largest_component": max(map(len, components), default=0),
    }
    model.datacollector.add_table_row("network", row)


def record_lineage(model):
    """One row a generation."""
    of_generation = model.all_of(Facilitator).groupby("counted_generation").groups
    trainers = model.all_of(Trainer).groupby(lambda trainer: trainer.facilitator.counted_generation).count()
    for generation in range(GENERATIONS):
        of_this = of_generation.get(generation, [])
        row = {
            "facilitators": len(of_this) - trainers.get(generation, 0),
            "trainers": trainers.get(generation, 0),
            "certified_ever": model.certified_ever[generation],
            "trainers_ever": model.trainers_ever[generation],
            "made_by_them": model.made_by[generation],
            "skill_sum": sum(facilitator.skill for facilitator in of_this),
        }
        model.datacollector.add_table_row("lineage", row)


def record_ties(model):
    """Between regions and between administrations, whichever of the two came to the group first."""
    of_regions = np.zeros((len(model.regions), len(model.regions)), np.int64)
    of_administrations = np.zeros((model.administrations, model.administrations), np.int64)
    number_of = {region: number for number, region in enumerate(model.regions)}
    for (one, other), ties in model.acquaintances.ties.items():
        of_regions[number_of[one.region], number_of[other.region]] += ties
        of_administrations[one.administration, other.administration] += ties
    row = {"of_regions": symmetric(of_regions), "of_administrations": symmetric(of_administrations)}
    model.datacollector.add_table_row("ties", row)


def symmetric(ties):
    return ties + ties.T - np.diag(ties.diagonal())


# ---- at the end of the run -------------------------------------------------------------------------------------------
def recording(model):
    """All of it, in the form in which the model leaves it."""
    cells, places = (model.datacollector.get_agenttype_vars_dataframe(kind) for kind in (Cell, Place))
    network, lineage, ties = (
        model.datacollector.get_table_dataframe(table) for table in ("network", "lineage", "ties")
    )
    months, years = model.steps, len(network)
    return Recording(
        persons=cells.to_numpy(np.int64).reshape(months, -1, len(PERSON_COLUMNS)),
        activity=places.to_numpy(np.int64).reshape(months, -1, len(ACTIVITY_COLUMNS)),
        network=network.to_numpy(np.int64),
        lineage=lineage.to_numpy(np.int64).reshape(years, GENERATIONS, len(LINEAGE_COLUMNS)),
        ties_of_regions=np.stack(ties["of_regions"]),
        ties_of_administrations=np.stack(ties["of_administrations"]),
    )
