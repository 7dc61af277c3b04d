"""How plans do in different worlds, and in which worlds a plan fails, in a short rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

PEELED, LEAST = 0.1, 0.1
"""Share of the worlds in the box that one step cuts off; share of all worlds that a box holds at least."""
CONDITIONS = 2
"""Conditions of a rule, at most."""


@dataclass(frozen=True)
class Standing:
    """A plan over worlds. mean, worst: probability of reaching the targets, over worlds and in the worst one in ten.
    regret: largest shortfall behind the best plan of a world. good: share of worlds where it is probable enough.
    """

    mean: float
    worst: float
    regret: float
    good: float


def standings(met: np.ndarray, probability: float) -> list[Standing]:
    """met: bool, plans × worlds × replicates of each world."""
    chance = met.mean(axis=2)
    behind = chance.max(axis=0) - chance
    return [
        Standing(float(one.mean()), float(np.quantile(one, 0.1)), float(lost.max()), float((one >= probability).mean()))
        for one, lost in zip(chance, behind, strict=True)
    ]


@dataclass(frozen=True)
class Rule:
    """Where a plan fails more often. conditions: (name, "<=" or ">=", value). within: share of failures in the box;
    outside: beside it; holds: share of the worlds in it.
    """

    conditions: tuple[tuple[str, str, float], ...]
    within: float
    outside: float
    holds: float


def failing(drawn: np.ndarray, names: Sequence[str], failed: np.ndarray) -> Rule | None:
    """The box in which failures are densest, by the patient rule induction method (Friedman & Fisher 1999).

    drawn: float64, worlds × assumptions. failed: bool, one a world. Found on one half of the worlds, its figures are
    those of the other half. None where failures are no denser in it, or too rare.
    """
    half = np.arange(len(failed)) % 2 == 0
    if failed[half].sum() < 10:
        return None
    box = _peeled(drawn[half], failed[half])
    conditions = tuple(
        (names[column], sign, value) for column, sides in sorted(box.items()) for sign, value in sorted(sides.items())
    )
    held = _inside(drawn[~half], box)
    if not conditions or not held.any() or held.all():
        return None
    within, outside = failed[~half][held].mean(), failed[~half][~held].mean()
    error = np.sqrt(within * (1 - within) / held.sum() + outside * (1 - outside) / (~held).sum())
    if within - outside <= 2 * error:
        return None
    return Rule(conditions, float(within), float(outside), float(held.mean()))


def _peeled(drawn: np.ndarray, failed: np.ndarray) -> dict[int, dict[str, float]]:
    box: dict[int, dict[str, float]] = {}
    while True:
        inside = _inside(drawn, box)
        best, density = None, failed[inside].mean()
        for column in range(drawn.shape[1]):
            if column not in box and len(box) >= CONDITIONS:
                continue
            for sign, share in ((">=", PEELED), ("<=", 1 - PEELED)):
                value = float(np.quantile(drawn[inside, column], share))
                kept = inside & (drawn[:, column] >= value if sign == ">=" else drawn[:, column] <= value)
                if kept.sum() >= LEAST * len(failed) and kept.sum() < inside.sum() and failed[kept].mean() > density:
                    best, density = (column, sign, value), failed[kept].mean()
        if best is None:
            return box
        column, sign, value = best
        box.setdefault(column, {})[sign] = value


def _inside(drawn: np.ndarray, box: dict[int, dict[str, float]]) -> np.ndarray:
    inside = np.ones(len(drawn), bool)
    for column, sides in box.items():
        for sign, value in sides.items():
            inside &= drawn[:, column] >= value if sign == ">=" else drawn[:, column] <= value
    return inside
