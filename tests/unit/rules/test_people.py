"""Who is addressable, comes back, moves, follows in a post, answers a call or is nominated (ODD, 7.4 to 7.7)."""

import math

import pytest

from simulation.agents.chance import Chance, child, named
from simulation.common.arithmetic import binomial, exponential, months_until
from simulation.common.draws import PERSON, Decision
from tests.unit.rules.making import (
    ALWAYS_WILLING,
    EACH_ENGINE,
    TWO_REGIONS,
    Record,
    intake,
    make,
    months_with,
    nomination,
)

CELL = {"region": "Nord", "administration": "State"}


@EACH_ENGINE
def test_who_is_sent_uses_up_the_pool_only_if_addressable(engine):
    """A hundred of a thousand are addressable: of 300 sent, those by the numbers of the cell before each of them."""
    levers = {"programmes": [intake("path", 300)], "groups": {"size": 10, "minimum": 10, "maximum": 10}}
    uncertainties = {"addressable_share": 0.1, "innovation": 12.0}
    record = Record(engine, make(levers, uncertainties, months=2))
    chance, addressable = Chance(1, 0), 0
    # In January first those who become interested unasked, from the whole pool; then the programme.
    chance.begin_month(0)
    cell = named("cell/Nord/State")
    unasked = binomial(chance.uniform(cell, Decision.NEW_INTERESTED), 100, 1.0)
    touched, addressable = unasked, unasked
    for number in range(300):
        person = child(named("programme/path"), number, PERSON)
        addressable += chance.uniform_once(person, Decision.ADDRESSABLE) * (1000 - touched) < 100 - addressable
        touched += 1
    chance.begin_month(1)
    later = binomial(chance.uniform(cell, Decision.NEW_INTERESTED), 100 - addressable, 1.0)
    assert record("new_interested") == [unasked + 300, later]
    assert unasked < addressable < 100


@EACH_ENGINE
def test_the_lapsed_come_back_to_wait(engine):
    rows = [{**CELL, "state": "waiting", "count": 40, "age": 0}]
    uncertainties = {"patience_for_a_group": 1.0, "returning": 2.0}
    record = Record(engine, make({"groups": {"size": 8, "minimum": 8, "maximum": 8}}, uncertainties,
                                 initial={"register": rows}))  # fmt: skip
    chance, waiting, lapsed = Chance(1, 0), [0] * 12, [0] * 12
    for number in range(40):
        person, month, times, waits = named(f"register/waiting/Nord/State/{number}"), -1, 0, True
        while month < 12:
            rate = 12.0 if waits else 2.0
            until = month + 1 + months_until(chance.uniform_once(person, Decision.PATIENCE, times), rate)
            for at in range(max(month, 0), min(until, 12)):
                (waiting if waits else lapsed)[at] += 1
            month, times, waits = until, times + 1, not waits
    assert record("waiting") == waiting and sum(record("came_back")) > 5
    # Who comes back is still one who has lapsed, and lapses once only.
    assert record("lapsed")[-1] == sum(record("newly_lapsed")) and sum(record("newly_lapsed")) <= 40


@EACH_ENGINE
def test_movers_go_to_any_cell_by_headcount(engine):
    """600 work in Nord, 200 in Sud: who draws the cell they are in stays, and draws another month."""
    rows = [{"region": "Sud", "administration": "State", "state": "practitioner", "count": 60, "age": None}]
    record = Record(engine, make({}, {"moving": 2.0}, initial={"register": rows}, population=TWO_REGIONS))
    chance = Chance(1, 0)
    nord, moves = [0] * 12, [0] * 12
    for number in range(60):
        person, cell, times = named(f"register/practitioner/Sud/State/{number}"), "Sud", 0
        moving = months_until(chance.uniform_once(person, Decision.MOVE), 2.0)
        for month in range(12):
            chance.begin_month(month)
            if moving <= month:
                new = "Nord" if chance.uniform(person, Decision.DESTINATION) * 800 < 600 else "Sud"
                moves[month] += new != cell
                cell, times = new, times + 1
                moving = month + 1 + months_until(chance.uniform_once(person, Decision.MOVE, times), 2.0)
            nord[month] += cell == "Nord"
    assert record("moved_in_reached") == record("moved_out_reached") == moves
    assert [record.in_cells("reached", month)[0] for month in range(12)] == nord
    # In proportion to headcount: three quarters, in the long run.
    assert 35 < nord[-1] < 55


