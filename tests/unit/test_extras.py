"""Libraries that only some commands need: where one is missing, its command says what to install, before any run."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from simulation.common.extras import EXTRAS

ROOT = Path(__file__).parents[2]
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from simulation.cli import main
sys.exit(main({arguments!r}))
"""


def essaim_without(missing, *arguments, cwd):
    """A command where libraries cannot be found."""
    code = WITHOUT.format(missing=tuple(missing), arguments=list(map(str, arguments)))
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("library", "arguments"),
    [
        ("SALib", ["sensitivity", "training_capacity", "--yes"]),
        ("duckdb", ["query", ".", "SELECT 1"]),
        ("pyabc", ["calibrate", "covea"]),
        ("statsmodels", ["backtest", "covea"]),
        ("statsmodels", ["score", "covea", "actuals.csv"]),
        ("distributed", ["sweep", "training_capacity", "--yes", "--cluster", "local:2"]),
    ],
)
def test_a_command_says_what_to_install(library, arguments, tmp_path):
    done = essaim_without([library], *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert f"this needs {library}," in done.stderr and f"pip install 'essaim[{EXTRAS[library]}]'" in done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())


def test_every_other_command_can_do_without_them(tmp_path):
    commands = {path.stem for path in (ROOT / "simulation/commands").glob("[a-z]*.py")} - {"query", "sensitivity"}
    code = "; ".join(f"import simulation.commands.{command}" for command in sorted(commands))
    blocked = WITHOUT.partition("from simulation.cli")[0].format(missing=tuple(EXTRAS))
    done = subprocess.run([sys.executable, "-c", blocked + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_each_extra_brings_what_the_table_says():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for library, extra in EXTRAS.items():
        assert any(entry.lower().startswith(library.lower()) for entry in extras[extra]), (library, extra)
    assert set(EXTRAS.values()) == set(extras) - {"all", "dev", "docs"}
