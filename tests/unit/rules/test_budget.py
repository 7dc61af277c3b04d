"""Money, by hand: charges fall into calendar years, standing costs come first, and a budget is a cap."""

import pytest

from tests.unit.rules.hands import EACH, HERE, OFTEN, Run, intake, row, scenario, trainers

EIGHT = {"size": 8, "minimum": 8, "maximum": 8, "sessions": 8, "days_in_person": 0.75}
LEADER = row("facilitator_active", 1, 0)
PRICED = {"facilitator_day": 350, "trainer_day": 450}


@EACH
def test_a_group_is_charged_in_the_years_of_its_sessions(engine):
    """Eight monthly sessions from November on: two in the old year, six in the new; three quarters of a day each."""
    given = scenario(4, {"groups": EIGHT}, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)],
                     start="2026-11", prices=PRICED)  # fmt: skip
    run = Run(engine, given)
    in_old, in_new = 2 * 6 * 35000 // 8, 6 * 6 * 35000 // 8
    assert run.activity("money_groups") == [in_old, 0, in_new, 0]
    assert run.activity("money_valued_time") == [in_old, 0, in_new, 0] and run.activity("money_cash") == [0] * 4


@EACH
@pytest.mark.parametrize(("budget", "opened"), [(525, 1), (524.99, 0)])
def test_a_group_opens_only_if_it_fits_in_each_year(engine, budget, opened):
    """Two sessions of the old year cost 525.00 euros; the new year, without a limit, takes the rest."""
    steps = [{"from": "2026-11", "value": budget}, {"from": "2027-01", "value": None}]
    levers = {"groups": EIGHT, "budget": steps}
    given = scenario(1, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)], "2026-11", prices=PRICED)
    run = Run(engine, given)
    assert run.activity("groups_started") == [opened]
    assert run.activity("group_limit_money") == [8 * (1 - opened)]
    assert run.activity("cap") == [round(budget * 100)] and run.activity("over_cap") == [0]


@EACH
def test_a_budget_of_a_later_year_counts_as_in_its_january(engine):
    """Six sessions of the new year cost 1,575 euros, and its budget falls below that in February only."""
    steps = [{"from": "2026-11", "value": 10_000}, {"from": "2027-01", "value": 1575}, {"from": "2027-02", "value": 0}]
    levers = {"groups": EIGHT, "budget": steps}
    given = scenario(4, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)], "2026-11", prices=PRICED)
    assert Run(engine, given).activity("groups_started") == [1, 0, 0, 0]
    steps[1]["value"] = 1574
    given = scenario(4, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)], "2026-11", prices=PRICED)
    assert Run(engine, given).activity("groups_started") == [0, 0, 0, 0]


@EACH
@pytest.mark.parametrize(("share", "opened"), [(0.0, 1), (0.5, 0)])
def test_groups_leave_training_its_part(engine, share, opened):
    """2,100 euros of a budget of 4,000, of which half, 2,000, is for training."""
    levers = {"groups": EIGHT, "budget": 4000.0, "budget_for_training": share}
    given = scenario(1, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)], prices=PRICED)
    assert Run(engine, given).activity("groups_started") == [opened]


