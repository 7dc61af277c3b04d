"""Calibration over worker processes: the same posterior for any number, and after a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pyabc")

SMALL = Path(__file__).parent.parent / "data" / "calibration" / "small.yaml"
OPTIONS = ("--population", "50", "--generations", "2")


def command(out, workers):
    return [
        sys.executable,
        "-m",
        "simulation.cli",
        "calibrate",
        str(SMALL),
        "--out",
        str(out),
        "--workers",
        str(workers),
        *OPTIONS,
    ]


def tables(out):
    (folder,) = out.iterdir()
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


@pytest.mark.slow
def test_one_and_two_workers_give_the_same_posterior_also_after_a_kill(tmp_path):
    alone, killed = tmp_path / "alone", tmp_path / "killed"
    subprocess.run(command(alone, 1), check=True, capture_output=True)
    process = subprocess.Popen(
        command(killed, 2), start_new_session=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    limit = time.monotonic() + 300
    while not list(killed.glob("*/batches/*.npz")) and time.monotonic() < limit:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert list(killed.glob("*/batches/*.npz")), "it was killed before it had finished anything, or after everything"
    said = subprocess.run(command(killed, 2), check=True, capture_output=True, text=True)
    assert "accepted in generation 2" in said.stdout
    assert tables(killed) == tables(alone) and len(tables(alone)) == 4
