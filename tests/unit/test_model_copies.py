"""A copy of a model, made by copying or pickling, goes its own way; both give the numbers of `simulate`."""

import copy
import pickle

import pytest

from simulation import SpreadModel, simulate
from simulation.agents import Facilitator, Person
from tests.properties.books import check_books
from tests.small_scenarios import random_sharp_scenario, random_small_scenario
from tests.unit.test_mesa_model import MONTHS, SCENARIO, expected, same

WAYS = {"copied": copy.deepcopy, "pickled": lambda model: pickle.loads(pickle.dumps(model))}
BOTH = pytest.mark.parametrize("make_copy", WAYS.values(), ids=WAYS)


def no_groups(model):
    """A rule of one's own: from the 30th month on nobody offers a group."""
    if model.month_index >= 30:
        for facilitator in model.certified:
            facilitator.activity = 0.0


class Counting(Facilitator):
    """Keeps a list of others, as a user's class might."""

    def begin_as_facilitator(self, *given, **more):
        super().begin_as_facilitator(*given, **more)
        self.friends = list(self.model.certified)


@BOTH
def test_a_copy_goes_its_own_way(make_copy):
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    model.run_for(25)
    assert any(group.members for group in model.groups)
    assert {person.ticket.queue.kind for person in model.persons if person.ticket} >= {"course", "practicum", "lapsed"}
    twin = make_copy(model)
    check_books(twin)
    assert not set(twin.agents) & set(model.agents) and all(agent.model is twin for agent in twin.agents)
    assert [agent.unique_id for agent in twin.agents] == [agent.unique_id for agent in model.agents]
    for person in twin.persons[::2]:
        person.leave()
    twin.run_for(MONTHS - 25)
    assert model.month_index == 24 and model.time == 25
    model.run_for(MONTHS - 25)
    assert same(model.recording(), expected()) and not same(twin.recording(), expected())
    assert twin.month_index == MONTHS - 1


@BOTH
@pytest.mark.parametrize("month", [0, 13, 40])
def test_model_and_copy_equal_simulate(make_copy, month):
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    if month:
        model.run_for(month)
    twin = make_copy(model)
    for _ in range(MONTHS - month):
        twin.step()
        model.step()
    assert same(model.recording(), expected()) and same(twin.recording(), expected())
    frames = [either.datacollector.get_model_vars_dataframe() for either in (model, twin)]
    assert frames[0].equals(frames[1]) and len(frames[1]) == MONTHS


@BOTH
@pytest.mark.parametrize("number", [4, 22, 27])
def test_copies_of_small_scenarios(make_copy, number):
    for make in (random_small_scenario, random_sharp_scenario):
        scenario = make(number)
        model = SpreadModel(scenario, 3, 1)
        while model.running:
            model = make_copy(model)
            model.step()
        assert same(model.recording(), simulate(scenario, 3, 1))


@BOTH
def test_a_rule_of_ones_own_goes_along(make_copy):
    model = SpreadModel(SCENARIO, seed=2, replicate=1, rules=[(no_groups, {"before": "convene"})])
    model.run_for(25)
    twin = make_copy(model)
    for either in (model, twin):
        either.run_for(MONTHS - 25)
    assert same(model.recording(), twin.recording()) and not same(twin.recording(), expected())


@BOTH
def test_subclasses_and_generators_go_along(make_copy):
    model = SpreadModel(SCENARIO, seed=2, replicate=1, agent_classes={"facilitator": Counting})
    model.run_for(20)
    model.rng.random(5)
    twin = make_copy(model)
    assert twin.rng.random() == model.rng.random() and twin.random.random() == model.random.random()
    for one, other in zip(model.agents_by_type[Counting], twin.agents_by_type[Counting], strict=True):
        assert [friend.unique_id for friend in one.friends] == [friend.unique_id for friend in other.friends]
        assert all(friend.model is twin for friend in other.friends)


@BOTH
def test_an_agent_is_copied_with_its_model(make_copy):
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    model.run_for(20)
    group = model.groups[0]
    twin = make_copy(group)
    assert twin.model is not model and twin.is_there and twin.unique_id == group.unique_id
    assert [member.identity for member in twin.members] == [member.identity for member in group.members]
    gone = group.members[0]
    gone.leave()
    twin = make_copy(gone)
    assert twin.identity == gone.identity and twin.role == "left" and not twin.is_there


@BOTH
def test_agents_are_copied_however_they_hang_together(make_copy):
    """A chain through everybody would take a recursion too deep, were agents copied from one to the next."""
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    Person.create_agents(model, 20_000, cell=model.cells[0])
    people = model.persons
    for person, friend in zip(people, people[1:], strict=False):
        person.friend = friend
    twin = make_copy(model)
    for person, friend in zip(twin.persons, twin.persons[1:], strict=False):
        assert person.friend is friend


def stop_everybody(model):
    for facilitator in model.certified:
        facilitator.stop()


class Branching(SpreadModel):
    """A model with an event that is a method."""

    def everybody_stops(self):
        stop_everybody(self)


@BOTH
def test_an_event_that_is_a_method_acts_on_the_copy(make_copy):
    model = Branching(SCENARIO, seed=2, replicate=1)
    model.schedule_event(model.everybody_stops, at=25)
    model.run_for(24)
    twin = make_copy(model)
    twin.run_for(1)
    assert not twin.certified and model.certified
    model.run_for(1)
    assert not model.certified


@BOTH
def test_who_observes_the_original_does_not_observe_the_copy(make_copy):
    model, seen = SpreadModel(SCENARIO, seed=2, replicate=1), []

    def note(message):
        seen.append(message.owner)

    model.observe("time", "changed", note)
    twin = make_copy(model)
    twin.step()
    assert seen == []
    model.step()
    assert set(seen) == {model}


def test_the_scenario_is_shared_by_a_copy():
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    assert copy.deepcopy(model).scenario is SCENARIO
