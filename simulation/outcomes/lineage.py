"""The training lineage over many futures: persons and skill by generation, and steps of skill between them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

QUANTILES = {"q10": 0.1, "q50": 0.5, "q90": 0.9}
PEOPLE = ("trainers", "facilitators")


@dataclass(frozen=True)
class Lineage:
    """Arrays of replicates × years × generations, at the end of each year."""

    trainers: np.ndarray
    facilitators: np.ndarray
    skill: np.ndarray
    """Mean skill of both, as a share of full mastery; not a number where there is nobody."""
    later: bool
    """Whether the last generation holds later ones too."""

    @property
    def persons(self) -> np.ndarray:
        """Facilitators and trainers."""
        return self.trainers + self.facilitators


def lineage_of(table: pd.DataFrame, replicates: np.ndarray, years: np.ndarray, most: int) -> Lineage:
    """The arrays behind a lineage table (see results/README.md), with at most so many generations.

    replicates: their numbers, ascending. years: the calendar years simulated, ascending. A replicate without a row
    has nobody. There is always a generation 0.
    """
    table = table[table.facilitators + table.trainers > 0]
    deepest = int(table.generation.max()) if len(table) else 0
    place = (
        np.searchsorted(replicates, table.replicate),
        np.searchsorted(years, pd.DatetimeIndex(table.month).year),
        np.minimum(table.generation.to_numpy(), most - 1),
    )
    held = {}
    for name in (*PEOPLE, "skill_sum"):
        held[name] = np.zeros((len(replicates), len(years), min(deepest + 1, most)))
        np.add.at(held[name], place, table[name].to_numpy(float))
    persons = held["trainers"] + held["facilitators"]
    skill = np.divide(held["skill_sum"], persons, out=np.full(persons.shape, np.nan), where=persons > 0)
    return Lineage(held["trainers"], held["facilitators"], skill, deepest >= most)


def steps(lineage: Lineage) -> pd.DataFrame:
    """Skill at the end ÷ that of the generation before in the same future: a row a generation, from 1.

    Columns: generation, and those of `spread`. Not for a last generation that holds later ones too: that is no step.
    """
    at_end = lineage.skill[:, -1, : -1 if lineage.later else None]
    before = at_end[:, :-1]
    ratio = spread(np.divide(at_end[:, 1:], before, out=np.full(before.shape, np.nan), where=before > 0))
    return ratio.assign(generation=np.arange(1, at_end.shape[1]))


def spread(values: np.ndarray) -> pd.DataFrame:
    """Over the rows that have a number, for each column: mean, q10, q50, q90; futures: the share of those rows."""
    some = ~np.isnan(values)
    found = pd.DataFrame(np.nan, index=range(values.shape[1]), columns=["mean", *QUANTILES])
    for column in np.flatnonzero(some.any(axis=0)):
        told = values[some[:, column], column]
        found.loc[column] = [told.mean(), *np.quantile(told, list(QUANTILES.values()))]
    return found.assign(futures=some.mean(axis=0))
