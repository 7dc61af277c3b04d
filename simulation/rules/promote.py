"""Section 7.12: facilitators become trainers."""

from simulation.agents.person import Trainer
from simulation.agents.queues import TRAINER_COURSE
from simulation.common.arithmetic import monthly_probability, to_u16
from simulation.common.draws import Decision


def promote(model):
    lever = model.levers.promotion
    for person in model.future_trainers:
        person.role = "trainer"
        person.trainer = Trainer(person.home.region)
        model.count(person.home, "promoted")
        model.trainers_ever[min(person.facilitator.generation, 15)] += 1
    model.future_trainers = []
    for person in model.certified():
        f = person.facilitator
        if person.role != "facilitator" or person.ticket is not None:
            continue
        if f.groups_led >= lever.groups and f.skill >= to_u16(lever.skill) and model.m - f.certified >= lever.months:
            if model.uniform(person.identity, Decision.PROMOTE) < monthly_probability(model.u.promotion_rate):
                model.queues.join(person, (TRAINER_COURSE,))
    for person in model.trainers():
        if person.trainer.courses_taught >= lever.courses_to_master:
            person.trainer.master = True
