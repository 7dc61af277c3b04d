"""What a forecast will take, before it begins: time from a trial, memory from the size of what is recorded."""

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.runs.forecast import Forecast
from simulation.runs.model_choice import ModelChoice
from simulation.scenario.schema import Scenario

STARTING = 2.0
"""Seconds in which worker processes start."""


@dataclass(frozen=True)
class Estimate:
    """runs: how many are missing. one, seconds: of the replicate that was tried, and of all with these workers.

    failed: what went wrong in that replicate, if something did; its time then says little.
    """

    runs: int
    workers: int
    one: float
    seconds: float
    failed: str = ""

    def sentence(self) -> str:
        """All of it, for a person to read."""
        workers = say("{workers} workers", workers=self.workers) if self.workers > 1 else say("1 worker")
        if self.failed:
            return say(
                "{runs} runs; the first failed after {one:.1f} s: {failed}",
                runs=self.runs,
                one=self.one,
                failed=self.failed,
            )
        return say(
            "{runs} runs with {workers}: about {duration}; the first took {one:.1f} s, as rules of "
            "one's own run in the Mesa model, which is slower than the compiled one.",
            runs=self.runs,
            workers=workers,
            duration=duration(self.seconds),
            one=self.one,
        )


SMALL = 5_000_000
"""Months × cells × runs up to which a forecast begins without a trial; the reference with 200 replicates has 0.65 M."""
FEW = 20_000
"""Persons, trainers and seats told by name in a scenario up to which it counts as small."""
_TRIAL_MONTHS, _TRIAL_SEED = 12, 1
LIMIT = 600.0
"""Seconds from which on a forecast is asked about."""
SHARE = 0.8
"""Share of this computer's memory from which on it is asked about."""


@dataclass(frozen=True)
class Size:
    """What is expected of a forecast. seconds: by the clock; memory: bytes of all workers; there: of this computer."""

    runs: int
    seconds: float
    memory: float
    there: float

    @property
    def large(self) -> bool:
        """Whether a person should agree before it begins."""
        return self.seconds > LIMIT or self.memory > SHARE * self.there

    def sentence(self) -> str:
        """All of it, for a person to read."""
        time_ = (
            say("about {duration}", duration=duration(self.seconds))
            if self.seconds
            else say("for how long cannot be told")
        )
        much = (
            say(", more than the {there:.0f} GB here can hold", there=self.there / 1e9)
            if self.memory > SHARE * self.there
            else ""
        )
        return say(
            "{runs:,} runs, {time}, {memory:,.0f} MB of memory{much}.",
            runs=self.runs,
            time=time_,
            memory=self.memory / 1e6,
            much=much,
        )


def size_of(forecast: Forecast, workers: int) -> Size | None:
    """What a forecast will take; None when it is small."""
    simulate = partial(forecast.model.simulate, best_values=forecast.best_values)
    return size_of_runs(forecast.scenario, forecast.runs_left(), workers, simulate, forecast.frame.chunk + 1)


def size_of_runs(
    scenario: Scenario, runs: int, workers: int, simulate: Callable[..., object], held: int = 2
) -> Size | None:
    """What so many runs of a scenario will take; None when that is small. Many are tried for their first year, unless
    they alone would not fit into the memory.

    simulate: what runs a scenario with a seed and a replicate. held: records that a worker holds at once.
    """
    frame = Frame.of(scenario)
    rows = frame.months * len(frame.cells)
    if rows * runs <= SMALL and _named(scenario) <= FEW:
        return None
    busy = max(1, min(workers, runs))
    memory = busy * (_STARTED + _bytes_a_run(frame) * held)
    found = Size(runs, 0.0, memory, _memory_here())
    if found.large or not runs:
        return found
    # What the first run of a process loads and compiles is not timed.
    trials = [scenario.model_copy(update={"months": min(months, frame.months)}) for months in (3, _TRIAL_MONTHS)]
    spent = 0.0
    for trial in trials:
        begun = time.perf_counter()
        with contextlib.suppress(Exception):  # a run that fails is a row of the results, no reason not to begin
            simulate(trial, _TRIAL_SEED, 0)
        spent = time.perf_counter() - begun
    one = spent * frame.months / trials[-1].months
    return replace(found, seconds=1.2 * one * runs / busy + STARTING * (busy > 1))


def _named(scenario: Scenario) -> int:
    """Persons, trainers and seats told by name, of whom the model keeps one by one."""
    levers = scenario.levers
    placed = [*levers.trainers.at_start, *levers.trainers.hired]
    named = sum(one.trainers + one.masters for one in placed) + sum(one.places for one in levers.nominations)
    registered = sum(row.count for row in scenario.initial.register_ if not row.state.startswith("facilitator"))
    intakes = sum(one.headcount for one in levers.programmes)
    return scenario.initial.facilitators_there + registered + named + intakes


_STARTED = 3e8
"""Bytes of a worker that has done nothing yet; measured."""


def _bytes_a_run(frame: Frame) -> float:
    """Bytes that the record of a run takes."""
    regions, administrations, years = len(frame.regions), len(frame.administrations), len(frame.year_ends)
    persons = frame.months * len(frame.cells) * len(PERSON_COLUMNS)
    activity = frame.months * (regions + 1) * len(ACTIVITY_COLUMNS)
    return 8.0 * (persons + activity + years * (regions**2 + administrations**2))


def _memory_here() -> float:
    """Bytes of memory of this computer; endless where it does not say."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")


def estimate(forecast: Forecast, workers: int) -> Estimate:
    """Tries the first replicate, if any run is missing, and reckons the rest from it; one is run again at the end."""
    runs = forecast.runs_left()
    if not runs:
        return Estimate(0, workers, 0.0, 0.0)
    _warm(forecast)
    failed, begun = "", time.perf_counter()
    given = forecast.plan("").given(0)
    try:
        forecast.model.simulate(forecast.scenario, forecast.seed, 0, best_values=forecast.best_values, given=given)
    except Exception as error:  # a run that fails is a row of the results, no reason not to begin
        failed = forecast.model.failure(error)[1]
    one = time.perf_counter() - begun
    busy = min(workers, runs)
    return Estimate(runs, workers, one, 1.2 * one * (1 + -(-runs // busy)) + STARTING * (busy > 1), failed)


def _warm(forecast: Forecast) -> None:
    """Loads and compiles what the first run of a process would, so that it is not timed."""
    short = forecast.scenario.model_copy(update={"months": min(3, forecast.scenario.months)})
    ModelChoice(forecast.model.engine).simulate(short, forecast.seed, 0)


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return say("{seconds:.0f} min", seconds=seconds / 60) if seconds < 5400 else f"{seconds / 3600:.1f} h"
