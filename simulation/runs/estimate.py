"""How long a forecast with rules of one's own will take, from its first replicate."""

import time
from dataclasses import dataclass

from simulation.runs.forecast import Forecast
from simulation.runs.model_choice import ModelChoice

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
        workers = f"{self.workers} workers" if self.workers > 1 else "1 worker"
        if self.failed:
            return f"{self.runs} runs; the first failed after {self.one:.1f} s: {self.failed}"
        return (
            f"{self.runs} runs with {workers}: about {duration(self.seconds)}; the first took {self.one:.1f} s, as "
            "rules of one's own run in the Mesa model, which is slower than the compiled one."
        )


def estimate(forecast: Forecast, workers: int) -> Estimate:
    """Tries the first replicate, if any run is missing, and reckons the rest from it; one is run again at the end."""
    runs = forecast.runs_left()
    if not runs:
        return Estimate(0, workers, 0.0, 0.0)
    _warm(forecast)
    failed, begun = "", time.perf_counter()
    given = forecast.plan("").given(0)
    try:
        forecast.model.simulate(
            forecast.scenario, forecast.seed, 0, best_values=forecast.best_values, given=given
        )
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
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
