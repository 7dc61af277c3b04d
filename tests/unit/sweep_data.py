"""Sweeps made up for charts and reports: real folders, written by the real store, with runs by a formula."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from simulation.outcomes.store import FORMAT, THINNED, Failure, Outcome, Store
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.thinning import Keeping
from simulation.runs.fingerprint import code_fingerprint
from simulation.runs.points import points_of
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import Sweeping, points_table
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Target
from simulation.storage.files import write_whole
from simulation.storage.storage import Folder

DAYS, SHARE = "levers.trainers.days_per_month[2027-01]", "levers.groups.remote_share"
DATE = "levers.programmes[2].first"
KINDS = {
    "grid of two": {"vary": {DAYS: [1, 4, 7], SHARE: [0, 0.1]}},
    "one lever": {},
    "one point": {"vary": {DAYS: [4]}},
    "latin hypercube": {"uncertainties": "all", "design": "latin_hypercube", "points": 40, "vary": {}},
    "sobol of a lever": {
        "vary": {DAYS: {"low": 1, "high": 7}}, "uncertainties": "all", "design": "sobol", "points": 32,
    },
    "scenarios": {
        "scenarios": ["reference", "trainers_first"], "vary": {"uncertainties.fidelity": {"low": 0.6, "high": 0.9}},
        "design": "latin_hypercube", "points": 20,
    },
    "without a target": {"vary": {DAYS: [1, 4, 7], SHARE: [0, 0.1]}, "target": False},
    "failures": {"vary": {DAYS: [1, 4, 7], SHARE: [0, 0.1]}, "lost": {(1, 0), (2, 0), (2, 1), (2, 2), (2, 3)}},
    "dates and choices": {"vary": {DATE: ["2028-01", "2026-09"], "levers.facilitator_courses.travel": [True, False]}},
    "own targets": {"vary": {"target.value": [50.0, 500.0], DAYS: [1, 7]}},
    "without money": {"record": {"measures": ["reached"]}, "vary": {DAYS: [1, 4, 7], SHARE: [0, 0.1]}},
}  # fmt: skip
"""A sweep of each kind."""
RECORD = {
    "measure": "reached", "month": "2030-12", "scenario": "reference",
    "morris": {"noise_share": 0.2}, "sobol": {"noise_share": 0.5},
    "factors": [
        {"factor": "uncertainties.fidelity", "mu_star": 4.0, "mu_star_conf": 1.0, "sigma": 2.0, "S1": 0.1,
         "S1_conf": 0.05, "ST": 0.2, "ST_conf": 0.1},
        {"factor": DAYS, "mu_star": 9.0, "mu_star_conf": 1.0, "sigma": 2.0, "S1": 0.6, "S1_conf": 0.05, "ST": 0.7,
         "ST_conf": 0.1},
        {"factor": SHARE, "mu_star": 0.1, "mu_star_conf": 0.1, "sigma": 0.1, "S1": None, "S1_conf": None, "ST": None,
         "ST_conf": None},
    ],
}  # fmt: skip
"""What a sensitivity analysis leaves."""
TARGET = Target(measure="active_facilitators", value=250, month="2030-12")
MEASURES = ("active_facilitators", "reached", "certified", "money_total")


def made_up_sweep(
    folder, vary=None, replicates=4, base="reference", lost=(), record=None, target=True, chunk=500, effect=1.0, **given
):
    """A sweep's folder, opened. lost: (point, replicate) that fail; target: whether the scenario has one.

    Active facilitators at the end: 40 + 30 × the first setting + 100 × the second, times `effect`, and chance; money
    likewise.
    """
    record = {"places": "nation", "every": "quarter", "measures": list(MEASURES)} | (record or {})
    vary = {"levers.trainers.days_per_month[2027-01]": [1, 4, 7]} if vary is None else vary
    sweep = Sweep.model_validate({"name": "Made up", "scenarios": ["reference"], "vary": vary, "record": record,
                                  "replicates": replicates} | given)  # fmt: skip
    aim = TARGET if target else None
    scenarios = {name: load_scenario(name).model_copy(update={"target": aim}) for name in sweep.scenarios}
    points = points_of(sweep, scenarios, folder.parent)
    sweeping = Sweeping(sweep, tuple(points), folder, f"name: Made up\ndesign: {sweep.design}\n")
    unique = {point.fingerprint: point for point in reversed(points)}
    order = list(dict.fromkeys(point.fingerprint for point in points))
    store, keeping = Store(folder, THINNED), Keeping(sweeping.frame, sweep.record)
    runs = [(point, replicate) for point in order for replicate in range(replicates)]
    lost = {(order[number], replicate) for number, replicate in lost}
    changed = () if effect == 1.0 else (effect,)
    for start in range(0, len(runs), chunk):
        part = runs[start : start + chunk]
        good = [run for run in part if run not in lost]
        failures = [Failure(*run, "teach", "ValueError: made up", "teach.py:1") for run in part if run in lost]
        kept = [_recorded(keeping, unique[point], order.index(point), replicate, *changed) for point, replicate in good]
        store.commit(Outcome(good, {"runs": keeping.table(good, kept)} if good else {}, failures, 1.0))
    manifest = {
        "format": FORMAT, "seed": sweep.seed, "code": {"fingerprint": code_fingerprint()}, "model": "made up",
        "frame": sweeping.frame.to_json(), "record": sweep.record.model_dump(mode="json"), "name": sweep.name,
        "points": len(points), "complete": True, "runs": len(runs) - len(lost), "failed": len(lost), "replicates": {},
    }  # fmt: skip
    Folder(folder).write_json("manifest.json", manifest)
    write_whole(folder / "sweep.yaml", sweeping.text.encode())
    Folder(folder).write_table("points.parquet", points_table(points, sweeping.asked()))
    return open_sweep(folder)


def _recorded(keeping, point, number, replicate, effect=1.0):
    """Periods × places × measures, in whole-number units."""
    varied = [value for place, value in point.values.items() if not place.startswith("target")]
    numbers = [value for value in varied if isinstance(value, (int, float))]
    first, second = (*map(float, numbers[:2]), 0.0, 0.0)[:2]
    chance = np.random.default_rng([1, replicate]).normal(0, 12) + np.random.default_rng([number, replicate]).normal(
        0, 2
    )
    end = max(0.0, 40 + effect * (30 * first + 100 * second) + chance)
    time = np.linspace(0.2, 1, len(keeping.periods))
    by_measure = {"active_facilitators": end * time, "reached": 20 * end * time, "certified": end * time / 10}
    flows = np.full(len(time), 100 * 40_000.0 * (1 + first + abs(chance) / 50))
    stacked = np.stack([by_measure.get(name, flows) for name in keeping.recorded.measures], axis=1)
    return np.repeat(np.rint(stacked).astype(np.int64)[:, None], len(keeping.places), axis=1)


@cache
def sweep_of_kind(kind):
    """The sweep of a kind, made once."""
    return made_up_sweep(Path(_ROOM.name) / kind.replace(" ", "_"), **KINDS[kind])


_ROOM = TemporaryDirectory(prefix="essaim-sweeps-")
