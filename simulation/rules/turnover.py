"""Rule 1, turnover (ODD, 7.6): money is set aside; people come, leave, move, give up or stop; groups are mended."""

from simulation.agents.chance import child, named
from simulation.agents.money import Charge
from simulation.common.draws import PERSON, Decision
from simulation.rules.placement import trainer_of
from simulation.rules.standing import set_aside_standing_cost
from simulation.scenario.quantities import month_number

MONTHS_WITHOUT_LEADER = 2
"""Months after which a group without a leader ends."""


def turnover(model) -> None:
    """First money that is bound, then who comes and goes, then groups."""
    set_aside_standing_cost(model)
    hire_trainers(model)
    with model.queues.joining_afterwards():
        end_contracts(model)
        replace_trainers(model)
        leave_move_or_give_up(model)
        begin_month_of_facilitators(model)
        stop(model)
        lead_no_more_than_days_allow(model)
    with model.queues.joining_afterwards():
        find_leaders(model)
    with model.queues.joining_afterwards():
        refill_groups(model)


# ---- trainers from outside -------------------------------------------------------------------------------------------


def hire_trainers(model) -> None:
    """Trainers come from outside, in the month of their entry."""
    for entry in model.levers.trainers.hired:
        if month_number(entry.from_) != model.first_month + model.month_index:
            continue
        for number in range(entry.trainers):
            identity = named(f"hire/{entry.place}/{entry.from_}/{model.hired[entry.place, entry.from_]}")
            model.hired[entry.place, entry.from_] += 1
            trainer = trainer_of(model, entry.place, number < entry.masters, identity, contract=entry)
            model.ledger.count(trainer.cell, "trainers_hired")


def end_contracts(model) -> None:
    """Hired trainers whose last month is over leave."""
    for trainer in in_order_of_identity(model.trainers):
        if trainer.contract_is_over:
            trainer.leave()


def replace_trainers(model) -> None:
    """Trainers who have gone are replaced from outside when they are due, as far as money allows."""
    for vacancy in sorted(model.vacancies):
        charge = Charge(vacancy.home, "hires", cash=(model.price("hire"),))
        if vacancy.due > model.month_index or not model.money.can_afford(charge):
            continue
        model.vacancies.remove(vacancy)
        model.money.charge(charge)
        trainer = trainer_of(model, vacancy.home, vacancy.is_master, child(vacancy.identity, 1, PERSON))
        model.ledger.count(trainer.cell, "trainers_replaced")


# ---- who goes --------------------------------------------------------------------------------------------------------


def in_order_of_identity(persons) -> list:
    """Persons in an order that is the same whenever they came."""
    return sorted(persons, key=lambda person: person.identity)


def leave_move_or_give_up(model) -> None:
    """Everybody whose month has come; then somebody new follows in the posts of programmes that have been left."""
    month = model.month_index
    successions: list = []
    due = [
        person
        for person in model.persons
        if min(person.leaving_month, person.moving_month) <= month or person.loses_patience
    ]
    for person in in_order_of_identity(due):
        if person.leaving_month <= month:
            person.leave(successions)
            continue
        if person.moving_month <= month:
            person.move()
        if person.loses_patience:
            person.give_up()
    for succession in successions:
        succession()


def begin_month_of_facilitators(model) -> None:
    """Nobody has spent days or led sessions in this month yet."""
    for facilitator in model.certified:
        facilitator.spent = facilitator.sessions_led = 0


def stop(model) -> None:
    """Facilitators and trainers stop, each with their own rate; those paid by the day do not."""
    for facilitator in model.who_may_lead:
        if facilitator.wants_to_stop():
            facilitator.stop()


# ---- groups ----------------------------------------------------------------------------------------------------------


def lead_no_more_than_days_allow(model) -> None:
    """Who has fewer days than the groups take gives up some of them, the last started first."""
    for facilitator in model.certified:
        if facilitator.reserved <= model.allowance:
            continue
        last_first = sorted(
            facilitator.duties(), key=lambda group: (group.started, group.turn(Decision.SUCCESSION)), reverse=True
        )
        for group in last_first:
            if facilitator.reserved > model.allowance:
                group.lose(facilitator)


def in_order_of_succession(groups: list) -> list:
    """Groups in this month's keyed order."""
    return sorted(groups, key=lambda group: group.turn(Decision.SUCCESSION))


def best_available(model, reserve: int, region: str | None = None):
    """Of those with room for a reserve, living in a region or anywhere: who has most skill; none if nobody has room."""
    able = [
        facilitator
        for facilitator in model.who_may_lead
        if facilitator.room >= reserve and region in (None, facilitator.region)
    ]
    return min(able, key=lambda facilitator: (-facilitator.skill_units, facilitator.turn(Decision.TURN)), default=None)


def find_leaders(model) -> None:
    """Groups without a leader find another, where they are or remotely; or end after two months, or wait."""
    leaderless = [group for group in model.groups if group.leader is None and not group.runs_itself]
    for group in in_order_of_succession(leaderless):
        if group.second is not None and group.second.is_certified:
            group.second_leads()
        else:
            find_leader(model, group)


def find_leader(model, group) -> None:
    """The best available leads; a permanent group waits for somebody."""
    successor = best_available(model, group.reserve, group.place if group.is_regional else None)
    if successor is None and group.is_regional and model.now(model.levers.groups.remote_share) > 0:
        successor = best_available(model, group.terms.reserve(remote=True))
        if successor is not None:
            group.become_remote()
    if successor is not None:
        group.take_on("leader", successor)
    elif not group.terms.permanent and model.month_index - group.leader_lost >= MONTHS_WITHOUT_LEADER:
        group.end("groups_leader_lost")


def refill_groups(model) -> None:
    """Groups below their minimum take people from their queue, or end; permanent ones keep their seats filled."""
    for group in in_order_of_succession([group for group in model.groups if lacks_members(group)]):
        group.refill()
        if group.is_below_minimum and not group.terms.permanent:
            group.end()


def lacks_members(group) -> bool:
    """Whether a group is below its minimum, or a permanent one below its size."""
    return group.size < (group.terms.size if group.terms.permanent else group.terms.minimum)
