"""Numbers, days and truth values as offices write them: what can mean one thing only is read, all else refused."""

import datetime
import functools
import re
from typing import NamedTuple

from babel.dates import get_month_names

from simulation.language import say
from simulation.scenario.quantities import FIRST_YEAR, LAST_YEAR

_GAP = "[ \u00a0\u2009\u202f'\u2019]"
_PLAIN = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_COMMA = re.compile(r"[-+]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][-+]?[0-9]+)?")
_GROUPED = re.compile(rf"([-+]?[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+)([.,][0-9]+)?")
_ENGLISH = re.compile(r"([-+]?[1-9][0-9]{0,2}(?:,[0-9]{3})+)(\.[0-9]+)|([-+]?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,})")
_GERMAN = re.compile(r"([-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(,[0-9]+)|([-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""One mark with three digits behind it: a thousand, or three decimals."""
_CLOCK = r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{2}})(?:\2([0-9]{{2}})({_CLOCK})?)?")
_DAY = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}})({_CLOCK})?")
_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"(?:(\d{1,2})(?:er)?[ -])?([^\W\d_]+)\.?[ -]([0-9]{4})")
_SHORT = re.compile(r"([^\W\d_]+)\.?[ -]([0-9]{2})")

MISSING = frozenset({
    "na", "n/a", "n.a.", "#n/a", "#n/d", "nd", "n.d.", "n/d", "nc", "n.c.", "null", "-", "–", "—", "…", "...",
})  # fmt: skip
"""What offices write for: not known. In lower case."""
_TRUTHS = {"true": True, "false": False, "vrai": True, "faux": False}


class Read[T](NamedTuple):
    """What a cell says, and what was assumed to read it: a kind of `assumptions.SAID`, or nothing."""

    value: T
    assumed: str = ""


class Refused(NamedTuple):
    """Why a cell cannot be read, and what to write instead."""

    message: str
    suggestion: str = ""


class Marks(NamedTuple):
    """What separates the cells of a table, and which decimal marks its other numbers show without doubt."""

    separator: str = ","
    comma: bool = False
    point: bool = False


def is_missing(text: str) -> bool:
    """Whether a cell says that its value is not known; an empty one says nothing."""
    return text.casefold() in MISSING


def truth(text: str) -> bool | None:
    """The truth value of a cell in English or French, or None."""
    return _TRUTHS.get(text.casefold())


def shows(text: str) -> str:
    """The decimal mark that a number shows without doubt, or nothing."""
    if _THOUSANDS.fullmatch(text):
        return ""
    if _GERMAN.fullmatch(text) or _COMMA.fullmatch(text) and "," in text:
        return ","
    return "." if _ENGLISH.fullmatch(text) or _PLAIN.fullmatch(text) and "." in text else ""


def number(text: str, marks: Marks) -> Read[int | float] | Refused:
    """A number: int where it is written without decimals, else float. It is finite or as large as written."""
    text = text.replace("\u2212", "-")
    separated = marks.separator != ","
    if _THOUSANDS.fullmatch(text):
        return _thousands(text, marks)
    if _PLAIN.fullmatch(text):
        return Read(_number(text))
    if _COMMA.fullmatch(text):
        if separated:
            return Read(_number(text.replace(",", ".")), "comma")
        return Refused(say("must be a number, not {text!r}.", text=text), _with_comma(text))
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        whole, decimals = re.sub(_GAP, "", grouped[1]), grouped[2] or ""
        if decimals.startswith(",") and not separated:
            return Refused(
                say("must be a number, not {text!r}.", text=text),
                say("Write {whole}.{decimals}.", whole=whole, decimals=decimals[1:]),
            )
        return Read(_number(whole + decimals.replace(",", ".")), "thousands")
    found = _ENGLISH.fullmatch(text)
    if found:
        return Read(_number((found[1] or found[3]).replace(",", "") + (found[2] or "")), "thousands")
    found = _GERMAN.fullmatch(text)
    if found:
        return Read(_number((found[1] or found[3]).replace(".", "") + (found[2] or "").replace(",", ".")), "thousands")
    return Refused(say("must be a number, not {text!r}.", text=text), _per_cent(text))


