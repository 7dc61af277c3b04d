"""Teach, by hand: one account of days, teams that share them, what is saved for, who comes, and what holds back."""

import pytest

from tests.unit.rules.hands import EACH, HERE, OFTEN, Run, row, scenario, trainers

SUD = ("Sud", "State")
TWO_CELLS = ((*HERE, 1000), (*SUD, 1000))
COURSE = {"seats": 10, "minimum": 5, "remote": False, "travel": False}
COURSES_ALONE = {
    "refreshers": {"seats": 0}, "trainer_courses": {"scheduling": "calendar"}, "practicum": {"sessions": 0}
}  # fmt: skip
"""Days for nothing else."""


def months_of(numbers):
    return [month for month, number in enumerate(numbers) if number]


@EACH
def test_a_team_gives_a_course_together(engine):
    """Four trainers of half a day a month: the ten days of a course are there every fifth month."""
    levers = {**COURSES_ALONE, "trainers": trainers(4, 0.5), "facilitator_courses": COURSE}
    run = Run(engine, scenario(21, levers, None, [row("candidate", 100, 0)]))
    assert months_of(run.activity("facilitator_courses")) == [4, 9, 14, 19]
    assert sum(run.activity("trainer_days_used_facilitator_courses")) == 4 * 80
    assert run.activity("trainer_days_offered") == [16] * 21


@EACH
@pytest.mark.parametrize("days", [0.125, 0.25, 0.5, 1.0, 2.0])
def test_capacity_is_a_straight_line(engine, days):
    """As many courses as days allow, of four trainers; candidates abound."""
    levers = {**COURSES_ALONE, "trainers": trainers(4, days, days_kept_months=24), "facilitator_courses": COURSE}
    run = Run(engine, scenario(24, levers, None, [row("candidate", 400, 0)]))
    assert sum(run.activity("facilitator_courses")) == 24 * 4 * days // 10


@EACH
def test_days_lapse_after_the_months_for_which_they_are_kept(engine):
    """Two days a month, kept for two months: four are there when candidates come, in the sixth month."""
    levers = {**COURSES_ALONE, "trainers": trainers(1, 2.0, days_kept_months=2),
              "facilitator_courses": {**COURSE, "trainers": 1, "days": 2.0, "minimum": 1, "seats": 1},
              "nominations": [{"name": "n", "first": "2026-06", "places": 9}]}  # fmt: skip
    run = Run(engine, scenario(8, levers))
    assert run.activity("facilitator_courses") == [0, 0, 0, 0, 0, 2, 1, 1]


@EACH
@pytest.mark.parametrize(("travel", "remote", "held"), [(False, False, 0), (True, False, 1), (False, True, 1)])
def test_trainers_of_another_region(engine, travel, remote, held):
    levers = {**COURSES_ALONE, "trainers": trainers(2, 5.0),
              "facilitator_courses": {**COURSE, "travel": travel, "remote": remote}}  # fmt: skip
    run = Run(engine, scenario(1, levers, None, [row("candidate", 10, 0, SUD)], cells=TWO_CELLS))
    assert run.activity("facilitator_courses", 2 if remote else 1) == [held]
    assert run.activity("training_limit_trainer_days", 1) == [10 * (1 - held)]


@EACH
def test_who_are_at_home_and_have_the_days_give_first(engine):
    """One at home in Sud with five days, one in Nord: with one trainer a course, Nord's keeps the days."""
    at_start = [{"place": "Nord", "trainers": 1}, {"place": "Sud", "trainers": 1}]
    levers = {**COURSES_ALONE, "trainers": {"at_start": at_start, "days_per_month": 5.0},
              "facilitator_courses": {**COURSE, "travel": True, "trainers": 1}}  # fmt: skip
    run = Run(engine, scenario(1, levers, None, [row("candidate", 10, 0, SUD)], cells=TWO_CELLS))
    assert run.activity("trainer_days_used_facilitator_courses") == [40]
    assert run.activity("trainer_days_used_facilitator_courses", 1) == [40]


@EACH
@pytest.mark.parametrize("first", ["facilitator_courses", "refreshers"])
def test_the_first_use_is_saved_for(engine, first):
    """One trainer of two days a month: with courses first, all days are for the next; else one goes each month."""
    order = [first, *({"facilitator_courses", "refreshers"} - {first}), "supervision", "trainer_courses"]
    levers = {**COURSES_ALONE, "trainers": trainers(1, 2.0, order_of_uses=order),
              "refreshers": {"days": 1.0, "seats": 1},
              "facilitator_courses": {**COURSE, "trainers": 1}}  # fmt: skip
    register = [row("candidate", 90, 0), row("facilitator_dormant", 40, 30)]
    run = Run(engine, scenario(10, levers, None, register))
    courses = months_of(run.activity("facilitator_courses"))
    used = run.activity("trainer_days_used_refreshers")
    assert courses == ([2, 4, 7, 9] if first == "facilitator_courses" else [4, 9])
    assert used == ([0] * 10 if first == "facilitator_courses" else [8] * 10)


