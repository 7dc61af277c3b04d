"""Bytes of a table to text: UTF-8, UTF-16, or Windows-1252 where every byte makes sense in it."""

from simulation.language import say
from simulation.scenario.problems import Problem, ScenarioError

_ELSEWHERE = frozenset({0x82, 0x83, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8E, 0x98, 0x9A, 0x9B, 0x9E, 0xD7, 0xF7})
"""Bytes that are rare in Windows-1252, but letters in the encodings of Macintosh or of DOS."""
_UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_AGAIN = say("Save the file again as CSV with the encoding UTF-8.")
_OTHERS = (
    (b"PK\x03\x04", say("a workbook (Excel or LibreOffice)")),
    (b"\xd0\xcf\x11\xe0", say("an old Excel workbook")),
    (b"%PDF", say("a PDF")),
    (b"\x1f\x8b", say("compressed (gzip)")),
    (b"PAR1", say("a Parquet file")),
)


def decoded(found: bytes, file: str) -> tuple[str, int | None]:
    """The text, its line ends as they are, and the position of the first character for which Windows-1252 was assumed.

    A `ScenarioError` names the byte that makes no sense, or that could mean two things.
    """
    for begins, what in _OTHERS:
        if found.startswith(begins):
            raise _error(file, 1, 1, say("the file is {what}, not a table in text.", what=what), say("Save it as CSV."))
    wide = _wide(found)
    if wide:
        try:
            return _checked(found.decode(wide).removeprefix("\ufeff"), file), None
        except UnicodeDecodeError:
            raise _error(file, 1, 1, say("the file begins as UTF-16, but does not go on so."), _AGAIN) from None
    try:
        return _checked(found.decode("utf-8-sig"), file), None
    except UnicodeDecodeError as error:
        return _checked(_windows(found, error, file), file), error.start


def _wide(found: bytes) -> str:
    """The kind of UTF-16 that the bytes are, by their mark or by the zeros of plain letters, or nothing."""
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = found[:400]
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 2 > len(head) // 2 and not even:
        return "utf-16-le"
    return "utf-16-be" if even * 2 > len(head) // 2 and not odd else ""


def _windows(found: bytes, error: UnicodeDecodeError, file: str) -> str:
    """The bytes read as Windows-1252, if nothing speaks against it."""
    if found.startswith(b"\xef\xbb\xbf"):
        at = error.start + 3  # the mark is not counted by the decoder
        raise _error(
            file,
            *_place(found, at),
            say(
                "byte {at} (0x{found:02X}) is not UTF-8, as the file's first bytes say it is.",
                at=at + 1,
                found=found[at],
            ),
            _AGAIN,
        )
    for at, byte in enumerate(found):
        if byte in _ELSEWHERE or byte in _UNDEFINED:
            meant = {
                name: character
                for name, code in (("Windows-1252", "cp1252"), ("Macintosh", "mac_roman"), ("DOS", "cp850"))
                if (character := bytes([byte]).decode(code, "replace")).isalpha()
            }
            guesses = [
                say("{character} in {name}", character=character, name=name) for name, character in meant.items()
            ]
            raise _error(
                file,
                *_place(found, at),
                say(
                    "byte {at} (0x{byte:02X}) is not UTF-8{guesses}.",
                    at=at + 1,
                    byte=byte,
                    guesses=say(" (it may be {guesses})", guesses=guesses) if guesses else "",
                ),
                _AGAIN,
            )
    return found.decode("cp1252")


def _checked(text: str, file: str) -> str:
    """The text without the mark by which DOS ends a file; zeros mean that it is no text."""
    text = text.removesuffix("\x1a")
    if "\x00" in text:
        at = text.index("\x00")
        begun = text[:at].replace("\r\n", "\n").replace("\r", "\n")
        line, column = begun.count("\n") + 1, at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at))
        raise _error(file, line, column, say("the file holds the character NUL: it is no table in text."), _AGAIN)
    return text


def _place(found: bytes, at: int) -> tuple[int, int]:
    before = found[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1


def _error(file: str, line: int, column: int, message: str, suggestion: str) -> ScenarioError:
    return ScenarioError([Problem(file, line, column, "", message, suggestion)])
