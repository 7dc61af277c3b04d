"""What lies at a path: asking cannot raise, and reading has a limit in size and kind."""

import errno
import os
import stat
from pathlib import Path

from simulation.scenario.problems import Problem, ScenarioError

LARGEST_FILE = 1024 * 1024
"""Bytes of a file that a person writes."""


def is_file(path: str | os.PathLike) -> bool:
    """Whether there is such a regular file: never one for a null character, bytes that are no text, or a long name."""
    return _is(path, stat.S_ISREG)


def is_folder(path: str | os.PathLike) -> bool:
    """Whether there is such a folder; asked of anything."""
    return _is(path, stat.S_ISDIR)


def is_there(path: str | os.PathLike) -> bool:
    """Whether there is anything at a path; asked of anything."""
    return _is(path, lambda mode: True)


def is_special(path: str | os.PathLike) -> bool:
    """Whether a device, a pipe or a socket is there, which may have no end."""
    return _is(path, lambda mode: not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)))


def _is(path: str | os.PathLike, kind) -> bool:
    try:
        return bool(kind(os.stat(path).st_mode))
    except (OSError, ValueError):
        return False


def read_file(path: Path, file: str, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a regular file of at most so many; a `ScenarioError` says why not. file: what it is called."""

    def refused(message: str, suggestion: str = "") -> ScenarioError:
        return ScenarioError([Problem(file, 1, 1, "", message, suggestion)])

    try:
        # Without waiting, for a pipe that nobody writes to would be waited for.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(number, "rb") as stream:
            mode = os.fstat(number).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise refused("is a device or a pipe, not a file.", "Save what it gives to a file first.")
            found = stream.read(most + 1)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno not in (None, errno.EISDIR) else "it is a folder"
        raise refused(f"the file cannot be read: {reason}.") from None
    except ValueError as error:
        raise refused(f"the file cannot be read: {error}.") from None
    if len(found) > most:
        size = f"{most // 1024:,} KiB ({most // 2**20} MiB)"
        raise refused(f"the file is larger than {size}; no such file needs that.", "Was another file meant?")
    return found
