"""The wheel in a really clean environment, its libraries from the registry: base alone, then each extra.

ESSAIM_PYTHONS may name further interpreters, separated by colons, such as python3.13.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_wheel import PARTS, ROOT, answer, environment

pytestmark = pytest.mark.slow

MOST = 800 * 2**20
"""Bytes of the files that an installation without extras may take, pip apart."""
PYTHONS = [sys.executable, *filter(None, os.environ.get("ESSAIM_PYTHONS", "").split(":"))]
PIP = ("-q", "--disable-pip-version-check", "--no-input")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    copy, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    pip = (sys.executable, "-m", "pip", "wheel", *PIP, "--no-deps", "--no-build-isolation")
    answer(*pip, "-w", folder, copy, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def constraints(tmp_path_factory):
    """The versions of requirements.txt, without hashes."""
    path = tmp_path_factory.mktemp("versions") / "constraints.txt"
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    path.write_text("\n".join(re.findall(r"^[\w.\[\]-]+==[^\\\n]+", text, re.M)) + "\n", encoding="utf-8")
    path.write_text(re.sub(r"\[[\w,-]+\]", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=PYTHONS, ids=[Path(python).name for python in PYTHONS])
def installed(request, wheel, constraints, tmp_path_factory):
    """An environment with Essaim and nothing else but what it needs."""
    folder = tmp_path_factory.mktemp("clean")
    answer(request.param, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", *PIP, "-c", constraints, wheel],
        env=environment(),
        capture_output=True,
        text=True,
    )
    if done.returncode and "from versions: none" in done.stderr:
        pytest.skip("no registry can be reached")
    assert done.returncode == 0, done.stderr
    return python


def test_base_then_each_extra(installed, wheel, constraints, tmp_path):
    bin_, packages = installed.parent, next(installed.parents[1].glob("lib/python*/site-packages"))
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file() and "pip" not in path.parts)
    print(f"{size / 2**20:.0f} MiB")
    assert size < MOST

    def essaim(*arguments, code=0):
        done = subprocess.run(
            [bin_ / "essaim", *arguments], cwd=tmp_path, env=environment(), capture_output=True, text=True
        )
        assert done.returncode == code, f"{arguments}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    essaim("run", "reference", "--replicates", "4", "--no-value")
    (folder,) = tmp_path.glob("results/reference-*-seed1")
    assert (folder / "report.html").stat().st_size > 1e6
    essaim("new", "My plan", "--from", "reference", "--out", ".")
    assert "good" in essaim("check", "my_plan.yaml")
    assert " points, " in essaim("sweep", "training_capacity", "--dry-run")
    essaim("value", "reference", "--pairs", "4", "--yes")
    essaim("export", str(folder), "--to", "handover", "--xlsx", "--ics", "--package")
    essaim("init", "planning")
    essaim("pack", str(folder), "--to", "pack.zip")
    assert "decisions" in essaim("plan", "reference_target", "--dry-run")
    assert {"handover", "planning", "pack.zip", "my_plan.yaml"} <= {path.name for path in tmp_path.iterdir()}

    for name in ("small.csv", "small.yaml", "small_scenario.yaml"):
        shutil.copy(ROOT / "tests/data/calibration" / name, tmp_path)
    run = ["run", "small_scenario.yaml", "--replicates", "4", "--no-value"]
    for extra, commands in {
        "query": [["query", str(folder), "SELECT count(*) AS rows FROM persons"]],
        "sensitivity": [["sensitivity", "my_sweep.yaml", "--trajectories", "2", "--samples", "2", "--yes"]],
        "calibration": [
            ["calibrate", "small.yaml", "--yes"],
            ["backtest", "small.yaml", "--replicates", "10", "--yes"],
        ],
        "cluster": [[*run, "--cluster", "local:2", "--out", "dask"]],
    }.items():
        (tmp_path / "my_sweep.yaml").write_text(
            "name: Small\nscenarios: [small_scenario.yaml]\nreplicates: 2\ndesign: grid\n"
            "vary: {levers.trainers.days_per_month: [2, 3], levers.groups.size: [7, 8]}\n"
        )
        for arguments in commands:
            assert f"essaim[{extra}]" in essaim(*arguments, code=2)
        answer(installed, "-m", "pip", "install", *PIP, "-c", constraints, f"{wheel}[{extra}]", cwd=tmp_path)
        for arguments in commands:
            essaim(*arguments)
