"""One run as a Mesa model: Mesa's own tools, the agents, and rules of one's own."""

import mesa
import numpy as np
import pytest

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.engine.agents.handles import Course, Facilitator, Group, Person, Trainer
from simulation.engine.month import RULES
from simulation.engine.run import simulate
from simulation.mesa_model import SpreadModel
from simulation.scenario.loading import load_scenario
from tests.verification.directions import with_changes

SCENARIO = with_changes({})
MONTHS = SCENARIO.months


@pytest.fixture
def model():
    return SpreadModel(SCENARIO, seed=2, replicate=1)


@pytest.fixture(scope="module")
def grown():
    """A model at the end of its 30th month, to look at only."""
    model = SpreadModel(SCENARIO, seed=2, replicate=1)
    model.run_for(30)
    return model


def record(model):
    """Copies of what a model has recorded."""
    tables = model.tables
    names = ("persons_record", "activity_record", "network_record", "lineage_record")
    return [getattr(tables, name).copy() for name in names]


def same(first, second):
    return all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def recorded(model, name, month):
    return int(model.tables.persons_record[month, :, PERSON_INDEX[name]].sum())


def certified(model):
    return [agent for agent in model.agents if isinstance(agent, Facilitator)]


# --- Mesa's own tools ------------------------------------------------------------------------------------------------


def test_stepping_gives_the_bits_of_simulate(model):
    for _ in range(MONTHS):
        assert model.running
        model.step()
        assert len(model.agents) > 0  # looking at agents changes nothing
    assert not model.running and model.time == MONTHS
    expected = simulate(SCENARIO, 2, 1)
    assert same(record(model), [expected.persons, expected.activity, expected.network, expected.lineage])
    model.step()
    assert same(record(model), [expected.persons, expected.activity, expected.network, expected.lineage])


def test_best_values():
    model = SpreadModel(SCENARIO, seed=2, replicate=1, best_values=True)
    model.run_for(MONTHS)
    assert np.array_equal(model.tables.persons_record, simulate(SCENARIO, 2, 1, best_values=True).persons)


def test_run_for_and_months(model):
    assert model.month == "2026-01"
    model.run_for(14)
    assert model.time == 14 and model.month == "2027-03" and model.month_name(0) == "2026-01"


def test_agents_are_those_recorded(grown):
    by_type = grown.agents_by_type
    assert len(by_type[Facilitator]) == recorded(grown, "facilitators", 29)
    assert len(by_type[Trainer]) == recorded(grown, "trainers", 29)
    assert len(grown.agents) == sum(map(len, by_type.values()))
    assert {Facilitator, Trainer, Group} <= set(grown.agent_types)
    assert sum(facilitator.is_active for facilitator in certified(grown)) == recorded(grown, "active_facilitators", 29)


def test_select_groupby_agg(grown):
    facilitators = grown.agents_by_type[Facilitator]
    assert set(grown.agents.select(agent_type=Trainer)) >= set(grown.agents_by_type[Trainer])
    in_the_north = facilitators.select(lambda facilitator: facilitator.region == "Nord")
    by_region = facilitators.groupby("region")
    assert by_region.count()["Nord"] == len(in_the_north) > 0
    assert sum(by_region.count().values()) == len(facilitators)
    means = by_region.agg("skill", np.mean)
    assert means["Nord"] == pytest.approx(np.mean([facilitator.skill for facilitator in in_the_north]))
    total = sum(round(agent.skill * 65535) for agent in certified(grown))
    assert total == recorded(grown, "skill_sum", 29)
    assert facilitators.agg("skill", [min, max])[0] >= 0.0
    assert sum(agent.generation for agent in certified(grown)) == recorded(grown, "generation_sum", 29)


