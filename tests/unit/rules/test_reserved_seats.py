"""Whom a facilitator course invites, by hand: seats reserved for a region or an administration first (ODD, 7.11)."""

import pytest

from tests.unit.rules.hands import HERE, Run, row, scenario, trainers

EACH = pytest.mark.parametrize("engine", ("compiled", "mesa"))
STATE, HOSPITALS, SUD_STATE, SUD_HOSPITALS = CELLS = (
    HERE, ("Nord", "Hospitals"), ("Sud", "State"), ("Sud", "Hospitals")
)  # fmt: skip
COURSE = {"seats": 6, "minimum": 1, "trainers": 1, "days": 1.0, "remote": False, "travel": False}


def run_of(engine, register, reserved, rates=None, months=1, home="Nord", **course):
    """Courses of six seats, one a month, with seats reserved."""
    levers = {
        "trainers": {"at_start": [{"place": home, "trainers": 1}], "days_per_month": 1.0, "days_kept_months": 1},
        "facilitator_courses": {**COURSE, "reserved": reserved, **course},
        "practicum": {"sessions": 0}, "refreshers": {"seats": 0}, "trainer_courses": {"scheduling": "calendar"},
    }  # fmt: skip
    cells = tuple((*cell, 1000) for cell in CELLS)
    return Run(engine, scenario(months, levers, rates, register, cells=cells))


def by_cell(run, name, month=0):
    """A column of a month by the administrations of Nord, then those of Sud, in the order of CELLS."""
    return [run.persons(name, number)[month] for number in range(len(CELLS))]


def seats(number, region=None, administration=None):
    return {"seats": number, "region": region, "administration": administration}


def hospitals(number):
    return seats(number, administration="Hospitals")


def state(number):
    return seats(number, administration="State")


@EACH
@pytest.mark.parametrize(
    ("reserved", "invited"),
    [
        ([], [6, 0]),
        ([hospitals(2)], [4, 2]),
        pytest.param([hospitals(5)], [2, 4], id="four wait: what they do not fill falls free"),
        pytest.param([hospitals(1), hospitals(2)], [3, 3], id="a second entry goes on where the first ended"),
        pytest.param([state(1), hospitals(3)], [3, 3], id="the others fill what is left"),
        pytest.param([state(4), hospitals(4)], [4, 2], id="the first entry first, while seats are left"),
        pytest.param([hospitals(4), state(4)], [2, 4], id="and the other way round"),
        pytest.param([state(6), hospitals(1)], [6, 0], id="no seat is left"),
        pytest.param([seats(3, "Sud")], [6, 0], id="nobody of Sud is invited to Nord"),
        pytest.param([seats(3, "Sud", "Hospitals")], [6, 0], id="both must be theirs"),
        pytest.param([seats(3, "Nord", "Hospitals")], [3, 3], id="both are theirs"),
    ],
)
def test_a_course_of_a_region(engine, reserved, invited):
    """Ten of the State have waited longest, four of the Hospitals came a month later; four of Sud wait there."""
    register = [row("candidate", 10, 3), row("candidate", 4, 2, HOSPITALS), row("candidate", 4, 9, SUD_HOSPITALS)]
    run = run_of(engine, register, reserved)
    assert by_cell(run, "enrolled") == [*invited, 0, 0]
    assert run.activity("facilitator_seats_filled") == [6] and run.activity("waiting_for_course") == [12]


@EACH
def test_every_course_reserves_them(engine):
    """Two of three of the Hospitals come to the first course, the third to the next."""
    register = [row("candidate", 10, 3), row("candidate", 3, 2, HOSPITALS)]
    run = run_of(engine, register, [hospitals(2)], months=3)
    assert [by_cell(run, "enrolled", month)[:2] for month in range(3)] == [[4, 2], [5, 1], [1, 0]]


@EACH
@pytest.mark.parametrize(
    ("reserved", "invited"),
    [
        ([], [6, 0, 0, 0]),
        pytest.param([seats(3, "Sud")], [3, 0, 2, 1], id="of Sud, who has waited longest first"),
        pytest.param([seats(3, "Sud", "Hospitals")], [3, 0, 0, 3], id="a cell"),
        pytest.param([hospitals(3)], [3, 2, 0, 1], id="an administration in both regions"),
        pytest.param([seats(1, "Sud"), hospitals(3), seats(1, "Sud")], [1, 2, 2, 1], id="nobody is invited twice"),
        pytest.param([seats(2, "Sud"), seats(2, "Nord")], [4, 0, 2, 0], id="the others by the order of the queue"),
    ],
)
@pytest.mark.parametrize("scheduling", ["on demand", "calendar"])
def test_a_course_of_the_nation(engine, scheduling, reserved, invited):
    """The State of Nord has waited longest, then the State of Sud, the Hospitals of Nord, and those of Sud."""
    register = [
        row("candidate", 9, 9), row("candidate", 2, 2, HOSPITALS), row("candidate", 2, 3, SUD_STATE),
        row("candidate", 5, 1, SUD_HOSPITALS),
    ]  # fmt: skip
    entry = {"month": "2026-01", "place": "national", "courses": 1, "remote": True}
    course = {"remote": True, "scheduling": scheduling, "calendar": [entry]}
    run = run_of(engine, register, reserved, home="national", **course)
    assert by_cell(run, "enrolled") == invited and run.activity("facilitator_courses", 2) == [1]


@EACH
def test_fewer_wait_than_there_are_seats(engine):
    """All five come, whoever the seats are reserved for."""
    register = [row("candidate", 3, 3), row("candidate", 2, 2, HOSPITALS)]
    assert by_cell(run_of(engine, register, [hospitals(1), state(1)]), "enrolled") == [3, 2, 0, 0]
    assert by_cell(run_of(engine, register, [hospitals(6)]), "enrolled") == [3, 2, 0, 0]


@EACH
def test_a_freed_seat_goes_to_the_first_of_those_not_invited(engine):
    """Nobody comes: two of the Hospitals are invited, and the seats that are freed are offered to the State alone."""
    register = [row("candidate", 10, 3), row("candidate", 4, 2, HOSPITALS)]
    run = run_of(engine, register, [hospitals(2)], {"no_show": 1.0})
    of_state, of_hospitals = by_cell(run, "no_shows")[:2]
    assert of_hospitals == 2 and 4 < of_state <= 4 + 6
    assert run.activity("facilitator_seats_filled") == [0] and run.activity("waiting_for_course") == [14]


@EACH
def test_trainer_courses_reserve_nothing(engine):
    """Facilitators of both administrations wait; who takes the course does not depend on seats of other courses."""

    def promoted(reserved):
        levers = {
            "trainers": trainers(1, 31.0, masters=1, days_kept_months=1),
            "facilitator_courses": {**COURSE, "reserved": reserved},
            "refreshers": {"seats": 0}, "promotion": {"groups": 0, "months": 0, "skill": 0.0},
            "trainer_courses": {"minimum": 1, "seats": 4, "trainers": 1, "days": 31.0, "scheduling": "on demand"},
        }  # fmt: skip
        register = [row("facilitator_active", 20, 0), row("facilitator_active", 20, 0, HOSPITALS)]
        cells = tuple((*cell, 1000) for cell in CELLS)
        run = Run(engine, scenario(3, levers, {"promotion_rate": 120.0}, register, cells=cells))
        return by_cell(run, "promoted", 1)[:2]

    of_state, of_hospitals = promoted([])
    assert of_state + of_hospitals == 4 and of_state > 0 and of_hospitals > 0
    assert promoted([hospitals(4)]) == promoted([state(4)]) == [of_state, of_hospitals]
