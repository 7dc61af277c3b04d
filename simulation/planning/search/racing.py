"""The best of several, by paired differences: those that are clearly worse are dropped as replicates come in.

Kim and Nelson's procedure (2001), which allows common random numbers: with n₀ first replicates, h² = 2 η (n₀ − 1) and
η = ½ ((2 α / (k − 1)) ^ (−2 / (n₀ − 1)) − 1), one candidate drops another when its sum of paired differences exceeds
max(0, δ / 2n · (h² S² / δ² − n)) · n. If the best is better than all others by δ at least, it is chosen with a
probability of at least 1 − α, whatever the variances. OCBA spreads replicates as well but promises nothing when it is
stopped by what it has seen; here a promise is wanted.
"""

from collections.abc import Callable

import numpy as np

type Scores = Callable[[list[int], range], np.ndarray]
"""Scores of some candidates on some replicates: float64, candidates × replicates; more is better."""


def race(scores: Scores, candidates: int, difference: float, error: float, first: int, batch: int, most: int) -> int:
    """The number of the candidate with the largest mean score.

    difference: that matters (> 0). error: allowed probability of a wrong choice, if the best is better by that much.
    first: replicates before anyone is dropped. batch: replicates at a time after them. most: replicates after which the
    best so far is taken, whatever the error.
    """
    if candidates == 1:
        return 0
    alive = np.arange(candidates)
    seen = scores(alive.tolist(), range(first))
    eta = ((2 * error / (candidates - 1)) ** (-2 / (first - 1)) - 1) / 2
    sums, count = seen.sum(axis=1), first
    centred = seen - seen.mean(axis=1, keepdims=True)
    products = centred @ centred.T / (first - 1)
    variance = np.diag(products)[:, None] + np.diag(products)[None] - 2 * products
    reach = 2 * eta * (first - 1) * variance / (2 * difference)
    while True:
        behind = sums[alive][None, :] - sums[alive][:, None]
        allowed = np.maximum(reach[np.ix_(alive, alive)] - difference * count / 2, 0.0)
        alive = alive[~(behind > allowed).any(axis=1)]
        if len(alive) == 1 or count >= most:
            return int(alive[sums[alive].argmax()])
        more = range(count, min(count + batch, most))
        sums[alive] += scores(alive.tolist(), more).sum(axis=1)
        count = more.stop
