"""Sums over places of the replicates of one chunk, in whole numbers: what the summary is made from.

The process that ran a chunk keeps them for the summary, or a worker leaves them in a file, so that not all rows need
be read and added up; once the summary is there the files are removed. A chunk without sums, say of a finished run that
is extended, is added up again.

Sums are months × lines × replicates. Lines: the nation, regions and administrations, for each the columns of persons;
then the nation, regions and `national`, for each the columns of activity.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.outcomes.files import opened_tables, write_table
from simulation.outcomes.frame import Frame

_TOGETHER = 250_000
"""Sums of a chunk that are stored and read together: as many months as that is, but at least one."""


def lines_of(frame: Frame) -> int:
    """How many lines there are."""
    return _of_persons(frame) * len(PERSON_COLUMNS) + _of_activity(frame) * len(ACTIVITY_COLUMNS)


def split(frame: Frame, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An array whose second axis is the lines as two whose axes 1 and 2 are place and column: persons, activity.

    What is written to them is written to it, as only its axis of lines is divided.
    """
    months, _, *more = values.shape
    end = _of_persons(frame) * len(PERSON_COLUMNS)
    return (
        values[:, :end].reshape(months, _of_persons(frame), len(PERSON_COLUMNS), *more),
        values[:, end:].reshape(months, _of_activity(frame), len(ACTIVITY_COLUMNS), *more),
    )


def sums_of(frame: Frame, persons: Sequence[np.ndarray], activity: Sequence[np.ndarray]) -> np.ndarray:
    """The sums of some replicates, from these arrays of their recordings; of four bytes if they fit."""
    kind = np.int32 if _most(persons, len(frame.cells)) < 2**31 > _most(activity, len(frame.places)) else np.int64
    by_replicate = np.empty((frame.months, len(persons), lines_of(frame)), kind)
    cells = np.empty((len(frame.cells), frame.months, len(PERSON_COLUMNS)), kind)
    for number, (of_cells, of_places) in enumerate(zip(persons, activity, strict=True)):
        to_persons, to_activity = split(frame, by_replicate[:, number])
        cells[:] = of_cells.transpose(1, 0, 2)  # one cell's numbers together, so that they are quickly added
        to_persons[:] = _by_place(frame, cells).transpose(1, 0, 2)
        to_activity[:, 1:] = of_places
        np.sum(to_activity[:, 1:], axis=1, out=to_activity[:, 0])
    return by_replicate.transpose(0, 2, 1)


def _most(arrays: Sequence[np.ndarray], places: int) -> int:
    """What a sum over so many places is at most."""
    return places * max((int(array.max()) for array in arrays), default=0)


def _by_place(frame: Frame, cells: np.ndarray) -> np.ndarray:
    """Cells × months × columns added up: the nation, regions, administrations × months × columns."""
    places = np.zeros((_of_persons(frame), *cells.shape[1:]), cells.dtype)
    administrations = places[1 + len(frame.regions) :]
    for cell, (region, administration) in zip(cells, frame.cells, strict=True):
        places[1 + region] += cell
        administrations[administration] += cell
    np.sum(administrations, axis=0, out=places[0])
    return places


def write_sums(path: Path, frame: Frame, sums: np.ndarray) -> dict[str, Any]:
    """Writes sums, whole or not at all; returns size and checksum."""
    together = _months_together(frame) * sums[0].size
    return write_table(path, pa.table({"sum": sums.reshape(-1)}), rows=together, compression="lz4")


@dataclass(frozen=True)
class Narrowed:
    """Sums in half the memory: those lines are in `values` of which some number needs more than two bytes.

    small: int16, months × lines × replicates. large: the lines that need more. values: months × large × replicates.
    Replicates lie side by side in memory, so that they are quickly joined and sorted.
    """

    small: np.ndarray
    large: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, sums: np.ndarray) -> "Narrowed":
        """Sums narrowed."""
        most, least = sums.max(axis=0, initial=0), sums.min(axis=0, initial=0)
        large = np.flatnonzero(((most >= 2**15) | (least < -(2**15))).any(axis=1))
        small = np.empty(sums.shape, np.int16)
        for to, month in zip(small, sums, strict=True):  # what is turned round then fits in the processor's cache
            to[:] = month.astype(np.int16)
        return cls(small, large, np.ascontiguousarray(sums[:, large]))

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.small.nbytes + self.values.nbytes


def joined_sums(frame: Frame, parts: Sequence[Narrowed | Path], sizes: Sequence[int]) -> Iterator[np.ndarray]:
    """Sums in memory and in files (sizes: replicates in each), one after the other, a few months at a time.

    An array is overwritten by the next. Raises ResultsError when a file cannot be read.
    """
    lines, together = lines_of(frame), _months_together(frame)
    room = np.empty((together, lines, sum(sizes)), np.int32)
    with opened_tables([part for part in parts if isinstance(part, Path)]) as opened:
        readers = iter(opened)
        sources = [next(readers) if isinstance(part, Path) else part for part in parts]
        for group, first in enumerate(range(0, frame.months, together)):
            months, at = slice(first, min(first + together, frame.months)), 0
            for source, size in zip(sources, sizes, strict=True):
                if isinstance(source, Narrowed):
                    sums, large, values = source.small[months], source.large, source.values[months]
                else:
                    sums = source(group=group)["sum"].to_numpy().reshape(-1, lines, size)
                    large, values = slice(0), sums[:, :0]
                if values.itemsize > room.itemsize:
                    room = room.astype(values.dtype)
                place = room[: months.stop - first, :, at : at + size]
                place[:] = sums
                place[:, large] = values
                at += size
            yield room[: months.stop - first]


class Kept:
    """Sums that the process which will make the summary formed itself, so that they need not be written and read."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._sums: dict[str, Narrowed] = {}

    def keep(self, checksum: str, sums: np.ndarray) -> bool:
        """Keeps the sums of a chunk, known by the checksum of its persons, if there is room and this is no worker."""
        held = sum(kept.nbytes for kept in self._sums.values())
        if parent_process() is not None or held + 2 * sums.size > self.most:
            return False
        self._sums[checksum] = Narrowed.of(sums)
        return True

    def find(self, checksum: str) -> Narrowed | None:
        """The sums kept of a chunk."""
        return self._sums.get(checksum)

    def forget(self) -> None:
        """Drops them all."""
        self._sums.clear()


KEPT = Kept(128_000_000)
"""The sums kept by this process: of some 400 replicates of the reference scenario."""


def _of_persons(frame: Frame) -> int:
    return 1 + len(frame.regions) + len(frame.administrations)


def _of_activity(frame: Frame) -> int:
    return 1 + len(frame.places)


def _months_together(frame: Frame) -> int:
    return max(1, _TOGETHER // (lines_of(frame) * frame.chunk))
