"""What scenarios differ in: nothing that a file can say is left out, and everything has a name in both languages."""

import pytest
from report_data import MadeUp

from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.charts.setting_names import FIELDS, SETTINGS, UNITS, setting_name
from simulation.report.differing import differing
from simulation.report.writing import render_comparison
from simulation.scenario.description import all_settings, described_at, is_section, json_schema
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario, Target
from simulation.scenario.writing import plain_scenario

REFERENCE = load_scenario("reference")
ENGLISH, FRENCH = Language("en"), Language("fr")


def forecast(scenario, **manifest):
    made = MadeUp(replicates=2, months=3)
    made.scenario = scenario
    made.manifest |= manifest
    return made


_placed = plain_scenario(REFERENCE)
_placed["initial"] |= {"register": [], "facilitators": 130, "practitioners": 70}
PLACED = Scenario.model_validate(_placed)
"""Without a register, which counts those at the start itself."""


def changed(base, path, value):
    """A scenario with one value changed, by its place."""
    plain = plain_scenario(base)
    *outside, last = path.split(".")
    found = plain
    for step in outside:
        found = found[step]
    found[last] = value
    return Scenario.model_validate(plain)


def other_value(path, value):
    """Another value that the schema allows."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        ways = described_at(tuple(path.split(".")))
        ways = [ways, *ways.get("anyOf", [])]
        least = max((way.get("minimum", 0) for way in ways), default=0)
        return next(one for one in (value + 1, value - 1, value / 2) if one >= least and (one <= 1 or value >= 1))
    return None


def settings():
    for path in all_settings():
        name = ".".join(path)
        if not is_section(path) and path[0] in ("levers", "initial") and name not in ("initial.register",):
            yield name


@pytest.mark.parametrize("path", [path for path in settings()])
def test_every_lever_that_differs_is_shown_by_its_name(path):
    base = PLACED if path.startswith("initial") else REFERENCE
    value = plain_scenario(base)
    for step in path.split("."):
        value = value[step]
    other = other_value(path, value)
    entries = {
        "at_start": [{"place": "Corse", "trainers": 3}], "days_at": [{"place": "Corse", "days_per_month": 3}],
        "hired": [{"place": "Corse", "from": "2027-01", "trainers": 2}], "calls": [{"month": "2028-02"}],
        "order_of_uses": ["refreshers", "facilitator_courses", "trainer_courses", "supervision"],
        "calendar": [{"month": "2027-05", "place": "Corse"}], "reserved": [{"seats": 2, "region": "Corse"}],
        "programmes": [{"name": "New", "first": "2027-01", "headcount": 80}], "budget_covers": "cash",
        "nominations": [{"name": "New", "first": "2027-01", "places": 5}], "scheduling": "calendar",
        "engagements": [{"kind": "review", "per_year": 3}], "served_first": "equal", "priority": "last",
        "region_weights": {"Corse": 7}, "administration_weights": {"hospital": 7}, "per_quarter": 9,
        "active_by_half_year": [0.5, 0.4, 0.3, 0.2, 0.1], "replaced_after_months": 5, "budget": 123456,
        "size": 9, "minimum": 3, "maximum": 9,
    }  # fmt: skip
    last = path.split(".")[-1]
    other = entries.get(last, other)
    if last == "budget_covers" and value == "cash":
        other = "both"
    assert other is not None and other != value, path
    rows = differing([forecast(base), forecast(changed(base, path, other)), forecast(base)], ENGLISH)
    assert {row.name.split(": Corse")[0].split(": hospital")[0] for row in rows} <= {
        setting_name(path, ENGLISH),
        *(setting_name(f"{path}.{place}", ENGLISH) for place in REFERENCE_PLACES),
    }
    assert rows and all(row.changed[0] is row.changed[2] is False for row in rows) and rows[0].changed[1]
    assert all(len(set(row.values)) > 1 for row in rows)


REFERENCE_PLACES = ("Île-de-France", "Corse", "State", "territorial", "hospital")


def test_every_setting_has_a_name_and_every_unit_is_translated():
    leaves = [".".join(path) for path in all_settings() if not is_section(path)]
    leaves += [f"prices.{name}" for name in json_schema()["$defs"]["Prices"]["properties"]]
    elsewhere = ("uncertainties", "extends", "name", "description", "vocabulary")
    named = {name for name in leaves if name.split(".")[0] not in elsewhere}
    named = {name for name in named if not (name.startswith("prices.") and name.count(".") > 1)}
    assert named == set(SETTINGS)
    uncertain = set(json_schema()["$defs"]["Uncertainties"]["properties"])
    assert uncertain == set(assumption_names(ENGLISH))
    units = {described_at(tuple(name.split("."))).get("unit", "") for name in named}
    units |= {described_at(("uncertainties", name)).get("unit", "") for name in uncertain}
    assert units - {""} - set(UNITS) == set()
    entries = ("TrainersHired", "CalendarEntry", "ReservedSeats", "Programme", "Engagement", "Nomination", "Call",
               "DaysAt", "RegisterRow", "Target")  # fmt: skip
    fields = {name for one in entries for name in json_schema()["$defs"][one]["properties"]}
    assert fields - set(FIELDS) == set()


def test_prices_uncertainties_targets_and_the_rest_are_told():
    plain = plain_scenario(REFERENCE)
    plain["prices"]["trainer_day"] |= {"value": 500}
    plain["uncertainties"]["volunteering"] |= {"best": 0.2}
    plain["levers"]["animation"] = [{"from": "0000-01", "value": 0.3}, {"from": "2028-01", "value": 0.6, "over": 12}]
    plain["target"] = None
    plan = forecast(Scenario.model_validate(plain), best_values=True)
    rows = {row.path: row for row in differing([forecast(REFERENCE), plan], FRENCH)}
    assert set(rows) == {
        "target", "levers.animation", "prices.trainer_day", "uncertainties.volunteering", "run"
    }  # fmt: skip
    assert rows["prices.trainer_day"].values == ("450 (prix de 2025)", "500 (prix de 2025)")
    assert rows["prices.trainer_day"].unit == "euros par jour" and rows["prices.trainer_day"].section == "Prix"
    assert rows["uncertainties.volunteering"].values[1] == "0,2 (0,04 à 0,25, loi triangulaire)"
    assert "0,6 à partir de janv. 2028, sur 12 mois" in rows["levers.animation"].values[1]
    assert rows["target"].values[1] == "aucune" or rows["target"].values[1] == "aucun"
    assert rows["run"].values == ("non", "oui")


def test_long_lists_tell_what_is_not_common():
    plain = plain_scenario(REFERENCE)
    course = {"place": "Corse", "courses": 1, "remote": False}
    calendar = [{"month": f"2027-{month:02d}", **course} for month in range(1, 12)]
    one = Scenario.model_validate(plain | {"levers": plain["levers"] | {"facilitator_courses": {
        **plain["levers"]["facilitator_courses"], "calendar": calendar[:1]}}})  # fmt: skip
    two = Scenario.model_validate(plain | {"levers": plain["levers"] | {"facilitator_courses": {
        **plain["levers"]["facilitator_courses"], "calendar": calendar}}})  # fmt: skip
    (row,) = differing([forecast(one), forecast(two)], ENGLISH)
    assert row.values[0] == "only the 1 that all have"
    assert row.values[1].startswith("month Feb 2027, place Corse, courses 1; month Mar 2027")
    assert row.values[1].endswith("and 2 others; beside 1 that all have")


def test_nothing_differs_is_said():
    made = MadeUp(replicates=3, months=4, target=None)
    assert differing([made, made], ENGLISH) == []
    assert "Nothing differs in the scenario files" in render_comparison([made, made], charts=())
    other = MadeUp(replicates=3, months=4, target=None)
    other.scenario = other.scenario.model_copy(update={"target": Target(value=9, month="2026-03")})
    (row,) = differing([made, other], ENGLISH)
    assert (row.name, row.values) == ("target", ("none", "9 active facilitators at the end of March 2026"))
