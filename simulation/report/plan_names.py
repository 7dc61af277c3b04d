"""What the decisions of a plan are called: what, where, when, and how much in a planner's unit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from simulation.charts.calibrated import digits
from simulation.charts.language import Language

_SIZES = {
    "trainer_days": "step", "animation": "step", "coordination": "step", "nominations": "places_each",
    "programmes": "headcount", "days_bought": "days_per_month",
}  # fmt: skip
"""Where a plan file says how much one unit is."""
LEVELS = ("trainer_days", "animation", "coordination", "days_bought")
"""What is had of for a time, so that several years do not add up."""


def what(kind: str, language: Language) -> str:
    """What is decided, with its unit."""
    say = language.text
    return {
        "facilitator_courses": say("facilitator courses"),
        "trainer_courses": say("trainer courses"),
        "trainers_hired": say("trainers hired"),
        "days_bought": say("days a month of trainers from outside"),
        "nominations": say("persons named as candidates"),
        "calls": say("calls for applicants"),
        "programmes": say("persons in programmes ordered"),
        "trainer_days": say("days a month more of each trainer"),
        "animation": say("level of animation, more"),
        "coordination": say("days of coordination a month, more"),
        "order_of_uses": say("another order of what trainers’ days are used for"),
    }[kind]


def amount(one: Mapping[str, Any], units: float) -> float:
    """So many units of a decision, in the unit of its name."""
    size = _SIZES.get(one["what"])
    return units if size is None else units * one["entry"][size]


def amount_text(one: Mapping[str, Any], units: float, language: Language) -> str:
    """The same as text."""
    found = amount(one, units)
    return language.number(found) if found == round(found) else digits(found, language)


def place_name(name: str, language: Language) -> str:
    """A region, or the whole national territory."""
    return language.text("whole national territory") if name == "national" else name


def where(one: dict[str, Any], language: Language) -> str:
    """Where, and whether remotely; for persons named, by whom."""
    places = ", ".join(place_name(name, language) for name in one["places"]) or one["entry"].get("administration", "")
    return language.text("{place}, remote", place=places) if one.get("remote") else places or "–"


def month(text: str, language: Language) -> str:
    """A month (YYYY-MM) in short."""
    return language.short_month(_first_day(text))


def when(one: dict[str, Any], language: Language) -> str:
    """The months of a decision."""
    say, first, last = language.text, one["from"], one["until"]
    if first == last:
        return language.month(_first_day(first))
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01", "12"):
        return first[:4]
    return say("{first} to {last}", first=month(first, language), last=month(last, language))


def named(one: dict[str, Any], language: Language) -> str:
    """What, where and when, in one phrase."""
    place = where(one, language)
    parts = [what(one["what"], language), *([place] if place != "–" else []), when(one, language)]
    return ", ".join(parts)


def simple(name: str, language: Language) -> str:
    """What a simple plan is called."""
    say = language.text
    return {
        "equal": say("the same part of everything, everywhere"),
        "proportional": say("courses by headcount"),
        "worst_served_first": say("worst served region first"),
        "by_waiting": say("courses when many wait for one"),
        "early": say("courses as early as possible"),
    }[name]


def uses(one: dict[str, Any], language: Language) -> str:
    """The kinds of things that a simple plan decides."""
    return ", ".join(what(kind, language) for kind in one["uses"])


def _first_day(text: str) -> date:
    return date(int(text[:4]), int(text[5:7]), 1)
