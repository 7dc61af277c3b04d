"""Who is active, who offers, who is asked, and what becomes of groups without a leader or days (ODD, 7.6, 7.8)."""

import math

import pytest

from simulation.agents.chance import Chance, named
from simulation.common.draws import Decision
from tests.unit.rules.making import ALWAYS_WILLING, EACH_ENGINE, TWO_REGIONS, Record, intake, make, months_with

WILLING = {"groups_per_year": ALWAYS_WILLING}
ONE = {"facilitators": 1, "practitioners": 0}
DORMANT = {"active_by_half_year": [0.0] * 5}
PERMANENT = {"permanent": True, "sessions": None}


def willing_months(identity, months, rate=ALWAYS_WILLING):
    """By hand: the months in which somebody of mean activity is willing."""
    chance, found = Chance(1, 0), []
    for month in range(months):
        chance.begin_month(month)
        if chance.uniform(identity, Decision.WILLING) < 1 - math.exp(-rate / 12):
            found.append(month)
    return found


@EACH_ENGINE
def test_an_engagement_makes_nobody_active(engine):
    levers = {"engagements": [{"kind": "workshop", "per_year": 60.0, "facilitators": 1, "days": 1.0}]}
    record = Record(engine, make(levers, WILLING, initial=ONE | DORMANT))
    assert record("active_facilitators") == [0] * 12
    assert record("engaged_facilitators")[-1] == 1 and sum(record("engagements_held")) > 0
    # Two days a month, one for each: the third of a month is refused.
    assert max(record("engagements_held")) == 2


@EACH_ENGINE
def test_active_are_those_who_led_in_the_last_twelve_months(engine):
    levers = {"programmes": [intake("path", 2)]}
    record = Record(engine, make(levers, WILLING, initial=ONE | DORMANT, months=18))
    assert record("sessions") == [1] * 4 + [0] * 14
    assert record("active_facilitators") == [1] * 15 + [0] * 3
    assert record("network_members") == [1] * 18 and record("people_reached")[-1] == 3


@EACH_ENGINE
def test_eagerness_wears_off_and_animation_slows_that(engine):
    """Offers × exp(−decay × years of wear): with full effect and full animation nothing wears off."""
    levers = {"programmes": [intake("path", 2, every_months=1, first="2026-01")]}
    uncertainties = WILLING | {"activity_decay": 5.0, "animation_effect": 1.0}
    first = {"register": [{"state": "facilitator_active", "region": "Nord", "administration": "State", "count": 1,
                           "age": 0}]}  # fmt: skip
    worn = Record(engine, make(levers | {"animation": 0.0}, uncertainties, initial=first, months=30))
    kept = Record(engine, make(levers | {"animation": 1.0}, uncertainties, initial=first, months=30))
    assert sum(worn("programme_groups_started")) < sum(kept("programme_groups_started"))
    identity = named("register/facilitator_active/Nord/State/0")
    chance, expected, room = Chance(1, 0), [], 4
    for month in range(30):
        # Certified in month −1: m + 1 months of wear in month m. A group takes half a day of two for four months.
        chance.begin_month(month)
        rate = ALWAYS_WILLING * math.exp(-5.0 * (month + 1) / 12)
        running = sum(month - started < 4 for started in expected)
        if chance.uniform(identity, Decision.WILLING) < 1 - math.exp(-rate / 12) and running < room:
            expected.append(month)
    assert months_with(worn("programme_groups_started")) == expected


@EACH_ENGINE
@pytest.mark.parametrize("strength, agreed", [(0.0, 0), (1000.0, 1)])
def test_the_coordinator_asks_when_people_wait(engine, strength, agreed):
    """Nobody is willing. Two wait for one group: one is asked, until somebody agrees, at most three a day."""
    rows = [{"state": "facilitator_active", "region": "Nord", "administration": "State", "count": 5, "age": 12},
            {"state": "waiting", "region": "Nord", "administration": "State", "count": 2, "age": 0}]  # fmt: skip
    levers = {"coordination": {"days_per_month": 1.0}}
    uncertainties = {"ask_strength": strength, "asks_per_day": 3.0}
    record = Record(engine, make(levers, uncertainties, initial={"register": rows, "active_by_half_year": [1.0] * 5}))
    assert record("asked")[0] == (1 if agreed else 3) and record("agreed")[0] == agreed
    assert record("groups_started")[0] == agreed and sum(record("asked")) == (1 if agreed else 36)
    assert record("money_coordination")[0] == 12 * 350_00
    silent = Record(engine, make({}, uncertainties, initial={"register": rows}))
    assert sum(silent("asked")) == sum(silent("groups_started")) == 0


