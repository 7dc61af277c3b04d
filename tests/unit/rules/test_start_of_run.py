"""The start, by hand: a register is month 0, cell by cell; who is dormant is not active."""

import pytest

from tests.unit.rules.hands import EACH, Run, row, scenario

CELLS = (("Nord", "State", 1000), ("Nord", "Towns", 500), ("Sud", "State", 800))
SUD = ("Sud", "State")


@EACH
def test_month_zero_is_the_register(engine):
    register = [
        row("facilitator_active", 5, 3), row("facilitator_dormant", 4, 30), row("practitioner", 7, cell=SUD),
        row("waiting", 3), row("candidate", 2, cell=SUD), row("trainee", 6, 1), row("facilitator_active", 1, cell=SUD),
    ]  # fmt: skip
    run = Run(engine, scenario(1, {}, register=register, cells=CELLS))
    expected = {
        "facilitators": [9, 0, 1], "active_facilitators": [5, 0, 1], "network_members": [9, 0, 1],
        "reached": [0, 0, 7], "interested": [3, 0, 0], "waiting": [3, 0, 0], "candidates": [0, 0, 2],
        "trainees": [6, 0, 0], "people_reached": [9, 0, 8],
    }  # fmt: skip
    for name, numbers in expected.items():
        assert [run.persons(name, cell)[0] for cell in range(3)] == numbers, name


@EACH
def test_groups_of_a_register_hold_the_rest_of_their_sessions(engine):
    """Two groups of an age of 3 months have held 3 of 5 sessions; one of an age of 9 months has one session left."""
    register = [row("facilitator_active", 2, 3), row("facilitator_active", 1, 3, SUD),
                row("group", 2, 3, "Nord"), row("group", 4, 9, "Sud")]  # fmt: skip
    levers = {"groups": {"size": 4, "minimum": 2, "sessions": 5}}
    run = Run(engine, scenario(3, levers, register=register, cells=CELLS))
    assert run.activity("sessions", 0) == [2, 2, 0] and run.activity("sessions", 1) == [1, 0, 0]
    assert run.activity("groups_open") == [2, 0, 0]
    assert run.activity("groups_completed") == [1, 2, 0]
    assert sum(run.persons("reached", cell)[0] for cell in (0, 1)) == 8 and run.persons("reached", 2)[0] == 4
    assert run.activity("money_groups") == [0, 0, 0]


@EACH
def test_a_dormant_facilitator_leads_no_group_of_the_register(engine):
    register = [row("facilitator_dormant", 3, 40), row("group", 2, 2, "Nord")]
    assert Run(engine, scenario(1, {}, register=register)).activity("groups_open") == [0]


@EACH
def test_who_waits_longest_is_seated_first(engine):
    """Seats for four: those who wait since five months, not since one."""
    register = [row("facilitator_active", 1, 0), row("waiting", 4, 1), row("waiting", 4, 5)]
    levers = {"groups": {"size": 4, "minimum": 3, "maximum": 4}}
    run = Run(engine, scenario(1, levers, {"groups_per_year": 120}, register))
    assert run.activity("seated_from_queue") == [4] and run.activity("months_waited_for_group") == [4 * 6]


@EACH
def test_a_trainee_of_the_register_is_certified_when_the_delay_is_over(engine):
    """The course was two months before month 0, and a delay of four months ends in month 2."""
    register = [row("trainee", 3, 1)]
    run = Run(engine, scenario(4, {"practicum": {"sessions": 0}}, {"practicum_delay": 4 * 30.4375}, register))
    assert run.persons("certified") == [0, 0, 3, 0]
    assert run.activity("months_to_certification") == [0, 0, 3 * 4, 0]
    assert run.activity("months_waited_for_practicum") == [0, 0, 3 * 4, 0]


@EACH
@pytest.mark.parametrize(("shares", "active"), [((1, 1, 1, 1, 1), 40), ((0, 0, 0, 0, 0), 0)])
def test_who_is_placed_is_dormant_by_the_share_active(engine, shares, active):
    run = Run(engine, scenario(1, {}, facilitators=40, active_by_half_year=list(shares)))
    assert run.persons("active_facilitators") == [active] and run.persons("facilitators") == [40]


@EACH
def test_activity_ends_twelve_months_after_the_last_session(engine):
    """A trainer at the start has led last in the month before the first."""
    trainers = {"at_start": [{"place": "Nord", "trainers": 2}]}
    run = Run(engine, scenario(13, {"trainers": trainers}))
    assert run.persons("active_facilitators") == [2] * 11 + [0, 0]
