"""The words of a practice: where one calls its facilitators instructors, texts made here say so, in either language.

Texts are written with the usual words (`USUAL`). Inside `speaking`, those that a practice replaces are replaced: whole
words, with their case, with a or an before them, and with the French article, preposition and elision that they take.
"""

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

USUAL = {
    "facilitator": {"en": ("facilitator", "facilitators"), "fr": ("animateur", "animateurs")},
    "trainer": {"en": ("trainer", "trainers"), "fr": ("formateur", "formateurs")},
    "group": {"en": ("group", "groups"), "fr": ("groupe", "groupes")},
    "session": {"en": ("session", "sessions"), "fr": ("séance", "séances")},
}
"""The words that can be replaced, by their name in a scenario and by language: one, several."""
_FEMININE = ("séance", "séances")
_BEFORE_FRENCH = {
    "masculine": (("le ", "l’"), ("du ", "de l’"), ("au ", "à l’"), ("de ", "d’"), ("que ", "qu’"), ("ce ", "cet "),
                  ("nouveau ", "nouvel ")),
    "feminine": (("la ", "l’"), ("de la ", "de l’"), ("à la ", "à l’"), ("de ", "d’"), ("que ", "qu’")),
}  # fmt: skip
"""What stands before a French word that begins with a consonant, and before one that begins with a vowel."""
_BEFORE_ENGLISH = (("a ", "an "),)
_FIRST_VOWEL = {"en": re.compile("[aeiou]", re.I), "fr": re.compile("[aeiouyhàâäéèêëîïôöùûüœæ]", re.I)}
_NO_PROSE = r"\{[^{}]*\}|<[^<>]*>|`[^`]*`"
"""Values to be filled in, tags and code."""


@dataclass(frozen=True)
class Words:
    """The words of one practice. practice: its name by language; replaced: language, usual word, the practice's own."""

    practice: tuple[tuple[str, str], ...] = ()
    replaced: tuple[tuple[str, str, str], ...] = ()


_USUAL = Words()
_WORDS: ContextVar[Words] = ContextVar("the words of the practice that is spoken of", default=_USUAL)


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Texts made while its block runs use these words, in this context only."""
    before = _WORDS.set(words)
    try:
        yield
    finally:
        _WORDS.reset(before)


def practice_name(code: str) -> str:
    """What the practice that is spoken of is called in a language; empty where nobody said."""
    return dict(_WORDS.get().practice).get(code, "")


def in_words(text: str, code: str) -> str:
    """A text of the package in the words of the practice that is spoken of; never for what a user wrote."""
    words = _WORDS.get()
    return _replaced(text, code, words.replaced) if words.replaced else text


@functools.lru_cache(maxsize=10_000)
def _replaced(text: str, code: str, replaced: tuple[tuple[str, str, str], ...]) -> str:
    own = {usual: new for language, usual, new in replaced if language == code}
    if not own:
        return text

    def put(found: re.Match) -> str:
        if found["word"] is None:
            return found[0]
        usual = found["word"].lower()
        before = _before(found["before"] or "", usual, own[usual], code)
        return before + _cased(own[usual], found["word"])

    return _pattern(code, tuple(own)).sub(put, text)


@functools.lru_cache(maxsize=100)
def _pattern(code: str, usual: tuple[str, ...]) -> re.Pattern:
    """A word that is part of the name of a file, a column, an option or a field is no match."""
    kinds = _BEFORE_FRENCH.values() if code == "fr" else [_BEFORE_ENGLISH]
    before = {form for pairs in kinds for pair in pairs for form in pair}
    longest = "|".join(map(re.escape, sorted(before, key=len, reverse=True)))
    words = "|".join(map(re.escape, sorted(usual, key=len, reverse=True)))
    return re.compile(
        rf"{_NO_PROSE}|(?:(?<!\w)(?P<before>{longest}))?(?<![\w./=])(?<!--)(?P<word>{words})(?![\w=]|[./]\w)", re.I
    )


def _before(given: str, usual: str, new: str, code: str) -> str:
    """What stood before the usual word, as it stands before the new one."""
    pairs = _BEFORE_FRENCH["feminine" if usual in _FEMININE else "masculine"] if code == "fr" else _BEFORE_ENGLISH
    vowel = _FIRST_VOWEL[code].match(new) is not None
    for pair in pairs:
        if given.lower() in pair:
            return _cased(pair[vowel], given)
    return given


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new
