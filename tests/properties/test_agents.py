"""The Mesa model keeps its books in every month, and the order of its agents decides nothing."""

import random

import numpy as np
import pytest

from simulation.agents import Facilitator, Trainer
from simulation.agents.roles import IN_PRACTICUM
from simulation.model import SpreadModel
from simulation.replicate import simulate
from tests.small_scenarios import random_sharp_scenario, random_small_scenario


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


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_books_agree_every_month(number):
    model = SpreadModel(random_small_scenario(number), 7, number)
    while model.running:
        model.step()
        check_books(model)


def stop_and_end(model):
    """At random, people stop, leave and move, and groups end."""
    for agent in list(model.agents):
        u = model.uniform(agent, "stop and end")
        if not agent.is_there or u > 0.1:
            continue
        if isinstance(agent, Facilitator) and u < 0.05:
            agent.stop()
        elif hasattr(agent, "move") and u < 0.07:
            agent.move()
        else:
            agent.remove()


@pytest.mark.parametrize("before", SpreadModel.MONTH, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("make", [random_small_scenario, random_sharp_scenario])
def test_books_agree_with_a_rule_of_ones_own(make, before):
    model = SpreadModel(make(22), 7, 1)
    model.add_rule(stop_and_end, before=before.__name__)
    model.add_rule(check_books, after=before.__name__)
    while model.running:
        model.step()
        check_books(model)


@pytest.mark.parametrize("number", range(0, 40, 3))
def test_the_order_of_agents_decides_nothing(number):
    scenario = random_small_scenario(number)
    model, mixed = SpreadModel(scenario, 7, number), random.Random(number)
    while model.running:
        model.step()
        for agents in model.agents_by_type.values():
            order = list(agents)
            mixed.shuffle(order)
            for agent in order:
                agents.remove(agent)
                agents.add(agent)
    for one, other in zip(vars(simulate(scenario, 7, number)).values(), vars(model.recording()).values(), strict=True):
        np.testing.assert_array_equal(one, other)
