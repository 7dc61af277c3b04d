"""Section 7.12: skill fades and is refreshed."""

from simulation.common.arithmetic import FULL, part, to_u16
from simulation.common.draws import Decision
from simulation.rules.turns import by_turn, use_days


def refresh(model):
    for person in model.certified():
        f = person.facilitator
        for _ in range(f.sessions_led):
            f.skill += part(FULL - f.skill, to_u16(model.u.practice_gain))
        if f.last_active != model.m:
            f.skill -= part(f.skill, to_u16(model.u.fading))
    lever = model.levers.refreshers
    days = round(lever.days * 8)
    for person in by_turn(model, model.trainers()):
        if person.trainer.accounts["refreshers"] < days:
            continue
        home = person.trainer.home
        due = [
            p
            for p in model.certified()
            if p is not person
            and home in (p.home.region, model.national)
            and (p.facilitator.last_refresher is None or model.m - p.facilitator.last_refresher >= 12)
        ]
        due.sort(key=lambda p: (p.facilitator.skill, model.order(p.identity, Decision.TURN)))
        cost = model.price("refresher") + days * model.price("trainer_day") // 8
        if not due or not model.affordable(cost):
            continue
        model.charge(home, "refreshers", cost)
        use_days(model, person, "refreshers", days)
        for guest in due[: lever.seats]:
            f = guest.facilitator
            f.skill += part(FULL - f.skill, to_u16(model.u.refresher_gain))
            f.last_refresher = model.m
            f.spent += days
            model.note(guest.home.region, "facilitator_days_used_refreshers", days)
