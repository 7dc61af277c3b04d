"""Rule 9, refresh (ODD, 7.12): practice restores skill, idleness costs some, refreshers restore more."""

from simulation.common.draws import Decision
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL


def refresh(model) -> None:
    """Everybody certified practises or forgets; then trainers in turn hold refreshers."""
    for facilitator in model.certified:
        facilitator.practise()
    days = eighths(model.levers.refreshers.days)
    for trainer in model.trainers_in_turn():
        if trainer.accounts["refreshers"] >= days:
            hold_refresher(model, trainer, days)


def hold_refresher(model, trainer, days: int) -> None:
    """A refresher at the trainer's home, for those with least skill; not held without guests or money."""
    guests = [
        facilitator
        for facilitator in model.certified
        if facilitator is not trainer
        and trainer.home in (facilitator.region, NATIONAL)
        and facilitator.is_due_for_refresher()
    ]
    cost = model.price("refresher") + days * model.price("trainer_day") // 8
    if not guests or not model.can_afford(cost):
        return
    model.ledger.charge(trainer.home, "refreshers", cost)
    trainer.pay_days("refreshers", days)
    guests.sort(key=lambda guest: (guest.skill_units, guest.turn(Decision.TURN)))
    for guest in guests[: model.levers.refreshers.seats]:
        guest.attend_refresher(days)
