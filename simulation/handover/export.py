"""Export: some forecasts written out in all formats asked for, into one folder."""

from collections.abc import Sequence
from pathlib import Path

from simulation.handover.event_file import calendar_files
from simulation.handover.files import csv_of
from simulation.handover.folder import files_before, write_folder
from simulation.handover.hub import hub_files
from simulation.handover.made import Asked, Made, make
from simulation.handover.opened import open_all
from simulation.handover.package import package_files
from simulation.handover.readme import NAMES, readme
from simulation.handover.tables import TABLES
from simulation.outcomes.people_tables import csv_bytes

WORKBOOK = "essaim.xlsx"


def export(folders: Sequence[str], to: Path, asked: Asked, base: str | None = None) -> dict[str, bytes]:
    """Writes the hand-over of some results into a folder, and returns its files by path.

    The same results give the same bytes (events of a calendar excepted, which count how often they changed). Raises
    ResultsError when results cannot be handed over or the folder holds anything else; OSError.
    """
    before = files_before(to)
    files = files_of(make(open_all(folders, base), asked), before)
    write_folder(to, files, before)
    return files


def files_of(made: Made, before: dict[str, bytes]) -> dict[str, bytes]:
    """All files, by path. before: those of the last export into the same folder."""
    asked = made.asked
    if asked.package:
        files = package_files(made)
    elif asked.language == "fr":
        files = {f"data/{table.name}.csv": csv_bytes(made.tables[table.name], "fr") for table in TABLES}
    else:
        files = {f"data/{table.name}.csv": csv_of(table, made.tables[table.name]) for table in TABLES}
    if asked.workbook:
        from simulation.handover.workbook.build import workbook  # needs a library that nothing else does

        files[WORKBOOK] = workbook(made)
    if asked.hub:
        files |= hub_files(made)
    if asked.calendar:
        files |= calendar_files(made, before)
    files[NAMES[asked.language]] = readme(made, files).encode()
    return files
