"""Single replicates of a chunk that is not finished, kept so that a slow run that is stopped loses none of them.

unfinished/0000007.npz    what one replicate left; removed once its chunk is committed
"""

from collections.abc import Iterable
from dataclasses import fields

from simulation.common.recording import Recording
from simulation.storage.storage import Storage

_NAMES = [field.name for field in fields(Recording)]
_ROOM = "unfinished"


class Spool:
    """The replicates kept in a storage."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def keep(self, replicate: int, recording: Recording) -> None:
        """Writes what a replicate left, whole or not at all."""
        self.storage.write_arrays(_name(replicate), {name: getattr(recording, name) for name in _NAMES})

    def find(self, replicate: int) -> Recording | None:
        """What a replicate left; none if it is not there or damaged."""
        tables = self.storage.read_arrays(_name(replicate))
        if tables is None or not tables.keys() >= set(_NAMES):
            return None
        return Recording(*(tables[name] for name in _NAMES))

    def __contains__(self, replicate: int) -> bool:
        return self.storage.has(_name(replicate))

    def forget(self, replicates: Iterable[int]) -> None:
        """Removes those of some replicates."""
        self.storage.remove([_name(replicate) for replicate in replicates])

    def clear(self) -> None:
        """Removes all."""
        self.storage.remove_room(_ROOM, r"\d{7}\.npz")


def _name(replicate: int) -> str:
    return f"{_ROOM}/{replicate:07d}.npz"
