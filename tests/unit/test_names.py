"""Names compared as people see them, in scenario files, registers and settings; codes keep their zeros."""

import unicodedata

import pytest

from simulation.runs.settings import SettingError, setting
from simulation.scenario.loading import load_scenario
from simulation.scenario.names import alike, as_seen, same_name
from simulation.scenario.problems import ScenarioError

AZURE = "Provence-Alpes-Côte d'Azur"


@pytest.mark.parametrize("written", [
    unicodedata.normalize("NFD", AZURE), AZURE.replace("'", "’"), AZURE.replace("-", "\u2011"), AZURE.upper(),
    f" {AZURE}  ", AZURE.replace(" ", "\u00a0"), AZURE.replace(" ", "  "), AZURE.replace("-", "–"), f"\ufeff{AZURE}",
])  # fmt: skip
def test_names_that_look_alike_are_one(written):
    assert as_seen(written) == as_seen(AZURE)
    assert same_name(written, ["Corse", AZURE]) == AZURE


def test_names_that_look_different_are_two():
    assert same_name("Provence-Alpes-Cote d'Azur", [AZURE]) is None
    assert same_name("corse", ["Corse", "CORSE"]) is None and same_name("Corse", ["Corse", "CORSE"]) == "Corse"
    assert alike(["Corse", "CORSE", "Bretagne", "corse"]) == [("Corse", "CORSE"), ("Corse", "corse")]


SCENARIO = """name: x
population:
  - {{region: {region}, administration: "État  civil", headcount: 9000}}
  - {{region: Corse, administration: "État civil", headcount: 9000}}
initial: {{facilitators: 10, practitioners: 5, region_weights: {{{weight}: 2}},
          administration_weights: {{"état civil": 3}}}}
levers:
  trainers: {{at_start: [{{place: {place}, trainers: 3, masters: 1}}]}}
target: {{measure: reached, value: 5, month: 2028-12,
         also: [{{measure: reached, value: 1, month: 2028-12, region: {place}}}]}}
"""


def written(tmp_path, **names):
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO.format(**names), encoding="utf-8")
    return path


@pytest.mark.parametrize(("region", "weight", "place", "called"), [
    ("Île-de-France", unicodedata.normalize("NFD", "Île-de-France"), '"ÎLE–DE–FRANCE "', "Île-de-France"),
    ("Val d’Oise", '"val d\'oise"', '"Val  d’Oise"', "Val d’Oise"),
    ("01", "01", "01", "01"),
    ('"01"', '"01"', "01", "01"),
])  # fmt: skip
def test_places_are_called_as_in_the_population(tmp_path, region, weight, place, called):
    found = load_scenario(written(tmp_path, region=region, weight=weight, place=place))
    assert {cell.region for cell in found.population} == {called, "Corse"}
    assert {cell.administration for cell in found.population} == {"État  civil"}
    assert found.initial.region_weights == {called: 2} and found.initial.administration_weights == {"État  civil": 3}
    assert found.levers.trainers.at_start[0].place == called
    assert found.target.also[0].region == called


def test_what_looks_different_is_named_with_the_nearest(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, region="Île-de-France", weight="Ile-de-France", place="1"))
    said = str(caught.value)
    assert "Did you mean Île-de-France?" in said and 'no place called "1"' in said


def test_two_cells_that_look_alike_are_one_given_twice(tmp_path):
    with pytest.raises(ScenarioError, match="is given twice; first as entry 1"):
        load_scenario(written(tmp_path, region="corse", weight="Corse", place="Corse"))


def test_two_weights_that_look_alike_are_named(tmp_path):
    with pytest.raises(ScenarioError, match='there is no region called "CORSE". Did you mean Corse?'):
        load_scenario(written(tmp_path, region="Île", weight="Corse: 1, CORSE", place="Corse"))


def test_a_register_is_read_by_what_people_see(tmp_path):
    path = written(tmp_path, region="Val d’Oise", weight="Corse", place="Corse")
    path.write_text(
        path.read_text(encoding="utf-8").replace("facilitators: 10, practitioners: 5", "register: r.csv"),
        encoding="utf-8",
    )
    text = "state;region;administration;count;age\nwaiting;VAL D'OISE;état civil;1 200;\ntrainee;corse;État civil;NA;\n"
    (tmp_path / "r.csv").write_bytes(text.encode("cp1252"))
    (row,) = load_scenario(path).initial.register_
    assert (row.region, row.administration, row.count) == ("Val d’Oise", "État  civil", 1200)


def test_settings_choose_an_entry_by_what_people_see_and_names_before_numbers(tmp_path):
    text = SCENARIO.format(region="02", weight="02", place="02").replace(
        "masters: 1}]", 'masters: 1}, {place: "Corse", trainers: 5}]'
    )
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    found = load_scenario(tmp_path / "s.yaml")
    assert setting(found, "levers.trainers.at_start[02].trainers") == 3
    assert setting(found, "levers.trainers.at_start[2].trainers") == 5
    assert setting(found, "levers.trainers.at_start[CORSE].trainers") == 5
    with pytest.raises(SettingError, match="Did you mean Corse"):
        setting(found, "levers.trainers.at_start[Korse].trainers")
