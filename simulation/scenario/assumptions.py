"""What was assumed to read a table, said once for each kind, as a line of the log in the reader's language."""

import logging
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

from simulation.language import Message, reader, say

_TOLD: ContextVar[set | None] = ContextVar("what a command has told already", default=None)


@dataclass(frozen=True)
class Assumption:
    """One kind of assumption made for a file: the first cell of that kind, its line, and how many more there are."""

    file: str
    kind: str
    what: str
    line: int
    read: str = ""
    separator: str = ","
    more: int = 0

    def message(self) -> Message:
        """A sentence that begins with the name of the file."""
        read = self.read
        if reader() == "fr" and self.kind in ("comma", "thousands"):
            read = read.replace(".", ",")
        more = say(" (and {count} more)", count=self.more) if self.more else ""
        sentence = _sentence(self.kind, " ".join(self.what.split()), self.line, read, self.separator, more)
        return say("{file}: {sentence}", file=self.file, sentence=sentence)

    def __str__(self) -> str:
        return str(self.message())


def _sentence(kind: str, what: str, line: int, read: str, separator: str, more: str) -> Message:
    values = {"what": what, "line": line, "read": read, "more": more}
    match kind:
        case "encoding":
            return say(
                "read in the encoding Windows-1252, such as “{what}” in line {line}; UTF-8 would leave no doubt.",
                **values,
            )
        case "comma":
            marks = {";": say("semicolons"), "\t": say("tabs"), ",": say("commas")}
            return say(
                "commas are decimal marks, as {separator} separate: {what} in line {line} is read as {read}{more}.",
                separator=marks[separator],
                **values,
            )
        case "thousands":
            return say("groups of three digits are thousands: {what} in line {line} is read as {read}{more}.", **values)
        case "time":
            return say("times of day are left out: {what} in line {line} is read as {read}{more}.", **values)
        case "missing":
            return say("“{what}” in line {line} says that the value is not known; the row is left out{more}.", **values)
        case "turned" | "truth":
            return say("{what} in line {line} is read as {read}{more}.", **values)
    raise ValueError(kind)


def begin_telling() -> None:
    """From now on each assumption stands in the log once."""
    _TOLD.set(set())


def tell_assumptions(assumed: Iterable[Assumption]) -> None:
    """Logs what was assumed, unless this command has said it before."""
    told = _TOLD.get()
    for one in assumed:
        if told is None or one not in told:
            logging.getLogger(__name__).warning("%s", one)
        if told is not None:
            told.add(one)
