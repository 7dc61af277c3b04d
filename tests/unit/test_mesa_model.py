"""The model as Mesa's users know it: steps, agent sets, data collector, events, subclasses, scenario and chance."""

from dataclasses import fields
from functools import cache

import mesa
import numpy as np
import pytest

from simulation import SpreadModel, load_scenario, simulate
from simulation.agents import Course, Facilitator, Group, Person, Trainer
from simulation.common import draws
from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS, PERSON_INDEX
from simulation.common.recording import Recording
from tests.verification.directions import with_changes

SCENARIO = with_changes({})
MONTHS = SCENARIO.months
CLASSES = [Person, Facilitator, Trainer, Group, Course]


@pytest.fixture
def model():
    return SpreadModel(SCENARIO, seed=2, replicate=1)


@pytest.fixture(scope="module")
def grown():
    """A model at the end of its 30th month, to look at only."""
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    model.run_for(30)
    return model


@cache
def expected(**more):
    return simulate(SCENARIO, 2, 1, **more)


def same(one, other):
    return all(np.array_equal(getattr(one, table.name), getattr(other, table.name)) for table in fields(Recording))


def recorded(model, name, month):
    return int(model.recording().persons[month, :, PERSON_INDEX[name]].sum())


# --- steps -----------------------------------------------------------------------------------------------------------


def test_stepping_gives_the_bits_of_simulate(model):
    for _ in range(MONTHS):
        assert model.running
        model.step()
    assert not model.running and model.time == model.steps == MONTHS
    assert same(model.recording(), expected())
    model.step()
    assert same(model.recording(), expected()) and model.month_index == MONTHS - 1


def test_engines_and_best_values():
    best = expected(best_values=True)
    assert same(simulate(SCENARIO, 2, 1, best_values=True, engine="mesa"), best) and not same(best, expected())
    with pytest.raises(ValueError, match="the engines are 'compiled' and 'mesa', not 'fast'"):
        simulate(SCENARIO, 2, 1, engine="fast")


def test_months(model):
    assert (model.month, model.month_index) == ("2025-12", -1)
    model.run_for(14)
    assert (model.time, model.month, model.month_index) == (14, "2027-02", 13) and model.month_name(0) == "2026-01"
    model.run_model()
    assert model.month_index == MONTHS - 1


def test_a_recording_is_a_copy(model):
    model.run_for(3)
    early = model.recording()
    early.persons[:] = 7
    assert not early.activity[3:].any() and recorded(model, "interested", 2) != 7


def test_two_models_at_once_do_not_disturb_one_another():
    one, other = SpreadModel(SCENARIO, seed=2, replicate=1), SpreadModel(SCENARIO, seed=2, replicate=4)
    for _ in range(MONTHS):
        one.step()
        other.step()
    assert same(one.recording(), expected()) and same(other.recording(), simulate(SCENARIO, 2, 4))


def test_the_scenario_stays(model):
    assert model.scenario is SCENARIO and model.persons[0].scenario is SCENARIO
    assert model.seed_and_replicate == (2, 1)
    with pytest.raises(AttributeError, match="a model keeps its scenario"):
        model.scenario = load_scenario("reference")


# --- agents ----------------------------------------------------------------------------------------------------------


def test_agents_are_those_recorded(grown):
    by_type = grown.agents_by_type
    assert set(by_type) == set(grown.agent_types) == set(CLASSES)
    assert len(by_type[Facilitator]) == recorded(grown, "facilitators", 29)
    assert len(by_type[Trainer]) == recorded(grown, "trainers", 29)
    assert len(grown.agents) == sum(map(len, by_type.values()))
    assert sum(facilitator.is_active for facilitator in grown.certified) == recorded(grown, "active_facilitators", 29)


def test_a_class_without_agents_has_an_empty_set(model):
    assert len(model.agents_by_type[Group]) == len(model.agents_by_type[Course]) == 0


