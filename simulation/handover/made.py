"""All tables of a hand-over, made once; every format is written from them."""

from dataclasses import dataclass

import pandas as pd

from simulation.charts.language import Language
from simulation.handover.assumptions import assumptions
from simulation.handover.budget import budget
from simulation.handover.capacity_plan import capacity_plan
from simulation.handover.changes import changes
from simulation.handover.effectifs import effectifs
from simulation.handover.forecast import forecast, measures
from simulation.handover.opened import HandedOver
from simulation.handover.small import actuals, periods, regions, scenarios
from simulation.handover.suppression import suppress
from simulation.handover.tables import TABLES
from simulation.outcomes.periods import Every


@dataclass(frozen=True)
class Asked:
    """What is wanted of a hand-over. below: counts of persons under it are left out; 0: none are."""

    every: Every = "quarter"
    language: str = "en"
    below: int = 0
    package: bool = False
    workbook: bool = False
    hub: bool = False
    calendar: bool = False


@dataclass(frozen=True, eq=False)
class Made:
    """The forecasts, what is wanted of them, and their tables by name, small counts left out if so asked."""

    handed: HandedOver
    asked: Asked
    tables: dict[str, pd.DataFrame]
    monthly_plan: pd.DataFrame | None

    @property
    def language(self) -> Language:
        """The language of what people read."""
        return Language(self.asked.language)


def make(handed: HandedOver, asked: Asked) -> Made:
    """Makes all tables. Raises ResultsError for results of which one cannot be made."""
    language = Language(asked.language)
    frames = {
        "measures": measures(),
        "regions": regions(handed, language),
        "periods": periods(handed, asked.every),
        "scenarios": scenarios(handed),
        "forecast": forecast(handed, asked.every),
        "capacity_plan": capacity_plan(handed, asked.every),
        "effectifs": effectifs(handed),
        "budget": budget(handed),
        "assumptions": assumptions(handed),
        "actuals": actuals(handed),
        "changes": changes(handed),
    }
    monthly = None
    if asked.calendar:
        monthly = frames["capacity_plan"] if asked.every == "month" else capacity_plan(handed, "month")
    if asked.below:
        frames = {name: suppress(name, frame, asked.below) for name, frame in frames.items()}
    return Made(handed, asked, {table.name: frames[table.name] for table in TABLES}, monthly)
