"""What a planner asks of a forecast, as numbers: growth, target, what was short, assumption and chance.

The functions take plain arrays, replicates × months, of the whole nation; `nation` gathers them from results.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from simulation.common.columns import CAUSE_LABELS, GROUP_CAUSES, TRAINING_CAUSES

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

YEAR = 12
LIMITS = (*(("training", cause) for cause in TRAINING_CAUSES), *(("groups", cause) for cause in GROUP_CAUSES))
"""What can be short, ledger and cause, in the order in which ties are broken."""
DEMAND = ("", "demand")
"""Nobody is waiting."""

_LIMIT_LABELS = {
    ("training", "too_few"): (
        "too few candidates to open a course", "le manque de candidats pour ouvrir une formation"),
    ("training", "calendar"): ("the course calendar", "le calendrier des formations"),
    ("training", "trainer_days"): ("trainer days", "les jours de formateur"),
    ("training", "seats"): ("seats in courses", "les places en formation"),
    ("training", "money"): ("the budget for courses", "le budget des formations"),
    ("training", "supervisor"): ("supervisors for the practicum", "les accompagnateurs de la pratique"),
    ("training", "people"): ("groups in which to practise", "les groupes où pratiquer"),
    ("groups", "too_few"): ("too few people waiting to open a group", "le manque d’inscrits pour ouvrir un groupe"),
    ("groups", "facilitator_days"): ("facilitator days", "les jours d’animateur"),
    ("groups", "facilitators"): (
        "facilitators of that region or mode", "les animateurs de la région ou du mode"),
    ("groups", "money"): ("the budget for groups", "le budget des groupes"),
    DEMAND: ("demand", "la demande"),
}


def limit_label(limit: tuple[str, str], language: Literal["en", "fr"]) -> str:
    """What was short, in words that fit after "what held growth back most is" or « ce qui a le plus freiné… »."""
    return _LIMIT_LABELS[limit][language == "fr"]


@dataclass(frozen=True)
class Share:
    """A share of replicates with its standard error, of `count` replicates."""

    value: float
    standard_error: float
    count: int

    @classmethod
    def of(cls, yes: np.ndarray) -> "Share":
        """The share that is true. The error does not vanish when all or none are (one of each is added for it)."""
        count = len(yes)
        if count == 0:
            return cls(float("nan"), float("nan"), 0)
        careful = (np.count_nonzero(yes) + 1) / (count + 2)
        return cls(float(np.mean(yes)), float(np.sqrt(careful * (1 - careful) / count)), count)


@dataclass(frozen=True)
class FirstMet:
    """When a target is first met. by_month: share of replicates that have met it by the end of each month."""

    by_month: np.ndarray
    not_by_the_end: float


def trailing_year(flow: np.ndarray) -> np.ndarray:
    """Sum of each month and the 11 before; NaN in the first 11 months. Replicates × months."""
    summed = np.cumsum(flow, axis=1, dtype=float)
    summed[:, YEAR:] -= summed[:, :-YEAR].copy()
    summed[:, : YEAR - 1] = np.nan
    return summed


def reproduction_number(
    certified: np.ndarray, promoted: np.ndarray, facilitators_lost: np.ndarray, trainers_lost: np.ndarray
) -> np.ndarray:
    """b·g ÷ (μF·μT) from the last 12 months' rates: replicates × months, above 1 where the network grows by itself.

    b: facilitators made per trainer, g: promotions per facilitator, μ: losses of each. The person-months by which each
    rate is divided cancel, which leaves certified × promoted ÷ (facilitators lost × trainers lost). Infinite where
    nobody was lost; NaN in the first 11 months and where both sides are zero.
    """
    made = trailing_year(certified) * trailing_year(promoted)
    lost = trailing_year(facilitators_lost) * trailing_year(trainers_lost)
    with np.errstate(divide="ignore", invalid="ignore"):
        return made / lost


def self_sustaining_from(reproduction: np.ndarray, hired: np.ndarray) -> np.ndarray:
    """Position of the first of 12 months in which the number stays above 1 and nobody is hired; −1: never.

    reproduction and hired (trainers hired in the month): replicates × months. Returns int64, one a replicate.
    """
    with np.errstate(invalid="ignore"):
        good = (reproduction > 1) & (hired == 0)
    months = good.shape[1]
    if months < YEAR:
        return np.full(len(good), -1)
    runs = np.lib.stride_tricks.sliding_window_view(good, YEAR, axis=1).all(axis=2)
    return np.where(runs.any(axis=1), runs.argmax(axis=1), -1)


def target_met(values: np.ndarray, target: float) -> Share:
    """Share of replicates whose value on the target date (one number each) is at least the target."""
    return Share.of(values >= target)


def first_met(values: np.ndarray, target: float) -> FirstMet:
    """Distribution of the first month at whose end the value (replicates × months) is at least the target."""
    ever = np.logical_or.accumulate(values >= target, axis=1)
    by_month = ever.mean(axis=0)
    return FirstMet(by_month, float(1 - by_month[-1]))


def monthly_limit(held_back: np.ndarray) -> np.ndarray:
    """The limit of each month: position in LIMITS of the largest count, the first of equals; −1 (demand): nobody waits.

    held_back: replicates × months × LIMITS, persons. Returns replicates × months.
    """
    return np.where(held_back.sum(axis=2) > 0, held_back.argmax(axis=2), -1)


def limits_by_month(held_back: np.ndarray) -> pd.DataFrame:
    """For each month (position) and limit: persons held back, mean over replicates, and how often it was the largest.

    Columns month, ledger, cause, persons, largest (share of replicates); demand: how often nobody waited.
    """
    monthly = monthly_limit(held_back)
    rows = []
    for month in range(held_back.shape[1]):
        for number, (ledger, cause) in enumerate(LIMITS):
            persons = held_back[:, month, number].mean()
            rows.append((month, ledger, cause, persons, (monthly[:, month] == number).mean()))
        rows.append((month, *DEMAND, 0.0, (monthly[:, month] == -1).mean()))
    return pd.DataFrame(rows, columns=["month", "ledger", "cause", "persons", "largest"])


def limit_shares(held_back: np.ndarray) -> dict[tuple[str, str], float]:
    """Share of each limit over time and replicates, weighted by persons unserved; demand has all if nobody ever waits.

    By falling share; LIMITS' order among equals.
    """
    persons = held_back.sum(axis=(0, 1)).astype(float)
    if persons.sum() == 0:
        return {DEMAND: 1.0}
    shares = dict(zip(LIMITS, persons / persons.sum(), strict=True))
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def main_limit(held_back: np.ndarray) -> tuple[str, str]:
    """What held growth back most: demand where nobody waits in most months, else the limit with the largest share."""
    if (monthly_limit(held_back) == -1).mean() > 0.5:
        return DEMAND
    return next(iter(limit_shares(held_back)))


@dataclass(frozen=True)
class Split:
    """How much of an outcome's variance is assumption (the rest is chance), with its standard error.

    pairs: worlds that were run twice. NaN when there are fewer than two pairs or nothing varies.
    """

    assumption: float
    standard_error: float
    pairs: int


def assumption_share(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> Split:
    """Splits the variance of an outcome into assumption (drawn uncertainties) and chance.

    values: the outcome of all replicates. first, second: the outcome of pairs of runs with the same drawn uncertainties
    and different chance. Chance variance is the mean of (first − second)² ÷ 2; the share of assumption is
    1 − chance variance ÷ total variance, kept within 0 and 1.
    """
    pairs = len(first)
    total = float(np.var(values, ddof=1)) if len(values) > 1 else 0.0
    if pairs < 2 or total == 0:
        return Split(float("nan"), float("nan"), pairs)
    halves = (np.asarray(first, float) - second) ** 2 / 2
    ratio = halves.mean() / total
    chance_error = halves.std(ddof=1) / np.sqrt(pairs)
    squares = (values - np.mean(values)) ** 2
    total_error = squares.std(ddof=1) / np.sqrt(len(values))
    error = np.hypot(chance_error / total, ratio * total_error / total)
    return Split(float(np.clip(1 - ratio, 0, 1)), float(error), pairs)


@dataclass(frozen=True)
class Nation:
    """The national arrays behind the measures; replicates × months, held_back: × LIMITS."""

    reproduction: np.ndarray
    self_sustaining_from: np.ndarray
    held_back: np.ndarray


def growth(results: "Results") -> tuple[np.ndarray, np.ndarray]:
    """The reproduction number of a run, replicates × months, and the position from which each sustains itself."""
    lost = ("facilitators_stopped", "left_facilitator", "trainers_stopped", "left_trainer")
    read = results.national("certified", "promoted", "trainers_hired", *lost)
    number = reproduction_number(
        read["certified"],
        read["promoted"],
        read["facilitators_stopped"] + read["left_facilitator"],
        read["trainers_stopped"] + read["left_trainer"],
    )
    return number, self_sustaining_from(number, read["trainers_hired"])


def nation(results: "Results") -> Nation:
    """Growth and limits of a run."""
    limits = [f"{'training' if ledger == 'training' else 'group'}_limit_{cause}" for ledger, cause in LIMITS]
    read = results.national(*limits)
    return Nation(*growth(results), np.stack([read[name] for name in limits], axis=2))


def split_of(results: "Results", measure: str, month: int, values: np.ndarray) -> Split:
    """The split for a national stock at the end of a month (position); `values`: of all replicates, in their order."""
    if results.manifest["best_values"]:
        return Split(0.0, 0.0, 0)
    chance = results.chance()
    again = chance[chance["month"] == pd.Timestamp(results.frame.first_days[month])].set_index("world")[measure]
    once = pd.Series(values, index=results.replicates)
    both = again.index.intersection(once.index)
    return assumption_share(values, once[both].to_numpy(), again[both].to_numpy())


assert {cause for _, cause in LIMITS} | {"demand"} == set(CAUSE_LABELS), "a cause has no label"
