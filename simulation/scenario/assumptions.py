"""What was assumed to read a table, said once for each kind, as a line of the log: in English or French."""

import logging
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

LANGUAGE: ContextVar[str] = ContextVar("the language of whoever reads the log", default="en")
_TOLD: ContextVar[set | None] = ContextVar("what a command has told already", default=None)

SAID = {
    "encoding": (
        "read in the encoding Windows-1252, such as “{what}” in line {line}; UTF-8 would leave no doubt.",
        "lu dans l’encodage Windows-1252, par exemple « {what} » à la ligne {line} ; l’UTF-8 lèverait le doute.",
    ),
    "comma": (
        "commas are decimal marks, as {separator} separate: {what} in line {line} is read as {read}{more}.",
        "la virgule est décimale, puisque des {separator} séparent : {what}, à la ligne {line}, est lu {read}{more}.",
    ),
    "thousands": (
        "groups of three digits are thousands: {what} in line {line} is read as {read}{more}.",
        "les groupes de trois chiffres sont des milliers : {what}, à la ligne {line}, est lu {read}{more}.",
    ),
    "turned": (
        "{what} in line {line} is read as {read}{more}.",
        "{what}, à la ligne {line}, est lu {read}{more}.",
    ),
    "time": (
        "times of day are left out: {what} in line {line} is read as {read}{more}.",
        "les heures sont ignorées : {what}, à la ligne {line}, est lu {read}{more}.",
    ),
    "missing": (
        "“{what}” in line {line} says that the value is not known; the row is left out{more}.",
        "« {what} », à la ligne {line}, dit que la valeur est inconnue ; la ligne est laissée de côté{more}.",
    ),
    "truth": (
        "{what} in line {line} is read as {read}{more}.",
        "{what}, à la ligne {line}, est lu {read}{more}.",
    ),
}
"""Sentences by kind: English, French."""
_SEPARATORS = {";": ("semicolons", "points-virgules"), "\t": ("tabs", "tabulations"), ",": ("commas", "virgules")}


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

    def text(self, language: str = "en") -> str:
        """A sentence that begins with the name of the file."""
        at = 1 if language == "fr" else 0
        read, more = self.read, ""
        if self.more:
            more = (f" (and {self.more} more)", f" (et {self.more} de plus)")[at]
        if at and self.kind in ("comma", "thousands"):
            read = read.replace(".", ",")
        what = " ".join(self.what.split())
        sentence = SAID[self.kind][at].format(
            what=what, line=self.line, read=read, separator=_SEPARATORS[self.separator][at], more=more
        )
        if at:
            sentence = sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:")
            sentence = sentence.replace(" ;", "\u202f;")
        return f"{self.file}{chr(0xA0) if at else ''}: {sentence}"

    def __str__(self) -> str:
        return self.text(LANGUAGE.get())


def begin_telling(language: str) -> None:
    """From now on the log is read in this language, and each assumption stands in it once."""
    LANGUAGE.set(language)
    _TOLD.set(set())


def tell_assumptions(assumed: Iterable[Assumption]) -> None:
    """Logs what was assumed, unless this command has said it before."""
    told = _TOLD.get()
    for one in assumed:
        if told is None or one not in told:
            logging.getLogger(__name__).warning("%s", one)
        if told is not None:
            told.add(one)
