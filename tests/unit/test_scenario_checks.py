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
        ({"levers": {"budget_for_training": 0.3}}, "budget_for_training has no effect without a budget", False),
        (
            {"levers": {"trainer_courses": {"scheduling": "calendar"}}},
            "courses are held by calendar, and the calendar is empty",
            False,
        ),
        (
            {"levers": {"nominations": [{"name": "n", "first": "2024-02", "every_months": 12, "places": 8}]}},
            "nominations before 2026-01 are left out",
            False,
        ),
        (
            {"levers": {"nominations": [{"name": "n", "first": "2026-02", "last": "2027-01", "places": 8}]}},
            "there is one nomination only",
            False,
        ),
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
            "a facilitator course takes 3 trainers from 2027-01, and 2 can be had: none is held until others",
            False,
        ),
        (
            {"levers": {"trainers": TRAINERS, "trainer_courses": {"trainers": 3}}},
            "a trainer course takes 3 master trainers from 2026-01, and 2 can be had: none is held until others",
            False,
        ),
        (
            {"levers": {"facilitator_courses": {"seats": dated(12, ("2025-06", 20), ("2027-01", 5))}}},
            "minimum (6) cannot exceed seats (5) of facilitator courses from 2027-01.",
            True,
        ),
        ({"levers": {"trainer_courses": {"minimum": 15}}}, "cannot exceed seats (14) of trainer courses.", True),
        (
            {"levers": {"trainers": TRAINERS | {"days_per_month": 0.375}}},
            "a facilitator course takes 10 days of trainers, and all together never have more than 9, kept for 12",
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
    """Two trainers save .125 days a month each, and at most 5 of them count for a course of five days by two."""
    for kept, months, fatal in ((40, 60, None), (40, 3, None), (39, 60, True)):
        levers = {"trainers": TRAINERS | {"days_per_month": 0.125, "days_kept_months": kept}}
        assert some_message(said(levers=levers, months=months), "a facilitator course takes 10") is fatal


def test_days_of_places_and_of_ones_own_count():
    few = TRAINERS | {"days_per_month": 0.125}
    hired = {"from": "2027-01", "place": "Bretagne", "trainers": 2}
    for more, fatal in (
        ({}, True),
        ({"days_at": [{"place": "Bretagne", "days_per_month": 2.0}]}, True),
        ({"days_at": [{"place": "Corse", "days_per_month": 2.0}]}, None),
        ({"hired": [hired | {"days_per_month": 2.0}]}, None),
        ({"hired": [hired], "days_at": [{"place": "Bretagne", "days_per_month": 2.0}]}, None),
        ({"hired": [hired | {"days_per_month": 0.0}], "days_at": [{"place": "Bretagne", "days_per_month": 2.0}]}, True),
    ):
        assert some_message(said(levers={"trainers": few | more}), "a facilitator course takes 10") is fatal, more


def test_nobody_who_gives_no_day_is_told_so():
    levers = {"trainers": TRAINERS | {"days_per_month": 0.0}}
    assert not [message for message in said(levers=levers) if "days" in message]


def test_what_is_not_wanted_needs_no_days():
    few = TRAINERS | {"days_per_month": 0.5, "days_kept_months": 1}
    for levers, piece, noted in (
        ({}, "supervising a trainee: it takes 1.5, and 0.5 are kept", False),
        ({"practicum": {"sessions": 0}}, "supervising", None),
        ({}, "a refresher: it takes 1, and 0.5 are kept", False),
        ({"refreshers": {"seats": 0}}, "a refresher", None),
    ):
        assert some_message(said(levers=levers | {"trainers": few}), piece) is noted


def row(state, count=1, **more):
    place = {"region": "Corse"} | ({} if state == "group" else {"administration": "State"})
    return {"state": state, "count": count, **place, **({"age": 2} if state == "group" else {}), **more}


def test_groups_of_a_register_need_leaders():
    def noted(*rows):
        found = said(initial={"register": rows}, levers={"trainers": TRAINERS})
        return [message for message in found if "without a leader" in message]

    assert not noted(row("facilitator_active", 3), row("group", 5))
    (one,) = noted(row("facilitator_active", 3), row("facilitator_dormant", 9), row("group", 6))
    assert one.startswith("6 groups, and 5 active facilitators and trainers in Corse")
    assert not noted(row("facilitator_active", 3), row("group", 2), row("group", 3, region="national"))
    (one,) = noted(row("facilitator_active", 3), row("group", 3), row("group", 3, region="national"))
    assert one.startswith("3 groups, and 2 active facilitators and trainers in the nation")


def test_groups_of_a_register_need_members():
    found = said(population=cells(80), initial={"register": [row("group", 11, region="r0")]})
    assert some_message(found, "the register puts 88 members of groups into r0, where 80 work.") is True
    found = said(population=cells(80), initial={"register": [row("group", 10, region="r0")]})
    assert some_message(found, "the register puts") is None


def test_a_register_needs_a_cell_that_exists():
    people = ({"region": "a", "administration": "x", "headcount": 9000},
              {"region": "b", "administration": "y", "headcount": 9000})  # fmt: skip
    wrong = [row("candidate", region="a", administration="y")]
    assert some_message(said(population=people, initial={"register": wrong}), "nobody works in a, y.") is True
    nominated = {"nominations": [{"name": "n", "first": "2026-02", "places": 3, "region": "a", "administration": "y"}]}
    assert some_message(said(population=people, levers=nominated), "nobody works in a, y: nobody could come") is True


def test_a_prior_that_rules_out_those_who_take_part_is_named():
    def noted(low, **initial):
        share = {"best": 0.01, "distribution": {"kind": "uniform", "low": low, "high": 0.01}}
        found = said(population=cells(100_000), initial=initial, uncertainties={"addressable_share": share})
        return [message for message in found if "rules it out" in message]

    assert not noted(0.002)
    assert noted(0.00199) == [
        "an addressable_share of 0.00199 means 199 persons who could ever take part, and 200 already do: what is "
        "observed rules it out."
    ]
    rows = [row("waiting", 150, region="r0", administration="a"), row("group", 7, region="r0")]
    assert noted(0.00205, register=rows) and not noted(0.00206, register=rows)


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
    known = ("master", "trainer course", "cold start")
    assert all(any(words in message for words in known) for message in found)
