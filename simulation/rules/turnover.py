"""Rule 1, turnover (ODD, 7.5): people leave, move, give up waiting or stop; groups find others, or end."""

from simulation.agents.chance import named
from simulation.common.draws import Decision
from simulation.rules.start import trainer_from_outside

MONTHS_WITHOUT_LEADER = 2


def turnover(model) -> None:
    """Who leaves, moves, gives up or stops; who takes over their groups."""
    hire_trainers(model)
    with model.queues.joining_afterwards():
        leave_move_or_give_up(model)
        interrupt_practicums(model)
        begin_month_of_facilitators(model)
        stop(model)
    with model.queues.joining_afterwards():
        find_leaders(model)
    with model.queues.joining_afterwards():
        refill_groups(model)


def hire_trainers(model) -> None:
    """Trainers come from outside, in the month of their entry."""
    for entry in model.levers.trainers.hired:
        if entry.from_ != model.month:
            continue
        for number in range(entry.trainers):
            identity = named(f"hire/{entry.place}/{entry.from_}/{model.hired[entry.place, entry.from_]}")
            model.hired[entry.place, entry.from_] += 1
            month = model.month_index
            trainer = trainer_from_outside(model, identity, entry.place, number < entry.masters, month, month)
            model.ledger.count(trainer.cell, "trainers_hired")
            model.ledger.charge(entry.place, "hires", model.price("hire"))


def leave_move_or_give_up(model) -> None:
    """Everybody whose month has come."""
    month = model.month_index
    for person in model.persons:
        if person.leaving_month <= month:
            person.leave()
            continue
        if person.moving_month <= month:
            person.move()
        if person.ticket is not None and person.ticket.gives_up <= month:
            person.give_up()
        if person.is_ready_for_practicum():
            person.join(model.queues.practicum)


def interrupt_practicums(model) -> None:
    """A practicum without its trainee ends."""
    for group in model.groups:
        if group.is_practicum and group.leader is None:
            group.end("groups_interrupted")


def begin_month_of_facilitators(model) -> None:
    """Nobody has spent days or led sessions in this month yet."""
    for facilitator in model.certified:
        facilitator.spent = facilitator.sessions_led = 0


def stop(model) -> None:
    """Facilitators and trainers stop, each with their own rate."""
    for facilitator in model.certified:
        if facilitator.wants_to_stop():
            facilitator.stop()


def in_order_of_succession(groups: list) -> list:
    """Groups in this month's keyed order."""
    return sorted(groups, key=lambda group: group.turn(Decision.SUCCESSION))


def best_available(model, reserve: int, region: str | None = None):
    """Of those with room for a reserve, living in a region or anywhere: who has most skill; none if nobody has room."""
    able = [
        facilitator
        for facilitator in model.certified
        if facilitator.room >= reserve and region in (None, facilitator.region)
    ]
    most_skilled = lambda facilitator: (-facilitator.skill_units, facilitator.turn(Decision.TURN))  # noqa: E731
    return min(able, key=most_skilled, default=None)


def find_leaders(model) -> None:
    """Groups without a leader find another, where they are or remotely, or end after two months."""
    may_meet_remotely = model.now(model.levers.groups.remote_share) > 0
    leaderless = [group for group in model.groups if group.leader is None and not group.runs_itself]
    for group in in_order_of_succession(leaderless):
        if group.cofacilitator is not None:
            group.cofacilitator_leads()
            continue
        successor = best_available(model, group.reserve, group.place if group.is_regional else None)
        if successor is None and group.is_regional and may_meet_remotely:
            successor = best_available(model, group.terms.reserve(remote=True))
            if successor is not None:
                group.become_remote()
        if successor is not None:
            group.take_on("leader", successor)
        elif model.month_index - group.leader_lost >= MONTHS_WITHOUT_LEADER:
            group.end("groups_leader_lost")


def refill_groups(model) -> None:
    """Groups below their minimum take people from their queue, or end."""
    for group in in_order_of_succession([group for group in model.groups if group.is_below_minimum]):
        group.refill()
        if group.is_below_minimum:
            group.end()