@EACH_ENGINE
def test_a_permanent_order_keeps_its_posts(engine):
    """Seats and places in the queue: whoever leaves is followed by somebody of the same cell."""
    permanent = {"permanent": True, "sessions": None}
    levers = {"programmes": [intake("directors", 21, **permanent)]}
    uncertainties = {"groups_per_year": ALWAYS_WILLING, "leaving": 1.0, "again": 1.0, "volunteering": 0.3}
    record = Record(engine, make(levers, uncertainties, initial={"facilitators": 4, "practitioners": 0}, months=36))
    left = sum(sum(record(f"left_{role}")) for role in ("interested", "reached", "candidate"))
    assert left > 21
    members_and_waiting = [a + b for a, b in zip(record("in_a_seat"), record("waiting_for_programme"), strict=True)]
    assert members_and_waiting == [21] * 36
    # They volunteer at the anniversary, and never leave for another group.
    opened = months_with(record("programme_groups_started"))
    assert opened[-1] < 6 and {(month + 1) % 12 for month in months_with(record("volunteered"))} <= set(opened)
    assert sum(record("waiting")) == 0 and sum(record("groups_below_minimum")) == 0


@EACH_ENGINE
def test_successors_come_when_all_have_left(engine):
    """A hundred of 220 are addressable. Whether a successor is, hangs on who is there when all others have gone."""
    levers = {"programmes": [intake("path", 200, permanent=True, sessions=None)]}
    uncertainties = {"addressable_share": 100 / 220, "leaving": 6.0, "innovation": 12.0}
    population = [{**CELL, "headcount": 220}]
    record = Record(engine, make(levers, uncertainties, population=population, months=2))
    chance, cell, there = Chance(1, 0), named("cell/Nord/State"), {}

    def join(person, month, addressable=None):
        if addressable is None:
            number = chance.uniform_once(person, Decision.ADDRESSABLE)
            addressable = number * (220 - len(there)) < 100 - sum(is_so for is_so, _ in there.values())
        leaves = month + 1 + months_until(chance.uniform_once(person, Decision.LEAVE), 6.0)
        there[person] = addressable, leaves

    chance.begin_month(0)
    unasked = binomial(chance.uniform(cell, Decision.NEW_INTERESTED), 100, 1.0)
    for number in range(unasked):
        join(child(cell, number, PERSON), 0, addressable=True)
    sent = [child(named("programme/path"), number, PERSON) for number in range(200)]
    sent = sent[: 220 - unasked]
    for person in sent:
        join(person, 0)
    chance.begin_month(1)
    leavers = sorted(person for person, (_, leaves) in there.items() if leaves <= 1)
    for person in leavers:
        del there[person]
    for person in leavers:
        if person in sent:
            join(child(person, 0, PERSON), 1)
    pool = 100 - sum(is_so for is_so, _ in there.values())
    later = binomial(chance.uniform(cell, Decision.NEW_INTERESTED), pool, 1.0)
    assert len(leavers) > 50 and pool > 5
    assert record("new_interested") == [unasked + len(sent), sum(person in sent for person in leavers) + later]


@EACH_ENGINE
def test_a_permanent_group_fills_its_seats_from_its_queue(engine):
    """Two of three seats are taken in January; of two sent in March one takes the third, in April."""
    permanent = {"permanent": True, "sessions": None, "size": 3, "minimum": 1, "maximum": 3}
    levers = {"programmes": [intake("directors", 2, **permanent | {"every_months": 2, "last": "2026-03"})]}
    levers["facilitators"] = {"days_per_month": 0.5}  # for one group
    uncertainties = {"groups_per_year": ALWAYS_WILLING}
    record = Record(engine, make(levers, uncertainties, initial={"facilitators": 1, "practitioners": 0}))
    assert record("in_a_seat") == [2, 2, 2] + [3] * 9 and record("waiting_for_programme") == [0, 0, 2] + [1] * 9
    assert sum(record("programme_groups_started")) == 1


