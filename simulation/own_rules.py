"""Rules of one's own: one Python file of functions that stand at named places of the month, and of agent classes.

The file's text, not its path, goes to workers and into the results. Each run executes it anew, so that what a rule
keeps in a variable of the file belongs to one run. A text is only executed from a file that a person names; what lies
in a folder of results is read, never executed.
"""

import __future__

import ast
import hashlib
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from simulation.language import say, sentences
from simulation.model import AGENT_CLASSES, RULES
from simulation.scenario.paths import read_bytes
from simulation.scenario.problems import Problem, ScenarioError, did_you_mean, listed

if TYPE_CHECKING:
    import mesa

    from simulation.model import SpreadModel

type Rule = Callable[["SpreadModel"], None]

CLASSES = "AGENT_CLASSES"
"""The name in a file of rules under which it offers agent classes, by key."""
_MARK = "essaim_places"
"""The attribute of a function that says where it stands: pairs such as ("before", "turnover")."""


class RuleError(ValueError):
    """A function cannot be a rule as it is written; the message says why."""


def rule(
    *unnamed: Any, before: str | None = None, after: str | None = None, instead_of: str | None = None
) -> Callable[[Rule], Rule]:
    """Makes a function of the model a rule of each month: before, after or instead of one of the ten, by its name.

    Raises RuleError for another name, for none or several, and for a function that cannot be called with the model.
    """
    given = {"before": before, "after": after, "instead_of": instead_of}
    places = [(where, name) for where, name in given.items() if name is not None]
    if unnamed or len(places) != 1:
        raise RuleError(
            say('write @rule(before="…"), @rule(after="…") or @rule(instead_of="…"), with the name of a rule')
        )
    if places[0][1] not in RULES:
        offer = did_you_mean(str(places[0][1]), RULES) or say("The rules are {rules}.", rules=listed(RULES))
        raise RuleError(sentences(say("there is no rule {name!r}.", name=places[0][1]), offer))

    def placed(function: Rule) -> Rule:
        if not isinstance(function, FunctionType):
            raise RuleError(say("@rule(…) stands above a plain function"))
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            raise RuleError(
                say("{name} would not be carried out: a rule has no yield and is not async", name=function.__name__)
            )
        try:
            inspect.signature(function).bind(None)
        except TypeError:
            raise RuleError(say("{name} must take one argument, the model", name=function.__name__)) from None
        setattr(function, _MARK, (*getattr(function, _MARK, ()), *places))
        return function

    return placed


@dataclass
class Loaded:
    """What a text offers once it was executed: functions with where each stands, and agent classes by key."""

    rules: list[tuple[Rule, dict[str, str]]] = field(default_factory=list)
    agent_classes: dict[str, type["mesa.Agent"]] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnRules:
    """A file of rules by its name, without folders, and its text."""

    name: str
    text: str

    @cached_property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that change with the text."""
        return hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()

    def load(self) -> Loaded:
        """Executes the text and gives what it offers, new each time. A ScenarioError says all that is wrong."""
        return _Reading(self, None).loaded()

    def place_of(self, error: BaseException) -> str:
        """Where in the text an exception came up, such as "in summer_pause, my_rules.py:7"; empty if elsewhere."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.origin]
        return (
            say("in {function}, {file}:{line}", function=frames[0].name, file=self.name, line=frames[-1].lineno)
            if frames
            else ""
        )

    @property
    def origin(self) -> str:
        """What tracebacks call the file: unlike any other, so that they show lines of this text."""
        return f"{self.fingerprint[:8]}/{self.name}"


def read_own_rules(path: str | Path) -> OwnRules:
    """Reads a file of rules and executes it once, to see that it can be. A ScenarioError says all that is wrong."""
    own = read_text(path)
    _Reading(own, Path(path)).loaded()
    return own


