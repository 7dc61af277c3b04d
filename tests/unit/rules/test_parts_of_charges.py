"""Parts of the charges for courses and refreshers, and remote courses, recorded apart (ODD, 7.3, 7.13)."""

from simulation.agents import Course
from simulation.agents.money import Charge
from simulation.common.columns import MONEY_PARTS
from simulation.model import SpreadModel
from tests.unit.rules.hands import EACH, HERE, Run, row, scenario, trainers

SUD = ("Sud", "State")
CELLS = ((*HERE, 1000), (*SUD, 1000))
NORD, SUD_PLACE, NATION = 0, 1, 2
PRICES = {"facilitator_course": 1500, "facilitator_course_seat": 150, "travel": 750, "trainer_day": 450,
          "facilitator_day": 350, "trainer_course": 2000, "trainer_course_seat": 300, "refresher": 400}  # fmt: skip
COURSE = {"seats": 10, "minimum": 5, "trainers": 2, "days": 5.0, "travel": True}
NOTHING_ELSE = {"practicum": {"sessions": 0}, "refreshers": {"seats": 0}, "trainer_courses": {"scheduling": "calendar"}}
SEATS_OF_TEN = 1500 + 10 * 150
TIME_OF_TEN = 10 * 450 + 10 * 5 * 350
"""Euros of a course for ten: room and seats; ten days of trainers, and five of each of those invited."""


def parts(run, month=0, place=None):
    """The parts in euros, those alone that are not 0."""
    found = {name: run.activity(name, place)[month] / 100 for name in MONEY_PARTS}
    return {name: euros for name, euros in found.items() if euros}


def euros(run, name, month=0, place=None):
    return run.activity(name, place)[month] / 100


def remote_columns(run, place):
    """Remote courses, their seats offered and filled in the first month, then those of all facilitator courses."""
    names = [f"facilitator_{what}" for what in ("courses", "seats_offered", "seats_filled")]
    return [run.activity(f"{name}{end}", place)[0] for end in ("_remote", "") for name in names]


def courses(engine, waiting, days=31.0, rates=None, **course):
    """A month of courses for candidates of Sud, by two trainers of Nord."""
    levers = {**NOTHING_ELSE, "trainers": trainers(2, days), "facilitator_courses": {**COURSE, **course}}
    register = [row("candidate", waiting, 0, SUD)]
    return Run(engine, scenario(1, levers, rates, register, cells=CELLS, prices=PRICES))


@EACH
def test_a_remote_course(engine):
    """Of the nation, for ten of twelve candidates, without journeys: all of its money is that of remote courses."""
    run = courses(engine, 12, remote=True)
    assert parts(run, place=NATION) == parts(run) == {
        "money_courses_remote": SEATS_OF_TEN + TIME_OF_TEN,
        "valued_time_courses": TIME_OF_TEN,
        "valued_time_courses_remote": TIME_OF_TEN,
    }  # fmt: skip
    assert euros(run, "money_courses") == SEATS_OF_TEN + TIME_OF_TEN == 25_000
    assert remote_columns(run, NATION) == [1, 10, 10, 1, 10, 10]
    assert remote_columns(run, SUD_PLACE) == remote_columns(run, NORD) == [0] * 6


@EACH
def test_a_course_in_person_is_what_is_left(engine):
    """Two trainers travel; of its parts only the time of all courses has its own column."""
    run = courses(engine, 12, remote=False)
    assert parts(run, place=SUD_PLACE) == parts(run) == {"valued_time_courses": TIME_OF_TEN}
    assert euros(run, "money_courses", place=SUD_PLACE) == SEATS_OF_TEN + 2 * 750 + TIME_OF_TEN
    assert remote_columns(run, SUD_PLACE) == [0, 0, 0, 1, 10, 10]


