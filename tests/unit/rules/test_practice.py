"""Trainees practise in ordinary groups, as second or as leader, and are certified (ODD, 7.8 to 7.12)."""

import pytest

from simulation.agents.course import EarlierCourse
from simulation.model import SpreadModel
from tests.unit.rules.making import ALWAYS_WILLING, EACH_ENGINE, TWO_REGIONS, Record, intake, make, months_with

ACTIVE = {"state": "facilitator_active", "region": "Nord", "administration": "State"}
TRAINEE = {"state": "trainee", "region": "Nord", "administration": "State"}


def register(facilitators, trainees, age=0):
    """Facilitators who have led two groups, and trainees of a course of so many months before the start."""
    rows = [{**ACTIVE, "count": facilitators, "age": 12}, {**TRAINEE, "count": trainees, "age": age}]
    return {"register": rows, "active_by_half_year": [1.0] * 5}


def practising(sessions=3, **more):
    return {"sessions": sessions, "supervision_days": 1.0, "facilitator_supervisors": True, **more}


@EACH_ENGINE
def test_a_trainee_is_second_of_an_experienced_facilitator(engine):
    """Second from January on: sessions in January, February and March, certified at the end of March."""
    levers = {"programmes": [intake("path", 2)], "practicum": practising()}
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(1, 1)))
    assert months_with(record("programme_groups_started")) == [0]
    assert months_with(record("practicum_started")) == [0] and record("practicum_groups_started") == [0] * 12
    assert record("in_practicum") == [1, 1] + [0] * 10
    assert months_with(record("certified")) == [2] and record("months_to_certification")[2] == 3
    # Half a day a session of the leader in four months, and of the trainee in three.
    assert record("facilitator_days_used_groups") == [4] * 4 + [0] * 8
    assert record("trainee_days") == [4] * 3 + [0] * 9
    assert record("money_practicum")[0] == 3 * 350_00 // 2 and record("money_groups")[0] == 4 * 350_00 // 2


@EACH_ENGINE
def test_practice_before_certification_makes_nobody_active(engine):
    levers = {"programmes": [intake("path", 2)], "practicum": practising()}
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(1, 1)))
    assert record("network_members") == [1, 1] + [2] * 10
    assert record("active_facilitators") == [1] * 12


@EACH_ENGINE
@pytest.mark.parametrize("experienced", [True, False])
def test_without_supervisors_a_trainee_waits(engine, experienced):
    """Neither the lever nor a dormant facilitator without groups led lets somebody practise unsupervised."""
    levers = {
        "programmes": [intake("path", 2)],
        "practicum": practising() | {"facilitator_supervisors": not experienced},
    }
    initial = register(1, 1)
    if not experienced:
        initial["register"][0] |= {"state": "facilitator_dormant"}
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=initial))
    assert sum(record("programme_groups_started")) == 1 and sum(record("practicum_started")) == 0
    assert record("training_limit_supervisor")[:4] == [1] * 4
    # The group's four sessions are over: there is none in which to practise.
    assert record("training_limit_people")[4:] == [1] * 8