def _thousands(text: str, marks: Marks) -> Read[int | float] | Refused:
    """One mark and three digits: a number with three decimals where the table leaves no doubt."""
    mark = "," if "," in text else "."
    if marks.separator == ",":
        if mark == ".":
            return Read(_number(text))
        return Refused(say("must be a number, not {text!r}.", text=text), _with_comma(text))
    sure = marks.comma and not marks.point if mark == "," else marks.point and not marks.comma
    if sure:
        return Read(_number(text.replace(",", ".")), "comma" if mark == "," else "")
    whole = text.replace(mark, "")
    return Refused(
        say("{text!r} may be {whole} or {decimal}.", text=text, whole=whole, decimal=text.replace(",", ".")),
        say("Write {whole} without a mark, or {text}0 for the decimals.", whole=whole, text=text),
    )


def _with_comma(text: str) -> str:
    if not re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text):
        return say("Write it with a decimal point.")
    point = text.replace(",", ".")
    if _THOUSANDS.fullmatch(text):
        return say(
            "Write {text} without a separator, or {point} with a decimal point.",
            text=text.replace(",", ""),
            point=point,
        )
    return say("Write {point}: commas separate the cells of this table.", point=point)


def _per_cent(text: str) -> str:
    found = re.fullmatch(rf"([0-9]+(?:[.,][0-9]+)?){_GAP}?%", text)
    return say("Write {value}.", value=f"{float(found[1].replace(',', '.')) / 100:.12g}") if found else ""


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,300}", text) else float(text)


def day(text: str) -> Read[str] | Refused:
    """A day or month as YYYY-MM-DD or YYYY-MM, between 1900 and 2200; a time of day behind a day is left out."""
    found = _ISO.fullmatch(text)
    if found:
        assumed = "" if found[2] == "-" else "turned"
        return _dated(text, found[1], found[3], found[4], "time" if found[5] else assumed)
    found = _DAY.fullmatch(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), found[4]
        if first <= 12 and second <= 12 and first != second:
            return Refused(
                say(
                    "{text!r} may be {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}.",
                    text=text,
                    year=year,
                    second=second,
                    first=first,
                ),
                say(
                    "Write {year}-{second:02d}-{first:02d}, if the day comes first.",
                    year=year,
                    second=second,
                    first=first,
                ),
            )
        of_day, of_month = (second, first) if second > 12 else (first, second)
        return _dated(text, year, of_month, of_day, "turned")
    found = _MONTH.fullmatch(text)
    if found:
        return _dated(text, found[2], found[1], None, "turned")
    found = _NAMED.fullmatch(text)
    month = _months().get(found[2].casefold()) if found else None
    if found and month:
        return _dated(text, found[3], month, found[1], "turned")
    return Refused(say("must be YYYY-MM (the month's end) or YYYY-MM-DD, not {text!r}.", text=text), _offer(text))


def _dated(text: str, year: str, month: str | int, of_day: str | int | None, assumed: str) -> Read[str] | Refused:
    written = f"{year}-{int(month):02d}" + ("" if of_day is None else f"-{int(of_day):02d}")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return Refused(
            say(
                "{text} lies outside the years {first_year} to {last_year}.",
                text=text,
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            )
        )
    try:
        datetime.date(int(year), int(month), int(of_day or 1))
    except ValueError:
        return Refused(say("the calendar has no {text}.", text=text if assumed else written))
    return Read(written, assumed)


def _offer(text: str) -> str:
    """What may have been meant by a day that cannot be read."""
    found = re.fullmatch(rf"([0-9]{{4}}-[0-9]{{2}}){_CLOCK}", text)
    if found:
        return say("A time of day needs a day: write {month} for the month's end.", month=found[1])
    if re.fullmatch(r"[0-9]{5}", text):
        first = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
        return say(
            "As Excel counts days it is {day}: show the column as YYYY-MM-DD, and save it again.",
            day=first.isoformat(),
        )
    found = _SHORT.fullmatch(text)
    month = _months().get(found[1].casefold()) if found else None
    if not found or not month:
        return ""
    return say("Write 20{year}-{month:02d} if the month is meant.", year=found[2], month=month)


@functools.cache
def _months() -> dict[str, int]:
    """The months by their English and French names, in full and in short."""
    return {
        name.casefold().rstrip("."): number
        for language in ("en", "fr")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, "format", language).items()
    }
