"""Identity is content: what a run is known by, and what it is not."""

import subprocess
import sys

import pytest
from fabricated import SMALL

from simulation.runs import fingerprint as fingerprints
from simulation.runs.fingerprint import PACKAGE, bare, code_fingerprint, files_of
from simulation.runs.model_choice import ModelChoice
from simulation.runs.sweep_files import load_sweep
from simulation.runs.sweeping import Sweeping, run_sweep
from simulation.scenario.writing import fingerprint, scenario_yaml

RULE = '''
"""What it does."""
from simulation.common.columns import X  # a column


def rate(months: int, name: str) -> float:
    """The rate of a month."""
    # Twelve months are a year.
    if months < 1:
        raise ValueError(f"{name} must last a month, not {months}")
    assert months < 999, "too long"
    return months / 12
'''


@pytest.mark.parametrize(("old", "new"), [
    ('"""What it does."""', '"""What it does, better said."""'),
    ("  # a column", ""),
    ("# Twelve months are a year.", "# A year has twelve months."),
    ('"""The rate of a month."""', '"""Rate of a month, a year being 1."""'),
    ("must last a month, not {months}", "is too short: {months} months"),
    ('f"{name} must last a month, not {months}"', '"too short"'),
    ('"too long"', '"longer than any run"'),
    ("def rate(months: int, name: str) -> float:", "def rate(\n    months: int,\n    name: str,\n) -> float:"),
])  # fmt: skip
def test_words_are_not_what_a_module_does(old, new):
    assert old in RULE and bare(RULE.replace(old, new)) == bare(RULE)


@pytest.mark.parametrize(("old", "new"), [
    ("months / 12", "months / 13"), ("months / 12", "months // 12"), ("months < 1", "months <= 1"),
    ("ValueError", "KeyError"), ("import X", "import Y"), ("months < 999", "months < 998"),
])  # fmt: skip
def test_all_else_is(old, new):
    assert old in RULE and bare(RULE.replace(old, new)) != bare(RULE)


def test_the_code_that_decides_is_that_of_the_engines_and_what_they_read(monkeypatch, tmp_path):
    names = {file.relative_to(PACKAGE).as_posix() for file in files_of(fingerprints.DECIDING)}
    assert {"engine/rules/demand.py", "common/draws.py", "scenario/data/france/cells.csv", "replicate.py"} <= names
    outside = ("runs/", "storage/", "charts/", "report/", "commands/", "scenario/checks", "scenario/loading")
    assert not [name for name in names if name.startswith(outside)]
    assert code_fingerprint() != code_fingerprint(mesa=True)
    read = type(PACKAGE).read_bytes

    def edited(change):
        fingerprints.code_fingerprint.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(type(PACKAGE), "read_bytes", lambda path: change(path, read(path)))
            found = code_fingerprint()
        fingerprints.code_fingerprint.cache_clear()
        return found

    def of_draws(addition):
        return edited(lambda path, content: content + (addition if path.name == "draws.py" else b""))

    assert of_draws(b"\n# A word more.\n") == code_fingerprint() != of_draws(b"\nMORE = 1\n")


def write_sweep(folder, scenario, vary="{uncertainties.volunteering: [0.1, 0.2]}", replicates=3, more=""):
    folder.mkdir(exist_ok=True)
    (folder / "base.yaml").write_text(scenario_yaml(scenario))
    path = folder / "plan.yaml"
    path.write_text(f"name: A plan\nscenarios: [base.yaml]\nvary: {vary}\nreplicates: {replicates}\n{more}")
    return path


def swept(path, out):
    one = load_sweep(path, out)
    model = ModelChoice("fabricated:by_volunteering")
    return run_sweep(Sweeping(one.sweep, one.points, one.folder, one.text, model))


def test_two_sweeps_of_one_name_do_not_touch_each_other(tmp_path):
    first = write_sweep(tmp_path / "a", SMALL)
    second = write_sweep(tmp_path / "b", SMALL.model_copy(update={"months": 9}))
    third = write_sweep(tmp_path / "c", SMALL, "{levers.groups.size: [7, 8]}")
    here, there, elsewhere = (swept(path, tmp_path / "out") for path in (first, second, third))
    assert len({here.folder, there.folder, elsewhere.folder}) == 3
    assert all(one.folder.name.startswith("plan-") for one in (here, there, elsewhere))
    assert not list((tmp_path / "out").glob("*-code*"))
    seen = here.runs().to_csv()
    assert swept(first, tmp_path / "out").runs().to_csv() == seen


def test_values_points_and_replicates_are_a_list_inside(tmp_path):
    out = tmp_path / "out"
    first = swept(write_sweep(tmp_path / "a", SMALL), out)
    files, points = set(first.folder.glob("runs/*")), first.points["point"].tolist()
    more = swept(write_sweep(tmp_path / "a", SMALL, "{uncertainties.volunteering: [0.1, 0.2, 0.3]}", 4), out)
    assert more.folder == first.folder and files < set(more.folder.glob("runs/*"))
    assert more.manifest["points"] == 3 and more.manifest["runs"] == 12
    renamed = SMALL.model_copy(update={"name": "Another title", "description": "of the same numbers"})
    again = swept(write_sweep(tmp_path / "a", renamed, "{uncertainties.volunteering: [0.2]}", 2), out)
    assert again.folder == first.folder and again.manifest["runs"] == 2 and len(again.points) == 1
    assert again.points["point"].tolist() == points[1:]
    other = load_sweep(write_sweep(tmp_path / "a", SMALL, more="record: {every: month}\n"), out)
    assert other.folder != first.folder


def test_a_scenario_is_known_by_its_numbers():
    renamed = SMALL.model_copy(update={"name": "Another title", "description": "of the same numbers"})
    assert fingerprint(renamed) == fingerprint(SMALL) != fingerprint(SMALL.model_copy(update={"months": 9}))


def test_a_sweep_of_before_stays_and_is_told_of(tmp_path, capsys):
    from simulation.commands.computing import tell_superseded

    (tmp_path / "plan-seed1").mkdir()
    (tmp_path / "plan-seed1" / "manifest.json").write_text("{}")
    for name, told in (("plan-1a2b3c4d-seed1", True), ("plan-1a2b3c4d-seed2", False), ("other-1a2b3c4d-seed1", False)):
        tell_superseded(tmp_path / name)
        assert ("is of an earlier version of Essaim" in capsys.readouterr().err) == told


def test_what_the_engines_read_of_a_scenario_decides():
    code = ("import sys, simulation.replicate, simulation.engine.run, simulation.model, simulation.own_rules; "
            "print(*(name for name in sys.modules if name.startswith('simulation.scenario.')))")  # fmt: skip
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    deciding = {file.relative_to(PACKAGE).with_suffix("").as_posix() for file in files_of(fingerprints.DECIDING)}
    read = {name.removeprefix("simulation.").replace(".", "/") for name in loaded}
    # Words of messages and of pages, characters that names must not hold, and how a path is looked at.
    said = {"scenario/problems", "scenario/characters", "scenario/paths", "scenario/vocabulary"}
    assert read - deciding == said, "a module that decides and is not listed?"