@EACH
def test_courses_a_quarter_are_limited(engine):
    levers = {**COURSES_ALONE, "trainers": trainers(2, 31.0), "facilitator_courses": {**COURSE, "per_quarter": 2}}
    run = Run(engine, scenario(6, levers, None, [row("candidate", 100, 0)], start="2026-02"))
    assert run.activity("facilitator_courses") == [2, 0, 2, 0, 0, 2]
    assert run.activity("training_limit_calendar")[0] == 80


@EACH
def test_who_is_absent_waits_again_and_nobody_is_made_twice(engine):
    """Nobody comes: ten are invited, half of their seats are freed, all join the queue again, and it is paid."""
    levers = {**COURSES_ALONE, "trainers": trainers(2, 5.0), "facilitator_courses": COURSE}
    given = scenario(1, levers, {"no_show": 1.0}, [row("candidate", 30, 0)], prices={"facilitator_course_seat": 10})
    run = Run(engine, given)
    absent = run.persons("no_shows")[0]
    assert 10 < absent <= 20 and run.persons("enrolled") == [0] and run.activity("waiting_for_course") == [30]
    assert run.activity("facilitator_courses") == [1] and run.activity("facilitator_seats_filled") == [0]
    assert run.activity("money_courses") == [10 * 1000]


@EACH
def test_seats_freed_are_filled_about_half(engine):
    """Half are absent: of ten seats five are filled at once, and of those freed every second finds one who comes."""
    levers = {**COURSES_ALONE, "trainers": trainers(2, 31.0), "facilitator_courses": COURSE}
    given = scenario(40, levers, {"no_show": 0.5}, [row("candidate", 1000, 0)], cells=((*HERE, 9000),))
    run = Run(engine, given)
    courses, filled = sum(run.activity("facilitator_courses")), sum(run.activity("facilitator_seats_filled"))
    full = sum(run.activity("facilitator_courses")[:8])
    seats = sum(run.activity("facilitator_seats_filled")[:8]) / (10 * full)
    assert full == 49 and abs(seats - (0.5 + 0.5 * 0.5 * 0.5)) < 4 * (0.234 / 490) ** 0.5
    assert filled == sum(run.persons("enrolled")) and courses > 80


