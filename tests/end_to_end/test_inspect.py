"""`essaim inspect`: one replicate replayed from its folder of results."""

import re

import pytest

from simulation import cli
from simulation.commands import inspect
from simulation.runs.forecast import run
from tests.unit import fabricated
from tests.verification.directions import with_changes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three replicates of a small scenario in which every kind of agent comes up."""
    return str(run(with_changes({}), 3, seed=5, out=tmp_path_factory.mktemp("results"), name="small").folder)


def inspected(capsys, *arguments):
    status = cli.main(["inspect", *arguments])
    return status, *capsys.readouterr()


def test_what_it_prints(folder, capsys):
    status, out, _ = inspected(capsys, folder, "--replicate", "1")
    assert status == 0
    for line in (
        "Replicate 1 with seed 5, values drawn for this replicate; 2026-01 to 2029-04, shown at the end of 2029-04.",
        "Agents", "Who led most groups", "Genealogy: trainers, and those certified whom they trained",
        "The run replayed equals the stored one: active facilitators of all 40 months.",
    ):  # fmt: skip
        assert line in out.splitlines()
    assert re.search(
        r"^ +\d+ groups  [0-9a-f]{16}, \w+, \w+; (trainer|facilitator), generation \d+, skill 0\.\d\d; "
        r"(there at the start or hired|trained by [0-9a-f]{16})$",
        out,
        re.M,
    )
    assert re.search(r"^ +\d+ members  \w+, .+; .+; sessions held: \d+, .+; months .+$", out, re.M)
    assert re.search(r"^  and \d+ more$", out, re.M)


def test_all_prints_everybody_once(folder, capsys):
    _, short, _ = inspected(capsys, folder, "--replicate", "1")
    status, out, _ = inspected(capsys, folder, "--replicate", "1", "--all")
    assert status == 0 and len(out) > len(short) and " more\n" not in out
    counted = {label: int(number) for number, label in re.findall(r"^ +(\d+)  (\w[\w ]+)$", out, re.M)}
    leaders, rest = out.split("Open groups", 1)
    listed = re.findall(r"groups?  ([0-9a-f]{16})", leaders)
    assert len(listed) == len(set(listed)) == counted["facilitators"] + counted["trainers"]
    assert len(re.findall(r"^ +\d+ members", rest, re.M)) == counted["open groups"]
    trained = {identity for identity in listed if re.search(rf"{identity}.*trained by", leaders)}
    tree = re.findall(r"^ {4,}([0-9a-f]{16})", out.split("Genealogy", 1)[1], re.M)
    assert len(tree) == len(set(tree)) > 5 and set(tree) == trained


def test_a_record_that_differs_is_said(folder, capsys, monkeypatch):
    stored = inspect._stored_active

    def changed(results, replicate):
        active = stored(results, replicate)
        active[7] += 1
        return active

    monkeypatch.setattr(inspect, "_stored_active", changed)
    status, out, err = inspected(capsys, folder, "--replicate", "0")
    assert status == 1 and out == "" and "first in 2026-08" in err


def test_best_values_are_replayed_so(tmp_path, capsys):
    results = run(with_changes({}), 2, seed=5, out=tmp_path, best_values=True)
    status, out, _ = inspected(capsys, str(results.folder), "--replicate", "1")
    assert status == 0 and "best values" in out


def test_what_cannot_be_inspected(folder, tmp_path, capsys):
    for arguments, words in (
        ((folder, "--replicate", "3"), "holds no replicate 3; it holds 3, from 0 to 2"),
        ((str(tmp_path), "--replicate", "0"), "is not a results folder"),
        ((str(tmp_path / "absent"), "--replicate", "0"), "is not a folder"),
    ):
        status, out, err = inspected(capsys, *arguments)
        assert status == 2 and out == "" and words in err


def test_a_crashed_replicate_is_named_so(tmp_path, capsys):
    failing = f"{fabricated.__name__}:failing"
    results = run(fabricated.SMALL, 4, seed=1, out=tmp_path, engine=failing)
    status, _, err = inspected(capsys, str(results.folder), "--replicate", "3")
    assert status == 2 and "it crashed, see failures.parquet" in err
