"""What passes the check can be run: mutants that are good scenarios, and points of good sweeps, for a few months."""

from unittest.mock import patch

import pytest

from simulation.replicate import simulate
from simulation.runs.sweep_files import load_sweep
from simulation.scenario.loading import load
from simulation.scenario.problems import ScenarioError
from tests.fuzzing import seeds
from tests.fuzzing.mutants import mutant
from tests.fuzzing.tried import Hang, limited

MONTHS = 4
EACH, SAMPLE = 2000, 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs")
    seeds.folder(path)
    return path


def scenarios_of(kind, number, folder):
    """The scenarios that a mutant makes, if it is good."""
    name, form = {"scenario": ("scenario.yaml", "yaml"), "register": ("register.csv", "csv"),
                  "sweep": ("sweep.yaml", "yaml"), "rows": ("rows.csv", "csv")}[kind]  # fmt: skip
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(mutant(before.decode(), number, form))
    try:
        if kind in ("scenario", "register"):
            return [load(folder / "scenario.yaml").scenario]
        with patch("simulation.runs.points.MOST_POINTS", 1000):
            points = load_sweep(folder / ("sweep.yaml" if kind == "sweep" else "list.yaml"), folder / "out").points
        return [point.scenario for point in {0: points[0], 1: points[-1]}.values()]
    except ScenarioError:
        return []
    finally:
        path.write_bytes(before)


def run_all(kind, numbers, folder):
    """What went wrong by number, and how many were run."""
    wrong, ran = {}, 0
    for number in numbers:
        try:
            for scenario in scenarios_of(kind, number, folder):
                with limited():
                    record = simulate(scenario.model_copy(update={"months": min(MONTHS, scenario.months)}), 1, number)
                assert record.persons.min() >= 0
                ran += 1
        except (Hang, Exception) as error:
            wrong[number] = f"{type(error).__name__}: {error}"[:300]
    return wrong, ran


@pytest.mark.parametrize("kind", ["scenario", "register", "sweep", "rows"])
def test_a_sample_of_good_mutants_runs(kind, folder):
    wrong, ran = run_all(kind, range(SAMPLE), folder)
    assert not wrong and ran


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["scenario", "register", "sweep", "rows"])
def test_all_good_mutants_run(kind, folder):
    wrong, ran = run_all(kind, range(SAMPLE, EACH), folder)
    assert not wrong and ran > 50
