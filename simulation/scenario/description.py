"""The schema in words and as JSON Schema: units, bounds, descriptions, and how a value may be written."""

import copy
import functools
from typing import Any

from simulation.language import Message, say
from simulation.scenario.schema import Scenario

type Described = dict[str, Any]
"""A part of the JSON Schema."""


@functools.cache
def json_schema() -> Described:
    """The JSON Schema of scenario files, for editors and for the messages."""
    raw = Scenario.model_json_schema(by_alias=True)
    definitions = raw["$defs"]
    for part in [*definitions.values(), raw]:
        for name, described in part.get("properties", {}).items():
            reference = described.get("$ref", "").removeprefix("#/$defs/")
            if reference.startswith("Stepped_"):
                step = definitions[definitions[reference]["items"]["$ref"].removeprefix("#/$defs/")]
                del described["$ref"]
                described |= _stepped(step)
            elif reference == "Uncertain":
                part["properties"][name] = _uncertain(described)
            elif reference and reference != "Price":
                # A section's default is what its own settings say.
                described.pop("default", None)
    _drop_generated(definitions)
    register = definitions["Initial"]["properties"]["register"]
    rows = {key: register.pop(key) for key in ("type", "items", "maxItems")}
    register["anyOf"] = [{"type": "string", "format": "uri-reference"}, rows]
    raw["properties"]["population"]["anyOf"].append({"type": "string", "format": "uri-reference"})
    extends = {
        "type": "string",
        "description": "The scenario that this file builds on: a name, or a path to a file.",
    }
    raw["properties"] = {"extends": extends, **raw["properties"]}
    raw["required"] = ["name"]
    # Files that extend another give what they change, so nothing inside these is required of them.
    for name in ("Uncertain", "Price", "Target"):
        definitions[name].pop("required", None)
    for part in (raw, *definitions.values()):
        part.pop("title", None)
        for described in part.get("properties", {}).values():
            described.pop("title", None)
            if "description" in described:
                described["description"] = " ".join(described["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Essaim scenario", **raw}


@functools.cache
def editor_schema() -> Described:
    """The JSON Schema as editors get it: a section may also stand empty, as in files written by `essaim new`."""
    schema = copy.deepcopy(json_schema())
    for path in all_settings():
        if is_section(path):
            reference = described_reference(path)
            schema["$defs"][reference]["type"] = ["object", "null"]
    return schema


def described_reference(path: tuple) -> str:
    """The name under which the schema holds the section at a path."""
    part = json_schema()
    for step in path:
        part = resolved(part)["properties"][step]
    return part["$ref"].removeprefix("#/$defs/")


def _stepped(step: Described) -> Described:
    value = {key: held for key, held in step["properties"]["value"].items() if key not in ("title", "description")}
    ways: list[Described] = value["anyOf"] if list(value) == ["anyOf"] else [value]
    held = copy.deepcopy(ways[0] if len(ways) == 1 else {"anyOf": ways})
    steps = {
        "type": "array",
        "minItems": 1,
        "description": "Dated steps: before the first one's month, the first value holds.",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["from", "value"],
            "properties": {
                "from": _without_title(step["properties"]["from"]),
                "value": {**held, "description": "The value from that month on."},
                **({"over": _without_title(step["properties"]["over"])} if _is_number(ways) else {}),
            },
        },
    }
    return {"anyOf": [*ways, steps]}


def _is_number(ways: list[Described]) -> bool:
    return any(way.get("type") in ("number", "integer") for way in ways)


def _without_title(described: Described) -> Described:
    found = {key: held for key, held in described.items() if key != "title"}
    return {**found, "description": " ".join(found["description"].split())}


def _uncertain(described: Described) -> Described:
    bounds = {"minimum": described["low"], "maximum": described["high"]}
    return {**described, "properties": {"best": {"type": "number", **bounds}}}


def _drop_generated(definitions: Described) -> None:
    for name in [name for name in definitions if name.startswith(("Step_", "Stepped_"))]:
        del definitions[name]


def resolved(described: Described) -> Described:
    """A part of the schema with its reference followed; what stands beside the reference wins."""
    while "$ref" in described:
        target = json_schema()["$defs"][described["$ref"].removeprefix("#/$defs/")]
        beside = {key: held for key, held in described.items() if key != "$ref"}
        properties = {**target.get("properties", {})}
        for name, held in beside.pop("properties", {}).items():
            properties[name] = {**properties.get(name, {}), **held}
        described = {**target, **beside, **({"properties": properties} if properties else {})}
    return described


