"""Rule 7, certify (ODD, 7.11): who ends a practicum is certified or not; who waits begins one."""

from simulation.agents.roles import FACILITATOR, IN_PRACTICUM
from simulation.common.draws import Decision
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL

SUPERVISOR, PEOPLE = "supervisor", "people"
"""What a practicum waits for, as the training ledger calls it."""
GROUPS_OF_A_SUPERVISOR = 2


def certify(model) -> None:
    """First those whose practicum has ended; then the practicum queue, in order."""
    ended, model.handed_on.practicum_ended = model.handed_on.practicum_ended, []
    for trainee in ended:
        if trainee.role == IN_PRACTICUM:
            trainee.sit_exam()
    for trainee in model.queues.practicum:
        if model.levers.practicum.sessions == 0:
            trainee.begin_practicum()
            trainee.sit_exam()
            continue
        waits_for = begin_practicum(model, trainee)
        if waits_for is not None:
            limit = model.handed_on.training_limit
            limit[trainee.region, waits_for] = limit.get((trainee.region, waits_for), 0) + 1


def begin_practicum(model, trainee) -> str | None:
    """A group for a trainee to lead, with a supervisor; returns what the trainee still waits for, or none."""
    remote = trainee.draw_once(Decision.PRACTICUM_MODE) < model.now(model.levers.groups.remote_share)
    place = NATIONAL if remote else trainee.region
    trainer = supervising_trainer(model, trainee, remote)
    facilitator = None
    if trainer is None:
        facilitator = supervising_facilitator(model, trainee, model.practicum_terms.reserve(remote))
        if facilitator is None:
            return SUPERVISOR
    if len(model.queues.people[place]) < model.practicum_terms.minimum:
        return PEOPLE
    if trainer is not None:
        trainer.pay_days("supervision", eighths(model.levers.practicum.supervision_days))
    trainee.begin_practicum()
    group = model.agent_classes["group"](model, trainee, place, remote, is_practicum=True)
    if facilitator is not None:
        group.take_on("supervisor", facilitator)
    group.fill(group.terms.size)
    model.ledger.note(place, "practicum_groups_started")
    group.charge()
    return None


def supervising_trainer(model, trainee, remote: bool):
    """The first trainer with days enough: of the trainee's region, then national, then from elsewhere; or none."""
    days = eighths(model.levers.practicum.supervision_days)
    able = [trainer for trainer in model.trainers_in_turn() if trainer.accounts["supervision"] >= days]
    in_reach = [trainer for trainer in able if trainer.home == trainee.region]
    in_reach += [trainer for trainer in able if trainer.home == NATIONAL]
    if remote or model.now(model.levers.facilitator_courses.travel):
        in_reach += able
    return in_reach[0] if in_reach else None


def supervising_facilitator(model, trainee, reserve: int):
    """The first in turn of the experienced facilitators of the trainee's region with room next month; or none."""
    if not model.levers.practicum.facilitator_supervisors:
        return None
    able = [
        facilitator
        for facilitator in model.certified
        if facilitator.role == FACILITATOR
        and facilitator.region == trainee.region
        and facilitator.groups_led >= GROUPS_OF_A_SUPERVISOR
        and model.allowance - facilitator.reserved >= reserve
    ]
    return min(able, key=lambda facilitator: facilitator.turn(Decision.TURN), default=None)
