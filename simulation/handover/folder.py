"""The folder of a hand-over: written whole, renewed by the next export, and nothing of anybody else's touched."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from simulation.language import joined, say
from simulation.scenario.library import shown_path
from simulation.storage.files import ResultsError, noted_of

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
    strange = [name for name in there if name not in noted and name != RECORD]
    found = {name: path.read_bytes() for name, path in there.items() if name in noted}
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
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folder.mkdir(exist_ok=True)
        both = {name: [noted_of(held[name])["sha256"] for held in (before, files) if name in held]
                for name in (*files, *(name for name in before if name not in files))}  # fmt: skip
        _write_record(folder, both)
        for name in before:
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, folder / name)
        _write_record(folder, {name: [noted_of(content)["sha256"]] for name, content in files.items()})
        for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(path.iterdir()):
                path.rmdir()
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_record(folder: Path, noted: dict[str, list[str]]) -> None:
    content = json.dumps({"format": _FORMAT, "sha256": noted}, indent=1) + "\n"
    temporary = folder / f".{RECORD}.{os.getpid()}"
    temporary.write_text(content, encoding="utf-8")
    os.replace(temporary, folder / RECORD)


def _noted(folder: Path, there: dict[str, Path]) -> dict[str, list[str]]:
    """Of each file that export wrote, the checksums that it may have."""
    if RECORD not in there:
        return {}
    try:
        record = json.loads(there[RECORD].read_text(encoding="utf-8"))
        return {str(name): list(checksums) for name, checksums in record["sha256"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
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
