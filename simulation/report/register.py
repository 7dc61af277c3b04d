"""The register of assumptions: every uncertainty and price with its value, range, unit, source, and how it is known."""

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.charts.setting_names import setting_name, unit_name
from simulation.charts.source import Results
from simulation.scenario.description import described_at
from simulation.scenario.quantities import Uncertain
from simulation.scenario.uncertainties import uncertainty_bounds

INTERVAL = (0.1, 0.9)
"""Of the range that is told."""
NOT_SOURCED = "assumption"
"""How the source of a figure begins that somebody assumed."""


def register(results: Results, language: Language) -> pd.DataFrame:
    """A row a quantity, as a table for readers; numbers in the unit of the row."""
    say, share = language.text, language.percent(0.8)
    uncertainties, prices = results.scenario.uncertainties, results.scenario.prices
    posterior = results.manifest.get("posterior")
    fitted, case = (posterior["names"], posterior["case"]) if posterior else ([], "")
    drawn = results.uncertainties() if fitted else pd.DataFrame()
    rows = []
    for name in type(uncertainties).model_fields:
        given, path = getattr(uncertainties, name), f"uncertainties.{name}"
        if name in fitted:
            low, value, high = np.quantile(drawn[name], [INTERVAL[0], 0.5, INTERVAL[1]])
            rows.append((path, value, low, high, say("fitted to “{case}”", case=case), given.source))
        elif results.manifest["best_values"] or given.distribution.kind == "fixed":
            how = say("held at its best value") if given.distribution.kind != "fixed" else say("fixed")
            rows.append((path, given.best, np.nan, np.nan, how, given.source))
        else:
            rows.append((path, given.best, *_range(name, given), _known(given.source, language), given.source))
    for name in type(prices).model_fields:
        price = getattr(prices, name)
        how = _known(price.source, language)
        rows.append((f"prices.{name}", price.value, np.nan, np.nan, how, f"{price.source} ({price.year})"))
    return pd.DataFrame({
        say("quantity"): [setting_name(path, language) for path, *_ in rows],
        say("value"): [row[1] for row in rows],
        say("{share} low", share=share): [row[2] for row in rows],
        say("{share} high", share=share): [row[3] for row in rows],
        say("unit"): [unit_name(described_at(tuple(path.split("."))).get("unit", ""), language) for path, *_ in rows],
        say("how it is known"): [row[4] for row in rows],
        say("source, as the scenario gives it"): [row[5] for row in rows],
    })  # fmt: skip


def _range(name: str, given: Uncertain) -> tuple[float, float]:
    lowest, highest = uncertainty_bounds(name)
    low, high = (min(max(given.quantile(share), lowest), highest) for share in INTERVAL)
    return low, high


def _known(source: str, language: Language) -> str:
    return language.text("assumed") if is_assumed(source) else language.text("sourced")


def is_assumed(source: str) -> bool:
    """Whether the source of a figure says that somebody assumed it."""
    return source.casefold().startswith(NOT_SOURCED)
