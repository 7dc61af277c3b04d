"""Tables as text for people's spreadsheets: what separates, how numbers are written; no cell runs as a formula.

English: commas and decimal points, UTF-8. French: semicolons and decimal commas, with the mark by which spreadsheets
know UTF-8. What is written here, `simulation.scenario.office_tables` reads.
"""

import re
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
"""The byte order mark, as text."""
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]+)?")


def table_text(heading: Sequence[str], rows: Iterable[Sequence[object]], language: str = "en") -> str:
    """A heading and its rows as CSV, in English (en) or French (fr).

    Cells are text, whole numbers, numbers with decimals, truth values or None, which stays empty.
    """
    separator = ";" if language == "fr" else ","
    lines = [separator.join(_quoted(cell_text(cell, language), separator) for cell in row) for row in (heading, *rows)]
    return (MARK if language == "fr" else "") + "\n".join([*lines, ""])


def cell_text(cell: object, language: str = "en") -> str:
    """One cell as text: numbers in all their digits; text that a spreadsheet would run gets an apostrophe in front."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return ("VRAI" if cell else "FAUX") if language == "fr" else str(cell)
    if isinstance(cell, float):
        return _french(repr(cell)) if language == "fr" else repr(cell)
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _french(number: str) -> str:
    """A number with a decimal comma; three decimals get a fourth, so that they cannot be taken for thousands."""
    text = number.replace(".", ",")
    return f"{text}0" if re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", text) else text


def _quoted(text: str, separator: str) -> str:
    """In quotation marks where something within would be taken for the table's own marks."""
    doubtful = any(mark in text for mark in (separator, '"', "\n", "\r")) or text.startswith("#")
    return '"' + text.replace('"', '""') + '"' if doubtful or text != text.strip() else text
