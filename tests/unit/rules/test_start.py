"""The network at the start: a register, cell by cell; the dormant; open groups with sessions held (ODD, 7.4)."""

import pytest

from simulation.agents.chance import Chance, named
from simulation.common.arithmetic import CLASSES, activity_classes, month_of_event
from simulation.common.draws import Decision
from simulation.model import SpreadModel
from simulation.replicate import simulate
from tests.unit.rules.making import EACH_ENGINE, TWO_REGIONS, Record, make, months_with

NORD, SUD = ({"region": region, "administration": "State"} for region in ("Nord", "Sud"))
ROWS = [
    {**NORD, "state": "facilitator_active", "count": 5, "age": 7},
    {**SUD, "state": "facilitator_active", "count": 3, "age": None},
    {**SUD, "state": "facilitator_dormant", "count": 4, "age": 30},
    {**NORD, "state": "facilitator_dormant", "count": 2, "age": 3},
    {**NORD, "state": "practitioner", "count": 6, "age": None},
    {**SUD, "state": "waiting", "count": 7, "age": 4},
    {**SUD, "state": "candidate", "count": 8, "age": None},
    {**NORD, "state": "trainee", "count": 9, "age": 2},
    {**NORD, "state": "facilitator_active", "count": 1, "age": 80},
]
LEVERS = {"groups": {"size": 10, "minimum": 10, "maximum": 10}, "practicum": {"supervision_days": 1.0}}


def registered(rows=ROWS, levers=LEVERS, **more):
    return make(levers, initial={"register": rows}, population=TWO_REGIONS, **more)


@EACH_ENGINE
def test_month_0_equals_the_register_cell_by_cell(engine):
    record = Record(engine, registered())
    for name, cells in {
        "facilitators": [8, 7],
        "network_members": [8, 7],
        "reached": [6, 0],
        "interested": [0, 7],
        "candidates": [0, 8],
        "trainees": [9, 0],
        "people_reached": [14, 7],
        "active_facilitators": [6, 3],
        "waiting": [0, 7],
    }.items():
        assert record.in_cells(name, 0) == cells, name
    assert record("waiting_for_course")[0] == 8 and record("waiting_for_practicum")[0] == 9
    assert record("new_interested")[0] == record("certified")[0] == 0


def test_each_state_begins_as_it_says():
    model = SpreadModel(registered())
    share = model.scenario.initial.active_by_half_year
    means = activity_classes(model.values.activity_shape).tolist()
    chance = Chance(1, 0)

    def person(state, region, number):
        identity = named(f"register/{state}/{region}/State/{number}")
        return next(person for person in model.persons if person.identity == identity)

    for region, number, half_year, age in (("Nord", 0, 1, 7), ("Nord", 5, 4, 80)):
        active = person("facilitator_active", region, number)
        u = chance.uniform_once(active.identity, Decision.ACTIVITY)
        assert active.activity == means[min(CLASSES - 1, int(CLASSES * (1 - share[half_year] * u)))]
        ago = int(6 * chance.uniform_once(active.identity, Decision.START_ACTIVE))
        assert active.certified_in == -1 - age and active.last_led == max(-1 - age, -1 - ago)
        assert active.groups_led == 2 and active.generation == 1 and active.trained_by is None
    old, young = person("facilitator_dormant", "Sud", 0), person("facilitator_dormant", "Nord", 0)
    u = chance.uniform_once(old.identity, Decision.ACTIVITY)
    assert old.activity == means[int(CLASSES * (1 - share[4]) * u)]
    assert (old.last_led, old.groups_led, old.last_exercised) == (-25, 2, -25)
    assert young.last_led < -1000 and (young.groups_led, young.last_exercised) == (0, -4)
    waiting = person("waiting", "Sud", 6)
    assert waiting.ticket.since == -5
    u = chance.uniform_once(waiting.identity, Decision.PATIENCE)
    assert waiting.ticket.gives_up == month_of_event(-1, u, 12 / 1200.0)
    trainee = person("trainee", "Nord", 8)
    assert trainee.ticket.since == trainee.course.month_index == -3
    assert (trainee.earliest_certification, trainee.courses_taken, trainee.sessions_practised) == (0, 1, 0)
    assert (trainee.course.lead_skill, trainee.course.lead_generation) == (65535, 0)
    assert not trainee.has_attended and not waiting.has_attended and old.has_attended


def test_the_placed_are_dormant_in_their_share():
    """Of 400 facilitators placed those are dormant whose draw says so; they have last led two years ago, or never."""
    scenario = make({}, initial={"facilitators": 400, "practitioners": 0}, population=[{**NORD, "headcount": 1000}])
    model, chance = SpreadModel(scenario), Chance(1, 0)
    assert len(model.certified) == 400
    for facilitator in model.certified:
        half_year = int(5 * chance.uniform_once(facilitator.identity, Decision.START_CERTIFIED))
        share = scenario.initial.active_by_half_year[half_year]
        is_dormant = chance.uniform_once(facilitator.identity, Decision.ACTIVITY) < 1 - share
        assert facilitator.certified_in in range(-6 - 6 * half_year, -6 * half_year)
        assert facilitator.has_led_lately != is_dormant
        if is_dormant:
            assert facilitator.groups_led == (0 if facilitator.certified_in > -25 else 2)
    assert 130 < sum(facilitator.has_led_lately for facilitator in model.certified) < 185


