"""The uncertainties of one replicate: all drawn, keyed by (seed, replicate, name), or all at their best values."""

import numpy as np

from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds
from simulation.state.compiling import compiled
from simulation.state.draws import ONCE, U64, Decision, named, stream_key, uniform

_NAMES = tuple(Uncertainties.model_fields)
_BOUNDS = tuple(uncertainty_bounds(name) for name in _NAMES)
_IDENTITIES = np.array([named(f"uncertainty/{name}") for name in _NAMES], U64)


@compiled
def _uniforms(key, identities, numbers):
    """A uniform number for each uncertainty, into `numbers`."""
    for i in range(len(identities)):
        numbers[i] = uniform(key, identities[i], Decision.UNCERTAINTY, ONCE)


def draw_uncertainties(
    uncertainties: Uncertainties, seed: int, replicate: int, best_values: bool
) -> dict[str, float]:
    """The value of each uncertainty, in its unit; the same for a replicate in all scenarios with the same priors."""
    if best_values:
        return {name: getattr(uncertainties, name).best for name in _NAMES}
    numbers = np.empty(len(_NAMES))
    _uniforms(stream_key(seed, replicate), _IDENTITIES, numbers)
    values = {}
    for name, u, (low, high) in zip(_NAMES, numbers.tolist(), _BOUNDS, strict=True):
        values[name] = min(high, max(low, getattr(uncertainties, name).quantile(u)))
    return values
