"""Simulation-based calibration (Talts et al. 2018): whether the machine that calibrates can be believed.

Truths are drawn from the prior of a small case, observations are simulated from each, with the precisions of the case,
and each is calibrated by the code that `essaim calibrate` runs. The rank of the truth among draws of its posterior must
then be uniform.

    python -m tests.verification.simulation_based_calibration --truths 200 --workers 2

writes docs/calibration/ranks.csv, from which `check` recomputes all that docs/calibration.md says, and the figure.
"""

import argparse
import csv
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import special, stats

from simulation.calibration.candidates import Experiment, replicate_number
from simulation.calibration.fitting import fit
from simulation.calibration.loading import load_case
from simulation.calibration.weights import resampled
from simulation.outcomes.observed import Observation
from simulation.runs.pool import Processes
from simulation.runs.tasks import Tasks
from simulation.storage.storage import storage_at

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "data" / "calibration" / "small.yaml"
RANKS = ROOT / "docs" / "calibration" / "ranks.csv"
ATTEMPT = "the only one"
SECOND_EDITION = RANKS.with_name("ranks_second_edition.csv")
"""The first 50 truths under the model's second edition; those of RANKS are of the first until all are ranked anew."""
FIGURE = RANKS.with_name("ranks.svg")
DRAWS = 39
"""Draws among which a truth is ranked, far fewer than a posterior is worth: its rank is 0 to 39."""
POPULATION, GENERATIONS = 200, 3
"""Of each calibration: few, so that 200 take minutes."""
TRUTHS_ROUND = 62
"""The round that numbers the truths' own chance; no candidate has it."""


@dataclass(frozen=True)
class Task:
    """One truth to be calibrated."""

    truth: int
    population: int
    generations: int
    kept: Path | None = None
    """A folder for what was fitted, so that it need not be fitted again."""


def truth_scores(truth: int, free: int) -> np.ndarray:
    """Standard normal scores of a truth: a draw from the prior."""
    return np.random.default_rng((2018, truth)).standard_normal(free)


def written(value: float, template: Observation, rng: np.random.Generator) -> Observation:
    """How somebody who counted `value` would have written it, with the precision of the template.

    Rounded values are rounded; of `about` and `more_than`, every value whose band holds the truth is as likely, in
    proportion, so that what is written says no more than its band.
    """
    kind = template.precision.kind
    if kind == "rounded":
        value = np.floor(value / template.precision.number + 0.5) * template.precision.number
    elif kind in ("about", "more_than") and value > 0:
        low, high = template.precision.band(1.0)
        value = value / np.exp(rng.uniform(np.log(low), np.log(high)))
    return replace(template, value=float(value))


def rank_of(task: Task) -> list[int]:
    """Calibrates one truth: its rank among the draws of its posterior, for each free uncertainty."""
    z, weights = _fitted(task)
    draws = z[resampled(weights, DRAWS)]
    return (draws < truth_scores(task.truth, z.shape[1])).sum(axis=0).tolist()


