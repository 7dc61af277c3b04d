"""Arrays added up."""

from collections.abc import Iterable

import numpy as np


def sum_of(arrays: Iterable[np.ndarray]) -> np.ndarray:
    """The sum of arrays of one shape, element by element. Raises ValueError without any."""
    total: np.ndarray | int = 0
    for array in arrays:
        total = total + array
    if isinstance(total, int):
        raise ValueError("there is nothing to add")
    return total
