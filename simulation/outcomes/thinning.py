"""What a sweep keeps of a run: some measures, by place and period, as whole numbers until they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX, Column
from simulation.common.recording import Recording
from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import COVERED_CELLS, PER, measure_named, signed_parts
from simulation.scenario.levers import NATIONAL
from simulation.scenario.quantities import Frozen

MEASURES = (
    "active_facilitators", "facilitators", "trainers", "reached", "candidates", "trainees", "interested", "lapsed",
    "newly_reached", "certified", "facilitators_stopped", "groups_open", "groups_started", "sessions",
    "waiting_for_group", "waiting_for_course", "facilitator_courses", "facilitator_seats_filled", "network_members",
    "people_reached", "money_total", "money_cash", "money_valued_time", "trainer_days_used",
)  # fmt: skip
"""What is kept of each run by default; `money_total` is the sum of all uses of money, and of cash and time."""

NATION = "nation"
"""The place of a sweep that keeps the nation only."""


class Recorded(Frozen):
    """What is kept of each run."""

    places: Literal["region", "nation"] = "region"
    """Each region (and national), or the nation only."""
    every: Literal["quarter", "month"] = "quarter"
    """Stocks at the end of each quarter or month of the run; flows are summed over it."""
    measures: Annotated[tuple[str, ...], Field(min_length=1, max_length=200, strict=False)] = MEASURES
    """Columns of the persons and activity tables (see results/README.md), or `money_total`."""


@dataclass(frozen=True)
class Keeping:
    """How the runs of one frame are cut down: `periods` are the positions of their last months."""

    frame: Frame
    recorded: Recorded

    @property
    def periods(self) -> np.ndarray:
        """Positions of the last month of each period; the last month of the run is always one."""
        every = 3 if self.recorded.every == "quarter" else 1
        ends = np.arange(every - 1, self.frame.months, every)
        last = self.frame.months - 1
        return ends if len(ends) and ends[-1] == last else np.append(ends, last)

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places: the regions, then national; or the nation."""
        return self.frame.places if self.recorded.places == "region" else (NATION,)

    @property
    def columns(self) -> list[Column]:
        """The measures kept."""
        return [measure_named(name) for name in self.recorded.measures]

    def cut(self, recording: Recording) -> np.ndarray:
        """int64, periods × places × measures, in whole-number units."""
        kept = np.zeros((len(self.periods), len(self.places), len(self.columns)), np.int64)
        for number, column in enumerate(self.columns):
            kept[:, :, number] = self._over_time(self._by_place(recording, column.name), column.kind)
        return kept

    def _by_place(self, recording: Recording, name: str) -> np.ndarray:
        """Months × places of one measure."""
        frame = self.frame
        by_region = np.zeros((frame.months, len(frame.regions) + 1), np.int64)
        if name in PERSON_INDEX or name == COVERED_CELLS.name:
            if name in PERSON_INDEX:
                values = recording.persons[:, :, PERSON_INDEX[name]]
            else:
                active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]].astype(np.int64)
                values = active * PER >= np.array(frame.headcount)
            for cell, (region, _) in enumerate(frame.cells):
                by_region[:, region] += values[:, cell]
        else:
            for part, sign in signed_parts(name):
                by_region += sign * recording.activity[:, :, ACTIVITY_INDEX[part]]
        return by_region if self.recorded.places == "region" else by_region.sum(axis=1, keepdims=True)

    def _over_time(self, values: np.ndarray, kind: str) -> np.ndarray:
        """Periods × places: a stock at the end of each period, a flow summed over it."""
        if kind == "stock":
            return values[self.periods]
        return np.add.reduceat(values, np.append(0, self.periods[:-1] + 1), axis=0)

    def table(self, runs: Sequence[tuple[str, int]], kept: Sequence[np.ndarray]) -> pa.Table:
        """Runs, each a (point's fingerprint, replicate), as one table: rows by run, period, place."""
        periods, places = len(self.periods), len(self.places)
        rows = periods * places
        points = list(dict.fromkeys(point for point, _ in runs))
        position = {point: number for number, point in enumerate(points)}
        days = self.frame.first_days[self.periods].astype(np.int64).astype(np.int32)
        columns: dict[str, pa.Array] = {
            "point": _names(np.repeat([position[point] for point, _ in runs], rows), points),
            "replicate": pa.array(np.repeat(np.array([replicate for _, replicate in runs], np.int32), rows)),
            "month": pa.array(np.tile(np.repeat(days, places), len(runs))).cast(pa.date32()),
            "place": _names(np.tile(np.arange(places), len(runs) * periods), self.places),
        }
        values = np.stack(kept).reshape(len(runs) * rows, -1) if runs else np.zeros((0, len(self.columns)), np.int64)
        for number, column in enumerate(self.columns):
            whole = values[:, number]
            small = column.scale == 1 and (not len(whole) or whole.max() < 2**31)
            columns[column.name] = pa.array(whole.astype(np.int32) if small else whole / column.scale)
        return pa.table(columns)


def _names(positions: np.ndarray, names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.asarray(positions).astype(np.int32), pa.array(names, pa.string()))


__all__ = ["NATION", "NATIONAL", "Keeping"]
