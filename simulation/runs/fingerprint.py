"""What decides the numbers, in one line: the code, and the libraries that compute."""

import ast
import functools
import hashlib
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
DECIDING = (
    "common", "engine", "replicate.py", "scenario/data/france/cells.csv",
    *(f"scenario/{name}.py" for name in (
        "geography", "levers", "posterior", "prices", "quantities", "rounding", "schema", "uncertainties")),
    *(f"outcomes/{name}.py" for name in ("tables", "small_tables", "sums", "thinning")),
)  # fmt: skip
"""Files and folders of the package that decide the numbers of a scenario that is read; how it is read does not, for
runs are known by what was read.
"""
DECIDING_MESA = ("agents", "rules", "model.py", "own_rules.py")
"""Those that decide them besides where the Mesa engine runs."""
LIBRARIES = ("numpy", "numba", "scipy")
"""Libraries whose version decides the numbers too; of the Mesa engine, Mesa as well."""
_WORDS = ("description", "title", "examples")
"""Arguments of a field that only explain it."""
_OF_WORDS = ("simulation.language", "simulation.scenario.vocabulary")
"""Modules that hold words, not numbers."""


@functools.cache
def code_fingerprint(mesa: bool = False) -> str:
    """32 hexadecimal digits that change when the numbers of a run, by the Mesa engine or the compiled one, might.

    Comments, docstrings, the words of errors and how lines are broken do not count.
    """
    names = (*DECIDING, *(DECIDING_MESA if mesa else ()))
    return digest_of(files_of(names), [f"{name} {number}" for name, number in library_versions(mesa).items()])


def files_of(names: Iterable[str]) -> list[Path]:
    """The files of Python and CSV of the package with these names or in these folders."""
    found = []
    for name in names:
        path = PACKAGE / name
        found += (
            [path]
            if path.is_file()
            else sorted(
                file for file in path.rglob("*") if file.suffix in (".py", ".csv") and "__pycache__" not in file.parts
            )
        )
    return found


def digest_of(files: Iterable[Path], others: Iterable[str] = ()) -> str:
    """32 hexadecimal digits of what some files of the package do, and of other texts."""
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        # Line ends differ between systems, numbers do not.
        content = file.read_bytes().replace(b"\r\n", b"\n")
        if file.suffix == ".py":
            content = bare(content.decode()).encode()
        digest.update(f"{file.relative_to(PACKAGE).as_posix()}\0{len(content)}\0".encode() + content)
    for text in others:
        digest.update(f"{text}\0".encode())
    return digest.hexdigest()


def bare(source: str) -> str:
    """What a module does, as one text: its syntax without comments, docstrings, and words of errors and of fields."""
    said: list[str] = []
    _add(ast.parse(source), said.append, False)
    return " ".join(said)


def _add(node: Any, add: Callable[[str], None], in_error: bool) -> None:
    """Adds a node of the syntax; in an error, what is only text is left out, translated or not."""
    if isinstance(node, list):
        add("[")
        for one in node:
            _add(one, add, in_error)
        add("]")
    elif not isinstance(node, ast.AST):
        add(repr(node))
    elif isinstance(node, ast.Expr) and _is_text(node.value):
        pass  # a docstring
    elif isinstance(node, ast.keyword) and node.arg in _WORDS:
        pass
    elif in_error and (isinstance(node, ast.JoinedStr) or _is_text(node) or _is_message(node)):
        add("words")
    elif isinstance(node, ast.ImportFrom) and node.module in _OF_WORDS:
        pass
    elif isinstance(node, ast.AnnAssign) and "Vocabulary" in {
        part.id for part in ast.walk(node.annotation) if isinstance(part, ast.Name)
    }:
        pass  # a field of words only
    else:
        add(type(node).__name__)
        in_error = in_error or isinstance(node, ast.Raise)
        for name, value in ast.iter_fields(node):
            if value is not None and not (isinstance(node, ast.Assert) and name == "msg"):
                _add(value, add, in_error)


def _is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def library_versions(mesa: bool = False) -> dict[str, str]:
    """Versions of the libraries that compute, in the Mesa engine or the compiled one."""
    return {name: _version(name) for name in (*LIBRARIES, *(("mesa",) if mesa else ()))}


def package_version() -> str:
    """Version of Essaim."""
    return _version("essaim")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