def test_data_collector(model):
    collector = mesa.DataCollector(
        model_reporters={"month": "month", "trainers": lambda model: len(model.agents_by_type[Trainer])},
        agenttype_reporters={Trainer: {"home": "home"}},
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["trainers"].tolist() == [recorded(model, "trainers", month) for month in range(5)]
    assert frame["month"].tolist()[-1] == "2026-06"
    homes = collector.get_agenttype_vars_dataframe(Trainer)["home"]
    assert set(homes) <= {"Nord", "Sud", "Est", "national"} and len(homes) == frame["trainers"].sum()


def test_scheduled_event(model):
    seen = []

    def note():
        seen.append((model.time, model.month))

    model.schedule_event(note, at=20)
    model.run_for(19)
    assert seen == []
    model.run_for(11)
    assert seen == [(20, "2027-09")]


# --- the agents ------------------------------------------------------------------------------------------------------


def test_trainers_and_whom_they_trained(grown):
    trained = 0
    for facilitator in certified(grown):
        trainer = facilitator.trained_by
        if isinstance(trainer, Trainer):
            assert facilitator in trainer.trainees and facilitator.generation == trainer.generation + 1
    for trainer in grown.agents_by_type[Trainer]:
        assert trainer.home in ("Nord", "Sud", "Est", "national")
        assert trainer.days("supervision") >= 0 and trainer.courses_taught >= 0
        for trainee in trainer.trainees:
            assert trainee.trained_by is trainer
            trained += 1
    assert trained > 5


def test_groups_and_members(grown):
    groups = grown.agents_by_type[Group]
    for group in groups:
        assert len(group.members) == group.size
        assert all(isinstance(member, Person) and member.group is group for member in group.members)
        if group.is_practicum:
            assert group.leader.role == "in_practicum"
        elif isinstance(group.leader, Facilitator):
            assert group in group.leader.groups
        assert group.months_open >= 0
    assert {group.programme for group in groups} >= {"directors"}
    assert sum(group.size for group in groups) == recorded(grown, "in_a_seat", 29)


def test_courses_of_the_past_month(model):
    seen = 0
    for _ in range(24):
        past = model.month
        model.step()
        for course in model.agents_by_type.get(Course, ()):
            assert course.month == past and course.enrolled <= course.seats
            # A trainer course keeps no list.
            assert len(course.trainees) == (course.enrolled if course.kind == "facilitator" else 0)
            assert isinstance(course.trainer, Trainer)
            seen += 1
    assert seen > 3


def test_an_agent_stays_the_same_while_it_is_there(model):
    before = {agent.row: agent for agent in certified(model)}
    model.step()
    after = {agent.row: agent for agent in certified(model)}
    assert any(after.get(row) is agent for row, agent in before.items())


def test_stopping_and_ending(model):
    model.run_for(12)
    facilitator = max(certified(model), key=lambda agent: agent.groups_led)
    person = facilitator.person
    facilitator.stop()
    assert facilitator not in certified(model) and person.role == "reached"
    group = next(group for group in model.agents_by_type[Group] if not group.is_practicum)
    members = group.members
    group.end()
    assert group not in model.agents and all(member.group is None for member in members)
    model.run_for(MONTHS - 12)


def test_values_out_of_bounds(model):
    facilitator = certified(model)[0]
    for wrong in (-0.01, 1.01, float("nan")):
        with pytest.raises(ValueError, match="skill lies between 0 and 1"):
            facilitator.skill = wrong
    with pytest.raises(ValueError, match="activity cannot be negative"):
        facilitator.activity = -1.0
    facilitator.skill = 0.25
    assert facilitator.skill == pytest.approx(0.25, abs=1e-4)
    with pytest.raises(ValueError):
        model.agents_by_type[Trainer].to_list()[0].give_days("holidays", 1.0)


def test_two_models_at_once_do_not_disturb_one_another():
    one, other = SpreadModel(SCENARIO, seed=2, replicate=1), SpreadModel(SCENARIO, seed=2, replicate=4)
    for _ in range(MONTHS):
        one.step()
        assert len(one.agents) and len(other.agents)
        other.step()
    for model, replicate in ((one, 1), (other, 4)):
        assert np.array_equal(model.tables.persons_record, simulate(SCENARIO, 2, replicate).persons)


def test_a_run_within_another_does_not_disturb_it():
    scenario = load_scenario("reference").model_copy(update={"months": 8, "target": None})
    model = SpreadModel(scenario, seed=2, replicate=1)

    def run_another(model):
        simulate(scenario, 2, 5)

    model.add_rule(run_another, before="convene")
    model.run_for(scenario.months)
    alone = simulate(scenario, 2, 1)
    assert alone.activity[..., ACTIVITY_INDEX["engagements_held"]].sum() > 0
    assert np.array_equal(model.tables.activity_record, alone.activity)


# --- rules of one's own ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", RULES)
def test_a_rule_that_does_nothing_changes_nothing(model, before):
    called = []

    def look(model):
        called.append((model.month, len(model.agents)))

    model.add_rule(look, before=before)
    model.run_for(MONTHS)
    assert [month for month, _ in called] == SCENARIO.month_names()
    assert np.array_equal(model.tables.persons_record, simulate(SCENARIO, 2, 1).persons)
    assert np.array_equal(model.tables.activity_record, simulate(SCENARIO, 2, 1).activity)


def test_a_rule_acts_from_its_month_on(model):
    first = 15

    def nobody_opens_groups(model):
        if model.month >= model.month_name(first):
            for facilitator in certified(model):
                facilitator.activity = 0.0

    model.add_rule(nobody_opens_groups, before="convene")
    model.run_for(MONTHS)
    with_rule, without = model.tables.activity_record, simulate(SCENARIO, 2, 1).activity
    assert np.array_equal(with_rule[:first], without[:first])
    assert not np.array_equal(with_rule[first], without[first])


def test_rules_at_one_place_are_called_in_order(model):
    called = []
    model.add_rule(lambda model: called.append("b"), before="meet")
    model.add_rule(lambda model: called.append("a"), before="turnover")
    model.add_rule(lambda model: called.append("c"), before="meet")
    model.run_for(2)
    assert called == ["a", "b", "c"] * 2


def test_days_given_are_spent():
    def more_days(model):
        for trainer in model.agents_by_type[Trainer]:
            trainer.give_days("facilitator_courses", 4.0)

    few_days = with_changes({"trainers.days_per_month": 1.0})
    model = SpreadModel(few_days, seed=2, replicate=1)
    model.add_rule(more_days, before="teach")
    model.run_for(MONTHS)
    without = simulate(few_days, 2, 1).persons[..., PERSON_INDEX["enrolled"]].sum()
    assert model.tables.persons_record[..., PERSON_INDEX["enrolled"]].sum() > without


def test_a_group_whose_leader_stops_does_not_meet_in_that_month(model):
    held, looked, fewest = {}, [], 5

    def stop_leaders(model):
        for group in list(model.agents_by_type.get(Group, ())):
            if isinstance(group.leader, Facilitator) and len(held) < fewest and model.time >= 20:
                held[group.row] = model.tables.groups.held[group.row]
                group.leader.stop()

    def look(model):
        if held and not looked:
            assert [model.tables.groups.held[row] for row in held] == list(held.values())
            assert sum(model.tables.groups.held[: model.tables.now[0].groups]) > sum(held.values())
            looked.append(model.time)

    model.add_rule(stop_leaders, before="meet")
    model.add_rule(look, before="close")
    model.run_for(MONTHS)
    assert looked and len(held) == fewest


def stop_all(model, people):
    """Those of some rows of persons who are certified stop; how many did."""
    found = [model.certified_handle(person) for person in dict.fromkeys(people.tolist())]
    for facilitator in filter(None, found):
        facilitator.stop()
    return len(list(filter(None, found)))


def test_who_stops_during_a_trainer_course_is_not_promoted(model):
    stopped = []

    def stop_enrolled(model):
        enrolled = model.tables.enrolled[: model.tables.now[0].enrolled_in_trainer_course]
        stopped.append(stop_all(model, enrolled))

    model.add_rule(stop_enrolled, before="promote")
    model.run_for(MONTHS)
    promoted = PERSON_INDEX["promoted"]
    assert sum(stopped) > 0 and model.tables.persons_record[..., promoted].sum() == 0
    assert simulate(SCENARIO, 2, 1).persons[..., promoted].sum() > 0


def test_a_supervisor_who_stops_spends_no_days():
    scenario, stopped = with_changes({"trainers.share_supervision": 0.0}), []

    def stop_supervisors(model):
        groups = model.tables.groups[: model.tables.now[0].groups]
        stopped.append(stop_all(model, groups.supervisor[(groups.open == 1) & (groups.supervisor >= 0)]))

    model = SpreadModel(scenario, seed=2, replicate=1)
    model.add_rule(stop_supervisors, before="meet")
    model.run_for(MONTHS)
    days = ACTIVITY_INDEX["facilitator_days_used_supervision"]
    assert sum(stopped) > 0 and model.tables.activity_record[..., days].sum() == 0
    assert simulate(scenario, 2, 1).activity[..., days].sum() > 0


def test_unknown_place_for_a_rule(model):
    with pytest.raises(ValueError, match="there is no rule 'lunch'; the rules are turnover, demand"):
        model.add_rule(print, before="lunch")
