"""What the page's script needs to filter points and to make their charts anew: plain numbers, by point."""

from collections.abc import Iterator
from typing import Any

from simulation.charts.language import Language
from simulation.charts.sweeps import frontier, lever_map, parallel, response, tornado
from simulation.charts.sweeps.points import Points, month_of
from simulation.charts.sweeps.settings import Setting
from simulation.report.packing import packed, rounded
from simulation.report.sweeps.findings import shown_measures

DIGITS = 5


def blocks(seen: Points, language: Language) -> Iterator[tuple[str, str]]:
    """Names and contents of the packed parts: the points, then their values by measure and month."""
    yield "sweep-data", packed(rounded(page_data(seen, language), DIGITS))
    for measure in range(len(seen.measures)):
        for month in range(len(seen.months)):
            values = {
                name: getattr(seen, name)[:, measure, month] for name in ("mean", "low", "median", "high")
            }  # fmt: skip
            yield f"values-{measure}-{month}", packed(rounded(values, DIGITS))


def page_data(seen: Points, language: Language) -> dict[str, Any]:
    """Points, settings and words; positions of settings by which charts are made, in their order."""
    curves, bars, lines = (part.data(seen) for part in (response, tornado, parallel))
    order = {one: number for number, one in enumerate(seen.settings)}
    return {
        "number": seen.number.tolist(),
        "runs": seen.runs.tolist(),
        "failed": seen.failed.tolist(),
        "chance": seen.chance if seen.aimed else None,
        "settings": [_setting(one, language) for one in seen.settings],
        "measures": shown_measures(seen, language),
        "months": [month_of(month, language) for month in seen.months],
        "at": list(seen.at),
        "money": seen.money,
        "dots": response.MOST_DOTS,
        "cells": lever_map.MOST_CELLS_WRITTEN,
        "drawn": frontier.MOST_DOTS,
        "lines": parallel.MOST_LINES,
        "narrow": parallel.MOST_NARROW,
        "response": [order[one.setting] for one in curves.curves],
        "tornado": [order[one.setting] for one in bars.effects[: tornado.MOST]],
        "parallel": [order[one] for one in lines.settings],
        "words": words(language),
    }


def _setting(one: Setting, language: Language) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": one.name(language),
        "place": one.place,
        "numeric": one.numeric,
        "binned": not one.levels,
        "level": one.level.tolist(),
        "labels": one.labels(language),
        "centres": one.centres.tolist(),
    }
    if not one.levels:
        made["positions"] = one.positions
    return made


def words(language: Language) -> dict[str, str]:
    """What the script says."""
    say = language.text
    return {
        "across": say("across"),
        "down": say("down"),
        "colour": say("shown by colour"),
        "chance": say("probability of the target"),
        "shown": say("{shown} of {all} points shown", shown="{shown}", all="{all}"),
        "filtered": say(
            "Shown here: {measure}, {month}; {shown} of {all} points.",
            measure="{measure}",
            month="{month}",
            shown="{shown}",
            all="{all}",
        ),  # fmt: skip
        "nothing": say("No point is left: widen the filters."),
        "point": say("Point {number}", number="{number}"),
        "points": say("points"),
        "met": say("target met with probability {chance}", chance="{chance}"),
        "millions": say("€{value} M", value="{value}"),
        "no point": say("There is no such point."),
        "choose": say("Show point {number}", number="{number}"),
        "none": say("as it is"),
        "runs": say("replicates recorded"),
        "failed": say("replicates that failed"),
        "probability": say("probability"),
        "first": say("The first {number} of {all} points.", number="{number}", all="{all}"),
        "copied": say("Copied."),
        "number": say("point"),
    }
