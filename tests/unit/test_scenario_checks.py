"""Checks across fields that the broken files do not reach, and notes."""

import pytest

from simulation.scenario.checks import findings
from simulation.scenario.schema import Scenario


def said(**given):
    return {finding.message: finding.fatal for finding in findings(Scenario(name="x", **given))}


def some_message(found, piece):
    return next((fatal for message, fatal in found.items() if piece in message), None)


TRAINERS = {"at_start": [{"place": "Corse", "trainers": 2, "masters": 2}]}


def cells(*headcounts):
    return tuple({"region": f"r{at}", "administration": "a", "headcount": n} for at, n in enumerate(headcounts))


def dated(first, *later):
    return [{"from": date, "value": value} for date, value in (("2020-01", first), *later)]


@pytest.mark.parametrize(
    ("given", "piece", "fatal"),
    [
        (
            {"initial": {"administration_weights": {"State": 0, "territorial": 0, "hospital": 0}}},
            "nobody can be placed",
            True,
        ),
        (
            {
                "levers": {
                    "programmes": [
                        {
                            "name": "p",
                            "first": "2026-02",
                            "headcount": 80,
                            "administration_weights": {"State": 0, "territorial": 0, "hospital": 0},
                        }
                    ]
                }
            },
            "nobody may take part",
            True,
        ),
        (
            {"population": cells(20), "initial": {"facilitators": 2, "practitioners": 0}},
            "nobody is addressable",
            False,
        ),
        ({"levers": {"facilitators": {"days_per_month": 0.25}}}, "no facilitator can ever lead a group", False),
        ({"levers": {"trainers": {"share_refreshers": 0.0}}}, "the other 10% of trainer days go unused", False),
        (
            {"levers": {"programmes": [{"name": "p", "first": "2024-02", "every_months": 12, "headcount": 80}]}},
            "intakes before 2026-01 are left out",
            False,
        ),
        ({"levers": {"programmes": [{"name": "p", "first": "2024-02", "headcount": 80}]}}, "no intake", True),
        (
            {"levers": {"programmes": [{"name": "p", "first": "2026-02", "last": "2027-02", "headcount": 80}]}},
            "last has no effect",
            False,
        ),
        (
            {"levers": {"trainers": {"at_start": [{"place": "Corse", "trainers": 2}]}}},
            "no trainer is a master",
            False,
        ),
        (
            {"levers": {"trainers": TRAINERS, "facilitator_courses": {"trainers": dated(2, ("2027-01", 3))}}},
            "a facilitator course takes 3 trainers from 2027-01, and there are 2: none is held until others",
            False,
        ),
        (
            {"levers": {"trainers": TRAINERS, "trainer_courses": {"trainers": 3}}},
            "a trainer course takes 3 master trainers from 2026-01, and there are 2: none is held until others",
            False,
        ),
        (
            {"levers": {"facilitator_courses": {"seats": dated(12, ("2025-06", 20), ("2027-01", 5))}}},
            "minimum (6) cannot exceed seats (5) of facilitator courses from 2027-01.",
            True,
        ),
        ({"levers": {"trainer_courses": {"minimum": 15}}}, "cannot exceed seats (14) of trainer courses.", True),
        (
            {"levers": {"trainers": TRAINERS | {"share_supervision": 0.0, "share_facilitator_courses": 0.001}}},
            "for a facilitator course (share_facilitator_courses): it takes 5",
            True,
        ),
        (
            {"uncertainties": {"mixing_cell": {"best": 0.5, "distribution": {"kind": "lognormal", "spread": 0.1}}}},
            "can add up to 1.3",
            True,
        ),
    ],
)
def test_found(given, piece, fatal):
    assert some_message(said(**given), piece) is fatal


def test_days_saved_for_long_enough_pay_a_course():
    saved = {"share_trainer_courses": 0.1, "days_per_month": 2.0, "days_kept_months": 25}
    assert some_message(said(levers={"trainers": TRAINERS | saved}), "for a trainer course") is None
    assert some_message(said(levers={"trainers": TRAINERS | saved}, months=3), "for a trainer course") is None
    saved["days_kept_months"] = 24
    assert some_message(said(levers={"trainers": TRAINERS | saved}), "for a trainer course") is True


def test_a_practicum_without_sessions_needs_no_supervision():
    levers = {"trainers": TRAINERS | {"share_supervision": 0.01}, "practicum": {"sessions": 0}}
    assert some_message(said(levers=levers), "supervising") is None


def test_a_size_of_courses_that_is_over_before_the_run_is_no_mistake():
    courses = {"seats": dated(3, ("2025-12", 12)), "trainers": dated(9, ("2025-12", 2))}
    found = said(levers={"trainers": TRAINERS, "facilitator_courses": courses})
    assert not any("exceed" in message or "none is held" in message for message in found)


def test_trainers_hired_in_time_can_teach_larger_courses():
    larger = {"trainers": dated(2, ("2027-01", 3))}
    for hired, noted in (("2027-01", None), ("2027-02", False)):
        trainers = TRAINERS | {"hired": [{"from": hired, "place": "national", "trainers": 1}]}
        found = said(levers={"trainers": trainers, "facilitator_courses": larger})
        assert some_message(found, "a facilitator course takes 3 trainers from 2027-01") is noted


def test_a_one_cell_network_is_fine():
    found = said(population=cells(100_000), levers={"trainers": {"at_start": [{"place": "r0", "trainers": 2}]}})
    assert all("master" in message or "trainer course" in message for message in found)
