"""The commands that planners use on scenario files: check, show, new, schema."""

import json
import re
import subprocess
import sys
import time

import pytest

from simulation import cli
from simulation.commands.schema import schema_text
from simulation.scenario.description import all_settings, editor_schema, is_section
from simulation.scenario.library import LIBRARY
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.writing import fingerprint, plain_scenario

REFERENCE = str(LIBRARY / "reference.yaml")
VARIANTS = sorted(path for path in LIBRARY.glob("*.yaml"))


def test_help_is_quick_and_imports_nothing_heavy():
    code = (
        "import sys, contextlib, io\nfrom simulation.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main(['--help'])\n"
        "heavy = {'numpy', 'pandas', 'numba', 'mesa', 'pydantic', 'scipy', 'ruamel.yaml'} & set(sys.modules)\n"
        "print(*heavy)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "" and done.stderr == ""
    # Generous: other processes share the machine; it takes a tenth of this.
    assert time.perf_counter() - start < 1.5


def test_check_of_good_and_bad_files(tmp_path, capsys):
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: Bad\nmonths: 0\nlevers: {budget: few}\n", encoding="utf-8")
    assert cli.main(["check", REFERENCE, str(bad)]) == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert "reference.yaml: good." in out and "54 cells" in out
    assert "months: must be" in err and "levers.budget: must be" in err and "2 problems" in err
    assert cli.main(["check", *map(str, VARIANTS)]) == cli.GOOD
    assert "note:" in capsys.readouterr().out


def test_no_traceback_for_bad_input(tmp_path):
    missing = str(tmp_path / "missing.yaml")
    for arguments in (["check", missing], ["show", missing], ["new", "x", "--from", missing]):
        done = subprocess.run([sys.executable, "-m", "simulation.cli", *arguments], capture_output=True, text=True)
        assert done.returncode == cli.BAD_INPUT
        assert "there is no such file" in done.stderr and "Traceback" not in done.stderr


def test_interruption_is_quiet(monkeypatch):
    import simulation.commands.check as check

    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "main", interrupt)
    assert cli.main(["check", "x"]) == cli.INTERRUPTED


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run"],
        ["run", "x", "--replicates", "0"],
        ["run", "x", "--workers", "two"],
        ["run", "x", "--seed", "4294967296"],
        ["inspect", "x", "--replicate", "-1"],
        ["run", "x", "--lang", "de"],
    ],
)
def test_wrong_arguments(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == cli.BAD_INPUT
    assert "usage: essaim" in capsys.readouterr().err


def test_arguments_of_run_inspect_and_report():
    run = cli.parser().parse_args(["run", "a", "b", "--best-values", "--seed", "7"])
    assert (run.scenarios, run.replicates, run.seed, run.out, run.best_values, run.lang) == (
        ["a", "b"],
        200,
        7,
        "results",
        True,
        "en",
    )
    assert run.workers >= 1
    assert cli.parser().parse_args(["inspect", "d", "--replicate", "3"]).replicate == 3
    assert cli.parser().parse_args(["report", "d", "e"]).directories == ["d", "e"]


def test_show_gives_unit_source_and_changes(capsys):
    assert cli.main(["show", str(LIBRARY / "trainer_days_doubled.yaml")]) == cli.GOOD
    out = capsys.readouterr().out
    assert re.search(r"value: 100\.0 +# persons; assumption, a planner.s aim.*reference\.yaml:\d+", out)
    assert re.search(r"travel:\n +value: 750\.0 +# euros per trainer and course\n", out)
    assert 'source: "UNITAR rule of thumb 0.75; 97 % pass right after the course (Helping Babies Breathe 2016)"' in out
    assert (
        out.rstrip()
        .splitlines()[-1]
        .endswith("days_per_month: 1.0 → [{from: 2026-01, value: 1.0}, {from: 2027-01, value: 2.0}]")
    )
    assert cli.main(["show", REFERENCE]) == cli.GOOD
    assert "Changes" not in capsys.readouterr().out


def test_show_can_be_loaded_again(tmp_path, capsys):
    cli.main(["show", str(LIBRARY / "regional_hubs.yaml")])
    (tmp_path / "shown.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_scenario(tmp_path / "shown.yaml") == load_scenario("regional_hubs")


def test_new_writes_a_good_file_once(tmp_path, capsys):
    arguments = ["new", "Mon plan : l'été", "--from", "reference", "--out", str(tmp_path)]
    assert cli.main(arguments) == cli.GOOD
    path = tmp_path / "mon_plan_l_ete.yaml"
    assert path.is_file() and path.name in capsys.readouterr().out
    scenario = load_scenario(path)
    assert scenario.name == "Mon plan : l'été"
    assert fingerprint(scenario) == fingerprint(load_scenario("reference"))
    assert cli.main(arguments) == cli.BAD_INPUT
    assert "already there" in capsys.readouterr().err
    assert cli.main(["new", "???", "--from", "reference", "--out", str(tmp_path)]) == cli.BAD_INPUT


def test_new_beside_its_parent_extends_it_by_name(tmp_path):
    (tmp_path / "mine.yaml").write_text("name: Mine\n", encoding="utf-8")
    assert cli.main(["new", "Other", "--from", str(tmp_path / "mine.yaml")]) == cli.GOOD
    assert "\nextends: mine\n" in (tmp_path / "other.yaml").read_text(encoding="utf-8")


def blocks(text):
    """The runs of lines of a generated file that are uncommented together: a setting with the lines beneath it."""
    lines, found = text.splitlines(), []
    for number, line in enumerate(lines):
        if match := re.match(r"( *)# (\w+):", line):
            last = number
            while last + 1 < len(lines) and re.match(rf"{match[1]}#  ", lines[last + 1]):
                last += 1
            found.append((number, last))
    return lines, [block for block in found if block[0] > 6]


def test_every_lever_of_a_new_file_can_be_uncommented(tmp_path):
    cli.main(["new", "New", "--from", "trainers_first", "--out", str(tmp_path)])
    before = fingerprint(load_scenario("trainers_first"))
    lines, found = blocks((tmp_path / "new.yaml").read_text(encoding="utf-8"))
    levers = [path for path in all_settings() if path[0] == "levers" and len(path) > 1 and not is_section(path)]
    assert len(found) >= len(levers)
    path = tmp_path / "one.yaml"
    for choice in [*([block] for block in found), found]:
        opened = list(lines)
        for first, last in choice:
            for number in range(first, last + 1):
                opened[number] = opened[number].replace("# ", "", 1)
        for first, _ in choice:
            if "calendar:" in lines[first]:  # it counts where courses are held by calendar
                above = max(number for number in range(first) if "scheduling:" in lines[number])
                opened[above] = re.sub(r"(# )?scheduling: .*", "scheduling: calendar", lines[above])
        path.write_text("\n".join(opened) + "\n", encoding="utf-8")
        shows_example = any("example" in " ".join(lines[max(0, first - 3) : first]) for first, _ in choice)
        assert (fingerprint(load_scenario(path)) == before) is not shows_example, lines[choice[0][0]]
    assert max(map(len, lines)) <= 120


def test_examples_stand_in_for_empty_lists_and_suit_the_scenario(tmp_path):
    (tmp_path / "parent.yaml").write_text(
        "name: Small\nstart: 2040-01\nmonths: 6\n"
        "population: [{region: Nord, administration: Sea, headcount: 90000}]\n"
        "initial: {facilitators: 0}\n"
        "levers: {trainers: {at_start: [], hired: [], days_at: []}}\n"
        "target: {measure: active_facilitators, value: 5, month: 2040-06}\n",
        encoding="utf-8",
    )
    assert cli.main(["new", "Child", "--from", str(tmp_path / "parent.yaml")]) == cli.GOOD
    text = (tmp_path / "child.yaml").read_text(encoding="utf-8")
    assert "[]" not in text and "    # hired:\n    #   - place: Nord\n" in text and "2040-06" in text
    opened = "\n".join(line.replace("# ", "", 1) if re.match(r" *# ", line) else line for line in text.splitlines()[7:])
    opened = re.sub(r"scheduling: .*", "scheduling: calendar", opened)
    (tmp_path / "all.yaml").write_text(opened + "\n", encoding="utf-8")
    scenario = load(tmp_path / "all.yaml", as_it_is=True).scenario
    assert scenario.levers.programmes and scenario.levers.facilitator_courses.reserved[0].administration == "Sea"


def test_committed_schema_is_the_present_one():
    committed = (LIBRARY / "schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "stale: essaim schema --out scenarios/schema.json"


def test_schema_command(tmp_path, capsys):
    assert cli.main(["schema"]) == cli.GOOD
    assert json.loads(capsys.readouterr().out) == editor_schema()
    assert cli.main(["schema", "--out", str(tmp_path / "s.json")]) == cli.GOOD
    assert cli.main(["schema", "--out", str(tmp_path / "no" / "s.json")]) == cli.BAD_INPUT


def fits(described, value):
    """Whether a value fits a JSON Schema: the few keywords that ours uses."""
    schema = editor_schema()
    if "$ref" in described and not fits(schema["$defs"][described["$ref"].rpartition("/")[2]], value):
        return False
    for several in ("anyOf", "oneOf"):
        if several in described and not any(fits(way, value) for way in described[several]):
            return False
    if "const" in described and value != described["const"] or "enum" in described and value not in described["enum"]:
        return False
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    wanted = described.get("type")
    if wanted is not None:
        wanted = [wanted] if isinstance(wanted, str) else wanted
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not any(number if kind in ("number", "integer") else isinstance(value, kinds[kind]) for kind in wanted):
            return False
        if number and not described.get("minimum", value) <= value <= described.get("maximum", value):
            return False
    if isinstance(value, str) and "pattern" in described and not re.search(described["pattern"], value):
        return False
    if isinstance(value, list) and "items" in described and not all(fits(described["items"], held) for held in value):
        return False
    if isinstance(value, dict):
        known, other = described.get("properties", {}), described.get("additionalProperties", True)
        for key, held in value.items():
            if not (
                fits(known[key], held) if key in known else fits(other, held) if isinstance(other, dict) else other
            ):
                return False
        if not all(key in value for key in described.get("required", ())):
            return False
    return True


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
def test_schema_accepts_scenarios_as_written_and_resolved(path):
    loaded = load(path)
    assert fits(editor_schema(), loaded.family.documents[0].root.plain())
    assert fits(editor_schema(), plain_scenario(loaded.scenario))


@pytest.mark.parametrize(
    "levers",
    [
        {"animation": 2},
        {"animation": [{"from": "2026-1", "value": 0.1}]},
        {"anmation": 0.1},
        {"groups": {"size": "eight"}},
        {"facilitator_courses": {"served_first": "x"}},
    ],
)
def test_schema_refuses_what_is_wrong(levers):
    assert fits(editor_schema(), {"name": "x", "levers": {"animation": 0.1, "groups": None}})
    assert not fits(editor_schema(), {"name": "x", "levers": levers})


def test_schema_says_units_and_meaning():
    days = editor_schema()["$defs"]["Trainers"]["properties"]["days_per_month"]
    assert days["unit"] == "days per month and trainer" and days["description"]
    assert [way["type"] for way in days["anyOf"]] == ["number", "array"]


def test_commands_in_this_process(tmp_path, capsys, monkeypatch):
    assert cli.main(["show", str(tmp_path / "missing.yaml")]) == cli.BAD_INPUT
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cli.main(["new", "x", "--from", "reference", "--out", str(tmp_path / "file")]) == cli.BAD_INPUT
    assert "cannot be written" in capsys.readouterr().err
    (tmp_path / "same.yaml").write_text("extends: reference\nname: Same\n", encoding="utf-8")
    assert cli.main(["show", str(tmp_path / "same.yaml")]) == cli.GOOD
    assert "# Changes nothing of" in capsys.readouterr().out


def test_show_of_a_child_whose_parent_is_not_valid_by_itself(tmp_path, capsys):
    (tmp_path / "parent.yaml").write_text("name: Parent\nmonths: 0\n", encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: parent\nname: Child\nmonths: 6\n", encoding="utf-8")
    assert cli.main(["show", str(tmp_path / "child.yaml")]) == cli.GOOD
    assert "is not a valid scenario by itself" in capsys.readouterr().out
