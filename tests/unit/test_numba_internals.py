"""What is taken from inside numba stands in one file, and numba is capped at the version with which it was tested."""

import ast
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from simulation.common.numba_internals import TESTED

ROOT = Path(__file__).parents[2]
THE_FILE = ROOT / "simulation" / "common" / "numba_internals.py"
PUBLIC = {"numba", "numba.extending", "numba.types"}
INSIDE = re.compile(r"\.(_cache|_cache_file|_compiler|targetctx|add_overload|get_call_template|__numba__)\b")


def private_imports(source: str) -> list[str]:
    """Modules of numba and llvmlite that a Python file imports and that are not public."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names if alias.name == "core")]
    return [name for name in found if name.split(".")[0] in ("numba", "llvmlite") and name not in PUBLIC]


@pytest.mark.parametrize(
    "source",
    ["from numba.core import cgutils", "import llvmlite.ir", "from llvmlite import ir", "from numba import core"],
)
def test_private_imports_are_noticed(source):
    assert private_imports(source)
    assert not private_imports("import numba\nfrom numba import njit, types\nfrom numba.extending import overload")


@pytest.mark.parametrize("folder", ["simulation", "benchmarks", "tests"])
def test_no_other_file_takes_anything_from_inside_numba(folder):
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path not in (THE_FILE, Path(__file__)):
            source = path.read_text(encoding="utf-8")
            assert not private_imports(source), path
            if folder != "tests":
                assert not INSIDE.search(source), path


def test_the_file_lists_all_that_it_takes():
    source = THE_FILE.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(source))
    assert private_imports(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and private_imports(f"import {node.module}"):
            for alias in node.names:
                assert f"{node.module}.{alias.name}" in said or f"`{alias.name}`" in said, alias.name
    for name in set(INSIDE.findall(source)):
        assert name in said, name
    assert f"Tested with numba {TESTED} " in said


def test_numba_is_capped_below_the_next_minor_version():
    major, minor = map(int, TESTED.split("."))
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (wanted_numba,) = [one for one in wanted if re.match(r"numba\b", one)]
    assert wanted_numba.split(",")[1:] == [f"<{major}.{minor + 1}"]
    pinned = re.search(r"^numba==(\d+\.\d+)\.", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned is not None and pinned[1] == TESTED
    assert version("numba").startswith(f"{TESTED}.")
