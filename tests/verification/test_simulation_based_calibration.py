"""The machine that calibrates, checked by truths that it does not know (Talts et al. 2018)."""

from pathlib import Path

import numpy as np
import pytest

from simulation.outcomes.observed import Observation, Precision
from tests.verification import simulation_based_calibration as machine

PAGE = Path(__file__).parents[2] / "docs" / "calibration.md"
LEAST_CHANCE = 0.001
"""p-values below this are no accident."""


def test_the_page_says_what_the_stored_ranks_say():
    found = machine.read()
    assert all(len(ranks) >= 200 for ranks in found.values()) and len(found) == 3
    assert machine.table(found) in PAGE.read_text(encoding="utf-8")


def test_the_stored_truths_are_those_of_the_prior():
    found, rows = machine.read(), np.loadtxt(machine.RANKS, delimiter=",", skiprows=1)
    for truth in (0, 7, 199):
        quantiles = machine.special.ndtr(machine.truth_scores(truth, len(found)))
        assert rows[truth, 1 : 1 + len(found)] == pytest.approx(quantiles, abs=1e-4)


@pytest.mark.parametrize("path", [machine.RANKS, machine.SECOND_EDITION], ids=["first edition", "second edition"])
def test_stored_ranks_are_uniform_and_intervals_cover(path):
    for name, ranks in machine.read(path).items():
        said = machine.verdict(name, ranks)
        assert said.chi2 > LEAST_CHANCE and said.kolmogorov > LEAST_CHANCE, said
        for level, share in said.coverage.items():
            low, high = machine.band(len(ranks), level, 0.999)
            assert low <= share <= high, said


def test_the_verdict_finds_a_machine_that_is_wrong():
    rng = np.random.default_rng(0)
    last = machine.DRAWS
    right = rng.integers(0, last + 1, 200)
    assert machine.verdict("right", right).chi2 > LEAST_CHANCE
    narrow = np.clip(rng.normal(last / 2, 0.8 * last, 200), 0, last).astype(int)  # too sure: truths in the tails
    wide = np.clip(rng.normal(last / 2, 0.12 * last, 200), 0, last).astype(int)
    shifted = np.clip(rng.normal(0.65 * last, 0.29 * last, 200), 0, last).astype(int)
    for wrong in (narrow, wide, shifted):
        assert machine.verdict("wrong", wrong).kolmogorov < LEAST_CHANCE
    assert machine.verdict("narrow", narrow).coverage[0.95] < 0.9
    assert machine.verdict("wide", wide).coverage[0.5] > 0.7


@pytest.mark.parametrize(
    "precision",
    [Precision("exact"), Precision("rounded", 50), Precision("about", 0.1), Precision("more_than")],
    ids=str,
)
def test_what_is_written_agrees_with_the_truth(precision):
    template = Observation("2022-12", 12, ("reached",), "month_end", 1, precision, "made up")
    for value in (0, 3, 140, 999.5):
        low, high = machine.written(value, template, np.random.default_rng(2)).band
        assert low - 1e-9 <= value <= high + 1e-9


def test_a_few_truths_are_ranked_as_they_are_stored():
    pytest.importorskip("pyabc")
    found = machine.read(machine.SECOND_EDITION)
    again = machine.ranks(2, machine.POPULATION, machine.GENERATIONS, 1)
    # Libraries of another version may move a draw past a truth; the machine must not.
    for at, ranks in enumerate(found.values()):
        assert np.abs(again[:, at] - ranks[:2]).max() <= 3


@pytest.mark.slow
def test_ranks_of_other_truths_are_uniform():
    pytest.importorskip("pyabc")
    found = machine.ranks(200, machine.POPULATION, machine.GENERATIONS, 2, first=1000)
    for at in range(found.shape[1]):
        said = machine.verdict("", found[:, at])
        assert said.chi2 > LEAST_CHANCE and said.kolmogorov > LEAST_CHANCE, said
