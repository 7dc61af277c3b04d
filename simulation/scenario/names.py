"""Names compared as people see them: how accents are composed, apostrophes, hyphens, case and spaces do not matter."""

import functools
import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02b9\u2032\u00b4`\uff07]")
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad]")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")


@functools.lru_cache(maxsize=100_000)
def as_seen(name: str) -> str:
    """What two names that look alike have in common; a soft hyphen is one, as some office programs show it."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", name))
    plain = _HYPHENS.sub("-", _APOSTROPHES.sub("'", plain))
    return unicodedata.normalize("NFC", " ".join(plain.split()).casefold())


def same_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is this one or looks like it, or None where none does, or several do."""
    known = list(known)
    if name in known:
        return name
    seen = as_seen(name)
    found = [one for one in known if as_seen(one) == seen]
    return found[0] if len(found) == 1 else None


def alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names that look alike: the first of its kind, then another."""
    first: dict[str, str] = {}
    return [
        (first[as_seen(name)], name) for name in dict.fromkeys(names)
        if first.setdefault(as_seen(name), name) != name
    ]  # fmt: skip
