"""The books of a Mesa model: what has to agree at any moment."""

from simulation.agents import Facilitator, Trainer
from simulation.agents.roles import IN_PRACTICUM


def all_queues(model):
    queues = model.queues
    of_programmes = [queue for by_administration in queues.programmes.values() for queue in by_administration.values()]
    national = [queues.practicum, queues.trainer_course]
    return [*queues.groups, *queues.lapsed, *queues.courses.values(), *national, *of_programmes]


def check_books(model):
    """Seats, queues, days kept free, classes and the cells' counts agree with one another."""
    reserved = dict.fromkeys(model.certified, 0)
    for group in model.groups:
        for leads in (group.leader, group.cofacilitator, group.supervisor):
            if leads in reserved:
                reserved[leads] += group.reserve
            else:
                assert leads is None or (group.is_practicum and leads.role == IN_PRACTICUM)
        assert all(member.group is group for member in group.members)
        assert group.size <= 10
    assert all(facilitator.reserved == days for facilitator, days in reserved.items())
    seated = [member for group in model.groups for member in group.members]
    assert set(seated) == {p for p in model.persons if p.group is not None} and len(seated) == len(set(seated))
    queued = [person for queue in all_queues(model) for person in queue]
    assert set(queued) == {p for p in model.persons if p.ticket is not None} and len(queued) == len(set(queued))
    assert all(list(queue) == sorted(queue, key=lambda p: p.ticket.key) for queue in all_queues(model))
    for person in model.persons:
        assert isinstance(person, Facilitator) == (person.role in ("facilitator", "trainer"))
        assert isinstance(person, Trainer) == (person.role == "trainer")
        assert person.role != "candidate" or person.ticket is not None
        assert person in model.agents_by_type[type(person)]
    for cell in model.cells:
        there = [person for person in model.persons if person.cell is cell]
        assert cell.touched == len(there) and cell.seated == sum(person.group is not None for person in there)
        for role, number in cell.persons.items():
            assert number == sum(person.role == role for person in there)
