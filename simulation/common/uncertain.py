"""The uncertainties of one replicate: drawn, keyed by (seed, replicate, name), at their best values, or given."""

from collections.abc import Mapping

import numpy as np

from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, U64, Decision, named, stream_key, uniform
from simulation.scenario.posterior import Posterior
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds

_POSTERIOR = named("posterior")
_NAMES = tuple(Uncertainties.model_fields)
_BOUNDS = tuple(uncertainty_bounds(name) for name in _NAMES)
_IDENTITIES = np.array([named(f"uncertainty/{name}") for name in _NAMES], U64)


@compiled
def _uniforms(key, identities, numbers):
    """A uniform number for each uncertainty, into `numbers`."""
    for i in range(len(identities)):
        numbers[i] = uniform(key, identities[i], Decision.UNCERTAINTY, ONCE)


def draw_uncertainties(
    uncertainties: Uncertainties,
    seed: int,
    replicate: int,
    best_values: bool,
    given: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The value of each uncertainty, in its unit; the same for a replicate in all scenarios with the same priors.

    `given` are values that stand in place of drawn ones; the others are drawn as without them.
    """
    if best_values:
        return {name: getattr(uncertainties, name).best for name in _NAMES} | dict(given or {})
    numbers = np.empty(len(_NAMES))
    _uniforms(stream_key(seed, replicate), _IDENTITIES, numbers)
    values = {}
    for name, u, (low, high) in zip(_NAMES, numbers.tolist(), _BOUNDS, strict=True):
        values[name] = min(high, max(low, getattr(uncertainties, name).quantile(u)))
    return values | dict(given or {})


def posterior_values(posterior: Posterior, seed: int, replicate: int) -> dict[str, float]:
    """The draw of a replicate from a posterior: keyed by (seed, replicate), so the same in every scenario."""
    u = uniform(stream_key(seed, replicate), _POSTERIOR, int(Decision.UNCERTAINTY), -1)
    return dict(zip(posterior.names, posterior.draws[int(u * len(posterior.draws))], strict=True))
