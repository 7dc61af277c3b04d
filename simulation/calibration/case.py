"""A case: a scenario, what was observed, and which uncertainties are fitted; as its file says it, and made ready."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from simulation.outcomes.observed import Observation
from simulation.scenario.quantities import Distribution, Frozen, Month, Seen, Uncertain, month_number
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint
from simulation.storage.storage import within


class Free(Frozen):
    """An uncertainty that is fitted, and what was thought of it before."""

    best: float | None = None
    """Most likely value (triangular), median (lognormal) or mean (beta); by default that of the scenario."""
    distribution: Distribution | None = None
    """The prior, as in a scenario's uncertainties; by default that of the scenario."""
    source: Annotated[str, Field(min_length=3)] | None = None
    """Where the prior comes from, or the word assumption."""


class CaseFile(Frozen):
    """A case, as its file says it."""

    name: Annotated[str, Field(min_length=1, max_length=200), Seen]
    """Title shown to readers."""
    description: Annotated[str, Field(max_length=10_000)] = ""
    """What was observed, what is a lever, what is free, and what is not modelled."""
    scenario: str
    """A scenario file seen from this file, or the name of one."""
    observations: str
    """A CSV file seen from this file: date, measure, value, precision, source, and if needed over and before."""
    free: Annotated[dict[str, Free], Field(min_length=1, max_length=200)]
    """The uncertainties that are fitted."""
    fit_until: Month | None = None
    """Observations after this month are kept for scoring; by default all are fitted."""
    stands_for: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many persons, groups and courses one of the model stands for; observations are given as they were."""
    population: Annotated[int, Field(ge=50, le=100_000)] = 400
    """Draws kept of each generation."""
    generations: Annotated[int, Field(ge=1, le=50)] = 6
    """Generations: each is drawn closer to what was observed than the one before."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of all random draws."""


@dataclass(frozen=True)
class Case:
    """A case made ready: its scenario has the priors of the free uncertainties.

    slug: what its results are called after. free: names of the uncertainties fitted, in the order of the schema.
    observations: all, in the order of the file; those after `fit_until` are not fitted.
    """

    name: str
    slug: str
    description: str
    scenario: Scenario
    observations: tuple[Observation, ...]
    free: tuple[str, ...]
    fit_until: str | None = None
    stands_for: int = 1
    population: int = 400
    generations: int = 6
    seed: int = 1

    @property
    def fitted(self) -> tuple[Observation, ...]:
        """The observations that are fitted."""
        return tuple(one for one in self.observations if self.is_fitted(one))

    @property
    def kept(self) -> tuple[Observation, ...]:
        """The observations that are kept for scoring."""
        return tuple(one for one in self.observations if not self.is_fitted(one))

    def is_fitted(self, one: Observation) -> bool:
        """Whether an observation is fitted."""
        return self.fit_until is None or month_number(one.month) <= month_number(self.fit_until)

    @property
    def fitted_scenario(self) -> Scenario:
        """The scenario up to the last observation fitted: later months decide nothing."""
        last = max(one.month for one in self.fitted)
        months = month_number(last) - month_number(self.scenario.start) + 1
        return self.scenario.model_copy(update={"months": months})

    def in_model_units(self) -> "Case":
        """The same with observations as the model would see them."""
        observations = tuple(one.divided(self.stands_for) for one in self.observations)
        return replace(self, observations=observations, stands_for=1)

    def priors(self) -> dict[str, Uncertain]:
        """The prior of each free uncertainty."""
        return {name: getattr(self.scenario.uncertainties, name) for name in self.free}

    def changed(self, **changes: Any) -> "Case":
        """The same case with another seed, population, number of generations or last month fitted."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def identity(self) -> dict[str, Any]:
        """What decides the posterior, but for the code."""
        return {
            "scenario": fingerprint(self.scenario),
            "free": list(self.free),
            "observations": [[one.date, "+".join(one.measure), one.over, *one.band, one.before] for one in self.fitted],
            "fit_until": self.fit_until,
            "population": self.population,
            "generations": self.generations,
            "seed": self.seed,
        }

    def folder(self, out: str | Path) -> Path | str:
        """Where its results go."""
        digest = hashlib.sha256(json.dumps(self.identity(), sort_keys=True).encode()).hexdigest()
        until = f"-until{self.fit_until}" if self.fit_until else ""
        return within(out, f"{self.slug}-calibration-{digest[:8]}{until}-seed{self.seed}")
