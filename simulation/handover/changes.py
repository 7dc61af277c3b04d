"""What differs between two publications, and what it does to what is forecast, pair by pair where the seeds agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.handover.assumptions import differing, parameters, shown
from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import table_of
from simulation.handover.tables import CHANGED
from simulation.language import say
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.measured import measure_named, signed_parts
from simulation.outcomes.pairing import Difference, PairingError, Side, paired
from simulation.outcomes.provenance import rules_name, titled
from simulation.scenario.geography import geography_of

MEASURE = "active_facilitators"


@dataclass(frozen=True)
class Changed:
    """What differs between two results.

    reasons: kind (assumption, code, data), item, before, after. difference: of all together, over pairs; None where
    they cannot be paired, and `unpaired` says why. before, after: means of each at the last month that both have.
    """

    first: Handed
    second: Handed
    measure: str
    reasons: tuple[tuple[str, str, str | None, str | None], ...]
    difference: Difference | None
    unpaired: str
    month: str | None
    before: float
    after: float


def changed(first: Handed, second: Handed, measure: str = MEASURE, month: str | None = None) -> Changed:
    """What differs, and by how much a measure of the nation does (a flow: summed from the start).

    month: YYYY-MM, by default the last that both have. Raises PairingError when that is not in both.
    """
    one, other = side(first, measure), side(second, measure)
    common = [when for when in one.months if when in other.months]
    if month is not None and month not in common:
        span = f"{common[0]} to {common[-1]}" if common else "no month"
        raise PairingError(say("{month} is not there in both; they share {span}", month=month, span=span))
    last = month or (common[-1] if common else None)
    before, after = (float(it.values[:, it.months.index(last)].mean()) if last else float("nan") for it in (one, other))
    difference, why = None, ""
    try:
        difference = paired(one, other, last)
    except PairingError as error:
        why = str(error)
    return Changed(first, second, measure, tuple(reasons(first, second)), difference, why, last, before, after)


def side(run: Handed, measure: str) -> Side:
    """A measure of the nation as one side of a comparison; a flow summed from the start."""
    parts = signed_parts(measure)
    found = run.results.national(*(part for part, _ in parts))
    values = sum_of(sign * found[part] for part, sign in parts)
    if measure_named(measure).kind != "stock":
        values = np.cumsum(values, axis=1)
    manifest = run.results.manifest
    return Side(titled(manifest["scenario"]["name"], manifest), manifest["seed"], run.results.replicates,
                run.results.frame.month_names, values)  # fmt: skip


def reasons(first: Handed, second: Handed) -> list[tuple[str, str, str | None, str | None]]:
    """What differs: kind, item, before, after; assumptions first, then code, then data."""
    before, after = parameters(first), parameters(second)
    found: list[tuple[str, str, str | None, str | None]] = [
        ("assumption", place, _shown(before, place), _shown(after, place)) for place in differing(second, first)
    ]
    facts = [_facts(run.results.manifest, run) for run in (first, second)]
    return found + [
        (kind, item, value, facts[1][kind, item]) for (kind, item), value in facts[0].items()
        if value != facts[1][kind, item]
    ]  # fmt: skip


def _shown(values: Mapping[str, Any], place: str) -> str | None:
    return shown(values[place]) if place in values else None


def _facts(manifest: dict[str, Any], run: Handed) -> dict[tuple[str, str], str | None]:
    code, posterior = manifest["code"], manifest.get("posterior")
    rules = rules_name(manifest)
    return {
        ("code", "code"): f"{code['version']} ({code['fingerprint'][:8]})",
        ("code", "model"): str(manifest.get("model")),
        ("code", "rules"): f"{rules} ({manifest['rules']['fingerprint'][:8]})" if rules else None,
        ("data", "headcounts"): str(int(_headcounts(run).sum())),
        ("data", "posterior"): f"{posterior['case']} ({posterior['fingerprint'][:8]})" if posterior else None,
        ("data", "best_values"): str(manifest["best_values"]).lower(),
        ("data", "seed"): str(manifest["seed"]),
        ("data", "replicates"): str(len(run.results.replicates)),
    }


def _headcounts(run: Handed) -> np.ndarray:
    return geography_of(run.scenario).headcount


def changes(handed: HandedOver) -> pd.DataFrame:
    """What differs between the baseline and each other scenario, with the effect of all of it together."""
    return changes_table([changed(handed.base, run) for run in handed.runs[1:]])


def changes_table(all_changes: list[Changed]) -> pd.DataFrame:
    """Each difference a row; then one, `all`, with the means before and after and the effect over pairs."""
    rows: list[dict[str, Any]] = []
    for one in all_changes:
        names = {"from_id": one.first.id, "to_id": one.second.id}
        rows += [
            names | {"kind": kind, "item": item, "before": before, "after": after}
            for kind, item, before, after in one.reasons
        ]
        effect = one.difference
        rows.append(
            names
            | {
                "kind": _kind(one),
                "item": "all",
                "measure_id": one.measure,
                "before": f"{one.before:.10g}",
                "after": f"{one.after:.10g}",
                "effect_mean": None if effect is None else effect.mean,
                "effect_low": None if effect is None or not np.isfinite(effect.low) else effect.low,
                "effect_high": None if effect is None or not np.isfinite(effect.high) else effect.high,
            }
        )
    return table_of(CHANGED, {name: [row.get(name) for row in rows] for name in CHANGED.names})


def _kind(one: Changed) -> str:
    """What is behind the whole: assumptions if any differ, else code, else data."""
    kinds = [kind for kind, *_ in one.reasons]
    return next((kind for kind in ("assumption", "code") if kind in kinds), "data")
