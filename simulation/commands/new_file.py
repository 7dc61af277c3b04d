"""What commands that write a new file have in common."""

import sys
from pathlib import Path

from simulation.scenario.library import shown_path


def write_new(target: Path, text: str, with_folders: bool = False) -> int:
    """Writes a file that is not there yet and prints its path; 0, or 2 when it cannot be written."""
    try:
        if with_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        print(f"{shown_path(target)} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    print(shown_path(target))
    return 0