@EACH
def test_a_remote_course_beside_one_in_person(engine):
    """By calendar, both in Sud: ten in person, seven from home at the same place; a seat is paid for whom it is for."""
    entry = {"month": "2026-01", "place": "Sud"}
    run = courses(engine, 17, remote=False, scheduling="calendar", calendar=[entry, {**entry, "remote": True}])
    time = 10 * 450 + 7 * 5 * 350
    assert parts(run, place=SUD_PLACE) == parts(run) == {
        "money_courses_remote": 1500 + 7 * 150 + time,
        "valued_time_courses": TIME_OF_TEN + time,
        "valued_time_courses_remote": time,
    }  # fmt: skip
    assert euros(run, "money_courses") == SEATS_OF_TEN + 2 * 750 + TIME_OF_TEN + 1500 + 7 * 150 + time
    assert remote_columns(run, SUD_PLACE) == [1, 10, 7, 2, 20, 17]


@EACH
def test_a_national_course_in_person_is_not_remote(engine):
    entry = {"month": "2026-01", "place": "national", "remote": False}
    run = courses(engine, 10, scheduling="calendar", calendar=[entry])
    assert parts(run, place=NATION) == parts(run) == {"valued_time_courses": TIME_OF_TEN}
    assert remote_columns(run, NATION) == [0, 0, 0, 1, 10, 10]


@EACH
def test_who_does_not_come_to_a_remote_course_fills_no_seat(engine):
    """Ten are invited and paid for; nobody comes, and nobody else waits."""
    run = courses(engine, 10, days=5.0, rates={"no_show": 1.0}, remote=True)
    assert remote_columns(run, NATION) == [1, 10, 0, 1, 10, 0]
    assert parts(run)["money_courses_remote"] == SEATS_OF_TEN + TIME_OF_TEN


@EACH
def test_a_trainer_course(engine):
    """For two of those who joined the queue in January; both trainers give two days, and come from Nord."""
    levers = {
        **NOTHING_ELSE, "trainers": trainers(2, 2.0, masters=2), "facilitator_courses": COURSE,
        "trainer_courses": {"minimum": 1, "seats": 2, "days": 2.0, "trainers": 2, "scheduling": "calendar",
                            "calendar": [{"month": "2026-02", "place": "national", "remote": True}]},
        "promotion": {"groups": 0, "months": 0, "skill": 0.0},
    }  # fmt: skip
    given = scenario(3, levers, {"promotion_rate": 120.0}, [row("facilitator_active", 30, 0)], prices=PRICES)
    run = Run(engine, given)
    time = 2 * 2 * 450
    nation = 1  # after the one region
    assert parts(run, 1, nation) == parts(run, 1) == {
        "money_trainer_courses": 2000 + 2 * 300 + 2 * 750 + time,
        "valued_time_courses": time,
        "valued_time_trainer_courses": time,
    }  # fmt: skip
    assert euros(run, "money_courses", 1) == parts(run, 1)["money_trainer_courses"] == 5_900
    assert parts(run) == parts(run, 2) == {} and run.activity("trainer_courses") == [0, 1, 0]
    assert run.activity("facilitator_courses_remote") == [0, 0, 0]


@EACH
def test_bought_days(engine):
    """Of two trainers with three days a month at 800 euros, from November to January: two months, then one."""
    hired = {"place": "Nord", "trainers": 2, "from": "2026-11", "until": "2027-01", "day_price": 800.0,
             "days_per_month": 3.0}  # fmt: skip
    levers = {**NOTHING_ELSE, "trainers": {"hired": [hired]}}
    run = Run(engine, scenario(4, levers, None, [row("waiting", 1, 0)], "2026-11", prices=PRICES, cells=CELLS))
    bought = [2 * 2 * 3 * 800, 0, 2 * 3 * 800, 0]
    assert run.activity("money_bought_days", NORD) == [100 * amount for amount in bought]
    assert [parts(run, month) for month in range(4)] == [
        {"money_bought_days": amount} if amount else {} for amount in bought
    ]  # fmt: skip
    assert run.activity("money_courses") == run.activity("money_cash") == run.activity("money_bought_days")


