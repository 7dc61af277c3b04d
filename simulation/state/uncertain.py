"""The uncertainties of one replicate: drawn, keyed by (seed, replicate, name), at their best values, or given."""

from collections.abc import Mapping

from simulation.scenario.posterior import Posterior
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds
from simulation.state.draws import Decision, named, stream_key, uniform

_IDENTITIES = {name: named(f"uncertainty/{name}") for name in Uncertainties.model_fields}
_POSTERIOR = named("posterior")


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
    key = stream_key(seed, replicate)
    values = {}
    for name in Uncertainties.model_fields:
        uncertain = getattr(uncertainties, name)
        if best_values:
            values[name] = uncertain.best
        else:
            low, high = uncertainty_bounds(name)
            u = uniform(key, _IDENTITIES[name], int(Decision.UNCERTAINTY), -1)
            values[name] = min(high, max(low, uncertain.quantile(u)))
    return values | dict(given or {})


def posterior_values(posterior: Posterior, seed: int, replicate: int) -> dict[str, float]:
    """The draw of a replicate from a posterior: keyed by (seed, replicate), so the same in every scenario."""
    u = uniform(stream_key(seed, replicate), _POSTERIOR, int(Decision.UNCERTAINTY), -1)
    return dict(zip(posterior.names, posterior.draws[int(u * len(posterior.draws))], strict=True))
