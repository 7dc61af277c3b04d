"""Every command on a disk without room: a sentence, exit code 1, and what was there before stays as it was."""

import resource
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulation import cli
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario

DATA = Path("tests/data/calibration").absolute()
SCENARIO = DATA / "small_scenario.yaml"
SWEEP = """\
name: Little
scenarios: [{scenario}]
vary: {{levers.trainers.days_per_month: [2, 3], uncertainties.innovation: {{low: 0.2, high: 0.4, steps: 2}}}}
replicates: 2
record: {{measures: [active_facilitators]}}
"""
PLAN = """\
name: Little
scenario: {scenario}
targets: [{{measure: active_facilitators, value: 5, month: 2023-12}}]
decide: {{trainer_courses: {{every: year, at_most: 1}}}}
"""
ACTUALS = "date,measure,over,value,precision,source\n2023-12,active_facilitators,,20,exact,x\n"
RUNS = ("--workers", "1", "--out", "OUT")
COMMANDS = {
    "run": ("SCENARIO", "--replicates", "2", *RUNS),
    "afterwards": ("SCENARIO", "--stop", "2023-06", "--later", "3", "--replicates", "2", *RUNS),
    "sweep": ("SWEEP", "--yes", *RUNS),
    "sweep --point": ("SWEEP", "--point", "0", "--out", "OUT"),
    "sensitivity": ("SWEEP", "--measure", "active_facilitators", "--trajectories", "2", "--samples", "2", "--yes",
                    *RUNS),
    "width": ("SCENARIO", "--futures", "256", "--samples", "2", "--yes", *RUNS),
    "value": ("SCENARIO", "--pairs", "2", *RUNS),
    "calibrate": ("CASE", "--population", "50", "--generations", "1", *RUNS),
    "backtest": ("CASE", "--replicates", "2", *RUNS),
    "plan": ("PLAN", "--yes", *RUNS),
    "report": ("DIR", "--out", "OUT"),
    "chart": ("active_facilitators", "DIR", "--to", "OUT.json"),
    "chart as a page": ("active_facilitators", "DIR", "--to", "OUT.html"),
    "compare": ("DIR", "OTHER", "--csv", "OUT"),
    "compare to a page": ("DIR", "OTHER", "--to", "OUT.html"),
    "query": ("DIR", "SELECT * FROM summary", "--to", "OUT.csv"),
    "query to Parquet": ("DIR", "SELECT * FROM summary", "--to", "OUT.parquet"),
    "export": ("DIR", "--to", "OUT"),
    "brief": ("DIR", "--to", "OUT.html"),
    "pack": ("DIR", "--to", "OUT.zip"),
    "init": ("OUT",),
    "changes": ("DIR", "OTHER", "--csv", "OUT"),
    "score": ("DIR", "ACTUALS", "--to", "OUT.csv"),
    "new": ("A new one", "--from", "SCENARIO", "--out", "OUT"),
    "show": ("SCENARIO", "--out", "OUT"),
    "register": ("SCENARIO", "--template", "--out", "OUT"),
    "register --warm": ("SCENARIO", "--warm", "--months", "2", "--worlds", "2", "--out", "OUT"),
    "schema": ("--out", "OUT"),
}  # fmt: skip
"""By what is tried: the command's arguments. OUT is a folder or file that is not there yet."""
WRITE_NOTHING = {"check", "inspect"}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """The files and folders that the commands are given, by the words that stand for them."""
    folder = tmp_path_factory.mktemp("given")
    for name, text in (("sweep.yaml", SWEEP), ("plan.yaml", PLAN)):
        (folder / name).write_text(text.format(scenario=SCENARIO))
    (folder / "actuals.csv").write_text(ACTUALS)
    one = run(load_scenario(SCENARIO), 3, out=folder / "results", name="one").folder
    (folder / "animated.yaml").write_text(f"extends: {SCENARIO}\nname: Animated\nlevers: {{animation: 0.6}}\n")
    animated = run(load_scenario(folder / "animated.yaml"), 3, out=folder / "results", name="animated").folder
    return {"SCENARIO": SCENARIO, "SWEEP": folder / "sweep.yaml", "PLAN": folder / "plan.yaml", "CASE": DATA /
            "small.yaml", "ACTUALS": folder / "actuals.csv", "DIR": one, "OTHER": animated}  # fmt: skip


@contextmanager
def room(most):
    """Files may have so many bytes: the system says of larger ones what it says of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def put(words, given, out):
    return [str(given.get(word, word.replace("OUT", str(out)) if word.startswith("OUT") else word)) for word in words]


def test_the_table_has_all_commands():
    (actions,) = [one for one in cli.parser()._actions if one.dest == "command"]
    assert {name.split()[0] for name in COMMANDS} | WRITE_NOTHING == set(actions.choices)


@pytest.mark.parametrize("name", COMMANDS)
def test_without_room_a_command_says_so_in_a_sentence(name, given, tmp_path, capsys):
    before = {path: path.stat().st_mtime_ns for path in Path(given["DIR"]).parent.rglob("*") if path.is_file()}
    arguments = [name.split()[0], *put(COMMANDS[name], given, tmp_path / "out")]
    with room(60):
        code = cli.main(arguments)
    said = capsys.readouterr().err
    assert code == cli.RUN_FAILED, said
    last = said.strip().splitlines()[-1]
    assert "cannot be written" in last and "File too large" in last, said
    assert "a mistake in Essaim" not in said and "Traceback" not in said
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".tmp")]
    assert before == {path: path.stat().st_mtime_ns for path in before}


@pytest.mark.parametrize("name", ["chart", "query", "score", "schema", "changes", "compare"])
def test_a_file_that_was_there_stays_whole(name, given, tmp_path, capsys):
    arguments = [name, *put(COMMANDS[name], given, tmp_path / "out")]
    target = Path(arguments[-1])
    target.write_text("what was there")
    with room(60):
        assert cli.main(arguments) == cli.RUN_FAILED
    assert target.read_text() == "what was there" and [*tmp_path.iterdir()] == [target]


WRITE_AT_THE_END = [name for name in COMMANDS if name == "init" or COMMANDS[name][-2] in ("--to", "--csv", "--out")]


@pytest.mark.parametrize("name", WRITE_AT_THE_END)
def test_a_place_that_cannot_be_used_is_the_persons_mistake(name, given, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    arguments = [name.split()[0], *put(COMMANDS[name], given, tmp_path / "file" / "out")]
    assert cli.main(arguments) == cli.BAD_INPUT
    said = capsys.readouterr().err
    assert f"{tmp_path / 'file'} is a file, not a folder" in said or "there is no folder" in said, said