@EACH_ENGINE
def test_a_group_of_the_register_goes_on_where_it_stands(engine):
    """Open for three months at two sessions a month: of nine planned six are held, so that three are left."""
    rows = [
        {**NORD, "state": "facilitator_active", "count": 1, "age": 20},
        {"region": "Nord", "state": "group", "count": 2, "age": 3},
    ]
    groups = {"size": 4, "minimum": 2, "maximum": 4, "sessions": 9, "sessions_per_month": 2.0, "days_in_person": 0.5}
    record = Record(engine, registered(rows, {"groups": groups}))
    # The second group finds no leader, and does not begin.
    assert record("in_a_seat")[:3] == [4, 0, 0] and record("people_reached")[0] == 5
    assert record("sessions")[:3] == [2, 1, 0] and months_with(record("groups_completed")) == [1]
    assert sum(record("groups_started")) == sum(record("money_groups")) == 0
    assert record("facilitator_days_used_groups")[:3] == [8, 4, 0]


@EACH_ENGINE
@pytest.mark.parametrize("age, sessions", [(1, 7), (40, 1)])
def test_a_group_has_one_session_left_at_least(engine, age, sessions):
    rows = [
        {**SUD, "state": "facilitator_active", "count": 1, "age": 20},
        {"region": "national", "state": "group", "count": 1, "age": age},
    ]
    groups = {"size": 4, "minimum": 2, "maximum": 4, "sessions": 8, "days_remote": 0.5}
    record = Record(engine, registered(rows, {"groups": groups}))
    assert sum(record("sessions", "national")) == sessions
    assert record("people_reached")[0] == 5


@EACH_ENGINE
def test_a_register_s_trainee_is_certified_from_the_trainers_of_the_start(engine):
    rows = [{**NORD, "state": "trainee", "count": 3, "age": 2}]
    record = Record(engine, registered(rows, {"practicum": {"sessions": 0}}))
    assert record("certified")[0] == 3 and record("months_to_certification")[0] == 9
    # Generation 1, of trainers of generation 0; full fidelity to a full skill.
    assert record.record.lineage[0, :2, 4].tolist() == [3, 0] and record("generation_sum")[0] == 3
    assert record("skill_sum")[0] in range(3 * 65532, 3 * 65535 + 1)


PRACTICE = {"groups": {"size": 6, "minimum": 4, "sessions": 8}, "practicum": {"sessions": 3, "supervision_days": 1.0}}


@EACH_ENGINE
def test_who_is_in_practicum_is_second_of_a_group_or_waits_for_the_examination(engine):
    """Three groups, one with too few sessions left for whom has two to practise: the others are trainees."""
    rows = [
        {**NORD, "state": "facilitator_active", "count": 4, "age": 3},
        {**NORD, "state": "in_practicum", "count": 12, "age": 2},
        *({"state": "group", "region": "Nord", "count": 1, "age": age} for age in (2, 3, 7)),
    ]
    given = registered(rows, PRACTICE)
    chance = Chance(1, 0)
    practised = [
        min(3, 1 + int(3 * chance.uniform_once(named(f"register/in_practicum/Nord/State/{number}"), 32, 1)))
        for number in range(12)
    ]
    left = [6, 5, 1]
    placed = 0
    for sessions in left:
        waiting = sorted(3 - done for done in practised if done < 3)
        placed += any(one <= sessions for one in waiting)
    enough = practised.count(3)
    assert 0 < enough < 9 and placed == 3
    model = SpreadModel(given)
    roles = [person.role for person in model.persons if person.course is not None]
    assert roles.count("in_practicum") == enough + placed and roles.count("trainee") == 12 - enough - placed
    seconds = [group.second for group in model.groups]
    assert len(set(seconds)) == 3 and all(second.sessions_practised < 3 for second in seconds)
    assert seconds[2].sessions_practised == 2
    record = Record(engine, given)
    assert record("practicum_started")[0] <= 12 - enough - placed
    assert record("people_reached")[0] == 4 + 12 + 3 * 6


def test_a_newcomer_to_a_group_of_the_register_knows_everybody_there():
    """Its members have made no ties before; by either engine."""
    rows = [
        {**NORD, "state": "facilitator_active", "count": 6, "age": 3},
        {**NORD, "state": "waiting", "count": 30, "age": 1},
        {"state": "group", "region": "Nord", "count": 5, "age": 2},
    ]
    groups = {"size": 6, "minimum": 4, "sessions": 8}
    given = registered(rows, {"groups": groups}, uncertainties={"leaving": 0.9})
    by_engine = [simulate(given, 1, 0, engine=engine).network for engine in ("compiled", "mesa")]
    assert (by_engine[0] == by_engine[1]).all() and by_engine[0][0, 0] > 0
