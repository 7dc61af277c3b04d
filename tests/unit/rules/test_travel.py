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
def test_who_is_left_after_the_courses_from_home_is_too_few(engine):
    """Twelve wait in Sud, ten are taught from home: two are too few for the next, though Sud has no trainers either."""
    run, by_month = courses(engine, [row("candidate", 12, 0, SUD)], travel=True, remote=True)
    assert by_month == [[0, 0, 0, 1]] and run.activity("training_limit_too_few", SUD_PLACE) == [2]
    run, by_month = courses(engine, [row("candidate", 12, 0, SUD)], travel=True, remote=False)
    assert by_month == [[0, 1, 0, 0]] and run.activity("training_limit_too_few", SUD_PLACE) == [2]


# ---- journeys --------------------------------------------------------------------------------------------------------


@making.EACH_WRITTEN
@pytest.mark.parametrize(
    ("trainers", "at_start", "days", "journeys"),
    [
        pytest.param(2, {"Nord": 2}, 5.0, 2, id="both travel"),
        pytest.param(2, {"Nord": 1, "Sud": 1}, 5.0, 1, id="one of two is at home"),
        pytest.param(2, {"Nord": 4}, 2.5, 2, id="four share ten days, two of them from home"),
        pytest.param(2, {"Nord": 3, "Sud": 1}, 2.5, 2, id="so, too, beside one of the place"),
        pytest.param(2, {"Nord": 1, "Sud": 3}, 2.5, 1, id="fewer journeys than trainers"),
        pytest.param(1, {"Nord": 5}, 1.0, 1, id="five share the days of one"),
        pytest.param(3, {"Est": 2, "Nord": 4}, 2.5, 3, id="of whatever region"),
        pytest.param(2, {"national": 4}, 2.5, 2, id="national trainers are not at home in a region"),
    ],
)
def test_no_more_travel_than_the_course_has_trainers(engine, trainers, at_start, days, journeys):
    """A course of five days for each trainer, in Sud; a journey costs 100, all else nothing."""
    homes = [{"place": place, "trainers": number} for place, number in at_start.items()]
    register = [row("candidate", 10, 0, SUD)]
    lever = {"travel": True, "remote": False, "trainers": trainers}
    run, by_month = courses(engine, register, at_start=homes, days=days, prices={"travel": 100}, **lever)
    assert by_month == [[0, 1, 0, 0]]
    assert run.activity("trainer_days_used_facilitator_courses") == [trainers * 5 * 8]
    assert run.activity("money_cash", SUD_PLACE) == run.activity("money_cash") == [journeys * 100_00]


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


@making.EACH_WRITTEN
@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize("facilitators", [False, True])
@pytest.mark.parametrize("age", [0, 4, 5, 20])
def test_a_trainer_travels_to_supervise_at_once(engine, age, facilitators, remote):
    """However long the trainee has waited, and whoever else may supervise; the trainer is of Nord."""
    course = {"travel": True, "remote": remote}
    assert supervised_in(engine, "Nord", age, facilitators, course) == [0]


@EACH
@pytest.mark.parametrize("facilitators", [False, True])
@pytest.mark.parametrize(("home", "months"), [("Sud", [0]), ("national", [0]), ("Nord", [])])
def test_without_travel_only_trainers_of_elsewhere_do_not_supervise(engine, home, months, facilitators):
    assert supervised_in(engine, home, 0, facilitators, {"travel": False, "remote": False}) == months
