"""Who of those certified still leads, by half-year since certification, beside what was observed elsewhere."""

from typing import TYPE_CHECKING

import numpy as np

from simulation.common.columns import HALF_YEARS

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

MONTHS = 6
OBSERVED = (0.52, 0.46, 0.42, 0.32, 0.27)
"""Share of a cohort that led in each half-year since its certification: The Carpentries 2016 (CC BY 4.0)."""
COLUMNS = ("certified", *(f"led_half_year_{half}" for half in HALF_YEARS))


def active_by_half_year(results: "Results") -> np.ndarray:
    """Share of those certified in the run who led in each half-year since, over all cohorts: replicates × half-years.

    Who has stopped or left since counts among the certified. Not a number where nobody was certified so early that the
    half-year is over by the end.
    """
    return shares(results.national(*COLUMNS))


def shares(columns: dict[str, np.ndarray]) -> np.ndarray:
    """The same from columns, replicates × months."""
    certified = columns["certified"]
    found = []
    for half in HALF_YEARS:
        early = certified[:, : max(0, certified.shape[1] - MONTHS * half)].sum(axis=1)
        led = columns[f"led_half_year_{half}"].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found.append(np.where(early > 0, led / early, np.nan))
    return np.stack(found, axis=1)
