"""In how many futures training capacity binds, month by month, and when it stops to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.outcomes.waiting import STAGES, Held, waiting
from simulation.scenario.quantities import value_at

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

LATE = 6
"""Months before the end in which capacity that is no longer short may only be so for a while."""
CAPACITY = ("trainer_days", "seats", "calendar", "money")
"""Causes for which candidates wait while there are enough of them: capacity, and what pays for it."""
WAITING = ("waiting_for_course", "training_limit_too_few")
"""Columns whose difference is those who wait for CAPACITY: each candidate who waits has one cause."""


@dataclass(frozen=True)
class Binding:
    """Candidates whom capacity holds back, by future and month.

    binds: whether at least a course's minimum of candidates wait for want of capacity. share: of the candidates who
    wait, those who do for want of capacity; not a number where nobody waits. Both replicates × months.
    """

    binds: np.ndarray
    share: np.ndarray

    @property
    def by_month(self) -> np.ndarray:
        """Share of the futures in which capacity binds, by month."""
        return self.binds.mean(axis=0)

    @property
    def ever(self) -> float:
        """Share of the futures in which it binds in some month."""
        return float(self.binds.any(axis=1).mean())

    def over(self, share: float = 0.5) -> int | None:
        """Position of the month by whose end so many of the futures in which it ever binds have seen it do so last.

        None: it never binds, or in more than the rest of them it still binds in the last LATE months.
        """
        some = self.binds[self.binds.any(axis=1)]
        months = self.binds.shape[1]
        if not len(some):
            return None
        last = months - 1 - some[:, ::-1].argmax(axis=1)
        by = np.bincount(last, minlength=months).cumsum() / len(some)
        position = int(np.flatnonzero(by >= share - 1e-9)[0])
        return position if position < months - LATE else None


def binding(results: "Results", held: Held | None = None) -> Binding:
    """Whether training capacity binds in the nation, future by future. held: who waits, if that is known already."""
    minimum = results.scenario.levers.facilitator_courses.minimum
    fewest = np.array([value_at(minimum, month) for month in results.frame.month_names])
    return bound((held or waiting(results))["course"], fewest)


def bound(held: np.ndarray, fewest: np.ndarray) -> Binding:
    """Of the candidates who wait. held: replicates × months × causes of the stage course. fewest: by month."""
    for_capacity = held[:, :, [STAGES["course"].index(cause) for cause in CAPACITY]].sum(axis=2)
    everybody = held.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(everybody > 0, for_capacity / everybody, np.nan)
    return Binding(short(for_capacity, fewest), share)


def short(for_capacity: np.ndarray, fewest: np.ndarray) -> np.ndarray:
    """Whether capacity binds: at least a course's minimum of candidates wait for it. The last axis is months."""
    return for_capacity >= fewest
