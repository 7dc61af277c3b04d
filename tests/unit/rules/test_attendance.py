"""Who is invited to a course comes or not, and an empty seat may go to the next (ODD, 7.11)."""

from simulation.agents.chance import Chance, child, named
from simulation.common.draws import PERSON, Decision
from tests.unit.rules.making import EACH_ENGINE, Record, make, nomination

NO_SHOW = 0.5
SEATS = 30


def expected_first_course():
    """By hand: present and absent of the first course, from the draws of those named."""
    chance = Chance(1, 0)
    people = [child(named("nomination/named"), number, PERSON) for number in range(90)]
    people.sort(key=lambda person: chance.order_once(person, Decision.QUEUE, 0))
    waiting = iter(people[SEATS:])
    present = absent = empty = freed = 0
    for person in people[:SEATS]:
        if chance.uniform_once(person, Decision.NO_SHOW) >= NO_SHOW:
            present += 1
            continue
        absent, empty = absent + 1, empty + 1
        if chance.uniform_once(person, Decision.SEAT_FREED) < 0.5:
            freed += 1
            if chance.uniform_once(next(waiting), Decision.NO_SHOW) >= NO_SHOW:
                present += 1
            else:
                absent += 1
    assert 0 < freed < empty
    return present, absent


@EACH_ENGINE
def test_no_shows_and_freed_seats(engine):
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0, "days_kept_months": 1},
        "facilitator_courses": {"days": 1.0, "trainers": 1, "seats": SEATS, "minimum": 1, "remote": False},
        "nominations": [nomination(90)],
    }
    record = Record(engine, make(levers, {"no_show": NO_SHOW}))
    present, absent = expected_first_course()
    assert 0 < present < SEATS
    assert record("enrolled")[0] == record("facilitator_seats_filled")[0] == present
    assert record("no_shows")[0] == absent and record("facilitator_seats_offered")[0] == SEATS
    assert record("candidates")[0] == 90 - present == record("waiting_for_course")[0]
    # Who takes a freed seat costs nothing; those invited do: their seats, and a day each.
    assert record("money_cash")[0] == 1500_00 + SEATS * 150_00
    assert record("money_valued_time")[0] == 450_00 + SEATS * 350_00 and record("trainee_days")[0] == present * 8


@EACH_ENGINE
def test_nobody_comes(engine):
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0, "days_kept_months": 1},
        "facilitator_courses": {"days": 1.0, "trainers": 1, "seats": SEATS, "minimum": 1, "remote": False},
        "nominations": [nomination(3)],
    }
    record = Record(engine, make(levers, {"no_show": 1.0}))
    assert record("facilitator_courses") == [1] * 12 and record("enrolled") == [0] * 12
    assert record("no_shows") == [3] * 12 and record("waiting_for_course") == [3] * 12
    # They are back in a queue that the month's courses had emptied.
    assert record("training_limit_too_few") == [3] * 12
