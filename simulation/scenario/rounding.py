"""Whole numbers in place of means, so that totals are kept; nothing is drawn."""

from collections.abc import Sequence

import numpy as np


def largest_remainder(
    total: int, weights: Sequence[float] | np.ndarray, most: Sequence[int] | None = None
) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total; ties go to the first.

    most: the largest allowed of each; what exceeds it goes to the others. Where all are full, or all weights are 0, the
    rest is left out.
    """
    shares = np.asarray(weights, float)
    room = np.full(len(shares), total) if most is None else np.asarray(most, int)
    full = room == 0
    while True:
        open_shares = np.where(full, 0.0, shares)
        counts, left = np.where(full, room, 0), total - int(room[full].sum())
        if left > 0 and open_shares.sum() > 0:
            quotas = left * open_shares / open_shares.sum()
            counts += np.floor(quotas).astype(int)
            rest = np.where(open_shares > 0, quotas - np.floor(quotas), -1.0)
            counts[np.argsort(-rest, kind="stable")[: total - int(counts.sum())]] += 1
        if (counts <= room).all():
            return [int(count) for count in counts]
        full |= counts >= room


def rounded_table(means: np.ndarray, rows: Sequence[int]) -> np.ndarray:
    """Whole numbers near the means (2-d) whose rows add up to those given, and whose columns to rounded sums.

    The sums of the columns are those of the means by largest remainder. One after the other is put where most is
    missing, among rows and columns that are not full; ties go to the first.
    """
    columns: np.ndarray = np.array(largest_remainder(sum(rows), means.sum(axis=0)))
    missing, found = means.astype(float).copy(), np.zeros(means.shape, int)
    rows_left = np.array(rows)
    for _ in range(int(columns.sum())):
        allowed = (rows_left > 0)[:, None] & (columns > 0)[None, :]
        row, column = np.unravel_index(np.argmax(np.where(allowed, missing, -np.inf)), means.shape)
        found[row, column] += 1
        missing[row, column] -= 1
        rows_left[row] -= 1
        columns[column] -= 1
    return found
