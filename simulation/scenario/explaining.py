"""What the schema refuses, in sentences: where it stands, what is allowed, and what was probably meant."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulation.language import say, text_of
from simulation.scenario.description import all_settings, allowed, alternatives, described_at, number
from simulation.scenario.inheritance import Family
from simulation.scenario.levers import USES_OF_DAYS
from simulation.scenario.problems import MOST_JUDGED, Place, Problem, did_you_mean, listed, nearest
from simulation.scenario.tree import Node, Path


@dataclass(frozen=True)
class Complaint:
    """A refusal of the schema: the path to the value, what is wrong, and what to do about it."""

    path: Path
    message: str
    suggestion: str = ""
    missing: bool = False
    whole: bool = False
    """Whether nothing around the value can be judged either."""

    @property
    def left_out(self) -> Path:
        """What has to be left out so that the rest can be judged."""
        if self.path[:1] in (("uncertainties",), ("prices",)):
            return self.path[:2]
        return self.path[:-1] if self.missing or self.whole else self.path


def field_name(path: Path) -> str:
    """A path in dotted words; entries of lists are counted from 1."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def place_of(root: Node, path: Path) -> Place:
    """Where the value of a path stands, or the nearest value around it."""
    found, around = root.place, root
    for position, step in enumerate(path):
        node = around.child(step)
        if node is None:
            break
        around = node
        last = position == len(path) - 1
        found = (node.key if last and node.key else None) or node.place or found
    return found or Place("", 1, 1)


def value_place(root: Node, path: Path) -> Place:
    """Where the value itself stands, not its key."""
    node = node_at(root, path)
    return node.place if node is not None and node.place is not None else place_of(root, path)


def node_at(root: Node, path: Path) -> Node | None:
    """The value at a path, if there is one."""
    node: Node | None = root
    for step in path:
        node = node.child(step) if node is not None else None
    return node


def problem_at(family: Family, path: Path, message: str, suggestion: str = "", at_key: bool = False) -> Problem:
    """A problem with the value at a path, in whichever file of the family it stands."""
    place = (place_of if at_key else value_place)(family.root, path)
    lines = next((held.lines for held in (*family.documents, *family.tables) if held.file == place.file), [])
    excerpt = lines[place.line - 1] if place.line <= len(lines) else ""
    return Problem(place.file, place.line, place.column, field_name(path), message, suggestion, excerpt)


def complaints(error: ValidationError, root: Node) -> list[Complaint]:
    """The schema's refusals, each once, in the order of the schema; at most `MOST_JUDGED`."""
    found: dict[tuple, Complaint] = {}
    refused = [(_path(root, given["loc"]), given) for given in error.errors(include_url=False)]
    for path, given in refused:
        if len(found) >= MOST_JUDGED:
            break
        if given["type"] == "too_short" and any(_inside(other, path) for other, _ in refused if other != path):
            # Entries that were refused count as absent; their own complaint says more.
            continue
        node = node_at(root, path)
        branch = str(given["loc"][-1]).startswith("literal[")
        if branch and node is not None and isinstance(node.value, (list, dict)):
            # One of two ways to write a value; the other way's complaint is the one that helps.
            continue
        complaint = _complaint(path, given, node)
        before = found.get((path, complaint.missing))
        if before is None or len(complaint.message) > len(before.message):
            found[path, complaint.missing] = complaint
    return list(found.values())


def _inside(path: Path, container: Path) -> bool:
    return path[: len(container)] == container


def _path(root: Node, location: tuple) -> Path:
    """The path in the file of a location in the schema, which also names branches and steps that were not written."""
    node = root
    path: list[str | int] = []
    for position, step in enumerate(location):
        if isinstance(step, int) and node is not None and not isinstance(node.value, list):
            # The schema wraps a value without dates into one step.
            break
        child = node.child(step) if node is not None else None
        last = position == len(location) - 1
        if child is not None:
            node, path = child, [*path, step]
        elif last and isinstance(step, str) and node is not None and isinstance(node.value, dict):
            branch = isinstance(node.value.get("kind"), Node) and node.value["kind"].value == step
            branch = branch or step.startswith(("literal[", "tuple["))
            if not branch:
                path.append(step)
    return tuple(path)