@EACH
def test_only_cash_counts_where_the_budget_covers_cash(engine):
    levers = {"groups": EIGHT, "budget": 0.0, "budget_covers": "cash"}
    given = scenario(1, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)], prices=PRICED)
    run = Run(engine, given)
    assert run.activity("groups_started") == [1] and run.activity("money_groups") == [8 * 6 * 35000 // 8]


@EACH
def test_standing_costs_come_first_each_january(engine):
    """Animation, coordination, a hire with bought days, a nomination and calls: for the months left of each year."""
    hire = {"place": "national", "trainers": 1, "from": "2027-02", "until": "2027-04", "days_per_month": 1.5,
            "day_price": 800.0}  # fmt: skip
    levers = {
        "animation": 0.5, "coordination": {"days_per_month": 2.0}, "trainers": {"hired": [hire]}, "budget": 100.0,
        "nominations": [{"name": "n", "first": "2026-10", "every_months": 3, "last": "2027-04", "places": 2}],
        "calls": [{"month": "2026-12"}, {"month": "2027-01", "region": "Nord"}],
    }  # fmt: skip
    prices = {"animation": 120, "facilitator_day": 350, "hire": 4000, "nomination": 10, "call": 2000}
    run = Run(engine, scenario(5, levers, None, [row("facilitator_active", 7, 0)], "2026-11", prices=prices))
    first = {"animation": 7 * 0.5 * 12000 * 2 / 12, "coordination": 2 * 16 * 35000 // 8, "recruitment": 200_000}
    second = {"animation": 7 * 0.5 * 12000, "coordination": 12 * 16 * 35000 // 8, "hires": 400_000,
              "courses": 3 * 12 * 80_000 // 8, "recruitment": 200_000 + 2 * 2 * 1000}  # fmt: skip
    for use in ("animation", "coordination", "hires", "courses", "recruitment", "groups"):
        assert run.activity(f"money_{use}") == [first.get(use, 0), 0, second.get(use, 0), 0, 0], use
    assert run.activity("cap", 1) == [10_000, 0, 10_000, 0, 0]
    assert run.activity("over_cap", 1) == [sum(first.values()) - 10_000, 0, sum(second.values()) - 10_000, 0, 0]
    valued = [held["coordination"] for held in (first, second)]
    assert run.activity("money_valued_time") == [valued[0], 0, valued[1], 0, 0]


@EACH
def test_who_will_be_hired_after_the_last_month_is_charged_for_the_year(engine):
    hire = {"place": "Nord", "trainers": 2, "from": "2026-12"}
    run = Run(engine, scenario(2, {"trainers": {"hired": [hire]}}, prices={"hire": 4000}))
    assert run.activity("money_hires") == [800_000, 0] and run.persons("trainers") == [0, 0]


@EACH
def test_a_permanent_group_is_charged_year_by_year(engine):
    """Four requests a year: ceil(3 × 4 / 12) sessions in the last quarter, then four a year; one leader."""
    order = intake(8, "2026-10", permanent=True, sessions=None, sessions_per_month=None, requests_per_year=4.0)
    levers = {"programmes": [order], "groups": {"days_in_person": 1.0, "days_remote": 1.0}}
    given = scenario(5, levers, {"groups_per_year": OFTEN}, [LEADER], "2026-10", prices=PRICED)
    assert Run(engine, given).activity("money_groups") == [35_000, 0, 0, 4 * 35_000, 0]


@EACH
def test_a_course_charges_room_seats_journeys_and_days(engine):
    """Ten candidates in Sud, two trainers from Nord: two journeys, ten days of trainers, five of each trainee."""
    cells = ((*HERE, 1000), ("Sud", "State", 1000))
    levers = {"trainers": trainers(2, 5.0), "facilitator_courses": {"remote": False, "seats": 10},
              "refreshers": {"seats": 0}}  # fmt: skip
    prices = {**PRICED, "facilitator_course": 1500, "facilitator_course_seat": 150, "travel": 750}
    register = [row("candidate", 10, 0, ("Sud", "State"))]
    run = Run(engine, scenario(1, levers, None, register, cells=cells, prices=prices))
    assert run.activity("money_cash", 1) == [100 * (1500 + 10 * 150 + 2 * 750)]
    assert run.activity("money_valued_time", 1) == [100 * (10 * 450 + 10 * 5 * 350)]
    assert run.activity("trainee_days", 1) == [10 * 5 * 8] and run.activity("money_courses") == [100 * 26_500]


@EACH
def test_participants_time_is_no_charge(engine):
    """Eight members, one session of three eighths of a day."""
    levers = {"groups": EIGHT, "budget": 0.0}
    given = scenario(1, levers, {"groups_per_year": OFTEN}, [LEADER, row("waiting", 8, 0)],
                     prices={"participant_day": 333.33})  # fmt: skip
    run = Run(engine, given)
    assert run.activity("participants_time") == [8 * 3 * 33333 // 8]
    assert run.activity("money_cash") == run.activity("money_valued_time") == [0]
