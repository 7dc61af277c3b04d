"""Money is committed in the calendar years in which it is used, under a cap (ODD, 7.3)."""

import pytest

from tests.unit.rules.making import ALWAYS_WILLING, EACH_ENGINE, Record, intake, make, months_with, nomination

HALF_DAY = 350_00 // 2
TRAINER = {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 1.0, "days_kept_months": 1}
WILLING = {"groups_per_year": ALWAYS_WILLING}
COURSE = {"days": 1.0, "trainers": 1, "seats": 1, "minimum": 1, "remote": False}
COURSE_CASH, COURSE_TIME = 1500_00 + 150_00 + 750_00, 450_00 + 350_00
"""A course in Nord for one person by one trainer who travels; their days."""


def budget(euros, **more):
    return {"budget": euros, **more}


@EACH_ENGINE
def test_a_group_is_charged_in_the_years_of_its_sessions(engine):
    """Four monthly sessions from November on: two in 2026, two in 2027, which are recorded in January."""
    levers = {"programmes": [intake("path", 2, "2026-11")]}
    initial = {"facilitators": 1, "practitioners": 0}
    record = Record(engine, make(levers, WILLING, initial=initial, months=16))
    money = record("money_groups")
    assert {month: money[month] for month in months_with(money)} == {10: 2 * HALF_DAY, 12: 2 * HALF_DAY}
    assert record("money_valued_time") == money and sum(record("money_cash")) == 0
    # What falls beyond the last year simulated is dropped.
    assert sum(Record(engine, make(levers, WILLING, initial=initial, months=12))("money_groups")) == 2 * HALF_DAY


