"""What a fit says: the posterior in units, what it would have let see, and what the data say about each uncertainty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import special

from simulation.calibration.candidates import PREDICTIONS, Experiment, replicate_number, values_of
from simulation.calibration.case import Case
from simulation.calibration.fitting import Fitted
from simulation.calibration.weights import effective, resampled
from simulation.language import say
from simulation.outcomes.calibration import REPLICATE, WEIGHT
from simulation.outcomes.learned import Learned, learned
from simulation.outcomes.observed import Observation, Over, counted, national_series, observe
from simulation.outcomes.summary import QUANTILES
from simulation.runs.pool import Pool, RunError
from simulation.runs.tasks import Arrays, Task, Tasks
from simulation.scenario.posterior import Posterior
from simulation.scenario.quantities import month_number

DRAWS = 1000
"""Equally likely draws that runs take from."""
PREDICTED = 200
"""Runs with draws of the posterior that show what it would have let see."""
_AT_ONCE = 10


@dataclass(frozen=True)
class Told:
    """The tables of a calibration's folder, its equally likely draws, and findings for its manifest.

    missed: fitted observations whose band lies outside the 95 % interval of runs with the posterior.
    """

    tables: dict[str, pa.Table]
    posterior: Posterior
    effective: float
    learned: tuple[Learned, ...]
    missed: list[str]


def tell(case: Case, fitted: Fitted, pool: Pool, tasks: Tasks, limit: float | None = None) -> Told:
    """Runs the draws of a fit again over the whole scenario, and puts all into tables."""
    priors = case.priors()
    z, weights = fitted.z, fitted.weights
    drawn = np.array([list(values_of(priors, row).values()) for row in z])
    posterior = Posterior(case.name, case.free, tuple(map(tuple, drawn[resampled(weights, DRAWS)].tolist())))
    predicted = _predicted(case, z[resampled(weights, PREDICTED)], pool, tasks, limit)
    observations, missed = _observations(case, fitted, predicted)
    return Told(
        {
            "posterior": _posterior(case, fitted, drawn),
            "observations": observations,
            "predicted": _series(case, predicted),
        },
        posterior,
        effective(weights),
        tuple(_learned(case, z, drawn, weights)),
        missed,
    )


@dataclass(frozen=True)
class Predicted:
    """Runs of the whole scenario with draws of the posterior.

    seen: what would have been observed, runs × observations. series: by label of the measure, runs × months.
    """

    seen: np.ndarray
    series: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Share(Task):
    """Draws to be run again, and the number of the first. See `tasks.Task`."""

    experiment: Experiment
    z: np.ndarray
    first: int

    @property
    def name(self) -> str:
        """What they are kept as."""
        return f"predicted{self.first:06d}"

    @property
    def numbers(self) -> range:
        """Their numbers."""
        return range(self.first, self.first + len(self.z))

    def arrays(self, tried: Callable[[int], None]) -> Arrays:
        """What would have been observed (draws × observations), and the series of measures (measures × draws × months).

        Raises RunError when one of them cannot be run: with all of them left out there would be nothing to tell.
        """
        if self.excluded:
            raise RunError(
                say("draws of the posterior cannot be run in time: {excluded}", excluded=sorted(self.excluded))
            )
        experiment, found = self.experiment, []
        seen = observe(experiment.observations, experiment.scenario.start)
        for count, number in enumerate(self.runs, 1):
            replicate = replicate_number(PREDICTIONS, number)
            given = values_of(experiment.priors(), self.z[number - self.first])
            recording = experiment.runner.simulate(experiment.seed, replicate, given=given)
            series = [national_series(recording, one) for one in _measures(experiment.observations)]
            found.append((seen(recording), series))
            tried(count)
        every_seen, every_series = (np.array(one) for one in zip(*found, strict=True))
        return {"seen": every_seen, "series": every_series.swapaxes(0, 1)}


def _measures(observations: Sequence[Observation]) -> list[tuple[str, ...]]:
    """What was observed, each once."""
    return list(dict.fromkeys(one.measure for one in observations))


def _predicted(case: Case, z: np.ndarray, pool: Pool, tasks: Tasks, limit: float | None) -> Predicted:
    experiment = Experiment(case.scenario, case.observations, case.free, case.seed)
    shares = [_Share(experiment, z[at : at + _AT_ONCE], at) for at in range(0, len(z), _AT_ONCE)]
    found = list(tasks.in_order(pool, shares, limit))
    series = np.concatenate([one["series"] for one in found], axis=1)
    labels = [" + ".join(one) for one in _measures(case.observations)]
    return Predicted(np.concatenate([one["seen"] for one in found]), dict(zip(labels, series, strict=True)))


def _posterior(case: Case, fitted: Fitted, drawn: np.ndarray) -> pa.Table:
    columns: dict[str, Any] = {name: drawn[:, at] for at, name in enumerate(case.free)}
    return pa.table({**columns, REPLICATE: fitted.replicates, WEIGHT: fitted.weights})


def _learned(case: Case, z: np.ndarray, drawn: np.ndarray, weights: np.ndarray) -> list[Learned]:
    ends = special.ndtri((0.1, 0.9))
    found = []
    for at, (name, prior) in enumerate(case.priors().items()):
        low, high = (values_of({name: prior}, np.array([end]))[name] for end in ends)
        found.append(learned(name, drawn[:, at], special.ndtr(z[:, at]), weights, high - low))
    return found


def _observations(case: Case, fitted: Fitted, predicted: Predicted) -> tuple[pa.Table, list[str]]:
    """The observations with what prior and posterior would have let see, and those that the posterior misses."""
    rows, missed = [], []
    prior = np.expm1(fitted.prior_values)
    number = 0
    for at, one in enumerate(case.observations):
        low, high = one.band
        spread = {name: float(np.quantile(predicted.seen[:, at], share)) for name, share in QUANTILES.items()}
        is_fitted = case.is_fitted(one)
        before = np.nanquantile(prior[:, number], (0.1, 0.9)) if is_fitted else (None, None)
        number += is_fitted
        outside = spread["q975"] < low or high < spread["q025"]
        if is_fitted and outside:
            expected = f"{spread['q025']:.3g} to {spread['q975']:.3g} expected"
            missed.append(f"{one.label} {one.date}: {one.value:g}, {expected}")
        rows.append({
            "date": one.date, "elapsed": one.elapsed, "measure": " + ".join(one.measure), "over": one.over,
            "value": one.value, "precision": str(one.precision), "low": low, "high": high, "before": one.before,
            "source": one.source, "fitted": is_fitted, "prior_low": before[0], "prior_high": before[1], **spread,
            "outside": outside,
        })  # fmt: skip
    return pa.Table.from_pylist(rows), missed


def _series(case: Case, predicted: Predicted) -> pa.Table:
    """Quantiles of each measure observed, counted as the observations are, by time: month ends, years at their ends."""
    parts = []
    for (measure, over, before), times in _times(case).items():
        seen = counted(predicted.series[measure], over, before, times, case.scenario.start)
        parts.append(pa.table({
            "measure": [measure] * len(times), "over": [over] * len(times), "before": [before] * len(times),
            "elapsed": times, **{name: np.quantile(seen, share, axis=0) for name, share in QUANTILES.items()},
        }))  # fmt: skip
    return pa.concat_tables(parts)


def _times(case: Case) -> dict[tuple[str, Over, float], np.ndarray]:
    """For each measure as it was counted, the times at which it is shown."""
    months = np.arange(1, case.scenario.months + 1, dtype=float)
    # A year is counted to its end; what the first and the last lack is left out.
    first = month_number(case.scenario.start) % 12
    years = np.array([month for month in months if (first + month) % 12 == 0])
    found: dict[tuple[str, Over, float], np.ndarray] = {}
    for one in case.observations:
        key = " + ".join(one.measure), one.over, one.before
        found[key] = years if one.over == "year" and len(years) else months
    return found