def _complaint(path: Path, given: ErrorDetails, node: Node | None) -> Complaint:
    kind, context = given["type"], given.get("ctx", {})
    described = described_at(path)
    if kind == "extra_forbidden":
        return _unknown(path)
    if kind == "missing":
        what = described.get("description", "")
        return Complaint(
            path,
            say("is missing. {what}", what=say(what)) if what else say("is missing."),
            say("Write {name}: {allowed}.", name=path[-1], allowed=allowed(described)) if described else "",
            missing=True,
        )
    if kind == "value_error":
        if path[0] == "uncertainties" and len(path) == 2 and node is not None:
            return _uncertain(path, described, node, text_of(context["error"]))
        return Complaint(path, _sentence(text_of(context["error"])), _hint(path, described, node))
    if kind in ("union_tag_invalid", "literal_error", "union_tag_not_found"):
        return _not_among(path, kind, described, node)
    if kind in ("too_long", "too_short") and isinstance(given["input"], (list, tuple, dict)):
        bound = context.get("max_length", context.get("min_length"))
        count = len(given["input"])
        return Complaint(
            path,
            say("has too few entries: {count} instead of {bound}.", count=count, bound=bound)
            if kind == "too_short"
            else say("has too many entries: {count} instead of {bound}.", count=count, bound=bound),
        )
    shown = _shown(node.value if node is not None else given["input"])
    words = allowed(described) or say("something else")
    return Complaint(path, say("must be {words}, not {shown}.", words=words, shown=shown), _hint(path, described, node))


def first_mistake(error: ValidationError, plain: dict) -> str:
    """The first thing wrong with a scenario that was put together from plain mappings: its place and what."""
    for one in complaints(error, Node.of(plain)):
        return f"{field_name(one.path)}: {one.message}"
    return say("it does not make a scenario.")


def _uncertain(path: Path, described: dict, node: Node, message: str) -> Complaint:
    """A best value or distribution that does not fit, pointing at the figure."""
    low, high = described["low"], described["high"]
    distribution = node.child("distribution")
    if message.startswith("best, low and high"):
        for inner in (("best",), ("distribution", "low"), ("distribution", "high")):
            held = node_at(node, inner)
            figure = held.value if held is not None else None
            if isinstance(figure, int | float) and not low <= figure <= high:
                bounds = say(
                    "must lie between {low} and {high} ({unit}), not {value}.",
                    low=number(low),
                    high=number(high),
                    unit=say(described["unit"]),
                    value=number(figure),
                )
                return Complaint((*path, *inner), bounds)
    if message.startswith("the best value") and distribution is not None and distribution.place is None:
        return Complaint(
            (*path, "best"), _sentence(message), say("These come from the schema: give distribution: as well.")
        )
    return Complaint(path, _sentence(message))


def _sentence(text: str) -> str:
    return text if text.endswith(".") else say("{sentence}.", sentence=text)


_GONE = {
    ("levers", "trainers", f"share_{use}"): (
        say(
            "A trainer has one account of days: order_of_uses says which use comes first, "
            "days_per_month how many there are. Remove it."
        )
    )
    for use in USES_OF_DAYS
} | {
    ("uncertainties", "inactivity_effect"): (
        say("activity_decay says how activity declines with the years since certification. Remove this.")
    )
}
"""Settings of earlier editions, and what stands in their place."""


def _unknown(path: Path) -> Complaint:
    key, around = str(path[-1]), path[:-1]
    known = [name for way in alternatives(described_at(around)) for name in way.get("properties", {})]
    where = say(" in {around}", around=field_name(around)) if around else ""
    message = say("there is no such setting{where}.", where=where)
    if path in _GONE:
        return Complaint(path, say("there is no such setting any more."), _GONE[path])
    near = nearest(key, known)
    if key.isdigit():
        return Complaint(path, message, say("A decimal comma? Numbers have a point: 2.5."))
    if near:
        return Complaint(path, message, say("Did you mean {found}?", found=near))
    elsewhere = [setting for setting in all_settings() if setting[-1] == key]
    if elsewhere:
        return Complaint(
            path,
            message,
            say(
                "It belongs in {sections}.",
                sections=listed(field_name(found[:-1]) or say("the top level") for found in elsewhere),
            ),
        )
    return Complaint(path, message, say("Known here: {known}.", known=listed(known)) if known else "")


