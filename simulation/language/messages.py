"""Messages that know their phrase and values, so that they are translated when they are shown, not when they are made.

A `Message` is the English text for all that compares, stores or writes it as a string. Shown (`print`, `str`, an
f-string, the text of an error), it is in the language of the `reader`. It can be pickled, and so can an error that has
one.
"""

import re
import string
from collections.abc import Iterable
from numbers import Number
from typing import Any

from simulation.language.catalogue import CONTEXT, catalogue
from simulation.language.reader import reader
from simulation.language.vocabulary import Words, in_words, speaking

NARROW_SPACE, HARD_SPACE = "\u202f", "\u00a0"
"""Between thousands; before a mark, and wherever else no line may break."""

_BEFORE_MARK = re.compile(" (?=[%€:;?!»])|(?<=«) ")


def hard(text: str) -> str:
    """French text that does not break before a mark that stands apart, nor before per cent."""
    return _BEFORE_MARK.sub(HARD_SPACE, text)


def written(number: str, code: str) -> str:
    """A number in English, or a text of numbers only, with the decimal mark and the thousands of a language."""
    return number.replace(",", NARROW_SPACE).replace(".", ",") if code == "fr" else number


class _French(string.Formatter):
    """Fills in values; a number with a format of its own is written as French writes numbers."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = super().format_field(value, format_spec)
        if not format_spec or not isinstance(value, int | float):
            return text
        return written(text, "fr").replace("%", f"{HARD_SPACE}%")


_FRENCH = _French()


def phrase_in(code: str, phrase: str, /, **values: object) -> str:
    """A phrase in a language with its {values} filled in; English where the catalogue has none.

    Of the values, messages are translated too, and several of them are listed with commas.
    """
    filled = {name: _value(value, code) for name, value in values.items()}
    if code == "fr":
        return _FRENCH.vformat(hard(in_words(catalogue(code).get(phrase) or phrase, code)), (), filled)
    return in_words(phrase, code).format(**filled)


def _value(value: object, code: str) -> object:
    if isinstance(value, list | tuple):
        return ", ".join(in_language(str(one) if not isinstance(one, str) else one, code) for one in value)
    return in_language(value, code) if isinstance(value, Message) else value


def _kept(value: object) -> object:
    """A value as a message keeps it: text, numbers, lists of them; what can be pickled and does not change."""
    if value is None or isinstance(value, str | Number):
        return value
    if isinstance(value, list | tuple):
        return tuple(_kept(one) for one in value)
    return text_of(value) if isinstance(value, BaseException) else str(value)


class Message(str):
    """An English text that can be said in another language: see the module."""

    phrase: str
    values: dict[str, object]

    def __new__(cls, phrase: str, values: dict[str, object]) -> "Message":
        """The phrase with its {values} filled in. Raises KeyError for a value that is missing."""
        values = {name: _kept(value) for name, value in values.items()}
        with speaking(Words()):
            # What is compared and stored is in the usual words.
            message = super().__new__(cls, phrase_in("en", phrase, **values))
        message.phrase, message.values = phrase, values
        return message

    def __reduce__(self) -> tuple:
        return type(self), (self.phrase, self.values)

    def __str__(self) -> str:
        return in_language(self, reader())

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)

    def __add__(self, other: str) -> "Message":
        return Message("{first}{then}", {"first": self, "then": other})

    def __radd__(self, other: str) -> "Message":
        return Message("{first}{then}", {"first": other, "then": self})

    def __mod__(self, values: Any) -> str:
        """argparse fills its help in like this."""
        return str(self) % values


def say(phrase: str, /, **values: object) -> Message:
    """A message of a phrase and its {values}."""
    return Message(phrase, values)


SHIPPED = "shipped"
"""The context of names and texts of the library, so that a scenario called Trainers keeps its name."""


class Name(Message):
    """A text that a file gives, such as the name of a scenario: translated if it comes with Essaim, never filled in."""

    def __new__(cls, text: str) -> "Name":
        message = str.__new__(cls, text)
        message.phrase, message.values = text, {}
        return message

    def __reduce__(self) -> tuple:
        return type(self), (self.phrase,)


def named(text: str) -> Name:
    """A text that a file gives, as a message."""
    return Name(text)


def name_in(code: str, text: str) -> str:
    """A text that a file gives, in a language if it comes with Essaim, else as it is."""
    said = catalogue(code).get(f"{SHIPPED}{CONTEXT}{' '.join(text.split())}")
    return text if said is None else hard(said)


def sentences(*parts: str) -> str:
    """The parts that are not empty, one after another."""
    return joined(" ", parts)


def joined(between: str, parts: Iterable[str]) -> str:
    """The parts that are not empty as one message, with a text between them."""
    found, *others = [part for part in parts if part] or [""]
    for part in others:
        found = Message("{first}{between}{then}", {"first": found, "between": between, "then": part})
    return found


def in_language(text: str, code: str) -> str:
    """A text in a language, if it is a message that can be said in it; else as it is."""
    if not isinstance(text, Message):
        return text
    if isinstance(text, Name):
        return name_in(code, text.phrase)
    return phrase_in(code, text.phrase, **text.values)


def text_of(error: BaseException) -> str:
    """What an error says: the message that it was made with, which can still be said in another language."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
