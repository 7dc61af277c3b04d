"""Results made up for charts and reports: realistic S-curves, in memory, without a model."""

from functools import cache, cached_property

import numpy as np
import pandas as pd
from network_data import MadeUpNetwork
from value_data import made_up_by_place, made_up_value

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    FACILITATOR_USES,
    HALF_YEARS,
    LINEAGE_COLUMNS,
    MONEY_USES,
    PERSON_COLUMNS,
    TRAINER_USES,
)
from simulation.outcomes.frame import Frame
from simulation.outcomes.summary import summarise
from simulation.outcomes.tables import MEASURES
from simulation.outcomes.waiting import STAGES
from simulation.outcomes.width import Width
from simulation.scenario.schema import Scenario, Target

IN_PERSONS = {column.name for column in PERSON_COLUMNS}
FLOWS = {
    "new_interested": 900, "called": 4, "nominated": 2, "newly_lapsed": 120, "came_back": 9, "newly_reached": 700,
    "returned": 5, "volunteered": 60, "candidates_gave_up": 20, "no_shows": 8, "enrolled": 35, "trainees_gave_up": 3,
    "practicum_started": 28, "certified": 14, "not_certified": 13, "promoted": 0.6, "facilitators_stopped": 5,
    "trainers_stopped": 0.2, "trainers_hired": 0.1, "left_interested": 20, "left_reached": 90, "left_candidate": 2,
    "left_facilitator": 3, "left_trainer": 0.1, "sessions": 400, "skill_gained": 65535 * 12, "trainee_days": 8 * 190,
}  # fmt: skip
STOCKS = {
    "interested": (200, 2500), "reached": (70, 30000), "candidates": (70, -75), "trainees": (20, 150),
    "in_practicum": (5, 60), "facilitators": (130, 1100), "trainers": (10, 25), "active_facilitators": (65, 900),
    "waiting": (150, 300), "in_a_seat": (80, 3000), "waiting_for_programme": (40, 60),
}  # fmt: skip
WEIGHTS = {
    "group": (0.15, 0.6, 0.25, 0), "course": (0.05, 0, 0.65, 0.2, 0.1), "practice": (0.5, 0.3, 0.2),
}  # fmt: skip
"""Of those who wait at a stage, how many each cause holds back."""
COSTS = dict(zip(MONEY_USES, (30, 40, 9, 2, 6, 3, 12, 5, 1), strict=True))
"""Thousands of euros a month for each use, when the network is grown."""
IN_CASH = ("hires", "animation", "refreshers", "recruitment")


