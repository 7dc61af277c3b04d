"""When trainers travel, by hand: to a course of another region, and to supervise a trainee there (ODD, 7.11)."""

import pytest

from tests.unit.rules import making
from tests.unit.rules.hands import HERE, Run, row, scenario

EACH = pytest.mark.parametrize("engine", ("compiled", "mesa"))
SUD = ("Sud", "State")
EST = ("Est", "State")
CELLS = tuple((*cell, 1000) for cell in (HERE, SUD, EST))
SUD_PLACE, NATION = 1, 3
COURSE = {"seats": 10, "minimum": 5}


def courses(engine, register, months=1, at_start=({"place": "Nord", "trainers": 2},), days=31.0, prices=None, **course):
    """By month, the courses held in Nord, Sud, Est and the nation, with trainers who have days for courses alone."""
    levers = {
        "trainers": {"at_start": list(at_start), "days_per_month": days, "days_kept_months": 1},
        "facilitator_courses": {**COURSE, **course}, "practicum": {"sessions": 0}, "refreshers": {"seats": 0},
        "trainer_courses": {"scheduling": "calendar"},
    }  # fmt: skip
    run = Run(engine, scenario(months, levers, None, register, cells=CELLS, prices=prices))
    held = [run.activity("facilitator_courses", place) for place in range(4)]
    return run, [list(month) for month in zip(*held, strict=True)]


# ---- courses ---------------------------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize(
    ("travel", "remote", "held"),
    [
        pytest.param(True, False, [0, 1, 1, 0], id="two half-filled courses"),
        pytest.param(True, True, [0, 0, 0, 1], id="one from home instead, with all seats filled"),
        pytest.param(False, True, [0, 0, 0, 1], id="from home alone"),
        pytest.param(False, False, [0, 0, 0, 0], id="none"),
    ],
)
def test_on_demand_nobody_travels_who_can_teach_from_home(engine, travel, remote, held):
    """Five wait in Sud and five in Est, the trainers are at home in Nord; the journey of each costs 100."""
    register = [row("candidate", 5, 0, SUD), row("candidate", 5, 0, EST)]
    run, by_month = courses(engine, register, travel=travel, remote=remote, prices={"travel": 100})
    assert by_month == [held]
    assert run.activity("money_cash") == [2 * 100_00 * sum(held[:NATION])]
    assert run.activity("facilitator_seats_filled") == [10 * any(held)]


@EACH
def test_by_calendar_they_travel_beside_remote_courses(engine):
    calendar = [{"month": "2026-01", "place": "Sud"}, {"month": "2026-01", "place": "national", "remote": True}]
    register = [row("candidate", 15, 0, SUD)]
    dated = {"scheduling": "calendar", "calendar": calendar, "remote": True}
    assert courses(engine, register, travel=True, **dated)[1] == [[0, 1, 0, 1]]
    assert courses(engine, register, travel=False, **dated)[1] == [[0, 0, 0, 1]]


@EACH
def test_it_is_the_levers_of_the_month_that_count(engine):
    """Remote courses are allowed in February alone: journeys in January and March."""
    remote = [{"from": "2026-01", "value": False}, {"from": "2026-02", "value": True},
              {"from": "2026-03", "value": False}]  # fmt: skip
    register = [row("candidate", 30, 0, SUD)]
    by_month = courses(engine, register, months=3, days=5.0, travel=True, remote=remote)[1]
    assert by_month == [[0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]]


@EACH
@pytest.mark.parametrize(
    ("at_home", "remote", "held"),
    [
        pytest.param(2, True, [0, 1, 0, 0], id="those at home need not travel"),
        pytest.param(1, True, [0, 0, 0, 1], id="one at home does not suffice, nobody comes to help: from home"),
        pytest.param(1, False, [0, 1, 0, 0], id="the other comes to help"),
    ],
)
def test_a_team_is_of_those_at_home_where_nobody_travels(engine, at_home, remote, held):
    """Ten wait in Sud for a course of two trainers, each of whom has the days for it."""
    at_start = [{"place": "Nord", "trainers": 1}, {"place": "Sud", "trainers": at_home}]
    register = [row("candidate", 10, 0, SUD)]
    run, by_month = courses(engine, register, at_start=at_start, days=5.0, travel=True, remote=remote)
    assert by_month == [held] and run.activity("waiting_for_course") == [0]