def test_select_groupby_agg(grown):
    facilitators = grown.agents_by_type[Facilitator]
    assert set(grown.agents.select(agent_type=Trainer)) == set(grown.agents_by_type[Trainer])
    assert set(grown.agents.select(agent_type=Facilitator)) == set(grown.certified)
    in_the_north = facilitators.select(lambda facilitator: facilitator.region == "Nord")
    by_region = facilitators.groupby("region")
    assert by_region.count()["Nord"] == len(in_the_north) > 0
    assert sum(by_region.count().values()) == len(facilitators)
    means = by_region.agg("skill", np.mean)
    assert means["Nord"] == pytest.approx(np.mean([facilitator.skill for facilitator in in_the_north]))
    total = sum(round(agent.skill * 65535) for agent in grown.certified)
    assert total == recorded(grown, "skill_sum", 29)
    assert facilitators.agg("skill", [min, max])[0] >= 0.0
    assert sum(agent.generation for agent in grown.certified) == recorded(grown, "generation_sum", 29)


def test_shuffle_do_while_agents_change_class(model):
    model.run_for(12)
    facilitators = model.agents_by_type[Facilitator].to_list()
    model.agents_by_type[Facilitator].shuffle_do("stop")
    assert len(model.agents_by_type[Facilitator]) == 0
    assert all(type(person) is Person and person.role == "reached" for person in facilitators)
    model.run_for(MONTHS - 12)


def test_all_agents_can_be_removed(model):
    model.run_for(20)
    model.remove_all_agents()
    assert len(model.agents) == 0 and not any(cell.touched or cell.seated for cell in model.cells)


# --- data collector, events ------------------------------------------------------------------------------------------


def test_the_data_collector_has_the_declared_columns(model):
    model.run_for(MONTHS)
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == SCENARIO.month_names()
    for table, columns in ((expected().persons, PERSON_COLUMNS), (expected().activity, ACTIVITY_COLUMNS)):
        for position, column in enumerate(columns):
            totals = table[:, :, position].sum(axis=1) / column.scale
            np.testing.assert_array_equal(frame[column.name], totals, err_msg=column.name)
    assert len(frame.columns) == 1 + len(PERSON_COLUMNS) + len(ACTIVITY_COLUMNS)


