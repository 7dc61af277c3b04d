"""Single replicates of a chunk that is not finished, kept so that a slow run that is stopped loses none of them.

    unfinished/0000007.npz    what one replicate left; removed once its chunk is committed
"""

import io
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import numpy as np

from simulation.common.recording import Recording
from simulation.outcomes.files import write_whole

_NAMES = [field.name for field in fields(Recording)]


class Spool:
    """The replicates kept in a folder of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "unfinished"

    def keep(self, replicate: int, recording: Recording) -> None:
        """Writes what a replicate left, whole or not at all."""
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **{name: getattr(recording, name) for name in _NAMES})
        write_whole(self._path(replicate), content.getvalue())

    def find(self, replicate: int) -> Recording | None:
        """What a replicate left; none if it is not there or damaged."""
        try:
            with np.load(self._path(replicate), allow_pickle=False) as tables:
                return Recording(*(tables[name] for name in _NAMES))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def __contains__(self, replicate: int) -> bool:
        return self._path(replicate).exists()

    def forget(self, replicates: Iterable[int]) -> None:
        """Removes those of some replicates."""
        for replicate in replicates:
            self._path(replicate).unlink(missing_ok=True)

    def clear(self) -> None:
        """Removes all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, replicate: int) -> Path:
        return self.folder / f"{replicate:07d}.npz"
