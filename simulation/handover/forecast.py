"""The forecast, long: mean and quantiles of all measures by period, region and administration; and the measures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.common.columns import ACTIVITY_COLUMNS, Column
from simulation.handover.fields import Words
from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import spread, table_of
from simulation.handover.tables import ALL, FORECAST, MEASURES
from simulation.outcomes.measured import COMBINED, measure_named
from simulation.outcomes.periods import Every, by_period
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import COUNTED_PERSON_COLUMNS, MEANS


@dataclass(frozen=True)
class Ratio:
    """A measure that is one sum divided by another, after both are summed within a replicate."""

    column: Column
    over: str
    under: str


RATIOS = (
    Ratio(Column("facilitator_seat_fill", "share", "Seats of facilitator courses that are filled",
                 "Taux de remplissage des formations d’animateurs", "mean"),
          "facilitator_seats_filled", "facilitator_seats_offered"),
    Ratio(Column("trainer_day_use", "share", "Trainer days that are used",
                 "Part des jours de formateur utilisés", "mean"), "trainer_days_used", "trainer_days_offered"),
    Ratio(Column("facilitator_day_use", "share", "Facilitator days that are used",
                 "Part des jours d’animateur utilisés", "mean"), "facilitator_days_used", "facilitator_days_offered"),
)  # fmt: skip
"""Ratios that planners ask for; none where nothing is offered."""

_ACTIVITY = tuple(column.name for column in ACTIVITY_COLUMNS)
_HOW = {
    "stock": Words("At the end of the period; places add up.", "À la fin de la période ; les lieux s’additionnent."),
    "flow": Words("Summed over the period; periods and places add up.",
                  "Somme sur la période ; périodes et lieux s’additionnent."),
    "mean": Words("At the end of the period; weigh by facilitators + trainers.",
                  "À la fin de la période ; à pondérer par animateurs + formateurs."),
    "ratio": Words("Of sums over the period: form both sums, then divide.",
                   "De sommes sur la période : former les deux sommes, puis diviser."),
}  # fmt: skip
_AGGREGATION = {
    "stock": "time: last; place: sum",
    "flow": "time: sum; place: sum",
    "mean": "time: last; place: weighted by facilitators + trainers",
    "ratio": "time: ratio of sums; place: ratio of sums",
}
_GPEEC = {
    "facilitators": "effectif en poste (animateurs)",
    "trainers": "effectif en poste (formateurs)",
    "active_facilitators": "effectif actif",
    "candidates": "vivier (candidats)",
    "trainees": "vivier (stagiaires)",
    "certified": "entrées (certification)",
    "promoted": "promotion interne",
    "trainers_hired": "entrées (recrutement)",
    "trainers_replaced": "entrées (remplacement)",
    "facilitators_stopped": "sorties (arrêt d’activité)",
    "trainers_stopped": "sorties (arrêt d’activité)",
    "left_facilitator": "sorties (départ)",
    "left_trainer": "sorties (départ)",
    "moved_in_facilitator": "mobilité entrante",
    "moved_in_trainer": "mobilité entrante",
    "moved_out_facilitator": "mobilité sortante",
    "moved_out_trainer": "mobilité sortante",
}
"""Terms of workforce planning in the French State (gestion prévisionnelle des emplois, effectifs et compétences)."""


def measures() -> pd.DataFrame:
    """All measures of the forecast, with what they are and how they add up."""
    english, french = Language("en"), Language("fr")
    rows = []
    columns = list(_columns())
    short = [_short([language.label(column) for _, column in columns]) for language in (french, english)]
    for (kind, column), label_fr, label_en in zip(columns, *short, strict=True):
        rows.append(
            {
                "measure_id": column.name,
                "label_fr": label_fr,
                "label_en": label_en,
                "definition_fr": f"{french.label(column)}. {french.label(_HOW[kind])}",
                "definition_en": f"{english.label(column)}. {english.label(_HOW[kind])}",
                "unit": column.unit,
                "kind": kind,
                "aggregation": _AGGREGATION[kind],
                "gpeec_term": _GPEEC.get(column.name),
            }
        )
    return table_of(MEASURES, {name: [row[name] for row in rows] for name in rows[0]})


def forecast(handed: HandedOver, every: Every) -> pd.DataFrame:
    """Mean and quantiles of all measures by scenario, period, region and administration.

    Sums over periods, places and administrations are taken within each replicate, before any quantile.
    """
    parts = [part for run in handed.runs for part in _of_run(run, every)]
    return table_of(FORECAST, _together(parts))


def measure_units() -> dict[str, str]:
    """The unit of each measure of the forecast."""
    return {column.name: column.unit for _, column in _columns()}


def _columns() -> Iterator[tuple[str, Column]]:
    for column in (*COUNTED_PERSON_COLUMNS, *ACTIVITY_COLUMNS, *(one.column for one in COMBINED.values())):
        yield column.kind, measure_named(column.name)
    for mean in MEANS:
        yield "mean", mean.column
    for ratio in RATIOS:
        yield "ratio", ratio.column


def _short(labels: list[str]) -> list[str]:
    """Labels without what explains them in brackets at their end, unless that tells them apart."""
    short = [re.sub(r"\s*\([^()]*\)$", "", label) for label in labels]
    return [one if short.count(one) == 1 else whole for one, whole in zip(short, labels, strict=True)]


@dataclass(frozen=True)
class _Part:
    """Values of one measure of one run: replicates × periods × regions (FR last) × administrations (all last)."""

    run: Handed
    measure: str
    periods: tuple[str, ...]
    versants: tuple[str, ...]
    values: np.ndarray


def _of_run(run: Handed, every: Every) -> Iterator[_Part]:
    periods = run.periods(every).names
    versants = (*run.places.versants, ALL)
    for column in COUNTED_PERSON_COLUMNS:
        values = by_period(run.results, [column.name], every, "cell")[column.name]
        yield _Part(run, column.name, periods, versants, _by_versant(run, values))
    for mean in MEANS:
        total, people = (
            _by_versant(run, _skill(run, mean.total, every)),
            sum(
                _by_versant(run, by_period(run.results, [name], every, "cell")[name])
                for name in ("facilitators", "trainers")
            ),
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            yield _Part(run, mean.column.name, periods, versants, total / mean.scale / people)
    kept: dict[str, np.ndarray] = {}
    for name in (*_ACTIVITY, *COMBINED):
        values = run.by_place([name], every)[name][..., None]
        if any(name in (ratio.over, ratio.under) for ratio in RATIOS):
            kept[name] = values
        yield _Part(run, name, periods, (ALL,), values)
    for ratio in RATIOS:
        with np.errstate(invalid="ignore", divide="ignore"):
            yield _Part(run, ratio.column.name, periods, (ALL,), kept[ratio.over] / kept[ratio.under])


def _by_versant(run: Handed, values: np.ndarray) -> np.ndarray:
    """Replicates × periods × cells as replicates × periods × regions and FR × administrations and all."""
    frame = run.results.frame
    found = np.zeros((*values.shape[:2], len(frame.regions) + 1, len(frame.administrations) + 1))
    for cell, (region, administration) in enumerate(frame.cells):
        for at in (region, -1):
            found[:, :, at, administration] += values[:, :, cell]
            found[:, :, at, -1] += values[:, :, cell]
    return found


def _skill(run: Handed, total: str, every: Every) -> np.ndarray:
    """The sum from which a mean is formed, as recorded, at the end of each period: replicates × periods × cells."""
    held = run.periods(every)
    found = [
        held.of(values.astype(np.float64), "stock")
        for chunk in run.results.run_chunks
        for _, values in run.results.whole_numbers([total], [chunk])
    ]
    return np.concatenate(found)


def _together(parts: list[_Part]) -> Mapping[str, object]:
    """The columns of the forecast from its parts; text as categories, since it comes again and again."""
    lists: dict[str, list[np.ndarray]] = {}
    codes: dict[str, dict[str, int]] = {name: {} for name in ("scenario_id", "period_id", "region_code", "versant",
                                                              "measure_id")}  # fmt: skip
    for part in parts:
        _, periods, regions, versants = part.values.shape
        of_persons = regions == len(part.run.places.regions)  # FR-DIST has activity only
        places = part.run.places.with_nation
        names = [*places[: len(places) - 2], places[-1]] if of_persons else places
        keys = {
            "scenario_id": np.full((periods, regions, versants), _code(codes["scenario_id"], part.run.id)),
            "period_id": _spread_out(codes["period_id"], part.periods, (periods, regions, versants), 0),
            "region_code": _spread_out(codes["region_code"], names, (periods, regions, versants), 1),
            "versant": _spread_out(codes["versant"], part.versants, (periods, regions, versants), 2),
            "measure_id": np.full((periods, regions, versants), _code(codes["measure_id"], part.measure)),
        }
        numbers = spread(part.values) | {"replicates": (~np.isnan(part.values)).sum(axis=0)}
        for name, values in (keys | numbers).items():
            lists.setdefault(name, []).append(values.reshape(-1))
    together = {name: np.concatenate(arrays) for name, arrays in lists.items()}
    texts = {name: pd.Categorical.from_codes(together[name], pd.Index(list(known))) for name, known in codes.items()}
    numbers = {name: together[name] for name in ("mean", *QUANTILES, "replicates")}
    return texts | numbers | {"suppressed": np.zeros(len(together["mean"]), np.bool_)}


def _code(known: dict[str, int], name: str) -> int:
    return known.setdefault(name, len(known))


def _spread_out(known: dict[str, int], names: Sequence[str], shape: tuple[int, ...], axis: int) -> np.ndarray:
    codes = np.array([_code(known, name) for name in names])
    return np.broadcast_to(np.expand_dims(codes, tuple(at for at in range(3) if at != axis)), shape)
