"""The cascade over NumPy arrays: whole phases at once, on arrays of the active; ordinary random numbers."""

import numpy as np

from benchmarks.cascade.workload import (
    FACILITATORS,
    GROUP,
    PROMOTED,
    REGIONS,
    RUNS_A_GROUP,
    SEATS,
    STEPS,
    STOPS,
    TRAINERS,
    WANTS_A_PLACE,
    WANTS_TO_TRAIN,
)


def cascade(persons: int, seed: int) -> np.ndarray:
    """One run: steps × regions × states.

    A person is known by its region alone in the arrays of the active, for nothing else sets two of them apart. The
    participants of a region are drawn from its untouched as the next of a list shuffled once.
    """
    rng = np.random.default_rng(seed)
    numbers = np.arange(FACILITATORS + TRAINERS, persons)
    pools = [rng.permutation(numbers[numbers % REGIONS == region].astype(np.int32)) for region in range(REGIONS)]
    untouched = np.array([len(pool) for pool in pools])
    taken = np.zeros(REGIONS, np.int64)
    first = np.arange(FACILITATORS + TRAINERS, dtype=np.int32)
    participants = np.zeros(0, np.int32)
    facilitators, trainers = first[:FACILITATORS], first[FACILITATORS:]
    stopped = np.zeros(REGIONS, np.int64)
    record = np.zeros((STEPS, REGIONS, 5), np.int64)
    for step in range(STEPS):
        running = facilitators[rng.random(len(facilitators)) < RUNS_A_GROUP]
        newcomers = np.minimum(GROUP * _by_region(running), untouched - taken)
        if newcomers.any():
            drawn = [pools[r][taken[r] : taken[r] + newcomers[r]] for r in range(REGIONS)]
            participants = np.concatenate([participants, *drawn])
            taken += newcomers

        wishing = np.flatnonzero(rng.random(len(participants)) < WANTS_A_PLACE)
        served = _first_of_each_region(rng.permutation(wishing), participants, SEATS * _by_region(trainers))
        facilitators = np.concatenate([facilitators, participants[served]])
        participants = _without(participants, served)

        wishing = np.flatnonzero(rng.random(len(facilitators)) < WANTS_TO_TRAIN)
        promoted = rng.permutation(wishing)[:PROMOTED]
        trainers = np.concatenate([trainers, facilitators[promoted]])
        facilitators = _without(facilitators, promoted)

        stops = rng.random(len(facilitators)) < STOPS
        stopped += _by_region(facilitators[stops])
        facilitators = facilitators[~stops]
        stops = rng.random(len(trainers)) < STOPS
        stopped += _by_region(trainers[stops])
        trainers = trainers[~stops]

        active = [_by_region(numbers) for numbers in (participants, facilitators, trainers)]
        record[step] = np.stack([untouched - taken, *active, stopped], axis=1)
    return record


def _by_region(numbers):
    return np.bincount(numbers % REGIONS, minlength=REGIONS)


def _without(numbers, places):
    keep = np.ones(len(numbers), bool)
    keep[places] = False
    return numbers[keep]


def _first_of_each_region(wishing, participants, seats):
    """Of those wishing, in their order, as many of each region as it has seats."""
    regions = participants[wishing] % REGIONS
    by_region = np.argsort(regions, kind="stable")
    first_of = np.concatenate([[0], np.cumsum(np.bincount(regions, minlength=REGIONS))])
    rank = np.arange(len(wishing)) - first_of[regions[by_region]]
    return wishing[by_region[rank < seats[regions[by_region]]]]
