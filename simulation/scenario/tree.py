"""YAML text to plain values that remember where they stand.

The values are made from the parser's events, not by its constructor: nothing in a file can name a Python object, and
depth, aliases and duplicates are checked while the file is read.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from simulation.language import say
from simulation.scenario.problems import Place, Problem, ScenarioError
from simulation.scenario.yaml_messages import begins_earlier, syntax_message

MOST_DEPTH = 50
MOST_ALIASED = 10_000
LARGEST_NUMBER = 10**15

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEXADECIMAL = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_TAG = "tag:yaml.org,2002:"
_CORE_TAGS = {_TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq")}

type Path = tuple[str | int, ...]
"""Keys and list positions (from 0) that lead from the top of a scenario to a value."""


@dataclass
class Node:
    """A value with the place where it stands; `key` is the place of the key before it, `written` its text."""

    value: "None | bool | int | float | str | list[Node] | dict[str, Node]"
    place: Place | None = None
    key: Place | None = None
    written: str = field(default="", compare=False)

    @classmethod
    def of(cls, value) -> "Node":
        """A plain value as a node that stands nowhere."""
        if isinstance(value, dict):
            return cls({key: cls.of(child) for key, child in value.items()})
        return cls([cls.of(child) for child in value] if isinstance(value, list | tuple) else value)

    def plain(self):
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def mapping(self) -> "dict[str, Node]":
        """The value of a node that is known to be a mapping."""
        assert isinstance(self.value, dict)
        return self.value

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or at a position, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(step) if isinstance(step, str) else None
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None


@dataclass
class _Reader:
    file: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    open_anchors: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    nodes: int = 0
    aliased: int = 0

    def problem(self, line: int, column: int, message: str, suggestion: str = "", name: str = "") -> Problem:
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(self.file, line, column, name, message, suggestion, excerpt)

    def note(self, event, message: str, suggestion: str = "", name: str = "") -> None:
        place = self.place(event)
        self.problems.append(self.problem(place.line, place.column, message, suggestion, name))

    def stop(self, event, message: str, suggestion: str = "") -> ScenarioError:
        self.note(event, message, suggestion)
        return ScenarioError(self.problems)

    def place(self, event) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def read(self, text: str) -> Node | None:
        root, documents = None, 0
        events = self.events(text)
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.stop(
                        event,
                        say("the file holds several YAML documents; a scenario is one."),
                        say("Remove the line ---."),
                    )
                root = self.node(next(events), events, 1)
        return root

    def events(self, text: str) -> Iterator:
        parser = YAML(typ="safe", pure=True)
        try:
            yield from parser.parse(text)
        except ScenarioError:
            raise
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
            code = error.character if isinstance(error.character, int) else ord(error.character)
            message = say("the character U+{code:04X} is invisible and not allowed in YAML.", code=code)
            raise ScenarioError([*self.problems, self.problem(line, column, message, say("Delete it."))]) from None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if error.context_mark is not None and begins_earlier(error):
                mark = error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            message, suggestion = syntax_message(error, self.lines[line - 1] if line <= len(self.lines) else "")
            raise ScenarioError([*self.problems, self.problem(line, column, message, suggestion)]) from None
        # The parser raises errors of its own making and plain Python ones for odd input; none may reach the planner.
        except (
            YAMLError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            AssertionError,
            RecursionError,
        ) as error:
            message = say("this is not valid YAML ({name}).", name=type(error).__name__)
            raise ScenarioError([*self.problems, self.problem(1, 1, message)]) from None

    def node(self, event, events: Iterator, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise self.stop(
                event,
                say("values are nested more than {most_depth} deep; no scenario needs that.", most_depth=MOST_DEPTH),
            )
        if isinstance(event, AliasEvent):
            return self.alias(event)
        self.nodes += 1
        first = self.nodes
        self.check_tag(event)
        if event.anchor is not None:
            self.open_anchors.add(event.anchor)
        if isinstance(event, ScalarEvent):
            found = Node(self.scalar(event), self.place(event), written=event.value)
        elif isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            found = Node(items, self.place(event))
            while not isinstance(item := next(events), SequenceEndEvent):
                items.append(self.node(item, events, depth + 1))
        else:
            found = Node(self.mapping(events, depth), self.place(event))
        if event.anchor is not None:
            self.open_anchors.discard(event.anchor)
            self.anchors[event.anchor] = found
            self.sizes[event.anchor] = self.nodes - first + 1
        return found

    def mapping(self, events: Iterator, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self.node(event, events, depth + 1)
                self.node(next(events), events, depth + 1)
                self.note(event, say("a key must be a word, not a list, a mapping or an alias."))
                continue
            self.check_tag(event)
            key, place = self.text(event), self.place(event)
            child = self.node(next(events), events, depth + 1)
            if key == "<<" and event.style is None:
                self.note(
                    event,
                    say("merge keys (<<) are not part of YAML 1.2."),
                    say("Use extends: to build on another file."),
                )
            elif key in found:
                before = found[key].key
                assert before is not None  # it was set when the key was first met
                self.note(
                    event,
                    say(
                        "is given twice; first in line {line}, column {column}.", line=before.line, column=before.column
                    ),
                    say("Keep one of them."),
                    key,
                )
            else:
                found[key] = replace(child, key=place)
        return found

    def alias(self, event) -> Node:
        if event.anchor in self.open_anchors:
            raise self.stop(event, say("*{anchor} stands inside what it refers to.", anchor=event.anchor))
        if event.anchor not in self.anchors:
            self.note(event, say("*{anchor} refers to nothing: no &{anchor} stands before it.", anchor=event.anchor))
            return Node(None, self.place(event))
        # What an alias repeats counts again each time, so that aliases of aliases cannot explode.
        self.aliased += self.sizes[event.anchor]
        self.nodes += self.sizes[event.anchor]
        if self.aliased > MOST_ALIASED:
            raise self.stop(
                event,
                say(
                    "aliases (*{anchor} …) repeat more than {most_aliased:,} values.",
                    anchor=event.anchor,
                    most_aliased=MOST_ALIASED,
                ),
                say("Write the values out."),
            )
        return replace(self.anchors[event.anchor], place=self.place(event))

    def check_tag(self, event) -> None:
        tag = str(event.tag) if event.tag is not None else None
        if tag not in (None, "!") and tag not in _CORE_TAGS:
            self.note(
                event,
                say("the tag {tag} is not allowed here.", tag=tag.replace(_TAG, "!!")),
                say("Write a plain value: text, a number, true or false."),
            )

    def text(self, event) -> str:
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            self.note(
                event, say("an escape (\\u…) in this text stands for no character."), say("Write the character itself.")
            )
            return "?"
        return event.value

    def scalar(self, event):
        text, tag = self.text(event), str(event.tag) if event.tag is not None else None
        if event.style is not None or tag in ("!", _TAG + "str"):
            return text
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if _NOT_FINITE.fullmatch(text):
            self.note(event, say("{text} is not a number that can be used; every figure must be finite.", text=text))
            return 0
        if _INTEGER.fullmatch(text) or _OCTAL_OR_HEXADECIMAL.fullmatch(text):
            # Python refuses to read integers of thousands of digits.
            number: float = int(text, 0 if text[:2] in ("0o", "0x") else 10) if len(text) < 400 else LARGEST_NUMBER + 1
        elif _FLOAT.fullmatch(text):
            number = float(text)
        else:
            return text
        if not math.isfinite(number) or abs(number) > LARGEST_NUMBER:
            self.note(event, say("the number {text} is too large.", text=text[:30]))
            return 0
        return number


def read_tree(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The values of a YAML text, and what is wrong with it short of making it unreadable; else a `ScenarioError`."""
    reader = _Reader(file, text.split("\n"))
    root = reader.read(text)
    return root, reader.problems
