"""Four forecasts that know nothing of the network, each as equally likely values: what Essaim has to beat.

Each takes the observed history of one quantity and the times asked for, and gives DRAWS × times. Spread comes from the
method's own errors in the past, made as if it had been used then; where the past holds no error yet, from the rule
stated. A count since the start cannot fall, and no forecast of it does.
"""

import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from simulation.language import say
from simulation.outcomes.observed import Observation

DRAWS = 1000
YEAR = 12.0
USUAL_BASS = (0.03, 0.38)
"""Usual innovation and imitation a year in the diffusion literature."""
LEAST_ERROR = 0.05
"""No fitted curve is trusted to less than five per cent: with few points the residuals alone would promise more."""


class TooShort(Exception):
    """The history is too short for a method; the message says what it needs."""


@dataclass(frozen=True)
class History:
    """What was observed of one quantity, in order.

    times: years since the scenario's start. values: in their unit. over: what they are counted over, as in
    `outcomes.observed`.
    """

    times: np.ndarray
    values: np.ndarray
    over: str

    @classmethod
    def of(cls, observations: list[Observation]) -> "History":
        """The history of observations of one label; of each, the middle of what agrees with it."""
        ordered = sorted(observations, key=lambda one: one.elapsed)
        times = [one.elapsed / YEAR for one in ordered]
        values = [float(np.mean(one.band)) for one in ordered]
        if ordered[0].over == "since_start" and times[0] > 0:
            # What had been counted before the start is an observation of the start.
            times, values = [0.0, *times], [ordered[0].before, *values]
        return cls(np.array(times), np.array(values), ordered[0].over)

    @property
    def never_falls(self) -> bool:
        """Whether it is a count since the start."""
        return self.over == "since_start"

    def positive(self, least: int) -> tuple[np.ndarray, np.ndarray]:
        """Times and values above zero. Raises TooShort when they are fewer than `least`."""
        some = self.values > 0
        if some.sum() < least:
            raise TooShort(say("needs {least} values above zero", least=least))
        return self.times[some], self.values[some]