@EACH
def test_bought_days_of_a_remote_course_are_not_paid_twice(engine):
    """One trainer is paid by the day, one is not: the course has five valued days, and the trainees' time."""
    hired = {"place": "Nord", "trainers": 1, "from": "2026-12", "day_price": 800.0, "days_per_month": 5.0}
    levers = {**NOTHING_ELSE, "trainers": trainers(1, 5.0, hired=[hired]),
              "facilitator_courses": {**COURSE, "remote": True}}  # fmt: skip
    given = scenario(1, levers, None, [row("candidate", 10, 0, SUD)], "2026-12", prices=PRICES, cells=CELLS)
    run = Run(engine, given)
    time = 5 * 450 + 10 * 5 * 350
    assert parts(run, place=NORD) == {"money_bought_days": 4_000}
    assert parts(run, place=NATION) == {
        "money_courses_remote": SEATS_OF_TEN + time, "valued_time_courses": time, "valued_time_courses_remote": time,
    }  # fmt: skip
    assert euros(run, "money_courses") == 4_000 + SEATS_OF_TEN + time and euros(run, "money_valued_time") == time


@EACH
def test_a_refresher(engine):
    """Two of the trainer's days and two of each of three guests are valued time; 400 euros are not."""
    levers = {"trainers": trainers(1, 2.0), "refreshers": {"days": 2.0, "seats": 3},
              "facilitators": {"days_per_month": 2.0}}  # fmt: skip
    run = Run(engine, scenario(1, levers, None, [row("facilitator_dormant", 3, 40)], prices=PRICES))
    assert parts(run, place=NORD) == parts(run) == {"valued_time_refreshers": 900 + 3 * 700}
    assert euros(run, "money_refreshers") == 400 + 900 + 3 * 700
    assert euros(run, "money_valued_time") == 900 + 3 * 700


@EACH
def test_supervision_and_groups_are_no_parts(engine):
    """A trainee is supervised and practises: practicum alone, which is valued time throughout."""
    levers = {"trainers": trainers(1, 3.0), "refreshers": {"seats": 0}, "practicum": {"sessions": 3}}
    run = Run(engine, scenario(2, levers, None, [row("trainee", 1, 1), row("waiting", 20, 0)], prices=PRICES))
    assert sum(run.activity("money_practicum")) > 0 and parts(run) == parts(run, 1) == {}


def test_a_part_of_a_later_year_is_recorded_in_it():
    """The Mesa engine alone: no rule charges courses of later years, one of a user's own may."""
    levers = {**NOTHING_ELSE, "trainers": trainers(1, 0.0)}
    model = SpreadModel(scenario(2, levers, None, [row("waiting", 1, 0)], "2026-12"))
    charge = Charge("Nord", "courses", cash=(1, 20, 700), valued_time=(300, 4000, 8000), part="courses_remote")
    model.add_rule(lambda model: model.month_index == 0 and model.money.charge(charge), after="teach")
    model.step()
    model.step()
    found = model.datacollector.get_model_vars_dataframe()
    assert (found["money_courses_remote"] * 100).round().tolist() == [301, 4020]
    assert (found["money_courses"] * 100).round().tolist() == [301, 4020]
    for name in ("valued_time_courses", "valued_time_courses_remote", "money_valued_time"):
        assert (found[name] * 100).round().tolist() == [300, 4000], name
    assert not found[["money_bought_days", "money_trainer_courses", "valued_time_refreshers"]].any(axis=None)


def test_a_trainer_course_by_hand_is_counted_once():
    """The Mesa engine alone: the rules hold none remotely, a rule of a user's own may."""
    levers = {"trainers": trainers(1, 0.0), "trainer_courses": {"scheduling": "calendar", "seats": 10}}
    model = SpreadModel(scenario(1, levers, None, [row("waiting", 1, 0)]))
    (trainer,) = model.trainers
    model.add_rule(lambda model: Course(model, "trainer", "national", True, [(trainer, 0)]), after="teach")
    model.step()
    found = model.datacollector.get_model_vars_dataframe().iloc[0]
    assert found["trainer_courses"] == 1 and found["trainer_seats_offered"] == 10
    assert found["facilitator_courses_remote"] == found["facilitator_seats_offered_remote"] == 0
