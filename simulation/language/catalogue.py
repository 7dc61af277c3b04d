"""Translations as they stand in `locale/*.po`, the text form of gettext.

They are read here, not by Babel: its import alone takes longer than all of `essaim --help` may.
"""

import re
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"

_LINES = r'((?:"(?:[^"\\\n]|\\.)*"\n?)+)'
_ENTRY = re.compile(rf"^(?:msgctxt {_LINES})?msgid {_LINES}msgstr {_LINES}", re.M)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


CONTEXT = "\x04"
"""Between the context of a phrase and the phrase, as gettext has it."""


@cache
def catalogue(code: str) -> dict[str, str]:
    """What each phrase is in a language (a code of ISO 639-1), its context in front; empty for English."""
    if code == "en":
        return {}
    text = (CATALOGUES / f"{code}.po").read_text(encoding="utf-8")
    found = {}
    for entry in _ENTRY.finditer(text):
        context, phrase, said = (_unquoted(part or "") for part in entry.groups())
        if phrase and said:
            found[f"{context}{CONTEXT}{phrase}" if context else phrase] = said
    return found


def _unquoted(lines: str) -> str:
    text = "".join(line[1:-1] for line in lines.splitlines())
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text) if "\\" in text else text
