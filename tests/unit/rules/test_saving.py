"""A course that fails for want of trainer days is saved for: its team gives none to later uses (ODD, 7.11)."""

import pytest

from tests.unit.rules.making import EACH_ENGINE, TWO_REGIONS, Record, make, months_with, nomination

DAY = 8


def scenario(trainers, courses, candidates=1, first="facilitator_courses", levers=None, uncertainties=None):
    """Trainers of one day a month, courses for one person, and refreshers of a day for one of many facilitators."""
    uses = ["supervision", "facilitator_courses", "trainer_courses", "refreshers"]
    given = {
        "trainers": {"at_start": trainers, "days_per_month": 1.0, "days_kept_months": 12,
                     "order_of_uses": sorted(uses, key=lambda use: use != first)},
        "facilitator_courses": {"days": 3.0, "trainers": 1, "seats": 1, "minimum": 1, "remote": False, **courses},
        "refreshers": {"days": 1.0, "seats": 1},
        "practicum": {"sessions": 0},
        "nominations": [nomination(candidates, region="Nord")],
        **(levers or {}),
    }  # fmt: skip
    facilitators = [
        {"region": region, "administration": "State", "state": "facilitator_active", "count": 20, "age": 0}
        for region in ("Nord", "Sud")
    ]
    return make(given, uncertainties, initial={"register": facilitators}, population=TWO_REGIONS)


@EACH_ENGINE
def test_a_later_use_that_takes_little_does_not_starve_an_earlier_one(engine):
    """Two courses of three days come first, in months 2 and 5; from then on a day a month goes to refreshers."""
    record = Record(engine, scenario([{"place": "Nord", "trainers": 1}], {}, 2))
    assert months_with(record("facilitator_courses")) == [2, 5]
    assert record("trainer_days_used_refreshers") == [0] * 6 + [DAY] * 6


@EACH_ENGINE
def test_an_earlier_use_saves_for_no_later_one(engine):
    record = Record(engine, scenario([{"place": "Nord", "trainers": 1}], {}, 2, first="refreshers"))
    assert record("trainer_days_used_refreshers") == [DAY] * 12 and sum(record("facilitator_courses")) == 0


@EACH_ENGINE
@pytest.mark.parametrize("travel, held, refreshed", [(False, 2, [DAY] * 12), (True, 1, [0, 0] + [DAY] * 10)])
def test_those_save_who_could_teach_the_course(engine, travel, held, refreshed):
    """Sud's trainer gives days to Nord's course, and saves for it, only where trainers travel.

    Then two days of each have come together in month 1: of the four, three are used, one is left to Sud's trainer.
    """
    trainers = [{"place": place, "trainers": 1} for place in ("Nord", "Sud")]
    record = Record(engine, scenario(trainers, {"travel": travel}, 1))
    assert months_with(record("facilitator_courses")) == [held]
    used = record("trainer_days_used_refreshers", "Sud")
    assert used[:held] == refreshed[:held] and used[held + 1 :] == refreshed[held + 1 :]
    assert record("trainer_days_used_refreshers", "Nord")[:held] == [0] * held


@EACH_ENGINE
def test_further_tries_of_the_same_use_go_on(engine):
    """Nord's trainer alone has too few days for a course in Nord; both together give it remotely, month by month."""
    trainers = [{"place": place, "trainers": 1} for place in ("Nord", "Sud")]
    record = Record(engine, scenario(trainers, {"days": 2.0, "remote": True, "travel": False}, 5))
    assert record("facilitator_courses", "national")[:5] == [1] * 5 and sum(record("facilitator_courses", "Nord")) == 0
    assert record("trainer_days_used_refreshers")[:5] == [0] * 5


@EACH_ENGINE
def test_masters_alone_save_for_a_trainer_course(engine):
    """In month 0 nobody waits for it yet; in months 1 and 2 the master saves, and in month 3 gives the course."""
    levers = {
        "trainer_courses": {"days": 3.0, "trainers": 1, "seats": 1, "minimum": 1, "scheduling": "on demand"},
        "promotion": {"groups": 0, "skill": 0.0, "months": 0},
    }
    trainers = [{"place": "Nord", "trainers": 2, "masters": 1}]
    levers["nominations"] = []
    record = Record(engine, scenario(trainers, {}, 0, levers=levers, uncertainties={"promotion_rate": 120.0}))
    assert months_with(record("trainer_courses"))[:1] == [3]
    assert record("trainer_days_used_refreshers")[:4] == [2 * DAY, DAY, DAY, DAY]
