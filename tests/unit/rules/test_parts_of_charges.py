"""What courses and refreshers cost is recorded in parts, too: bought days, delivery, kind, time (ODD, 7.3 and 7.13)."""

from simulation.common.columns import MONEY_PARTS
from tests.unit.rules.making import EACH_WRITTEN, TWO_REGIONS, Record, make, nomination

COURSE = {"days": 2.0, "trainers": 1, "seats": 3, "minimum": 1, "travel": False}
CASH, TIME = 1500_00 + 2 * 150_00, 2 * 450_00 + 2 * 2 * 350_00
"""A course for two persons by one trainer who need not travel."""
HERE = {"at_start": [{"place": "Nord", "trainers": 1, "masters": 1}], "days_per_month": 2.0, "days_kept_months": 1}


def parts(record, place=None, month=0):
    """The parts that are not 0, in cents, of a place in a month."""
    found = {name: record(name, place)[month] for name in MONEY_PARTS}
    return {name: money for name, money in found.items() if money}


def counted(record, place=None, month=0):
    """Courses, seats offered and seats filled of facilitators: all, and those held remotely."""
    kinds = ("facilitator_courses", "facilitator_seats_offered", "facilitator_seats_filled")
    return [[record(f"{kind}{sort}", place)[month] for kind in kinds] for sort in ("", "_remote")]


@EACH_WRITTEN
def test_courses_in_person_and_from_home(engine):
    """Nord's trainer teaches two of Nord there, two of Sud from home; what is no part is the course in person."""
    for region, place, remote in (("Nord", "Nord", False), ("Sud", "national", True)):
        levers = {"trainers": HERE, "facilitator_courses": COURSE, "nominations": [nomination(2, region=region)],
                  "practicum": {"sessions": 0}}  # fmt: skip
        record = Record(engine, make(levers, population=TWO_REGIONS, months=1))
        from_home = {"money_courses_remote": CASH + TIME, "valued_time_courses_remote": TIME} if remote else {}
        assert parts(record, place) == parts(record) == {"valued_time_courses": TIME, **from_home}
        assert record("money_courses", place) == [CASH + TIME]
        assert counted(record, place) == counted(record) == [[1, 3, 2], [1, 3, 2] if remote else [0, 0, 0]]


@EACH_WRITTEN
def test_remote_courses_of_a_calendar_are_counted_at_their_place(engine):
    """Sud's entry is remote and taught by Nord's trainer; the nation's is in person, and finds nobody left."""
    entries = [{"month": "2026-01", "place": "Sud", "remote": True}, {"month": "2026-01", "place": "national"}]
    course = {**COURSE, "scheduling": "calendar", "calendar": entries}
    levers = {"trainers": HERE, "facilitator_courses": course, "nominations": [nomination(2, region="Sud")]}
    record = Record(engine, make(levers, population=TWO_REGIONS, months=1))
    assert counted(record, "Sud") == counted(record) == [[1, 3, 2], [1, 3, 2]]
    assert parts(record, "Sud")["money_courses_remote"] == CASH + TIME


@EACH_WRITTEN
def test_trainer_courses(engine):
    """Three who led lately volunteer at once; next month Nord's trainer travels to the course of the nation."""
    register = [{"state": "facilitator_active", "region": "Nord", "administration": "State", "count": 3, "age": 5}]
    levers = {
        "trainers": HERE,
        "trainer_courses": {"days": 2.0, "trainers": 1, "seats": 3, "minimum": 3, "scheduling": "on demand"},
        "promotion": {"groups": 1, "skill": 0.0, "months": 0}, "refreshers": {"seats": 0},
    }  # fmt: skip
    record = Record(engine, make(levers, {"promotion_rate": 120.0}, initial={"register": register}, months=2))
    time, cash = 2 * 450_00, 2500_00 + 3 * 200_00 + 750_00
    assert record("trainer_courses") == [0, 1] and record("money_courses") == [0, cash + time]
    assert parts(record, "national", 1) == {
        "money_trainer_courses": cash + time, "valued_time_courses": time, "valued_time_trainer_courses": time,
    }  # fmt: skip
    assert parts(record, month=0) == {} and counted(record, month=1) == [[0, 0, 0], [0, 0, 0]]


@EACH_WRITTEN
def test_bought_days(engine):
    """Two days at 800, of March to December, then of January; the course has no valued time of the trainer."""
    bought = {"place": "Nord", "trainers": 1, "from": "2026-03", "until": "2027-01", "days_per_month": 2.0,
              "day_price": 800.0}  # fmt: skip
    levers = {"trainers": {"hired": [bought]}, "facilitator_courses": COURSE, "practicum": {"sessions": 0},
              "nominations": [nomination(2, "2026-03", region="Nord")]}  # fmt: skip
    record = Record(engine, make(levers, months=13))
    paid, month = record("money_bought_days"), 2
    assert paid == record("money_bought_days", "Nord") == [10 * 2 * 800_00] + [0] * 11 + [2 * 800_00]
    trainees = 2 * 2 * 350_00
    assert parts(record, month=month) == {"valued_time_courses": trainees}
    money = record("money_courses")
    assert money[month] == CASH + trainees and sum(money) == sum(paid) + CASH + trainees


@EACH_WRITTEN
def test_refreshers(engine):
    """Half a day of the trainer and of each of two guests; of a trainer with a day price, of the guests alone."""
    initial = {"facilitators": 2, "practitioners": 0}
    levers = {"trainers": HERE, "refreshers": {"days": 0.5, "seats": 2}}
    record = Record(engine, make(levers, {"refresher_gain": 0.5}, initial=initial, months=1))
    assert parts(record, "Nord") == parts(record) == {"valued_time_refreshers": 450_00 // 2 + 350_00}
    assert record("money_refreshers") == [400_00 + 450_00 // 2 + 350_00] and record("money_cash") == [400_00]
    bought = {"place": "Nord", "trainers": 1, "from": "2026-01", "days_per_month": 1.0, "day_price": 100.0}
    levers["trainers"] = {"hired": [bought]}
    record = Record(engine, make(levers, {"refresher_gain": 0.5}, initial=initial, months=1))
    assert parts(record) == {"money_bought_days": 12 * 100_00, "valued_time_refreshers": 350_00}
