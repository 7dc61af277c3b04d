"""Demand, by hand: calls saturate, nominations are dated, and those who are sent use the pool as others would."""

import pytest

from tests.unit.rules.hands import EACH, HERE, Run, intake, row, scenario

SURELY = {"addressable_share": 0.1, "call_response": 1.0}
"""With a strength of 10, all but surely everybody who could answers a call."""
CELLS = ((*HERE, 1000), ("Nord", "Towns", 2000), ("Sud", "State", 3000))


def called(engine, months, *calls, **rates):
    run = Run(engine, scenario(months, {"calls": list(calls)}, {**SURELY, **rates}, cells=CELLS))
    return [run.persons("called", cell) for cell in range(3)]


@EACH
def test_a_call_reaches_the_pool_of_its_region(engine):
    call = {"month": "2026-02", "region": "Nord", "strength": 10.0}
    assert called(engine, 3, call) == [[0, 100, 0], [0, 200, 0], [0, 0, 0]]
    assert called(engine, 3, {**call, "region": None}) == [[0, 100, 0], [0, 200, 0], [0, 300, 0]]
    assert called(engine, 3, {**call, "month": "2025-12"}) == [[0, 0, 0]] * 3


@EACH
def test_who_answered_waits_for_a_course_and_uses_up_the_pool(engine):
    calls = [{"month": "2026-01", "region": "Nord", "strength": 10.0}, {"month": "2026-02", "strength": 10.0}]
    run = Run(engine, scenario(2, {"calls": calls}, SURELY, cells=CELLS))
    assert run.persons("called") == [300, 300] and run.persons("people_reached") == [0, 0]
    assert run.persons("candidates") == run.activity("waiting_for_course")
    assert run.persons("candidates")[1] + sum(run.persons("candidates_gave_up")) == 600


@EACH
def test_a_call_that_follows_another_is_answered_less(engine):
    """Of two in one month nobody answers the second; a month later 1 − exp(−1/6) of the hazard is back."""
    weak, strong = {"month": "2026-01", "strength": 0.0}, {"month": "2026-01", "strength": 10.0}
    assert called(engine, 2, weak, strong) == [[0, 0]] * 3
    assert called(engine, 2, strong, weak) == [[100, 0], [200, 0], [300, 0]]
    after = sum(column[1] for column in called(engine, 2, weak, {**strong, "month": "2026-02"}))
    likely = 1 - 2.718281828 ** (-10 * (1 - 2.718281828 ** (-1 / 6)))
    assert abs(after - 600 * likely) < 4 * (600 * likely * (1 - likely)) ** 0.5


@EACH
@pytest.mark.parametrize(
    ("dated", "months"),
    [({"first": "2026-02"}, [1]), ({"first": "2026-02", "every_months": 2}, [1, 3, 5]),
     ({"first": "2025-11", "every_months": 3, "last": "2026-05"}, [1, 4]), ({"first": "2025-12"}, [])],
)  # fmt: skip
def test_nominations_are_dated(engine, dated, months):
    nomination = {"name": "one", "places": 5, **dated}
    run = Run(engine, scenario(6, {"nominations": [nomination]}))
    assert run.persons("nominated") == [5 if month in months else 0 for month in range(6)]
    assert run.persons("candidates")[-1] == 5 * len(months)


@EACH
def test_a_nomination_comes_from_its_region_and_administration(engine):
    nominations = [{"name": "a", "first": "2026-01", "places": 7, "region": "Nord", "administration": "Towns"},
                   {"name": "b", "first": "2026-01", "places": 9, "region": "Sud"}]  # fmt: skip
    run = Run(engine, scenario(1, {"nominations": nominations}, cells=CELLS))
    assert [run.persons("nominated", cell) for cell in range(3)] == [[0], [7], [9]]


@EACH
def test_nobody_is_nominated_where_everybody_is_there_already(engine):
    nominations = [{"name": "n", "first": "2026-01", "places": 9}]
    run = Run(engine, scenario(1, {"nominations": nominations}, None, [row("practitioner", 6)], cells=((*HERE, 10),)))
    assert run.persons("nominated") == [4]


@EACH
@pytest.mark.parametrize(("share", "left"), [(1.0, 60), (0.0, 0)])
def test_who_is_sent_uses_the_pool_as_others_would(engine, share, left):
    """Where everybody is addressable, 40 of 100 who are sent leave a pool of 60; where nobody is, none."""
    levers = {"programmes": [intake(40, "2026-01")], "calls": [{"month": "2026-02", "strength": 10.0}]}
    run = Run(engine, scenario(2, levers, {**SURELY, "addressable_share": share}, cells=((*HERE, 100),)))
    assert run.persons("new_interested") == [40, 0] and run.persons("called") == [0, left]


@EACH
def test_who_is_sent_is_addressable_in_proportion(engine):
    """Of 1,000 half are addressable: of 400 who are sent about 200 are, so that about 300 are left."""
    levers = {"programmes": [intake(400, "2026-01")], "calls": [{"month": "2026-02", "strength": 10.0}]}
    run = Run(engine, scenario(2, levers, {**SURELY, "addressable_share": 0.5}, cells=((*HERE, 1000),)))
    assert abs(run.persons("called")[1] - 300) < 4 * (400 * 0.25 * 0.6) ** 0.5


@EACH
def test_imitation_sees_at_most_everybody(engine):
    """Ten times as many reached as addressable count as once: a hazard of 12 a year is one of 1 a month."""
    cells = ((*HERE, 10_000),)
    rates = {"addressable_share": 0.1, "imitation": 12.0}
    run = Run(engine, scenario(1, {}, rates, [row("practitioner", 5000)], cells=cells))
    # Of 1,000 addressable about half are among the practitioners.
    assert abs(run.persons("new_interested")[0] - 500 * (1 - 2.718281828**-1)) < 90
