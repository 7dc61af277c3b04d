"""Sums over places of the replicates of one chunk, in whole numbers: what the summary is made from.

Whoever runs a chunk leaves them in a file, so that not all rows need be read and added up; once the summary is there
the files are removed. A chunk without sums, say of a finished run that is extended, is added up again.

Sums are months × lines × replicates. Lines: the nation, regions and administrations, for each the columns of persons;
then the nation, regions and `national`, for each the columns of activity.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.outcomes.frame import Frame
from simulation.storage.files import Read

_MOST = 32_000_000
"""Bytes of sums that are held at once."""


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


def sums_of(
    frame: Frame, persons: Sequence[np.ndarray] | np.ndarray, activity: Sequence[np.ndarray] | np.ndarray
) -> np.ndarray:
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


def _most(arrays: Sequence[np.ndarray] | np.ndarray, places: int) -> int:
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


def sums_table(sums: np.ndarray) -> pa.Table:
    """Sums as a table, of which each month is read together."""
    table = pa.table({"sum": np.ascontiguousarray(sums).reshape(-1)})
    return table.replace_schema_metadata({"together": str(sums[0].size)})


@dataclass(frozen=True)
class Part:
    """The sums of a chunk: what reads a month of them (a group), how many replicates it holds, and which count."""

    read: Read
    replicates: int
    picked: np.ndarray | None

    @property
    def counted(self) -> int:
        """How many replicates count."""
        return self.replicates if self.picked is None else int(self.picked.sum())


def joined_sums(frame: Frame, parts: Sequence[Part]) -> Iterator[tuple[int, slice, np.ndarray]]:
    """Sums of all replicates, bit by bit: month, lines, and sums of these lines × replicates.

    Lines are cut between places, so that no more than `_MOST` is held at once however many replicates there are. An
    array is overwritten by the next. Raises ResultsError when a file cannot be read.
    """
    replicates = sum(part.counted for part in parts)
    cuts = _cuts(frame, max(1, _MOST // (4 * max(1, replicates))))
    room = np.empty((max(cut.stop - cut.start for cut in cuts), replicates), np.int32)
    lines = lines_of(frame)
    for month in range(frame.months):
        for cut in cuts:
            at = 0
            for part in parts:
                sums = part.read(group=month)["sum"].to_numpy().reshape(lines, part.replicates)[cut]
                sums = sums if part.picked is None else sums[:, part.picked]
                if sums.itemsize > room.itemsize:
                    room = room.astype(sums.dtype)
                room[: len(sums), at : at + sums.shape[1]] = sums
                at += sums.shape[1]
            yield month, cut, room[: cut.stop - cut.start]


def _cuts(frame: Frame, most: int) -> list[slice]:
    """Lines in stretches of whole places, of about at most so many lines."""
    ends = [len(PERSON_COLUMNS)] * _of_persons(frame) + [len(ACTIVITY_COLUMNS)] * _of_activity(frame)
    cuts, first, end = [], 0, 0
    for size in ends:
        if end > first and end + size - first > most:
            cuts.append(slice(first, end))
            first = end
        end += size
    return [*cuts, slice(first, end)]


def _of_persons(frame: Frame) -> int:
    return 1 + len(frame.regions) + len(frame.administrations)


def _of_activity(frame: Frame) -> int:
    return 1 + len(frame.places)
