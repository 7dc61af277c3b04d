"""The README: its lines are commands that exist, the files it names are there, and run in order they all work."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.cli import parser
from simulation.scenario.documents import find_scenario

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [
    shlex.split(line, comments=True)
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.M | re.S)
    for line in block.splitlines()
]


def test_it_is_short_and_opens_with_a_picture():
    assert README.count("\n") <= 200 and re.match(
        r"# Essaim\n\n!\[[^\]]{20,}\]\(docs/pictures/\w+\.png\)\n\n> ", README
    )


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_each_line_is_a_command_that_exists(line):
    if line[0] == "cd":
        return
    assert line[0] == "essaim"
    given = parser().parse_args([word.replace("*", "00000000") for word in line[1:]])
    for name in [*(getattr(given, "scenarios", None) or []), getattr(given, "scenario", None)]:
        if name and name != "my_plan":  # made by an earlier line
            find_scenario(name)


def test_the_files_that_it_names_are_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) > 20 and not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.slow
def test_its_lines_run_in_order(tmp_path):
    folder, seen = tmp_path, 0
    environment = os.environ | {"ESSAIM_LANG": "en", "PYTHONPATH": str(ROOT)}
    for line in LINES:
        if line[0] == "cd":
            folder = folder / line[1]
            continue
        words = [found for word in line[1:] for found in (_found(word, folder) if "*" in word else [word])]
        ended = subprocess.run(
            [sys.executable, "-m", "simulation.cli", *_few(words)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert ended.returncode == 0, f"{' '.join(line)}\n{ended.stdout}{ended.stderr}"
        seen += 1
    assert seen > 15 and (folder / "comparison.html").exists() and (folder / "handover" / "essaim.xlsx").exists()


def _found(pattern, folder):
    """What a shell would put in place of a pattern; there has to be something."""
    paths = sorted(str(path.relative_to(folder)) for path in folder.glob(pattern))
    assert paths, f"{pattern} matches nothing"
    return paths


def _few(words):
    """The same command with so few runs that it takes seconds."""
    fewer = {
        "run": ["--replicates", "4"],
        "afterwards": ["--replicates", "4"],
        "width": ["--futures", "64", "--samples", "8", "--yes"],
        "value": ["--pairs", "4"],
    }
    return [*words, *fewer.get(words[0], [])]
