"""What holds beyond a month (ODD, 7.8, 7.9): requests of groups stay open, and answers to an ask for a year."""

import math

import pytest

from simulation.agents.chance import Chance, child, named
from simulation.common.arithmetic import poisson
from simulation.common.draws import GROUP, Decision
from tests.unit.rules.making import ALWAYS_WILLING, EACH_WRITTEN, Record, intake, make, months_with

WILLING = {"groups_per_year": ALWAYS_WILLING}
ONE = {"facilitators": 1, "practitioners": 0}
PERMANENT = {"permanent": True, "sessions": None}
MONTHS = 48
STRENGTH = 0.9
"""Of an ask: with mean activity six in ten say yes."""


def uniform(identity, decision, month):
    """By hand: the number of a decision in a month, of seed 1 and replicate 0."""
    chance = Chance(1, 0)
    chance.begin_month(month)
    return chance.uniform(identity, decision)


# ---- requests --------------------------------------------------------------------------------------------------------


def requested(per_year, months=MONTHS):
    """By hand: the requests of each month to the first group that the first facilitator opens."""
    group = child(named("start/facilitator/0"), 0, GROUP)
    return [poisson(uniform(group, Decision.SESSIONS, month), per_year / 12) for month in range(months)]


def met(requests, most, lost=(), planned=10**6):
    """By hand: of requests those met in each month; those of lost months are not heard."""
    sessions, still_open, held = [], 0, 0
    for month, number in enumerate(requests):
        if month in lost:
            sessions.append(0)
            continue
        due = min(still_open + number, most)
        still_open += number - due
        sessions.append(min(due, planned - held))
        held += sessions[-1]
    return sessions


def sessions(engine, per_year, uncertainties=None, days=31.0, **order):
    """Sessions of one group on request, by month."""
    order = intake("directors", 2, sessions_per_month=None, requests_per_year=per_year, **order)
    levers = {"programmes": [order], "facilitators": {"days_per_month": days}}
    record = Record(engine, make(levers, WILLING | (uncertainties or {}), initial=ONE, months=MONTHS))
    assert months_with(record("programme_groups_started")) == [0]
    return record("sessions")


@EACH_WRITTEN
@pytest.mark.parametrize(
    ("per_year", "most", "is_exceeded"),
    [(4.0, 2, False), (12.0, 2, True), (12.5, 3, False), (24.0, 3, True), (36.0, 4, True)],
)
def test_requests_stay_open(engine, per_year, most, is_exceeded):
    """At most one more a month than the mean, rounded up; in some cases a month has more requests than are met."""
    requests = requested(per_year)
    assert sessions(engine, per_year, **PERMANENT) == met(requests, most)
    assert (max(requests) > most) == is_exceeded and met(requests, most) != met(requests, most - 1)


@EACH_WRITTEN
def test_what_is_open_waits_for_a_leader(engine):
    """Nobody has days from month 3 to 8: requests of these months are lost, those open before are kept."""
    days = [{"from": "2026-01", "value": 31.0}, {"from": "2026-04", "value": 0.0}, {"from": "2026-10", "value": 31.0}]
    assert sessions(engine, 36.0, days=days, **PERMANENT) == met(requested(36.0), 4, range(3, 9))


@EACH_WRITTEN
def test_not_beyond_the_sessions_planned(engine):
    assert sessions(engine, 36.0, sessions=20) == met(requested(36.0), 4, planned=20)


@EACH_WRITTEN
def test_a_group_that_runs_itself_meets_those_still_open(engine):
    """Of ten planned sessions the last month's may be cut short; what is cut is lost, what was open stays so."""
    with_end, by_itself = met(requested(36.0), 4, planned=10), met(requested(36.0), 4)
    last = max(months_with(with_end))
    assert sessions(engine, 36.0, {"goes_on": 1.0}, sessions=10) == with_end[: last + 1] + by_itself[last + 1 :]


# ---- asks ------------------------------------------------------------------------------------------------------------


@EACH_WRITTEN
@pytest.mark.parametrize(
    ("start", "years"),
    [("2026-01", {0: 12, 12: 12, 24: 3}), ("2026-10", {0: 3, 3: 12, 15: 12}), ("2026-12", {0: 1, 1: 12, 13: 9})],
)
def test_who_is_asked_answers_the_same_all_the_year(engine, start, years):
    """Four are asked each month, and lead groups of one session for two of the many who wait.

    years: the first month simulated of each calendar year, and how many months of it there are.
    """
    rows = [{"state": state, "region": "Nord", "administration": "State", "count": count, "age": 0}
            for state, count in (("waiting", 250), ("facilitator_active", 4))]  # fmt: skip
    groups = {"size": 2, "minimum": 2, "maximum": 2, "sessions": 1, "remote_share": 0.0}
    levers = {"coordination": {"days_per_month": 1.0}, "groups": groups}
    months, initial = sum(years.values()), {"register": rows, "active_by_half_year": [1.0] * 5}
    asking = {"ask_strength": STRENGTH, "asks_per_day": 4.0}
    record = Record(engine, make(levers, asking, start=start, initial=initial, months=months))
    assert record("asked") == [4] * months
    assert record("agreed") == record("groups_started") == _answers(years)


def _answers(years):
    """By hand: how many of the four say yes in each month, with an activity between 0.95 and 1.05."""
    those, expected = [named(f"register/facilitator_active/Nord/State/{number}") for number in range(4)], []
    for first, months in years.items():
        numbers = [uniform(identity, Decision.ASKED, first) for identity in those]
        least, most = (sum(number < 1 - math.exp(-STRENGTH * activity) for number in numbers)
                       for activity in (0.95, 1.05))  # fmt: skip
        assert least == most, "another strength is needed: an answer hangs on the activity"
        expected += [least] * months
    assert len(set(expected)) > 1
    return expected
