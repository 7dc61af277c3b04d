"""The reference scenario: time by rule, replicates a second with results written, plain Mesa and oracle beside it."""

import statistics
import tempfile
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.measuring import ROOT, Line, in_turns
from benchmarks.plain_mesa.model import run as run_plain_mesa
from benchmarks.plain_mesa.recording import recording
from simulation.common.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, PERSON_COLUMNS
from simulation.common.recording import Recording
from simulation.engine.inputs import shared_inputs
from simulation.engine.run import RULES, begin, run_until, simulate
from simulation.experiments.runner import chance_runs, run
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario

REFERENCE = ROOT / "scenarios" / "reference.yaml"
_spent = {"start": 0.0, "steps": 0.0}


def reference(months: int | None = None) -> Scenario:
    """The reference scenario, shortened if asked."""
    scenario = load_scenario(REFERENCE)
    return scenario if months is None else scenario.model_copy(update={"months": months, "target": None})


# ---- by rule ---------------------------------------------------------------------------------------------------------
def rule_lines(replicates: int = 20, months: int | None = None) -> Iterator[Line]:
    """CPU milliseconds of each rule in one replicate, through the step interface; medians over replicates."""
    scenario = reference(months)
    simulate(scenario, 1, 0)
    rows, wholes = [], []
    for replicate in range(replicates):
        begun = time.thread_time()
        tables = begin(scenario, 1, replicate)
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
        simulate(scenario, 1, replicate)
        wholes.append(time.thread_time() - before)
    medians = np.median(rows, axis=0) * 1e3
    for name, value in zip(("start", *RULES), medians, strict=True):
        yield Line(f"one replicate of the reference: {name}", float(value), "ms CPU")
    detail = f"persons {int(tables.now[0].persons):,} in the last; slowest {max(wholes) * 1e3:.1f} ms"
    yield Line("one replicate of the reference: whole", statistics.median(wholes) * 1e3, "ms CPU", detail=detail)


# ---- with results written --------------------------------------------------------------------------------------------
def timed_simulate(scenario, seed, replicate, best_values=False, world=None):
    """`simulate`, with the time of its start and of its steps added up."""
    begun = time.thread_time()
    begin(scenario, seed, replicate, best_values, world)
    between = time.thread_time()
    recording = simulate(scenario, seed, replicate, best_values, world)
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
    simulate(scenario, 1, 0)
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
    yield Line("replicates with Parquet written", runs / min(plain), "a second and core", at_least=least,
               detail=f"{rates}; {what}; median of wall-clock time {runs / statistics.median(walls):.0f} a second")
    rest = timed - _spent["start"] - _spent["steps"]
    for name, value in (("start", _spent["start"]), ("steps", _spent["steps"]), ("tables, Parquet, summary", rest)):
        yield Line(f"  of a replicate's time: {name}", value / runs * 1e3, "ms CPU", detail=f"{value / timed:.0%}")


# ---- plain Mesa ------------------------------------------------------------------------------------------------------
def totals(record: Recording) -> dict[str, int]:
    """Each recorded column over the nation: flows summed over the run, stocks at its end."""

    def over_time(columns, table):
        stocks, flows = table[-1].sum(axis=0), table.sum(axis=(0, 1))
        return [stocks[i] if column.kind == "stock" else flows[i] for i, column in enumerate(columns)]

    found = {}
    for table, columns, numbers in (
        ("persons", PERSON_COLUMNS, over_time(PERSON_COLUMNS, record.persons)),
        ("activity, regions", ACTIVITY_COLUMNS, over_time(ACTIVITY_COLUMNS, record.activity[:, :-1])),
        ("activity, national", ACTIVITY_COLUMNS, over_time(ACTIVITY_COLUMNS, record.activity[:, -1:])),
        ("network", NETWORK_COLUMNS, record.network[-1]),
        ("lineage", LINEAGE_COLUMNS, record.lineage[-1].sum(axis=0)),
        ("lineage, generation 2", LINEAGE_COLUMNS, record.lineage[-1, 2]),
    ):
        found |= {f"{table}: {column.name}": int(n) for column, n in zip(columns, numbers, strict=True)}
    # Not by pair of regions: two small ones seldom have any.
    found |= {f"ties of region {i}": int(n) for i, n in enumerate(record.ties_of_regions[-1].sum(axis=0))}
    ties = record.ties_of_administrations[-1]
    return found | {
        f"ties of administrations {i} and {j}": int(ties[i, j]) for i in range(len(ties)) for j in range(i + 1)
    }


def differences(replicates: int = 40, months: int = 24) -> dict[str, float]:
    """Means of the model less those of plain Mesa, in standard errors, on the first months of the reference."""
    scenario = reference(months)
    ground = shared_inputs(scenario)
    ours = [totals(simulate(scenario, 1, replicate, True)) for replicate in range(4 * replicates)]
    theirs = [
        totals(recording(run_plain_mesa(scenario, 2, replicate, True, ground))) for replicate in range(replicates)
    ]
    one, other = (np.array([list(of_one.values()) for of_one in all_of], float) for all_of in (ours, theirs))
    # If nothing differs both have the same variance; separate ones are too rough where a number is seldom not 0.
    squares = ((one - one.mean(axis=0)) ** 2).sum(axis=0) + ((other - other.mean(axis=0)) ** 2).sum(axis=0)
    error = np.sqrt(squares / (len(one) + len(other) - 2) * (1 / len(one) + 1 / len(other)))
    far = one.mean(axis=0) - other.mean(axis=0)
    far = np.divide(far, error, out=np.where(far == 0, 0.0, np.inf), where=error > 0)
    return dict(zip(ours[0], far.tolist(), strict=True))


def mesa_lines(
    repeats: int = 7, months: int | None = None, replicates: int = 40, oracle_months: int = 24
) -> Iterator[Line]:
    """Time of plain Mesa and of the oracle over the model's, each a replicate at best values."""
    far = differences(replicates, min(24, months or 24))
    worst = sorted(far, key=lambda name: -abs(far[name]))
    told = ", ".join(f"{name} {far[name]:+.1f}" for name in worst[:3])
    yield Line("plain Mesa: largest difference of means from the model", abs(far[worst[0]]), "standard errors",
               at_most=4.5, detail=f"of {len(far)} recorded totals: {told}; first 24 months of the reference")
    scenario = reference(months)
    ground = shared_inputs(scenario)
    times = in_turns(
        repeats,
        model=lambda k: [simulate(scenario, 1, 5 * k + i, True) for i in range(5)],
        mesa=lambda k: recording(run_plain_mesa(scenario, 1, k, True, ground)),
    )
    yield Line("plain Mesa / model, a replicate of the reference", 5 * times["mesa"] / times["model"], "×", at_least=50,
               detail=f"{times['mesa'] * 1e3:.0f} ms and {times['model'] * 200:.1f} ms CPU; aim: 100")
    try:
        from simulation.replicate import simulate as simulate_by
    except ImportError:
        return
    scenario = reference(oracle_months)
    times = in_turns(
        1,
        model=lambda k: [simulate(scenario, 1, k + i, True) for i in range(5)],
        oracle=lambda k: simulate_by(scenario, 1, k, True, engine="mesa"),
    )
    yield Line(f"oracle / model, the first {oracle_months} months", 5 * times["oracle"] / times["model"], "×",
               detail=f"{times['oracle']:.1f} s; grows faster than linearly with persons")
