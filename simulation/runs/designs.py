"""Designs: which values a point takes, as numbers between 0 and 1 or as positions in lists."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import qmc


def grid(lengths: Sequence[int]) -> np.ndarray:
    """All combinations of positions: int64, points × lengths, the last one varying fastest."""
    rows = list(itertools.product(*map(range, lengths)))
    return np.array(rows, np.int64).reshape(len(rows), len(lengths))


def filling(design: str, points: int, dimensions: int, seed: int) -> np.ndarray:
    """Points that fill the unit cube: float64, points × dimensions, each in (0, 1).

    `latin_hypercube` or `sobol` (scrambled; a power of two is balanced, other numbers are the beginning of the next
    one). The first points of a Sobol design are the same for any number of points.
    """
    if dimensions == 0:
        return np.zeros((1, 0))
    if design == "latin_hypercube":
        return inside(qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(points))
    sobol = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    return inside(sobol.random_base2(max(0, math.ceil(math.log2(points))))[:points])


def inside(cube: np.ndarray) -> np.ndarray:
    """Keeps away from 0 and 1, where quantiles may be infinite."""
    return np.clip(cube, 2.0**-33, 1.0 - 2.0**-33)