@EACH_ENGINE
def test_a_supervised_trainee_leads_a_group(engine):
    """Supervised in Teach of January, leading from February on; certified in April, and goes on leading."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0},
        "programmes": [intake("path", 2)],
        "practicum": practising() | {"facilitator_supervisors": False},
    }
    record = Record(engine, make(levers, initial=register(0, 1)))
    assert record("trainer_days_used_supervision") == [8] + [0] * 11
    assert months_with(record("practicum_groups_started")) == [1] == months_with(record("practicum_started"))
    assert record("programme_groups_started") == [0] * 12
    assert months_with(record("certified")) == [3]
    assert record("sessions") == [0, 1, 1, 1, 1] + [0] * 7 and record("groups_completed")[4] == 1
    assert record("trainee_days") == [0, 4, 4, 4] + [0] * 8 and record("facilitator_days_used_groups")[4] == 4
    # Led once since certification; the trainer of the start last led a month before it.
    assert record("active_facilitators") == [1, 1, 1, 1] + [2] * 7 + [1]
    # Supervision is worth a trainer's day, practice three half days of a trainee, and nothing for the group.
    assert record("money_practicum")[:2] == [450_00, 3 * 350_00 // 2] and sum(record("money_groups")) == 0


@EACH_ENGINE
def test_the_delay_comes_from_the_course_and_practice_meanwhile(engine):
    """152 days are five months from the course in December: certified in May, though practice is over in March."""
    levers = {"programmes": [intake("path", 2)], "practicum": practising()}
    uncertainties = {"groups_per_year": ALWAYS_WILLING, "practicum_delay": 152.0}
    record = Record(engine, make(levers, uncertainties, initial=register(1, 1)))
    assert months_with(record("certified")) == [4] and record("in_practicum") == [1] * 4 + [0] * 8
    assert record("trainee_days") == [4] * 3 + [0] * 9


@EACH_ENGINE
def test_without_practice_the_delay_alone_counts(engine):
    levers = {"practicum": {"sessions": 0}}
    record = Record(engine, make(levers, {"practicum_delay": 122.0}, initial=register(0, 5)))
    assert months_with(record("certified")) == [3] and record("certified")[3] == 5
    assert record("waiting_for_practicum") == [5] * 3 + [0] * 9 and record("practicum_started")[3] == 5


@pytest.mark.parametrize("engine", ("compiled", "mesa"))
@pytest.mark.parametrize("sessions, gave_up, certified", [(0, 0, 5), (1, 5, 0)])
def test_who_waits_for_the_examination_only_does_not_give_up(engine, sessions, gave_up, certified):
    """Patience of three days: all give up in January who have a session to practise, else all are examined in April."""
    levers = {"practicum": {"sessions": sessions}}
    uncertainties = {"practicum_delay": 122.0, "patience_for_a_practicum": 0.1}
    record = Record(engine, make(levers, uncertainties, initial=register(0, 5)))
    assert record("trainees_gave_up") == [gave_up] + [0] * 11
    assert record("certified") == [0, 0, 0, certified] + [0] * 8
    assert record("waiting_for_practicum") == [5 - gave_up] * 3 + [0] * 9


@pytest.mark.parametrize("engine", ("compiled", "mesa"))
def test_who_has_taken_a_course_of_the_run_does_not_give_up_either(engine):
    """Five candidates take a course in January, without practice; an examination is due five months later."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 5.0},
        "facilitator_courses": {"minimum": 5, "seats": 5, "trainers": 1},
        "practicum": {"sessions": 0},
    }
    rows = [{**TRAINEE, "state": "candidate", "count": 5, "age": 0}]
    uncertainties = {"practicum_delay": 152.0, "patience_for_a_practicum": 0.1}
    record = Record(engine, make(levers, uncertainties, initial={"register": rows}))
    assert months_with(record("enrolled")) == [0] and record("trainees_gave_up") == [0] * 12
    assert record("certified") == [0] * 5 + [5] + [0] * 6


@pytest.mark.parametrize("practised, role", [(2, "reached"), (3, "trainee"), (4, "trainee")])
def test_it_is_the_sessions_left_that_count(practised, role):
    """Of three sessions: who is back in the queue gives up with one left, and not with none."""
    uncertainties = {"practicum_delay": 600.0, "patience_for_a_practicum": 0.1}
    model = SpreadModel(make({"practicum": practising(3)}, uncertainties, initial=register(0, 1)))
    (trainee,) = [person for person in model.persons if person.role == "trainee"]
    trainee.sessions_practised = practised
    model.run_for(3)
    assert trainee.role == role


@EACH_ENGINE
@pytest.mark.parametrize("priority, started", [("first", (0, 1)), ("last", (1, 0))])
def test_priority_orders_trainees_against_facilitators(engine, priority, started):
    """Two wait in February, for one group: a supervised trainee leads it, or the facilitator who is willing."""
    levers = {
        "trainers": {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 1.0},
        "facilitators": {"days_per_month": 0.5},
        "programmes": [intake("path", 2, "2026-02", region="Nord")],
        "practicum": practising() | {"facilitator_supervisors": False, "priority": priority},
    }
    uncertainties = {"groups_per_year": ALWAYS_WILLING}
    record = Record(engine, make(levers, uncertainties, initial=register(1, 1)))
    assert (record("programme_groups_started")[1], record("practicum_groups_started")[1]) == started
    # Where the facilitator leads, the trainee is second at once.
    assert record("practicum_started")[1] == 1


@EACH_ENGINE
def test_practice_that_is_interrupted_is_kept(engine):
    """The group has two sessions: the trainee waits again, and ends the practice in the next group."""
    levers = {
        "programmes": [intake("one", 2, sessions=2), intake("two", 2, "2026-04", sessions=2)],
        "practicum": practising(),
    }
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(1, 1)))
    assert months_with(record("practicum_started")) == [0, 3]
    assert months_with(record("practicum_interrupted")) == [1]
    assert record("trainees")[1:3] == [1, 1] and months_with(record("certified")) == [3]
    assert record("money_practicum")[0] == 3 * 350_00 // 2 and record("money_practicum")[3] == 350_00 // 2


