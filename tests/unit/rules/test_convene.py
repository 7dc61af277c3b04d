"""Convene, by hand: who leads, whom the coordinator asks, where trainees practise, and whom engagements take."""

import pytest

from tests.unit.rules.hands import EACH, HERE, OFTEN, Run, intake, row, scenario, trainers

GROUPS = {"size": 8, "minimum": 6, "maximum": 8, "sessions": 8, "remote_share": 0.0}
ASKING = {"asks_per_day": 3.0, "ask_strength": 1000.0}


@EACH
def test_the_coordinator_asks_while_people_wait(engine):
    """Thirty wait: after three who agreed, six are left for a fourth; a day of coordination is three asks."""
    register = [row("facilitator_active", 9, 0), row("waiting", 30, 0)]
    levers = {"groups": GROUPS, "coordination": {"days_per_month": 1.0}}
    run = Run(engine, scenario(1, levers, ASKING, register))
    assert run.activity("asked") == run.activity("agreed") == run.activity("groups_started") == [3]
    levers["coordination"]["days_per_month"] = 4.0
    run = Run(engine, scenario(1, levers, ASKING, register))
    assert run.activity("asked") == run.activity("groups_started") == [4] and run.persons("in_a_seat") == [30]


@EACH
def test_nobody_is_asked_where_the_willing_suffice(engine):
    register = [row("facilitator_active", 9, 0), row("waiting", 30, 0)]
    levers = {"groups": GROUPS, "coordination": {"days_per_month": 4.0}}
    run = Run(engine, scenario(1, levers, {**ASKING, "groups_per_year": OFTEN}, register))
    assert run.activity("asked") == [0] and run.activity("groups_started") == [4]


@EACH
def test_who_is_asked_may_say_no(engine):
    register = [row("facilitator_active", 9, 0), row("waiting", 30, 0)]
    levers = {"groups": GROUPS, "coordination": {"days_per_month": 4.0}}
    run = Run(engine, scenario(1, levers, {**ASKING, "ask_strength": 0.0}, register))
    assert run.activity("asked") == [9] and run.activity("agreed") == run.activity("groups_started") == [0]


