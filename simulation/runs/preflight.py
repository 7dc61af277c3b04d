"""What a sweep will take, from a short trial: runs, time, memory and disk."""

import contextlib
import resource
import sys
import time
from dataclasses import dataclass

from simulation.language import say
from simulation.outcomes.thinning import Keeping
from simulation.runs.estimate import duration
from simulation.runs.running import missing_runs
from simulation.runs.schema import UntilPrecise
from simulation.runs.sweeping import Sweeping

BYTES_A_NUMBER = 0.7
"""Measured: what a number of the record takes on disk, compressed."""
_TRIED = 3


@dataclass(frozen=True)
class Preflight:
    """What is expected. seconds: of wall-clock time; memory and disk in bytes."""

    points: int
    missing: int
    kept: int
    seconds: float
    memory: float
    disk: float
    at_least: bool

    def sentence(self) -> str:
        """All of it, for a person to read."""
        return say(
            "{points:,} points, {runs}{there}: about {duration}, {memory:,.0f} MB of memory, {disk:,.1f} MB of disk.",
            points=self.points,
            runs=say("{runs:,} runs at least", runs=self.missing)
            if self.at_least
            else say("{runs:,} runs", runs=self.missing),
            there=say(" ({count:,} are there already)", count=self.kept) if self.kept else "",
            duration=duration(self.seconds),
            memory=self.memory / 1e6,
            disk=max(0.1, self.disk / 1e6),
        )


def preflight(sweeping: Sweeping, workers: int) -> Preflight:
    """Try one run of the first, the middle and the last point, and reckon the rest from them."""
    kept, missing = missing_runs(sweeping)
    points = sweeping.points
    spent = []
    tried = sorted({0, len(points) // 2, len(points) - 1})[: _TRIED if missing else 0]
    for position in [*tried[:1], *tried]:  # compiled code is made or loaded before it is timed
        scenario = points[position].scenario
        begun = time.perf_counter()
        with contextlib.suppress(Exception):  # a run that fails is a row of the sweep, no reason not to begin
            sweeping.model.simulate(scenario, sweeping.sweep.seed, 0)
        spent.append(time.perf_counter() - begun)
    spent = spent[1:]
    keeping = Keeping(sweeping.frame, sweeping.sweep.record)
    numbers = len(keeping.periods) * len(keeping.places) * len(keeping.columns)
    mean = sum(spent) / len(spent) if spent else 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Preflight(
        len(points),
        missing,
        kept,
        1.2 * mean * missing / workers + (2.0 if workers > 1 else 0.0) * bool(missing),
        peak * (1 + (workers if workers > 1 else 0)),
        BYTES_A_NUMBER * numbers * (missing + kept),
        isinstance(sweeping.sweep.replicates, UntilPrecise),
    )
