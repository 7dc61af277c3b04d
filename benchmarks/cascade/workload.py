"""The numbers of the plain cascade, what is known of its outcome, and the test that an implementation must pass."""

import math
from collections.abc import Callable

import numpy as np

STEPS, REGIONS = 60, 18
UNTOUCHED, PARTICIPANT, FACILITATOR, TRAINER, STOPPED = range(5)
FACILITATORS, TRAINERS = 130, 10
"""At the start: persons 0 to 129, and 130 to 139."""
RUNS_A_GROUP, WANTS_A_PLACE, WANTS_TO_TRAIN, STOPS = 0.5, 0.05, 0.01, 0.01
GROUP, SEATS, PROMOTED = 8, 4, 20
"""Persons a group, seats a trainer, facilitators promoted a step at most."""

PUBLISHED = {
    UNTOUCHED: (0.1, None),
    PARTICIPANT: (1706, 460),
    FACILITATOR: (5175, 335),
    TRAINER: (787, 17),
    STOPPED: (2332, 158),
}
"""Mean and standard deviation of the final counts at 10,000 persons: 20,000 runs of the exact chain of counts."""

Cascade = Callable[[int, int], np.ndarray]
"""persons, seed → int64 array of steps × regions × states."""


def final_counts(cascade: Cascade, persons: int, seeds: range) -> np.ndarray:
    """Seeds × states: how many persons of the nation are in each state after the last step."""
    return np.array([cascade(persons, seed)[-1].sum(axis=0) for seed in seeds])


def disagreements(counts: np.ndarray, most: float = 4.0) -> list[str]:
    """In words: each final count whose mean differs from the published one by more than noise; spreads likewise."""
    wrong = []
    runs = len(counts)
    if (counts.sum(axis=1) != 10_000).any():
        wrong.append("persons are lost or made")
    for state, (mean, spread) in PUBLISHED.items():
        if spread is None:
            if counts[:, state].mean() > 1.0:
                wrong.append(f"state {state}: mean {counts[:, state].mean():.2f}, published {mean}")
            continue
        # Published means are rounded to whole persons, spreads to whole persons.
        far = abs(counts[:, state].mean() - mean) - 0.5
        if far > most * spread / math.sqrt(runs):
            wrong.append(f"state {state}: mean {counts[:, state].mean():.1f}, published {mean}")
        # The standard error of a standard deviation is about spread / √(2 runs), larger for long tails.
        if abs(counts[:, state].std(ddof=1) - spread) - 0.5 > 1.5 * most * spread / math.sqrt(2 * runs):
            wrong.append(f"state {state}: standard deviation {counts[:, state].std(ddof=1):.1f}, published {spread}")
    return wrong
