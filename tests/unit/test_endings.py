"""How commands end: exit codes by kind of error, streams that cannot be written, names that are no file."""

import errno
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from fabricated import SMALL

from simulation import cli
from simulation.commands import check as check_command
from simulation.commands.endings import ending_of
from simulation.commands.streams import guarded
from simulation.runs.forecast import run
from simulation.runs.pool import RunError
from simulation.scenario.paths import LARGEST_FILE, is_file, is_folder, is_special, is_there
from simulation.scenario.problems import Problem, Refused, ScenarioError
from simulation.storage.files import ResultsError, not_written


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (ScenarioError([Problem("a.yaml", 1, 1, "", "is empty.")]), 2, "a.yaml:1:1: is empty."),
        (ResultsError("no results"), 2, "no results"),
        (Refused("not so"), 2, "not so"),
        (RunError("all failed"), 1, "all failed"),
        (MemoryError(), 1, "the memory of this computer is not enough"),
        (OSError(errno.ENOSPC, "No space left on device", "x.csv"), 1, "x.csv: No space left on device"),
        (OSError(errno.EMFILE, "Too many open files"), 1, "Too many open files"),
        (PermissionError(errno.EACCES, "Permission denied", "x.csv"), 2, "x.csv: Permission denied"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", b"\xff"), 2, "Is a directory"),
        (not_written("out", OSError(errno.ENOSPC, "No space left"), kept=True), 1, "the same command goes on"),
        (not_written("out", OSError(errno.EROFS, "Read-only file system")), 2, "out cannot be written: Read-only"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
def test_the_table_of_errors(error, code, said):
    found, sentence = ending_of(error)
    assert found == code and said in sentence and "\n" not in sentence


def test_what_nobody_foresaw_is_one_line_and_leaves_its_trace_in_a_file(monkeypatch, capsys, tmp_path):
    def surprised(arguments):
        raise ZeroDivisionError("over\nall")

    monkeypatch.setattr(check_command, "main", surprised)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cli.main(["check", "x"]) == cli.RUN_FAILED
    said = capsys.readouterr().err
    (trace,) = tmp_path.iterdir()
    assert said.count("\n") == 1 and str(trace) in said and "ZeroDivisionError: over all" in said
    assert "in surprised" in trace.read_text() and oct(trace.stat().st_mode)[-3:] == "600"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert cli.main(["check", "x"]) == cli.RUN_FAILED and "cannot be kept" in capsys.readouterr().err


ODD_NAMES = ["a" * 300, "a\0b", "\udcff\udcfe", "", "x/" * 3000, "/dev/null/x", "\x1b[2J", "\u202e", "a\nb"]


@pytest.mark.parametrize("name", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_whether_a_name_is_a_file_is_asked_of_anything(name):
    assert not any(ask(name) for ask in (is_file, is_folder, is_there, is_special))


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if "\0" not in name], ids=str)
def test_odd_names_end_commands_with_a_sentence(name, capsys):
    for command in (["check"], ["show"], ["sweep"], ["report"], ["query", "--schema"], ["calibrate"], ["width"],
                    ["sweep", "--point", "1"], ["score", name], ["inspect", "--replicate", "0"], ["afterwards"],
                    ["run", "reference", "--rules"], ["compare", f"{name}:1"], ["sensitivity"],
                    ["run", "reference", "--posterior"], ["register", "--template"],
                    ["new", "X", "--from"]):  # fmt: skip
        assert cli.main([*command, name]) == cli.BAD_INPUT, command
        said = capsys.readouterr().err
        assert said and "Traceback" not in said and "a mistake in Essaim" not in said, (command, said)
        assert not any(one in said for one in "\x1b\u202e\udcff"), command


def test_devices_pipes_and_endless_files_are_refused(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (tmp_path / "s.yaml").write_text("name: x\nmonths: 3\ninitial: {register: REGISTER}\n")
    for name in (tmp_path / "pipe", "/dev/zero"):
        assert cli.main(["check", str(name)]) == cli.BAD_INPUT
        assert "is a device or a pipe" in capsys.readouterr().err
        assert cli.main(["run", "reference", "--rules", str(name)]) == cli.BAD_INPUT
        assert "is a device or a pipe" in capsys.readouterr().err
    for name in ("pipe", "/dev/zero", "large.csv", "."):
        (tmp_path / "s.yaml").write_text(f"name: x\nmonths: 3\ninitial: {{register: {name}}}\n")
        assert cli.main(["check", str(tmp_path / "s.yaml")]) == cli.BAD_INPUT
        assert capsys.readouterr().err


@pytest.mark.parametrize("room", [300, 6_000, 20_000, 100_000])
def test_without_room_results_that_are_whole_stay_and_the_same_call_goes_on(tmp_path, room):
    whole = run(SMALL, 30, 5, out=tmp_path / "whole", engine="fabricated:simulate")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(ResultsError, match="cannot be written: File too large. What is finished") as caught:
            run(SMALL, 30, 5, out=tmp_path / "full", engine="fabricated:simulate")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.exit_code == 1
    results = run(SMALL, 30, 5, out=tmp_path / "full", engine="fabricated:simulate")
    for one in (whole, results):
        assert not list(Path(one.folder).rglob("*.tmp"))
    assert results.persons().equals(whole.persons()) and results.summary().equals(whole.summary())


class Full(io.TextIOWrapper):
    """Standard output on a full disk."""

    def __init__(self):
        super().__init__(open(os.devnull, "wb"))

    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_standard_output_stops_nothing_and_is_said(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", full := Full())
    with guarded() as lost:
        for _ in range(3):
            print("more")
    assert lost == ["standard output cannot be written: No space left on device. Files that were written are whole."]
    assert capsys.readouterr().err.strip() == lost[0] and sys.stdout is full


def test_nothing_printed_steers_a_terminal_but_bars_may(capsys):
    with guarded() as lost:
        print("a\x1b[2Jb\u202ec\rd\u2028 é\u202f%\n\tx")
        print("e\x07", file=sys.stderr)
        sys.stderr.bare.write("\x1b[1A")
    said = capsys.readouterr()
    assert said.out == "a\ufffd[2Jb\ufffdc\ufffdd\ufffd é\u202f%\n\tx\n" and said.err == "e\ufffd\n\x1b[1A" and not lost


@pytest.mark.parametrize(("redirected", "code", "said"), [
    (">/dev/full", 1, "standard output cannot be written"), ("| head -c 1 >/dev/null", 0, ""), (">&-", 0, ""),
    ("2>&-", 0, ""), ("2>/dev/full", 0, ""),
])  # fmt: skip
def test_streams_of_a_process(redirected, code, said):
    command = "from simulation.cli import main; import sys; sys.exit(main())"
    line = f'set -o pipefail; "{sys.executable}" -c "{command}" schema {redirected}'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.returncode == code and said in done.stderr and done.stderr.count("\n") == bool(said)
