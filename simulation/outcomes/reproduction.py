"""What many futures say of the reproduction number: by month, and the month from which each sustains itself.

The number is b·g ÷ (μF·μT) of `measures.reproduction_number`. It has no bound (∞) where something was made and nobody
was lost, and no meaning (0 ÷ 0) where nothing was made and nobody was lost, as in a year without trainers.
"""

import numpy as np
import pandas as pd

from simulation.outcomes.measures import YEAR

SHARES = {"q50": 0.5, "q25": 0.25, "q75": 0.75, "q10": 0.1, "q90": 0.9}
"""Quantiles of the number; each is a number that some future has, because one cannot average with ∞."""


def by_month(number: np.ndarray) -> pd.DataFrame:
    """The number over futures, a row a month. number: replicates × months.

    q50, q25, q75, q10, q90: quantiles, of the futures in which it has a meaning. above: share of those in which it is
    above 1. unbounded: share of those in which it is ∞. left_out: share of all futures, in which it has no meaning.
    Not a number where no future has one, which includes the first 11 months.
    """
    told = ~np.isnan(number)
    counted = told.sum(axis=0)
    some = counted > 0
    ordered = np.sort(number, axis=0)  # those without meaning come last
    found = {}
    for name, share in SHARES.items():
        place = np.maximum(np.ceil(share * counted).astype(int) - 1, 0)
        found[name] = np.take_along_axis(ordered, place[None], axis=0)[0]
    with np.errstate(invalid="ignore"):
        found["above"] = np.where(some, (number > 1).sum(axis=0) / counted, np.nan)
        found["unbounded"] = np.where(some, np.isposinf(number).sum(axis=0) / counted, np.nan)
    found["left_out"] = 1 - counted / max(len(number), 1)
    return pd.DataFrame(found)


def sustained_by(since: np.ndarray, months: int) -> np.ndarray:
    """Share of futures that sustain themselves from each month or an earlier one; one value a month.

    since: position of the month from which each does, −1: not by the end. Not a number where it cannot be known: in the
    first 11 months, which have no number, and in the last 11, after which no whole year is simulated.
    """
    started = np.bincount(since[since >= 0], minlength=months).cumsum() / max(len(since), 1)
    position = np.arange(months)
    return np.where((position >= YEAR - 1) & (position <= months - YEAR), started, np.nan)


def date_reached(by: np.ndarray, share: float) -> int | None:
    """Position of the first month by which at least this share of futures has got there; None: not by the end."""
    reached = np.flatnonzero(np.nan_to_num(by) >= share - 1e-9)
    return int(reached[0]) if len(reached) else None


def stretched(number: np.ndarray | pd.DataFrame) -> np.ndarray | pd.DataFrame:
    """Where a number stands on a scale from 0 to 1 that holds 0, 1 in the middle, and ∞; n and 1 ÷ n mirror there."""
    return 1 - 1 / (1 + number)