def _not_among(path: Path, kind: str, described: dict, node: Node | None) -> Complaint:
    known: list[Any] = []
    for way in alternatives(described):
        known += way.get("enum", []) or ([way["const"]] if "const" in way else [])
        known += [
            held["const"] for name, held in way.get("properties", {}).items() if name == "kind" and "const" in held
        ]
    if kind == "union_tag_not_found":
        return Complaint(
            (*path, "kind"),
            say("is missing: the kind of distribution."),
            say("Write kind: {known}.", known=listed(known)),
            True,
        )
    value = node.value if node is not None else None
    whole = kind == "union_tag_invalid"
    if whole and isinstance(value, dict):
        path, value = (*path, "kind"), value["kind"].value
    else:
        words = allowed(described)
        if not isinstance(value, str):
            return Complaint(path, say("must be {words}, not {value}.", words=words, value=_shown(value)))
    suggestion = did_you_mean(str(value), known)
    return Complaint(
        path, say("must be {words}, not {value}.", words=listed(known), value=_shown(value)), suggestion, whole=whole
    )


def _shown(value) -> str:
    if value is None:
        return say("empty (null)")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return say("a mapping")
    if isinstance(value, (list, tuple)):
        return say("a list")
    if isinstance(value, str):
        return (
            say('the text "{value}"', value=value if len(value) <= 40 else f"{value[:40]}…")
            if value
            else say("an empty text")
        )
    return number(value)


def _hint(path: Path, described: dict, node: Node | None) -> str:
    """What was probably meant by a value of the wrong kind."""
    value = node.value if node is not None else None
    kinds = {way.get("type") for way in alternatives(described)}
    numeric = bool(kinds & {"number", "integer"})
    if isinstance(value, str) and numeric:
        text = value.strip().replace("\u00a0", " ").replace("\u202f", " ")
        if re.fullmatch(r"[-+]?[\d.,]+ ?%", text):
            return (
                say("Write {value}.", value=number(float(text.rstrip(" %").replace(",", ".")) / 100))
                if text.count(".") < 2
                else ""
            )
        if re.fullmatch(r"[-+]?\d+,\d+", text):
            return say("Numbers have a decimal point: {text}.", text=text.replace(",", "."))
        if re.fullmatch(r"\d{1,3}([ _']\d{3})+", text):
            return say("Write it without separators: {value}.", value=re.sub(r"[^0-9]", "", text))
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
            return say("Write it without quotation marks: {text}.", text=text)
    if isinstance(value, str) and "boolean" in kinds and value.casefold() in ("yes", "no", "on", "off", "oui", "non"):
        return say("Write {value}.", value="true" if value.casefold() in ("yes", "on", "oui") else "false")
    if isinstance(value, dict) and "dated steps" in allowed(described):
        return say("Dated steps are a list: [{{from: 2026-01, value: …}}].")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        properties = described.get("properties", {})
        if "best" in properties:
            return say("Write {name}: {{best: {value}}}.", name=path[-1], value=number(value))
        if "year" in properties:
            return say("Write {name}: {{value: {value}, year: 2025, source: …}}.", name=path[-1], value=number(value))
        if numeric and "share" in described.get("unit", "") and 5 <= value <= 100:
            return say("A share of {value} % is written {share}.", value=number(value), share=number(value / 100))
    if isinstance(value, str) and (month := re.fullmatch(r"(\d{4})-(\d{1,2})(-\d{1,2})?", value)):
        offered = f"{month[1]}-{int(month[2]):02d}"
        if 1 <= int(month[2]) <= 12 and offered != value:
            return say("Write {value}.", value=offered)
    if isinstance(value, str) and (month := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", value)) and 1 <= int(month[1]) <= 12:
        return say("Write {year}-{month:02d}.", year=month[2], month=int(month[1]))
    return ""
