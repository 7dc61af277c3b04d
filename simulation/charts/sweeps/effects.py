"""How much each setting moves what is looked at, by paired futures where points are alike but for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import t as student

from simulation.charts.difference_words import number, step_of
from simulation.charts.language import Language
from simulation.charts.sweeps.chart import looked_at
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import Setting
from simulation.outcomes.pairing import CONFIDENCE, half_width

WHOLE = 10
"""From this size on, a difference is told in whole numbers."""


@dataclass(frozen=True)
class Gap:
    """A mean difference and half its interval, infinite where chance is not known. pairs: futures; 0: no pairs."""

    mean: float
    half: float
    pairs: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return abs(self.mean) > self.half


@dataclass(frozen=True)
class Effect:
    """One setting. means: of each level, the mean over its points, NaN without any; points: how many those are.

    low, high: positions of the levels between which the measure changes: the ends of a number, else the levels with
    the smallest and the largest mean. share: what the levels explain of the variance between points, beyond chance, 0
    to 1; NaN where each level has one point, so that chance is not known. gap: what `high` has more than `low`; acts:
    whether the setting moves the measure beyond chance, at 95 % for all that is decided together, and for all
    assumptions together (Bonferroni). Of settings that always change together nothing is known.
    """

    setting: Setting
    means: np.ndarray
    points: np.ndarray
    low: int
    high: int
    share: float
    gap: Gap = Gap(np.nan, np.inf, 0)
    acts: bool = False

    @property
    def size(self) -> float:
        """From the one end to the other."""
        return float(self.means[self.high] - self.means[self.low])


def effects(seen: Points) -> tuple[Effect, ...]:
    """The effects of all settings on what is looked at: those that act first, the largest first; none of one level."""
    values = seen.of(seen.mean)
    found = [effect for one in seen.settings if (effect := effect_of(one, values)) is not None]
    alone = _told_apart(found, np.isfinite(values))
    judged = [
        _judged(effect, seen, values, sum(other.setting.decided == effect.setting.decided for other in found))
        if effect.setting in alone else effect for effect in found
    ]  # fmt: skip
    return tuple(sorted(judged, key=lambda effect: (not effect.acts, -abs(effect.size))))


def _told_apart(found: Sequence[Effect], counts: np.ndarray) -> set[Setting]:
    """Settings that do not change from point to point just as another one does."""
    by_division: dict[bytes, list[Setting]] = {}
    for one in found:
        _, first, division = np.unique(one.setting.level[counts], return_index=True, return_inverse=True)
        by_division.setdefault(np.argsort(np.argsort(first))[division].tobytes(), []).append(one.setting)
    return {own[0] for own in by_division.values() if len(own) == 1}


def acting(found: Sequence[Effect]) -> tuple[Effect, ...]:
    """Those that move the measure beyond chance."""
    return tuple(one for one in found if one.acts)


def effect_of(setting: Setting, values: np.ndarray) -> Effect | None:
    """The effect of a setting on values, one a point, NaN for none; None when fewer than two levels have points.

    Whether it acts is not judged here.
    """
    known = np.isfinite(values) & (setting.level >= 0)
    level, values = setting.level[known], values[known]
    points = np.bincount(level, minlength=setting.count)
    there = np.flatnonzero(points)
    if len(there) < 2:
        return None
    sums = np.bincount(level, values, setting.count)
    means = np.full(setting.count, np.nan)
    means[there] = sums[there] / points[there]
    ends = (there[0], there[-1]) if setting.numeric else (np.nanargmin(means), np.nanargmax(means))
    whole = ((values - values.mean()) ** 2).sum()
    within = ((values - means[level]) ** 2).sum()
    spare = len(values) - len(there)
    share = np.nan
    if spare:
        # What as many levels would explain by chance is taken away.
        chance = (len(there) - 1) * within / spare
        share = float(np.clip((whole - within - chance) / whole, 0, 1)) if whole > 0 else 0.0
    return Effect(setting, means, points, int(ends[0]), int(ends[1]), share)


def _judged(effect: Effect, seen: Points, values: np.ndarray, settings: int) -> Effect:
    """With its gap, and whether it acts: between its ends, or between the two levels that are farthest apart."""
    alike = _alike(effect.setting, seen)
    levels = np.flatnonzero(effect.points)
    pairs = list(combinations(levels.tolist(), 2))

    def gap(low: int, high: int, together: int) -> Gap:
        found = _paired(alike, effect.setting, seen, low, high, together)
        return found or _unpaired(effect.setting, values, low, high, together)

    # A number has its ends beforehand; other ends are chosen among all pairs, which chance may well set apart.
    ends = gap(effect.low, effect.high, settings if effect.setting.numeric else settings * len(pairs))
    least, most = int(np.nanargmin(effect.means)), int(np.nanargmax(effect.means))
    widest = gap(least, most, settings * len(pairs))
    return replace(effect, gap=ends, acts=ends.clear or widest.clear)


def _alike(setting: Setting, seen: Points) -> list[dict[int, int]]:
    """Points that count and are alike but for a setting, by its level; none where its levels are bins."""
    if not setting.levels:
        return []
    others = [one.positions.tolist() for one in seen.settings if one is not setting]
    found: dict[tuple[Any, ...], dict[int, int]] = {}
    for point in np.flatnonzero(seen.there).tolist():
        key = tuple(str(one[point]) for one in others)
        found.setdefault(key, {}).setdefault(int(setting.level[point]), point)
    return list(found.values())


def _paired(
    alike: list[dict[int, int]], setting: Setting, seen: Points, low: int, high: int, together: int
) -> Gap | None:
    """Of points that are alike but for the setting, which share their chance; None where there are none.

    Each future counts once, averaged over the combinations of other settings. Where these are sets of assumptions, and
    more than there are futures, or of a single future, each combination counts once.
    """
    pairs = [(own[low], own[high]) for own in alike if low in own and high in own]
    if not pairs:
        return None
    shared = sorted(set.intersection(*(set(seen.futures[point]) for pair in pairs for point in pair)))
    if not shared:
        return None
    apart = np.array([[seen.futures[two][one] - seen.futures[first][one] for one in shared] for first, two in pairs])
    assumed = not any(one.decided for one in seen.settings if one is not setting)
    sets = len(shared) == 1 or (assumed and len(pairs) > len(shared))
    single = apart.mean(axis=1 if sets else 0)
    return Gap(float(single.mean()), float(half_width(single, together)), len(single))


def _unpaired(setting: Setting, values: np.ndarray, low: int, high: int, together: int) -> Gap:
    """Of points that differ in other settings, too: each point counts once (Welch's interval)."""
    known = np.isfinite(values)
    first, second = (values[known & (setting.level == level)] for level in (low, high))
    mean = float(second.mean() - first.mean())
    if min(len(first), len(second)) < 2:
        return Gap(mean, np.inf, 0)
    spread = np.array([one.var(ddof=1) / len(one) for one in (first, second)])
    if not spread.sum():
        return Gap(mean, 0.0, 0)
    free = spread.sum() ** 2 / (spread**2 / np.array([len(first) - 1, len(second) - 1])).sum()
    edge = float(student.ppf(1 - (1 - CONFIDENCE) / (2 * together), free))
    return Gap(mean, edge * float(np.sqrt(spread.sum())), 0)


def gap_text(effect: Effect, language: Language) -> str:
    """What the one end has more than the other, with its interval, or that there is no clear difference."""
    say, gap = language.text, effect.gap
    if not np.isfinite(gap.half):
        return say("not known")
    low, high = gap.mean - gap.half, gap.mean + gap.half
    step = step_of(low, high, gap.mean)
    if abs(gap.mean) >= WHOLE:
        step = max(step, 1.0)
    ends = {name: number(value, step, language, True) for name, value in (("low", low), ("high", high))}
    interval = say("{low} to {high}", **ends)
    if not gap.clear:
        return say("no clear difference ({interval})", interval=interval)
    return say("{mean} ({interval})", mean=number(gap.mean, step, language, True), interval=interval)


def finding(effect: Effect, seen: Points, language: Language) -> str:
    """What a setting that acts moves: +104 (+90 to +118) active facilitators with trainer days = 8 …, instead of 1."""
    labels = effect.setting.labels(language)
    return language.text(
        "{gap} {measure} with {setting}, instead of {from}", gap=gap_text(effect, language),
        **looked_at(seen, language),
        **{"setting": effect.setting.pair(effect.high, language), "from": labels[effect.low]},
    )  # fmt: skip


def nothing_acts(seen: Points, language: Language) -> str:
    """That no setting moves what is looked at beyond chance, or that chance is not known."""
    found = effects(seen)
    known = any(np.isfinite(one.gap.half) for one in found)
    facts = looked_at(seen, language) | {"mean": language.about(float(np.nanmean(seen.of(seen.mean))))}
    if len(found) > 1 and not _told_apart(found, seen.there):
        return language.text("Settings change together from point to point: what each of them brings is not known")
    if found and not known:
        return language.text("What each setting brings cannot be told from chance: it takes more simulated futures")
    return language.text("No setting makes a difference beyond chance: about {mean} {measure} on average", **facts)
