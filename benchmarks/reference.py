"""The reference scenario: time by rule, replicates a second with results written, and the Mesa engine beside it."""

import statistics
import tempfile
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.measuring import ROOT, Line, in_turns
from simulation.engine.run import RULES, Runner, run_until
from simulation.outcomes.results import chance_runs
from simulation.replicate import simulate
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario

REFERENCE = ROOT / "scenarios" / "reference.yaml"
_spent = {"start": 0.0, "steps": 0.0}
_timed: list[Runner] = []
"""What `timed_simulate` runs, which can be told its scenario only."""


def reference(months: int | None = None) -> Scenario:
    """The reference scenario, shortened if asked."""
    scenario = load_scenario(REFERENCE)
    return scenario if months is None else scenario.model_copy(update={"months": months, "target": None})


# ---- by rule ---------------------------------------------------------------------------------------------------------
def rule_lines(replicates: int = 20, months: int | None = None) -> Iterator[Line]:
    """CPU milliseconds of each rule in one replicate, through the step interface; medians over replicates."""
    scenario = reference(months)
    runner = Runner(scenario)
    runner.simulate(1, 0)
    rows, wholes = [], []
    for replicate in range(replicates):
        begun = time.thread_time()
        tables = runner.begin(1, replicate)
        spent = [time.thread_time() - begun] + [0.0] * len(RULES)
        for month in range(scenario.months):
            for number in range(len(RULES)):
                before = time.thread_time()
                after = number + 1
                tables = run_until(tables, month + after // len(RULES), after % len(RULES))
                spent[after] += time.thread_time() - before
        calls = time.thread_time()
        for _ in range(scenario.months):
            run_until(tables, scenario.months)
        call = time.thread_time() - calls
        rows.append([spent[0]] + [max(0.0, rule - call) for rule in spent[1:]])
        before = time.thread_time()
        runner.simulate(1, replicate)
        wholes.append(time.thread_time() - before)
    medians = np.median(rows, axis=0) * 1e3
    for name, value in zip(("start", *RULES), medians, strict=True):
        yield Line(f"one replicate of the reference: {name}", float(value), "ms CPU")
    detail = f"persons {int(tables.now[0].persons):,} in the last; slowest {max(wholes) * 1e3:.1f} ms"
    yield Line("one replicate of the reference: whole", statistics.median(wholes) * 1e3, "ms CPU", detail=detail)


# ---- with results written --------------------------------------------------------------------------------------------
def timed_simulate(scenario, seed, replicate, best_values=False, world=None):
    """`Runner.simulate`, with the time of its start and of its steps added up."""
    if not _timed or _timed[0].scenario is not scenario:
        _timed[:] = [Runner(scenario)]
    begun = time.thread_time()
    _timed[0].begin(seed, replicate, best_values, world)
    between = time.thread_time()
    recording = _timed[0].simulate(seed, replicate, best_values, world)
    ended = time.thread_time()
    # The start is run twice here, so that the rest is what `simulate` does in any case.
    _spent["start"] += between - begun
    _spent["steps"] += ended - between - (between - begun)
    return recording


def written_lines(
    replicates: int = 200, months: int | None = None, least: float = 100.0, repeats: int = 5
) -> Iterator[Line]:
    """Runs with one worker, one after the other, all files written; CPU time of the process, of the fastest run.

    There is nothing beside it to be divided by, and what else goes on in a shared machine only ever adds to the time.
    """
    scenario = reference(months)
    Runner(scenario).simulate(1, 0)
    runs = replicates + chance_runs(replicates, False)
    plain, walls = [], []
    with tempfile.TemporaryDirectory() as folder:
        run(scenario, 2, repeats, 1, folder)
        for seed in range(repeats):
            begun, wall = time.process_time(), time.perf_counter()
            run(scenario, replicates, seed, 1, folder)
            plain.append(time.process_time() - begun)
            walls.append(time.perf_counter() - wall)
        _spent.update(start=0.0, steps=0.0)
        begun = time.process_time()
        run(scenario, replicates, repeats + 1, 1, folder, engine="benchmarks.reference:timed_simulate")
        timed = time.process_time() - begun - _spent["start"]
    rates = f"fastest of {', '.join(f'{runs / spent:.0f}' for spent in plain)}"
    what = f"{replicates} replicates and {runs - replicates} of the chance batch a run"
    yield Line(
        "replicates with Parquet written",
        runs / min(plain),
        "a second and core",
        at_least=least,
        detail=f"{rates}; {what}; median of wall-clock time {runs / statistics.median(walls):.0f} a second",
    )
    rest = timed - _spent["start"] - _spent["steps"]
    for name, value in (("start", _spent["start"]), ("steps", _spent["steps"]), ("tables, Parquet, summary", rest)):
        yield Line(f"  of a replicate's time: {name}", value / runs * 1e3, "ms CPU", detail=f"{value / timed:.0%}")


# ---- the Mesa engine -------------------------------------------------------------------------------------------------
def mesa_lines(replicates: int = 10, months: int | None = None) -> Iterator[Line]:
    """CPU time of the Mesa engine, and over that of the compiled engine; medians of replicates."""
    scenario = reference(months)
    runner = Runner(scenario)
    spent = in_turns(
        replicates,
        compiled=lambda replicate: [runner.simulate(1, replicate) for _ in range(5)],
        mesa=lambda replicate: simulate(scenario, 1, replicate, engine="mesa"),
    )
    compiled = spent["compiled"] / 5
    yield Line(
        "a replicate of the reference by the Mesa engine",
        spent["mesa"],
        "s CPU",
        at_most=2.0,
        detail=f"median of replicates 0 to {replicates - 1}",
    )
    yield Line(
        "Mesa engine / compiled engine",
        spent["mesa"] / compiled,
        "×",
        detail=f"{spent['mesa'] * 1e3:.0f} ms and {compiled * 1e3:.1f} ms CPU; the same numbers, to the bit",
    )
