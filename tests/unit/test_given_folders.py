"""Folders of results given by wildcard: what Essaim itself put beside them is no side, and is left out."""

from simulation.commands.given import without_analyses
from simulation.commands.sensitivity import main as sensitivity
from simulation.outcomes import value, width
from simulation.outcomes.analyses import ANALYSES


def test_analyses_of_folders_that_are_given_are_left_out(capsys):
    given = ["r/a-seed1", "r/a-seed1-value", "r/a-seed1-width/", "r/b-seed1/", "r/b-seed1-sensitivity"]
    assert without_analyses(given) == ["r/a-seed1", "r/b-seed1/"]
    told = capsys.readouterr().err
    assert "r/a-seed1-value, r/a-seed1-width/, r/b-seed1-sensitivity" in told


def test_a_folder_that_is_only_called_so_stays(capsys):
    given = ["r/a-value", "r/b", "r/c:3"]
    assert without_analyses(given) == given and capsys.readouterr().err == ""


def test_the_names_are_those_that_analyses_have():
    assert {value.VALUE, width.WIDTH} < set(ANALYSES)
    assert sensitivity.__module__.rpartition(".")[2] == ANALYSES[-1].lstrip("-")
