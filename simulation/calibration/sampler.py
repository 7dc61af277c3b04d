"""A sampler for pyabc in which candidate i of a generation is a pure function of (seed, generation, i).

pyabc's own samplers draw from numpy's global generator and keep what is finished first. Here each candidate has numbers
of its own, candidates are judged in their order, and each batch is kept in a file, so that the same seed gives the same
bits for any number of workers and after any interruption.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from pyabc import Model, Parameter
from pyabc.population import Particle, Sample
from pyabc.sampler import Sampler

from simulation.calibration.candidates import Experiment, replicate_number
from simulation.runs.pool import Pool
from simulation.runs.tasks import Arrays, Task, Tasks

BATCH = 40
"""Candidates that a worker takes at a time and that are stored together."""

_replicate: ContextVar[int] = ContextVar("replicate")
"""The replicate of the candidate at hand."""
_left_out: ContextVar[bool] = ContextVar("left_out", default=False)
"""Whether the candidate at hand is not simulated, as it ended its worker or took too long: it counts as crashed."""


class Simulated(Model):
    """An experiment as a model of pyabc; a candidate that crashes has no values."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__("Essaim")
        self.experiment = experiment

    def sample(self, pars: Parameter) -> dict[str, np.ndarray]:
        """What would have been observed."""
        z = np.array([pars[name] for name in self.experiment.free])
        try:
            if _left_out.get():
                raise TimeoutError
            return {"values": np.log1p(self.experiment.run(z, _replicate.get()))}
        except Exception:
            return {"values": np.full(len(self.experiment.observations), np.nan)}


@dataclass(frozen=True)
class Batch(Task):
    """Candidates of one round; `recipe` is pyabc's function for one candidate, pickled. See `tasks.Task`."""

    recipe: bytes
    free: tuple[str, ...]
    seed: int
    round: int
    first: int

    @property
    def name(self) -> str:
        """What its candidates are kept as."""
        return f"round{self.round:02d}-batch{self.first // BATCH:06d}"

    @property
    def numbers(self) -> range:
        """Its candidates."""
        return range(self.first, self.first + BATCH)

    def arrays(self, tried: Callable[[int], None]) -> Arrays:
        """Tries the candidates, a row each: z, values, distance, weight, accepted."""
        if self.recipe not in _recipes:
            _recipes.clear()
            _recipes[self.recipe] = pickle.loads(self.recipe)
        simulate_one, without, found = _recipes[self.recipe], self.excluded, []
        for number, candidate in enumerate(self.runs):
            replicate = replicate_number(self.round, candidate)
            tokens = _replicate.set(replicate), _left_out.set(candidate in without)
            try:
                with _own_numbers(self.seed, replicate):
                    found.append(simulate_one())
            finally:
                _replicate.reset(tokens[0])
                _left_out.reset(tokens[1])
            tried(number + 1)
        return {
            "z": np.array([[one.parameter[name] for name in self.free] for one in found]),
            "values": np.array([one.sum_stat["values"] for one in found]),
            "distance": np.array([one.distance for one in found]),
            "weight": np.array([one.weight for one in found]),
            "accepted": np.array([one.accepted for one in found]),
        }


_recipes: dict[bytes, Callable[[], Particle]] = {}
"""The recipe that a worker used last; a new round has a new one."""


def particles(tried: Arrays, free: tuple[str, ...]) -> Iterator[Particle]:
    """The candidates of a batch as pyabc has them."""
    columns = (tried[name] for name in ("z", "values", "distance", "weight", "accepted"))
    for z, values, distance, weight, accepted in zip(*columns, strict=True):
        parameter = Parameter(dict(zip(free, z.tolist(), strict=True)))
        yield Particle(0, parameter, float(weight), {"values": values}, float(distance), bool(accepted))


@dataclass(frozen=True)
class Round:
    """What a round took: candidates tried, kept, and crashed, those that were kept, and the replicate of each."""

    tried: int
    crashed: int
    kept: list[Particle]
    replicates: list[int]


type Look = Callable[[int, int, int], None]
"""Called with the number of the round (0: the prior), candidates kept and tried in it."""


class KeyedSampler(Sampler):
    """Gives pyabc its generations. tasks: where batches are kept. limit: seconds that a candidate may take."""

    def __init__(
        self, experiment: Experiment, pool: Pool, tasks: Tasks, look: Look, limit: float | None = None
    ) -> None:
        super().__init__()
        self.rounds: list[Round] = []
        self._experiment, self._pool, self._tasks, self._look, self._limit = experiment, pool, tasks, look, limit

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Particle],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,
        ana_vars: Any = None,
    ) -> Sample:
        """The first n accepted candidates in their order; too few after `max_eval`: a sample that is not ok."""
        sample = self._create_empty_sample()
        tried = crashed = 0
        replicates = []
        for particle in self._candidates(len(self.rounds), simulate_one):
            sample.append(particle)
            if particle.accepted:
                replicates.append(replicate_number(len(self.rounds), tried))
            tried, crashed = tried + 1, crashed + int(np.isnan(particle.sum_stat["values"]).any())
            self._look(len(self.rounds), sample.n_accepted, tried)
            if sample.n_accepted == n:
                break
            if tried >= max_eval:
                sample.ok = False
                break
        self.nr_evaluations_ = tried
        self.rounds.append(Round(tried, crashed, list(sample.accepted_particles), replicates))
        return sample

    def _candidates(self, number: int, simulate_one: Callable[[], Particle]) -> Iterator[Particle]:
        free, seed = self._experiment.free, self._experiment.seed
        recipe = pickle.dumps(simulate_one)
        batches = (Batch(recipe, free, seed, number, batch * BATCH) for batch in count())
        results = self._tasks.in_order(self._pool, batches, self._limit)
        try:
            for tried in results:
                yield from particles(tried, free)
        finally:
            results.close()


@contextmanager
def _own_numbers(seed: int, replicate: int) -> Iterator[None]:
    """Lets numpy's global generator, which pyabc draws from, give a candidate's own numbers; puts it back after."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(np.random.SeedSequence((seed, replicate)).generate_state(4))  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
