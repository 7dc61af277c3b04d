"""Many replicates of one scenario: what they share is held by who runs them, and nowhere else."""

import gc
import pickle
import weakref
from dataclasses import fields, replace

import numpy as np
import pytest

from simulation.calibration.candidates import Experiment
from simulation.common.recording import Recording
from simulation.engine import precompile, run
from simulation.engine.run import Runner, begin, run_until, simulate
from simulation.outcomes.store import RunSet
from simulation.runs.forecast import Forecast
from simulation.runs.jobs import jobs_for
from simulation.runs.model_choice import ModelChoice
from simulation.runs.plan import Board
from simulation.runs.worker import held
from simulation.storage.files import ResultsError
from tests.small_scenarios import random_small_scenario

SCENARIO, OTHER = random_small_scenario(22), random_small_scenario(7)
RUNS = (
    {"seed": 1, "replicate": 0},
    {"seed": 1, "replicate": 3},
    {"seed": 1, "replicate": 0, "best_values": True},
    {"seed": 2, "replicate": 4, "world": 1},
    {"seed": 2, "replicate": 4, "given": {"volunteering": 0.9}},
    {"seed": 1, "replicate": 0},
)


def same(one: Recording, other: Recording) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Recording))


@pytest.fixture
def shared_made(monkeypatch):
    """The scenarios for which what replicates share was made."""
    made, original = [], run.shared_inputs

    def noted(scenario):
        made.append(scenario)
        return original(scenario)

    monkeypatch.setattr(run, "shared_inputs", noted)
    return made


def test_a_runner_gives_what_single_runs_give(shared_made):
    runner = Runner(SCENARIO)
    for arguments in RUNS:
        assert same(runner.simulate(**arguments), simulate(SCENARIO, **arguments)), arguments
    assert len(shared_made) == 1 + len(RUNS)


def test_what_was_handed_out_stays(shared_made):
    runner = Runner(SCENARIO)
    recordings = [runner.simulate(**arguments) for arguments in RUNS]
    started = runner.begin(**RUNS[1])
    runner.simulate(**RUNS[0])
    halfway = run_until(runner.begin(**RUNS[1]), SCENARIO.months // 2)
    runner.simulate(**RUNS[4])
    runner.simulate(**RUNS[3])
    for tables in (started, halfway):
        assert np.array_equal(run_until(tables, SCENARIO.months).persons_record, recordings[1].persons)
    assert len(shared_made) == 1
    for arguments, recording in zip(RUNS, recordings, strict=True):
        assert same(recording, simulate(SCENARIO, **arguments))


def test_two_runners_and_runs_within_runs():
    one, other = Runner(SCENARIO), Runner(OTHER)
    for arguments in RUNS[:4]:
        outer = one.begin(**arguments)
        run_until(outer, SCENARIO.months // 3)
        assert same(one.simulate(**RUNS[3]), simulate(SCENARIO, **RUNS[3]))
        assert same(other.simulate(**arguments), simulate(OTHER, **arguments))
        assert np.array_equal(run_until(outer, SCENARIO.months).persons_record, simulate(SCENARIO, **arguments).persons)


def test_a_run_that_fails_leaves_nothing(monkeypatch):
    runner = Runner(SCENARIO)
    runner.simulate(**RUNS[0])
    with monkeypatch.context() as patched:
        patched.setattr(run, "advance", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            runner.simulate(**RUNS[1])
    assert same(runner.simulate(**RUNS[1]), simulate(SCENARIO, **RUNS[1]))


def test_nothing_is_remembered_once_nobody_holds_it():
    scenario = random_small_scenario(3)
    runner = Runner(scenario)
    runner.simulate(1, 0)
    simulate(scenario, 1, 0)
    begin(scenario, 1, 0)
    shared, tables = weakref.ref(runner._shared.cells), weakref.ref(runner._spare)
    assert shared() is not None and tables() is not None
    del runner
    gc.collect()
    assert shared() is None and tables() is None
    assert not [held for held in gc.get_referrers(scenario) if isinstance(held, (Runner, type))]


def test_a_pickled_runner_is_made_anew():
    runner = Runner(SCENARIO)
    light = len(pickle.dumps(runner))
    expected = runner.simulate(**RUNS[1])
    assert len(pickle.dumps(runner)) == light
    assert same(pickle.loads(pickle.dumps(runner)).simulate(**RUNS[1]), expected)


def test_rules_are_looked_for_once_a_process(monkeypatch):
    simulate(SCENARIO, 1, 0)
    monkeypatch.setattr(precompile, "load_kept", lambda *given: pytest.fail("looked for again"))
    simulate(SCENARIO, 1, 1)


def test_a_worker_holds_it_from_job_to_job(tmp_path, shared_made):
    forecast = Forecast(SCENARIO, 6, 5, tmp_path)
    plan = forecast.plan("only")
    (tmp_path / "manifest.json").write_text('{"attempt": "only"}')
    jobs = list(jobs_for(forecast.scenarios(), forecast.asked(), RunSet(), 3, aligned=True))
    for job in jobs:
        held(pickle.loads(pickle.dumps(plan))).run(pickle.loads(pickle.dumps(job)), Board([-1, 0]), 0)
    assert len(jobs) == 4 and shared_made == [SCENARIO]
    with pytest.raises(ResultsError, match="another call has taken them over"):
        replace(plan, attempt="an earlier one").run(jobs[0], Board([-1, 0]), 0)


def test_a_choice_of_a_function_gets_the_scenario():
    choice = ModelChoice("simulation.replicate:simulate")
    assert same(choice.replicates_of(SCENARIO)(1, 3), simulate(SCENARIO, 1, 3))
    assert same(ModelChoice().replicates_of(SCENARIO)(1, 3), simulate(SCENARIO, 1, 3))


def test_candidates_of_a_calibration_share_it(shared_made):
    experiment = Experiment(SCENARIO, (), ("volunteering",), 1)
    for replicate in range(3):
        experiment.run(np.zeros(1), replicate)
    assert len(shared_made) == 1
    assert replace(experiment, seed=2).runner is not experiment.runner
    assert pickle.loads(pickle.dumps(experiment)) == experiment
