"""Standard output and standard error as commands use them: nothing in a text steers the terminal, and one that cannot
be written (a full disk, a closed pipe) stops no command, so that results become whole."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from simulation.language import say
from simulation.language.system_errors import reason_of
from simulation.scenario.characters import shown


class Guarded:
    """A text stream that writes what is `shown` of a text, and keeps the first error instead of raising it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    @property
    def bare(self) -> "Bare":
        """The same stream for what moves the cursor on purpose."""
        return Bare(self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes a text, filtered."""
        return self.write_as_it_is(shown(text))

    def write_as_it_is(self, text: str) -> int:
        """Writes a text with what moves the cursor, for bars of progress."""
        if self.error is None:
            self._tried(lambda: self._stream.write(text))
        return len(text)

    def writelines(self, lines) -> None:
        """Writes lines, filtered."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Writes what is held back."""
        if self.error is None:
            self._tried(self._stream.flush)

    def _tried(self, act) -> None:
        try:
            act()
        except OSError as error:
            self.error = error
            # What is held back would be tried again when Python ends.
            with open(os.devnull, "wb") as nothing:
                os.dup2(nothing.fileno(), self._stream.fileno())


class Bare:
    """The same stream for what moves the cursor on purpose."""

    def __init__(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self.write = guarded.write_as_it_is

    def __getattr__(self, name: str) -> Any:
        return getattr(self._guarded, name)


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Guards both streams while its block runs. When it has ended, the list holds what is to be said of a lost one."""
    kept, said = (sys.stdout, sys.stderr), list[str]()
    if hasattr(sys.stdout, "reconfigure"):
        # A console that lacks a character shows its code instead.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = (None if stream is None else Guarded(stream) for stream in kept)
    try:
        yield said
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        lost = None if sys.stdout is None else sys.stdout.error
        # The reader of a pipe (such as head) may have seen enough.
        if lost is not None and lost.errno not in (errno.EPIPE, errno.EINVAL):
            said.append(
                say(
                    "standard output cannot be written: {reason}. Files that were written are whole.",
                    reason=reason_of(lost),
                )
            )
            print(said[0], file=sys.stderr, flush=True)
        sys.stdout, sys.stderr = kept
