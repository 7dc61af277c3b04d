"""Back-tests: fit a case up to a month, forecast what is known of later, and hold the two together.

Essaim's forecasts begin where history stands (`validation.continuing`). There are two: with the levers as they stood at
the cut-off month, and as they turned out later. Only the first could have been made at the time; the second says what
is left once the plan is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.calibration.case import Case
from simulation.calibration.running import calibrate
from simulation.language import say
from simulation.outcomes.calibration import Calibration
from simulation.outcomes.learned import weighted_quantiles
from simulation.outcomes.rows import rows_of
from simulation.runs.fingerprint import code_fingerprint, library_versions, package_version
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint, plain_scenario
from simulation.validation.continuing import continued, kept_of
from simulation.validation.forecasts import write_forecast
from simulation.validation.scoring import ESSAIM, LATER_LEVERS, Drawn, by_forecaster

type Report = Callable[[str], None]
THINNED = 100
"""Equally likely values kept of each forecast of a value."""


@dataclass(frozen=True)
class Effort:
    """How much is computed, and where it is kept: calibrations and runs that are there already are not made again."""

    replicates: int = 200
    workers: int = 1
    out: Path = Path("results")


def cutoffs(case: Case) -> list[str]:
    """The months to which a case can be fitted with some observations left to forecast.

    The first month is left out where that leaves others: one observation is little to fit.
    """
    months = sorted({one.month for one in case.observations})
    return months[1:-1] or months[:-1]


def levers_known(scenario: Scenario, month: str) -> Scenario:
    """The scenario as planned at the end of a month: later steps, hires, calendar entries and programmes are gone."""
    plain = plain_scenario(scenario)
    plain["levers"] = _known(plain["levers"], month)
    return Scenario.model_validate(plain)


def _known(value: Any, month: str) -> Any:
    if isinstance(value, dict):
        return {key: _known(held, month) for key, held in value.items()}
    if not isinstance(value, list):
        return value
    kept = [_known(held, month) for held in value if _begins(held) <= month]
    steps = value and isinstance(value[0], dict) and value[0].keys() == {"from", "value"}
    return kept or ([_known(value[0], month)] if steps else [])


def _begins(entry: Any) -> str:
    """When an entry of a list begins to act; what has no date always does."""
    if not isinstance(entry, dict):
        return ""
    return next((entry[key] for key in ("from", "month", "first") if isinstance(entry.get(key), str)), "")


def backtest(case: Case, month: str, effort: Effort, report: Report) -> list[Drawn]:
    """What Essaim and the baselines said, at the end of a month, of each later observation."""
    fitted = until_last_observation(case).changed(fit_until=month)
    report(say("fitting up to {month}", month=month))
    calibration = calibrate(fitted, effort.workers, effort.out)
    known = levers_known(fitted.scenario, month)
    drawn: list[Drawn] = []
    for name, scenario in ((ESSAIM, known), (LATER_LEVERS, fitted.scenario)):
        if name == LATER_LEVERS and scenario == known:
            continue
        report(say("forecasting from {month}", month=month))
        forecast = continued(fitted, scenario, calibration, effort.replicates, effort.workers)
        said, _ = by_forecaster(forecast, fitted.kept, fitted.fitted)
        if name == ESSAIM:
            drawn += said
        else:
            drawn += [replace(one, forecaster=LATER_LEVERS) for one in said if one.forecaster == ESSAIM]
    return drawn


def until_last_observation(case: Case) -> Case:
    """The case with a scenario that ends with the last observation."""
    last = max(one.month for one in case.observations)
    months = month_number(last) - month_number(case.scenario.start) + 1
    return replace(case, scenario=case.scenario.model_copy(update={"months": months}))


def stored(month: str, drawn: Sequence[Drawn]) -> pd.DataFrame:
    """Forecasts of values as a small table: a row a value and forecaster, `draws` 100 equally likely values."""
    at = (np.arange(THINNED) + 0.5) / THINNED
    return pd.DataFrame([{
        "cutoff": month,
        "measure": one.label,
        "date": one.date,
        "value": one.value,
        "forecaster": one.forecaster,
        "draws": " ".join(f"{value:.5g}" for value in np.quantile(one.draws, at)),
    } for one in drawn])  # fmt: skip


def read_stored(path: Path) -> dict[str, list[Drawn]]:
    """The inverse of `stored`, for each cut-off month."""
    found: dict[str, list[Drawn]] = {}
    for row in rows_of(pd.read_csv(path, dtype={"cutoff": str, "date": str})):
        draws = np.array([float(value) for value in row.draws.split()])
        found.setdefault(row.cutoff, []).append(Drawn(row.measure, row.date, row.value, row.forecaster, draws))
    return found


def posterior_table(case: Case, calibration: Calibration) -> pd.DataFrame:
    """Of each uncertainty fitted: quantiles of prior and posterior in its unit, and whether the data say something."""
    values, weights = calibration.weighted()
    learned = {one["name"]: one for one in calibration.manifest["learned"]}
    shares, rows = (0.1, 0.5, 0.9), []
    for at, (name, prior) in enumerate(case.priors().items()):
        before = [prior.quantile(share) for share in shares]
        after = weighted_quantiles(values[:, at], weights, shares)
        numbers = [float(f"{value:.4g}") for value in (*before, *after)]
        rows.append((case.slug, name, *numbers, learned[name]["something"], round(learned[name]["narrower"], 2)))
    columns = ["case", "uncertainty", "prior_10", "prior_50", "prior_90", "posterior_10", "posterior_50",
               "posterior_90", "says_something", "narrower"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def forecast(case: Case, folder: Path, effort: Effort, report: Report, observations: bytes) -> pd.DataFrame:
    """Fits everything observed, forecasts to the end of the scenario, and stores that as a small folder.

    Returns the table of its posterior, which is stored beside it as `posterior.csv`.
    """
    fitted = until_last_observation(case)
    report(say("fitting everything observed"))
    calibration = calibrate(fitted, effort.workers, effort.out)
    report(say("forecasting to {end}", end=case.scenario.end))
    made = continued(case, case.scenario, calibration, effort.replicates, effort.workers)
    last = max(one.month for one in case.observations)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = calibration.manifest
    write_forecast(folder, made, kept_of(case), {
        "case": case.name,
        "fit_until": last,
        "seed": case.seed,
        "scenario": {"name": case.scenario.name, "fingerprint": fingerprint(case.scenario)},
        "code": {"version": package_version(), "fingerprint": code_fingerprint(), **library_versions()},
        "histories": made.manifest["histories"],
        "calibration": {key: manifest[key] for key in ("generations", "effective", "missed", "seconds")},
    })  # fmt: skip
    (folder / "observations.csv").write_bytes(observations)
    table = posterior_table(fitted, calibration)
    table.to_csv(folder / "posterior.csv", index=False)
    return table
