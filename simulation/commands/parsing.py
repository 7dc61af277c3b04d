"""What argparse says by itself, in the language of the reader."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from simulation.language import reader, say
from simulation.language.catalogue import catalogue
from simulation.language.messages import hard

PHRASES = (
    say("usage: "),
    say("positional arguments"),
    say("options"),
    say("show this help message and exit"),
    say("%(prog)s: error: %(message)s\n"),
    say("argument %(argument_name)s: %(message)s"),
    say("the following arguments are required: %s"),
    say("unrecognized arguments: %s"),
    say("invalid choice: %(value)r (choose from %(choices)s)"),
    say("invalid %(type)s value: %(value)r"),
    say("expected one argument"),
    say("expected at most one argument"),
    say("expected at least one argument"),
    say("expected %s argument"),
    say("expected %s arguments"),
    say("not allowed with argument %s"),
    say("one of the arguments %s is required"),
    say("ambiguous option: %(option)s could match %(matches)s"),
    say("ignored explicit argument %r"),
)
"""Phrases for which argparse asks gettext."""


@contextmanager
def translated() -> Iterator[None]:
    """argparse finds its phrases in the catalogue of Essaim while the block runs."""
    # argparse asks gettext by these names of its own, which its stubs do not tell.
    own = vars(argparse)
    before = {name: own[name] for name in ("_", "ngettext")}
    own.update(_=_said, ngettext=lambda one, several, number: _said(one if number == 1 else several))
    try:
        yield
    finally:
        own.update(before)


def _said(phrase: str) -> str:
    return hard(catalogue(reader()).get(phrase, phrase)) if reader() == "fr" else phrase
