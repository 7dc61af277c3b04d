"""A sampler for pyabc in which candidate i of a generation is a pure function of (seed, generation, i).

pyabc's own samplers draw from numpy's global generator and keep what is finished first. Here each candidate has numbers
of its own, candidates are judged in their order, and each batch is kept in a file, so that the same seed gives the same
bits for any number of workers and after any interruption.
"""

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from pyabc import Model, Parameter
from pyabc.population import Particle, Sample
from pyabc.sampler import Sampler

from simulation.calibration.candidates import Experiment, replicate_number
from simulation.calibration.workers import Workers
from simulation.outcomes.files import write_whole

BATCH = 40
"""Candidates that a worker takes at a time and that are stored together."""

_replicate: ContextVar[int] = ContextVar("replicate")
"""The replicate of the candidate at hand."""


class Simulated(Model):
    """An experiment as a model of pyabc; a candidate that crashes has no values."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__("Essaim")
        self.experiment = experiment

    def sample(self, pars: Parameter) -> dict[str, np.ndarray]:
        """What would have been observed."""
        z = np.array([pars[name] for name in self.experiment.free])
        try:
            return {"values": np.log1p(self.experiment.run(z, _replicate.get()))}
        except Exception:
            return {"values": np.full(len(self.experiment.observations), np.nan)}


@dataclass(frozen=True)
class Batch:
    """Candidates of one round; `recipe` is pyabc's function for one candidate, pickled."""

    recipe: bytes
    free: tuple[str, ...]
    seed: int
    round: int
    first: int


@dataclass(frozen=True)
class Tried:
    """The candidates of a batch, in their order. z, values: one row each."""

    z: np.ndarray
    values: np.ndarray
    distance: np.ndarray
    weight: np.ndarray
    accepted: np.ndarray

    def particles(self, free: tuple[str, ...]) -> Iterator[Particle]:
        """As pyabc has them."""
        for z, values, distance, weight, accepted in zip(*vars(self).values(), strict=True):
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
    """Gives pyabc its generations. folder: where batches are kept; None: nowhere."""

    def __init__(self, experiment: Experiment, workers: Workers, folder: Path | None, look: Look) -> None:
        super().__init__()
        self.rounds: list[Round] = []
        self.simulated = 0
        """Candidates simulated, not read from a file."""
        self._experiment, self._workers, self._folder, self._look = experiment, workers, folder, look

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
        done = 0
        while (stored := self._read(number, done)) is not None:
            yield from stored.particles(free)
            done += 1
        recipe = pickle.dumps(simulate_one)
        batches = (Batch(recipe, free, seed, number, batch * BATCH) for batch in count(done))
        results = self._workers.in_order(run_batch, batches)
        try:
            for batch, tried in enumerate(results, done):
                self._write(number, batch, tried)
                self.simulated += BATCH
                yield from tried.particles(free)
        finally:
            results.close()

    def _path(self, number: int, batch: int) -> Path:
        return self._folder / f"round{number:02d}-batch{batch:06d}.npz"

    def _read(self, number: int, batch: int) -> Tried | None:
        if self._folder is None:
            return None
        try:
            with np.load(self._path(number, batch), allow_pickle=False) as held:
                return Tried(**{name: held[name] for name in Tried.__dataclass_fields__})
        except (OSError, ValueError, KeyError):
            return None

    def _write(self, number: int, batch: int, tried: Tried) -> None:
        if self._folder is not None:
            content = io.BytesIO()
            np.savez(content, **vars(tried))
            write_whole(self._path(number, batch), content.getvalue())


_recipes: dict[bytes, Callable[[], Particle]] = {}
"""The recipe that a worker used last; a new round has a new one."""


def run_batch(batch: Batch) -> Tried:
    """Tries the candidates of a batch."""
    if batch.recipe not in _recipes:
        _recipes.clear()
        _recipes[batch.recipe] = pickle.loads(batch.recipe)
    simulate_one = _recipes[batch.recipe]
    tried = []
    for candidate in range(batch.first, batch.first + BATCH):
        replicate = replicate_number(batch.round, candidate)
        token = _replicate.set(replicate)
        try:
            with _own_numbers(batch.seed, replicate):
                tried.append(simulate_one())
        finally:
            _replicate.reset(token)
    return Tried(
        np.array([[one.parameter[name] for name in batch.free] for one in tried]),
        np.array([one.sum_stat["values"] for one in tried]),
        np.array([one.distance for one in tried]),
        np.array([one.weight for one in tried]),
        np.array([one.accepted for one in tried]),
    )


@contextmanager
def _own_numbers(seed: int, replicate: int) -> Iterator[None]:
    """Lets numpy's global generator, which pyabc draws from, give a candidate's own numbers; puts it back after."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(np.random.SeedSequence((seed, replicate)).generate_state(4))  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002
