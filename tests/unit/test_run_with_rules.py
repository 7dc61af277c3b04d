"""Forecasts and sweeps with rules of one's own: kept apart, equal for any number of workers, asked about first."""

import re
import textwrap

import numpy as np
import pytest

from simulation import open_results, run, simulate
from simulation.cli import main
from simulation.commands import run as run_command
from simulation.common.recording import Recording
from simulation.outcomes.provenance import RULES_FILE, rules_name
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.width import find_width, write_width
from simulation.own_rules import read_own_rules
from simulation.report.writing import render, render_comparison
from simulation.runs.estimate import Estimate
from simulation.runs.example import example_tables
from simulation.runs.example_mesa import example_by_mesa
from simulation.runs.fingerprint import code_fingerprint
from simulation.runs.forecast import folder_of, forecast_of
from simulation.runs.model_choice import COMPILED, MESA, ModelChoice
from simulation.runs.pool import RunError
from simulation.runs.spool import Spool
from simulation.runs.sweep_files import load_sweep
from simulation.runs.sweeping import run_sweep
from simulation.scenario.writing import scenario_yaml
from simulation.storage.storage import Folder
from tests.small_scenarios import random_sharp_scenario, random_small_scenario
from tests.verification.directions import with_changes

SCENARIO = with_changes({}).model_copy(update={"months": 24})
"""Every kind of agent comes up in it."""
NOTHING = """
from simulation import rule

@rule(before="turnover")
def nothing(model):
    pass
"""
STOPPING = """
from simulation import rule

stopped = []

@rule(before="turnover")
def some_stop(model):
    for facilitator in list(model.certified):
        if model.uniform(facilitator, "stops early") < 0.02:
            facilitator.stop()
            stopped.append(facilitator)
    assert len(stopped) < 400, "variables of the file outlive a run"
"""
CLASSES = """
from simulation.agents import Facilitator

class Loyal(Facilitator):
    def stopping_rate(self):
        return 0.0

AGENT_CLASSES = {"facilitator": Loyal}
"""
UNKEYED = """
import time
from simulation import rule
from simulation.agents import Facilitator

@rule(before="turnover")
def by_the_clock(model):
    for facilitator in list(model.agents_by_type[Facilitator]):
        if time.perf_counter_ns() % 3 == 0:
            facilitator.stop()
"""
FAILING = """
from simulation import rule

@rule(after="meet")
def now_and_then(model):
    if model.month == "2026-05" and model.uniform(1, "fails") < 0.5:
        divide(model)

def divide(model):
    return 1 / 0
"""


@pytest.fixture
def rules(tmp_path):
    def write(text, name="my_rules.py"):
        (tmp_path / name).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return tmp_path / name

    return write