def _fitted(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Draws and weights of one truth's calibration."""
    path = None if task.kept is None else task.kept / f"truth{task.truth:05d}.npz"
    if path is not None and path.exists():
        with np.load(path) as held:
            return held["z"], held["weights"]
    case = load_case(CASE)
    experiment = Experiment.of(replace(case, seed=1000 + task.truth))
    scores = truth_scores(task.truth, len(case.free))
    values = experiment.run(scores, replicate_number(TRUTHS_ROUND, task.truth))
    rng = np.random.default_rng((2019, task.truth))
    observations = tuple(written(value, one, rng) for value, one in zip(values, experiment.observations, strict=True))
    experiment = replace(experiment, observations=observations)
    with tempfile.TemporaryDirectory() as folder, Processes(1) as here:
        storage_at(folder).write_json("manifest.json", {"attempt": ATTEMPT})
        tasks = Tasks(folder, "batches", ATTEMPT)
        fitted = fit(experiment, task.population, task.generations, here, tasks, lambda *_: None)
    if path is not None:
        np.savez(path, z=fitted.z, weights=fitted.weights)
    return fitted.z, fitted.weights


def ranks(
    truths: int,
    population: int,
    generations: int,
    workers: int,
    first: int = 0,
    kept: Path | None = None,
) -> np.ndarray:
    """Ranks of the truths from `first` on: truths × free uncertainties."""
    tasks = [Task(first + truth, population, generations, kept) for truth in range(truths)]
    found = []
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for one in map(rank_of, tasks) if workers == 1 else pool.map(rank_of, tasks):
            found.append(one)
            print(f"\r{len(found)} of {truths}", end="", file=sys.stderr, flush=True)
    return np.array(found)


@dataclass(frozen=True)
class Verdict:
    """What the ranks of one uncertainty say. chi2: p-value of a uniform histogram; coverage: of central intervals."""

    name: str
    truths: int
    mean: float
    chi2: float
    kolmogorov: float
    coverage: dict[float, float]


LEVELS = (0.5, 0.8, 0.95)
BINS = 10


def verdict(name: str, found: np.ndarray) -> Verdict:
    """Judges the ranks of one uncertainty against a uniform distribution on 0 to 99."""
    counts = np.bincount(found * BINS // (DRAWS + 1), minlength=BINS)
    shares = (found + 0.5) / (DRAWS + 1)
    coverage = {level: float(np.mean(np.abs(shares - 0.5) <= level / 2)) for level in LEVELS}
    return Verdict(
        name,
        len(found),
        float(shares.mean()),
        float(stats.chisquare(counts).pvalue),
        float(stats.kstest(shares, "uniform").pvalue),
        coverage,
    )


def band(truths: int, level: float, sure: float = 0.95) -> tuple[float, float]:
    """Between which shares the coverage of an interval of this level lies with `sure` chance, if it is right."""
    low, high = stats.binom.ppf([(1 - sure) / 2, (1 + sure) / 2], truths, level)
    return low / truths, high / truths


def write(found: np.ndarray, names: tuple[str, ...], path: Path = RANKS) -> None:
    """One row a truth: its prior quantiles and its ranks."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["truth", *(f"{name}_prior_quantile" for name in names), *(f"{name}_rank" for name in names)])
        for truth, row in enumerate(found):
            quantiles = special.ndtr(truth_scores(truth, len(names)))
            table.writerow([truth, *(f"{one:.4f}" for one in quantiles), *row])


def read(path: Path = RANKS) -> dict[str, np.ndarray]:
    """The ranks by uncertainty, as written."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name.removesuffix("_rank") for name in rows[0] if name.endswith("_rank")]
    return {name: np.array([int(row[f"{name}_rank"]) for row in rows]) for name in names}


def table(found: dict[str, np.ndarray]) -> str:
    """The table of docs/calibration.md."""
    lines = [
        "| uncertainty | truths | mean rank (½) | 50 % interval | 80 % | 95 % | p (χ²) | p (Kolmogorov) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, one in found.items():
        said = verdict(name, one)
        coverage = " | ".join(f"{said.coverage[level]:.1%}" for level in LEVELS)
        lines.append(
            f"| `{name}` | {said.truths} | {said.mean:.3f} | {coverage} | {said.chi2:.2f} | {said.kolmogorov:.2f} |"
        )
    truths = len(next(iter(found.values())))
    limits = " | ".join("{:.1%} to {:.1%}".format(*band(truths, level)) for level in LEVELS)
    lines.append(f"| *by chance, 95 %* | | | {limits} | | |")
    return "\n".join(lines)


def main() -> None:
    """Runs the truths, or only draws the figure and prints the table from what is stored."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--truths", type=int, default=200)
    parser.add_argument("--population", type=int, default=POPULATION)
    parser.add_argument("--generations", type=int, default=GENERATIONS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stored", action="store_true", help="run nothing: figure and table from ranks.csv")
    parser.add_argument("--to", type=Path, default=RANKS, help="where the ranks are written")
    parser.add_argument("--keep", type=Path, default=None, help="a folder for fits, from which a later call goes on")
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    if not given.stored:
        begun = time.monotonic()
        names = load_case(CASE).free
        found = ranks(given.truths, given.population, given.generations, given.workers, kept=given.keep)
        print(f"{given.truths} truths in {time.monotonic() - begun:.0f} s")
        write(found, names, given.to)
    from tests.verification.calibration_figure import draw

    draw(read(), FIGURE)
    print(table(read()))


if __name__ == "__main__":
    main()