@EACH
def test_coordination_is_paid(engine):
    levers = {"coordination": {"days_per_month": 1.5}}
    run = Run(engine, scenario(2, levers, start="2026-11", prices={"facilitator_day": 350}))
    assert run.activity("money_coordination") == [2 * 12 * 35000 // 8, 0]


def practising(priority, **more):
    """A trainee supervised in the first month, and eight participants sent in the second, with one who would lead."""
    levers = {
        "groups": GROUPS,
        "trainers": trainers(1, 1.5),
        "facilitators": {"days_per_month": [{"from": "2026-01", "value": 0.0}, {"from": "2026-02", "value": 31.0}]},
        "programmes": [intake(8, "2026-02")],
        "practicum": {"priority": priority, "facilitator_supervisors": False, **more},
        "refreshers": {"seats": 0},
    }
    return scenario(8, levers, {"groups_per_year": OFTEN}, [row("trainee", 1, 1)])


@EACH
@pytest.mark.parametrize(("priority", "led_by_trainee"), [("first", 1), ("last", 0)])
def test_priority_of_practice(engine, priority, led_by_trainee):
    run = Run(engine, practising(priority))
    assert run.activity("trainer_days_used_supervision") == [12] + [0] * 7
    assert run.activity("practicum_groups_started")[1] == led_by_trainee
    assert run.activity("programme_groups_started")[1] == 1 - led_by_trainee
    assert run.persons("practicum_started") == [0, 1] + [0] * 6, "else as second of the trainer, being supervised"


@EACH
def test_a_trainee_leads_three_sessions_and_goes_on_once_certified(engine):
    """Sessions of February to April are practice, those of May and later are led; the course was in November."""
    run = Run(engine, practising("first"))
    assert run.persons("certified") == [0, 0, 0, 1, 0, 0, 0, 0]
    assert run.activity("months_to_certification")[3] == 5 and run.activity("months_waited_for_practicum")[1] == 3
    assert run.activity("sessions") == [0] + [1] * 7
    assert run.activity("trainee_days") == [0, 6, 6, 6, 0, 0, 0, 0]
    assert run.activity("facilitator_days_used_groups") == [0, 0, 0, 0, 6, 6, 6, 6]
    active = run.persons("active_facilitators")
    assert active[3:5] == [active[0], active[0] + 1]


@EACH
def test_practice_as_second_counts_and_the_second_leaves_after_it(engine):
    """In a group whose leader has led two no trainer is needed; one second at a time, in the order of the queue."""
    register = [row("facilitator_active", 1, 0), row("waiting", 8, 1), row("trainee", 1, 5), row("trainee", 1, 1)]
    levers = {"groups": GROUPS}
    run = Run(engine, scenario(8, levers, {"groups_per_year": OFTEN}, register))
    assert run.persons("practicum_started") == [1, 0, 0, 1, 0, 0, 0, 0]
    assert run.persons("certified") == [0, 0, 1, 0, 0, 1, 0, 0]
    assert run.activity("training_limit_people") == [1, 1, 1, 0, 0, 0, 0, 0]
    assert run.activity("practicum_groups_started") == [0] * 8


@EACH
def test_a_trainee_without_supervision_waits_for_a_supervisor(engine):
    register = [row("facilitator_active", 1, 0), row("waiting", 8, 1), row("trainee", 1, 5)]
    levers = {"groups": GROUPS, "practicum": {"facilitator_supervisors": False}}
    run = Run(engine, scenario(2, levers, {"groups_per_year": OFTEN}, register))
    assert run.activity("training_limit_supervisor") == [1, 1] and run.persons("practicum_started") == [0, 0]


@EACH
def test_practice_that_cannot_be_paid_waits_for_money(engine):
    """Three sessions of half or three quarters of a day."""
    register = [row("facilitator_active", 1, 0), row("waiting", 8, 1), row("trainee", 1, 5)]
    group, practice = 8 * 0.75 * 100, 3 * 0.75 * 100
    for budget, started in ((group + practice, 1), (group + practice - 0.01, 0)):
        given = scenario(1, {"groups": GROUPS, "budget": budget}, {"groups_per_year": OFTEN}, register,
                         prices={"facilitator_day": 100})  # fmt: skip
        run = Run(engine, given)
        assert run.persons("practicum_started") == [started] and run.activity("training_limit_money") == [1 - started]
        assert run.activity("money_practicum") == [round(practice * 100) * started]


@EACH
def test_a_group_that_ends_before_the_practice_sends_the_trainee_back(engine):
    """Two sessions of five are practised; the rest in a later group."""
    register = [row("facilitator_active", 1, 0), row("waiting", 8, 1), row("trainee", 1, 5)]
    levers = {"groups": {**GROUPS, "sessions": 2}, "practicum": {"sessions": 3}, "programmes": [intake(8, "2026-04")]}
    run = Run(engine, scenario(6, levers, {"groups_per_year": OFTEN}, register))
    assert run.persons("practicum_started") == [1, 0, 0, 1, 0, 0]
    assert run.persons("practicum_interrupted") == [0, 1, 0, 0, 0, 0]
    assert run.persons("certified") == [0, 0, 0, 1, 0, 0]


@EACH
def test_an_engagement_makes_nobody_active(engine):
    """Three engagements of two days each for two of six; they have a column of their own."""
    levers = {"engagements": [{"kind": "workshop", "per_year": 6000.0, "facilitators": 2, "days": 2.0}]}
    run = Run(engine, scenario(1, levers, None, [row("facilitator_dormant", 6, 40)]))
    assert run.persons("active_facilitators") == [0] and run.persons("engaged_facilitators") == [6]
    assert run.activity("engagements_held") == [3] and run.activity("facilitator_days_used_engagements") == [6 * 16]


@EACH
def test_a_second_is_active_and_a_novice_needs_one(engine):
    """Who was certified long ago and never led is a novice; the other has led two groups."""
    register = [row("facilitator_dormant", 1, 40), row("facilitator_dormant", 1, 3), row("waiting", 8, 0)]
    levers = {"groups": {**GROUPS, "novice_needs_cofacilitator": True}}
    run = Run(engine, scenario(12, levers, {"groups_per_year": OFTEN}, register))
    assert sum(run.activity("groups_started")) == 1
    assert run.persons("active_facilitators") in ([1] * 12, [2] * 12)
    alone = [row("facilitator_dormant", 3, 3), row("waiting", 8, 0)]
    run = Run(engine, scenario(2, levers, {"groups_per_year": OFTEN}, alone))
    assert run.activity("groups_started") == [0, 0] and run.activity("group_limit_facilitator_days") == [8, 8]


@EACH
def test_an_engagement_that_cannot_be_paid_is_refused(engine):
    levers = {"engagements": [{"kind": "workshop", "per_year": 6000.0, "facilitators": 2, "days": 2.0}]}
    prices = {"facilitator_day": 350}
    for budget, held in ((2 * 1400.0, 2), (1399.99, 0)):
        given = scenario(1, {**levers, "budget": budget}, None, [row("facilitator_active", 6, 0)], prices=prices)
        run = Run(engine, given)
        assert run.activity("engagements_held") == [held]
        assert run.activity("money_engagements") == [held * 140_000]


@EACH
def test_who_has_a_day_price_leads_nothing(engine):
    hired = [{"place": HERE[0], "trainers": 2, "from": "2026-01", "day_price": 10.0}]
    levers = {"trainers": {"hired": hired}, "groups": GROUPS, "coordination": {"days_per_month": 4.0},
              "engagements": [{"kind": "workshop", "per_year": 6000.0, "facilitators": 1}]}  # fmt: skip
    run = Run(engine, scenario(2, levers, {**ASKING, "groups_per_year": OFTEN}, [row("waiting", 30, 0)]))
    for column in ("groups_started", "asked", "engagements_held", "facilitator_days_offered"):
        assert run.activity(column) == [0, 0], column


@EACH
def test_activity_declines_with_the_years_since_certification(engine):
    """With a decay of 5 a year, who was certified two years ago offers nothing; full animation stops the decline."""
    register = [row("facilitator_active", 9, 24), row("waiting", 30, 0)]
    rates = {"groups_per_year": OFTEN, "activity_decay": 5.0}
    still = Run(engine, scenario(3, {"groups": GROUPS}, rates, register)).activity("groups_started")
    animated = {"groups": GROUPS, "animation": 1.0}
    kept = Run(engine, scenario(3, animated, {**rates, "animation_effect": 1.0}, register)).activity("groups_started")
    assert still == [0, 0, 0] and kept == [4, 0, 0]