class MadeUp(MadeUpNetwork):
    """What `open_results` would give; `empty` has only zeros in it."""

    def __init__(
        self, name="Reference", start="2026-01", months=60, replicates=40, target=1000.0, empty=False, seed=1, also=(),
        **more,
    ):  # fmt: skip
        goal = target and Target(value=target, month="2030-12", also=also)
        self.scenario = Scenario(name=name, start=start, months=months, target=goal or None, **more)
        self.frame = Frame.of(self.scenario)
        self.replicates = np.arange(replicates)
        self.manifest = {
            "seed": seed, "best_values": False, "replicates": replicates, "failed": 0,
            "code": {"version": "0.1.0", "fingerprint": "5db87df5762266ae"}, "created": "2026-11-30T19:48:46+00:00",
            "scenario": {"name": name, "fingerprint": "d5e21d2f705018bb"},
        }  # fmt: skip
        self._rng = np.random.default_rng(seed)
        self._empty = empty

    @cached_property
    def _nation(self):
        """Whole numbers by column: replicates × months."""
        rng, replicates, months = self._rng, len(self.replicates), self.frame.months
        time = np.arange(1, months + 1)
        rise = 1 / (1 + np.exp(-(time - 0.6 * months) / (0.15 * months)))
        one, other = rng.lognormal(0, 0.35, (replicates, 1)), rng.lognormal(0, 0.3, (replicates, 1))

        def counted(mean):
            noise = rng.normal(0, 0.6, (replicates, months)) * np.sqrt(np.maximum(mean, 0))
            return np.maximum(0, np.round(mean + noise))

        made = {name: counted(start + top * rise * one * other) for name, (start, top) in STOCKS.items()}
        made |= {name: counted(size * (0.3 + rise) * one) for name, size in FLOWS.items()}
        made["lapsed"] = made["newly_lapsed"].cumsum(axis=1)
        for kind, size in (("facilitator", 48), ("trainer", 2)):
            offered = counted(size * (0.3 + rise) * other)
            made[f"{kind}_seats_offered"] = offered
            made[f"{kind}_seats_filled"] = np.round(offered * rng.uniform(0.6, 1, (replicates, 1)))
        made["waiting_for_trainer_course"] = counted(1 + 12 * rise * one)
        made["trainer_days_offered"] = counted(20 * (1 + 2 * rise) * other) * 8
        for use, share in zip(TRAINER_USES, (0.6, 0.1, 0.2, 0.1), strict=True):
            used = made["trainer_days_offered"] * share * rng.uniform(0.5, 1, (replicates, 1))
            made[f"trainer_days_used_{use}"] = np.round(used)
        made["facilitator_days_offered"] = made["facilitators"] * 16
        for use, share in zip(FACILITATOR_USES, (0.3, 0.05, 0.01), strict=True):
            made[f"facilitator_days_used_{use}"] = np.round(made["facilitators"] * 16 * share * other.clip(0.5, 1.5))
        made["network_members"] = made["facilitators"] + made["trainers"]
        made["people_reached"] = made["reached"] + made["network_members"] + made["candidates"] + made["trainees"]
        made |= self._held_back(made, time)
        for half in HALF_YEARS:
            led = made[f"led_half_year_{half}"] = np.zeros_like(made["certified"])
            led[:, 6 * half :] = np.round(made["certified"][:, : max(0, months - 6 * half)] * (0.6 - 0.07 * half) * one)
        made |= {f"money_{use}": 100 * counted(1000 * cost * (0.3 + rise) * one) for use, cost in COSTS.items()}
        made["valued_time_courses"] = made["money_courses"]  # all in kind, and none for trainers
        made["money_cash"] = sum(made[f"money_{use}"] for use in IN_CASH)
        made["money_valued_time"] = sum(made[f"money_{use}"] for use in MONEY_USES) - made["money_cash"]
        made["participants_time"] = 100 * counted(90_000 * (0.3 + rise) * other)
        for column in (*PERSON_COLUMNS, *ACTIVITY_COLUMNS):
            made.setdefault(column.name, np.zeros((replicates, months)))
        return {name: (0 if self._empty else 1) * whole.astype(np.int64) for name, whole in made.items()}

    @staticmethod
    def _held_back(made, time):
        """Of the queues, how many each cause holds back; it changes with time, and adds up to all who wait."""
        queues = {"group": made["waiting"], "course": made["candidates"], "practice": np.round(made["trainees"] * 0.6)}
        found = {"waiting_for_course": made["candidates"], "waiting_for_group": made["waiting"]}
        for stage, queue in queues.items():
            weights = np.array([weight * (1 + 0.5 * np.sin(time / 9 + 9 * weight)) for weight in WEIGHTS[stage]])
            edges = np.concatenate([np.zeros((1, len(time))), weights.cumsum(axis=0)]) / weights.sum(axis=0)
            parts = np.diff(np.round(queue * edges[:, None]), axis=0)
            for cause, held in zip(STAGES[stage], parts, strict=True):
                name = f"{'group' if stage == 'group' else 'training'}_limit_{cause}"
                found[name] = found.get(name, 0) + held
        return found

    def _columns(self, names):
        """Spread over places as evenly as whole numbers allow."""
        for name in names:
            places = len(self.frame.cells) if name in IN_PERSONS else len(self.frame.places)
            bounds = self._nation[name][:, :, None] * np.arange(places + 1) // places
            yield name, np.diff(bounds, axis=2)

    run_chunks = (None,)
    """All in one."""

    def whole_numbers(self, names, chunks=None):
        return self._columns(names)

    def national(self, *names):
        return {name: self._nation[name] / (MEASURES[name].scale if name in MEASURES else 65535) for name in names}

    def summary(self):
        return self._summary.copy()

    @cached_property
    def _summary(self):
        # The real summary, so that its form is the real one.
        return summarise(self.frame, self._columns).to_pandas(date_as_object=False)

    def lineage(self):
        """A new generation every other year, each a little less skilled than the one before."""
        rows = []
        for year, position in enumerate(self.frame.year_ends):
            for replicate in range(0 if self._empty else len(self.replicates)):
                left = int(self._nation["facilitators"][replicate, position])
                for generation in range(2 + (year + replicate % 2) // 2):
                    trainers = 8 - year % 8 if generation == 0 else year % 3
                    facilitators = 0 if generation == 0 else left // (1 + generation)
                    skill = (0.9 - 0.04 * min(generation, 15) + 0.001 * (replicate % 10)) * (facilitators + trainers)
                    rows.append((
                        self.replicates[replicate], pd.Timestamp(self.frame.first_days[position]), min(generation, 15),
                        facilitators, trainers, facilitators, trainers, 0, skill,
                    ))  # fmt: skip
        names = [column.name for column in LINEAGE_COLUMNS]
        frame = pd.DataFrame(rows, columns=["replicate", "month", "generation", *names])
        return frame.astype(
            {"month": "datetime64[ms]", "skill_sum": float}
            | dict.fromkeys(("replicate", "generation", *names[:-1]), "int64")
        )

    width_stored = True

    def width(self):
        """Chance falls and the first assumption grows; two of the parts are estimated below zero."""
        if not self.width_stored:
            return None
        names = ["chance", "imitation", "addressable_share", "again", "innovation", "volunteering", "promotion_rate",
                 "leaving", "others", "interactions"]  # fmt: skip
        rows = []
        for year, position in enumerate(self.frame.year_ends):
            chance = 0.6 / (1 + 0.5 * year)
            left = np.array([0.5, 0.22, 0.1, 0.06, 0.03, -0.02, -0.01, 0.04]) * (1 - chance)
            share = np.array([chance, *left, 1 - chance - left.sum()]) * (np.nan if self._empty else 1)
            single = np.isin(names, names[1:8])
            frame = pd.DataFrame({
                "measure": "active_facilitators", "month": pd.Timestamp(self.frame.first_days[position]), "part": names,
                "share": share, "share_error": 0.02, "total": np.where(single, share + 0.03, np.nan),
                "total_error": np.where(single, 0.02, np.nan), "width": 0.0 if self._empty else 100.0 * (1 + year),
                "width_error": 4.0, "narrowing": np.where(single, 40 * (1 + year) * share, np.nan),
                "narrowing_error": np.where(single, 3.0, np.nan),
            })  # fmt: skip
            rows.append(frame)
        return Width(pd.concat(rows, ignore_index=True), {"seed": 1})

    counted = ()
    """What is known of the real network: date, low and high of active facilitators."""

    def known(self, measure):
        rows = self.counted if measure == "active_facilitators" else ()
        return pd.DataFrame(rows, columns=["date", "low", "high"])

    value_stored = True

    def value(self):
        """Four changes on fresh seeds, two of the search; one without a clear difference, one cost unknown."""
        if not self.value_stored or self._empty:
            return None
        return made_up_value()

    def value_by_place(self):
        """Two units in all regions, one of them nowhere clear; a quarter on fresh seeds."""
        if not self.value_stored or self._empty:
            return None
        return made_up_by_place(self.frame.regions)

    def chance(self):
        """Nothing was run twice."""
        columns = {"world": pd.Series(dtype="int64"), "month": pd.Series(dtype="datetime64[s]")}
        return pd.DataFrame(columns | {name: pd.Series(dtype="int64") for name in STOCKS})


@cache
def made_up(**given):
    """The same made-up results for the same arguments: summing them up takes a second."""
    return MadeUp(**given)
