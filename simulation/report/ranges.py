"""The same chart of several scenarios side by side: the same axis ranges and colour scales, so that one may compare."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from simulation.charts.panels import spread

LABEL_HEIGHT = 17
"""Pixels that a label at the end of a line needs."""


def align(figures: list[dict[str, Any]]) -> None:
    """Gives figures of one chart (parts as in `packing.figure_parts`) common ranges, in place."""
    layouts = [figure["layout"] for figure in figures]
    for name in sorted({name for layout in layouts for name in layout if name[1:5] == "axis"}):
        axes = [layout[name] for layout in layouts if name in layout]
        if _comparable(name, axes):
            _widen(axes)
    for layout in layouts:
        _keep_labels_apart(layout)
    _common_colours([layout.get("coloraxis") for layout in layouts], "cmin", "cmax")
    for traces in zip(*(list(_traces(figure)) for figure in figures), strict=False):
        _common_colours(traces, "zmin", "zmax")
        _common_colours([trace.get("marker") for trace in traces], "cmin", "cmax")


def _traces(figure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from figure["data"]
    for frame in figure.get("frames", ()):
        yield from frame.get("data", ())


def _comparable(name: str, axes: list[dict[str, Any]]) -> bool:
    """Whether the axes measure the same: names of places or causes have no common range."""
    if any("range" not in axis for axis in axes) or len({axis.get("type") for axis in axes}) > 1:
        return False
    named = any("ticktext" in axis for axis in axes)
    return not named or (name[0] == "x" and axes[0].get("type") in ("date", "linear"))


def _widen(axes: list[dict[str, Any]]) -> None:
    position: Callable[[Any], Any] = pd.Timestamp if isinstance(axes[0]["range"][0], str) else float
    turned = position(axes[0]["range"][0]) > position(axes[0]["range"][1])
    ends = [sorted(axis["range"], key=position) for axis in axes]
    low, high = min((pair[0] for pair in ends), key=position), max((pair[1] for pair in ends), key=position)
    widest = max(axes, key=lambda axis: abs(position(axis["range"][1]) - position(axis["range"][0])))
    # Ticks at places of their own choice go with the range that they were chosen for.
    ticks = {key: widest[key] for key in ("tickvals", "ticktext") if key in widest}
    for axis in axes:
        axis |= ticks | {"range": [high, low] if turned else [low, high]}


def _keep_labels_apart(layout: dict[str, Any]) -> None:
    """Labels at the right ends of lines were spread for the chart’s own range: spreads them for the common one."""
    labels = [
        note
        for note in layout.get("annotations", ())
        if note.get("xref") == "paper" and note.get("x") == 1 and note.get("xanchor") == "left"
        and note.get("yref", "y") == "y" and isinstance(note.get("y"), (int, float))
    ]  # fmt: skip
    axis = layout.get("yaxis", {})
    if len(labels) < 2 or "range" not in axis:
        return
    margin = layout.get("margin", {})
    height = layout["height"] - margin.get("t", 0) - margin.get("b", 0)
    gap = LABEL_HEIGHT * abs(axis["range"][1] - axis["range"][0]) / height
    labels.sort(key=lambda note: -note["y"])
    for note, place in zip(labels, spread([note["y"] for note in labels], gap), strict=True):
        note["y"] = place


def _common_colours(parts: Any, low: str, high: str) -> None:
    scaled = [part for part in parts if part and isinstance(part.get(low), (int, float)) and high in part]
    if scaled:
        least, most = min(part[low] for part in scaled), max(part[high] for part in scaled)
        for part in scaled:
            part |= {low: least, high: most}
