"""Targets in scenario files: several at once, floors for regions; the scenario in which hires and orders stop."""

import pytest

from simulation.scenario.checks import findings
from simulation.scenario.loading import load_scenario
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import FurtherTarget, Scenario
from simulation.scenario.stopping import stopped_after
from simulation.scenario.writing import fingerprint, plain_scenario, scenario_yaml

FILE = """name: Several
extends: reference
target:
  value: 100
  also:
    - {measure: people_reached, value: 4000, month: 2029-12}
    - {value: 2, month: 2030-12, region: each}
    - {measure: coverage, value: 0.5, month: 2030-06, region: Corse}
"""


@pytest.fixture
def several(tmp_path):
    path = tmp_path / "several.yaml"
    path.write_text(FILE, encoding="utf-8")
    return load_scenario(path)


def test_a_file_with_one_target_stays_valid_and_is_together_with_nothing():
    target = load_scenario("reference").target
    assert target.also == ()
    assert target.together() == (FurtherTarget(measure="active_facilitators", value=100, month="2030-12"),)


def test_further_targets_are_read_and_written_again(several, tmp_path):
    assert [(aim.measure, aim.value, aim.month, aim.region) for aim in several.target.together()] == [
        ("active_facilitators", 100, "2030-12", None),
        ("people_reached", 4000, "2029-12", None),
        ("active_facilitators", 2, "2030-12", "each"),
        ("coverage", 0.5, "2030-06", "Corse"),
    ]
    again = tmp_path / "again.yaml"
    again.write_text(scenario_yaml(several), encoding="utf-8")
    assert load_scenario(again) == several
    assert fingerprint(load_scenario(again)) == fingerprint(several) != fingerprint(load_scenario("reference"))


def test_a_year_must_be_over_before_what_is_counted_in_it():
    def said(**target):
        given = Scenario(name="x", start="2026-01", months=24, target={"value": 0.5, **target})
        return [finding.message for finding in findings(given) if finding.paths[0][0] == "target"]

    assert said(measure="sessions", month="2026-12") == []
    (message,) = said(measure="skills_gained", month="2026-11")
    assert message.startswith("skills_gained are counted over twelve months, and only 11 are over by then")
    assert said(measure="people_reached", month="2026-01") == said(measure="coverage", month="2026-01") == []


def dated():
    days = [{"from": "2026-01", "value": 1}, {"from": "2026-10", "value": 2}]
    hired = [{"place": "Corse", "trainers": 1, "from": month} for month in ("2026-06", "2026-07")]
    once = {"name": "a", "first": "2026-06", "headcount": 80}
    return Scenario(
        name="x", start="2026-01", months=12,
        levers={
            "trainers": {"hired": hired, "days_per_month": days},
            "programmes": [once, once | {"name": "b", "every_months": 1}, once | {"name": "c", "first": "2026-07"},
                           once | {"name": "d", "every_months": 1, "last": "2026-06"}],
            "nominations": [{"name": "a", "first": "2026-02", "every_months": 2, "places": 3, "last": "2026-12"},
                            {"name": "b", "first": "2026-08", "places": 3}],
            "calls": [{"month": "2026-06"}, {"month": "2026-07"}],
        },
    )  # fmt: skip


def test_hires_orders_nominations_and_calls_stop_after_the_month_and_nothing_else_changes():
    before = dated()
    after = stopped_after(before, "2026-06")
    levers = after.levers
    assert after.months == 30 and after.end == "2028-06"
    assert [hired.from_ for hired in levers.trainers.hired] == ["2026-06"]
    assert [(order.name, order.last) for order in levers.programmes] == [
        ("a", None), ("b", "2026-06"), ("d", "2026-06")
    ]  # fmt: skip
    assert [(order.name, order.last) for order in levers.nominations] == [("a", "2026-06")]
    assert [call.month for call in levers.calls] == ["2026-06"]
    # A lever that changes later still does.
    assert value_at(levers.trainers.days_per_month, "2028-06") == 2
    same, other = plain_scenario(before), plain_scenario(after)
    for given in (same, other):
        for name in ("programmes", "nominations", "calls"):
            del given["levers"][name]
        del given["levers"]["trainers"]["hired"], given["months"]
    assert same == other
    assert not [one for one in findings(after) if one.fatal and one.paths[0][1:2] != ("trainers",)]


def test_a_run_is_never_shortened_and_never_too_long():
    reference = load_scenario("reference")
    assert stopped_after(reference, "2026-06").months == 60
    assert stopped_after(reference, "2030-12").months == 84
    assert stopped_after(reference, "2030-12", 6).end == "2031-06"
    with pytest.raises(ValueError, match="outside the run, from 2026-01 to 2030-12"):
        stopped_after(reference, "2031-01")
    with pytest.raises(ValueError, match="at most 600 months, not 601"):
        stopped_after(reference, "2030-12", 541)
