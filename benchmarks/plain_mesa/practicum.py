"""The practicum: a trainee leads a group under supervision, and is certified or not."""

import math

from benchmarks.plain_mesa.facilitators import Facilitator
from benchmarks.plain_mesa.groups import Group
from benchmarks.plain_mesa.parameters import FULL, part
from benchmarks.plain_mesa.people import Role
from benchmarks.plain_mesa.trainers import Trainer
from simulation.common.arithmetic import CLASSES


def examine(person):
    """At the end of the practicum: a facilitator now, or not."""
    model, parameters, course = person.model, person.model.parameters, person.course
    if model.rng.random() >= course.certified_share:
        person.count("not_certified")
        person.become(Role.REACHED)
        return
    skill = part(course.lead_skill, parameters.fidelity)
    spread = min(parameters.fidelity_noise, skill, FULL - skill)
    skill += math.floor(model.rng.uniform(-spread, spread) + 0.5)
    person.count("certified")
    person.become(Role.FACILITATOR)
    model.made_by[course.lead_generation] += 1
    activity = model.rng.integers(CLASSES)
    Facilitator(person, skill, course.generation, activity, model.month, model.month, groups_led=0)


def begin_practicum(trainee):
    """If there is somebody to supervise it, and enough people wait for a group."""
    model, parameters, region = trainee.model, trainee.model.parameters, trainee.region
    if trainee.prefers_remote is None:
        trainee.prefers_remote = model.rng.random()
    remote = trainee.prefers_remote < model.now.remote_share
    terms = parameters.practicum_remote if remote else parameters.practicum_in_person
    trainer = supervising_trainer(region, remote or model.now.travel)
    facilitator = supervising_facilitator(region, terms.reserve) if trainer is None else None
    if trainer is None and facilitator is None:
        region.tally["training_limit_supervisor"] += 1
        return
    place = model.national if remote else region
    if sum(len(queue) for queue in place.group_queues) < terms.minimum:
        region.tally["training_limit_people"] += 1
        return
    region.tally["months_waited_for_practicum"] += model.month - trainee.turn[0]
    trainee.leave_queue()
    trainee.count("practicum_started")
    trainee.become(Role.IN_PRACTICUM)
    place.tally["practicum_groups_started"] += 1
    group = Group(model, place, terms, trainee=trainee, supervisor=facilitator)
    group.fill(terms.size)
    if trainer is not None:
        trainer.pay("supervision", parameters.supervision_days)


def supervising_trainer(region, from_anywhere):
    """Of the region, else of the national team, else from anywhere; none without days for it."""
    model = region.model
    homes = [region, model.national]
    days = model.parameters.supervision_days
    able = [
        trainer
        for trainer in model.all_of(Trainer)
        if trainer.accounts["supervision"] >= days and (from_anywhere or trainer.home in homes)
    ]
    return min(able, key=lambda one: homes.index(one.home) if one.home in homes else len(homes), default=None)


def supervising_facilitator(region, reserve):
    """An experienced one with days left."""
    if not region.model.parameters.facilitator_supervisors:
        return None
    able = (
        one
        for one in region.facilitators()
        if one.trainer is None and one.groups_led >= 2 and one.room_next_month >= reserve
    )
    return next(able, None)