def parquets(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return run(SCENARIO, 3, 5, out=tmp_path_factory.mktemp("compiled"))


# ---- numbers ---------------------------------------------------------------------------------------------------------
def test_a_rule_that_does_nothing_gives_the_compiled_bytes(tmp_path, rules, compiled):
    results = run(SCENARIO, 3, 5, out=tmp_path / "out", rules=rules(NOTHING))
    ours, theirs = parquets(results.folder), parquets(compiled.folder)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_one_and_two_workers_give_the_same_bytes(tmp_path, rules, compiled):
    file = rules(STOPPING)
    one = run(SCENARIO, 3, 5, 1, tmp_path / "one", rules=file)
    two = run(SCENARIO, 3, 5, 2, tmp_path / "two", rules=file)
    assert parquets(one.folder) == parquets(two.folder) and one.manifest["failed"] == 0
    stopped = [results.national("facilitators_stopped")["facilitators_stopped"].sum() for results in (one, compiled)]
    assert stopped[0] > stopped[1] + 10


def test_agent_classes_take_part(tmp_path, rules, compiled):
    results = run(SCENARIO, 3, 5, out=tmp_path / "out", rules=rules(CLASSES))
    stopped = [one.national("facilitators_stopped")["facilitators_stopped"].sum() for one in (results, compiled)]
    assert stopped[0] == 0 < stopped[1] and results.manifest["repeated"] is True
    people, groups = results.example()
    assert (people["role"] == "facilitator").sum() > 5 and len(groups)


@pytest.mark.parametrize("scenario", [random_small_scenario(3), random_small_scenario(8), random_sharp_scenario(5)],
                         ids=lambda scenario: scenario.name)  # fmt: skip
def test_the_example_is_that_of_the_compiled_engine(scenario):
    people, groups = example_tables(scenario, 1, 2, False)
    recording, *by_mesa = example_by_mesa(scenario, 1, 2)
    assert by_mesa[0].equals(people) and by_mesa[1].equals(groups)
    assert np.array_equal(recording.persons, simulate(scenario, 1, 2).persons)


def test_rules_whose_chance_is_not_keyed_are_told(tmp_path, rules, scenario, capsys, without_reports):
    status, _, err = run_it(capsys, tmp_path, scenario, rules(UNKEYED))
    assert status == 0 and "a replicate that was run again gave other numbers" in err and "my_rules.py draws" in err
    results = open_results(tmp_path / "out")
    assert results.manifest["repeated"] is False and not (results.folder / "example_people.parquet").exists()
    assert "gave other numbers" in run_it(capsys, tmp_path, scenario, rules(UNKEYED))[2]


def test_a_posterior_and_best_values_reach_the_rules_engine(tmp_path, rules):
    model = ModelChoice.of(rules=rules(NOTHING))
    for others in ({"best_values": True}, {"given": {"volunteering": 0.5}}, {"world": 3}):
        ours, theirs = (one.simulate(SCENARIO, 5, 0, **others) for one in (model, ModelChoice()))
        assert all(np.array_equal(getattr(ours, name), getattr(theirs, name)) for name in vars(ours))


def test_the_engine_can_be_chosen_by_its_name(tmp_path, compiled):
    results = run(SCENARIO, 3, 5, out=tmp_path, engine=MESA)
    assert results.manifest["model"] == MESA and results.folder.name == compiled.folder.name
    assert parquets(results.folder) == parquets(compiled.folder)
    with pytest.raises(ValueError, match="engine must be compiled or mesa, not 'quick'"):
        run(SCENARIO, 3, 5, out=tmp_path, engine="quick")


# ---- identity --------------------------------------------------------------------------------------------------------
def test_runs_with_and_without_rules_never_mix(tmp_path, rules):
    plain = run(SCENARIO, 2, 5, out=tmp_path / "out", name="it")
    assert "rules" not in plain.manifest and not (plain.folder / RULES_FILE).exists()
    file = rules(NOTHING)
    with_rules = run(SCENARIO, 2, 5, out=tmp_path / "out", name="it", rules=file)
    own = read_own_rules(file)
    assert with_rules.folder.name == plain.folder.name.replace("-seed5", f"-rules{own.fingerprint[:8]}-seed5")
    assert with_rules.folder == folder_of(SCENARIO, 5, tmp_path / "out", name="it", model=ModelChoice(MESA, own))
    assert (with_rules.folder / RULES_FILE).read_text() == own.text
    assert with_rules.manifest["rules"] == {"name": "my_rules.py", "fingerprint": own.fingerprint}
    assert with_rules.manifest["model"] == MESA and "mesa" in with_rules.manifest["code"]
    assert plain.manifest["model"] == COMPILED and "mesa" not in plain.manifest["code"]
    assert plain.manifest["code"]["fingerprint"] == code_fingerprint() != with_rules.manifest["code"]["fingerprint"]
    other = run(SCENARIO, 2, 5, out=tmp_path / "out", name="it", rules=rules(NOTHING + "# changed\n"))
    assert other.folder not in (plain.folder, with_rules.folder)


def test_a_folder_of_other_rules_is_set_aside(tmp_path, rules):
    """The name of a folder holds the first digits only, and may be changed by hand."""
    first = run(SCENARIO, 2, 5, out=tmp_path / "out", rules=rules(NOTHING))
    file = rules(NOTHING + "# changed\n")
    plan = forecast_of(SCENARIO, 2, 5, tmp_path / "out", model=ModelChoice.of(rules=file))
    first.folder.rename(plan.folder)
    assert plan.runs_left() == 4
    run(SCENARIO, 2, 5, out=tmp_path / "out", rules=file)
    assert len(list((tmp_path / "out").glob("*-code*"))) == 1 and plan.runs_left() == 0


def test_the_name_of_the_file_may_change_and_is_kept_up_to_date(tmp_path, rules):
    first = run(SCENARIO, 2, 5, out=tmp_path / "out", rules=rules(NOTHING))
    seen = []
    again = run(SCENARIO, 2, 5, out=tmp_path / "out", rules=rules(NOTHING, "renamed.py"), progress=seen.append)
    assert again.folder == first.folder and seen == [] and rules_name(again.manifest) == "renamed.py"
    assert rules_name(open_results(again.folder).manifest) == "renamed.py"


def test_the_width_of_the_scenario_is_not_that_of_a_run_with_rules(tmp_path, compiled):
    table = open_results(compiled.folder).network().iloc[:0].reindex(columns=["measure", "month", "part"])
    record = {"scenario": compiled.manifest["scenario"], "code": compiled.manifest["code"]["fingerprint"], "seed": 5}
    folder = Folder(tmp_path / "it-width")
    for column in ("share", "share_error", "total", "total_error", "width", "width_error", "narrowing",
                   "narrowing_error"):  # fmt: skip
        table[column] = np.zeros(0)
    write_width(folder, table, record)
    assert find_width(Folder(tmp_path / "it"), compiled.manifest) is not None
    noted = {"rules": {"name": "my_rules.py", "fingerprint": "0" * 32}}
    assert find_width(Folder(tmp_path / "it"), compiled.manifest | noted) is None


# ---- failures and interruptions --------------------------------------------------------------------------------------
def test_a_rule_that_raises_is_a_row_with_its_name_and_line(tmp_path, rules):
    results = run(SCENARIO, 6, 5, out=tmp_path / "out", rules=rules(FAILING))
    failures = results.failures()
    assert 0 < len(failures) < 12 and 0 < len(results.replicates) < 6
    assert set(failures["stage"]) == {"own rule"}
    assert set(failures["error"]) == {"ZeroDivisionError: division by zero (in now_and_then, my_rules.py:9)"}
    assert failures["traceback"].str.contains(r"my_rules.py:6 in now_and_then: divide\(model\)").all()
    assert failures["traceback"].str.endswith("/my_rules.py:9 in divide: return 1 / 0").all()


def test_a_rule_may_end_its_run_only(tmp_path, rules):
    file = rules("from simulation import rule\n\n@rule(before='meet')\ndef out(model):\n    exit('enough')\n")
    with pytest.raises(RunError, match=r"all 4 runs failed.*SystemExit\(enough\) \(in out, my_rules.py:5\) \(own rule"):
        run(SCENARIO, 2, 5, out=tmp_path / "out", rules=file)


def test_a_run_that_is_stopped_keeps_every_replicate(tmp_path, rules, monkeypatch):
    file, out = rules(STOPPING), tmp_path / "out"

    def interrupted(progress):
        if progress.done >= 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("simulation.runs.pool.LOOK", 0)
    with pytest.raises(KeyboardInterrupt):
        run(SCENARIO, 3, 5, out=out, rules=file, progress=interrupted)
    monkeypatch.undo()
    plan = forecast_of(SCENARIO, 3, 5, out, model=ModelChoice.of(rules=file))
    kept = sorted(path.name for path in (plan.folder / "unfinished").iterdir())
    assert kept == ["0000000.npz", "0000001.npz"] and plan.runs_left() == 4
    (plan.folder / "unfinished" / "0000001.npz").write_bytes(b"broken")
    simulated = []
    simulate = ModelChoice.simulate
    monkeypatch.setattr(ModelChoice, "simulate", lambda *a, **o: simulated.append(a[3]) or simulate(*a, **o))
    results = run(SCENARIO, 3, 5, out=out, rules=file)
    assert simulated[:2] == [1, 2] and 0 not in simulated
    assert not (plan.folder / "unfinished").exists()
    assert parquets(results.folder) == parquets(run(SCENARIO, 3, 5, out=tmp_path / "other", rules=file).folder)


def test_a_spool_gives_back_what_it_was_given(tmp_path):
    spool, recording = Spool(Folder(tmp_path)), Recording.empty(3, 2, 1, 2, 1)
    recording.persons[:] = 7
    assert spool.find(4) is None and 4 not in spool
    spool.keep(4, recording)
    found = spool.find(4)
    assert all(np.array_equal(getattr(found, name), getattr(recording, name)) for name in vars(recording))
    spool.forget([3, 4])
    assert 4 not in spool
    spool.clear()
    assert not (tmp_path / "unfinished").exists()


# ---- the command line ------------------------------------------------------------------------------------------------
@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(scenario_yaml(SCENARIO), encoding="utf-8")
    return str(path)


@pytest.fixture
def without_reports(monkeypatch):
    monkeypatch.setattr(run_command, "_report", lambda results, language: [])


def essaim(capsys, *arguments):
    status = main(list(map(str, arguments)))
    return status, *capsys.readouterr()


def run_it(capsys, tmp_path, scenario, file, *more):
    fixed = ("--replicates", 2, "--workers", 1, "--out", tmp_path / "out")
    return essaim(capsys, "run", scenario, *fixed, "--rules", file, *more)


def test_the_command_says_what_it_will_take_runs_and_reports(tmp_path, rules, scenario, capsys, monkeypatch):
    file = rules(STOPPING)
    status, out, err = run_it(capsys, tmp_path, scenario, file)
    assert status == 0
    assert re.search(
        r"^small \+ my_rules.py: 4 runs with 1 worker: about \d+ s; the first took \d+\.\d s, as rules of "
        r"one's own run in the Mesa model, which is slower than the compiled one\.$",
        err,
        re.M,
    )
    assert out.startswith("directions + my_rules.py: About ")
    page = (open_results(tmp_path / "out").folder / "report.html").read_text()
    assert "Rules from the file “my_rules.py” took part in each month" in page
    monkeypatch.setattr(run_command, "_report", lambda results, language: [])
    status, out, err = run_it(capsys, tmp_path, scenario, file)
    assert status == 0 and "there already" in err and "4 runs" not in err


def test_a_broken_file_is_bad_input_without_a_traceback(tmp_path, rules, scenario, capsys):
    file = rules("from simulation import rule\n\n@rule(before='turnovr')\ndef one(model):\n    pass\n\nx = 1 / 0\n")
    status, out, err = run_it(capsys, tmp_path, scenario, file)
    assert status == 2 and out == "" and "Traceback" not in err and not (tmp_path / "out").exists()
    assert f"{file}:3:1: there is no rule 'turnovr'. Did you mean turnover?" in err
    assert f"{file}:7:1: this raises ZeroDivisionError: division by zero" in err
    status, out, err = essaim(capsys, "sweep", "training_capacity", "--rules", tmp_path / "absent.py")
    assert status == 2 and "the file of rules cannot be read: No such file or directory." in err


def test_a_long_run_asks_first(tmp_path, rules, scenario, capsys, monkeypatch, without_reports):
    long = Estimate(400, 2, 5.0, 1000.0)
    assert long.sentence().startswith("400 runs with 2 workers: about 17 min; the first took 5.0 s")
    monkeypatch.setattr(run_command, "estimate", lambda *_: long)
    status, out, err = run_it(capsys, tmp_path, scenario, rules(NOTHING))
    assert status == 2 and "That is long; say --yes to begin." in err and not (tmp_path / "out").exists()
    assert run_it(capsys, tmp_path, scenario, rules(NOTHING), "--yes")[0] == 0


def test_a_first_run_that_fails_is_said_before_the_others_begin(tmp_path, rules, scenario, capsys):
    file = rules("from simulation import rule\n\n@rule(before='meet')\ndef wrong(model):\n    model.nothing\n")
    status, out, err = run_it(capsys, tmp_path, scenario, file)
    assert status == 1 and out == "" and "Traceback" not in err
    assert "4 runs; the first failed after" in err and "no attribute 'nothing' (in wrong, my_rules.py:5)" in err
    assert "all 4 runs failed, the first with" in err


@pytest.mark.parametrize("command", ["sensitivity", "width", "calibrate", "backtest"])
def test_what_does_not_go_with_rules_says_so(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "reference", "--rules", "my_rules.py"])
    assert ended.value.code == 2
    assert "rules of one's own go with essaim run and essaim sweep" in capsys.readouterr().err


