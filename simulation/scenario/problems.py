"""What is wrong with a scenario file, said so that a planner can mend it."""

import difflib
import errno
from collections.abc import Iterable
from dataclasses import dataclass

from simulation.language import say
from simulation.scenario.characters import shown

MACHINE = frozenset({
    errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE,
    errno.ENOMEM, errno.EAGAIN, errno.EPIPE, errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT,
})  # fmt: skip
"""Numbers of system errors that say what a computer lacks (room, memory, open files, a line)."""


MOST_JUDGED = 1000
"""Problems after which a file is judged no further: spelling offered for each takes time, and nobody reads on."""
MOST_TOLD = 50


class Told(Exception):
    """What a person is told in a sentence or several, without a trace. exit_code: what a command then ends with."""

    exit_code = 2


@dataclass(frozen=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; entries of lists are counted from 1 in `field`."""

    file: str
    line: int
    column: int
    field: str
    message: str
    suggestion: str = ""
    excerpt: str = ""
    """The line of the file that holds it, if it can be shown."""

    def headline(self) -> str:
        """The problem on one line: file, line, column, field, what is wrong, what to do."""
        words = f"{self.field}: {self.message}" if self.field else self.message
        whole = f"{self.file}:{self.line}:{self.column}: {words}" + (f" {self.suggestion}" if self.suggestion else "")
        return shown(whole, name=True)

    def __str__(self) -> str:
        """The headline, and beneath it the line of the file with a caret at the column."""
        if not self.excerpt.strip():
            return self.headline()
        # A long line is shown around the column only.
        start = max(0, self.column - 60)
        excerpt = shown(self.excerpt[start : start + 110].replace("\t", " ").rstrip(), name=True)
        number = f"{self.line:>6} | "
        return f"{self.headline()}\n{number}{excerpt}\n{' ' * (len(number) + self.column - 1 - start)}^"


class Refused(Told, ValueError):
    """What was asked for cannot be done; the message says why."""


class ScenarioError(Told, ValueError):
    """A scenario cannot be used; `problems` says everything that is wrong with it, up to `MOST_JUDGED`."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @property
    def count(self) -> str:
        """How many problems, in words: "1 problem"."""
        number = min(len(self.problems), MOST_JUDGED)
        if number == MOST_JUDGED:
            return say("{number:,} problems or more", number=number)
        return say("1 problem") if number == 1 else say("{number:,} problems", number=number)

    def __str__(self) -> str:
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if len(self.problems) > MOST_TOLD:
            told.append(say("These are the first {told} of {problems}.", told=MOST_TOLD, problems=self.count))
        return "\n".join(told)

    def __reduce__(self):
        return type(self), (self.problems,)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelt most like this one, or none if nothing is near."""
    known = list(known)
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(candidate.casefold().replace("-", "_").replace(" ", "_"), candidate)
    found = difflib.get_close_matches(word.casefold().replace("-", "_").replace(" ", "_"), folded, n=1, cutoff=0.6)
    if found:
        return folded[found[0]]
    # An abbreviation: the beginning of exactly one known word.
    begun = [candidate for candidate in known if len(word) >= 3 and candidate.casefold().startswith(word.casefold())]
    return begun[0] if len(begun) == 1 else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest spelling, or nothing."""
    found = nearest(word, known)
    return say("Did you mean {found}?", found=found) if found is not None and found != word else ""


def listed(words: Iterable[str], most: int = 20) -> str:
    """Words as a readable list: a, b or c."""
    words = list(words)
    if len(words) > most:
        return say("{words} and {count} more", words=words[:most], count=len(words) - most)
    return words[0] if len(words) == 1 else say("{words} or {last}", words=words[:-1], last=words[-1])
