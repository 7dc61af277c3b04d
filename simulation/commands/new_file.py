"""What commands that write a new file have in common."""

from pathlib import Path

from simulation.scenario.library import shown_path
from simulation.storage.files import not_written


def write_new(target: Path, text: str, with_folders: bool = False) -> int:
    """Writes a file that is not there yet, whole or not at all, and prints its path; 0. Raises ResultsError."""
    try:
        if with_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("x", encoding="utf-8", newline="\n")
        try:
            with file:
                file.write(text)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise not_written(shown_path(target), error) from None
    print(shown_path(target))
    return 0