def test_a_data_collector_of_ones_own(model):
    collector = mesa.DataCollector(
        model_reporters={"trainers": lambda model: len(model.agents_by_type[Trainer])},
        agenttype_reporters={Trainer: {"home": "home"}, Facilitator: {"skill": "skill"}},
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["trainers"].tolist() == [recorded(model, "trainers", month) for month in range(5)]
    homes = collector.get_agenttype_vars_dataframe(Trainer)["home"]
    assert set(homes) <= {"Nord", "Sud", "Est", "national"} and len(homes) == frame["trainers"].sum()
    skill = collector.get_agenttype_vars_dataframe(Facilitator)["skill"]
    assert len(skill) == sum(recorded(model, "facilitators", month) for month in range(5)) and skill.between(0, 1).all()


def test_scheduled_event(model):
    seen = []

    def note():
        seen.append((model.time, model.month))

    model.schedule_event(note, at=20)
    model.run_for(19)
    assert seen == []
    model.run_for(11)
    assert seen == [(20, "2027-08")]


def test_what_happens_between_two_months_is_counted_in_the_next(model):
    model.run_for(20)
    before = model.recording()
    model.agents_by_type[Facilitator].to_list()[0].stop()
    assert same(model.recording(), before)
    model.step()
    stopped = recorded(model, "facilitators_stopped", 20)
    model.run_for(MONTHS - 21)
    assert stopped >= 1 and np.array_equal(model.recording().persons[:20], before.persons[:20])


# --- subclasses ------------------------------------------------------------------------------------------------------


class Restless(Person):
    """Knows how often it was asked to move."""

    def move(self, cell=None):
        self.asked_to_move = getattr(self, "asked_to_move", 0) + 1
        super().move(cell)


class Tireless(Facilitator):
    """Never stops, and counts its months as a facilitator."""

    def begin_as_facilitator(self, *given, **more):
        super().begin_as_facilitator(*given, **more)
        self.began = self.model.month

    def end_as_facilitator(self):
        del self.began
        super().end_as_facilitator()

    def stopping_rate(self):
        return 0.0


class LargeGroup(Group):
    def refill(self):
        self.fill(self.terms.maximum)


def test_subclasses_stand_in_place_of_the_models_own_classes():
    classes = {"person": Restless, "facilitator": Tireless, "group": LargeGroup}
    model = SpreadModel(SCENARIO, seed=2, replicate=1, agent_classes=classes)
    assert set(model.agent_types) == {Restless, Tireless, Trainer, LargeGroup, Course}
    model.run_for(30)
    assert recorded(model, "facilitators_stopped", slice(30)) == 0
    assert recorded(model, "certified", slice(30)) > 0 and recorded(model, "promoted", slice(30)) > 0
    facilitators = model.agents_by_type[Tireless]
    assert set(facilitators.agg("began", set)) > {"2025-12"} and len(set(facilitators.get("began"))) > 3
    assert any(hasattr(person, "asked_to_move") for person in model.agents_by_type[Restless])
    facilitator = facilitators.to_list()[0]
    facilitator.stop()
    assert type(facilitator) is Restless and not hasattr(facilitator, "began")


def test_subclasses_that_change_nothing_change_no_number():
    class Quiet(Facilitator):
        pass

    model = SpreadModel(SCENARIO, seed=2, replicate=1, agent_classes={"facilitator": Quiet})
    model.run_for(MONTHS)
    assert same(model.recording(), expected())


def test_agent_classes_are_checked():
    class Slotted(Person):
        __slots__ = ("one",)

    for given, error, message in (
        ({"facilitater": Tireless}, ValueError, "no agent class 'facilitater'.*did you mean 'facilitator'"),
        ({"trainer": Facilitator}, TypeError, "the class of a trainer is a subclass of Trainer"),
        ({"group": "Group"}, TypeError, "the class of a group is a subclass of Group"),
        ({"person": Slotted}, TypeError, "Slotted has __slots__"),
    ):
        with pytest.raises(error, match=message):
            SpreadModel(SCENARIO, agent_classes=given)


# --- chance ----------------------------------------------------------------------------------------------------------


def test_the_models_own_generators_differ_by_seed_and_replicate():
    keys = [(1, 0), (1, 1), (2, 0)]
    numbers = [(model.rng.random(), model.random.random()) for model in (SpreadModel(SCENARIO, *key) for key in keys)]
    again = SpreadModel(SCENARIO, 1, 0)
    assert len(set(numbers)) == 3 and (again.rng.random(), again.random.random()) == numbers[0]


def test_a_named_draw_is_keyed_and_changes_nothing(model):
    model.run_for(2)
    person, other = model.persons[:2]
    number = model.uniform(person, "retires")
    identity = draws.child(np.uint64(person.identity) ^ draws.named("retires"), 0, 0)  # as the ODD says, 7.1
    assert number == draws.uniform(draws.stream_key(2, 1), np.uint64(identity), 34, 1)
    assert 0.0 < number < 1.0 and number == model.uniform(person.identity, "retires")
    others = {model.uniform(other, "retires"), model.uniform(person, "returns"), model.uniform(person, "retires", 1)}
    assert len({number, *others}) == 4
    twin = SpreadModel(SCENARIO, seed=2, replicate=1)
    twin.run_for(2)
    assert twin.uniform(person.identity, "retires") == number
    twin.run_for(1)
    assert twin.uniform(person.identity, "retires") != number
    model.run_for(MONTHS - 2)
    assert same(model.recording(), expected())
