"""Translations as they stand in `locale/*.po`, the text form of gettext.

They are read here, not by Babel: its import alone takes longer than all of `essaim --help` may.
"""

import re
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"

_LINES = r'((?:"(?:[^"\\\n]|\\.)*"\n?)+)'
_ENTRY = re.compile(rf"^msgid {_LINES}msgstr {_LINES}", re.M)
_SEAM = re.compile(r'"\n?(?:"|$)')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


@cache
def catalogue(code: str) -> dict[str, str]:
    """What each phrase is in a language (a code of ISO 639-1); empty for English."""
    if code == "en":
        return {}
    text = (CATALOGUES / f"{code}.po").read_text(encoding="utf-8")
    return {
        phrase: said for entry in _ENTRY.finditer(text)
        if (phrase := _unquoted(entry[1])) and (said := _unquoted(entry[2]))
    }  # fmt: skip


def _unquoted(lines: str) -> str:
    text = _SEAM.sub("", lines[1:])
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text) if "\\" in text else text