@EACH_ENGINE
def test_a_permanent_group_waits_for_a_leader(engine):
    """In March nobody has days any more: an ordinary group ends two months later, the permanent one waits."""
    days = [{"from": "2026-01", "value": 2.0}, {"from": "2026-03", "value": 0.0}, {"from": "2026-08", "value": 2.0}]
    levers = {
        "facilitators": {"days_per_month": days},
        "programmes": [intake("directors", 2, **PERMANENT), intake("path", 2, sessions=9)],
    }
    record = Record(engine, make(levers, WILLING, initial={"facilitators": 2, "practitioners": 0}))
    assert record("sessions") == [2, 2, 0, 0, 0, 0, 0] + [2] * 5
    assert months_with(record("groups_leader_lost")) == [4]
    assert record("groups_open") == [2, 2, 2, 2, 1, 1, 1] + [2] * 5
    # The members of the one that ended wait for another of their programme, which opens in August.
    assert record("waiting_for_programme") == [0] * 4 + [2] * 3 + [0] * 5
    assert months_with(record("programme_groups_started")) == [0, 7]


@EACH_ENGINE
def test_the_group_started_last_is_given_up_first(engine):
    """Two groups of half a day each, and half a day left: the older one keeps its leader."""
    days = [{"from": "2026-01", "value": 1.0}, {"from": "2026-03", "value": 0.5}]
    levers = {
        "facilitators": {"days_per_month": days},
        "programmes": [intake("one", 2, sessions=5), intake("two", 2, "2026-02", sessions=5)],
    }
    record = Record(engine, make(levers, WILLING, initial=ONE))
    assert willing_months(named("start/facilitator/0"), 2) == [0, 1]
    assert record("sessions")[:4] == [1, 2, 1, 1]
    # The older group has five sessions, in May the last; the younger ended in May, two months without a leader. Its
    # members wait for another, which opens in June.
    assert months_with(record("groups_completed")) == [4, 9] and months_with(record("groups_leader_lost")) == [4]


@EACH_ENGINE
def test_days_used_stay_within_the_allowance(engine):
    levers = {
        "facilitators": {"days_per_month": 1.0},
        "trainers": {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 8.0},
        "refreshers": {"days": 0.5, "seats": 5},
        "programmes": [intake("path", 2, every_months=1)],
        "engagements": [{"kind": "review", "per_year": 60.0, "facilitators": 1, "days": 0.5}],
    }
    record = Record(engine, make(levers, WILLING, initial=ONE))
    uses = [record(f"facilitator_days_used_{use}") for use in ("groups", "engagements", "refreshers")]
    offered = record("facilitator_days_offered")
    assert offered == [16] * 12 and all(used <= 16 for used in map(sum, zip(*uses, strict=True)))
    assert all(sum(used) for used in uses)


@EACH_ENGINE
def test_a_group_of_a_region_goes_on_remotely(engine):
    """The only facilitator of Nord lives in Sud from now on: the leader is lost, and found again from afar."""
    rows = [{"state": "facilitator_active", "region": region, "administration": "State", "count": 1, "age": 12}
            for region in ("Nord", "Sud")]  # fmt: skip
    rows.append({"state": "group", "region": "Nord", "count": 1, "age": 1})
    levers = {"groups": {"size": 2, "minimum": 1, "maximum": 2, "sessions": 9, "remote_share": 0.1,
                         "days_in_person": 1.0, "days_remote": 0.5}}  # fmt: skip
    given = {"initial": {"register": rows, "active_by_half_year": [1.0] * 5}, "population": TWO_REGIONS}
    for replicate in range(12):
        record = Record(engine, make(levers, {"facilitator_stop": 2.0}, **given), replicate)
        stopped = months_with(record("facilitators_stopped"))
        if stopped and record("groups_open", "national")[stopped[0]] == 1:
            month = stopped[0]
            assert record("sessions", "national")[month] == 1 and record("sessions", "Nord")[month] == 0
            assert record("facilitator_days_used_groups", "Sud")[month] == 4
            return
    raise AssertionError("in no replicate did Nord's facilitator stop first")
