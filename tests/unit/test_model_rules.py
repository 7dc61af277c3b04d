"""Rules of one's own: before, after and instead of the ten, and what a stop in mid-month does."""

import pytest

from simulation import SpreadModel, simulate
from simulation.agents import Trainer
from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.model import MONTH, RULES
from simulation.rules.meet import meet
from tests.unit.test_mesa_model import MONTHS, SCENARIO, expected, same
from tests.verification.directions import with_changes


@pytest.fixture
def model():
    return SpreadModel(SCENARIO, seed=2, replicate=1)


def test_the_month_is_a_list_of_ten_rules(model):
    names = ["turnover", "demand", "convene", "meet", "close", "teach", "certify", "promote", "refresh", "record"]
    assert list(RULES) == [rule.__name__ for rule in MONTH] == names and model.rules == SpreadModel.MONTH == MONTH


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_does_nothing_changes_nothing(model, name, place):
    called = []

    def look(model):
        called.append((model.month, len(model.agents), model.rng.random()))

    model.add_rule(look, **{place: name})
    model.run_for(MONTHS)
    assert [month for month, *_ in called] == SCENARIO.month_names()
    assert same(model.recording(), expected())


def test_rules_are_called_at_their_place_in_order(model):
    called = []

    def note(letter):
        return lambda model: called.append(letter)

    def counting_meet(model):
        called.append("m")
        meet(model)

    model.add_rule(note("b"), before="meet")
    model.add_rule(note("a"), before="turnover")
    model.add_rule(note("c"), before="meet")
    model.add_rule(note("d"), after="meet")
    model.add_rule(counting_meet, instead_of="meet")
    model.add_rule(note("e"), before="close")
    model.run_for(2)
    assert called == ["a", "b", "c", "m", "d", "e"] * 2 and len(model.rules) == 15


def test_simulate_takes_rules():
    def nothing(model):
        pass

    rules = [(nothing, {"after": "demand"}), (meet, {"instead_of": "meet"})]
    assert same(simulate(SCENARIO, 2, 1, rules=rules), expected())
    without_meetings = simulate(SCENARIO, 2, 1, rules=[(nothing, {"instead_of": "meet"})])
    assert without_meetings.activity[..., ACTIVITY_INDEX["sessions"]].sum() == 0
    with pytest.raises(ValueError, match="there is no rule 'lunch'"):
        simulate(SCENARIO, 2, 1, rules=[(nothing, {"before": "lunch"})])


@pytest.mark.parametrize("name", RULES)
def test_a_month_goes_without_any_of_the_ten(model, name):
    model.add_rule(lambda model: None, instead_of=name)
    model.run_for(MONTHS)
    assert model.month_index == MONTHS - 1 and not same(model.recording(), expected())


def test_a_place_that_is_none(model):
    for place, message in (
        ({"before": "lunch"}, "there is no rule 'lunch'; the rules are turnover, demand"),
        ({"after": "convine"}, "did you mean 'convene'"),
        ({}, "say one of before, after or instead_of"),
        ({"before": "meet", "after": "meet"}, "say one of before, after or instead_of"),
    ):
        with pytest.raises(ValueError, match=message):
            model.add_rule(print, **place)
    model.add_rule(print, instead_of="record")
    with pytest.raises(ValueError, match="a rule stands instead of 'record' already"):
        model.add_rule(print, instead_of="record")


def test_a_rule_acts_from_its_month_on(model):
    first = 15

    def nobody_opens_groups(model):
        if model.month_index >= first:
            for facilitator in model.certified:
                facilitator.activity = 0.0

    model.add_rule(nobody_opens_groups, before="convene")
    model.run_for(MONTHS)
    with_rule, without = model.recording().activity, expected().activity
    assert (with_rule[:first] == without[:first]).all() and (with_rule[first] != without[first]).any()


def test_days_given_are_spent():
    def more_days(model):
        for trainer in model.agents_by_type[Trainer]:
            trainer.give_days("facilitator_courses", 4.0)

    few_days = with_changes({"trainers.days_per_month": 1.0})
    enrolled = PERSON_INDEX["enrolled"]
    with_days = simulate(few_days, 2, 1, rules=[(more_days, {"before": "teach"})])
    assert with_days.persons[..., enrolled].sum() > simulate(few_days, 2, 1).persons[..., enrolled].sum()


# --- people who stop in mid-month ------------------------------------------------------------------------------------


def test_a_group_whose_leader_stops_does_not_meet_in_that_month(model):
    held, looked, fewest = {}, [], 5

    def stop_leaders(model):
        for group in model.groups:
            if group.leader is not None and not group.is_practicum and len(held) < fewest and model.time > 20:
                held[group] = group.sessions_held
                group.leader.stop()

    def look(model):
        if held and not looked:
            assert all(group.sessions_held == sessions for group, sessions in held.items())
            assert sum(group.sessions_held for group in model.groups) > sum(held.values())
            looked.append(model.time)

    model.add_rule(stop_leaders, before="meet")
    model.add_rule(look, before="close")
    model.run_for(MONTHS)
    assert looked and len(held) == fewest


def test_who_stops_during_a_trainer_course_is_not_promoted(model):
    stopped = []

    def stop_enrolled(model):
        for course in model.courses:
            stopped.extend(course.trainees if course.kind == "trainer" else ())
        for facilitator in model.certified:
            if facilitator in stopped:
                facilitator.stop()

    model.add_rule(stop_enrolled, before="promote")
    model.run_for(MONTHS)
    promoted = PERSON_INDEX["promoted"]
    assert stopped and model.recording().persons[..., promoted].sum() == 0 < expected().persons[..., promoted].sum()


def test_a_supervisor_who_stops_spends_no_days():
    scenario, stopped = with_changes({"trainers.share_supervision": 0.0}), []

    def stop_supervisors(model):
        for group in model.groups:
            if group.supervisor is not None:
                stopped.append(group.supervisor)
                group.supervisor.stop()

    record = simulate(scenario, 2, 1, rules=[(stop_supervisors, {"before": "meet"})])
    days = ACTIVITY_INDEX["facilitator_days_used_supervision"]
    assert stopped and record.activity[..., days].sum() == 0 < simulate(scenario, 2, 1).activity[..., days].sum()


@pytest.mark.parametrize("before", ["meet", "close", "certify"])
def test_a_practicum_whose_trainee_leaves_is_interrupted_in_the_next_turnover(model, before):
    left = []

    def trainees_leave(model):
        if model.month_index == 20:
            for person in model.persons:
                if person.role == "in_practicum":
                    person.leave()
                    left.append(person)

    model.add_rule(trainees_leave, before=before)
    model.run_for(MONTHS)
    interrupted = model.recording().activity[21, :, ACTIVITY_INDEX["groups_interrupted"]].sum()
    assert left and not any(person.is_there for person in left)
    assert interrupted > 0 or before == "certify"
