"""Measures by calendar period and place, with their quantiles: what charts of money and capacity are made of."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulation.charts.difference_words import place_text
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.periods import Every, by_period, periods_of, with_nation

WHOLE = ""
"""The place that stands for the whole nation."""
DECIMALS = 7
"""To which sums of cents and eighths of days are exact."""


def by_place(results: Results, names: Sequence[str], every: Every) -> dict[str, np.ndarray]:
    """Measures by period and place: replicates × periods × places, in their unit; the last place is the nation.

    Places before it: the regions, then what is remote or of a national team.
    """
    found = by_period(results, names, every, "region")
    return {name: np.round(with_nation(values), DECIMALS) for name, values in found.items()}


def places_of(results: Results) -> list[str]:
    """The names of those places."""
    return [*results.frame.places, WHOLE]


def spread(
    results: Results, groups: Mapping[str, np.ndarray], every: Every, of_persons: Sequence[str] = ()
) -> pd.DataFrame:
    """Mean and 80 % interval of each group (replicates × periods × places): a row a group, period and place.

    of_persons: groups that have no row of what is remote. Columns: group, period, months (simulated of it), place,
    mean, q10, q50, q90.
    """
    periods, places = periods_of(results.frame, every), places_of(results)
    parts = []
    for group, values in groups.items():
        kept = [at for at, place in enumerate(places) if group not in of_persons or at != len(places) - 2]
        low, middle, high = np.quantile(values[:, :, kept], [0.1, 0.5, 0.9], axis=0)
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "period": np.repeat(periods.names, len(kept)),
                    "months": np.repeat(periods.months, len(kept)),
                    "place": np.tile(np.array([places[at] for at in kept], object), len(periods.names)),
                    "mean": values[:, :, kept].mean(axis=0).ravel(),
                    "q10": low.ravel(),
                    "q50": middle.ravel(),
                    "q90": high.ravel(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def placed_table(rows: pd.DataFrame, groups: Mapping[str, str], first: str, language: Language) -> pd.DataFrame:
    """Such rows as a table for readers."""
    say = language.text
    kept = rows[rows["group"].isin(groups)]
    return pd.DataFrame(
        {
            first: kept["group"].map(groups),
            say("period"): kept["period"].astype(str),
            say("place"): [place_text(place, language) for place in kept["place"]],
            say("mean"): kept["mean"],
            say("{share} low", share=language.percent(0.8)): kept["q10"],
            say("{share} high", share=language.percent(0.8)): kept["q90"],
        }
    ).reset_index(drop=True)
