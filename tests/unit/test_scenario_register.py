"""Registers: CSV files that hold the network as it is, read with line and column, and printed as a template."""

import pytest

from simulation import cli
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.registers import COLUMNS
from simulation.scenario.schema import Initial, Scenario
from simulation.scenario.writing import scenario_yaml

HEADER = ",".join(COLUMNS)


@pytest.fixture
def scenario(tmp_path):
    """Writes a register and a scenario that names it, and returns the scenario's path."""

    def write(text, initial="", name="network.csv"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        path = tmp_path / "scenario.yaml"
        path.write_text(f"name: x\ninitial:\n  register: {name}\n{initial}", encoding="utf-8")
        return path

    return write


def rows_of(path):
    return [(row.state, row.region, row.administration, row.count, row.age)
            for row in load_scenario(path).initial.register_]  # fmt: skip


ACTIVE = ("facilitator_active", "Corse", "State", 3, 14)
GROUP = ("group", "national", None, 2, 5)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\nfacilitator_active,Corse,State,3,14\ngroup,national,,2,5\n",
        f"{HEADER}\r\nfacilitator_active,Corse,State,3,14\r\ngroup,national,,2,5",
        "state;region;administration;count;age\nfacilitator_active;Corse;State;3;14\ngroup;national;;2;5\n",
        "\ufeff" + f'{HEADER}\n"facilitator_active","Corse",State,"3",14\ngroup,national,,2,5\n',
        f"\n{HEADER},\n,,,,\n facilitator_active , Corse,State,3,14,\n\ngroup,national,,2,5,,\n",
        "age,Count,administration,region,state\n14,3,State,Corse,facilitator_active\n5,2,,national,group\n",
        f"{HEADER}\nfacilitator_active,Corse,State,3,14\ntrainee,Corse,State,,\ngroup,national,,2,5\n",
    ],
    ids=("plain", "windows", "semicolons", "mark and quotes", "empty cells", "other order", "no count"),
)
def test_rows_are_read(scenario, text):
    assert rows_of(scenario(text)) == [ACTIVE, GROUP]


def test_the_column_of_ages_may_be_missing(scenario):
    assert rows_of(scenario("state,region,administration,count\nwaiting,Corse,State,3\n")) == [
        ("waiting", "Corse", "State", 3, None)
    ]


def test_a_register_is_all_that_is_placed(scenario):
    loaded = load_scenario(scenario(f"{HEADER}\nfacilitator_active,Corse,State,3,14\nwaiting,Corse,State,4,\n"))
    assert (loaded.initial.facilitators, loaded.initial.practitioners) == (0, 0)
    assert loaded.initial.facilitators_there == 3
    assert Scenario(name="x").initial.facilitators_there == 130


def test_the_resolved_scenario_holds_the_rows(scenario, tmp_path):
    loaded = load_scenario(scenario(f"{HEADER}\nfacilitator_active,Corse,State,3,14\ngroup,national,,2,5\n"))
    again = tmp_path / "elsewhere" / "again.yaml"
    again.parent.mkdir()
    again.write_text(scenario_yaml(loaded), encoding="utf-8")
    assert load_scenario(again) == loaded


def test_a_path_is_seen_from_the_file_that_names_it(scenario, tmp_path):
    scenario(f"{HEADER}\nwaiting,Corse,State,3,2\n")
    child = tmp_path / "children" / "child.yaml"
    child.parent.mkdir()
    child.write_text("extends: ../scenario.yaml\nname: Child\ninitial: {region_weights: {Corse: 2}}\n")
    assert rows_of(child) == [("waiting", "Corse", "State", 3, 2)]


def test_a_register_takes_the_place_of_what_the_parent_placed(scenario, tmp_path):
    path = scenario(f"{HEADER}\nwaiting,Corse,State,3,2\n")
    path.write_text("extends: reference\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    initial = load_scenario(path).initial
    assert (initial.facilitators, initial.practitioners, len(initial.register_)) == (0, 0, 1)
    assert initial.region_weights == load_scenario("reference").initial.region_weights
    (tmp_path / "child.yaml").write_text("extends: ./scenario.yaml\nname: c\ninitial: {facilitators: 4}\n")
    with pytest.raises(ScenarioError, match="a register counts the facilitators: leave facilitators out"):
        load(tmp_path / "child.yaml")


def test_rows_given_in_python_stand_alone_too():
    with pytest.raises(ValueError, match="a register counts the practitioners"):
        Initial(practitioners=3, register=[{"state": "group", "region": "Corse", "count": 1, "age": 1}])
    with pytest.raises(ValueError, match="a group has no administration"):
        Initial(register=[{"state": "group", "region": "Corse", "administration": "State", "count": 1, "age": 1}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "network.csv:1:1: the register is empty. Begin with state,region,administration,count,age."),
        (f'{HEADER}\nwaiting,"Corse,State,3,\n', "network.csv:2:9: a quotation mark is not closed"),
        (f'{HEADER}\n"waiting"x,Corse,State,3,\n', "network.csv:2:1: a quotation mark is not closed, or text"),
        (f"{HEADER}\nwaiting,Corse,State,3,2,7\n", "network.csv:2:25: has 6 cells; the header has 5."),
        (f"{HEADER}\nwaiting,Corse,State,12 00,\n", "network.csv:2:21: initial.register[1].count: must be a whole"),
        (f"{HEADER}\nwaiting,Corse,State,3,700\n", "network.csv:2:23: initial.register[1].age: must be a whole"),
        ("état,region\n", "network.csv:1:1: there is no column called 'état'. Did you mean state?"),
        (f"{HEADER}\nwaiting,Îles,State,3,\n".encode("cp850"), "network.csv:2:9: byte 47 (0xD7) is not UTF-8"),
    ],
)
def test_what_cannot_be_read(scenario, text, message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(scenario(text))
    assert message in str(caught.value)


def test_a_folder_is_no_register(tmp_path):
    (tmp_path / "scenario.yaml").write_text("name: x\ninitial: {register: .}\n")
    with pytest.raises(ScenarioError, match="there is no file"):
        load_scenario(tmp_path / "scenario.yaml")


def test_template_can_be_filled_in(scenario, capsys):
    assert cli.main(["register", "--template"]) == cli.GOOD
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == HEADER and len(lines) == 1 + 54 * 7 + 19
    assert rows_of(scenario("\n".join(lines))) == []
    filled = [line + "4,7" if line.endswith(",,") and not line.startswith("group") else line for line in lines]
    filled = [line.replace(",,4,7", ",4,7") for line in filled]
    assert len(rows_of(scenario("\n".join(filled)))) == 54 * 7


def test_template_of_another_scenario(scenario, tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text('name: x\npopulation: [{region: "a, b", administration: \'c "d"\', headcount: 90000}]\n')
    cli.main(["register", str(path), "--template"])
    text = capsys.readouterr().out
    assert '"a, b","c ""d""",,' in text
    filled = text.replace('candidate,"a, b","c ""d""",,', 'candidate,"a, b","c ""d""",3,')
    own = scenario(filled)
    own.write_text(own.read_text() + path.read_text().split("\n")[1] + "\n")
    assert rows_of(own) == [("candidate", "a, b", 'c "d"', 3, None)]