def last_value(history: History, times: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Nothing changes. Spread: a random walk with the variance of past changes a year (of a count, upwards only)."""
    if len(history.values) < 2:
        raise TooShort(say("needs 2 values"))
    per_year = np.mean(np.diff(history.values) ** 2 / np.diff(history.times))
    error = np.sqrt(per_year * (times - history.times[-1])) * random.standard_normal((DRAWS, 1))
    return np.maximum(history.values[-1] + (np.abs(error) if history.never_falls else error), 0)


def last_growth(history: History, times: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The last growth rate goes on.

    Spread: a random walk of the logarithm with the variance, a year, of the errors that this rule made in the past;
    with two values, half the growth rate.
    """
    at, values = history.positive(2)
    gaps, logs = np.diff(at), np.log(values)
    rates = np.diff(logs) / gaps
    errors = np.diff(logs)[1:] - rates[:-1] * gaps[1:]
    spread = np.sqrt(np.mean(errors**2 / gaps[1:])) if len(errors) else abs(rates[-1]) / 2
    ahead = times - at[-1]
    drawn = np.exp(logs[-1] + rates[-1] * ahead + spread * np.sqrt(ahead) * random.standard_normal((DRAWS, 1)))
    return np.maximum(drawn, values[-1]) if history.never_falls else drawn


def bass(history: History, times: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A Bass curve through the first value, by least squares on the logarithm of the cumulative series.

    Weak priors hold what few points cannot: p and q around their usual values (a factor of 2.7 either way), the ceiling
    around ten times the last value (a factor of 4.5). Spread: the parameters' covariance, and the residuals'.
    """
    grown = _cumulative(history)
    at, values = grown.positive(1)
    first = int(np.argmax(grown.values > 0))
    if first:
        # A start at nothing is where the curve begins.
        at, values = np.insert(at, 0, grown.times[first - 1]), np.insert(values, 0, 0.0)
    if len(values) < 2:
        raise TooShort(say("needs 2 values, one of them above zero"))
    centre = np.log([*USUAL_BASS, 10 * values[-1]])

    def residuals(parameters: np.ndarray, error: float) -> np.ndarray:
        away = np.log(_bass_curve(parameters, at[1:], at[0], values[0])) - np.log(values[1:])
        return np.concatenate([away / error, (parameters - centre) / (1, 1, 1.5)])

    error = 2 * LEAST_ERROR
    for _ in range(3):
        fit = least_squares(residuals, centre, args=(error,))
        away = fit.fun[: len(at) - 1] * error
        error = max(LEAST_ERROR, float(np.sqrt(np.sum(away**2) / max(1, len(away) - 3))))
    covariance = np.linalg.inv(fit.jac.T @ fit.jac)
    parameters = random.multivariate_normal(fit.x, covariance, DRAWS).T[:, :, None]
    noise = np.exp(error * random.standard_normal((DRAWS, 1)))
    # The residual at the last value is known: curves are scaled to go through it.
    through = values[-1] / _bass_curve(parameters, at[-1], at[0], values[0])
    level = _bass_curve(parameters, times, at[0], values[0]) * through
    if history.over in ("year", "month"):
        before = times - (1 if history.over == "year" else 1 / YEAR)
        return np.maximum(level - _bass_curve(parameters, before, at[0], values[0]) * through, 0) * noise
    return np.maximum(values[-1], level * noise) if history.never_falls else level * noise


def _bass_curve(parameters: np.ndarray, times: np.ndarray, start: float, first: float) -> np.ndarray:
    """The Bass curve that has the value `first` at `start`: parameters are logarithms of p, q and the ceiling."""
    p, q, ceiling = np.exp(np.clip(parameters, -50, 50))
    share = np.minimum(first / ceiling, 0.999)
    decay = (1 - share) / (1 + q / p * share) * np.exp(-(p + q) * (times - start))
    return ceiling * (1 - decay) / (1 + q / p * decay)


def _cumulative(history: History) -> History:
    """A flow summed over its periods; a level as it is."""
    if history.over not in ("year", "month"):
        return history
    return History(history.times, np.cumsum(history.values), "since_start")


def exponential_smoothing(history: History, times: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """ETS with additive errors and a damped trend, of the logarithm, by statsmodels.

    Its regular grid has as many points as there are values, interpolated between them. Spread: simulated paths with the
    residuals' variance, corrected for level and trend.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    at, values = history.positive(3)
    grid = np.linspace(at[0], at[-1], len(at))
    logs = np.interp(grid, at, np.log(values))
    step = grid[1] - grid[0]
    steps = int(np.ceil((times[-1] - at[-1]) / step)) + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # three points: it warns that they are few
        model = ETSModel(
            logs, error="add", trend="add", damped_trend=True, initialization_method="known",
            initial_level=logs[0], initial_trend=logs[1] - logs[0],
        )  # fmt: skip
        fit = model.fit(disp=False)
        spread = max(LEAST_ERROR, float(np.sqrt(np.sum(np.asarray(fit.resid) ** 2) / max(1, len(logs) - 2))))
        errors = spread * random.standard_normal((steps, DRAWS))
        paths = np.asarray(fit.simulate(steps, anchor="end", repetitions=DRAWS, random_errors=errors))
    reached = np.vstack([np.full(DRAWS, logs[-1]), paths.reshape(steps, DRAWS)]).T
    ahead = at[-1] + step * np.arange(steps + 1)
    drawn = np.exp(np.array([np.interp(times, ahead, path) for path in reached]))
    return np.maximum(drawn, values[-1]) if history.never_falls else drawn


Baseline = Callable[[History, np.ndarray, np.random.Generator], np.ndarray]
BASELINES: dict[str, Baseline] = {
    "last_value": last_value,
    "last_growth": last_growth,
    "bass": bass,
    "ets": exponential_smoothing,
}
"""The baselines by name."""


def drawn_by(name: str, label: str, history: History, times: np.ndarray) -> np.ndarray:
    """DRAWS × times of a baseline, the same for the same history; times in years, ascending, after its end.

    Raises TooShort.
    """
    random = np.random.default_rng(zlib.crc32(f"{name}/{label}".encode()))
    return BASELINES[name](history, np.asarray(times, float), random)
