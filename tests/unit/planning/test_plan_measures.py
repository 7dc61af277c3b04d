"""Every measure of a target means in a plan what it means in a forecast: same seed, same values."""

from contextlib import contextmanager

import numpy as np
import pytest

from simulation.outcomes.targets import series
from simulation.planning.plans.schema import Sought
from simulation.planning.plans.simulated import Runs, Simulated, aimed
from simulation.runs.forecast import run
from simulation.runs.pool import Processes
from simulation.scenario.loading import load_scenario

SCENARIO = """\
name: A small network
start: 2026-01
months: 24
population:
  - {region: North, administration: State, headcount: 30000}
  - {region: North, administration: hospital, headcount: 9000}
  - {region: South, administration: State, headcount: 2000}
initial: {facilitators: 12, practitioners: 20}
levers:
  trainers: {at_start: [{place: North, trainers: 3, masters: 1}], days_per_month: 4}
  nominations: [{name: Ministry, first: 2026-01, every_months: 3, places: 12}]
  programmes: [{name: Paths, first: 2026-02, every_months: 3, headcount: 80}]
"""
MEASURES = ("active_facilitators", "facilitators", "trainers", "reached", "network_members", "people_reached",
            "newly_reached", "sessions", "skills_gained", "coverage")  # fmt: skip
REPLICATES = 6


@contextmanager
def _silent(label):
    yield lambda progress: None


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The scenario's forecast, and a simulator of all measures in the nation and in the regions, of one seed."""
    folder = tmp_path_factory.mktemp("measures")
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(folder / "small.yaml")
    sought = [
        Sought(measure=measure, value=1.0 if measure == "coverage" else 5.0, month="2027-11", region=region)
        for measure in MEASURES for region in (None, "North", "South")
    ]  # fmt: skip
    targets, _ = aimed(sought, ("North", "South"))
    with Processes(1) as pool:
        runs = Runs(str(folder / "runs"), 3, pool, _silent)
        simulated = Simulated(scenario, [], targets, runs)
        values = simulated.at_dates(simulated.of_scenarios([scenario], range(REPLICATES), "all measures"))[0]
    return run(scenario, REPLICATES, seed=3, out=folder, name="forecast"), targets, values


@pytest.mark.parametrize("measure", MEASURES)
def test_a_plan_counts_as_a_forecast_does(both, measure):
    results, targets, values = both
    position = results.frame.months_until("2027-11")
    seen = 0.0
    for number, one in enumerate(targets):
        if one.aim.measure == measure:
            expected = series(results, one.aim)[:, position, 0]
            np.testing.assert_allclose(values[:, number], expected, rtol=1e-12)
            seen += expected.sum()
    assert seen > 0
