"""Brings the catalogues up to date with what the code asks for: `python -m simulation.language.extract`.

Phrases that are new are added without a translation, those that nobody asks for are dropped, and the rest is sorted.
`--check` changes nothing, and ends with 1 if anything would change or is not translated. `--take FILE.po` fills gaps
from another catalogue: after a merge, take one side whole and then what the other side had.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from simulation.language.catalogue import CATALOGUES
from simulation.language.reader import LANGUAGES

PACKAGE = CATALOGUES.parent.parent
KEYWORDS = {"say": None, "text": None}
"""Names of the functions that are given a phrase."""
METHODS = [
    ("planning/search/**.py", "ignore"),  # what is called `say` there reports steps of a search, not phrases
    ("**.py", "python"),
    ("**.j2", "jinja2.ext:babel_extract"),
]
WIDTH = 120


def phrases() -> set[str]:
    """Every phrase that the package may show."""
    found = extract_from_dir(str(PACKAGE), METHODS, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


def path_of(code: str) -> Path:
    """The catalogue of a language."""
    return CATALOGUES / f"{code}.po"


def read(path: Path) -> Catalog:
    """A catalogue as Babel reads it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem if path.stem in LANGUAGES else None)


def updated(code: str, others: Catalog | None = None) -> Catalog:
    """The catalogue of a language with exactly the phrases that the package may show."""
    before, asked = read(path_of(code)), phrases()
    catalogue = Catalog(locale=code, fuzzy=False)
    for phrase in sorted(asked):
        held = before.get(phrase)
        if (held is None or not held.string) and others is not None:
            held = others.get(phrase) or held
        catalogue.add(phrase, held.string if held is not None else "", flags=held.flags if held is not None else ())
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """A catalogue as its file holds it: without a header, and without places, which searching the code tells."""
    written = io.BytesIO()
    write_po(written, catalogue, width=WIDTH, no_location=True, omit_header=True)
    return written.getvalue().decode()


def gaps(catalogue: Catalog) -> Iterator[str]:
    """Phrases of a catalogue that have no translation, or one that somebody should look at again."""
    return (str(message.id) for message in catalogue if message.id and (not message.string or message.fuzzy))


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
    stale = {str(message.id) for message in read(path) if message.id} - {str(one.id) for one in catalogue}
    missing = list(gaps(catalogue))
    for what, held in (("not translated", missing), ("not used", sorted(stale))):
        for phrase in held:
            print(f"{path.name}: {what}: {phrase}", file=sys.stderr)
    wrong = len(missing) + len(stale) if chosen.check else len(missing)
    if not chosen.check:
        path.write_text(text, encoding="utf-8", newline="\n")
    elif text != path.read_text(encoding="utf-8"):
        print(f"{path.name}: not as python -m simulation.language.extract would write it", file=sys.stderr)
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
