"""Files with thousands of mistakes: told in time, the first of them, and how many more there are."""

import difflib

import pytest

from simulation.scenario import office_tables
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import MOST_JUDGED, MOST_TOLD, Problem, ScenarioError
from tests.fuzzing import seeds
from tests.fuzzing.tried import command

MANY = 8000


def lines(text, many=MANY):
    return "".join(text.replace("#", str(number)) for number in range(many))


POPULATION, INITIAL = seeds.SCENARIO.index("population:"), seeds.SCENARIO.index("initial:")
CHECK, POINT = ("check",), ("sweep", "--point", "0")
FILES = {
    "unknown keys": ("scenario.yaml", "name: x\n" + lines("k#: 1\n"), CHECK),
    "keys like known ones": ("scenario.yaml", seeds.SCENARIO + lines("populatio#: 1\n"), CHECK),
    "keys of a section": (
        "scenario.yaml", seeds.SCENARIO.replace("  animation: 0.3\n", lines("  animatio#: 1\n")), CHECK,
    ),
    "a key again and again": ("scenario.yaml", seeds.SCENARIO + lines("months: 12\n"), CHECK),
    "entries of a list": (
        "scenario.yaml",
        seeds.SCENARIO.replace("calls: [", "calls: [" + lines("{month: 2026-5, strength: x}, ")),
        CHECK,
    ),
    "numbers of a register": (
        "register.csv", seeds.REGISTER + lines("facilitator_actve#,Île-de-France,Intérieur,x,6\n"), CHECK,
    ),
    "names of a register": (
        "register.csv", seeds.REGISTER + lines("facilitator_active,Île-de-Frnce #,Intérieur,1,6\n", 1500), CHECK,
    ),
    "a population": ("cells.csv", "region,administration,headcount\n" + lines('R#,A,"1,5"\n'), CHECK),
    "keys of a sweep": ("sweep.yaml", seeds.SWEEP + lines("replicats#: 1\n"), POINT),
    "settings of a sweep": (
        "sweep.yaml", seeds.SWEEP.replace("vary:\n", "vary:\n" + lines("  levers.animatin#: [1]\n")), POINT,
    ),
    "rows of a sweep": ("rows.csv", seeds.ROWS + lines("1,2,3,#\n"), POINT),
    "columns of a sweep": ("rows.csv", lines("levers.animatin#,") + "\n" + lines("1,") + "\n", POINT),
    "keys of a plan": ("plan.yaml", seeds.PLAN + lines("targts#: 1\n"), ("plan", "--dry-run")),
    "targets of a plan": (
        "plan.yaml",
        seeds.PLAN.replace("targets:\n", "targets:\n" + lines("  - {measure: reachd#, value: 4, month: 2027}\n", 1500)),
        ("plan", "--dry-run"),
    ),
    "keys of a case": ("case.yaml", seeds.CASE + lines("populatin#: 1\n"), ("backtest",)),
    "what a case fits": (
        "case.yaml", seeds.CASE.replace("free:\n", "free:\n" + lines("  innovatin#: {}\n")), ("backtest",),
    ),
    "observations": ("observations.csv", seeds.OBSERVATIONS + lines("2026-06,reachd#,,x,abut,,\n"), ("backtest",)),
}  # fmt: skip
"""By what there is much of: the file, its text, the command that reads it."""
READ_BY = {"register.csv": "scenario.yaml", "cells.csv": "scenario.yaml", "rows.csv": "list.yaml",
           "observations.csv": "case.yaml"}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_thousands_of_mistakes_are_told_in_time_and_the_first_only(kind, tmp_path, monkeypatch):
    calls, compare = [], difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", lambda *given, **more: calls.append(1) or compare(*given, **more))
    seeds.folder(tmp_path)
    name, text, (chosen, *options) = FILES[kind]
    if name == "cells.csv":
        cells = seeds.SCENARIO[:POPULATION] + "population: cells.csv\n" + seeds.SCENARIO[INITIAL:]
        (tmp_path / "scenario.yaml").write_text(cells, encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    # More than 20 s of the processor are a hang, which is raised.
    came = command(chosen, str(tmp_path / READ_BY.get(name, name)), *options)
    assert came.code == 2 and not came.fault, came.said[:500]
    assert len(calls) <= 3 * MOST_JUDGED
    assert len(came.said.splitlines()) <= 3 * MOST_TOLD + 3
    if kind != "columns of a sweep":  # one mistake: there are too many
        assert f"These are the first {MOST_TOLD} of 1,000 problems or more." in came.said
    else:
        assert f"has {MANY:,} columns; {office_tables.MOST_COLUMNS:,} at most." in came.said


@pytest.mark.parametrize(
    ("number", "end"),
    [(1, ""), (MOST_TOLD, ""), (MOST_TOLD + 1, "These are the first 50 of 51 problems."),
     (MOST_JUDGED - 1, "These are the first 50 of 999 problems."),
     (MOST_JUDGED + 5, "These are the first 50 of 1,000 problems or more.")],
)  # fmt: skip
def test_how_many_there_are_is_said(number, end):
    error = ScenarioError(Problem("a.yaml", line, 1, "", "is wrong.") for line in range(1, number + 1))
    told = str(error).splitlines()
    assert told[: min(number, MOST_TOLD)] == [
        f"a.yaml:{line}:1: is wrong." for line in range(1, min(number, MOST_TOLD) + 1)
    ]
    assert told[MOST_TOLD:] == ([end] if end else [])
    assert ScenarioError([Problem("a.yaml", 1, 1, "", "x")]).count == "1 problem"


def test_the_neighbour_of_an_entry_with_two_mistakes_is_judged_too(tmp_path):
    seeds.folder(tmp_path)
    calls = "calls: [{month: 2026-5, strength: x}, {month: 2099-01, strength: 1.0}, {month: 2026-06, strength: 1.0}]"
    path = tmp_path / "scenario.yaml"
    path.write_text(seeds.SCENARIO.replace("calls: [{month: 2026-05, strength: 1.0}]", calls), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [problem.field for problem in caught.value.problems] == [
        "levers.calls[1].month", "levers.calls[1].strength", "levers.calls[2].month",
    ]  # fmt: skip