@EACH
def test_who_is_left_after_the_courses_from_home_lacks_trainer_days(engine):
    """Twelve wait in Sud, ten are taught from home: two lack trainers in their region, as its own try failed."""
    run, by_month = courses(engine, [row("candidate", 12, 0, SUD)], travel=True, remote=True)
    assert by_month == [[0, 0, 0, 1]] and run.activity("training_limit_trainer_days", SUD_PLACE) == [2]
    run, by_month = courses(engine, [row("candidate", 12, 0, SUD)], travel=True, remote=False)
    assert by_month == [[0, 1, 0, 0]] and run.activity("training_limit_too_few", SUD_PLACE) == [2]


# ---- supervision -----------------------------------------------------------------------------------------------------


def supervised_in(engine, home, age, facilitators, course, months=9):
    """The months in which a trainee of Sud, in the queue since so long before the start, is supervised."""
    levers = {
        "trainers": {"at_start": [{"place": home, "trainers": 1}], "days_per_month": 3.0},
        "facilitator_courses": {**COURSE, **course}, "refreshers": {"seats": 0},
        "practicum": {"sessions": 3, "supervision_days": 1.0, "facilitator_supervisors": facilitators},
    }  # fmt: skip
    run = Run(engine, scenario(months, levers, None, [row("trainee", 1, age, SUD)], cells=CELLS))
    used = run.activity("trainer_days_used_supervision")
    assert set(used) <= {0, 8}
    return making.months_with(used)


@EACH
@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize(("age", "month"), [(0, 5), (1, 4), (4, 1), (5, 0), (6, 0), (20, 0)])
def test_a_trainer_travels_to_supervise_after_half_a_year(engine, age, month, remote):
    """Who joined the queue a month before the start is travelled to in the sixth month; the trainer is of Nord."""
    course = {"travel": True, "remote": remote}
    assert supervised_in(engine, "Nord", age, facilitators=True, course=course) == [month]


@EACH
@pytest.mark.parametrize(
    ("home", "facilitators", "travel", "months"),
    [
        pytest.param("Nord", True, True, [5], id="half a year"),
        pytest.param("Nord", False, True, [0], id="at once, where facilitators do not supervise"),
        pytest.param("Sud", True, True, [0], id="at once, at home"),
        pytest.param("national", True, True, [0], id="at once, national"),
        pytest.param("Nord", True, False, [], id="never, without travel"),
        pytest.param("Nord", False, False, [], id="never, nor without facilitators"),
    ],
)
def test_who_need_not_travel_supervises_at_once(engine, home, facilitators, travel, months):
    assert supervised_in(engine, home, 0, facilitators, {"travel": travel, "remote": False}) == months


@EACH
def test_half_a_year_counts_from_joining_the_queue_again(engine):
    """Second of a group in January and February, of two sessions: again in the queue from February, reached in August.

    The trainee's course was a year before.
    """
    levers = {
        "trainers": {"at_start": [{"place": "Sud", "trainers": 1}], "days_per_month": 1.0},
        "programmes": [making.intake("one", 2, sessions=2, region="Nord")],
        "practicum": {"sessions": 3, "supervision_days": 1.0, "facilitator_supervisors": True},
        "facilitator_courses": {"travel": True},
    }
    rows = [{"state": state, "region": "Nord", "administration": "State", "count": 1, "age": 12}
            for state in ("facilitator_active", "trainee")]  # fmt: skip
    initial = {"register": rows, "active_by_half_year": [1.0] * 5}
    given = making.make(
        levers, {"groups_per_year": making.ALWAYS_WILLING}, initial=initial, population=making.TWO_REGIONS
    )
    run = Run(engine, given)
    assert making.months_with(run.persons("practicum_interrupted")) == [1]
    assert making.months_with(run.activity("trainer_days_used_supervision")) == [7]
