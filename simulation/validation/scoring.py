"""Scores of forecasts against what came later: CRPS, coverage and bias, by value, by measure, and over all."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from simulation.language import say
from simulation.outcomes.observed import Observation
from simulation.validation.baselines import BASELINES, YEAR, History, TooShort, drawn_by
from simulation.validation.forecasts import Forecast

ESSAIM, LATER_LEVERS = "essaim", "essaim_later_levers"
FORECASTERS = (ESSAIM, LATER_LEVERS, *BASELINES)
"""Who forecasts, in the order of tables."""
ALL = "all"
"""The row over all measures."""
BANDS = {"within_50": (0.25, 0.75), "within_80": (0.1, 0.9), "within_95": (0.025, 0.975)}


@dataclass(frozen=True)
class Drawn:
    """What a forecaster said of one value, as equally likely values, and what came."""

    label: str
    date: str
    value: float
    forecaster: str
    draws: np.ndarray


@dataclass(frozen=True)
class Score:
    """One value scored. crps, error (median less value): in the value's unit; relative: CRPS ÷ value (at least 1).

    Of a value of 0 there is no relative: it is NaN.
    """

    label: str
    date: str
    forecaster: str
    value: float
    median: float
    crps: float
    relative: float
    error: float
    within_50: bool
    within_80: bool
    within_95: bool


def crps_of(draws: np.ndarray, value: float) -> float:
    """The continuous ranked probability score of equally likely values, unbiased for their number; 0 is best.

    The mean distance to the value that came, less half of the mean distance between two different draws, in the unit of
    both (Gneiting and Raftery, Journal of the American Statistical Association 102, 2007; the estimator from sorted
    draws: Zamo and Naveau, Mathematical Geosciences 50, 2018). One draw has no spread: its score is the distance.
    """
    number = len(draws)
    off = float(np.abs(draws - value).mean())
    if number < 2:
        return off
    ranks = 2 * np.arange(number) - (number - 1)
    return off - float(ranks @ np.sort(draws)) / (number * (number - 1))


def score(drawn: Drawn) -> Score:
    """Scores one value."""
    draws = np.asarray(drawn.draws, float)
    crps = crps_of(draws, drawn.value)
    edges = {name: np.quantile(draws, pair) for name, pair in BANDS.items()}
    median = float(np.median(draws))
    relative = crps / max(1.0, abs(drawn.value)) if drawn.value else float("nan")
    return Score(
        drawn.label, drawn.date, drawn.forecaster, drawn.value, median, crps, relative,
        median - drawn.value, **{name: bool(low <= drawn.value <= high) for name, (low, high) in edges.items()},
    )  # fmt: skip


def by_forecaster(
    forecast: Forecast, actuals: Sequence[Observation], history: Sequence[Observation]
) -> tuple[list[Drawn], dict[tuple[str, str], str]]:
    """What Essaim and each baseline said of the actual values, and why a baseline (label, name) says nothing.

    Of a value that is not exact the middle of what agrees with it is taken. Without history no baseline speaks.
    """
    drawn: list[Drawn] = []
    silent: dict[tuple[str, str], str] = {}
    for label in dict.fromkeys(one.label for one in actuals):
        mine = sorted((one for one in actuals if one.label == label), key=lambda one: one.elapsed)
        values = [float(np.mean(one.band)) for one in mine]
        past = [one for one in history if one.label == label and one.elapsed < mine[0].elapsed]
        said = {ESSAIM: _from_where_it_stands(forecast, mine, past)}
        times = np.array([one.elapsed for one in mine]) / YEAR
        for name in BASELINES:
            try:
                if not past:
                    raise TooShort(say("has no history of it"))
                said[name] = drawn_by(name, label, History.of(past), times)
            except TooShort as reason:
                silent[label, name] = str(reason)
        for name, draws in said.items():
            drawn += [
                Drawn(label, one.date, value, name, draws[:, at])
                for at, (one, value) in enumerate(zip(mine, values, strict=True))
            ]
    return drawn, silent


def _from_where_it_stands(forecast: Forecast, mine: Sequence[Observation], past: Sequence[Observation]) -> np.ndarray:
    """What a forecast says of values; a count since the start goes on from the last value known, as in life."""
    seen = forecast.seen(mine)
    if mine[0].over != "since_start" or not past:
        return seen
    last = max(past, key=lambda one: one.elapsed)
    return seen - forecast.seen([last]) + float(np.mean(last.band))


def values_table(drawn: Iterable[Drawn]) -> pd.DataFrame:
    """One row a value and forecaster, as `Score` says."""
    return pd.DataFrame([asdict(score(one)) for one in drawn])


def summary_table(values: pd.DataFrame) -> pd.DataFrame:
    """One row a measure and forecaster, then those over all measures.

    values: how many. crps: mean, in the measure's unit (empty over all). relative: mean of CRPS ÷ value. bias: mean of
    (median − value) ÷ value; both are without the values of 0, of which nothing is a share. within_…: share of values
    in the band. ratio: relative (of values of 0 only: CRPS) ÷ that of Essaim on the same values, above 1 where Essaim
    is better.
    """
    rows = []
    for label in [*dict.fromkeys(values["label"]), ALL]:
        part = values if label == ALL else values[values["label"] == label]
        own = part[part["forecaster"] == ESSAIM].set_index(["label", "date"])
        for name in FORECASTERS:
            its = part[part["forecaster"] == name]
            if its.empty:
                continue
            same = own.loc[list(zip(its["label"], its["date"], strict=True))]
            scale = its["value"].abs().clip(lower=1).where(its["value"] != 0)
            compared = "crps" if its["relative"].isna().all() else "relative"
            best = same[compared].mean()
            rows.append(
                {
                    "measure": label,
                    "forecaster": name,
                    "values": len(its),
                    "crps": float("nan") if label == ALL else its["crps"].mean(),
                    "relative": its["relative"].mean(),
                    "bias": (its["error"] / scale).mean(),
                    **{band: its[band].mean() for band in BANDS},
                    "ratio": its[compared].mean() / best if best else float("inf"),
                }
            )
    return pd.DataFrame(rows)
