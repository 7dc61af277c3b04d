"""The Mesa model keeps its books in every month, and the order of its agents decides nothing."""

import random

import networkx
import numpy as np
import pytest

from simulation.agents import Facilitator
from simulation.model import SpreadModel
from simulation.replicate import simulate
from tests.properties.books import check_books
from tests.small_scenarios import random_sharp_scenario, random_small_scenario


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


@pytest.mark.parametrize("make, number", [(random_small_scenario, 272), (random_sharp_scenario, 148)])
def test_components_are_those_of_all_ties(make, number):
    model, graph = SpreadModel(make(number), 7, 1), networkx.Graph()
    tie = model.network.tie

    def tied(person, other):
        graph.add_edge(person, other)
        tie(person, other)

    model.network.tie = tied
    while model.running:
        model.step()
        sizes = [len(component) for component in networkx.connected_components(graph)]
        network = model.network
        found = network.persons, network.components, network.largest_component
        assert found == (len(graph), len(sizes), max(sizes, default=0))
    assert network.ties >= len(graph.edges) > 0


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
