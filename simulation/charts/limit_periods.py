"""For want of what most wait, in each place and month, stage by stage; and the spells in which it stays the same."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts.source import Results, months_of
from simulation.outcomes.waiting import COLUMNS, STAGES, by_cause
from simulation.scenario.levers import NATIONAL

WHOLE = ""
"""Name of the row for all regions together."""
SHOWN = ("group", "course", "practice")
"""Stages whose causes are recorded by region."""


@dataclass(frozen=True)
class RegionLimits:
    """One stage: places × months. The row `WHOLE` is the nation, `national` what is remote, if anything waits there."""

    stage: str
    limit: pd.DataFrame
    """The most frequent main cause: position among the causes of the stage, one past the last where nobody waits."""
    share: pd.DataFrame
    """Share of the replicates in which it is the main cause."""

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes of the stage."""
        return STAGES[self.stage]

    @property
    def regions(self) -> pd.DataFrame:
        """The main causes without the nation, and without what is remote."""
        return self.limit.drop(index=[WHOLE, NATIONAL], errors="ignore")

    @property
    def seen(self) -> list[int]:
        """The causes that occur, in the declared order."""
        return [int(one) for one in np.unique(self.limit) if one < len(self.causes)]


def region_limits(results: Results) -> tuple[RegionLimits, ...]:
    """Of each stage: the main cause of each replicate, place and month, then the most frequent one.

    The main cause is that of most persons at the stage, the first of equals.
    """
    most: dict[str, np.ndarray] = {}
    main: dict[str, np.ndarray] = {}
    # One column at a time: 1,000 replicates of 20 years are large.
    for stage, cause, whole in by_cause(results.whole_numbers(COLUMNS)):
        if stage not in SHOWN:
            continue
        held = np.concatenate([whole.sum(axis=2, keepdims=True), whole], axis=2)
        if stage not in most:
            most[stage] = np.zeros_like(held)
            main[stage] = np.full(held.shape, len(STAGES[stage]), np.int8)
        number = STAGES[stage].index(cause)
        # Columns come in an order of their own: of equals, the cause declared first is the main one.
        more = (held > most[stage]) | ((held == most[stage]) & (held > 0) & (number < main[stage]))
        most[stage][more], main[stage][more] = held[more], number
    places = (WHOLE, *results.frame.places)
    remote = any((main[stage][:, :, -1] < len(STAGES[stage])).any() for stage in SHOWN)
    shown = [
        number
        for number, place in enumerate(places)
        if place not in (WHOLE, NATIONAL) or (place == WHOLE and len(places) > 3) or (place == NATIONAL and remote)
    ]
    found = []
    for stage in SHOWN:
        counts = np.stack([np.count_nonzero(main[stage] == one, axis=0) for one in range(len(STAGES[stage]) + 1)])
        frequent, share = counts.argmax(axis=0), counts.max(axis=0) / main[stage].shape[0]
        frames = (
            pd.DataFrame(part.T[shown], [places[one] for one in shown], months_of(results))
            for part in (frequent, share)
        )
        found.append(RegionLimits(stage, *frames))
    return tuple(found)


def spells(seen: RegionLimits) -> pd.DataFrame:
    """Spells of one cause: place, limit, first and last month (positions), mean share of the replicates."""
    rows = []
    for place, limits in zip(seen.limit.index, seen.limit.to_numpy(), strict=True):
        edges = [0, *(np.flatnonzero(np.diff(limits)) + 1).tolist(), len(limits)]
        shares = seen.share.loc[place].to_numpy()
        rows += [
            (place, int(limits[start]), start, end - 1, float(shares[start:end].mean()))
            for start, end in zip(edges, edges[1:], strict=False)
        ]
    return pd.DataFrame(rows, columns=["place", "limit", "first", "last", "share"])
