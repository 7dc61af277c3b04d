"""How far a simulated history is from what was observed, given how exact the observations are.

Values are compared as log(1 + x), so that proportions count. An observation is a band of truths that agree with it
(`Precision.band`); within it there is no distance, outside it counts by how far. Each observation is divided by its
scale: the spread (median absolute deviation) of the simulated values of the generation before, accepted or not
(Prangle 2017), and half the width of its band, added in quadrature, so that a vague observation pulls less than an
exact one. The distance is the root of the mean of squares.
"""

import numpy as np
from pyabc import AdaptivePNormDistance

from simulation.outcomes.observed import Observation


def compared(values: np.ndarray) -> np.ndarray:
    """Values as they are compared."""
    return np.log1p(values)


def bands(observations: tuple[Observation, ...]) -> np.ndarray:
    """Lowest and highest truth of each observation, as compared: 2 × observations."""
    return compared(np.array([one.band for one in observations]).T)


def excess(values: np.ndarray, band: np.ndarray) -> np.ndarray:
    """How far compared values lie above (positive) or below their bands; 0 within."""
    return np.maximum(values - band[1], 0) - np.maximum(band[0] - values, 0)


class Spread:
    """The scales of a generation, from the compared values of the one before: a function with pyabc's arguments."""

    __name__ = "spread"

    def __init__(self, band: np.ndarray) -> None:
        self.half_width = (band[1] - band[0]) / 2

    def __call__(self, *, samples: np.ndarray, **_: object) -> np.ndarray:
        """samples: candidates × observations, those that crashed NaN."""
        samples = samples[~np.isnan(samples).any(axis=1)]
        if not len(samples):
            return self.half_width
        middle = np.median(samples, axis=0)
        spread = np.median(np.abs(samples - middle), axis=0)
        # Where more than half of the candidates agree, their standard deviation still tells what varies.
        spread = np.where(spread > 0, spread, np.std(samples, axis=0))
        return np.hypot(spread, self.half_width)


class BandDistance(AdaptivePNormDistance):
    """The distance above, with pyabc's adaptation of scales."""

    def __init__(self, observations: tuple[Observation, ...]) -> None:
        self.band = bands(observations)
        super().__init__(p=2, scale_function=Spread(self.band))

    def scales(self, t: int) -> np.ndarray:
        """What each observation is divided by in generation t; infinite where nothing varies."""
        with np.errstate(divide="ignore"):
            return 1 / self.get_weights(t=t)

    def __call__(self, x: dict, x_0: dict, t: int | None = None, par: dict | None = None) -> float:
        parts = self.get_weights(t=t) * excess(x["values"], self.band)
        distance = float(np.sqrt(np.mean(parts**2)))
        return distance if np.isfinite(distance) else np.inf
