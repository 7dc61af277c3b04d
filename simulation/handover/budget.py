"""The budget: what each line costs by financial year and region, title 2 (agents' days) apart from the others."""

import numpy as np
import pandas as pd

from simulation.handover.capacity_plan import KINDS
from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import spread, table_of
from simulation.handover.tables import ALL, BUDGET


def _less(parts: dict[str, int], less: dict[str, int]) -> dict[str, int]:
    return {name: parts.get(name, 0) - less.get(name, 0) for name in (*parts, *(n for n in less if n not in parts))}


_COURSES = {
    "courses_in_person": KINDS["facilitator", "in_person"],
    "courses_remote": KINDS["facilitator", "remote"],
    "trainer_courses": KINDS["trainer", "in_person"],
}
LINES: dict[str, dict[str, dict[str, int]]] = {
    **{line: {"T2": kind["time"], "HT2": _less(kind["money"], kind["time"])} for line, kind in _COURSES.items()},
    "bought_days": {"HT2": {"money_bought_days": 1}},
    "groups": {"T2": {"money_groups": 1}},
    "practicum": {"T2": {"money_practicum": 1}},
    "engagements": {"T2": {"money_engagements": 1}},
    "refreshers": {"T2": {"valued_time_refreshers": 1}, "HT2": {"money_refreshers": 1, "valued_time_refreshers": -1}},
    "animation": {"HT2": {"money_animation": 1}},
    "coordination": {"T2": {"money_coordination": 1}},
    "hires": {"HT2": {"money_hires": 1}},
    "recruitment": {"HT2": {"money_recruitment": 1}},
    ALL: {"T2": {"money_valued_time": 1}, "HT2": {"money_cash": 1}},
}
"""Lines by title: recorded columns, added (1) or taken away (−1) (ODD 7.3). All lines are the two sorts of money."""


def budget(handed: HandedOver) -> pd.DataFrame:
    """What each line costs by scenario, year, region and title; sums within a replicate come first."""
    parts = [
        pd.DataFrame(_rows(run, line, title)) for run in handed.runs for line, titles in LINES.items()
        for title in titles
    ]  # fmt: skip
    whole = pd.concat(parts, ignore_index=True)
    return table_of(BUDGET, {name: whole[name] for name in whole})


def _rows(run: Handed, line: str, title: str) -> dict[str, object]:
    parts = LINES[line][title]
    found = run.by_place(list(parts), "year")
    # In whole cents, so that what is taken away leaves nothing behind.
    cents = sum(sign * np.rint(found[name] * 100) for name, sign in parts.items())
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
