"""Kinds of values that options take: each reads a text, or says in a sentence what is allowed."""

import argparse
import os
import re

from simulation.language import say

MOST = 1_000_000
"""Replicates, futures, pairs, months or minutes: more of them nobody means."""


def whole(text: str) -> int:
    """A whole number from 0 on."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
    if number < 0:
        raise argparse.ArgumentTypeError(
            say("must be a whole number from 0 to {most:,}, not {text!r}", most=10**10 - 1, text=text[:20])
        )
    return number


def positive(text: str) -> int:
    """A whole number from 1 to MOST."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(
            say("must be a whole number from 1 to {most:,}, not {text!r}", most=MOST, text=text[:20])
        )
    return number


def month(text: str) -> str:
    """A month, as YYYY-MM."""
    if not re.fullmatch(r"(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(
            say("must be a month from 1900-01 to 2200-12, such as 2028-12, not {text!r}", text=text)
        )
    return text


def names(text: str) -> tuple[str, ...]:
    """Names with commas between them."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def minutes(text: str) -> float:
    """A number of minutes, 0 among them."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100_000:
        raise argparse.ArgumentTypeError(say("must be a number of minutes, such as 10, not {text!r}", text=text))
    return number


def pixels(text: str) -> int:
    """A width or height of a picture."""
    number = positive(text)
    if not 320 <= number <= 10_000:
        raise argparse.ArgumentTypeError(say("must be from 320 to 10000 pixels, not {text}", text=text))
    return number


def seed(text: str) -> int:
    """The seed of random draws, below 2^32."""
    number = whole(text)
    if number >= 2**32:
        raise argparse.ArgumentTypeError(say("must be below 2^32 = {value}, not {text}", value=2**32, text=text))
    return number


def no_rules(_: str) -> None:
    """What is said where rules of one's own cannot take part."""
    raise argparse.ArgumentTypeError(
        say(
            "rules of one's own go with essaim run and essaim sweep; this command makes thousands of "
            "runs, for which the Mesa model that takes such rules is too slow"
        )
    )


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
