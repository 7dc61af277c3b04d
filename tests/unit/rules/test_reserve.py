"""Days that groups keep free (ODD, 7.8): what their sessions take in a mean month, rounded up to an eighth."""

import pytest

from tests.unit.rules.making import ALWAYS_WILLING, EACH_WRITTEN, Record, intake, make, months_with

WILLING = {"groups_per_year": ALWAYS_WILLING}
ONE = {"facilitators": 1, "practitioners": 0}
ON_REQUEST = {"permanent": True, "sessions": None, "sessions_per_month": None}


def opens(engine, order, allowance, **groups):
    """Whether one facilitator with so many eighths of a day opens a group of a programme in the first month."""
    levers = {"programmes": [order], "facilitators": {"days_per_month": allowance / 8}, "groups": groups}
    record = Record(engine, make(levers, WILLING, initial=ONE, months=1))
    return record("programme_groups_started") == [1]


@EACH_WRITTEN
@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize(
    ("cadence", "days", "eighths"),
    [
        (1.0, 0.75, 6),
        (1.125, 0.75, 7),  # 9 × 6 / 8 = 6.75
        (0.5, 0.5, 2),
        (0.625, 0.5, 3),  # 5 × 4 / 8 = 2.5
        (1.5, 1.0, 12),
        (2.0, 0.5, 8),
        (0.125, 0.125, 1),  # 1 × 1 / 8
    ],
)
def test_of_a_fixed_cadence(engine, cadence, days, eighths, remote):
    order = intake("path", 2, sessions_per_month=cadence, remote=remote)
    days = {"days_remote": days, "days_in_person": 4.0} if remote else {"days_in_person": days, "days_remote": 4.0}
    assert opens(engine, order, eighths, **days) and not opens(engine, order, eighths - 1, **days)


@EACH_WRITTEN
@pytest.mark.parametrize(
    ("requests", "days", "eighths"),
    [
        (12.0, 0.5, 4),
        (4.0, 0.5, 2),  # 4 × 4 / 12 = 1.33
        (13.0, 0.5, 5),  # 13 × 4 / 12 = 4.33
        (36.0, 0.5, 12),
        (1.0, 0.125, 1),  # 1 × 1 / 12
        (5.0, 0.75, 3),  # 5 × 6 / 12 = 2.5
    ],
)
def test_on_request(engine, requests, days, eighths):
    order = intake("directors", 2, requests_per_year=requests, **ON_REQUEST)
    groups = {"days_in_person": days, "days_remote": 4.0}
    assert opens(engine, order, eighths, **groups) and not opens(engine, order, eighths - 1, **groups)


@EACH_WRITTEN
def test_a_month_with_a_session_more_borrows_its_days(engine):
    """Nine eighths of a session a month: two in the eighth month, of six eighths of a day each, while seven are given.

    In the ninth month another group is not led, as only one eighth of a day would be left; the first is kept.
    """
    orders = [intake("one", 2, sessions=20, sessions_per_month=1.125), intake("two", 2, "2026-09")]
    levers = {"programmes": orders, "groups": {"days_in_person": 0.75}, "facilitators": {"days_per_month": 0.875}}
    record = Record(engine, make(levers, WILLING, initial=ONE))
    assert record("sessions") == [1] * 7 + [2] + [1] * 4
    assert record("facilitator_days_used_groups") == [6] * 7 + [12] + [6] * 4
    assert record("facilitator_days_offered") == [7] * 12 and record("groups_open") == [1] * 12


@EACH_WRITTEN
@pytest.mark.parametrize(("left", "goes_on"), [(5, True), (4, False)])
def test_of_a_group_that_becomes_remote(engine, left, goes_on):
    """9 × 8 / 8 = 9 eighths in person, 9 × 4 / 8 = 4.5 remotely: 5 are enough for the leader to find it again."""
    record = Record(engine, make(_becomes_remote(left, left), WILLING, initial=ONE))
    assert record("sessions", "Nord")[:3] == [1, 1, 0]
    assert record("sessions", "national")[2:8] == ([1] * 5 + [2] if goes_on else [0] * 6)
    assert record("facilitator_days_used_groups")[2] == 4 * goes_on
    assert months_with(record("groups_leader_lost")) == ([] if goes_on else [4])


@EACH_WRITTEN
@pytest.mark.parametrize(("later", "opened"), [(10, [0, 4]), (9, [0])])
def test_a_group_that_has_become_remote_leaves_the_other_days(engine, later, opened):
    """It keeps 5 eighths free: with 10 there is room for another remote group of 5, and with 9 there is none."""
    record = Record(engine, make(_becomes_remote(5, later), WILLING, initial=ONE, months=5))
    assert months_with(record("programme_groups_started")) == opened


def _becomes_remote(left, later):
    """Nine eighths of a day until March, then so many, and from May on others, for a remote group of May."""
    days = [{"from": "2026-01", "value": 9 / 8}, {"from": "2026-03", "value": left / 8},
            {"from": "2026-05", "value": later / 8}]  # fmt: skip
    remote = [{"from": "2026-01", "value": 0.0}, {"from": "2026-03", "value": 0.5}]
    orders = [intake("one", 2, sessions=40, sessions_per_month=1.125, region="Nord"),
              intake("two", 2, "2026-05", sessions_per_month=1.125, remote=True)]  # fmt: skip
    groups = {"days_in_person": 1.0, "days_remote": 0.5, "remote_share": remote}
    return {"programmes": orders, "groups": groups, "facilitators": {"days_per_month": days}}
