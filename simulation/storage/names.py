"""Names of contents, and what may lie behind them: a folder of results comes from anywhere, and is not trusted."""

import os
import re
import stat
from pathlib import Path

from simulation.language import say
from simulation.storage.files import ResultsError

_PART = re.compile(r"\.?[A-Za-z0-9_][A-Za-z0-9_.+-]{0,200}")
UNFINISHED = re.compile(r"\.(.+)\.\d+\.\d+\.tmp|\.(.+)\.\d+\.tmp")
"""What a file is called until it is whole; see `files.writing_whole`."""
ASIDE = "set-aside"
"""The room for what lies where Essaim keeps its own and is none of it."""


def checked(name: str) -> str:
    """A name such as `runs/….parquet`: letters, digits, dots, dashes; nothing that leads out. Raises ResultsError."""
    parts = name.split("/")
    if len(parts) > 4 or not all(_PART.fullmatch(part) and ".." not in part for part in parts):
        raise ResultsError(say("{name!r} is no name of a file of results", name=name[:100]))
    return name


def own_file(folder: Path, name: str) -> Path:
    """The path of a content in a folder; on the way to it lie no links. Raises ResultsError."""
    path = folder
    for part in checked(name).split("/")[:-1]:
        path = path / part
        if path.is_symlink():
            raise ResultsError(say("{path} is a link; a folder of results has none", path=path))
    return folder / name


def opened_file(path: Path) -> int:
    """Opens a regular file, no link to one, to be read; its number. Raises ResultsError, OSError."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
                         | getattr(os, "O_BINARY", 0))  # fmt: skip
    except OSError:
        if path.is_symlink():
            raise ResultsError(say("{path} is a link; a folder of results has none", path=path)) from None
        raise
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise ResultsError(say("{path} is no file: it is a folder, a device or a pipe", path=path))
    return number


def is_own(entry: os.DirEntry | Path) -> bool:
    """Whether an entry of a folder is a regular file, and no link."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode)
