"""The budget: what each line costs by financial year and region, title 2 (agents' days) apart from the others."""

import numpy as np
import pandas as pd

from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import spread, table_of
from simulation.handover.tables import ALL, BUDGET
from simulation.outcomes import budget_lines
from simulation.outcomes.arrays import sum_of

TITLE = {budget_lines.TIME: "T2", budget_lines.CASH: "HT2"}
"""Title of the State's budget by sort of cost."""


LINES = {
    line: {TITLE[sort]: parts for sort, parts in sorts.items()}
    for line, sorts in (budget_lines.LINES | {ALL: budget_lines.ALL_LINES}).items()
}
"""Lines by title: recorded columns, added (1) or taken away (−1). All lines are the two sorts of money."""


def budget(handed: HandedOver) -> pd.DataFrame:
    """What each line costs by scenario, year, region and title; sums within a replicate come first."""
    parts = [
        pd.DataFrame(_rows(run, line, title)) for run in handed.runs for line, titles in LINES.items()
        for title in titles
    ]  # fmt: skip
    whole = pd.concat(parts, ignore_index=True)
    return table_of(BUDGET, dict(whole))


def _rows(run: Handed, line: str, title: str) -> dict[str, object]:
    parts = LINES[line][title]
    found = run.by_place(list(parts), "year")
    # In whole cents, so that what is taken away leaves nothing behind.
    cents = sum_of(sign * np.rint(found[name] * 100) for name, sign in parts.items())
    values = spread(cents / 100)
    years, places = cents.shape[1:]
    return {
        "scenario_id": run.id,
        "exercice": np.repeat([int(name) for name in run.periods("year").names], places),
        "region_code": np.tile(np.array(run.places.with_nation, object), years),
        "ligne": line,
        "titre": title,
        "ae_eur": values["mean"].ravel(),
        "cp_eur": values["mean"].ravel(),
        "q10": values["q10"].ravel(),
        "q90": values["q90"].ravel(),
        "price_year": price_year(run),
        "valued_time": title == "T2",
    }


def price_year(run: Handed) -> int | None:
    """The year of the price level; None where prices are of several years."""
    prices = run.scenario.prices
    years = {getattr(prices, name).year for name in type(prices).model_fields if name != "working_days_per_year"}
    return years.pop() if len(years) == 1 else None
