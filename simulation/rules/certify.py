"""Rule 7, certify (ODD, 7.12): trainees whose practice is complete, and whose delay is over, are examined."""

from simulation.agents.roles import IN_PRACTICUM


def certify(model) -> None:
    """Who waits, and has nothing more to practise, begins and ends the practicum; then all are examined."""
    for trainee in model.queues.practicum:
        if trainee.may_be_examined:
            trainee.begin_practicum()
    for person in model.persons:
        if person.role == IN_PRACTICUM and person.may_be_examined:
            person.sit_exam()
