"""What Teach, Certify and Refresh share: the trainers' turn and their accounts of days."""

from simulation.common.draws import Decision


def by_turn(model, persons):
    return sorted(persons, key=lambda p: model.order(p.identity, Decision.TRAINER_TURN))


def use_days(model, person, use, days):
    person.trainer.accounts[use] -= days
    model.note(person.trainer.home, f"trainer_days_used_{use}", days)
