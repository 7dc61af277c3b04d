"""Rule 6, teach (ODD, 7.11): trainers' days are credited and used, one use after another."""

from simulation.agents.money import Charge
from simulation.common.draws import Decision
from simulation.common.units import eighths
from simulation.rules.courses import hold_facilitator_courses, hold_trainer_courses
from simulation.scenario.levers import NATIONAL


def teach(model) -> None:
    """Days are credited, then used in the order of the lever; who rejoins a queue stands in it at the end."""
    for course in model.courses:
        course.remove()
    for trainer in model.trainers:
        trainer.credit_days()
    with model.queues.joining_afterwards():
        for use in model.levers.trainers.order_of_uses:
            USES[use](model)


# ---- supervision -----------------------------------------------------------------------------------------------------


def supervise(model) -> None:
    """A trainer is found for each trainee who has waited since an earlier month, in the order of the queue."""
    for trainee in model.queues.practicum:
        is_new = trainee.ticket.since >= model.month_index
        if not is_new and not trainee.is_supervised and trainee.sessions_to_practise > 0:
            supervise_trainee(model, trainee)


def supervise_trainee(model, trainee) -> None:
    """The first trainer with days enough pays them; the trainee is supervised, if there is money for it."""
    days = eighths(model.levers.practicum.supervision_days)
    trainers = trainers_in_reach(model, trainee, days)
    if not trainers:
        return
    charge = Charge(trainee.region, "practicum", valued_time=(trainers[0].value_of(days),))
    if model.money.can_afford(charge):
        model.money.charge(charge)
        trainers[0].pay_days("supervision", days)
        trainee.is_supervised = True


def trainers_in_reach(model, trainee, days: int) -> list:
    """Trainers with days enough: of the trainee's region, then national; then from elsewhere, if they travel."""
    region = trainee.region
    able = [trainer for trainer in model.trainers_in_turn() if trainer.days_for("supervision") >= days]
    in_reach = [trainer for trainer in able if trainer.home == region]
    in_reach += [trainer for trainer in able if trainer.home == NATIONAL]
    if model.now(model.levers.facilitator_courses.travel):
        in_reach += [trainer for trainer in able if trainer.home not in (region, NATIONAL)]
    return in_reach


# ---- refreshers ------------------------------------------------------------------------------------------------------


def hold_refreshers(model) -> None:
    """Trainers with days enough hold refreshers, in turn."""
    days = eighths(model.levers.refreshers.days)
    for trainer in model.trainers_in_turn():
        if trainer.days_for("refreshers") >= days:
            hold_refresher(model, trainer, days)


def hold_refresher(model, trainer, days: int) -> None:
    """A refresher at the trainer's home, for those with least skill; not held without guests or money."""
    able = [
        facilitator
        for facilitator in model.who_may_lead
        if facilitator is not trainer
        and trainer.home in (facilitator.region, NATIONAL)
        and facilitator.is_due_for_refresher(days)
    ]
    able.sort(key=lambda guest: (guest.skill_units, guest.turn(Decision.TURN)))
    guests = able[: model.levers.refreshers.seats]
    time = trainer.value_of(days) + len(guests) * (days * model.price("facilitator_day") // 8)
    charge = Charge(trainer.home, "refreshers", cash=(model.price("refresher"),), valued_time=(time,))
    if not guests or not model.money.can_afford(charge):
        return
    model.money.charge(charge)
    trainer.pay_days("refreshers", days)
    for guest in guests:
        guest.attend_refresher(days)


USES = {
    "supervision": supervise,
    "facilitator_courses": hold_facilitator_courses,
    "trainer_courses": hold_trainer_courses,
    "refreshers": hold_refreshers,
}
"""What trainers use their days for."""
