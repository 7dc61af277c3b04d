"""`essaim pack`: an archive with which a forecast is repeated, and the check that its numbers are the same."""

import io
import subprocess
import sys
import zipfile

import handover_data
import pandas as pd
import pytest

from simulation.cli import main
from simulation.handover.pack.archive import MOST_BYTES, environment
from simulation.runs.forecast import run
from simulation.scenario.schema import Cell, Scenario

SMALL = Scenario(
    name="Small", months=8, population=(Cell(region="north", administration="State", headcount=90_000),)
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return run(SMALL, 3, out=tmp_path_factory.mktemp("small"), name="small").folder


@pytest.fixture(scope="module")
def archive(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "pack.zip"
    assert main(["pack", str(folder), "--to", str(path)]) == 0
    return path


def test_the_archive_holds_what_is_needed_and_its_pages_have_no_gaps(archive):
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        pages = [packed.read(name).decode() for name in ("README.md", "model_card.md")]
        rows = pd.read_csv(io.BytesIO(packed.read("tables.csv")))
        assumed = pd.read_csv(io.BytesIO(packed.read("assumptions.csv")))
    assert {"scenario.yaml", "manifest.json", "environment.txt", "code/simulation/engine/month.py"} <= set(names)
    assert not any("__pycache__" in name or name.startswith("/") or ".." in name for name in names)
    assert "--replicates 3 --seed 1" in pages[0] and "“Small”" in pages[0]
    assert not any(mark in page for page in pages for mark in ("{", "None", "nan"))
    assert {"persons", "activity", "uncertainties", "summary"} <= set(rows["table"]) and rows["sha256"].str.len().eq(
        64
    ).all()
    assert "uncertainties.volunteering" in set(assumed["parameter"])


def test_the_same_run_is_found_the_same_whatever_its_files_and_another_is_not(archive, folder, tmp_path, capsys):
    run(SMALL, 1, out=tmp_path / "again", name="small")  # in other files: one replicate, then the others
    again = run(SMALL, 3, out=tmp_path / "again", name="small").folder
    assert main(["pack", str(again), "--verify", str(archive)]) == 0
    assert "to the bit" in capsys.readouterr().out
    other = run(SMALL, 3, seed=2, out=tmp_path / "other", name="small").folder
    assert main(["pack", str(other), "--verify", str(archive)]) == 1
    assert "columns are not the same: " in capsys.readouterr().err
    with zipfile.ZipFile(archive) as packed:
        packed.extract("tables.csv", tmp_path)
    assert main(["pack", str(again), "--verify", str(tmp_path / "tables.csv")]) == 0


def test_the_same_results_give_the_same_archive(archive, folder, tmp_path):
    main(["pack", str(folder), "--to", str(tmp_path / "again.zip")])
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"a,b\n1,2\n", b"table,column,sha256\nx,y\n",
                                     b"\xff\xfe\x00", b"x" * (MOST_BYTES + 2)])  # fmt: skip
def test_what_is_no_pack_is_refused(content, folder, tmp_path, capsys):
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    assert main(["pack", str(folder), "--verify", str(path)]) == 2
    assert "is not a pack of Essaim" in capsys.readouterr().err


def test_french_pages_are_french(folder, tmp_path):
    main(["pack", str(folder), "--to", str(tmp_path / "pack.zip"), "--lang", "fr"])
    with zipfile.ZipFile(tmp_path / "pack.zip") as packed:
        text = packed.read("README.md").decode() + packed.read("model_card.md").decode()
    assert "Pour refaire cette prévision" in text and "Fiche du modèle" in text and " the " not in text


def test_the_environment_names_what_computes_and_nothing_of_those_who_test():
    named = {line.partition("==")[0].lower() for line in environment().splitlines()[1:]}
    assert {"numpy", "numba", "scipy", "pandas", "mesa", "pyarrow"} <= named and not {"hypothesis", "ruff"} & named


@pytest.mark.slow
def test_the_archive_alone_repeats_the_forecast(tmp_path):
    first, _ = handover_data.folders()
    main(["pack", str(first), "--to", str(tmp_path / "pack.zip")])
    with zipfile.ZipFile(tmp_path / "pack.zip") as packed:
        packed.extractall(tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    commands = page.partition("```sh\n")[2].partition("```")[0].replace("python -m", f"{sys.executable} -m")
    done = subprocess.run(["bash", "-ec", commands], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "to the bit" in done.stdout, done.stdout + done.stderr
