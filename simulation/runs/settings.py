"""Settings of a scenario by their place in dotted words, such as `levers.trainers.at_start[Bretagne].trainers`.

Brackets choose an entry of a list: by its number from 1, or by its name, place, region, kind, month or from. A value
with dated steps can be set as a whole, or from a month on: `levers.trainers.days_per_month[2027-01]`.
"""

import re
from typing import Any

from simulation.language import say, sentences
from simulation.scenario.names import same_name
from simulation.scenario.problems import Told, did_you_mean, listed
from simulation.scenario.quantities import EVER, FIRST_YEAR, LAST_YEAR, MONTH_PATTERN, month_number
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

_PART = re.compile(r"([A-Za-z_]\w*)(?:\[([^\[\]]+)\])?")
_MONTH = re.compile(MONTH_PATTERN)
_LIKE_A_MONTH = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,4}|[^\W\d]+ [0-9]{4}")
_NAMING = ("name", "place", "region", "kind", "month", "from")


class SettingError(Told, ValueError):
    """A place that a scenario does not have; the message says what there is instead."""


def parts_of(path: str) -> list[tuple[str, str | None]]:
    """The names of a place, each with what stands in brackets behind it."""
    found, position = [], 0
    while True:
        part = _PART.match(path, position)
        if part is None:
            raise SettingError(
                say("{path!r} is not the place of a setting, such as levers.trainers.days_per_month", path=path)
            )
        found.append((part[1], part[2]))
        position = part.end()
        if position == len(path):
            return found
        if path[position] != ".":
            raise SettingError(
                say(
                    "{path!r} is not the place of a setting: after {before!r} a point is expected",
                    path=path,
                    before=path[:position],
                )
            )
        position += 1


def setting(scenario: Scenario, path: str) -> Any:
    """The value at a place, plain. Raises SettingError."""
    holder, key = _find(plain_scenario(scenario), path)
    return holder[key]


def changed(scenario: Scenario, values: dict[str, Any]) -> dict[str, Any]:
    """The scenario as plain mappings with some settings replaced. An uncertainty given a number is fixed at it.

    Raises SettingError.
    """
    plain = plain_scenario(scenario)
    for path, value in values.items():
        holder, key = _find(plain, path)
        if is_uncertainty(path):
            holder[key] = fixed_at(value)
        elif path.startswith("prices.") and isinstance(holder[key], dict):
            holder[key] = {**holder[key], "value": value}
        else:
            holder[key] = value
    return plain


def fixed_at(value: Any) -> dict[str, Any]:
    """An uncertainty, as plain mappings, that always takes a value."""
    return {"best": value, "distribution": {"kind": "fixed"}, "source": "set by a sweep"}


def is_uncertainty(path: str) -> bool:
    """Whether a place is that of an uncertainty as a whole."""
    return path.startswith("uncertainties.") and path.count(".") == 1


def _find(plain: dict[str, Any], path: str) -> tuple[Any, Any]:
    """What holds the value at a place, and its key or position there."""
    holder: Any = None
    key: Any = None
    held: Any = plain
    for name, chosen in parts_of(path):
        if not isinstance(held, dict):
            raise SettingError(say("{path}: there is nothing beneath {key}", path=path, key=key))
        if name not in held:
            offer = did_you_mean(name, held) or _known(held)
            raise SettingError(sentences(say("{path}: there is no setting {name}.", path=path, name=name), offer))
        holder, key, held = held, name, held[name]
        if chosen is not None:
            holder, key = _entry(holder, name, chosen, path)
            held = holder[key]
    return holder, key


def _known(held: dict[str, Any]) -> str:
    return say("Known here: {held}.", held=listed(held)) if held else ""


def _entry(holder: Any, name: str, chosen: str, path: str) -> tuple[Any, Any]:
    """An entry of a list, or the step from a month on, which is made if there is none."""
    entries = holder[name]
    if _MONTH.fullmatch(chosen) and (not isinstance(entries, list) or _is_steps(entries)):
        return _step(holder, name, chosen), "value"
    if not isinstance(entries, list) or _is_steps(entries):
        if _LIKE_A_MONTH.fullmatch(chosen) or not isinstance(entries, list) and chosen.isdigit() and len(chosen) == 4:
            raise SettingError(
                say(
                    "{path}: a month is written YYYY-MM, from {first_year}-01 to {last_year}-12, not {chosen!r}",
                    path=path,
                    first_year=FIRST_YEAR,
                    last_year=LAST_YEAR,
                    chosen=chosen,
                )
            )
    if not isinstance(entries, list):
        raise SettingError(say("{path}: {name} is not a list", path=path, name=name))
    names = [next((str(entry[key]) for key in _NAMING if key in entry), "") for entry in entries]
    # A name comes first: a region may be called 01.
    found = chosen if names.count(chosen) == 1 else same_name(chosen, names) if chosen not in names else None
    if found is not None:
        return entries, names.index(found)
    if chosen.isascii() and chosen.isdigit():
        if not 1 <= int(chosen) <= len(entries):
            raise SettingError(say("{path}: {name} has {entries} entries", path=path, name=name, entries=len(entries)))
        return entries, int(chosen) - 1
    if chosen in names:
        raise SettingError(
            say(
                "{path}: {count} entries of {name} are called {chosen}; give its number",
                path=path,
                count=names.count(chosen),
                name=name,
                chosen=chosen,
            )
        )
    found = did_you_mean(chosen, names) or (
        say("There are: {names}.", names=listed(names)) if names else say("The list is empty.")
    )
    raise SettingError(
        sentences(say("{path}: no entry of {name} is called {chosen}.", path=path, name=name, chosen=chosen), found)
    )


def _is_steps(entries: list) -> bool:
    steps = ({"from", "value"}, {"from", "value", "over"})
    return bool(entries) and all(isinstance(entry, dict) and entry.keys() in steps for entry in entries)


def _step(holder: Any, name: str, month: str) -> dict[str, Any]:
    steps = holder[name] if isinstance(holder[name], list) else [{"from": EVER, "value": holder[name]}]
    found = next((step for step in steps if step["from"] == month), None)
    if found is None:
        before = [step for step in steps if month_number(step["from"]) < month_number(month)] or steps[:1]
        found = {"from": month, "value": before[-1]["value"]}
        steps = sorted([*steps, found], key=lambda step: month_number(step["from"]))
    holder[name] = steps
    return found
