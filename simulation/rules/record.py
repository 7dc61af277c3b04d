"""Section 7.13: what is written down at the end of a month, and at the last simulated month of a year."""

import math

from simulation.agents.queues import COURSE, PRACTICUM, PROGRAMME, TRAINER_COURSE
from simulation.common.columns import GENERATIONS, GROUP_CAUSES, ROLE_STOCKS, ROLES


def record(model):
    animation(model)
    persons(model)
    activity(model)
    ledgers(model)
    last = model.m == model.plan.months - 1
    if last or (model.first + model.m) % 12 == 11:
        year = (model.first + model.m) // 12 - model.first // 12
        network(model, year)
        lineage(model, year)


def animation(model):
    level = model.now(model.levers.animation)
    for region in range(len(model.regions)):
        certified = sum(1 for p in model.certified() if p.home.region == region)
        amount = math.floor(certified * level * model.price("animation") / 12)
        model.charge(region, "animation", amount)


def persons(model):
    stock_of = {role: column.name for role, column in zip(ROLES, ROLE_STOCKS, strict=True)}
    for p in model.persons:
        model.count(p.home, stock_of[p.role])
        model.count(p.home, "active_facilitators", int(p.is_active()))
        model.count(p.home, "in_a_seat", int(p.group is not None))
        model.count(p.home, "waiting", int(p.ticket is not None and p.ticket.queue[0] == "group"))
        if p.facilitator is not None:
            model.count(p.home, "skill_sum", p.facilitator.skill)
            model.count(p.home, "generation_sum", p.facilitator.generation)


def activity(model):
    for group in model.groups:
        model.note(group.place, "groups_self_running" if group.self_running else "groups_open")
    for p in model.certified():
        model.note(p.home.region, "facilitator_days_offered", model.allowance())
    for region in range(len(model.regions)):
        model.note(region, "waiting_for_group", model.queues.length(model.queues.group_queues(region)))
        model.note(region, "waiting_for_course", model.queues.length([(COURSE, region)]))
    for p in model.queues.of((PRACTICUM,)):
        model.note(p.home.region, "waiting_for_practicum")
    model.note(model.national, "waiting_for_trainer_course", model.queues.length([(TRAINER_COURSE,)]))
    programme = [queue for queue in model.queues.lists if queue[0] == PROGRAMME]
    model.note(model.national, "waiting_for_programme", model.queues.length(programme))


def ledgers(model):
    for (region, cause), number in model.training_limit.items():
        model.note(region, f"training_limit_{cause}", number)
    for region in range(len(model.regions)):
        waiting = model.queues.length(model.queues.group_queues(region))
        cause = "too_few" if waiting < model.levers.groups.minimum else model.group_limit[region]
        assert cause in GROUP_CAUSES
        model.note(region, f"group_limit_{cause}", waiting)


def network(model, year):
    parent = {}

    def root(node):
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other, _, _ in model.ties:
        parent.setdefault(one, one)
        parent.setdefault(other, other)
        parent[root(one)] = root(other)
    sizes = {}
    for node in parent:
        sizes[root(node)] = sizes.get(root(node), 0) + 1
    model.record.network[year] = (
        len(parent),
        len(model.ties),
        sum(1 for _, _, a, b in model.ties if a.region != b.region),
        sum(1 for _, _, a, b in model.ties if a.administration != b.administration),
        len(sizes),
        max(sizes.values(), default=0),
    )
    for _, _, a, b in model.ties:
        for here, there in {(a.region, b.region), (b.region, a.region)}:
            model.record.ties_of_regions[year, here, there] += 1
        for here, there in {(a.administration, b.administration), (b.administration, a.administration)}:
            model.record.ties_of_administrations[year, here, there] += 1


def lineage(model, year):
    for g in range(GENERATIONS):
        mine = [p for p in model.certified() if min(p.facilitator.generation, GENERATIONS - 1) == g]
        model.record.lineage[year, g] = (
            sum(1 for p in mine if p.role == "facilitator"),
            sum(1 for p in mine if p.role == "trainer"),
            model.certified_ever[g],
            model.trainers_ever[g],
            model.made_by[g],
            sum(p.facilitator.skill for p in mine),
        )
