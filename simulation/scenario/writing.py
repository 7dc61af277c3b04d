"""Scenarios back to text: canonical YAML, a fingerprint of what decides numbers, and what one changes of another."""

import functools
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.schema import RegisterRow, Scenario

_ALWAYS = "0000-01"
_PLAIN_TEXT = re.compile(r"[^\W\d_][\w '’.()/+-]*[\w.)]|[^\W\d_]")
_RESERVED = re.compile(r"(?i:null|true|false|yes|no|on|off|inf|nan|y|n)")
_MONTH = re.compile(r"\d{4}-\d{2}")
_NOT_NUMBERS = ("name", "description", "vocabulary")


def plain_scenario(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain mappings, lists, text and numbers, as a file would give it."""
    return _unwrapped(scenario.model_dump(mode="json", by_alias=True))


def _unwrapped(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"from", "value", "over"} and value["over"] is None:
            # A step that acts at once is written without its ramp.
            return {"from": value["from"], "value": value["value"]}
        return {key: _unwrapped(held) for key, held in value.items()}
    if isinstance(value, list):
        steps = [_unwrapped(held) for held in value]
        # A value that never changes is written without steps.
        if len(steps) == 1 and isinstance(steps[0], dict) and steps[0].keys() == {"from", "value"}:
            if steps[0]["from"] == _ALWAYS:
                return steps[0]["value"]
        return steps
    return value


def scenario_yaml(scenario: Scenario) -> str:
    """The resolved scenario as YAML that loads again to the same scenario."""
    return plain_yaml(plain_scenario(scenario))


def plain_yaml(plain: dict[str, Any]) -> str:
    """The same of a scenario as `plain_scenario` gives it."""
    return "\n".join(text for text, _ in yaml_lines(plain)) + "\n"


def yaml_lines(value: dict, indent: int = 0, path: tuple = ()) -> Iterator[tuple[str, tuple | None]]:
    """The lines of a mapping in YAML, each with the path of the value that it ends with, if it ends with one."""
    for key, held in value.items():
        yield from _entry(f"{' ' * indent}{scalar_text(key)}:", held, indent + 2, (*path, key))


def _entry(start: str, held: Any, indent: int, path: tuple) -> Iterator[tuple[str, tuple | None]]:
    if isinstance(held, dict) and held and not _is_short(held):
        yield start, None
        yield from yaml_lines(held, indent, path)
    elif isinstance(held, list) and any(isinstance(item, (dict, list)) for item in held):
        yield start, None
        for position, item in enumerate(held):
            yield from _list_item(item, indent, (*path, position))
    else:
        yield f"{start} {flow_text(held)}", path


def _list_item(item: Any, indent: int, path: tuple) -> Iterator[tuple[str, tuple | None]]:
    dash = f"{' ' * indent}- "
    if not isinstance(item, dict) or _is_short(item):
        yield dash + flow_text(item), path
        return
    for position, (line, where) in enumerate(yaml_lines(item, indent + 2, path)):
        yield (dash + line[indent + 2 :] if position == 0 else line), where


def _is_short(held: dict) -> bool:
    """Steps, distributions and the rows of a register are read best on one line."""
    if held.keys() == set(RegisterRow.model_fields):
        return True
    return held.keys() >= {"from", "value"} and len(held) <= 3 or "kind" in held and "per_year" not in held


def flow_text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(held) for held in value) + "]"
    return scalar_text(value)


def scalar_text(value: Any) -> str:
    """A single value in YAML; text in quotes unless it cannot be taken for anything else."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _MONTH.fullmatch(value) or _PLAIN_TEXT.fullmatch(value) and not _RESERVED.fullmatch(value):
        return value
    return '"' + "".join(_escaped(character) for character in value) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    return {"\n": "\\n", "\t": "\\t"}.get(character, f"\\U{ord(character):08X}")


def fingerprint(scenario: Scenario) -> str:
    """64 hexadecimal digits that are the same for scenarios with the same numbers.

    Left out: name, description, vocabulary and the sources of figures. The headcounts are taken in, so a new table of
    France changes the fingerprint of the scenarios that use it.
    """
    return plain_and_fingerprint(scenario)[1]


def plain_and_fingerprint(scenario: Scenario) -> tuple[dict[str, Any], str]:
    """`plain_scenario` and `fingerprint` in one."""
    plain = plain_scenario(scenario)
    numbers = {key: held for key, held in plain.items() if key not in _NOT_NUMBERS}
    numbers["population"] = _cells(geography_of(scenario))
    for section in ("prices", "uncertainties"):
        numbers[section] = {
            name: {key: held for key, held in figure.items() if key != "source"}
            for name, figure in numbers[section].items()
        }
    return plain, hashlib.sha256(json.dumps(numbers, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


@functools.lru_cache(maxsize=64)
def _cells(geography: Geography) -> list[dict[str, Any]]:
    return [cell.model_dump() for cell in geography.cells]


def changes(child: Scenario, parent: Scenario) -> list[tuple[str, Any, Any]]:
    """What one scenario changes of another: field in dotted words, value before, value after (None: not there)."""
    before, after = figures(plain_scenario(parent)), figures(plain_scenario(child))
    fields = [field for field in before if field not in after] + list(after)
    return [
        (field, before.get(field), after.get(field))
        for field in fields
        if field.partition(".")[0] not in _NOT_NUMBERS and before.get(field) != after.get(field)
    ]


def figures(value: dict, path: str = "") -> dict[str, Any]:
    """The figures of `plain_scenario` by their field in dotted words; lists and distributions stay whole."""
    found: dict[str, Any] = {}
    for key, held in value.items():
        field = f"{path}.{key}" if path else key
        if isinstance(held, dict) and held and "kind" not in held:
            found |= figures(held, field)
        else:
            found[field] = held
    return found
