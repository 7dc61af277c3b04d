"""Scenarios that are copied or pickled stay what they are, in this process and in another."""

import copy
import multiprocessing
import pickle
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from simulation import load_scenario
from simulation.calibration.candidates import Experiment
from simulation.calibration.loading import load_case
from simulation.outcomes.thinning import Recorded
from simulation.own_rules import OwnRules
from simulation.runs.model_choice import MESA, ModelChoice
from simulation.runs.plan import Job, Plan, Share
from simulation.scenario.levers import Levers
from simulation.scenario.quantities import Step, month_text
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint, scenario_yaml
from tests.small_scenarios import random_sharp_scenario, random_small_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted([*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("validation/*/scenario.yaml")])


def same(copied: Scenario, scenario: Scenario) -> bool:
    """Whether two scenarios are equal, said and dumped alike, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alike = copied.model_dump_json(by_alias=True) == scenario.model_dump_json(by_alias=True)
        alike = alike and copied.model_dump() == scenario.model_dump()
    return alike and copied == scenario and copied.model_fields_set == scenario.model_fields_set


def described(scenario: Scenario) -> tuple[str, str, Scenario]:
    """A scenario in words, its fingerprint, and itself."""
    return scenario_yaml(scenario), fingerprint(scenario), scenario


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(SCENARIOS).as_posix())
def test_shipped_scenarios(path):
    scenario = load_scenario(path)
    for copied in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario), copy.copy(scenario)):
        assert same(copied, scenario)


@pytest.mark.parametrize("make", [random_small_scenario, random_sharp_scenario])
def test_small_scenarios(make):
    for number in range(60):
        scenario = make(number)
        assert same(pickle.loads(pickle.dumps(scenario)), scenario), number


def test_in_another_process():
    scenarios = [load_scenario(SHIPPED[0]), random_small_scenario(22), random_sharp_scenario(7)]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        for scenario, found in zip(scenarios, pool.map(described, scenarios), strict=True):
            assert found[:2] == described(scenario)[:2] and same(found[2], scenario)


def test_parts_of_a_scenario():
    for number in range(20):
        levers = random_small_scenario(number).levers
        assert pickle.loads(pickle.dumps(levers)) == levers
        for steps in (levers.animation, levers.budget, levers.facilitator_courses.remote):
            copied = pickle.loads(pickle.dumps(steps))
            assert copied == steps and all(type(step) is Step for step in copied)


def test_dated_steps_are_checked_wherever_they_come_from():
    step = Step(**{"from": month_text(24000), "value": 0.25})
    levers = Levers(animation=(step,))
    assert levers.animation == (step,) and Levers(animation=levers.animation) == levers
    for value in (5.0, "0.5", None):
        with pytest.raises(ValueError, match=r"animation.0.value"):
            Levers(animation=(Step(**{"from": month_text(24000), "value": value}),))


def test_what_workers_are_given(tmp_path):
    scenario = random_small_scenario(3)
    case = load_case(SCENARIOS / "validation" / "carpentries" / "case.yaml")
    model = ModelChoice(MESA, OwnRules("my_rules.py", "a text"))
    plan = Plan("folder", None, 5, model, True)
    sweep = Plan("folder", Recorded(every="month"), 7, model, attempt="an attempt")
    job = Job((Share("point", scenario.model_dump_json(by_alias=True), 0, 3),), late=(("point", 2),))
    assert len(job.runs) == 4
    for given in (plan, sweep, job, Experiment.of(case), replace(Experiment.of(case), seed=9)):
        assert pickle.loads(pickle.dumps(given)) == given
