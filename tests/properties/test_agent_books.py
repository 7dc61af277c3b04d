"""The Mesa model keeps its books in every month, and the order of its agents decides nothing."""

import math
import random

import networkx
import numpy as np
import pytest

from simulation.agents import Facilitator
from simulation.model import SpreadModel
from simulation.replicate import simulate
from tests.properties.books import check_books
from tests.properties.recorded import check_parts
from tests.small_scenarios import random_sharp_scenario, random_small_scenario


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_books_agree_every_month(number):
    model = SpreadModel(random_small_scenario(number), 7, number)
    while model.running:
        model.step()
        check_books(model)


@pytest.mark.parametrize("make", [random_small_scenario, random_sharp_scenario])
@pytest.mark.parametrize("number", range(0, 60, 3))
def test_parts_of_money_and_courses_agree(make, number):
    check_parts(simulate(make(number), 7, number, engine="mesa"))


@pytest.mark.parametrize("number", range(0, 60, 4))
def test_days_used_were_given(number):
    """No trainer uses more days than were credited in any months, and what is kept stays within the last months'."""
    model = SpreadModel(random_sharp_scenario(number), 7, number)
    months_kept = model.levers.trainers.days_kept_months
    while model.running:
        before = {trainer: trainer.account for trainer in model.trainers}
        model.step()
        for trainer in model.trainers:
            credits = [trainer.credit_in(model.month_index - ago) for ago in range(months_kept)]
            assert 0 <= trainer.account <= max(sum(credits), 0)
            if trainer in before:
                assert trainer.account <= before[trainer] + credits[0]


def beyond_the_mean(group):
    """Eighths of a day by which a month of a group may take more than is reserved for it."""
    cadence = group.terms.cadence
    most = group.terms.most_requests_met if cadence is None else math.ceil(cadence / 8)
    return most * group.session_days - group.reserve


@pytest.mark.parametrize("number", range(0, 60, 4))
def test_facilitators_reserve_no_more_days_than_they_are_given(number):
    """And spend no more, but for a session more than the mean in some months of a group."""
    model, seen = SpreadModel(random_sharp_scenario(number), 7, number), []

    def check(model):
        for facilitator in model.certified:
            led = [group for group in model.groups if facilitator in (group.leader, group.second)]
            peaks = sum(beyond_the_mean(group) for group in led)
            assert 0 <= facilitator.spent <= model.allowance + peaks
            assert 0 <= facilitator.reserved <= model.allowance
            seen.append(facilitator.spent)

    model.add_rule(check, before="close")
    while model.running:
        model.step()
    assert seen


@pytest.mark.parametrize("make", [random_small_scenario, random_sharp_scenario])
@pytest.mark.parametrize("number", range(0, 60, 3))
def test_permanent_orders_keep_their_posts(make, number):
    """Members and waiting of a permanent programme are as many as its intakes brought, month by month."""
    model = SpreadModel(make(number), 7, number)
    permanent = [programme for programme in model.programmes if programme.permanent]
    posts, sent = dict.fromkeys((programme.name for programme in permanent), 0), {}

    def count_sent(model):
        for programme in permanent:
            sent[programme.name] = len(model.queues.programme_people[programme.name])

    def count_after(model):
        for programme in permanent:
            posts[programme.name] += len(model.queues.programme_people[programme.name]) - sent[programme.name]

    model.add_rule(count_sent, before="demand")
    model.add_rule(count_after, after="demand")
    while model.running:
        model.step()
        for programme in permanent:
            members = sum(group.size for group in model.groups if group.programme == programme.name)
            assert members + len(model.queues.programme_people[programme.name]) == posts[programme.name]


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


@pytest.mark.parametrize("make, number", [(random_small_scenario, 272), (random_sharp_scenario, 140)])
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
