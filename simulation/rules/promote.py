"""Rule 8, promote (ODD, 7.12): facilitators become trainers, trainers become master trainers."""

from simulation.agents.roles import FACILITATOR


def promote(model) -> None:
    """Who took a trainer course is a trainer; others volunteer for one; who has taught enough is a master."""
    enrolled, model.handed_on.enrolled_as_trainers = model.handed_on.enrolled_as_trainers, []
    for person in enrolled:
        if person.role == FACILITATOR:
            person.become_trainer()
    for facilitator in model.certified:
        if facilitator.may_become_trainer() and facilitator.wants_to_become_trainer():
            facilitator.join(model.queues.trainer_course)
    for trainer in model.trainers:
        if trainer.courses_taught >= model.levers.promotion.courses_to_master:
            trainer.is_master = True