@EACH_ENGINE
def test_supervision_begins_a_month_after_the_practice_was_interrupted(engine):
    """Second from January on, interrupted at the end of February: in Teach of February there is nobody who waited."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0},
        "programmes": [intake("one", 2, sessions=2)],
        "practicum": practising(),
    }
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(1, 1)))
    assert months_with(record("practicum_interrupted")) == [1]
    assert months_with(record("trainer_days_used_supervision")) == [2]


@EACH_ENGINE
@pytest.mark.parametrize("euros, practised, supervised", [(699.0, 0, 0), (700.0 + 524.99, 0, 1), (700.0 + 525.0, 1, 0)])
def test_practice_must_be_affordable(engine, euros, practised, supervised):
    """The group takes 700 €, three sessions as second 525 €, and supervision 450 €."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0},
        "programmes": [intake("path", 2)],
        "practicum": practising(),
        "budget": euros,
    }
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(1, 1), months=2))
    assert sum(record("programme_groups_started")) == (euros >= 700)
    assert sum(record("practicum_started")) == practised
    assert sum(record("training_limit_money")) == (0 if practised or euros < 700 else 2)
    assert sum(record("trainer_days_used_supervision")) == 8 * supervised or euros < 700
    levers["budget"] = 449.99
    record = Record(engine, make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=register(0, 1), months=2))
    assert sum(record("trainer_days_used_supervision")) == 0


@pytest.mark.parametrize("duty", ["leader", "second"])
def test_who_moves_to_another_region_waits_again(duty):
    """A trainee who leads or is second of a group of the old region; the sessions practised are kept."""
    levers = {
        "trainers": {"at_start": [{"place": "Nord", "trainers": 1}], "days_per_month": 1.0},
        "programmes": [intake("path", 4, region="Nord")],
        "practicum": practising() | {"facilitator_supervisors": duty == "second"},
        "facilitators": {"days_per_month": 2.0 if duty == "second" else 0.0},
    }
    initial = register(1 if duty == "second" else 0, 1)
    scenario = make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=initial, population=TWO_REGIONS)
    model = SpreadModel(scenario)
    model.run_for(2)
    trainee = next(person for person in model.persons if person.role == "in_practicum")
    (group,) = trainee.duties()
    assert getattr(group, duty) is trainee
    practised = trainee.sessions_practised
    trainee.move(("Sud", "State"))
    assert trainee.role == "trainee" and trainee in model.queues.practicum and getattr(group, duty) is None
    assert trainee.sessions_practised == practised > 0


@EACH_ENGINE
def test_who_fails_loses_the_group(engine):
    """The trainee is not certified; nobody else can lead: the group ends after two months without a leader."""
    levers = {
        "trainers": {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 1.0},
        "facilitators": {"days_per_month": 0.0},
        "programmes": [intake("path", 2, region="Nord")],
        "practicum": practising(1) | {"facilitator_supervisors": False},
    }
    record = Record(engine, make(levers, {"certification": 0.001}, initial=register(0, 1)))
    assert months_with(record("not_certified")) == [1] == months_with(record("groups_interrupted"))
    assert record("sessions") == [0, 1] + [0] * 10 and months_with(record("groups_leader_lost")) == [3]


@EACH_ENGINE
def test_who_is_certified_without_days_loses_the_group(engine):
    levers = {
        "trainers": {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 1.0},
        "facilitators": {"days_per_month": 0.0},
        "programmes": [intake("path", 2, region="Nord")],
        "practicum": practising(1) | {"facilitator_supervisors": False},
    }
    record = Record(engine, make(levers, initial=register(0, 1)))
    assert months_with(record("certified")) == [1] and record("groups_interrupted") == [0] * 12
    assert record("sessions") == [0, 1] + [0] * 10 and months_with(record("groups_leader_lost")) == [3]


def test_certification_begins_afresh():
    """Who led, stopped and is certified again is not active before leading again, and practice counts for nothing."""
    model = SpreadModel(make({"practicum": practising(1)}, initial=register(1, 0)))
    model.step()
    facilitator = model.certified[0]
    assert facilitator.is_active and facilitator.groups_led == 2
    facilitator.stop()
    facilitator.apply()
    facilitator.leave_queue()
    facilitator.take_role("trainee")
    facilitator.train(EarlierCourse(month_index=0, lead_skill=65535, certification_rate=1.0), month=0)
    facilitator.join(model.queues.practicum)
    facilitator.begin_practicum()
    facilitator.hold(sessions=1, days=4)
    facilitator.sit_exam()
    assert facilitator.is_certified and not facilitator.is_active and facilitator.groups_led == 0