@EACH_ENGINE
def test_calls_saturate(engine):
    """A first call, one of double strength in the next month, and one half a year later."""
    calls = [{"month": "2026-02"}, {"month": "2026-03", "strength": 2.0}, {"month": "2026-03"}, {"month": "2026-09"}]
    uncertainties = {"addressable_share": 0.5, "call_response": 0.1}
    record = Record(engine, make({"calls": calls}, uncertainties))
    chance, called, pool = Chance(1, 0), [0] * 12, 500
    identity = named("call/Nord/State")
    for month, hazard in ((1, 0.1), (2, 0.1 * 2.0 * (1 - exponential(-1 / 6))), (8, 0.1 * (1 - exponential(-1.0)))):
        chance.begin_month(month)
        called[month] = binomial(chance.uniform(identity, Decision.CALLED), pool, hazard)
        pool -= called[month]
    assert record("called") == called and min(called[1], called[2], called[8]) > 0
    there = sum(called) - sum(record("candidates_gave_up"))
    assert record("candidates")[-1] == there == record("waiting_for_course")[-1]
    assert record("people_reached")[-1] == 0


@EACH_ENGINE
@pytest.mark.parametrize(
    "where, cells", [({}, None), ({"region": "Sud"}, [0, 40]), ({"administration": "Towns"}, [0, 0])]
)
def test_nominations_come_from_where_they_are_asked(engine, where, cells):
    named_twice = [nomination(20, "2026-02", every_months=3, last="2026-05", **where)]
    record = Record(engine, make({"nominations": named_twice}, population=TWO_REGIONS))
    number = 0 if cells == [0, 0] else 20
    assert record("nominated") == [0, number, 0, 0, number] + [0] * 7
    if cells is None:
        chance = Chance(1, 0)
        draws = [
            chance.uniform_once(child(named("nomination/named"), i, PERSON), Decision.NOMINATED_CELL) for i in range(40)
        ]
        cells = [sum(u * 800 < 600 for u in draws), sum(u * 800 >= 600 for u in draws)]
    gave_up = [sum(record.in_cells("candidates_gave_up", month)[cell] for month in range(12)) for cell in range(2)]
    assert [record.in_cells("candidates", 11)[cell] + gave_up[cell] for cell in range(2)] == cells


@EACH_ENGINE
def test_nobody_is_named_where_all_are_known(engine):
    """Three of a cell of five are there: of the four named two come."""
    small = [{"region": "Nord", "administration": "State", "headcount": 5}]
    initial = {"facilitators": 0, "practitioners": 3}
    record = Record(engine, make({"nominations": [nomination(4)]}, population=small, initial=initial))
    assert record("nominated") == [2] + [0] * 11


@EACH_ENGINE
def test_imitation_takes_those_who_attended_and_one_at_most(engine):
    """Practitioners are reached, candidates are not; more reached than addressable count as all."""
    uncertainties = {"addressable_share": 0.02, "imitation": 6.0, "mixing_cell": 1.0, "mixing_region": 0.0}
    few = [{**CELL, "state": "candidate", "count": 30, "age": 0}]
    record = Record(engine, make({}, uncertainties, initial={"register": few}))
    assert sum(record("new_interested")) == 0
    many = [{**CELL, "state": "practitioner", "count": 30, "age": None}]
    record = Record(engine, make({}, uncertainties, initial={"register": many}, months=1))
    chance = Chance(1, 0)
    addressable = 0
    for number in range(30):
        person = named(f"register/practitioner/Nord/State/{number}")
        addressable += chance.uniform_once(person, Decision.ADDRESSABLE) * (1000 - number) < 20 - addressable
    chance.begin_month(0)
    expected = binomial(chance.uniform(named("cell/Nord/State"), Decision.NEW_INTERESTED), 20 - addressable, 0.5)
    assert record("new_interested") == [expected] and expected > 0


@EACH_ENGINE
def test_the_stopped_count_in_their_cohort(engine):
    """Of those certified six months ago who led in the last half-year, some have stopped or are promoted."""
    rows = [{**CELL, "state": "trainee", "count": 20, "age": 0}]
    levers = {"practicum": {"sessions": 0}, "programmes": [intake("path", 40, "2026-02", sessions=2)],
              "facilitators": {"days_per_month": 0.5}}  # fmt: skip
    uncertainties = {"groups_per_year": ALWAYS_WILLING, "facilitator_stop": 2.0, "support_effect": 0.0}
    record = Record(engine, make(levers, uncertainties, initial={"register": rows}, months=14))
    assert record("certified")[0] == 20
    # All lead in February, or those who were still there; in July nobody has led since February.
    assert months_with(record("led_half_year_1")) == [6]
    led = record("programme_groups_started")[1]
    stopped = sum(record("facilitators_stopped")[:7])
    assert 20 - stopped < led == record("led_half_year_1")[6] <= 20
    assert math.isclose(sum(record("led_half_year_2")), 0)
