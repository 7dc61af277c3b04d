"""Rule 10, record (ODD, 7.13): what is written down at the end of a month, and at the last simulated one of a year."""

import math
from collections import Counter

from simulation.agents.roles import FACILITATOR
from simulation.common.columns import GENERATIONS, ROLE_STOCKS, ROLES
from simulation.scenario.levers import NATIONAL

_STOCK_OF = {role: column.name for role, column in zip(ROLES, ROLE_STOCKS, strict=True)}


def record(model) -> None:
    """Stocks of this month; what happened was written down when it happened."""
    charge_animation(model)
    record_persons(model)
    record_activity(model)
    record_what_holds_back(model)
    month = model.first_month + model.month_index
    if month % 12 == 11 or model.month_index == model.scenario.months - 1:
        model.ledger.close_year(model.network, lineage(model))


def charge_animation(model) -> None:
    """Animation of the network is paid for each certified person."""
    certified = Counter(facilitator.region for facilitator in model.certified)
    for region in model.places.regions:
        cents = math.floor(certified[region] * model.animation * model.price("animation") / 12)
        model.ledger.charge(region, "animation", cents)


def record_persons(model) -> None:
    """Persons of each cell by role, and what the certified sum up to."""
    count = model.ledger.count
    for cell in model.places.cells:
        for role in ROLES:
            count(cell, _STOCK_OF[role], cell.persons[role])
        count(cell, "in_a_seat", cell.seated)
        count(cell, "waiting", len(model.queues.groups[cell.number]))
    for facilitator in model.certified:
        count(facilitator.cell, "active_facilitators", int(facilitator.is_active))
        count(facilitator.cell, "skill_sum", facilitator.skill_units)
        count(facilitator.cell, "generation_sum", facilitator.generation)


def record_activity(model) -> None:
    """Groups, days offered, and who waits for what."""
    note, queues = model.ledger.note, model.queues
    for group in model.groups:
        note(group.place, "groups_self_running" if group.runs_itself else "groups_open")
    for facilitator in model.certified:
        note(facilitator.region, "facilitator_days_offered", model.allowance)
    for region in model.places.regions:
        note(region, "waiting_for_group", len(queues.people[region]))
        note(region, "waiting_for_course", len(queues.courses[region]))
    for trainee in queues.practicum:
        note(trainee.region, "waiting_for_practicum")
    note(NATIONAL, "waiting_for_trainer_course", len(queues.trainer_course))
    note(NATIONAL, "waiting_for_programme", sum(len(people) for people in queues.programme_people.values()))


def record_what_holds_back(model) -> None:
    """The ledgers of those who wait for a course, a practicum or a group, by cause."""
    for (region, cause), number in model.handed_on.training_limit.items():
        model.ledger.note(region, f"training_limit_{cause}", number)
    for region in model.places.regions:
        waiting = len(model.queues.people[region])
        too_few = waiting < model.levers.groups.minimum
        cause = "too_few" if too_few else model.handed_on.group_limit[region]
        model.ledger.note(region, f"group_limit_{cause}", waiting)


def lineage(model) -> list[tuple[int, ...]]:
    """A row for each generation, in the order of the lineage's columns; the last takes in all later ones."""
    facilitators, trainers, skill = [0] * GENERATIONS, [0] * GENERATIONS, [0] * GENERATIONS
    for certified in model.certified:
        generation = min(certified.generation, GENERATIONS - 1)
        if certified.role == FACILITATOR:
            facilitators[generation] += 1
        else:
            trainers[generation] += 1
        skill[generation] += certified.skill_units
    ledger = model.ledger
    ever = (ledger.certified_ever, ledger.trainers_ever, ledger.made_by_trainers_of)
    return list(zip(facilitators, trainers, *ever, skill, strict=True))
