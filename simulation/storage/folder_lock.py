"""One writer at a time in a folder; the system gives the lock back when a process ends, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation.language import say
from simulation.storage.files import ResultsError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the lock of a folder. Raises ResultsError when another run holds it."""
    file = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ResultsError(
                say("another run is writing to {folder}; wait for it, or choose another --out", folder=folder)
            ) from None
        yield
    finally:
        os.close(file)