@EACH_ENGINE
def test_a_long_group_is_charged_in_three_years(engine):
    """Sixteen monthly sessions from November on: two, twelve and two."""
    levers = {"programmes": [intake("path", 2, "2026-11", sessions=16)]}
    record = Record(engine, make(levers, WILLING, initial={"facilitators": 1, "practitioners": 0}, months=27))
    money = record("money_groups")
    paid = {month: money[month] // HALF_DAY for month in months_with(money)}
    assert paid == {10: 2, 12: 12, 24: 2} and sum(record("sessions")) == 16


@EACH_ENGINE
@pytest.mark.parametrize("euros, opened", [(2 * 175.0, True), (2 * 175.0 - 0.01, False)])
def test_each_year_of_a_group_must_be_affordable(engine, euros, opened):
    steps = [{"from": "2026-01", "value": None}, {"from": "2027-01", "value": euros}]
    levers = {"programmes": [intake("path", 2, "2026-11")], **budget(steps)}
    initial = {"facilitators": 1, "practitioners": 0}
    record = Record(engine, make(levers, WILLING, initial=initial, months=14))
    assert sum(record("programme_groups_started")[:2]) == 0
    assert bool(sum(record("programme_groups_started")[:12])) == opened
    assert sum(record("money_groups")[12:]) <= 2 * HALF_DAY


@EACH_ENGINE
def test_nothing_opens_without_money(engine):
    levers = {
        "trainers": TRAINER,
        "facilitator_courses": COURSE,
        "programmes": [intake("path", 2)],
        "nominations": [nomination(3)],
        "engagements": [{"kind": "workshop", "per_year": 60.0}],
        "refreshers": {"days": 0.5},
        **budget(0.0),
    }
    initial = {"facilitators": 4, "practitioners": 0}
    record = Record(engine, make(levers, WILLING, initial=initial))
    for name in ("money_cash", "money_valued_time", "sessions", "engagements_held", "facilitator_courses", "over_cap"):
        assert record(name) == [0] * 12, name
    assert sum(record("engagements_refused")) == sum(record("engagements_asked")) > 0
    assert record("training_limit_money") == [3] * 12


@EACH_ENGINE
@pytest.mark.parametrize("covers, courses", [("both", 2), ("cash", 3)])
def test_a_budget_covers_cash_or_both(engine, covers, courses):
    euros = (3 * COURSE_CASH + 2 * COURSE_TIME) / 100 if covers == "cash" else (2 * (COURSE_CASH + COURSE_TIME)) / 100
    levers = {"trainers": TRAINER, "facilitator_courses": COURSE, "practicum": {"sessions": 0},
              "nominations": [nomination(9)], **budget(euros, budget_covers=covers)}  # fmt: skip
    record = Record(engine, make(levers))
    assert months_with(record("facilitator_courses")) == list(range(courses))
    assert record("money_cash")[0] == COURSE_CASH and record("money_valued_time")[0] == COURSE_TIME
    assert record("cap")[0] == round(euros * 100)


@EACH_ENGINE
def test_what_is_kept_for_training_is_left_by_groups(engine):
    """Of 1,400 € half is kept for training: groups of 700 € open once; the course still finds its money."""
    levers = {
        "programmes": [intake("path", 4, "2026-01"), intake("more", 2, "2026-05")],
        **budget(1400.0, budget_for_training=0.5),
    }
    initial = {"facilitators": 3, "practitioners": 0}
    record = Record(engine, make(levers, WILLING, initial=initial))
    assert sum(record("programme_groups_started")) == 1 and sum(record("money_groups")) == 4 * HALF_DAY
    levers |= budget(1400.0, budget_for_training=0.0)
    assert sum(Record(engine, make(levers, WILLING, initial=initial))("programme_groups_started")) == 2


@EACH_ENGINE
@pytest.mark.parametrize("euros, opened", [(2700.0, 1), (2699.99, 0)])
def test_what_training_has_taken_need_not_be_left_again(engine, euros, opened):
    """A call takes 2,000 € of what is kept for training, more than half: a group of 700 € finds the rest."""
    levers = {
        "programmes": [intake("path", 2)],
        "calls": [{"month": "2026-01"}],
        **budget(euros, budget_for_training=0.5),
    }
    record = Record(engine, make(levers, WILLING, initial={"facilitators": 1, "practitioners": 0}))
    # From October on a part of the sessions falls into the next year.
    assert sum(record("programme_groups_started")[:9]) == opened and record("money_recruitment")[0] == 2000_00


@EACH_ENGINE
def test_standing_cost_is_set_aside_first(engine):
    """From October to December of the first year, then for the whole of the next; what is dated is never refused."""
    hired = {"place": "Nord", "trainers": 2, "from": "2027-11"}
    bought = {"place": "Nord", "trainers": 1, "from": "2026-11", "until": "2027-01", "days_per_month": 2.0,
              "day_price": 800.0}  # fmt: skip
    levers = {
        "trainers": {"hired": [hired, bought]},
        "coordination": {"days_per_month": 1.5},
        "animation": 0.5,
        "nominations": [nomination(3, "2026-12", every_months=6, last="2027-06")],
        "calls": [{"month": "2027-03", "region": "Nord"}, {"month": "2026-10"}],
        **budget(100.0),
    }
    prices = {"nomination": {"value": 10.0, "year": 2025}}
    initial = {"facilitators": 5, "practitioners": 0}
    scenario = make(levers, initial=initial, prices=prices, start="2026-10", months=15)
    record = Record(engine, scenario)
    expected = {
        "money_animation": (5 * 120_00 * 3 // 24, 6 * 120_00 // 2),
        "money_coordination": (3 * 525_00, 12 * 525_00),
        "money_hires": (4000_00, 2 * 4000_00),
        "money_courses": (2 * 2 * 800_00, 2 * 800_00),
        "money_recruitment": (2000_00 + 3 * 10_00, 2000_00 + 3 * 10_00),
    }
    for name, (first, january) in expected.items():
        money = record(name)
        assert {month: money[month] for month in months_with(money)} == {0: first, 3: january}, name
    for at, number in ((0, 0), (3, 1)):
        total = sum(amounts[number] for amounts in expected.values())
        assert record("over_cap")[at] == total - 100_00 and record("cap")[at] == 100_00
    assert record("trainers_hired") == [0, 1] + [0] * 11 + [2, 0]
    # The bought trainer's last month is January: gone in February.
    assert record("trainers") == [0] + [1] * 3 + [0] * 9 + [2] * 2
    assert record("network_members") == [5] * 15 and sum(record("nominated")) == 3 * 2


@EACH_ENGINE
def test_a_permanent_group_is_paid_for_year_by_year(engine):
    """Six sessions a year on request, from October on: ceil(3 × ½) = 2, then 6."""
    permanent = {"permanent": True, "sessions": None, "sessions_per_month": None, "requests_per_year": 6.0}
    levers = {"programmes": [intake("directors", 2, "2026-10", **permanent)]}
    record = Record(engine, make(levers, WILLING, initial={"facilitators": 1, "practitioners": 0}, months=15))
    money = record("money_groups")
    assert {month: money[month] for month in months_with(money)} == {9: 2 * HALF_DAY, 12: 6 * HALF_DAY}


@EACH_ENGINE
def test_participants_time_stands_under_no_cap(engine):
    levers = {"programmes": [intake("path", 2)], **budget(700.0)}
    record = Record(engine, make(levers, WILLING, initial={"facilitators": 1, "practitioners": 0}))
    assert record("participants_time") == [2 * 3 * 350_00 // 8] * 4 + [0] * 8
    assert sum(record("money_valued_time")) == 4 * HALF_DAY


@EACH_ENGINE
def test_a_refresher_has_its_price(engine):
    """Of the trainer half a day, of each of two guests half a day; a guest comes once a year."""
    levers = {"trainers": TRAINER, "refreshers": {"days": 0.5, "seats": 2}}
    record = Record(engine, make(levers, {"refresher_gain": 0.5}, initial={"facilitators": 3, "practitioners": 0}))
    assert record("money_refreshers")[:3] == [400_00 + 450_00 // 2 + 2 * HALF_DAY, 400_00 + 450_00 // 2 + HALF_DAY, 0]
    assert record("money_cash")[0] == 400_00
    assert record("facilitator_days_used_refreshers")[:2] == [8, 4]
