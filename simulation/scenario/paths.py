"""What lies at a path: asking cannot raise, and reading has a limit in size and kind."""

import os
import stat
from pathlib import Path

from simulation.language import say
from simulation.language.system_errors import reason_of
from simulation.scenario.problems import Problem, ScenarioError

SCENARIO = say("scenario")
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


def read_bytes(path: Path, file: str, most: int = LARGEST_FILE, kind: str = SCENARIO) -> bytes:
    """The bytes of a regular file of at most so many; a `ScenarioError` says why not. file, kind: what it is called,
    and of which kind."""

    what = say("file") if kind == SCENARIO else kind

    def refused(message: str, suggestion: str = "") -> ScenarioError:
        return ScenarioError([Problem(file, 1, 1, "", message, suggestion)])

    try:
        # Without waiting, for a pipe that nobody writes to would be waited for.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            mode = os.fstat(number).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise refused(say("is a device or a pipe, not a file."), say("Save what it gives to a file first."))
            with open(number, "rb", closefd=False) as stream:
                found = stream.read(most + 1)
        finally:
            os.close(number)
    except OSError as error:
        raise refused(say("the {what} cannot be read: {reason}.", what=what, reason=reason_of(error))) from None
    except ValueError as error:  # a null character in the name
        raise refused(say("the {what} cannot be read: {reason}.", what=what, reason=error)) from None
    if len(found) > most:
        size = say("{kib:,} KiB ({mib} MiB)", kib=most // 1024, mib=most // 2**20)
        raise refused(
            say("the file is larger than {size}; no {kind} needs that.", size=size, kind=kind),
            say("Was another file meant?"),
        )
    return found
