"""The folder of a hand-over: written whole, renewed by the next export, and nothing of anybody else's touched."""

import glob
import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from simulation.language import joined, say
from simulation.outcomes.manifests import ExportSaid, fitting
from simulation.scenario.library import shown_path
from simulation.storage.files import ResultsError, noted_of
from simulation.storage.folder_lock import locked
from simulation.storage.names import is_own
from simulation.storage.storage import Folder

RECORD = "export.json"
"""File that lists what export wrote, with sizes and checksums."""
_FORMAT = 1


def files_before(folder: Path) -> dict[str, bytes]:
    """The files that an earlier export left there, by path; none in a folder that is empty or not there.

    Raises ResultsError when it holds anything that export did not write, or that was changed since.
    """
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise ResultsError(say("{folder} is a file, not a folder", folder=shown_path(folder)))
    there = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
    if not there:
        return {}
    noted = _noted(folder, there)
    # A link or a pipe was not written by export either, whatever the record says.
    strange = [name for name, path in there.items() if name != RECORD and not (name in noted and is_own(path))]
    found = {name: path.read_bytes() for name, path in there.items() if name in noted and is_own(path)}
    changed = [name for name, content in found.items() if hashlib.sha256(content).hexdigest() not in noted[name]]
    wrong = []
    if strange:
        wrong.append(say("holds what export did not write: {some}", some=_some(strange)))
    if changed:
        wrong.append(say("holds files that were changed since they were exported: {some}", some=_some(changed)))
    if wrong:
        raise ResultsError(
            joined(
                "\n",
                (
                    say(
                        "{folder} {one}. Nothing was written; choose another folder", folder=shown_path(folder), one=one
                    )
                    for one in wrong
                ),
            )
        )
    return found


def write_folder(folder: Path, files: dict[str, bytes], before: dict[str, bytes]) -> None:
    """Writes the files into a folder beside, then moves them in; what an earlier export left there goes.

    The record goes in first, and names old and new: stopped in between, the next export may renew the folder. Raises
    OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_dead(folder)
    beside = Path(tempfile.mkdtemp(prefix=_beside(folder), dir=folder.parent))
    try:
        with locked(beside):
            _moved_in(folder, files, before, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _beside(folder: Path) -> str:
    """How the names of folders begin in which a hand-over is made ready."""
    return f".{folder.name}-export-"


def _clear_dead(folder: Path) -> None:
    """Removes what exports into this folder left beside it that were killed: nobody holds its lock any more."""
    for path in folder.parent.glob(f"{glob.escape(_beside(folder))}*"):
        if path.is_symlink() or not (path / ".lock").is_file():
            continue
        with suppress(ResultsError, OSError), locked(path):
            shutil.rmtree(path, ignore_errors=True)


def _moved_in(folder: Path, files: dict[str, bytes], before: dict[str, bytes], beside: Path) -> None:
    for name, content in files.items():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder.mkdir(exist_ok=True)
    both = {name: [noted_of(held[name])["sha256"] for held in (before, files) if name in held]
            for name in (*files, *(name for name in before if name not in files))}  # fmt: skip
    _write_record(folder, beside, both)
    for name in before:
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside / name, folder / name)
    _write_record(folder, beside, {name: [noted_of(content)["sha256"]] for name, content in files.items()})
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def _write_record(folder: Path, beside: Path, noted: dict[str, list[str]]) -> None:
    content = json.dumps({"format": _FORMAT, "sha256": noted}, indent=1) + "\n"
    temporary = beside / f".{RECORD}"
    temporary.write_text(content, encoding="utf-8")
    os.replace(temporary, folder / RECORD)


def _noted(folder: Path, there: dict[str, Path]) -> dict[str, list[str]]:
    """Of each file that export wrote, the checksums that it may have."""
    if RECORD not in there:
        return {}
    try:
        record: dict[str, list[str]] = fitting(ExportSaid, Folder(folder).read_json(RECORD), RECORD)["sha256"]
        return record
    except ResultsError:
        raise ResultsError(
            say(
                "{folder} is not the record of an export. Nothing was written; choose another folder",
                folder=shown_path(folder / RECORD),
            )
        ) from None


def _some(names: list[str], most: int = 5) -> str:
    if len(names) > most:
        return say("{words} and {count} more", words=names[:most], count=len(names) - most)
    return ", ".join(names)
