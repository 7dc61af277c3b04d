"""A wheel brings scenarios, sweeps, cases and schema; with it alone, the commands work in an empty folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("simulation", "scenarios", "pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-DATA.md")
QUIETLY = ("-q", "--disable-pip-version-check", "--no-index", "--no-deps")


def environment(**given):
    """What a process sees: neither this checkout nor its coverage, which would count the copies of files."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE", "COV_"))}
    return kept | given


def answer(*arguments, cwd, **given):
    """What a process printed, once it ended well."""
    done = subprocess.run(list(map(str, arguments)), cwd=cwd, env=environment(**given), capture_output=True, text=True)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def files_in(folder):
    """Everything in a folder but what Python leaves there, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of what a wheel is built from: building leaves folders behind."""
    copy = tmp_path_factory.mktemp("source")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """A wheel, built with what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    answer(sys.executable, "-m", "pip", "wheel", *QUIETLY, "--no-build-isolation", "-w", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    """The files of the wheel where an installer would put them."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def empty(tmp_path):
    """A folder with nothing in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def clean(folder):
    """An environment in which nothing is installed, but in which what is installed here can be imported.

    The libraries take 800 MB, and are not what is tested. A folder named in a .pth is searched after the environment's
    own, and its .pth files are not read: the checkout, which is installed here by one of them, is out of sight.
    """
    venv.create(folder, with_pip=False)
    (python,) = [*folder.glob("bin/python"), *folder.glob("Scripts/python.exe")]
    own = Path(answer(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "libraries.pth").write_text("\n".join(sorted(here)) + "\n")
    return python, own


def test_the_wheel_holds_all_scenarios_and_all_files_of_the_package(unpacked):
    library = files_in(unpacked / "simulation" / "library")
    assert library == files_in(ROOT / "scenarios")
    assert {"reference.yaml", "schema.json", "sweeps/training_capacity.yaml", "plans/reference_target.yaml",
            "validation/covea/case.yaml",
            "validation/covea/forecast/series.parquet"} <= library.keys()  # fmt: skip
    package = {name for name in files_in(unpacked / "simulation") if not name.startswith("library/")}
    assert package == files_in(ROOT / "simulation").keys()
    (about,) = unpacked.glob("essaim-*.dist-info")
    assert {path.name for path in unpacked.iterdir()} == {"simulation", about.name}
    assert {path.name for path in (about / "licenses").iterdir()} == {"LICENSE", "LICENSE-DATA.md"}
    assert "License-Expression: MIT AND etalab-2.0" in (about / "METADATA").read_text(encoding="utf-8")


def test_names_mean_something_in_an_empty_folder(unpacked, empty):
    code = (
        "from simulation.calibration.loading import find_case\n"
        "from simulation.scenario.documents import find_scenario\n"
        "from simulation.runs.sweep_files import find_sweep\n"
        "print(find_scenario('reference'), find_sweep('variants'), find_case('covea'), sep='\\n')"
    )
    library = unpacked / "simulation" / "library"
    found = answer(sys.executable, "-c", code, cwd=empty, PYTHONPATH=str(unpacked)).split()
    assert [Path(path) for path in found] == [
        library / "reference.yaml", library / "sweeps" / "variants.yaml", library / "validation" / "covea" / "case.yaml"
    ]  # fmt: skip


def test_a_checkout_that_is_installed_to_be_edited_serves_an_empty_folder(source, empty, tmp_path):
    python, own = clean(tmp_path / "clean")
    pip = (sys.executable, "-m", "pip", "--python", python)
    answer(*pip, "install", *QUIETLY, "--no-build-isolation", "-e", source, cwd=empty)
    code = "from simulation.scenario.library import LIBRARY; print(LIBRARY)"
    assert Path(answer(python, "-c", code, cwd=empty).strip()) == source / "scenarios"
    assert "reference: good." in answer(python.parent / "essaim", "check", "reference", cwd=empty)


@pytest.mark.slow
def test_an_installed_wheel_runs_in_an_empty_folder(wheel, empty, tmp_path):
    python, own = clean(tmp_path / "clean")
    answer(sys.executable, "-m", "pip", "--python", python, "install", *QUIETLY, wheel, cwd=empty)
    module = answer(python, "-c", "import simulation; print(simulation.__file__)", cwd=empty).strip()
    assert Path(module) == own / "simulation" / "__init__.py"

    def essaim(*arguments):
        return answer(python.parent / "essaim", *arguments, cwd=empty)

    assert "reference: good. Reference" in essaim("check", "reference")
    ran = essaim("run", "reference", "--replicates", "2")
    (report,) = empty.glob("results/reference-*-seed1/report.html")
    assert str(report.relative_to(empty)) in ran and report.stat().st_size > 1e6
    assert "my_plan.yaml" in essaim("new", "My plan", "--from", "reference", "--out", ".")
    assert "extends: reference" in (empty / "my_plan.yaml").read_text(encoding="utf-8")
    assert "my_plan.yaml: good. My plan" in essaim("check", "my_plan.yaml")
    assert " points, " in essaim("sweep", "training_capacity", "--dry-run")
    assert " decisions, up to about " in essaim("plan", "reference_target", "--dry-run")
    assert "# fingerprint" in essaim("show", "trainers_first") and '"$schema"' in essaim("schema")
    assert {path.name for path in empty.iterdir()} == {"results", "my_plan.yaml"}
    (empty / "scenarios").mkdir()
    shutil.copy(empty / "my_plan.yaml", empty / "scenarios" / "reference.yaml")
    assert "here, not for the library's reference.yaml\n" in essaim("check", "reference")
