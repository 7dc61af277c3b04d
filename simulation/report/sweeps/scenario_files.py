"""The scenario of every point, held in the page as what it changes of a neighbour: they differ by a few lines."""

from collections.abc import Sequence
from typing import Any

MOST_CHANGED = 0.5
"""A text that differs in more of its lines than this is held whole."""


def scenario_parts(texts: Sequence[str]) -> dict[str, Any]:
    """Whole texts as lists of lines, and of each point which of them it changes, and how.

    {"whole": [[line, …], …], "points": [[position of the whole text, line number, line, line number, line, …], …]}
    """
    whole: list[list[str]] = []
    by_length: dict[int, list[int]] = {}
    points = []
    for text in texts:
        lines = text.split("\n")
        for position in by_length.get(len(lines), []):
            changes = [
                (number, line)
                for number, (line, other) in enumerate(zip(lines, whole[position], strict=True)) if line != other
            ]  # fmt: skip
            if len(changes) <= MOST_CHANGED * len(lines):
                points.append([position, *(part for change in changes for part in change)])
                break
        else:
            by_length.setdefault(len(lines), []).append(len(whole))
            points.append([len(whole)])
            whole.append(lines)
    return {"whole": whole, "points": points}


def scenario_text(parts: dict[str, Any], point: int) -> str:
    """The text of a point; the page's script does the same."""
    position, *changes = parts["points"][point]
    lines = list(parts["whole"][position])
    for number, line in zip(changes[::2], changes[1::2], strict=True):
        lines[number] = line
    return "\n".join(lines)
