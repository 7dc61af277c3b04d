"""The most frequent limit of each place and month over the simulated futures, and the spells in which it stays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts.source import Results, months_of
from simulation.outcomes.measures import LIMITS
from simulation.scenario.levers import NATIONAL

WHOLE = ""
"""Name of the row for all regions together."""


@dataclass(frozen=True)
class RegionLimits:
    """Places × months. The row named `WHOLE` is the nation, `national` what is remote, if anything waits there."""

    limit: pd.DataFrame
    """The most frequent limit: position in LIMITS, len(LIMITS) where nobody waits."""
    share: pd.DataFrame
    """Share of the replicates in which it is the limit."""

    @property
    def regions(self) -> pd.DataFrame:
        """The limits without the nation, and without what is remote."""
        return self.limit.drop(index=[WHOLE, NATIONAL], errors="ignore")

    @property
    def seen(self) -> list[int]:
        """The limits that occur, in the declared order."""
        return [int(one) for one in np.unique(self.limit) if one < len(LIMITS)]


def region_limits(results: Results) -> RegionLimits:
    """The limit of each replicate, place and month (the largest count, the first of equals), then the most frequent."""
    names = [f"{'training' if ledger == 'training' else 'group'}_limit_{cause}" for ledger, cause in LIMITS]
    most = limit = np.zeros(0)
    # One column at a time: 1,000 replicates of 20 years are large.
    for name, whole in results.whole_numbers(names):
        held = np.concatenate([whole.sum(axis=2, keepdims=True), whole], axis=2)
        if not limit.size:
            most, limit = np.zeros_like(held), np.full(held.shape, len(LIMITS), np.int8)
        more = held > most
        most[more], limit[more] = held[more], names.index(name)
    counts = np.stack([np.count_nonzero(limit == one, axis=0) for one in range(len(LIMITS) + 1)])
    frequent, share = counts.argmax(axis=0), counts.max(axis=0) / limit.shape[0]
    places = (WHOLE, *results.frame.places)
    shown = [
        number
        for number, place in enumerate(places)
        if place not in (WHOLE, NATIONAL)
        or (place == WHOLE and len(places) > 3)
        or (place == NATIONAL and (limit[:, :, number] < len(LIMITS)).any())
    ]
    frames = (
        pd.DataFrame(part.T[shown], [places[one] for one in shown], months_of(results)) for part in (frequent, share)
    )
    return RegionLimits(*frames)


def spells(seen: RegionLimits) -> pd.DataFrame:
    """Spells of one limit: place, limit, first and last month (positions), mean share of the replicates."""
    rows = []
    for place, limits in zip(seen.limit.index, seen.limit.to_numpy(), strict=True):
        edges = [0, *(np.flatnonzero(np.diff(limits)) + 1).tolist(), len(limits)]
        shares = seen.share.loc[place].to_numpy()
        rows += [
            (place, int(limits[start]), start, end - 1, float(shares[start:end].mean()))
            for start, end in zip(edges, edges[1:], strict=False)
        ]
    return pd.DataFrame(rows, columns=["place", "limit", "first", "last", "share"])
