"""What is known of the real network, kept beside a forecast: counts from before it, and what has come since."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulation.outcomes.analysis_manifests import fitted_to
from simulation.outcomes.manifests import ActualsSaid, fitting
from simulation.outcomes.observed import STOCK_OVER, Observation
from simulation.storage.storage import Storage

if TYPE_CHECKING:
    import pandas as pd

ACTUALS = "actuals.json"
"""File of a folder of results: what a person said of the real network."""
COLUMNS = ("date", "measure", "over", "low", "high", "source")
"""Of the table of what is known, one row a count. low, high: the lowest and highest truth that agree with it."""


def keep_actuals(storage: Storage, observations: Sequence[Observation]) -> None:
    """Keeps observations of the nation with the results, in the place of any kept before."""
    rows = [
        [one.date, "+".join(one.measure), one.over, *map(float, one.band), one.source]
        for one in observations
        if not one.region
    ]
    storage.write_json(ACTUALS, {"observations": rows})


def known_stock(storage: Storage, measure: str) -> "pd.DataFrame":
    """Counts of a stock of the nation at the ends of months, by date; columns as COLUMNS says."""
    import pandas as pd

    rows = [[*row[:5], ""] for row in fitted_to(storage)]
    if storage.has(ACTUALS):
        given = fitting(ActualsSaid, storage.read_json(ACTUALS), storage.named(ACTUALS))
        rows += given["observations"]
    mine = [row for row in rows if row[1] == measure and row[2] == STOCK_OVER]
    # What a person said stands before what was fitted to.
    return pd.DataFrame(mine, columns=list(COLUMNS)).drop_duplicates("date", keep="last").sort_values("date")
