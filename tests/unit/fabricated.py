"""A stand-in for the model: plausible recordings of the right shape, fast, and a pure function of its arguments."""

import json
import os
import signal
import time
from pathlib import Path

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS, PERSON_INDEX
from simulation.common.recording import Recording
from simulation.outcomes.frame import Frame
from simulation.outcomes.full_record import chunk_name, full_tables, world_of
from simulation.outcomes.store import FORMAT, Outcome
from simulation.scenario.schema import Cell, Scenario
from simulation.scenario.writing import fingerprint

SMALL = Scenario(
    name="Small",
    start="2026-03",
    months=14,
    population=tuple(
        Cell(region=region, administration=administration, headcount=5000)
        for region in ("north", "south")
        for administration in ("State", "hospital")
    ),
)
"""Two regions and two administrations for 14 months."""
FRAME, POINT = Frame.of(SMALL), fingerprint(SMALL)


def simulate(scenario, seed, replicate, best_values=False, world=None):
    """Growing counts; the world sets the pace, the replicate the chance."""
    frame = Frame.of(scenario)
    world = replicate if world is None else world
    pace = 1.0 if best_values else np.random.default_rng([seed, 1, world]).gamma(4, 0.25)
    rng = np.random.default_rng([seed, 2, replicate])
    recording = Recording.empty(
        frame.months, len(frame.cells), len(frame.regions), len(frame.administrations), len(frame.year_ends)
    )
    growth = pace * np.linspace(0.2, 1.0, frame.months)[:, None, None]
    people = rng.gamma(1.0, 8.0, (1, len(frame.cells), len(PERSON_COLUMNS)))
    recording.persons[:] = rng.poisson(growth * people)
    recording.activity[:] = rng.poisson(growth * rng.gamma(1.0, 8.0, (1, len(frame.places), len(ACTIVITY_COLUMNS))))
    facilitators, trainers = (recording.persons[:, :, PERSON_INDEX[name]] for name in ("facilitators", "trainers"))
    certified = facilitators + trainers
    recording.persons[:, :, PERSON_INDEX["skill_sum"]] = certified * rng.integers(30000, 60000, certified.shape)
    recording.persons[:, :, PERSON_INDEX["generation_sum"]] = certified * 2
    recording.network[:] = rng.integers(0, 1000, recording.network.shape)
    recording.lineage[:, :4] = rng.integers(0, 50, recording.lineage[:, :4].shape)
    return recording


def outcome(first, last, recordings=None, failures=()):
    """What a job of a forecast with these replicates leaves; those of the chance batch begin at CHANCE."""
    runs = [(POINT, replicate) for replicate in range(first, last + 1)]
    if recordings is None:
        recordings = [simulate(SMALL, 1, replicate, world=world_of(replicate)) for _, replicate in runs]
    drawn = [{"pace": 0.1 * world_of(replicate)} for _, replicate in runs]
    return Outcome(runs, full_tables(FRAME, runs, recordings, drawn), list(failures), 0.0, chunk_name(first, last))


def write_manifest(folder, **changes):
    """The manifest of an unfinished forecast."""
    manifest = {"format": FORMAT, "complete": False, "replicates": 4, "frame": FRAME.to_json(), "files": {},
                "scenario": {"name": "small", "fingerprint": POINT}, "best_values": False, "seed": 1,
                "code": {"fingerprint": "ab" * 16}}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))


def failing(scenario, seed, replicate, best_values=False, world=None):
    """Replicate 3 crashes."""
    if replicate == 3:
        raise ArithmeticError("the month went wrong")
    return simulate(scenario, seed, replicate, best_values, world)


def killed(scenario, seed, replicate, best_values=False, world=None):
    """Replicate 3 kills its worker, always."""
    if replicate == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replicate, best_values, world)


def killed_once(scenario, seed, replicate, best_values=False, world=None):
    """Replicate 3 kills its worker the first time (a file named in the environment remembers)."""
    memory = Path(os.environ["ESSAIM_TEST_MEMORY"])
    if replicate == 3 and not memory.exists():
        memory.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replicate, best_values, world)


def slow(scenario, seed, replicate, best_values=False, world=None):
    """Slow enough to be killed half-way."""
    time.sleep(0.04)
    return simulate(scenario, seed, replicate, best_values, world)


def by_volunteering(scenario, seed, replicate, best_values=False, world=None):
    """Active facilitators at the end: 1,000 × the share of volunteers, and chance that all scenarios share."""
    recording = simulate(scenario, seed, replicate, True, world)
    active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]]
    active[:] = 0
    chance = np.random.default_rng([seed, 3, replicate]).integers(0, 21)
    active[-1, 0] = round(1000 * scenario.uncertainties.volunteering.best) + chance
    return recording


def more_by_volunteering(scenario, seed, replicate, best_values=False, world=None):
    """More of everything in every place with a larger share of volunteers, in the same chance; and some of its own."""
    recording = simulate(scenario, seed, replicate, best_values, world)
    best = scenario.uncertainties.volunteering.best
    rng, own = (np.random.default_rng([seed, 4, replicate, number]) for number in (0, round(1e5 * best)))
    for table in (recording.persons, recording.activity):
        table += (rng.poisson(10.0, table.shape) * best).round().astype(table.dtype)
        table += own.poisson(0.2, table.shape).astype(table.dtype)
    return recording


def endless_once_in_a_while(scenario, seed, replicate, best_values=False, world=None):
    """Replicate 3 of the points with the lower share of volunteers takes for ever."""
    if replicate == 3 and scenario.uncertainties.volunteering.best < 0.15:
        time.sleep(600)
    return by_volunteering(scenario, seed, replicate, best_values, world)


def endless(scenario, seed, replicate, best_values=False, world=None):
    """Replicate 3 takes for ever."""
    if replicate == 3:
        time.sleep(600)
    return simulate(scenario, seed, replicate, best_values, world)


def slow_by_volunteering(scenario, seed, replicate, best_values=False, world=None):
    """The same, slow enough to be interrupted."""
    time.sleep(0.01)
    return by_volunteering(scenario, seed, replicate, best_values, world)
