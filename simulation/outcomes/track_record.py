"""How often the bands of stored forecasts held: read from a file that comes with the validation cases.

`python -m simulation.validation.page` writes it again from the back-tests that the project keeps; nothing later than
what they hold is in it.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulation.scenario.library import CASE, LIBRARY

FILE = CASE.folder(LIBRARY) / "track_record.csv"
WITHIN = {0.5: "within_50", 0.8: "within_80", 0.95: "within_95"}
"""For each band, the column that counts the values in it."""
COLUMNS = ("case", "cutoffs", "values", "months", *WITHIN.values(), "code")
"""A row a case. cutoffs: months to which it was fitted; values: known later values, each counted for each cut-off;
months: from the cut-off to the farthest of them; within_…: how many of the values lay in the band; code: the
fingerprint of the code that forecast."""


@dataclass(frozen=True)
class TrackRecord:
    """Known later values of real networks, and how many of them lay in the bands that had been forecast."""

    networks: int
    values: int
    months: int
    """From the forecast to the farthest of the values."""
    within: dict[float, int]
    """Band (0.5, 0.8, 0.95) to values in it."""
    codes: frozenset[str]
    """Fingerprints of the code that forecast."""

    def share(self, band: float) -> float:
        """Share of the values in a band."""
        return self.within[band] / self.values


def read_track_record(path: Path = FILE) -> TrackRecord | None:
    """What the file says; None where no back-test is stored."""
    if not path.is_file():
        return None
    table = pd.read_csv(path, dtype={"code": str})
    if not table["values"].sum():
        return None
    within = {band: int(table[column].sum()) for band, column in WITHIN.items()}
    return TrackRecord(
        len(table), int(table["values"].sum()), int(table["months"].max()), within, frozenset(table["code"])
    )
