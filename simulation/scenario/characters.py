"""Characters that are not seen but steer: control characters, changes of direction, line ends that are none."""

import re

_STEERING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u2028\u2029\u200b\u2060-\u2064\ufeff"  # line ends and spaces that are not seen
    "\ud800-\udfff\U000e0000-\U000e007f"  # halves of characters, bytes that are no text, invisible tags
)
_IN_TEXT = re.compile(f"[{_STEERING}]")
_IN_NAME = re.compile(f"[\t\n{_STEERING}]")


def steering_in(text: str, name: bool = False) -> str | None:
    """The first character of a text that steers, such as U+202E; none if there is none. In a name, line ends do, too.

    Bidirectional controls make a text read other than it is; escapes move the cursor of a terminal.
    """
    found = (_IN_NAME if name else _IN_TEXT).search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def shown(text: str, name: bool = False) -> str:
    """The text with each character that steers replaced by U+FFFD; in a name, line ends and tabs as well."""
    return (_IN_NAME if name else _IN_TEXT).sub("\N{REPLACEMENT CHARACTER}", text)
