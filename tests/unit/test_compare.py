"""Paired differences: figures against hand-computed ones, sentences in both languages, errors."""

from argparse import Namespace

import numpy as np
import pytest
from fabricated import SMALL
from test_sweeps import sweeping

from simulation.charts.language import Language
from simulation.commands.compare import main, sentence, side_of
from simulation.outcomes.pairing import PairingError, Side, paired
from simulation.runs.forecast import run
from simulation.runs.sweeping import run_sweep

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


def side(name, values, replicates=None, seed=1, months=MONTHS):
    values = np.array(values, float)
    return Side(name, seed, np.arange(len(values)) if replicates is None else np.array(replicates), months, values)


def test_differences_are_of_pairs():
    rng = np.random.default_rng(1)
    chance = rng.normal(0, 100, (50, 1))
    a = side("A", chance + rng.normal(0, 1, (50, 4)))
    b = side("B", chance + np.array([0, 0, 5, 10]) + rng.normal(0, 1, (50, 4)))
    it = paired(a, b)
    final = b.values[:, -1] - a.values[:, -1]
    assert it.mean == pytest.approx(final.mean()) and it.pairs == 50 and it.month == "2026-04"
    half = 2.009575 * final.std(ddof=1) / 50**0.5
    assert (it.low, it.high) == pytest.approx((final.mean() - half, final.mean() + half), rel=1e-6)
    assert it.more == 1.0 and it.fewer == 0.0 and it.shows_from == "2026-03"
    assert paired(b, a).mean == pytest.approx(-it.mean)
    assert paired(a, b, "2026-02").shows_from is None


def test_ties_are_neither_more_nor_fewer():
    it = paired(side("A", [[1, 1, 1, 1]] * 4), side("B", [[1, 1, 1, 1]] * 2 + [[1, 1, 1, 2], [1, 1, 1, 0]]))
    assert (it.more, it.fewer) == (0.25, 0.25) and it.shows_from is None


def test_only_common_replicates_and_months_count():
    a = side("A", [[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, 2, 2]], [0, 4, 9])
    b = side("B", [[7, 7], [8, 8]], [4, 9], months=("2026-03", "2026-06"))
    it = paired(a, b)
    assert it.pairs == 2 and it.month == "2026-03" and it.mean == 6.0


@pytest.mark.parametrize(
    "b, month, words",
    [
        (side("B", [[0] * 4], seed=2), None, "seed 1, B with 2"),
        (side("B", [[0] * 4], [5]), None, "no replicate in common"),
        (side("B", [[0] * 4], months=("2030-01", "2030-02", "2030-03", "2030-04")), None, "no month in common"),
        (side("B", [[0] * 4]), "2029-01", "they share 2026-01 to 2026-04"),
    ],
)
def test_what_cannot_be_paired_is_said(b, month, words):
    with pytest.raises(PairingError, match=words):
        paired(side("A", [[0] * 4]), b, month)


def test_sentences_in_both_languages():
    a = side("A", np.zeros((40, 4)))
    more = paired(a, side("B", np.random.default_rng(1).normal(50, 40, (40, 4))))
    english = sentence(more, "active_facilitators", Language("en"))
    french = sentence(more, "active_facilitators", Language("fr"))
    assert "“B” yields" in english and "more active facilitators than “A” by April 2026, in " in english
    assert "of 40 paired runs" in english and "the difference shows from" in english
    assert "« B » donne" in french.replace("\xa0", " ") and "avril 2026" in french and "{" not in english + french
    fewer = paired(side("B", np.random.default_rng(1).normal(50, 40, (40, 4))), a)
    assert "fewer persons reached without another role than" in sentence(fewer, "reached", Language("en"))
    same = paired(a, side("B", np.random.default_rng(1).normal(0, 40, (40, 4))))
    assert "No clear difference" in sentence(same, "reached", Language("en"))
    equal = paired(a, a)
    alike = sentence(equal, "reached", Language("en"))
    assert "the same persons reached without another role by April 2026, in all 40 paired runs" in alike
    assert "fewer euros (money, all uses) than" in sentence(fewer, "money_total", Language("en"))
    one = paired(side("A", [[0] * 4]), side("B", [[3] * 4]))
    assert "in the only paired run" in sentence(one, "reached", Language("en"))


def arguments(*sides, measure="active_facilitators", month=None, lang="en", csv=None):
    return Namespace(sides=list(map(str, sides)), measure=measure, month=month, lang=lang, csv=csv)


def test_folders_and_points(tmp_path, capsys):
    folder = run_sweep(sweeping(tmp_path)).folder
    table = tmp_path / "differences.csv"
    assert main(arguments(f"{folder}:0", f"{folder}:1", f"{folder}:2", csv=table)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2 and "volunteering = 0.2" in printed[0] and "100 % of 8" in printed[0].replace("\xa0", " ")
    assert len(table.read_text().splitlines()) == 3
    assert side_of(f"{folder}:1", "certified").values[0, -1] == pytest.approx(
        side_of(f"{folder}:2", "certified").values[0, -1])  # the same chance, and this measure does not vary
    results = run(SMALL, 8, 5, out=tmp_path / "run", engine="fabricated:simulate")
    flow = side_of(str(results.folder), "certified")
    assert np.all(np.diff(flow.values, axis=1) >= 0)
    assert flow.values[:, -1].tolist() == results.national("certified")["certified"].sum(axis=1).tolist()
    assert side_of(str(results.folder), "money_total").values.min() >= 0


def test_errors_have_exit_code_two(tmp_path, capsys):
    folder = run_sweep(sweeping(tmp_path)).folder
    for given, words in (
        (arguments(folder), "at least two"),
        (arguments(folder, folder), "name one of its points"),
        (arguments(f"{folder}:0", f"{folder}:9"), "no point 9"),
        (arguments(f"{folder}:0", tmp_path / "nothing"), "is not a folder"),
        (arguments(f"{folder}:0", f"{folder}:1", measure="activ_facilitators"), "Did you mean active_facilitators"),
        (arguments(f"{folder}:0", f"{folder}:1", measure="sessions", month="2031-01"), "they share"),
    ):
        assert main(given) == 2
        assert words in capsys.readouterr().err