def read_text(path: str | Path) -> OwnRules:
    """Reads a file of rules without executing it. Raises ScenarioError when it cannot be read."""
    path = Path(path)
    try:
        text = read_bytes(path, str(path), kind=say("file of rules")).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError([Problem(str(path), 1, 1, "", say("the file is not written in UTF-8."))]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return OwnRules(path.name, text)


class _Source:
    """From which tracebacks take the lines of a text that lies in no file; see `linecache.lazycache`."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, _: str) -> str:
        """The text."""
        return self._text


class _Reading:
    """Executes a text statement by statement and notes all that is wrong; `path`: where it lies, if that is known."""

    def __init__(self, own: OwnRules, path: Path | None) -> None:
        self.own, self.path = own, path
        self.lines = own.text.splitlines()
        self.problems: list[Problem] = []
        self.module = ModuleType(f"essaim_own_rules_{own.fingerprint[:8]}")
        self.module.__dict__.update(__file__=own.origin, __loader__=_Source(own.text))
        self._lost: set[str] = set()
        """names that were not bound, because their statement failed"""

    def loaded(self) -> Loaded:
        """What the text offers. Raises ScenarioError."""
        loaded = Loaded()
        try:
            tree = ast.parse(self.own.text, self.own.origin)
        except SyntaxError as error:
            self._note(error.lineno or 1, say("this is not Python: {msg}.", msg=error.msg), error.offset)
        except (ValueError, RecursionError, MemoryError) as error:
            self._note(1, say("this is not Python: {error}.", error=error))
        else:
            self._execute(tree)
            loaded = self._found(tree)
        if not self.problems and not loaded.rules and not loaded.agent_classes:
            self._note(1, say("there is no function under @rule(…) in this file, nor {classes}.", classes=CLASSES))
        if self.problems:
            raise ScenarioError(sorted(self.problems, key=lambda problem: (problem.line, problem.column)))
        return loaded

    def _execute(self, tree: ast.Module) -> None:
        flags = 0
        name = self.module.__name__
        # As while a module is imported: dataclasses and others look their module up.
        sys.modules[name] = self.module
        try:
            for statement in tree.body:
                if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                    flags |= _future_flags(statement)
                self._execute_one(statement, flags)
        finally:
            del sys.modules[name]

    def _execute_one(self, statement: ast.stmt, flags: int) -> None:
        before = self.module.__dict__.get(getattr(statement, "name", ""))
        if before is not None and _is_rule(before, self.module):
            self._note(
                statement.lineno,
                say("this takes the name of the rule in line {line}, which is lost.", line=_line(before)),
            )
        beside = self._beside(statement)
        if beside:
            words = say("{beside} is neither stored nor sent to workers; a file of rules stands alone.", beside=beside)
            self._note(statement.lineno, words)
            self._lost |= _names_bound(statement)
            return
        try:
            code = compile(ast.Module([statement], []), self.own.origin, "exec", flags, dont_inherit=True)
            exec(code, self.module.__dict__)
        except (Exception, SystemExit) as error:
            if not (isinstance(error, NameError) and error.name in self._lost):
                self._note(self._line_of(error, statement), _words(error))
            self._lost |= _names_bound(statement)

    def _beside(self, statement: ast.stmt) -> str:
        """A module that a statement imports from the file's own folder; empty if it imports none."""
        if self.path is None:
            return ""
        folder = self.path.parent
        for name in _imported(statement):
            if name == "simulation" or name in sys.stdlib_module_names:
                continue
            if (folder / f"{name}.py").is_file():
                return f"{name}.py"
            if (folder / name / "__init__.py").is_file():
                return f"{name}/"
        return ""

    def _line_of(self, error: BaseException, statement: ast.stmt) -> int:
        if isinstance(error, SyntaxError) and error.filename == self.own.origin:
            return error.lineno or statement.lineno
        frames = traceback.extract_tb(error.__traceback__)
        lines = (one.lineno for one in reversed(frames) if one.filename == self.own.origin)
        return next(lines, None) or statement.lineno

    def _found(self, tree: ast.Module) -> Loaded:
        functions = [one for one in self.module.__dict__.values() if hasattr(one, _MARK)]
        functions = sorted(dict.fromkeys(functions), key=_line)
        loaded = Loaded()
        replaced: dict[str, int] = {}
        for function in functions:
            if not _is_rule(function, self.module):
                self._note(
                    1,
                    say(
                        "the rule {name} stands in another file; a file of rules stands alone.", name=function.__name__
                    ),
                )
                continue
            for where, name in getattr(function, _MARK):
                if where == "instead_of" and name in replaced:
                    self._note(
                        _line(function),
                        say(
                            "a rule stands instead of {name} already, in line {replaced}.",
                            name=name,
                            replaced=replaced[name],
                        ),
                    )
                elif where == "instead_of":
                    replaced[name] = _line(function)
                loaded.rules.append((function, {where: name}))
        loaded.agent_classes = self._agent_classes(tree)
        return loaded

    def _agent_classes(self, tree: ast.Module) -> dict[str, type["mesa.Agent"]]:
        given = self.module.__dict__.get(CLASSES, {})
        line = next((one.lineno for one in tree.body if CLASSES in _names_bound(one)), 1)
        if not isinstance(given, dict):
            self._note(line, say('{classes} must be written {{"facilitator": MyFacilitator}}.', classes=CLASSES))
            return {}
        for key, kind in given.items():
            base = AGENT_CLASSES.get(key)
            if base is None:
                offer = did_you_mean(str(key), AGENT_CLASSES) or say(
                    "There are {agent_classes}.", agent_classes=listed(AGENT_CLASSES)
                )
                self._note(line, sentences(say("there are no agents called {key!r}.", key=key), offer))
            elif not (isinstance(kind, type) and issubclass(kind, base)):
                self._note(
                    line,
                    say(
                        "{kind!r} must be a subclass of {name}.",
                        kind=getattr(kind, "__name__", kind),
                        name=base.__name__,
                    ),
                )
            elif not _can_become(base, kind):
                words = say(
                    "{name!r} must name {base_name} first among its bases and have no __slots__: agents change their "
                    "class.",
                    name=kind.__name__,
                    base_name=base.__name__,
                )
                self._note(line, words)
        return dict(given)

    def _note(self, line: int, message: str, column: int | None = None) -> None:
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = column or len(excerpt) - len(excerpt.lstrip()) + 1
        shown = str(self.path or self.own.name)
        self.problems.append(Problem(shown, line, column, "", message, excerpt=excerpt))


def _can_become(base: type["mesa.Agent"], kind: type["mesa.Agent"]) -> bool:
    """Whether Python lets an agent of one class become one of another."""
    try:
        object.__new__(base).__class__ = kind
    except TypeError:
        return False
    return True


def _is_rule(given: Any, module: ModuleType) -> bool:
    """Whether a value is a function of this module that was made a rule."""
    return hasattr(given, _MARK) and given.__globals__ is module.__dict__


def _line(function: Rule) -> int:
    return function.__code__.co_firstlineno


def _words(error: BaseException) -> str:
    if isinstance(error, RuleError):
        return str(error)
    if isinstance(error, SyntaxError):
        return say("this is not Python: {msg}.", msg=error.msg)
    if isinstance(error, ImportError):
        return say("this import fails: {error}.", error=error)
    name = type(error).__name__
    return (
        say("this raises {name}: {error}", name=name, error=error)
        if str(error)
        else say("this raises {name}", name=name)
    )


def _future_flags(statement: ast.ImportFrom) -> int:
    features = (getattr(__future__, alias.name, None) for alias in statement.names)
    return sum(feature.compiler_flag for feature in features if feature is not None)


def _imported(statement: ast.stmt) -> Iterator[str]:
    """First parts of the names of all modules that a statement imports, at once or when it is called."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _names_bound(statement: ast.stmt) -> set[str]:
    """Names that a statement gives something to."""
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names.add(statement.name)
    return names
