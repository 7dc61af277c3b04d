"""Names: a path first, then the working folder's scenarios, then the library; for scenarios, sweeps and cases alike."""

import json
import shutil

import pytest

from simulation.calibration.loading import find_case, load_case
from simulation.cli import BAD_INPUT, GOOD, main
from simulation.runs.sweep_files import find_sweep, load_sweep
from simulation.scenario.documents import find_scenario
from simulation.scenario.library import CASE, LIBRARY, OWN, SCENARIO, SWEEP, find
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.storage.files import ResultsError
from simulation.validation.forecasts import open_forecast

KNOWN = [(SCENARIO, "reference"), (SWEEP, "training_capacity"), (CASE, "carpentries")]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def own_reference():
    """A scenario of the working folder that stands before the library's."""
    return write(OWN / "reference.yaml", "name: My own\nmonths: 12\n")


@pytest.mark.parametrize(("kind", "name"), KNOWN)
def test_a_path_stands_before_the_working_folder_and_that_before_the_library(kind, name, caplog):
    assert find(kind, name) == kind.file(LIBRARY, name) and not caplog.records
    own = write(kind.file(OWN, name), "")
    assert find(kind, name) == own
    assert find(kind, str(own)) == own
    path = write(OWN.parent / name, "")
    assert find(kind, name) == path
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith(f"{name} stands for {own} here, not for the library's ")
    assert second.startswith(f"{name} stands for {path} here, not for {own} or the library's ")


@pytest.mark.parametrize(("kind", "name"), KNOWN)
def test_what_is_not_found_is_named_with_where_and_the_nearest_spelling(kind, name):
    def said(given):
        with pytest.raises(ScenarioError) as caught:
            find(kind, given)
        return str(caught.value)

    wrong = said(name[:-1])
    assert wrong.startswith(f"{name[:-1]}:1:1: there is no such file, nor a {kind.noun} of that name in ")
    assert f"{kind.folder(OWN).as_posix()}/ or the library (" in wrong and LIBRARY.name in wrong
    assert wrong.endswith(f" Did you mean {name}?")
    assert said(str(kind.file(OWN, name))).endswith(f"there is no such file. Did you mean {name}?")
    assert name in said("quite_something_else") and "There are: " in said("quite_something_else")
    OWN.mkdir()
    assert f"is a folder, not a file of a {kind.noun}." in said(OWN)
    write(kind.file(OWN, "mine_alone"), "")
    assert said("mine_alon").endswith("Did you mean mine_alone?")
    write(OWN.parent / "in_this_folder.yaml", "")
    assert said("in_this_folder").endswith(" Did you mean in_this_folder.yaml?")
    assert "there is no such file." in said("a\0b/c.yaml")
    for odd in ("a\0b", "a" * 5000, "", "..", "*"):
        assert kind.noun in said(odd)


def test_each_command_finds_its_kind():
    assert find_scenario("reference") == LIBRARY / "reference.yaml"
    assert find_sweep("training_capacity") == LIBRARY / "sweeps" / "training_capacity.yaml"
    assert find_case("covea") == find_case(LIBRARY / "validation" / "covea")
    assert load_case("covea").slug == "covea" and len(load_sweep("training_capacity").points) > 1
    assert open_forecast("covea").folder == LIBRARY / "validation" / "covea" / "forecast"
    (OWN.parent / "covea").mkdir()
    with pytest.raises(ResultsError):
        open_forecast("covea")


def test_extends_finds_beside_then_the_working_folder_then_the_library(folder, caplog):
    child = write(folder / "plans" / "child.yaml", "extends: reference\nname: Child\n")
    assert load_scenario(child).months == 60 and not caplog.records
    own = own_reference()
    assert load_scenario(child).months == 12
    assert caplog.records[-1].getMessage().startswith(f"reference stands for {own} here, not for the library's ")
    write(folder / "plans" / "reference.yaml", "name: Beside\nmonths: 24\n")
    assert load_scenario(child).months == 24


def test_the_library_builds_on_the_library(caplog):
    before = load_scenario("trainers_first")
    own = own_reference()
    assert load_scenario("trainers_first") == before
    assert caplog.records[-1].getMessage() == f"reference stands for the library's reference.yaml here, not for {own}"


def test_ones_own_file_can_extend_that_of_its_name(folder):
    own = write(OWN / "reference.yaml", "extends: reference\nname: Longer\nmonths: 72\n")
    family = load("reference").family
    assert [document.path for document in family.documents] == [own, LIBRARY / "reference.yaml"]
    assert (load("reference").scenario.months, load("reference").scenario.initial.facilitators_there) == (72, 130)
    write(folder / "alone.yaml", "extends: alone\nname: Alone\n")
    with pytest.raises(ScenarioError, match="goes round in a circle: alone.yaml → alone.yaml"):
        load("alone.yaml")


def test_a_missing_parent_is_looked_for_in_the_library_too(folder):
    with pytest.raises(ScenarioError) as caught:
        load(write(folder / "child.yaml", "extends: referense\nname: Child\n"))
    said = str(caught.value)
    assert "no file referense.yaml lies beside this one, nor in scenarios/ or the library (" in said
    assert "Did you mean reference?" in said
    write(folder / "cousin.yaml", "name: Cousin\n")
    with pytest.raises(ScenarioError, match="Did you mean cousin?"):
        load(write(folder / "child.yaml", "extends: cousins\nname: Child\n"))
    with pytest.raises(ScenarioError, match="no file ./reference.yaml, seen from here. Did you mean reference"):
        load(write(folder / "child.yaml", "extends: ./reference.yaml\nname: Child\n"))


def test_a_sweep_of_the_library_takes_ones_own_scenario(caplog):
    own = own_reference()
    for name in ("reference.yaml", "reference_register.csv"):
        shutil.copy(LIBRARY / name, own.parent / name)
    load_sweep("training_capacity")
    assert caplog.records[-1].getMessage().startswith(f"reference stands for {own} here")


def test_new_writes_into_the_working_folder_and_never_into_the_library(capsys):
    assert main(["new", "My plan", "--from", "reference"]) == GOOD
    assert capsys.readouterr().out.split() == [str(OWN / "my_plan.yaml")]
    text = (OWN / "my_plan.yaml").read_text(encoding="utf-8")
    assert "\nextends: reference\n" in text and text.splitlines()[0].endswith("/schema.json")
    assert main(["check", "my_plan"]) == GOOD and "my_plan: good." in capsys.readouterr().out
    assert main(["new", "my plan", "--from", "reference"]) == BAD_INPUT


def test_new_gives_a_path_where_the_name_would_mean_another(folder):
    own_reference()
    assert main(["new", "Own", "--from", "reference", "--out", "."]) == GOOD
    assert "\nextends: scenarios/reference.yaml\n" in (folder / "own.yaml").read_text(encoding="utf-8")
    assert main(["new", "Theirs", "--from", str(LIBRARY / "reference.yaml"), "--out", "."]) == GOOD
    assert load_scenario("theirs.yaml").months == 60 and load_scenario("own.yaml").months == 12


def test_the_schema_of_ones_own_folder_serves_the_editor(folder):
    OWN.mkdir()
    assert main(["schema", "--out", str(OWN / "schema.json")]) == GOOD
    assert json.loads((OWN / "schema.json").read_text(encoding="utf-8"))
    assert main(["new", "Plan", "--from", "reference", "--out", "."]) == GOOD
    assert (
        (folder / "plan.yaml")
        .read_text(encoding="utf-8")
        .startswith("# yaml-language-server: $schema=scenarios/schema.json\n")
    )
