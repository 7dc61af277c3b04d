"""What commands that write a new file have in common."""

from pathlib import Path

from simulation.scenario.library import shown_path


def write_new(target: Path, text: str, with_folders: bool = False) -> int:
    """Writes a file that is not there yet, whole or not at all, and prints its path; 0. Raises OSError."""
    if with_folders:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            target.unlink(missing_ok=True)
            raise
    print(shown_path(target))
    return 0
