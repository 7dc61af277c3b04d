"""The scenarios of the project: they load, every figure has its source, and texts go round unchanged."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from simulation.scenario.characters import steering_in
from simulation.scenario.geography import geography_of
from simulation.scenario.library import LIBRARY
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import Cell, Scenario
from simulation.scenario.writing import changes, fingerprint, flow_text, scenario_yaml

NAMES = sorted(path.stem for path in LIBRARY.glob("*.yaml") if load(path).scenario)
VARIANTS = sorted(set(NAMES) - {"reference"})


def loaded_again(scenario, folder):
    path = folder / "again.yaml"
    path.write_text(scenario_yaml(scenario), encoding="utf-8")
    return load_scenario(path)


def write(folder, name, text):
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{name}.yaml"


def test_reference_is_the_situation_of_the_founding_document():
    reference = load_scenario("reference")
    assert (reference.start, reference.end, reference.months) == ("2026-01", "2030-12", 60)
    there = {row.state: 0 for row in reference.initial.register_}
    for row in reference.initial.register_:
        there[row.state] += row.count
    assert reference.initial.facilitators_there == 130 and there["practitioner"] == 70
    # Two in five are active, and more candidates wait than three courses have seats.
    assert there["facilitator_active"] == 0.4 * 130
    assert there["candidate"] > 3 * value_at(reference.levers.facilitator_courses.seats, "2026-01")
    directors = reference.levers.programmes[0]
    assert directors.permanent and directors.headcount == 150 and directors.size == 8 and directors.requests_per_year
    assert sum(entry.trainers for entry in reference.levers.trainers.at_start) == 10
    assert sum(entry.masters for entry in reference.levers.trainers.at_start) == 4
    assert reference.target.value == 100 and reference.target.month == "2030-12"


def test_every_plan_begins_with_the_same_network():
    first = load_scenario("reference")
    for name in VARIANTS:
        scenario = load_scenario(name)
        assert scenario.initial == first.initial and scenario.levers.trainers.at_start
        assert sum(entry.trainers for entry in scenario.levers.trainers.at_start) == 10, name
        assert scenario.target == first.target


def test_names_of_plans_say_what_they_change():
    reference = load_scenario("reference").levers
    frozen = load_scenario("capacity_frozen").levers.trainer_courses
    assert frozen.scheduling == "calendar" and not frozen.calendar and reference.trainer_courses.scheduling == "need"
    days = load_scenario("trainer_days_doubled").levers.trainers.days_per_month
    assert value_at(days, "2028-01") == 2 * value_at(reference.trainers.days_per_month, "2028-01")
    assert load_scenario("trainers_first").levers.trainers.order_of_uses[0] == "trainer_courses"
    assert {entry.place for entry in load_scenario("national_team").levers.trainers.at_start} == {"national"}
    assert len(load_scenario("regional_hubs").levers.trainers.at_start) == 5
    cut = load_scenario("budget_cut_2028").levers.budget
    assert value_at(cut, "2028-01") * 3 == value_at(cut, "2027-12") == value_at(reference.budget, "2027-12")
    named = load_scenario("nominations_by_ministries").levers.nominations
    assert sum(order.places * 12 // order.every_months for order in named if order.last is None) == 96
    (bought,) = load_scenario("days_bought_outside").levers.trainers.hired
    assert bought.day_price and bought.until == "2028-12"
    corse = load_scenario("region_from_nothing")
    assert {row.state for row in corse.initial.register_ if row.region == "Corse"} <= {"waiting"}
    assert {hire.place for hire in corse.levers.trainers.hired} == {"Corse"}


def test_six_variants_at_least_change_something():
    reference = load_scenario("reference")
    assert len(VARIANTS) >= 6
    prints = {fingerprint(load_scenario(name)) for name in NAMES}
    assert len(prints) == len(NAMES)
    for name in VARIANTS:
        assert changes(load_scenario(name), reference), name


@pytest.mark.parametrize("name", NAMES)
def test_scenario_is_good_and_points_to_its_schema(name):
    path = LIBRARY / f"{name}.yaml"
    assert load(path).scenario.name
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_unit_and_source(name):
    in_text = False
    for number, line in enumerate((LIBRARY / f"{name}.yaml").read_text(encoding="utf-8").splitlines(), 1):
        content, _, comment = line.partition("#")
        if content.startswith("description: >-"):
            in_text = True
            continue
        in_text = in_text and (not line or line.startswith(" "))
        if in_text or re.match(r"(name|description|extends):", content):
            continue
        figures = re.findall(r"(?<![\w.])-?\d[\d.-]*(?![\w])", content)
        if figures:
            assert len(comment.split("; ")) >= 2 or "; " in comment, f"line {number} gives no unit and source: {line}"
            words = (
                "assumption",
                "founding document",
                "Carpentries",
                "PSSM",
                "Insee",
                ".fr",
                ".ca",
                "this plan",
                "as in the reference",
                "as for other groups",
                "forecast",
                "target date",
            )
            assert any(word in comment for word in words), f"line {number} names no source: {line}"


def test_every_default_of_the_schema_has_a_source():
    for section in (Scenario.model_fields["prices"].default, Scenario.model_fields["uncertainties"].default):
        for name in type(section).model_fields:
            assert getattr(section, name).source


@pytest.mark.parametrize("name", NAMES)
def test_canonical_text_loads_to_the_same(name, tmp_path):
    scenario = load_scenario(name)
    again = loaded_again(scenario, tmp_path)
    assert again == scenario
    assert fingerprint(again) == fingerprint(scenario)
    assert scenario_yaml(again) == scenario_yaml(scenario)


@settings(max_examples=40, deadline=None)
@given(
    name=some.text(min_size=1, max_size=30).filter(lambda text: not steering_in(text, name=True)),
    region=some.text(min_size=1, max_size=10).filter(lambda text: text != "national" and not steering_in(text, True)),
    weight=some.floats(0, 1e6),
    animation=some.lists(
        some.tuples(some.integers(2026, 2029), some.floats(0, 1)),
        min_size=1,
        max_size=3,
        unique_by=lambda step: step[0],
    ),
)
def test_any_text_and_figure_goes_round(tmp_path_factory, name, region, weight, animation):
    region = region.encode("utf-8", "ignore").decode() or "r"
    cells = (Cell(region=region, administration="a", headcount=5000),)
    scenario = Scenario(
        name=name.encode("utf-8", "ignore").decode() or "n",
        population=cells,
        initial={"region_weights": {region: max(weight, 1e-9)}},
        levers={"animation": [{"from": f"{year}-01", "value": value} for year, value in sorted(animation)]},
    )
    assert loaded_again(scenario, tmp_path_factory.getbasetemp()) == scenario


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "yes",
        "1.5",
        "2026-01-01",
        "- a",
        "a: b",
        "a #b",
        "",
        " a",
        "Île-de-France",
        "é",
        "\u2028",
        "\U0001f600",
        "~",
        "0x1F",
        "Provence-Alpes-Côte d'Azur",
        'a\\b"c',
        "on",
    ],
)
def test_text_is_quoted_where_it_must_be(text, tmp_path):
    path = write(tmp_path, "t", f"name: x\ndescription: {flow_text(text)}\n")
    assert load_scenario(path).description == text


def test_fingerprint_knows_what_decides_numbers(tmp_path):
    def print_of(text):
        return fingerprint(load_scenario(write(tmp_path, "f", text)))

    plain = print_of("name: One\n")
    assert re.fullmatch(r"[0-9a-f]{64}", plain)
    assert print_of("name: Two\ndescription: other words\n") == plain
    assert print_of("name: One\nprices: {travel: {source: a new source}}\n") == plain
    assert print_of("name: One\nuncertainties: {fidelity: {source: a new source}}\n") == plain
    assert print_of("name: One\nmonths: 61\n") != plain
    assert print_of("name: One\nprices: {travel: {value: 301}}\n") != plain
    assert print_of("name: One\nuncertainties: {fidelity: {best: 0.76}}\n") != plain


def test_children_merge_mappings_and_replace_lists(tmp_path):
    write(
        tmp_path,
        "parent",
        """
