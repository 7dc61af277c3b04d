"""What is set aside before anything else opens (ODD, 7.3): standing cost of the rest of the calendar year."""

import math

from simulation.agents.money import Charge, group_charge
from simulation.common.units import cents, eighths
from simulation.rules.demand import falls_in
from simulation.scenario.levers import NATIONAL, TrainersHired
from simulation.scenario.quantities import month_number


def set_aside_standing_cost(model) -> None:
    """In the first month and in each January: what a planner has dated is charged, whether affordable or not."""
    if model.month_index != 0 and model.months_left_in_year != 12:
        return
    permanent_groups(model)
    animation_and_coordination(model)
    hires(model)
    recruitment(model)
    cap = model.money.cap()
    if cap is not None:
        model.ledger.note(NATIONAL, "cap", cap)
        model.ledger.note(NATIONAL, "over_cap", max(0, model.money.committed_now - cap))


def months_left(model) -> range:
    """The months left of this calendar year, the present one included, as `month_number` counts them."""
    now = model.first_month + model.month_index
    return range(now, now + model.months_left_in_year)


def permanent_groups(model) -> None:
    """The sessions of the open permanent groups, for each certified person who leads one or is second."""
    for group in model.groups:
        if group.terms.permanent:
            leaders = max(1, sum(person.is_certified for person in group.leading))
            model.money.charge(group_charge(model, group.terms, group.place, group.is_remote, leaders))


def animation_and_coordination(model) -> None:
    """Animation for each certified person there, and the days of coordination, as in this month."""
    months = model.months_left_in_year
    for region in model.places.regions:
        certified = sum(facilitator.region == region for facilitator in model.certified)
        cents = math.floor(certified * model.animation * model.price("animation") * months / 12)
        model.money.charge(Charge(region, "animation", cash=(cents,)))
    days = eighths(model.now(model.levers.coordination.days_per_month)) * months
    model.money.charge(Charge(NATIONAL, "coordination", valued_time=(days * model.price("facilitator_day") // 8,)))


def hires(model) -> None:
    """Trainers who begin in the rest of the year, and the days bought of them, or of those who are there already."""
    months = months_left(model)
    for trainer in model.trainers:
        if trainer.is_paid_by_day:
            days = [trainer.credit_in(month - model.first_month) for month in under_contract(trainer.contract, months)]
            buy_days(model, trainer.contract, trainer.home, sum(days))
    for entry in model.levers.trainers.hired:
        if month_number(entry.from_) in months:
            model.money.charge(Charge(entry.place, "hires", cash=(entry.trainers * model.price("hire"),)))
            days = [days_of(model, entry, month - model.first_month) for month in under_contract(entry, months)]
            for _ in range(entry.trainers if entry.day_price is not None else 0):
                buy_days(model, entry, entry.place, sum(days))


def under_contract(entry: TrainersHired, months: range) -> list[int]:
    """Of some months, those for which trainers are hired."""
    until = months[-1] if entry.until is None else month_number(entry.until)
    return [month for month in months if month_number(entry.from_) <= month <= until]


def days_of(model, entry: TrainersHired, month: int) -> int:
    """Eighths of a day that a hired trainer gives in a month, counted from 0."""
    if entry.days_per_month is not None:
        return eighths(entry.days_per_month)
    return model.trainer_days_at(entry.place, month)


def buy_days(model, entry: TrainersHired, place: str, days: int) -> None:
    """Charge eighths of days bought of one trainer, at a place."""
    model.money.charge(Charge(place, "courses", cash=(days * cents(entry.day_price) // 8,), part="bought_days"))


def recruitment(model) -> None:
    """Nominations and calls of the rest of the year."""
    for month in months_left(model):
        for nomination in model.nominations:
            if falls_in(nomination, month):
                cost = nomination.places * model.price("nomination")
                model.money.charge(Charge(NATIONAL, "recruitment", cash=(cost,)))
        for call in model.levers.calls:
            if month_number(call.month) == month:
                model.money.charge(Charge(call.region or NATIONAL, "recruitment", cash=(model.price("call"),)))
