"""Populations in CSV files, as offices write them, with the line and column of what is wrong."""

import pytest

from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.writing import scenario_yaml

PLAIN = "region,administration,headcount\nCorse,État,9000\n01,État,12000\n"


@pytest.fixture
def scenario(tmp_path):
    """Writes a population and a scenario that names it, and returns the scenario's path."""

    def write(content, name="cells.csv"):
        (tmp_path / "cells.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        path = tmp_path / "scenario.yaml"
        path.write_text(
            f"name: x\npopulation: {name}\ninitial: {{facilitators: 10, practitioners: 5}}\n"
            "levers: {trainers: {at_start: [{place: CORSE, trainers: 3, masters: 2}]}}\n"
        )
        return path

    return write


@pytest.mark.parametrize("content", [
    PLAIN,
    "\ufeff" + PLAIN.replace(",", ";").replace("9000", "9 000").replace("\n", "\r\n"),
    "Headcount\tREGION\tadministration\t\r9000\tCorse\tÉtat\t\r12000\t01\tÉtat\t\r\t\t\t\r".encode("cp1252"),
])  # fmt: skip
def test_cells_are_read(scenario, content, tmp_path):
    found = load_scenario(scenario(content))
    assert [(cell.region, cell.administration, cell.headcount) for cell in found.population] == [
        ("Corse", "État", 9000), ("01", "État", 12000),
    ]  # fmt: skip
    assert found.levers.trainers.at_start[0].place == "Corse"
    again = tmp_path / "again.yaml"
    again.write_text(scenario_yaml(found), encoding="utf-8")
    assert load_scenario(again) == found


@pytest.mark.parametrize(("content", "said"), [
    ("", "cells.csv:1:1: the population is empty. Begin with region,administration,headcount."),
    ("region,administration\nCorse,A\n", "cells.csv:1:1: a column is missing: headcount."),
    ("region,administration,headcount\n", "cells.csv:1:1: the file has a header and no cell."),
    (PLAIN.replace("9000", '"9,000"'), "cells.csv:2:12: headcount: must be a number, not '9,000'. Write 9000"),
    (PLAIN.replace("9000", "many"), "cells.csv:2:12: population[1].headcount: must be a whole number"),
    (PLAIN.replace("9000", ""), "cells.csv:2:12: population[1].headcount: must be"),
    (PLAIN.replace("01", "CORSE"), "cells.csv:3:1: population[2]: Corse, État is given twice"),
    (b"PK\x03\x04", "cells.csv:1:1: the file is a workbook"),
])  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_column(scenario, content, said):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(scenario(content))
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named(scenario):
    with pytest.raises(ScenarioError, match="population: there is no file other.csv, seen from here"):
        load_scenario(scenario(PLAIN, "other.csv"))
