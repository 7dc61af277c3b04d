"""The assumptions: every figure of the scenarios, with what it is, its range, source and marking."""

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import table_of
from simulation.handover.tables import ASSUMPTIONS
from simulation.handover.words import parameter_label
from simulation.scenario.description import described_at
from simulation.scenario.quantities import Uncertain
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds
from simulation.scenario.writing import changes, figures, flow_text, plain_scenario

MEASURE = "active_facilitators"
"""Of which the narrowing is told."""
_INTERVAL = (0.1, 0.9)
MOST_TEXT = 500
"""Characters of a list that are shown."""


def assumptions(handed: HandedOver) -> pd.DataFrame:
    """Every figure of each scenario: uncertainties, prices, levers, start and target."""
    rows = [row for run in handed.runs for row in _of_run(run, handed.base)]
    return table_of(ASSUMPTIONS, {name: [row.get(name) for row in rows] for name in ASSUMPTIONS.names})


def parameters(run: Handed) -> dict[str, Any]:
    """The figures of a scenario by their place; a price or an uncertainty is one figure, whole."""
    plain = plain_scenario(run.scenario)
    found = {
        f"{section}.{name}": held for section in ("prices", "uncertainties") for name, held in plain[section].items()
    }
    rest = {
        key: held
        for key, held in plain.items()
        if key not in ("name", "description", "vocabulary", "prices", "uncertainties")
    }
    return figures(rest) | found


def differing(run: Handed, base: Handed) -> list[str]:
    """The places in which two scenarios differ, as `parameters` names them."""
    found = []
    for field, _, _ in changes(run.scenario, base.scenario):
        words = field.split(".")
        found.append(".".join(words[:2]) if words[0] in ("prices", "uncertainties") else field)
    return list(dict.fromkeys(found))


def shown(value: Any) -> str:
    """A figure as text; of a long list the beginning, with how many entries it has and a digest of them."""
    if value is None:
        return "none"
    if isinstance(value, dict) and "best" in value:
        return f"{value['best']:g} ({flow_text(value['distribution'])})"
    if isinstance(value, dict) and "year" in value:
        return f"{value['value']:g} ({value['year']})"
    text = flow_text(value)
    if len(text) <= MOST_TEXT:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{text[:MOST_TEXT]} … ({len(value)} entries, digest {digest})"


def _of_run(run: Handed, base: Handed) -> list[dict[str, Any]]:
    changed = set() if run is base else set(differing(run, base))
    narrowing = _narrowing(run)
    drawn = run.results.uncertainties()
    posterior = (run.results.manifest.get("posterior") or {}).get("names", [])
    rows = []
    for place, held in parameters(run).items():
        section, name = place.split(".")[0], place.split(".")[-1]
        row: dict[str, Any] = {
            "scenario_id": run.id,
            "parameter": place,
            "label_en": parameter_label(place, Language("en")),
            "label_fr": parameter_label(place, Language("fr")),
            "unit": described_at(tuple(place.split("."))).get("unit") or None,
            "changed_from_parent": place in changed,
            "marking": "assumption" if section == "initial" else "decision",
        }
        if section == "uncertainties":
            given = getattr(run.scenario.uncertainties, name)
            row |= _uncertainty(name, given, run, drawn[name].to_numpy() if name in posterior else None)
            row["narrowing_if_known"] = narrowing.get(name)
        elif section == "prices":
            row |= {"value": held["value"], "source": held["source"], "marking": _marking(held["source"])}
        elif isinstance(held, int | float) and not isinstance(held, bool):
            row["value"] = held
        else:
            row["value_text"] = shown(held)
        rows.append(row)
    return rows


def _uncertainty(name: str, given: Uncertain, run: Handed, drawn: np.ndarray | None) -> dict[str, Any]:
    """Value, range and source: of the prior, or of what was drawn where a posterior stands in its place."""
    distribution = flow_text({key: held for key, held in given.distribution.model_dump().items()})
    found = {"value": given.best, "distribution": distribution, "source": given.source,
             "marking": _marking(given.source)}  # fmt: skip
    if run.results.manifest["best_values"]:
        return found | {"distribution": "fixed: run with best values"}
    if drawn is not None:
        case = run.results.manifest["posterior"]["case"]
        low, high = np.quantile(drawn, _INTERVAL)
        return found | {"value": float(np.median(drawn)), "low": float(low), "high": float(high),
                        "distribution": "posterior", "source": case, "marking": "fitted"}  # fmt: skip
    bounds = uncertainty_bounds(name)
    low, high = (min(max(given.quantile(share), bounds[0]), bounds[1]) for share in _INTERVAL)
    return found | {"low": low, "high": high}


def _marking(source: str) -> str:
    return "assumption" if source.casefold().startswith("assumption") else "measured"


def _narrowing(run: Handed) -> dict[str, float]:
    """By how much the interval at the end would narrow, by uncertainty; empty where `essaim width` was not run."""
    width = run.results.width()
    if width is None:
        return {}
    table = width.table[width.table["measure"] == MEASURE]
    last = table[table["month"] == table["month"].max()]
    found = {part: float(value) for part, value in zip(last["part"], last["narrowing"], strict=True)}
    return {name: value for name, value in found.items() if name in Uncertainties.model_fields and value == value}
