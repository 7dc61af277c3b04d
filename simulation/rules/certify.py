"""Section 7.11: practicum and certification."""

import math

from simulation.agents.group import Group, open_group
from simulation.agents.person import Facilitator, activity_class
from simulation.agents.queues import PRACTICUM
from simulation.common.arithmetic import FULL, part, to_u16
from simulation.common.draws import Decision
from simulation.rules.turns import by_turn, use_days


def certify(model):
    for person in model.to_certify:
        examine(model, person)
    model.to_certify = []
    for trainee in sorted(model.queues.of((PRACTICUM,)), key=lambda p: p.ticket.key):
        if model.levers.practicum.sessions == 0:
            starts_practicum(model, trainee)
            examine(model, trainee)
            continue
        failed = try_practicum(model, trainee)
        if failed is not None:
            key = trainee.home.region, failed
            model.training_limit[key] = model.training_limit.get(key, 0) + 1


def examine(model, person):
    course = person.course
    times = person.courses_taken - 1
    if (
        not model.uniform(person.identity, Decision.CERTIFY, index=times, month=-1)
        < model.rate_of_class[course.rate_class]
    ):
        person.role = "reached"
        model.count(person.home, "not_certified")
        return
    x = part(course.lead_skill, to_u16(model.u.fidelity))
    w = min(to_u16(model.u.fidelity_noise), x, FULL - x)
    skill = x + math.floor(
        w * (2 * model.uniform(person.identity, Decision.SKILL_NOISE, index=times, month=-1) - 1) + 0.5
    )
    generation = course.lead_generation + 1
    person.role = "facilitator"
    person.facilitator = Facilitator(skill, generation, activity_class(model, person.identity), model.m, course.lead)
    model.count(person.home, "certified")
    model.certified_ever[min(generation, 15)] += 1
    model.made_by[min(course.lead_generation, 15)] += 1


def try_practicum(model, trainee):
    """Begins a practicum; what it waits for, or None."""
    lever, region = model.levers.practicum, trainee.home.region
    share = model.now(model.levers.groups.remote_share)
    remote = model.uniform(trainee.identity, Decision.PRACTICUM_MODE, month=-1) < share
    days = round(lever.supervision_days * 8)
    able = [p for p in by_turn(model, model.trainers()) if p.trainer.accounts["supervision"] >= days]
    ranked = [p for p in able if p.trainer.home == region] + [p for p in able if p.trainer.home == model.national]
    if remote or model.now(model.levers.facilitator_courses.travel):
        ranked += [p for p in able if p.trainer.home not in (region, model.national)]
    by_trainer = ranked[0] if ranked else None
    by_facilitator = None
    place = model.national if remote else region
    if by_trainer is None:
        if lever.facilitator_supervisors:
            reserve = begin_reserve(model, place, remote)
            peers = [
                p
                for p in model.persons
                if p.role == "facilitator"
                and p.home.region == region
                and p.facilitator.groups_led >= 2
                and model.allowance() - p.facilitator.reserved >= reserve
            ]
            by_facilitator = min(peers, key=lambda p: model.order(p.identity, Decision.TURN), default=None)
        if by_facilitator is None:
            return "supervisor"
    people = model.queues.length(model.queues.group_queues(place))
    if people < model.levers.groups.minimum:
        return "people"
    if by_trainer is not None:
        use_days(model, by_trainer, "supervision", days)
    starts_practicum(model, trainee)
    begin_practicum(model, trainee, by_facilitator, place, remote, people)
    return None


def starts_practicum(model, trainee):
    model.note(trainee.home.region, "months_waited_for_practicum", model.m - trainee.ticket.date)
    model.queues.leave(trainee)
    trainee.role = "in_practicum"
    model.count(trainee.home, "practicum_started")


def begin_reserve(model, place, remote):
    return Group.terms(model, place, remote, None, practicum=True)["reserve"]


def begin_practicum(model, trainee, supervisor, place, remote, people):
    """A group of those waiting, led by a trainee; the supervisor is a facilitator or None (a trainer)."""
    group = open_group(model, trainee, place, remote, None, practicum=True)
    group.leader = trainee
    if supervisor is not None:
        group.take_on("supervisor", supervisor)
    model.queues.fill(group, model.queues.group_queues(place), min(people, model.levers.groups.size))
    model.note(place, "practicum_groups_started")
    group.charge()