WORDS = {
    "en": ("Added rules", "my_rules.py; fingerprint", "Rules from the file “my_rules.py” took part in each month"),
    "fr": ("Règles ajoutées", "my_rules.py\u00a0; empreinte", "Des règles du fichier «\u00a0my_rules.py\u00a0» ont"),
}


def test_reports_and_comparisons_name_the_file(tmp_path, rules, compiled):
    results = run(SCENARIO, 3, 5, out=tmp_path / "out", rules=rules(NOTHING))
    for code, words in WORDS.items():
        alone, plain = (render(one, code, charts=()) for one in (results, compiled))
        assert all(word in alone and word not in plain for word in words)
        compared = render_comparison([compiled, results], code, charts=())
        assert all(word in compared for word in words[:2]) and "directions + my_rules.py" in compared


# ---- sweeps ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def sweep(tmp_path, scenario):
    path = tmp_path / "small_sweep.yaml"
    path.write_text("name: Small sweep\nscenarios: [small.yaml]\nreplicates: 3\n"
                    "vary: {levers.trainers.days_per_month: [2, 4]}\n")  # fmt: skip
    return path


def rows(results):
    return results.runs().to_csv(index=False)


def test_a_sweep_with_rules_has_its_own_folder_and_says_so(tmp_path, sweep, rules, capsys):
    file = rules(STOPPING)
    status, out, err = essaim(capsys, "sweep", sweep, "--rules", file, "--workers", 1, "--out", tmp_path / "out")
    assert status == 0 and out.startswith("Small sweep + my_rules.py: 2 points, 6 runs, in ")
    own = read_own_rules(file)
    (folder,) = (tmp_path / "out").glob(f"small_sweep-????????-rules{own.fingerprint[:8]}-seed1")
    results = open_sweep(folder)
    assert results.storage.read(RULES_FILE).decode() == own.text
    assert results.manifest["rules"] == {"name": "my_rules.py", "fingerprint": own.fingerprint}
    page = results.storage.read("report.html").decode()
    assert "Rules from the file “my_rules.py” took part" in page and "my_rules.py; fingerprint" in page
    assert "--as-it-is --rules my_rules.py" in page and "essaim sweep small_sweep.yaml --point" in page
    assert essaim(capsys, "sweep", sweep, "--workers", 1, "--out", tmp_path / "out")[0] == 0
    plain = open_sweep(next((tmp_path / "out").glob("small_sweep-????????-seed1")))
    assert "rules" not in plain.manifest and plain.manifest["code"]["fingerprint"] == code_fingerprint()
    assert plain.points.equals(results.points) and rows(plain) != rows(results)
    status, out, _ = essaim(capsys, "compare", f"{plain.folder}:0", f"{results.folder}:0")
    assert status == 0 and "(days_per_month = 2) + my_rules.py”" in out


def test_a_sweep_that_does_nothing_gives_the_compiled_rows_for_any_number_of_workers(tmp_path, sweep, rules):
    file = rules(NOTHING)
    plain = rows(run_sweep(load_sweep(sweep, tmp_path / "plain")))
    assert rows(run_sweep(load_sweep(sweep, tmp_path / "one", file))) == plain
    assert rows(run_sweep(load_sweep(sweep, tmp_path / "two", file), 2)) == plain


def test_a_folder_of_a_sweep_with_other_rules_is_set_aside(tmp_path, sweep, rules):
    first = load_sweep(sweep, tmp_path / "out", rules(NOTHING))
    run_sweep(first)
    second = load_sweep(sweep, tmp_path / "out", rules(FAILING.replace("0.5", "0.8")))
    assert second.folder != first.folder
    first.folder.rename(second.folder)
    results = run_sweep(second)
    assert results.manifest["failed"] > 0 and len(list((tmp_path / "out").glob("*-code*"))) == 1
    assert set(results.failures()["stage"]) == {"own rule"}