name: Parent
description: of the parent
initial: {facilitators: 5, region_weights: {Corse: 2}}
levers:
  animation: [{from: 2026-01, value: 0.1}, {from: 2027-01, value: 0.2}]
  trainers: {at_start: [{place: Corse, trainers: 1}, {place: Bretagne, trainers: 1}], days_kept_months: 3}
target: {value: 10, month: 2028-01}
""",
    )
    child = load_scenario(
        write(
            tmp_path,
            "child",
            """
extends: ./parent.yaml
name: Child
initial: {practitioners: 7, region_weights: {Bretagne: 3}}
levers:
  animation: 0.9
  groups:
  trainers: {at_start: [{place: national, trainers: 2}]}
target:
  value: 20
""",
        )
    )
    assert (child.name, child.description) == ("Child", "")
    assert (child.initial.facilitators, child.initial.practitioners) == (5, 7)
    assert child.initial.region_weights == {"Corse": 2, "Bretagne": 3}
    assert value_at(child.levers.animation, "2030-01") == 0.9 and len(child.levers.animation) == 1
    assert [entry.place for entry in child.levers.trainers.at_start] == ["national"]
    assert child.levers.trainers.days_kept_months == 3
    assert (child.target.value, child.target.month) == (20, "2028-01")
    none = load_scenario(write(tmp_path, "none", "extends: parent\nname: None\ntarget: null\n"))
    assert none.target is None


def test_a_changed_figure_does_not_keep_another_ones_source(tmp_path):
    given = load_scenario(
        write(
            tmp_path,
            "s",
            """
