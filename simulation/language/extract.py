"""Brings the catalogues up to date with what the code asks for: `python -m simulation.language.extract`.

Phrases that are new are added without a translation, those that nobody asks for are dropped, and the rest is sorted.
`--check` changes nothing, and ends with 1 if anything would change or is not translated. `--take FILE.po` fills gaps
from another catalogue: after a merge, take one side whole and then what the other side had.
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from ruamel.yaml import YAML

from simulation.language.catalogue import CATALOGUES
from simulation.language.messages import SHIPPED
from simulation.language.reader import LANGUAGES

type Phrase = tuple[str, str | None]
"""An English text, and the context in which it is said (none: any)."""

PACKAGE = CATALOGUES.parent.parent
LIBRARY = PACKAGE.parent / "scenarios"
FRANCE = PACKAGE / "scenario" / "data" / "france" / "cells.csv"
KEYWORDS = {"say": None, "text": None}
"""Names of the functions that are given a phrase."""
METHODS = [
    ("planning/search/**.py", "ignore"),  # what is called `say` there reports steps of a search, not phrases
    ("**.py", "python"),
    ("**.j2", "jinja2.ext:babel_extract"),
]
WIDTH = 120


def phrases() -> set[Phrase]:
    """Every phrase that the package may show, and every name and text that it ships."""
    found = extract_from_dir(str(PACKAGE), METHODS, keywords=KEYWORDS)
    asked = {(message, None) for _, _, message, _, _ in found if isinstance(message, str) and message}
    return asked | {(text, None) for text in _texts_of_schema()} | {(text, SHIPPED) for text in _texts_of_library()}


def _texts_of_schema() -> Iterator[str]:
    """Descriptions and units of the settings; files written by `essaim new` and complaints of `check` show them."""
    return _values(json.loads((LIBRARY / "schema.json").read_text(encoding="utf-8")), ("description", "unit"))


def _texts_of_library() -> Iterator[str]:
    """Names and descriptions of scenarios, sweeps and plans; administrations of France."""
    for path in (*LIBRARY.glob("*.yaml"), *LIBRARY.glob("sweeps/*.yaml"), *LIBRARY.glob("plans/*.yaml")):
        yield from _values(YAML(typ="safe").load(path), ("name", "description"))
    with FRANCE.open(encoding="utf-8", newline="") as file:
        yield from {row["administration"] for row in csv.DictReader(file)}


def _values(part: object, keys: tuple[str, ...]) -> Iterator[str]:
    """The texts under some keys, wherever they stand, with single spaces."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in keys and isinstance(value, str):
                yield " ".join(value.split())
            else:
                yield from _values(value, keys)
    elif isinstance(part, list):
        for one in part:
            yield from _values(one, keys)


def path_of(code: str) -> Path:
    """The catalogue of a language."""
    return CATALOGUES / f"{code}.po"


def read(path: Path) -> Catalog:
    """A catalogue as Babel reads it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem if path.stem in LANGUAGES else None)


def updated(code: str, others: Catalog | None = None) -> Catalog:
    """The catalogue of a language with exactly the phrases that the package may show."""
    before = read(path_of(code))
    catalogue = Catalog(locale=code, fuzzy=False)
    for phrase, context in sorted(phrases(), key=lambda asked: (asked[0], asked[1] or "")):
        held = before.get(phrase, context)
        if (held is None or not held.string) and others is not None:
            held = others.get(phrase, context) or held
        said, flags = ("", ()) if held is None else (held.string, held.flags)
        catalogue.add(phrase, said, context=context, flags=flags)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """A catalogue as its file holds it: without a header, and without places, which searching the code tells."""
    written = io.BytesIO()
    write_po(written, catalogue, width=WIDTH, no_location=True, omit_header=True)
    return written.getvalue().decode()


def held_by(catalogue: Catalog) -> set[Phrase]:
    """The phrases of a catalogue, each with its context."""
    return {(str(message.id), message.context) for message in catalogue if message.id}


def gaps(catalogue: Catalog) -> list[Phrase]:
    """Phrases of a catalogue that have no translation, or one that somebody should look at again."""
    found = (message for message in catalogue if message.id and (not message.string or message.fuzzy))
    return [(str(message.id), message.context) for message in found]


def main(arguments: list[str] | None = None) -> int:
    """Write the catalogues, or only say what is to be done; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulation.language.extract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if anything is to be done")
    parser.add_argument("--take", type=Path, metavar="FILE.po", help="fill gaps with the translations of this file")
    chosen = parser.parse_args(arguments)
    code, wrong = "fr", 0
    path = path_of(code)
    catalogue = updated(code, read(chosen.take) if chosen.take else None)
    text = as_text(catalogue)
    stale, missing = held_by(read(path)) - held_by(catalogue), gaps(catalogue)
    for what, held in (("not translated", missing), ("not used", stale)):
        for phrase, context in sorted(held, key=str):
            print(f"{path.name}: {what}: {phrase}{f' ({context})' if context else ''}", file=sys.stderr)
    wrong = len(missing) + len(stale) if chosen.check else len(missing)
    if not chosen.check:
        path.write_text(text, encoding="utf-8", newline="\n")
    elif text != path.read_text(encoding="utf-8"):
        print(f"{path.name}: not as python -m simulation.language.extract would write it", file=sys.stderr)
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
