"""The small tables: regions, periods, scenarios, actuals."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from simulation.charts.language import Language
from simulation.handover.fields import Words
from simulation.handover.opened import Handed, HandedOver
from simulation.handover.places import ISO_3166_2, OVERSEAS, VERSANTS
from simulation.handover.spread import table_of
from simulation.handover.tables import ACTUALS, DISTANT, NATION, PERIODS, REGIONS, SCENARIOS
from simulation.outcomes.analysis_manifests import fitted_to
from simulation.outcomes.measures import Share
from simulation.outcomes.periods import Every, periods_of
from simulation.outcomes.provenance import titled
from simulation.outcomes.targets import targets, together
from simulation.scenario.geography import geography_of
from simulation.scenario.schema import FurtherTarget

NAMES = {
    DISTANT: Words("Remote work and national team", "À distance et équipe nationale"),
    NATION: Words("Nation", "France entière"),
}


def regions(handed: HandedOver, language: Language) -> pd.DataFrame:
    """The regions with their codes and headcounts by administration; FR sums them."""
    run, geography = handed.base, geography_of(handed.base.scenario)
    rows: list[dict[str, Any]] = []
    for position, (code, name) in enumerate(zip(run.places.regions, run.places.names, strict=True)):
        heads = {
            f"headcount_{versant.lower()}": sum(
                cell.headcount for cell in geography.cells if (cell.region, cell.administration) == (name, called)
            )
            for called, versant in VERSANTS.items()
            if code != DISTANT and called in geography.administrations
        }
        known = run.places.insee and position < len(run.places.regions) - 1
        rows.append(
            {
                "region_code": code,
                "region_name": language.label(NAMES[code]) if code in NAMES else name,
                "iso_3166_2": ISO_3166_2[code] if known else None,
                "overseas": code in OVERSEAS if known else None,
                **heads,
            }
        )
    total = {key: sum(row.get(key, 0) for row in rows) for key in rows[0] if key.startswith("headcount_")}
    rows.append(
        {
            "region_code": NATION,
            "region_name": language.label(NAMES[NATION]),
            "iso_3166_2": "FR" if run.places.insee else None,
            **total,
        }
    )
    return table_of(REGIONS, _columns(rows))


def periods(handed: HandedOver, every: Every) -> pd.DataFrame:
    """The periods asked for of all runs, and the years, in order of time."""
    found: dict[str, dict[str, Any]] = {}
    for run in handed.runs:
        for one in dict.fromkeys((every, "year")):
            for row in _periods(run, one):
                known = found.get(row["period_id"])
                if known:
                    row["date_start"] = min(row["date_start"], known["date_start"])
                    row["date_end"] = max(row["date_end"], known["date_end"])
                found[row["period_id"]] = row
    order = sorted(found.values(), key=lambda row: (row["frequency"] == "year", row["date_start"]))
    return table_of(PERIODS, _columns(order))


def _periods(run: Handed, every: Every) -> list[dict[str, Any]]:
    frame = run.results.frame
    held = periods_of(frame, every)
    rows = []
    for name, start, end in zip(held.names, held.starts, held.ends, strict=True):
        first, last = (frame.month_names[at] for at in (start, end))
        year, month = int(last[:4]), int(last[5:])
        rows.append(
            {
                "period_id": name,
                "frequency": every,
                "date_start": date(int(first[:4]), int(first[5:]), 1),
                "date_end": date(year, month, calendar.monthrange(year, month)[1]),
                "year": year,
                "quarter": None if every == "year" else (month + 2) // 3,
            }
        )
    return rows


def scenarios(handed: HandedOver) -> pd.DataFrame:
    """The scenarios with their targets, and how surely all of these are reached."""
    rows = []
    for run in handed.runs:
        found = targets(run.results)
        share: Share | None = None
        if found:
            share = together(found)
        low, high = share.interval() if share is not None else (None, None)
        rows.append(
            {
                "scenario_id": run.id,
                "name": titled(run.scenario.name, run.results.manifest),
                "description": " ".join(run.scenario.description.split()) or None,
                "parent_id": None if run is handed.base else handed.base.id,
                "fingerprint": run.results.manifest["scenario"]["fingerprint"],
                "is_baseline": run is handed.base,
                "targets": "; ".join(_target(one.aim, run) for one in found) or None,
                "prob_target": None if share is None else share.value,
                "prob_low": low,
                "prob_high": high,
            }
        )
    return table_of(SCENARIOS, _columns(rows))


def _target(aim: FurtherTarget, run: Handed) -> str:
    codes = dict(zip(run.places.names, run.places.regions, strict=True))
    where = f"[{codes.get(aim.region, aim.region)}]" if aim.region else ""
    return f"{aim.measure}>={aim.value:g}@{aim.month}{where}"


def actuals(handed: HandedOver) -> pd.DataFrame:
    """The observations to which forecasts with a posterior were fitted, each once; empty without any."""
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for run in handed.runs:
        posterior = run.results.manifest.get("posterior")
        for when, measure, over, low, high, _ in fitted_to(run.results.storage):
            rows[when, measure, over, low, high] = {
                "as_of": date.fromisoformat(run.day),
                "date": when,
                "measure": measure,
                "over": over,
                "region_code": NATION,
                "value": (low + high) / 2,
                "precision": "exact" if low == high else f"{low:.10g} to {high:.10g}",
                "source": posterior["case"] if posterior else None,
            }
    return table_of(ACTUALS, _columns(list(rows.values())))


def _columns(rows: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """Rows as columns; what a row lacks is empty."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}