name: Sources
uncertainties:
  fidelity: {best: 0.8}
  certification: {best: 0.44, source: our own survey}
  trainer_stop: {best: 0.2, distribution: {kind: lognormal, spread: 0.2}}
prices: {working_days_per_year: {value: 210}}
""",
        )
    )
    fidelity = given.uncertainties.fidelity
    assert fidelity.source == "assumption" and fidelity.distribution.kind == "triangular"
    assert given.uncertainties.certification.source == "our own survey"
    assert given.uncertainties.trainer_stop.distribution.kind == "lognormal"
    assert given.prices.working_days_per_year.source == "assumption"
    assert given.uncertainties.imitation.source.startswith("Bass")


def test_aliases_may_be_used(tmp_path):
    path = write(
        tmp_path,
        "a",
        "name: A\ninitial: {region_weights: &w {Corse: 2}, administration_weights: {}}\n"
        "levers: {programmes: [{name: p, first: 2026-02, headcount: 80, region_weights: *w}]}\n",
    )
    assert load_scenario(path).levers.programmes[0].region_weights == {"Corse": 2}


def test_geography_of_france():
    geography = geography_of(load_scenario("reference"))
    assert len(geography.cells) == 54 and len(geography.regions) == 18
    assert geography.administrations == ("State", "territorial", "hospital")
    assert geography.headcount.sum() == 5_674_400 and geography.headcount.dtype == np.int64
    assert geography_of(load_scenario("national_team")) is geography
    for at, cell in enumerate(geography.cells):
        assert geography.regions[geography.region_of_cell[at]] == cell.region
        assert geography.administrations[geography.administration_of_cell[at]] == cell.administration
    with pytest.raises(ValueError):
        geography.headcount[0] = 1


def test_geography_of_a_table():
    cells = tuple(
        Cell(region=r, administration=a, headcount=n) for r, a, n in (("B", "x", 5), ("A", "y", 6), ("B", "y", 7))
    )
    geography = geography_of(Scenario(name="t", population=cells))
    assert geography.regions == ("B", "A") and geography.administrations == ("x", "y")
    assert geography.region_of_cell.tolist() == [0, 1, 0] and geography.administration_of_cell.tolist() == [0, 1, 1]


def test_names_of_scenarios_are_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_scenario("reference") == load_scenario(LIBRARY / "reference.yaml")
    child = write(tmp_path, "c", "extends: reference\nname: C\n")
    assert load_scenario(child).initial.facilitators_there == 130