def alternatives(described: Described) -> list[Described]:
    """The ways in which a value may be written."""
    described = resolved(described)
    ways = described.get("anyOf") or described.get("oneOf")
    if not ways:
        return [described]
    return [found for way in ways for found in alternatives(way)]


def described_at(path: tuple, value: Any = None) -> Described:
    """The part of the schema that describes the value at a path; empty if the schema has nothing there."""
    described: Described = json_schema()
    for step in path:
        for way in alternatives(described):
            found = way.get("items") if isinstance(step, int) else way.get("properties", {}).get(step)
            if found is None and isinstance(step, str) and isinstance(way.get("additionalProperties"), dict):
                found = {"unit": resolved(described).get("unit", ""), **way["additionalProperties"]}
            if found is not None:
                described = found
                break
        else:
            return {}
    return resolved(described)


def is_section(path: tuple) -> bool:
    """Whether a path leads to a group of settings (levers, trainers, …) rather than to a value."""
    described = described_at(path)
    return "properties" in described and described.get("type") == "object"


def number(value: float) -> str:
    """A figure as a planner would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if abs(value) < 1e15 and value == int(value):
        return f"{int(value):,}".replace(",", " ") if abs(value) >= 10_000 else str(int(value))
    return f"{value:.10g}"


def allowed(described: Described) -> Message | str:
    """What a value may be, in words: kind, bounds and unit; an empty text where the schema says nothing."""
    ways = alternatives(described)
    found = [words for way in ways if (words := _allowed_way(way, len(ways) > 1))]
    if not found:
        return ""
    text = found[0]
    for words in found[1:]:
        text = say("{first}, or {second}", first=text, second=words)
    unit = resolved(described).get("unit", "")
    return say("{kind} ({unit})", kind=text, unit=say(unit)) if unit else text


def _allowed_way(way: Described, is_one_of_several: bool) -> Message | str:
    """One of the ways in which a value may be written."""
    if "enum" in way or "const" in way:
        return _any_of(way.get("enum", [way.get("const")]))
    if way.get("type") in ("integer", "number"):
        return _bounds(way)
    if way.get("type") == "boolean":
        return say("true or false")
    if way.get("type") == "null":
        return "null"
    if way.get("pattern"):
        return say("a month, YYYY-MM")
    if way.get("format") == "uri-reference":
        return say("the path of a CSV file")
    if way.get("type") == "string":
        if "maxLength" not in way:
            return say("text")
        return say("text of {least} to {most:,} characters", least=way.get("minLength", 0), most=way["maxLength"])
    if way.get("type") == "array":
        from_steps = "from" in resolved(way.get("items", {})).get("properties", {}) and is_one_of_several
        return say("dated steps") if from_steps else say("a list")
    if way.get("type") == "object":
        names = list(way.get("properties", {}))
        if len(names) > 6:
            return say("a mapping of {names}, …", names=names[:6])
        return say("a mapping of {names}", names=names) if names else say("a mapping")
    return ""


def _any_of(words: list[str]) -> Message | str:
    text = words[0]
    for word in words[1:]:
        text = say("{first} or {second}", first=text, second=word)
    return text


def _bounds(way: Described) -> Message:
    is_whole = way["type"] == "integer"
    low, high = (None if way.get(name) is None else number(way[name]) for name in ("minimum", "maximum"))
    if low is not None and high is not None:
        kind = (
            say("a whole number from {low} to {high}", low=low, high=high)
            if is_whole
            else say("a number from {low} to {high}", low=low, high=high)
        )
    elif low is not None:
        kind = (
            say("a whole number of at least {low}", low=low) if is_whole else say("a number of at least {low}", low=low)
        )
    else:
        kind = say("a whole number") if is_whole else say("a number")
    if "exclusiveMinimum" in way:
        above = number(way["exclusiveMinimum"])
        kind = (
            say("{kind} above {above}", kind=kind, above=above)
            if high is None
            else say("{kind} above {above}, at most {high}", kind=kind, above=above, high=high)
        )
    if "multipleOf" in way:
        kind = say("{kind} in steps of {step}", kind=kind, step=number(way["multipleOf"]))
    return kind


@functools.cache
def all_settings() -> tuple[tuple[str, ...], ...]:
    """The path of every setting that the schema knows, lists and weights aside."""
    found = []

    def walk(described: Described, path: tuple[str, ...]) -> None:
        for name, child in resolved(described).get("properties", {}).items():
            found.append((*path, name))
            if len(path) < 3 and is_section((*path, name)):
                walk(child, (*path, name))

    walk(json_schema(), ())
    return tuple(found)