@EACH
def test_supervision_is_given_in_the_order_of_the_queue_while_days_last(engine):
    """Three days: two of three trainees, who joined before this month; a day and a half each, at 450 euros a day."""
    register = [row("trainee", 1, 1), row("trainee", 1, 2), row("trainee", 1, 3)]
    levers = {"trainers": trainers(1, 3.0), "refreshers": {"seats": 0}, "facilitators": {"days_per_month": 0.0}}
    run = Run(engine, scenario(2, levers, None, register, prices={"trainer_day": 450}))
    assert run.activity("trainer_days_used_supervision") == [24, 12]
    assert run.activity("money_practicum") == [2 * 12 * 45000 // 8, 12 * 45000 // 8]


@EACH
def test_bought_days_are_not_valued_again(engine):
    hired = [{"place": "Nord", "trainers": 1, "from": "2026-12", "day_price": 800.0, "days_per_month": 3.0}]
    levers = {"trainers": {"hired": hired}, "refreshers": {"seats": 0}}
    given = scenario(1, levers, None, [row("trainee", 2, 1)], "2026-12", prices={"trainer_day": 450})
    run = Run(engine, given)
    assert run.activity("trainer_days_used_supervision") == [24] and run.activity("money_practicum") == [0]
    assert run.activity("money_courses") == [24 * 80000 // 8] == run.activity("money_cash")


@EACH
def test_trainer_courses_by_need_are_one_a_year(engine):
    """Candidates who wait for want of days since three months fill a course: then, and a year later, one is held."""
    levers = {
        "trainers": trainers(2, 1.0, masters=2, order_of_uses=["trainer_courses", "facilitator_courses", "supervision",
                                                               "refreshers"], days_kept_months=24),
        "facilitator_courses": {**COURSE, "days": 31.0, "seats": 6}, "refreshers": {"seats": 0},
        "trainer_courses": {"minimum": 1, "seats": 2, "days": 2.0},
        "promotion": {"groups": 0, "months": 0, "skill": 0.0},
    }  # fmt: skip
    register = [row("candidate", 6, 0), row("facilitator_active", 30, 0), row("waiting", 200, 0)]
    rates = {"promotion_rate": 120.0, "groups_per_year": OFTEN, "practicum_delay": 0.0}
    run = Run(engine, scenario(20, levers, rates, register))
    assert months_of(run.activity("trainer_courses")) == [2, 14]
    levers["facilitator_courses"]["seats"] = 7
    assert months_of(Run(engine, scenario(20, levers, rates, register)).activity("trainer_courses")) == []


@EACH
def test_trainer_courses_on_demand_wait_for_masters(engine):
    levers = {
        "trainers": trainers(2, 31.0), "facilitator_courses": COURSE, "refreshers": {"seats": 0},
        "trainer_courses": {"minimum": 1, "seats": 2, "scheduling": "on demand"},
        "promotion": {"groups": 0, "months": 0, "skill": 0.0, "courses_to_master": 1},
    }  # fmt: skip
    register = [row("facilitator_active", 30, 0)]
    run = Run(engine, scenario(3, levers, {"promotion_rate": 120.0}, register))
    assert run.activity("trainer_courses") == [0, 0, 0] and run.persons("promoted") == [0, 0, 0]
    levers["trainers"]["at_start"][0]["masters"] = 2
    run = Run(engine, scenario(3, levers, {"promotion_rate": 120.0}, register))
    assert run.persons("promoted")[0] == 0 and run.persons("promoted")[1] == 2 * run.activity("trainer_courses")[1] > 0


@EACH
def test_a_refresher_takes_the_least_skilled_who_have_the_days(engine):
    """Two of the trainer's days and a day of each of three guests; the next in a year."""
    levers = {"trainers": trainers(1, 2.0), "refreshers": {"days": 2.0, "seats": 3},
              "facilitators": {"days_per_month": 2.0}}  # fmt: skip
    prices = {"refresher": 400, "trainer_day": 450, "facilitator_day": 350}
    run = Run(engine, scenario(4, levers, None, [row("facilitator_dormant", 7, 40)], "2026-09", prices=prices))
    assert run.activity("trainer_days_used_refreshers") == [16, 16, 16, 0]
    assert run.activity("facilitator_days_used_refreshers") == [48, 48, 16, 0]
    assert run.activity("money_refreshers") == [100 * (400 + 900 + guests * 700) for guests in (3, 3, 1)] + [0]


@EACH
@pytest.mark.parametrize(("share", "skill"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_a_refresher_restores_a_share_of_the_skill_that_is_missing(engine, share, skill):
    levers = {"trainers": trainers(1, 1.0)}
    rates = {"refresher_gain": share, "initial_facilitator_skill": 0.5}
    run = Run(engine, scenario(1, levers, rates, [row("facilitator_dormant", 4, 40)]))
    assert run.persons("skill_sum")[0] / 65535 - 1 == pytest.approx(4 * skill, abs=1e-3)


@EACH
def test_courses_by_calendar(engine):
    """An entry of two courses, of which one finds too few; another place has no entry."""
    calendar = [{"month": "2026-02", "place": "Nord", "courses": 2}]
    levers = {**COURSES_ALONE, "trainers": trainers(4, 31.0),
              "facilitator_courses": {**COURSE, "scheduling": "calendar", "calendar": calendar}}  # fmt: skip
    register = [row("candidate", 14, 0), row("candidate", 20, 0, SUD)]
    run = Run(engine, scenario(2, levers, None, register, cells=TWO_CELLS))
    assert run.activity("facilitator_courses") == [0, 1]
    assert run.activity("training_limit_too_few") == [0, 4] and run.activity("training_limit_calendar") == [34, 20]


@EACH
def test_half_years_count_who_still_leads(engine):
    """Certified in the first month, a group from the second to the fourth: counted after six months, not twelve."""
    levers = {"practicum": {"sessions": 0}, "groups": {"size": 8, "minimum": 8, "maximum": 8, "sessions": 3},
              "programmes": [{"name": "p", "first": "2026-02", "headcount": 8, "size": 8, "minimum": 8, "maximum": 8,
                              "sessions": 3}]}  # fmt: skip
    run = Run(engine, scenario(13, levers, {"groups_per_year": OFTEN}, [row("trainee", 1, 0)]))
    assert run.persons("certified") == [1] + [0] * 12 and run.activity("sessions") == [0, 1, 1, 1] + [0] * 9
    assert run.persons("led_half_year_1") == [0] * 6 + [1] + [0] * 6
    assert run.persons("led_half_year_2") == [0] * 13
    assert run.persons("active_facilitators") == [0] + [1] * 12
