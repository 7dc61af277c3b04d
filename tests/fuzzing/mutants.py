"""Mutants of a text, each known by a number: values replaced by odd ones, lines moved, bytes turned."""

import json
import random
import re
from collections.abc import Callable

ODD = (
    "", " ", "null", "~", "true", "no", "0", "-1", "1e308", "1e999", "-1e-320", ".nan", "-.inf", "0x10", "0o17",
    "1_000", "999999999999999999999", "1.5", "1,5", "007", "2026-13", "2026-1", "0000-01", "9999-12",
    "1900-01", "2026-02-30",
    "[]", "{}", "[[]]", "[{}]", "{a: {b: {c: 1}}}", "[null]", "[1, two, 3.0]", "''", '"\\u202e"', '"\\0"', "'\t'",
    "é" * 3, "e\u0301", "x" * 600, "x" * 70_000, "&a [*a]", "*b", "!!python/object:os.system x", "<<", "national",
    "Île-de-France", "each", "=2+2", "</script>", "../../../etc/passwd", "/dev/zero", ".", "register.csv", "%s", "{0}",
    "'", '"', "#", ": ", "- ", "|", ">-", "@", "`", "\\", "\u2028", "\x07", "\x1b[2J", "\ud7ff", "\U0001f600", "¼", "٣",
)  # fmt: skip
"""What stands in place of a value."""

ODD_JSON = (
    None, True, 0, -1, 1.5, 10**30, 1e308, "", "..", "../x", "/etc/passwd", "x" * 5000, "\u202e", "\x1b[2J", [], {},
    [[]], {"a": {}}, [None], "2026-13", "9999-12", "nan", 2**31, 2**53, float("nan"),
)  # fmt: skip

_VALUE = re.compile(r"(?<=[\s\[{,:])[^\s\[\]{},:#]+")
_NUMBER = re.compile(r"(?<=[\s\[{,:])\d+(\.\d+)?(?=[\s\]},])")
_CELL = re.compile(r"[^,\n]*")


def mutant(text: str, number: int, kind: str) -> bytes:
    """The mutant of this number; always the same. kind: yaml, csv or json."""
    chance = random.Random(f"{kind} {number}")
    ways = {"yaml": _YAML, "csv": _CSV, "json": _JSON}[kind]
    content = text
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(ways)(content, chance)
    found = content.encode("utf-8", "surrogatepass")
    return _bytes(found, chance) if chance.random() < 0.15 else found


def _value(text: str, chance: random.Random) -> str:
    """A value replaced."""
    found = list(_VALUE.finditer(text))
    if not found:
        return text + chance.choice(ODD)
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(ODD) + text[one.end() :]


def _number(text: str, chance: random.Random) -> str:
    """A number replaced by one that may well be right."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    one = chance.choice(found)
    value = float(one[0])
    near = (0, 1, 2, 0.5, value * 2, value + 1, value - 1, value / 2, value * 10, value * 1000, 1e-9, 1000)
    return text[: one.start()] + f"{chance.choice(near):g}" + text[one.end() :]


def _swapped(text: str, chance: random.Random) -> str:
    """Two values swapped."""
    found = list(_VALUE.finditer(text))
    if len(found) < 2:
        return text
    first, second = sorted(chance.sample(found, 2), key=lambda one: one.start())
    return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :]


def _cell(text: str, chance: random.Random) -> str:
    """A cell replaced."""
    found = list(_CELL.finditer(text))
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(ODD) + text[one.end() :]


def _line_gone(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _line_again(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return "\n".join(lines)


def _lines_swapped(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _indented(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(("  ", "\t", " ", "    ")) + lines[at] if chance.random() < 0.6 else lines[at].lstrip()
    return "\n".join(lines)


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODD) + text[at:]


def _letter(text: str, chance: random.Random) -> str:
    """A letter gone, or another in its place."""
    at = chance.randrange(max(1, len(text)))
    return text[:at] + chance.choice(("", "x", "é", "0", "\0", "\r", '"', "-")) + text[at + 1 :]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _separated(text: str, chance: random.Random) -> str:
    """Other separators or line ends, as other programs write them."""
    old, new = chance.choice(((",", ";"), (",", "\t"), ("\n", "\r\n"), ("\n", "\r"), ("\n", "\n\n"), ("\n", ",\n")))
    return text.replace(old, new)


def _json_value(text: str, chance: random.Random) -> str:
    """A value somewhere within replaced, left out or given another name."""
    try:
        whole = json.loads(text)
    except ValueError:
        return _inserted(text, chance)
    holders: list[tuple[dict | list, str | int]] = []

    def walk(held) -> None:
        steps = list(held) if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        for step in steps:
            holders.append((held, step))
            walk(held[step])

    walk(whole)
    if not holders:
        return json.dumps(chance.choice(ODD_JSON))
    holder, step = chance.choice(holders)
    act = chance.random()
    if act < 0.15:
        del holder[step]
    elif act < 0.25 and isinstance(holder, dict):
        holder[chance.choice(("", "..", "a/b", "x" * 300, "=1"))] = holder.pop(step)
    elif act < 0.35:
        holder[step] = [holder[step]] * chance.choice((1, 2, 100))
    else:
        holder[step] = chance.choice(ODD_JSON)
    return json.dumps(whole)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes turned, or the text in another encoding."""
    act = chance.random()
    if act < 0.2:
        return content.decode("utf-8", "replace").encode("utf-16")
    if act < 0.4:
        return content.decode("utf-8", "replace").encode("cp1252", "replace")
    if act < 0.5:
        return b"\xef\xbb\xbf" + content
    turned = bytearray(content)
    for _ in range(chance.choice((1, 1, 5, 50))):
        if turned:
            turned[chance.randrange(len(turned))] = chance.randrange(256)
    return bytes(turned)


type _Way = Callable[[str, random.Random], str]
_LINES: tuple[_Way, ...] = (_line_gone, _line_again, _lines_swapped, _inserted, _letter, _cut)
_YAML: tuple[_Way, ...] = (_value, _value, _value, _number, _number, _number, _swapped, _indented, *_LINES)
_CSV: tuple[_Way, ...] = (_cell, _cell, _cell, _value, _number, _number, _separated, *_LINES)
_JSON: tuple[_Way, ...] = (_json_value, _json_value, _json_value, _json_value, _letter, _cut, _inserted)
