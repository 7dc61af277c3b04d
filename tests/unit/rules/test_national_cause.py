"""Whose failure stands in the training ledger where remote courses are on demand: the national one's (ODD, 7.11)."""

import pytest

from simulation.common.columns import TRAINING_CAUSES
from tests.unit.rules.hands import HERE, Run, row, scenario
from tests.unit.rules.making import EACH_WRITTEN, months_with

SUD = ("Sud", "State")
CELLS = ((*HERE, 1000), (*SUD, 1000))
NORD_PLACE, SUD_PLACE, NATION = 0, 1, 2
COURSE = {"seats": 10, "minimum": 5, "trainers": 1, "days": 5.0, "remote": True, "travel": False}


def ledger(engine, nord, sud, days=5.0, months=1, rates=None, prices=None, more=None, **course):
    """The run, and the last month's ledger of Nord and of Sud; one trainer at home in Nord, with days for courses."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": days, "days_kept_months": 1},
        "facilitator_courses": {**COURSE, **course}, "practicum": {"sessions": 0}, "refreshers": {"seats": 0},
        "trainer_courses": {"scheduling": "calendar"}, **(more or {}),
    }  # fmt: skip
    register = [row("candidate", number, 0, cell) for number, cell in ((nord, HERE), (sud, SUD)) if number]
    run = Run(engine, scenario(months, levers, rates, register, cells=CELLS, prices=prices))
    return run, [causes(run, place) for place in (NORD_PLACE, SUD_PLACE)]


def causes(run, place, month=-1):
    """Of a place, those who wait, by cause."""
    counted = {cause: run.activity(f"training_limit_{cause}", place)[month] for cause in TRAINING_CAUSES}
    return {cause: number for cause, number in counted.items() if number}


@EACH_WRITTEN
def test_too_few_are_left_after_a_remote_course(engine):
    """Sud's own try fails for trainer days; the two who are left after a course from home are too few for another."""
    run, left = ledger(engine, 0, 12, days=31.0)
    assert run.activity("facilitator_courses", NATION) == [1] and left == [{}, {"too_few": 2}]
    assert ledger(engine, 0, 12, days=31.0, remote=False)[1] == [{}, {"trainer_days": 12}]


@EACH_WRITTEN
def test_trainer_days_are_short_in_all_regions(engine):
    """Three in Nord are too few there, eight in Sud lack a trainer there; together they lack days for a course."""
    assert ledger(engine, 3, 8, days=2.0)[1] == [{"trainer_days": 3}, {"trainer_days": 8}]
    assert ledger(engine, 3, 8, days=2.0, remote=False)[1] == [{"too_few": 3}, {"trainer_days": 8}]


@EACH_WRITTEN
def test_money_is_short_in_all_regions(engine):
    """A course costs a cent more than there is: Sud's own lacks a trainer first; the remote one has one."""
    prices, budget = {"facilitator_course": 1000}, {"budget": 999.99}
    assert ledger(engine, 3, 8, prices=prices, more=budget)[1] == [{"money": 3}, {"money": 8}]
    assert ledger(engine, 3, 8, prices=prices, more=budget, remote=False)[1] == [{"too_few": 3}, {"trainer_days": 8}]


@EACH_WRITTEN
def test_the_quarter_is_full_for_all_regions(engine):
    """One course a quarter, in Nord; three are left there and four in Sud, enough for another together."""
    run, left = ledger(engine, 13, 4, days=31.0, per_quarter=1)
    assert run.activity("facilitator_courses", NORD_PLACE) == [1] and left == [{"calendar": 3}, {"calendar": 4}]


@EACH_WRITTEN
def test_who_was_absent_waits_for_what_failed_in_the_nation(engine):
    """All of Nord are invited, and stay away; the days of its trainer are gone when Sud asks for a remote course."""
    run, left = ledger(engine, 10, 8, rates={"no_show": 1.0})
    assert run.activity("facilitator_courses") == [1] and left == [{"trainer_days": 10}, {"trainer_days": 8}]
    assert ledger(engine, 10, 8, rates={"no_show": 1.0}, remote=False)[1] == [{"too_few": 10}, {"trainer_days": 8}]
    # Who has joined the queue again is not seen by the remote try of the same month: nobody waits for it.
    assert ledger(engine, 10, 0, rates={"no_show": 1.0})[1] == [{"too_few": 10}, {}]


@EACH_WRITTEN
def test_it_is_the_month_in_which_remote_courses_are_allowed(engine):
    """In February alone."""
    remote = [{"from": f"2026-0{month}", "value": month == 2} for month in (1, 2, 3)]
    run, last = ledger(engine, 3, 8, days=2.0, months=3, remote=remote)
    assert [causes(run, NORD_PLACE, month) for month in (0, 1)] == [{"too_few": 3}, {"trainer_days": 3}]
    assert last == [{"too_few": 3}, {"trainer_days": 8}]


@EACH_WRITTEN
def test_by_calendar_a_region_keeps_its_own_cause(engine):
    """Remote courses may be allowed: without an entry of the nation there is no remote try."""
    dated = {"scheduling": "calendar", "calendar": [{"month": "2026-01", "place": "Sud"}]}
    assert ledger(engine, 3, 8, days=2.0, **dated)[1] == [{"calendar": 3}, {"trainer_days": 8}]


@EACH_WRITTEN
@pytest.mark.parametrize("remote", [True, False])
def test_trainers_are_needed_where_the_nation_lacks_their_days(engine, remote):
    """Six wait in each region, and a course takes seven: too few for their own, and the remote one lacks days.

    By need a trainer course is held once those who joined before m − 2 would fill a course.
    """
    led = row("facilitator_active", 5, 0)
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1, "masters": 1}], "days_per_month": 2.0,
                     "days_kept_months": 1},
        "facilitator_courses": {**COURSE, "minimum": 7, "remote": remote}, "practicum": {"sessions": 0},
        "refreshers": {"seats": 0}, "promotion": {"groups": 0, "skill": 0.0, "months": 0},
        "trainer_courses": {"scheduling": "need", "days": 1.0, "trainers": 1, "seats": 1, "minimum": 1},
    }  # fmt: skip
    register = [row("candidate", 6, 0), row("candidate", 6, 0, SUD), led]
    run = Run(engine, scenario(6, levers, {"promotion_rate": 120.0}, register, cells=CELLS))
    held = months_with(run.activity("trainer_courses"))
    # Who is in a register with age 0 joined in month −1.
    assert bool(held) == remote and run.activity("facilitator_courses") == [0] * 6
