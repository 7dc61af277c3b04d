"""Trainers have one account of days each; a team gives a course together (ODD, 7.11)."""

import pytest

from tests.unit.rules.making import EACH_ENGINE, TWO_REGIONS, Record, make, months_with, nomination

DAY = 8
NO_PRACTICE = {"practicum": {"sessions": 0}}
"""No days for supervision."""


def courses(days=3.0, trainers=1, seats=1, minimum=1, **more):
    return {"days": days, "trainers": trainers, "seats": seats, "minimum": minimum, "remote": False, **more}


def team(number, days_per_month=1.0, place="Nord", **more):
    return {
        "at_start": [{"place": place, "trainers": number, "masters": number}],
        "days_per_month": days_per_month,
        "days_kept_months": 12,
        **more,
    }


@EACH_ENGINE
def test_a_course_is_held_whenever_its_days_have_come_together(engine):
    levers = {"trainers": team(1), "facilitator_courses": courses(), "nominations": [nomination(30)], **NO_PRACTICE}
    record = Record(engine, make(levers))
    assert months_with(record("facilitator_courses")) == [2, 5, 8, 11]
    assert record("trainer_days_offered") == [DAY] * 12
    assert [used for used in record("trainer_days_used_facilitator_courses") if used] == [3 * DAY] * 4


@EACH_ENGINE
def test_a_team_gives_a_course_together(engine):
    """Two trainers of one day a month: six days of each three months make two courses, in months 1 and 2."""
    levers = {"trainers": team(2), "facilitator_courses": courses(), "nominations": [nomination(30)], **NO_PRACTICE}
    record = Record(engine, make(levers))
    assert months_with(record("facilitator_courses")) == [1, 2, 4, 5, 7, 8, 10, 11]


@EACH_ENGINE
def test_days_lapse(engine):
    trainers = team(1) | {"days_kept_months": 2}
    levers = {"trainers": trainers, "facilitator_courses": courses(), "nominations": [nomination(30)], **NO_PRACTICE}
    assert sum(Record(engine, make(levers))("facilitator_courses")) == 0
    levers["facilitator_courses"] = courses(days=2.0)
    assert months_with(Record(engine, make(levers))("facilitator_courses")) == [1, 3, 5, 7, 9, 11]


@EACH_ENGINE
def test_what_is_kept_follows_the_months_before(engine):
    """Six days a month until June, then none: those of the last two months are kept, and lapse one after the other."""
    steps = [{"from": "2026-01", "value": 6.0}, {"from": "2026-07", "value": 0.0}]
    levers = {
        "trainers": team(1, steps) | {"days_kept_months": 2},
        "facilitator_courses": courses(days=6.0),
        "nominations": [nomination(3, "2026-07")],
    }
    # Nobody waits before July. Then 6 days are left of June, and none in August.
    assert months_with(Record(engine, make(levers))("facilitator_courses")) == [6]


@EACH_ENGINE
@pytest.mark.parametrize("first", ["supervision", "facilitator_courses"])
def test_uses_follow_one_another_as_the_planner_says(engine, first):
    """Three days a month and two uses of three days: the first in the list gets them."""
    uses = ["supervision", "facilitator_courses", "trainer_courses", "refreshers"]
    uses.sort(key=lambda use: use != first)
    levers = {
        "trainers": team(1, 3.0) | {"days_kept_months": 1, "order_of_uses": uses},
        "facilitator_courses": courses(),
        "practicum": {"sessions": 1, "supervision_days": 3.0, "facilitator_supervisors": False},
        "nominations": [nomination(30)],
    }
    record = Record(engine, make(levers))
    supervised = months_with(record("trainer_days_used_supervision"))
    assert supervised == ([] if first == "facilitator_courses" else [1, 3, 5, 7, 9, 11])
    assert months_with(record("facilitator_courses")) == [m for m in range(12) if m not in supervised]


@EACH_ENGINE
def test_who_has_days_for_a_whole_course_gives_it(engine):
    """Sud's trainer has two days, Nord's trainers one each: with travel Nord's give first, as they are at home."""
    trainers = {
        "at_start": [{"place": "Nord", "trainers": 2}, {"place": "Sud", "trainers": 1}],
        "days_per_month": 1.0,
        "days_at": [{"place": "Sud", "days_per_month": 2.0}],
        "days_kept_months": 1,
    }
    levers = {
        "trainers": trainers,
        "facilitator_courses": courses(days=2.0, travel=True),
        "nominations": [nomination(1, region="Nord")],
    }
    record = Record(engine, make(levers, population=TWO_REGIONS))
    assert record("trainer_days_used_facilitator_courses", "Nord")[0] == 2 * DAY
    assert record("money_cash", "Nord")[0] == 1500_00 + 150_00
    levers["nominations"] = [nomination(1, region="Sud")]
    record = Record(engine, make(levers, population=TWO_REGIONS))
    assert record("trainer_days_used_facilitator_courses", "Sud")[0] == 2 * DAY
    levers["facilitator_courses"] = courses(days=4.0, travel=True)
    record = Record(engine, make(levers, population=TWO_REGIONS))
    assert record("trainer_days_used_facilitator_courses", "Sud")[0] == 2 * DAY
    assert record("trainer_days_used_facilitator_courses", "Nord")[0] == 2 * DAY
    # Both of Nord's give days, and one travels: it is a course of one trainer.
    assert record("money_cash", "Sud")[0] == 1500_00 + 150_00 + 750_00


@EACH_ENGINE
def test_no_more_courses_a_quarter_than_planned(engine):
    lever = courses(days=1.0, per_quarter=2)
    levers = {"trainers": team(5, 4.0), "facilitator_courses": lever, "nominations": [nomination(30)]}
    record = Record(engine, make(levers))
    assert record("facilitator_courses") == [2, 0, 0] * 4
    assert record("training_limit_calendar")[0] == 28


@EACH_ENGINE
def test_a_trainer_course_is_held_by_need_once_a_year(engine):
    """A course's worth of candidates (seats) has waited since before m − 2 for want of days: first in month 3."""
    levers = {
        "trainers": team(1, 1.0) | {"days_kept_months": 12},
        "facilitator_courses": courses(days=31.0, seats=2, minimum=2),
        "trainer_courses": {"days": 2.0, "trainers": 1, "seats": 1, "minimum": 1, "scheduling": "need"},
        "promotion": {"groups": 0, "skill": 0.0, "months": 0},
        "nominations": [nomination(2)],
    }
    initial = {"register": [{"state": "facilitator_active", "region": "Nord", "administration": "State",
                             "count": 5, "age": 0}]}  # fmt: skip
    uncertainties = {"promotion_rate": 120.0}
    record = Record(engine, make(levers, uncertainties, initial=initial, months=17))
    # The facilitator led in the register, so that five queue for it from month 0 on; the two days are there in month 1.
    assert months_with(record("trainer_courses")) == [3, 15]
    assert months_with(record("promoted")) == [3, 15]
    levers["nominations"] = [nomination(1)]
    assert sum(Record(engine, make(levers, uncertainties, initial=initial, months=17))("trainer_courses")) == 0
