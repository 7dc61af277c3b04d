"""The capacity plan: courses by period, region, kind and delivery, with seats, trainers, days and cost."""

import numpy as np
import pandas as pd

from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import spread, table_of
from simulation.handover.tables import CAPACITY_PLAN
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.budget_lines import CASH, LINES, TIME
from simulation.outcomes.full_time import etpt
from simulation.outcomes.periods import Every
from simulation.scenario.quantities import values_by_month

KINDS = {
    ("facilitator", "in_person"): {
        "courses": {"facilitator_courses": 1, "facilitator_courses_remote": -1},
        "offered": {"facilitator_seats_offered": 1, "facilitator_seats_offered_remote": -1},
        "filled": {"facilitator_seats_filled": 1, "facilitator_seats_filled_remote": -1},
        **LINES["courses_in_person"],
    },
    ("facilitator", "remote"): {
        "courses": {"facilitator_courses_remote": 1},
        "offered": {"facilitator_seats_offered_remote": 1},
        "filled": {"facilitator_seats_filled_remote": 1},
        **LINES["courses_remote"],
    },
    ("trainer", "in_person"): {
        "courses": {"trainer_courses": 1},
        "offered": {"trainer_seats_offered": 1},
        "filled": {"trainer_seats_filled": 1},
        **LINES["trainer_courses"],
    },
}  # fmt: skip
"""Kinds of course by delivery, and what each is put together from: recorded columns, added (1) or taken away (−1)."""


def capacity_plan(handed: HandedOver, every: Every) -> pd.DataFrame:
    """Courses by scenario, period, region, kind and delivery; all sums within a replicate come first."""
    parts = [pd.DataFrame(_rows(run, every, kind, delivery)) for run in handed.runs for kind, delivery in KINDS]
    whole = pd.concat(parts, ignore_index=True)
    return table_of(CAPACITY_PLAN, dict(whole))


def monthly(run: Handed, parts: dict[str, int]) -> np.ndarray:
    """A sum of recorded columns by month: replicates × months × places (the regions, FR-DIST, FR)."""
    found = run.by_place(list(parts), "month")
    return sum_of(sign * found[name] for name, sign in parts.items())


def _rows(run: Handed, every: Every, kind: str, delivery: str) -> dict[str, object]:
    held, starts = run.periods(every), run.periods(every).starts
    parts = {what: monthly(run, columns) for what, columns in KINDS[kind, delivery].items()}
    lever = run.scenario.levers.facilitator_courses if kind == "facilitator" else run.scenario.levers.trainer_courses
    team = np.array(values_by_month(lever.trainers, run.results.frame.month_names), float)[None, :, None]

    def summed(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, starts, axis=1)

    courses, filled = summed(parts["courses"]), summed(parts["filled"])
    places = summed(parts["courses"] * team)
    trainer_days = places * lever.days
    trainee_days = filled * lever.days if kind == "facilitator" else np.full(filled.shape, np.nan)
    seats = spread(filled)
    count = courses.shape[1:]
    codes = run.places.with_nation
    return {
        "scenario_id": run.id,
        "period_id": np.repeat(np.array(held.names, object), count[1]),
        "region_code": np.tile(np.array(codes, object), count[0]),
        "course_kind": kind,
        "delivery": delivery,
        "courses": courses.mean(axis=0).ravel(),
        "seats_offered": summed(parts["offered"]).mean(axis=0).ravel(),
        "seats_filled_mean": seats["mean"].ravel(),
        "seats_filled_q10": seats["q10"].ravel(),
        "seats_filled_q90": seats["q90"].ravel(),
        "trainers_needed": places.mean(axis=0).ravel(),
        "trainer_days": trainer_days.mean(axis=0).ravel(),
        "trainer_etpt": etpt(trainer_days.mean(axis=0), run.scenario).ravel(),
        "facilitator_days": trainee_days.mean(axis=0).ravel(),
        "facilitator_etpt": etpt(trainee_days.mean(axis=0), run.scenario).ravel(),
        "prob_held": (courses > 0).mean(axis=0).ravel(),
        "cost_t2_eur": summed(parts[TIME]).mean(axis=0).ravel(),
        "cost_ht2_eur": summed(parts[CASH]).mean(axis=0).ravel(),
        "suppressed": False,
    }
