"""A calibration made up for its page: as many uncertainties and measures as the largest case has, without a fit."""

import numpy as np
import pandas as pd
from scipy import special

from simulation.outcomes.calibration import REPLICATE, WEIGHT, Calibration
from simulation.scenario.loading import load_scenario

FREE = (
    "innovation", "certification_precision", "practicum_delay_spread", "groups_per_year", "patience_for_a_practicum",
    "promotion_rate", "initial_facilitator_skill", "facilitator_stop", "addressable_share",
)  # fmt: skip
OBSERVED = (
    ("reached", "month_end", "about:0.1", 60_000), ("certified", "year", "exact", 819),
    ("active_facilitators", "month_end", "rounded:5", 250), ("facilitators + trainers", "month_end", "exact", 1_234),
    ("promoted + trainers_hired", "since_start", "exact", 43), ("sessions", "since_start", "more_than", 12_000),
    ("facilitator_courses", "year", "exact", 49),
)  # fmt: skip
"""Measure, over what it is counted, precision, last value."""
CHANCES = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975}
DRAWS, YEARS = 200, 5


class MadeUpCalibration(Calibration):
    """What `open_calibration` would give, in memory. Of two uncertainties the data say nothing, of one too little."""

    def __init__(self, free=FREE, observed=OBSERVED, name="The Carpentries 2013–2017"):
        scenario = load_scenario("reference")
        self._scenario, rng = scenario, np.random.default_rng(1)
        scores = rng.normal(0.4, 0.7, (DRAWS, len(free)))
        values = [
            [getattr(scenario.uncertainties, one).quantile(u) for u in special.ndtr(scores[:, at])]
            for at, one in enumerate(free)
        ]
        draws = pd.DataFrame(dict(zip(free, values, strict=True)))
        rows, predicted = _observations(observed, scenario.start)
        self._tables = {
            "posterior": draws.assign(**{WEIGHT: 1 / DRAWS, REPLICATE: np.arange(DRAWS)}), "draws": draws,
            "observations": rows, "predicted": predicted,
        }  # fmt: skip
        told = [
            {"name": one, "gap": 0.05 if at in (2, 5) else 0.3, "least": 0.1 if at != 3 else 0.4,
             "narrower": 0.3, "something": at not in (2, 3, 5)}
            for at, one in enumerate(free)
        ]  # fmt: skip
        generations = [
            {"number": at, "threshold": None if at == 0 else 9 / at, "tried": 300 * 2**at, "crashed": 0, "kept": 300,
             "effective": 300 - 20.5 * at}
            for at in range(9)
        ]  # fmt: skip
        self.manifest = {
            "case": {"name": name, "description": "A volunteer teaching network."},
            "scenario": {"name": scenario.name},
            "identity": {"free": list(free), "fit_until": "2029-12", "population": 300, "seed": 1},
            "versions": {"pyabc": "0.13.0"}, "generations": generations, "effective": 72.0, "learned": told,
        }  # fmt: skip

    @property
    def scenario(self):
        """The scenario fitted."""
        return self._scenario

    def table(self, name):
        """One of its tables."""
        return self._tables[name].copy()


def _observations(observed, start):
    first = pd.Period(start, "M")
    seen, predicted = [], []
    for measure, over, precision, last in observed:
        months = np.arange(0.0, 12 * YEARS + 1)
        times = months[12::12] if over == "year" else months
        middle = last * (times / (12 * YEARS)) ** 1.7 + 0.01
        spread = np.array(list(CHANCES.values()))[None] + 0.5
        fan = pd.DataFrame(middle[:, None] * spread, columns=list(CHANCES))
        fan.insert(0, "elapsed", times)
        predicted.append(fan.assign(measure=measure, over=over, before=0.0))
        for year in range(1, YEARS + 1):
            value = round(last * (year / YEARS) ** 1.7 * (2.2 if year == 3 and over == "year" else 1.05))
            row = fan[fan.elapsed == 12 * year].iloc[0].to_dict()
            seen.append({
                "date": str(first + 12 * year - 1), "elapsed": 12.0 * year, "measure": measure, "over": over,
                "value": float(value), "precision": precision, "low": value * 0.9, "high": value * 1.1, "before": 0.0,
                "source": "made up", "fitted": year < YEARS, "prior_low": value * 0.4, "prior_high": value * 1.9,
                **{name: row[name] for name in CHANCES}, "outside": not row["q025"] <= value <= row["q975"],
            })  # fmt: skip
    return pd.DataFrame(seen), pd.concat(predicted, ignore_index=True)
