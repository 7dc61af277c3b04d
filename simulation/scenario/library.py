"""Names to files: a path first, then the working folder's `scenarios/`, then the library within the package."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from simulation.language import say
from simulation.scenario.paths import is_file, is_folder, is_special
from simulation.scenario.problems import Problem, ScenarioError, did_you_mean, listed

OWN = Path("scenarios")
"""The scenarios of the working folder, which stand before those of the library."""


def _library() -> Path:
    package = Path(str(files("simulation")))
    installed = package / "library"
    return installed if installed.is_dir() else package.parent / "scenarios"


LIBRARY = _library()
"""The scenarios that come with the package: `simulation/library` where it is installed, `scenarios/` in a checkout."""


@dataclass(frozen=True)
class Kind:
    """What a name may stand for. pattern: where its files lie in a folder of scenarios, with * for the name."""

    noun: str
    pattern: str

    @property
    def inner(self) -> str:
        """The file that stands for its folder (`case.yaml`); empty where each name is a file."""
        return self.pattern.partition("*/")[2]

    def file(self, scenarios: Path, name: str) -> Path:
        """Where the file of a name would lie in a folder of scenarios."""
        return scenarios / self.pattern.replace("*", name)

    def folder(self, scenarios: Path) -> Path:
        """Where the files of this kind lie in a folder of scenarios."""
        return scenarios / self.pattern.partition("*")[0]

    def names(self) -> list[str]:
        """The names that mean something here: those of the working folder, and those of the library."""
        held = [path for scenarios in (OWN, LIBRARY) for path in _glob(scenarios, self.pattern)]
        return sorted({path.parent.name if self.inner else path.stem for path in held})


SCENARIO = Kind(say("scenario"), "*.yaml")
SWEEP = Kind(say("sweep"), "sweeps/*.yaml")
PLAN = Kind(say("plan"), "plans/*.yaml")
CASE = Kind(say("case"), "validation/*/case.yaml")


def find(kind: Kind, path_or_name: str | os.PathLike, seen_from: Sequence[Path] = (Path(),)) -> Path:
    """The file meant by a path or a name; a `ScenarioError` says what was looked for, and where.

    seen_from: the folders from which a path is seen, in this order. A line of the log says which file was taken where
    a name could mean several.
    """
    text = os.fspath(path_or_name)
    given = [path for folder in seen_from for path in (folder / text, folder / text / kind.inner)]
    found = distinct([*(path for path in given if is_file(path)), *meanings(kind, text)])
    if found:
        tell_choice(text, found)
        return found[0]
    if any(is_special(folder / text) for folder in seen_from):
        message = say("is a device or a pipe, not a file.")
        raise ScenarioError([Problem(text, 1, 1, "", message, say("Save what it gives to a file first."))])
    if any(is_folder(folder / text) for folder in seen_from):
        message = say("is a folder, not a file of a {noun}.", noun=kind.noun)
    elif is_name(text):
        message = say(
            "there is no such file, nor a {noun} of that name in {searched}.", noun=kind.noun, searched=searched(kind)
        )
    else:
        message = say("there is no such file.")
    raise ScenarioError([Problem(text, 1, 1, "", message, offer(kind, text, seen_from[0]))])


def meanings(kind: Kind, name: str, beside: Path | None = None) -> list[Path]:
    """The files that a name could mean, first the one that it does mean; none for a path.

    beside: a folder whose own files stand before all others.
    """
    if not is_name(name):
        return []
    places = [beside / f"{name}.yaml"] if beside is not None else []
    places += [kind.file(scenarios, name) for scenarios in (OWN, LIBRARY)]
    return distinct([place for place in places if is_file(place)])


def tell_choice(text: str, found: Sequence[Path]) -> None:
    """Log which of several files was taken, if what was given could be a name."""
    if len(found) > 1 and is_name(text):
        taken, *others = map(_named, found)
        message = say("{name} stands for {taken} here, not for {others}", name=text, taken=taken, others=listed(others))
        logging.getLogger(__name__).warning("%s", message)


def _named(path: Path) -> str:
    return (
        say("the library's {file}", file=path.relative_to(LIBRARY).as_posix())
        if path.is_relative_to(LIBRARY)
        else shown_path(path)
    )


def offer(kind: Kind, text: str, folder: Path, beside: Path | None = None) -> str:
    """What may have been meant by a path (seen from a folder) or a name that means nothing.

    beside: a folder whose own files are names, too.
    """
    path, names = Path(text), kind.names()
    if is_name(text):
        if is_file(folder / f"{text}.yaml"):
            return say("Did you mean {text}.yaml?", text=text)
        known = sorted({*names, *(_stems(beside) if beside is not None else ())})
        meant = did_you_mean(text, known)
    else:
        near = _stems((folder / path).parent)
        known = near or names
        # The path of a file that only the library has.
        named = next((part for part in (path.stem, path.parent.name) if part in names), "")
        meant = did_you_mean(path.stem, near) or (
            say("Did you mean {found}?", found=named) if named else did_you_mean(path.stem, known)
        )
    return meant or (say("There are: {known}.", known=listed(known)) if known else "")


def searched(kind: Kind) -> str:
    """The folders in which names are looked for, in words."""
    own, library = kind.folder(OWN), kind.folder(LIBRARY)
    if same(own, library):
        return f"{own.as_posix()}/"
    return say("{folder}/ or the library ({library})", folder=own.as_posix(), library=shown_path(library))


def is_name(text: str) -> bool:
    """Whether a text can be a name, not only a path."""
    return not ("/" in text or "\\" in text or text.endswith((".yaml", ".yml")))


def same(path: Path, other: Path) -> bool:
    """Whether two paths lead to one place."""
    return path.resolve() == other.resolve()


def distinct(paths: Sequence[Path]) -> list[Path]:
    """The paths, without those that lead to the same place as an earlier one."""
    found: dict[Path, Path] = {}
    for path in paths:
        found.setdefault(path.resolve(), path)
    return list(found.values())


def shown_path(path: Path) -> str:
    """The path as a planner would write it: relative to the working folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive of Windows; a working folder that was removed
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _stems(folder: Path) -> list[str]:
    return sorted({file.stem for file in _glob(folder, "*.yaml")})


def _glob(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except (OSError, ValueError):
        return []
