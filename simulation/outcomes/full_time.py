"""Days as full-time equivalents: what workforce planners count in the place of days."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario


def etpt(days: float | np.ndarray, scenario: "Scenario") -> np.ndarray:
    """Full-time equivalents over a year (ETPT) of days: days ÷ the price list's `working_days_per_year`.

    days: of any shape, in days, summed over any part of a calendar year; the result has the same shape, in full-time
    years. A full-time person is 1 over a year and ¼ over a quarter, so that quarters add up to their year. Not a number
    where the scenario gives a year no working days. Source: the count of the State's posts (équivalent temps plein
    travaillé): people × share of full time × share of the year at work.
    """
    a_year = scenario.prices.working_days_per_year.value
    found = np.asarray(days, np.float64)
    return found / a_year if a_year else np.full(found.shape, np.nan)
