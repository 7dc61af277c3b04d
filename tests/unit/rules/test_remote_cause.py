"""What holds candidates back where remote courses are on demand: what stopped the national one (ODD, 7.11)."""

import pytest

from tests.unit.rules.hands import EACH, HERE, OFTEN, Run, row, scenario
from tests.unit.rules.making import months_with

SUD = ("Sud", "State")
EST = ("Est", "State")
CELLS = tuple((*cell, 1000) for cell in (HERE, SUD, EST))
PLACES = ("Nord", "Sud", "Est")
COURSE = {"seats": 10, "minimum": 5, "travel": False}
CAUSES = ("too_few", "calendar", "trainer_days", "seats", "money")


def run_of(engine, waiting, rates=None, months=1, days=5.0, budget=None, prices=None, more=None, **course):
    """Two trainers of Nord, and so many candidates in Nord, Sud and Est; days are for facilitator courses alone."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 2}], "days_per_month": days, "days_kept_months": 1},
        "facilitator_courses": {**COURSE, **course}, "practicum": {"sessions": 0}, "refreshers": {"seats": 0},
        "trainer_courses": {"scheduling": "calendar"}, "budget": budget, **(more or {}),
    }  # fmt: skip
    register = [row("candidate", number, 0, cell) for number, cell in zip(waiting, (HERE, SUD, EST), strict=True)]
    register = [entry for entry in register if entry["count"]]
    return Run(engine, scenario(months, levers, rates, register, cells=CELLS, prices=prices))


def held_back(run, month=0):
    """Candidates of each region by what holds them back, those alone of whom there are some."""
    found = {}
    for number, place in enumerate(PLACES):
        by_cause = {cause: run.activity(f"training_limit_{cause}", number)[month] for cause in CAUSES}
        found[place] = {cause: persons for cause, persons in by_cause.items() if persons}
    return found


@EACH
@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        (True, {"Nord": {"money": 7}, "Sud": {"money": 12}, "Est": {"money": 3}}),
        (False, {"Nord": {"money": 7}, "Sud": {"trainer_days": 12}, "Est": {"too_few": 3}}),
    ],
)
def test_money_in_place_of_a_regions_own_cause(engine, remote, expected):
    """A course costs 1,000 and there are 999: Sud lacks trainers of its own and Est candidates, but all lack money."""
    run = run_of(engine, (7, 12, 3), budget=999.0, prices={"facilitator_course": 1000}, remote=remote)
    assert held_back(run) == expected and run.activity("facilitator_courses") == [0]


@EACH
@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        (True, {"Nord": {"trainer_days": 4}, "Sud": {"trainer_days": 2}, "Est": {"trainer_days": 1}}),
        (False, {"Nord": {"too_few": 4}, "Sud": {"too_few": 2}, "Est": {"too_few": 1}}),
    ],
)
def test_trainer_days_in_place_of_too_few(engine, remote, expected):
    """Seven are enough for a national course of ten days, of which the two trainers have eight."""
    assert held_back(run_of(engine, (4, 2, 1), days=4.0, remote=remote)) == expected


@EACH
@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        (True, {"Nord": {"calendar": 6}, "Sud": {"calendar": 7}, "Est": {"calendar": 2}}),
        (False, {"Nord": {"calendar": 6}, "Sud": {"calendar": 7}, "Est": {"too_few": 2}}),
    ],
)
def test_the_calendar_in_place_of_too_few(engine, remote, expected):
    """The one course of the quarter is held in Nord, for ten of sixteen."""
    run = run_of(engine, (16, 7, 2), days=31.0, remote=remote, per_quarter=1)
    assert held_back(run) == expected and run.activity("facilitator_courses", 0) == [1]


@EACH
def test_too_few_in_place_of_trainer_days(engine):
    """Twelve wait in Sud, which has no trainers; ten are taught from home, and two are no course."""
    run = run_of(engine, (0, 12, 2), days=31.0, remote=True, minimum=6)
    assert run.activity("facilitator_seats_filled_remote") == [10]
    assert sum(sum(causes.values()) for causes in held_back(run).values()) == 4
    assert all(set(causes) <= {"too_few"} for causes in held_back(run).values())


@EACH
def test_the_last_try_counts(engine):
    """Money for one course: it is held from home, and the next fails for money in all regions."""
    run = run_of(engine, (0, 15, 4), days=31.0, budget=1999.0, prices={"facilitator_course": 1000}, remote=True)
    assert run.activity("facilitator_courses_remote") == [1]
    causes = held_back(run)
    assert sum(region.get("money", 0) for region in causes.values()) == 9
    assert all(set(region) <= {"money"} for region in causes.values())


@EACH
def test_it_is_the_month_that_allows_remote_courses(engine):
    """From home in February alone: Sud, which has no trainers, lacks money then, and trainer days else."""
    remote = [{"from": "2026-01", "value": False}, {"from": "2026-02", "value": True},
              {"from": "2026-03", "value": False}]  # fmt: skip
    prices = {"facilitator_course": 1000}
    run = run_of(engine, (0, 12, 0), months=3, budget=999.0, prices=prices, remote=remote)
    assert [held_back(run, month)["Sud"] for month in range(3)] == [
        {"trainer_days": 12}, {"money": 12}, {"trainer_days": 12}
    ]  # fmt: skip


@EACH
def test_by_calendar_each_region_has_its_own_cause(engine):
    """Remote courses are allowed, but not on demand."""
    calendar = [{"month": "2026-01", "place": "Sud"}]
    run = run_of(engine, (7, 12, 3), remote=True, scheduling="calendar", calendar=calendar)
    assert held_back(run) == {"Nord": {"calendar": 7}, "Sud": {"trainer_days": 12}, "Est": {"calendar": 3}}


@EACH
@pytest.mark.parametrize(("remote", "cause"), [(True, "trainer_days"), (False, "too_few")])
def test_absent_persons_who_return_to_an_emptied_queue(engine, remote, cause):
    """Ten are invited in Nord and none comes; the days are used up when twelve of Sud are tried from home."""
    run = run_of(engine, (10, 12, 0), {"no_show": 1.0}, remote=remote, served_first="equal")
    assert run.activity("facilitator_courses", 0) == [1] and run.activity("facilitator_courses") == [1]
    assert held_back(run) == {"Nord": {cause: 10}, "Sud": {"trainer_days": 12}, "Est": {}}
    # The remote try of the same month does not see them yet: by themselves they are too few for it.
    alone = run_of(engine, (10, 0, 0), {"no_show": 1.0}, remote=remote, served_first="equal")
    assert held_back(alone) == {"Nord": {"too_few": 10}, "Sud": {}, "Est": {}}


# ---- trainer courses by need -----------------------------------------------------------------------------------------


def trainer_courses(engine, waiting, first, budget=None, **course):
    """The months of trainer courses by need; a facilitator course costs 1,000, a trainer course nothing."""
    uses = ["trainer_courses", "facilitator_courses"]
    order = [*(uses if first == uses[0] else uses[::-1]), "supervision", "refreshers"]
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 2, "masters": 2}], "days_per_month": 4.0,
                     "order_of_uses": order, "days_kept_months": 24},
        "facilitator_courses": {**COURSE, "seats": 6, **course}, "refreshers": {"seats": 0},
        "trainer_courses": {"minimum": 1, "seats": 2, "days": 2.0}, "budget": budget,
        "promotion": {"groups": 0, "months": 0, "skill": 0.0},
    }  # fmt: skip
    register = [row("candidate", number, 0, cell) for number, cell in zip(waiting, (SUD, EST), strict=True) if number]
    register += [row("facilitator_active", 30, 0), row("waiting", 200, 0)]
    rates = {"promotion_rate": 120.0, "groups_per_year": OFTEN}
    run = Run(engine, scenario(6, levers, rates, register, cells=CELLS, prices={"facilitator_course": 1000}))
    return months_with(run.activity("trainer_courses"))


@EACH
@pytest.mark.parametrize(("remote", "held"), [(True, [2]), (False, [])])
def test_need_counts_those_whom_the_national_course_lacks_days_for(engine, remote, held):
    """Four and two are too few in their regions; together they fill a course, for which there are no days."""
    assert trainer_courses(engine, (4, 2), "trainer_courses", remote=remote, days=31.0) == held


@EACH
@pytest.mark.parametrize("first", ["trainer_courses", "facilitator_courses"])
@pytest.mark.parametrize(("remote", "is_held"), [(True, False), (False, True)])
def test_no_need_where_the_national_course_lacks_money(engine, first, remote, is_held):
    """Six wait in Sud, which has no trainers of its own: without remote courses for want of days, with them of money.

    The trainers have the two days each of a trainer course, and can save the five of a facilitator course.
    """
    held = trainer_courses(engine, (6, 0), first, budget=999.0, remote=remote)
    assert bool(held) == is_held and held in ([], [2])
