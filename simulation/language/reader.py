"""Which language the person reads who is told something: English, unless a command line has found out otherwise."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

type LanguageCode = Literal["en", "fr"]

LANGUAGES: tuple[LanguageCode, ...] = ("en", "fr")
"""What can be read: codes of ISO 639-1. The first one holds where nothing else is known."""
VARIABLE = "ESSAIM_LANG"

_READER: ContextVar[LanguageCode] = ContextVar("the language of whoever reads", default=LANGUAGES[0])


def language_code(code: str) -> LanguageCode:
    """The code, if it is that of a language that can be read. Raises ValueError."""
    for known in LANGUAGES:
        if known == code:
            return known
    raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {code!r}")


def reader() -> LanguageCode:
    """The code of the language in which messages are shown here."""
    return _READER.get()


@contextmanager
def reading(code: str) -> Iterator[None]:
    """Messages shown while its block runs are in this language, in this context only. Raises ValueError."""
    before = _READER.set(language_code(code))
    try:
        yield
    finally:
        _READER.reset(before)


def language_of(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language of a command line: what --lang says, else ESSAIM_LANG, else the system.

    What --lang says wrongly is left to whoever reads the arguments. Raises ValueError for an ESSAIM_LANG that names
    no language.
    """
    said = _option(arguments)
    if said in LANGUAGES:
        return said
    wanted = environment.get(VARIABLE, "").strip()
    if not wanted:
        return _of_system(environment)
    if _code(wanted) not in LANGUAGES:
        raise ValueError(wanted)
    return _code(wanted)


def _option(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--":
            return ""
        if name == "--lang":
            return value if equals else next(iter(arguments[position + 1 :]), "")
    return ""


def _of_system(environment: Mapping[str, str]) -> str:
    """The first variable of POSIX that is set decides; on Windows, where none is, what its windows are written in."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _known(environment[name])
    return _known(_of_windows())


def _of_windows() -> str:
    """The language of its windows; nothing on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def _known(name: str) -> str:
    return _code(name) if _code(name) in LANGUAGES else LANGUAGES[0]


def _code(name: str) -> str:
    """fr of fr_FR.UTF-8 or fr-CA."""
    return name.replace("-", "_").partition("_")[0].partition(".")[0].casefold()
