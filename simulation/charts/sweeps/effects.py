"""How much each setting moves what is looked at: means over the points at each of its levels."""

from dataclasses import dataclass

import numpy as np

from simulation.charts.language import Language
from simulation.charts.sweeps.chart import looked_at
from simulation.charts.sweeps.points import Points
from simulation.charts.sweeps.settings import Setting


@dataclass(frozen=True)
class Effect:
    """One setting. means: of each level, the mean over its points, NaN without any; points: how many those are.

    low, high: positions of the levels between which the measure changes: the ends of a number, else the levels with
    the smallest and the largest mean. share: what the levels explain of the variance between points, beyond chance, 0
    to 1; NaN where each level has one point, so that chance is not known.
    """

    setting: Setting
    means: np.ndarray
    points: np.ndarray
    low: int
    high: int
    share: float

    @property
    def size(self) -> float:
        """From the one end to the other."""
        return float(self.means[self.high] - self.means[self.low])


def effects(seen: Points) -> tuple[Effect, ...]:
    """The effects of all settings on what is looked at first, the largest first; those of one level left out."""
    values = seen.of(seen.mean)
    found = [effect for one in seen.settings if (effect := effect_of(one, values)) is not None]
    return tuple(sorted(found, key=lambda effect: -abs(effect.size)))


def effect_of(setting: Setting, values: np.ndarray) -> Effect | None:
    """The effect of a setting on values, one a point, NaN for none; None when fewer than two levels have points."""
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


def ends_of(effect: Effect, seen: Points, language: Language) -> dict[str, str]:
    """What a sentence about a setting needs: its name, its two ends, and what is reached at each."""
    labels = effect.setting.labels(language)
    return {
        **looked_at(seen, language),
        "setting": effect.setting.name(language),
        "low": language.about(effect.means[effect.low]),
        "high": language.about(effect.means[effect.high]),
        "from": labels[effect.low],
        "to": labels[effect.high],
    }
