"""Contracts, replacements and eligibility of trainers (ODD, 7.6, 7.12)."""

import pytest

from tests.unit.rules.making import ALWAYS_WILLING, EACH_ENGINE, Record, intake, make, months_with

BOUGHT = {
    "place": "Nord",
    "trainers": 1,
    "from": "2026-02",
    "until": "2026-05",
    "days_per_month": 3.0,
    "day_price": 500.0,
}


@EACH_ENGINE
def test_bought_days_teach_and_lead_no_groups(engine):
    levers = {
        "trainers": {"hired": [BOUGHT], "days_kept_months": 1},
        "facilitator_courses": {"days": 3.0, "trainers": 1, "seats": 1, "minimum": 1, "remote": False},
        "practicum": {"sessions": 0},
        "nominations": [{"name": "named", "first": "2026-01", "places": 9}],
        "programmes": [intake("path", 2, region="Nord")],
        "engagements": [{"kind": "review", "per_year": 60.0, "facilitators": 1}],
        "facilitators": {"days_per_month": 0.0},
    }
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}))
    assert months_with(record("facilitator_courses")) == [1, 2, 3, 4]
    assert record("trainer_days_offered") == [0] + [24] * 4 + [0] * 7
    # Paid by contract, from the first month of the year on; the days of those who are trained are valued besides.
    assert record("money_courses")[0] == 4 * 3 * 500_00
    assert record("money_courses")[1] == 1500_00 + 150_00 + 3 * 350_00
    assert sum(record("programme_groups_started")) == sum(record("engagements_held")) == 0
    assert sum(record("active_facilitators")) == 0
    assert record("left_trainer") == [0] * 5 + [1] + [0] * 6


@EACH_ENGINE
def test_who_is_paid_by_the_day_does_not_stop(engine):
    hired = [BOUGHT | {"until": None, "trainers": 20, "day_price": price} for price in (500.0, None)]
    record = Record(engine, make({"trainers": {"hired": hired}}, {"trainer_stop": 12.0}))
    assert sum(record("trainers_stopped")) == 20 and record("trainers")[-1] == 20


@EACH_ENGINE
@pytest.mark.parametrize("after", [None, 0, 3])
def test_a_trainer_who_stops_is_replaced(engine, after):
    """All ten stop in the first months, and so do those who follow; each is followed some months later."""
    levers = {"trainers": {"at_start": [{"place": "Nord", "trainers": 10, "masters": 10}],
                           "replaced_after_months": after}}  # fmt: skip
    record = Record(engine, make(levers, {"trainer_stop": 3.0}))
    stopped, replaced = record("trainers_stopped"), record("trainers_replaced")
    if after is None:
        assert sum(replaced) == 0 < sum(stopped)
        return
    # A successor is due so many months later, at the earliest in the next month, and may stop in that month.
    lag = max(1, after)
    assert replaced == [0] * lag + stopped[:-lag] and sum(replaced) > 0
    assert record("money_hires") == [number * 4000_00 for number in replaced]
    assert record("trainers_hired") == [0] * 12
    at_end = record("trainers")[-1]
    assert at_end == 10 - sum(stopped[-lag:])
    # Who has come from outside is no member of the network.
    assert record("network_members")[-1] < at_end


@EACH_ENGINE
def test_a_replacement_waits_for_money(engine):
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 10}], "replaced_after_months": 1},
        "budget": 3 * 4000.0,
    }
    record = Record(engine, make(levers, {"trainer_stop": 12.0}, months=24))
    assert sum(record("trainers_replaced")[:12]) == 3 and sum(record("trainers_replaced")[12:]) == 3
    assert record("trainers_replaced")[12] == 3


@EACH_ENGINE
@pytest.mark.parametrize("state, promoted", [("facilitator_active", True), ("facilitator_dormant", False)])
def test_trainers_come_from_those_who_led_lately(engine, state, promoted):
    """Two groups led are enough, but not for somebody whose last session is two years ago."""
    rows = [{"state": state, "region": "Nord", "administration": "State", "count": 3, "age": 30}]
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1, "masters": 1}], "days_per_month": 5.0},
        "trainer_courses": {"days": 5.0, "trainers": 1, "seats": 3, "minimum": 3, "scheduling": "on demand"},
        "promotion": {"groups": 2, "skill": 0.5, "months": 12},
    }
    record = Record(engine, make(levers, {"promotion_rate": 120.0}, initial={"register": rows}))
    assert sum(record("promoted")) == (3 if promoted else 0)
    assert record("waiting_for_trainer_course")[0] == (3 if promoted else 0)


@EACH_ENGINE
def test_a_contract_that_ends_leaves_nobody_to_replace(engine):
    hired = {"place": "Nord", "trainers": 3, "from": "2026-02", "until": "2026-05"}
    record = Record(engine, make({"trainers": {"hired": [hired], "replaced_after_months": 1}}))
    assert record("left_trainer") == [0] * 5 + [3] + [0] * 6 and sum(record("trainers_replaced")) == 0


@EACH_ENGINE
def test_trainers_from_outside_are_in_no_cohort(engine):
    """One comes in month 0, and leads a group of twelve monthly sessions: active to see, but not of the network."""
    levers = {
        "trainers": {"hired": [{"place": "Nord", "trainers": 1, "from": "2026-01"}]},
        "programmes": [intake("path", 2, sessions=12)],
    }
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}))
    assert sum(record("sessions")) > 6 and record("led_half_year_1") == [0] * 12


@EACH_ENGINE
def test_bought_days_are_paid_where_the_trainer_is(engine):
    """Hired for Nord and living there until a move to Sud: from the next January on the days are paid in Sud."""
    hired = [{"place": "Nord", "trainers": 40, "from": "2026-01", "days_per_month": 1.0, "day_price": 100.0}]
    population = [{"region": region, "administration": "State", "headcount": headcount}
                  for region, headcount in (("Nord", 500), ("Sud", 500))]  # fmt: skip
    record = Record(engine, make({"trainers": {"hired": hired}}, {"moving": 1.0}, population=population, months=13))
    days = [record("trainer_days_offered", place)[11] for place in ("Nord", "Sud")]
    assert 0 < days[1] < 40 * 8 and sum(days) == 40 * 8
    assert [record("money_courses", place)[0] for place in ("Nord", "Sud")] == [40 * 12 * 100_00, 0]
    assert [record("money_courses", place)[12] for place in ("Nord", "Sud")] == [12 * 100_00 * n // 8 for n in days]
