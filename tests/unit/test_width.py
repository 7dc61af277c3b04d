"""What a forecast's width is made of: shares and narrowings in closed form, the command, and where it is found."""

import argparse
import math

import numpy as np
import pandas as pd
import pytest
from fabricated import SMALL, simulate
from report_data import MadeUp
from scipy.optimize import brentq
from scipy.special import ndtri
from scipy.stats import norm

from simulation.analysis.study import Study
from simulation.analysis.variance import CLASSES, _by_class, shares, with_interactions
from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.charts.width import CHART, _segments
from simulation.charts.width_words import Parts
from simulation.commands import width as command
from simulation.common.columns import PERSON_INDEX
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.width import RECORD, TABLE, Width, find_width, write_width
from simulation.runs.model_choice import ModelChoice
from simulation.scenario.quantities import Fixed, Uniform
from simulation.scenario.uncertainties import Uncertainties
from simulation.scenario.writing import scenario_yaml
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder

MAIN = ("volunteering", "again", "goes_on")
SMALLER = ("session_gain", "support_effect", "animation_effect", "fidelity", "refresher_gain", "practice_gain",
           "initial_facilitator_skill", "initial_trainer_skill", "fading")  # fmt: skip
VARIED = (*MAIN, *SMALLER)
A, B, C, D, SMALLEST = 3.0, 2.0, 1.5, 1.0, 0.3
"""Of the first, the second, their product, the third, and each of the others."""
SHARED, OWN, WITH_FIRST = 1.0, 1.0, 1.0
"""Standard deviations of chance: what points share, what each has of its own, and what grows with the first."""
PACE = (0.5, 1.0)
"""How strong the assumptions are in each year; chance is the same in both."""
SCALE, LIFT = 1000, 60


# ---- a model with known answers --------------------------------------------------------------------------------------
def normals(scenario):
    """The uncertainties that vary, as standard normal numbers."""
    drawn = [getattr(scenario.uncertainties, name).best for name in VARIED]
    return ndtri(np.clip(drawn, 1e-12, 1 - 1e-12))


def polynomial(z):
    """What the assumptions do: … × VARIED to … ."""
    return A * z[..., 0] + B * z[..., 1] + C * z[..., 0] * z[..., 1] + D * z[..., 2] + SMALLEST * z[..., 3:].sum(-1)


def known(scenario, seed, replicate, best_values=False, world=None):
    """Active facilitators at the end of each year: the polynomial and chance, in thousandths, above zero."""
    z = normals(scenario)
    shared, grows = np.random.default_rng([seed, 7, replicate]).normal(0, 1, 2)
    own = np.random.default_rng([seed, 8, replicate, *(int(2**32 * norm.cdf(one)) for one in z)]).normal()
    chance = SHARED * shared + WITH_FIRST * z[0] * grows + OWN * own
    recording = simulate(scenario, seed, replicate, True)
    active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]]
    active[:] = 0
    for pace, month in zip(PACE, (9, 13), strict=True):
        active[month, 0] = round((pace * polynomial(z) + chance + LIFT) * SCALE)
    return recording


def failing_sometimes(scenario, seed, replicate, best_values=False, world=None):
    """The same, but crashes in a corner."""
    if normals(scenario)[0] > 1.5:
        raise ArithmeticError("the corner went wrong")
    return known(scenario, seed, replicate)


CHANCE = SHARED**2 + OWN**2 + WITH_FIRST**2
ASSUMED = np.array([A**2, B**2, D**2, *(SMALLEST**2 for _ in SMALLER)])


def truth(pace):
    """Shares: chance, each assumption by itself, several at once; then with interactions, of each assumption."""
    variance = pace**2 * (ASSUMED.sum() + C**2) + CHANCE
    alone = np.array([CHANCE, *(pace**2 * ASSUMED), pace**2 * C**2]) / variance
    total = pace**2 * (ASSUMED + np.array([C**2, C**2, *(0 for _ in ASSUMED[2:])])) / variance
    return alone, total


def true_widths(pace):
    """The 80 % interval, and its expected width once the first assumption is known, by quadrature over it."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    spread = np.sqrt(
        pace**2 * ((B + C * nodes) ** 2 + D**2 + len(SMALLER) * SMALLEST**2) + SHARED**2 + OWN**2
        + (WITH_FIRST * nodes) ** 2
    )  # fmt: skip

    def quantile(share):
        return brentq(lambda y: weights @ norm.cdf((y - pace * A * nodes) / spread) - share, -100, 100)

    return quantile(0.9) - quantile(0.1), (norm.ppf(0.9) - norm.ppf(0.1)) * weights @ spread


def scenario_of(varied=VARIED):
    """Small, with only these uncertain, each anything between 0 and 1."""
    fixed = {
        name: one.model_copy(update={"distribution": Fixed(kind="fixed")}) for name, one in SMALL.uncertainties
    }  # fmt: skip
    free = {name: fixed[name].model_copy(update={"distribution": Uniform(kind="uniform", low=0.0, high=1.0)})
            for name in varied}  # fmt: skip
    return SMALL.model_copy(update={"uncertainties": SMALL.uncertainties.model_copy(update=fixed | free)})


def arguments(folder, **given):
    base = {"measure": [], "futures": 1024, "samples": 32, "replicates": 2, "seed": 1, "workers": 1, "yes": True,
            "cluster": None, "lang": "en", "time_limit": None, "out": str(folder),
            "scenario": str(folder / "known.yaml")}  # fmt: skip
    return argparse.Namespace(**base | given)


def called(folder, monkeypatch, model="known", varied=VARIED, **given):
    """The command on a scenario file, with a stand-in for the model."""
    folder.mkdir(exist_ok=True)
    (folder / "known.yaml").write_text(scenario_yaml(scenario_of(varied)), encoding="utf-8")
    of = Study.of.__func__
    with monkeypatch.context() as patched:
        choice = ModelChoice(f"test_width:{model}")
        patched.setattr(Study, "of", classmethod(lambda cls, *rest: of(cls, *rest, choice)))
        return command.main(arguments(folder, **given))


def stored(folder):
    """The only analysis in a folder."""
    (place,) = folder.glob("*-width")
    return place


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """One analysis by the command, its folder and table."""
    folder = tmp_path_factory.mktemp("width")
    with pytest.MonkeyPatch.context() as patched:
        assert called(folder, patched) == 0
    return folder, pd.read_parquet(stored(folder) / TABLE)


# ---- truth -----------------------------------------------------------------------------------------------------------
def test_shares_and_narrowing_through_runner_and_store_are_those_in_closed_form(analysed):
    _, table = analysed
    assert table["month"].astype(str).unique().tolist() == ["2026-12-01", "2027-04-01"]
    for pace, (_, rows) in zip(PACE, table.groupby("month"), strict=True):
        rows = rows.set_index("part")
        alone, total = truth(pace)
        expected = pd.Series(alone, ["chance", *VARIED, "interactions"])
        named = [name for name in VARIED if name in rows.index]
        expected["others"] = expected[[name for name in VARIED if name not in named]].sum()
        expected = expected[["chance", *named, "others", "interactions"]]
        found = rows.loc[expected.index]
        # Of two dozen 95 % intervals a few miss; none by much.
        assert (np.abs(found["share"] - expected) <= 1.6 * found["share_error"] + 0.01).all()
        assert found["share"].sum() == pytest.approx(1) and found["share_error"].max() < 0.15
        with_others = pd.Series(total, VARIED)[named]
        assert (np.abs(found["total"][named] - with_others) <= 1.6 * found["total_error"][named] + 0.01).all()
        width, left = true_widths(pace)
        first = rows.loc["volunteering"]
        assert abs(first["width"] / SCALE - width) <= 1.6 * first["width_error"] / SCALE
        assert abs(first["narrowing"] / SCALE - (width - left)) <= 1.6 * first["narrowing_error"] / SCALE
    assert rows["narrowing"].idxmax() == "volunteering" and {"again", "goes_on"} < set(rows.index)
    assert rows.loc[["chance", "others", "interactions"], "narrowing"].isna().all()


def sample(futures, replicates, seed):
    """Futures of the same model, without the runner: values (futures × replicates × 2 years), and their cube."""
    rng = np.random.default_rng(seed)
    cube = rng.random((futures, len(VARIED)))
    z = ndtri(cube)
    shape = (futures, replicates, 1)
    chance = math.hypot(SHARED, OWN) * rng.normal(size=shape) + z[:, :1, None] * WITH_FIRST * rng.normal(size=shape)
    return np.array(PACE) * polynomial(z)[:, None, None] + chance, cube


@pytest.mark.parametrize("replicates", [2, 5])
def test_shares_have_no_bias_beyond_what_is_said_of_classes(replicates):
    found = np.mean([
        shares(values, (cube * CLASSES).astype(int))
        for values, cube in (sample(2000, replicates, [replicates, draw]) for draw in range(60))
    ], axis=0)  # fmt: skip
    for year, pace in enumerate(PACE):
        alone, _ = truth(pace)
        assert found[:, year] == pytest.approx(alone[:-1], rel=0.05, abs=0.003)


@pytest.mark.parametrize("replicates", [2, 5])
def test_shares_with_interactions_have_no_bias(replicates):
    rng = np.random.default_rng(replicates)
    rows, parts = 40_000, 3
    z = np.repeat(rng.normal(size=(rows, 1, len(VARIED))), 1 + parts, axis=1)
    for part in range(parts):
        z[:, 1 + part, part] = rng.normal(size=rows)
    shared = rng.normal(size=(2, rows, 1, replicates, 1))
    own = rng.normal(size=(rows, 1 + parts, replicates, 1))
    chance = SHARED * shared[0] + WITH_FIRST * z[:, :, :1, None] * shared[1] + OWN * own
    values = np.array(PACE) * polynomial(z)[:, :, None, None] + chance
    variance = np.array([pace**2 * (ASSUMED.sum() + C**2) + CHANCE for pace in PACE])
    found, error = with_interactions(values, variance, rng)
    expected = np.stack([truth(pace)[1][:parts] for pace in PACE], axis=1)
    assert (np.abs(found - expected) < 1.6 * error).all() and error.max() < 0.02


def test_narrowing_is_that_in_closed_form_and_none_where_an_assumption_does_nothing():
    values, cube = sample(16_000, 2, 5)
    cube[:, 1] = np.random.default_rng(6).random(len(cube))  # an assumption that moves nothing
    found = _by_class(values, cube, 2, np.random.default_rng(1))
    for year, pace in enumerate(PACE):
        width, left = true_widths(pace)
        assert found["width"][1, year] == pytest.approx(width, rel=0.02)
        # Classes understate it a little.
        missed = abs(found["narrowing"][1, year] - (width - left))
        assert missed <= 1.6 * found["narrowing_error"][1, year] + 0.05 * (width - left)
        assert abs(found["narrowing"][2, year]) <= 1.5 * found["narrowing_error"][2, year]
        assert found["narrowing_error"][1:3, year].max() < 0.035 * width


def test_nothing_that_varies_has_no_shares():
    cube = np.random.default_rng(1).random((300, 3))
    found = _by_class(np.ones((300, 2, 1)), cube, 2, np.random.default_rng(1))
    assert np.isnan(found["share"]).all() and (found["width"] == 0).all()


# ---- the command -----------------------------------------------------------------------------------------------------
def test_two_workers_and_a_second_call_leave_the_same_bytes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("simulation.analysis.variance.RESAMPLES", 20)
    few = {"varied": MAIN, "futures": 256, "samples": 4}
    for folder, workers in (("one", 1), ("two", 2)):
        assert called(tmp_path / folder, monkeypatch, workers=workers, **few) == 0
    first, second = (stored(tmp_path / folder) for folder in ("one", "two"))
    assert (first / TABLE).read_bytes() == (second / TABLE).read_bytes()
    assert (first / RECORD).read_bytes() == (second / RECORD).read_bytes()
    before = {path: path.stat().st_mtime_ns for path in (first / "runs").iterdir()}
    capsys.readouterr()
    assert called(tmp_path / "one", monkeypatch, lang="fr", **few) == 0
    out, err = capsys.readouterr()
    assert "0 runs" in err and "À mesurer d’abord" in out and out.rstrip().endswith(str(first))
    assert before == {path: path.stat().st_mtime_ns for path in (first / "runs").iterdir()}
    # More futures: those that are there are not run again.
    assert called(tmp_path / "one", monkeypatch, varied=MAIN, futures=300, samples=4) == 0
    assert "(512 are there already)" in capsys.readouterr().err
    assert len(open_sweep(first).points) == 300 + 4 * 4


def test_failed_runs_are_left_out_openly(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("simulation.analysis.variance.RESAMPLES", 20)
    assert called(tmp_path, monkeypatch, "failing_sometimes", MAIN, futures=256, samples=16) == 1
    table, err = pd.read_parquet(stored(tmp_path) / TABLE), capsys.readouterr().err
    assert "of 256 futures" in err and "of 16 rows of the second design are left out" in err
    assert table["share"].notna().all() and "others" not in set(table["part"])


@pytest.mark.parametrize(
    "given, words",
    [
        ({"measure": ["active_facilitator"]}, "Did you mean active_facilitators?"),
        ({"replicates": 1}, "--replicates must be at least 2"),
        ({"futures": 100}, "--futures must be at least 256"),
        ({"samples": 100}, "power of two"),
        ({"varied": ()}, "no uncertainty of this scenario has a distribution"),
    ],
)
def test_bad_input_is_said(tmp_path, monkeypatch, capsys, given, words):
    assert called(tmp_path, monkeypatch, **given) == 2
    assert words in capsys.readouterr().err and not list(tmp_path.glob("*-width"))


def test_points_of_different_rows_have_different_chance(analysed):
    folder, _ = analysed
    replicates = {replicate for runs in open_sweep(stored(folder)).final("active_facilitators").values()
                  for replicate in runs}  # fmt: skip
    assert replicates == set(range(2 * 1024))


# ---- where it is found -----------------------------------------------------------------------------------------------
def manifest(**given):
    return {"best_values": False, "scenario": {"fingerprint": "f"}, "code": {"fingerprint": "c"}, "seed": 1} | given


def test_the_analysis_of_the_same_scenario_and_code_is_found(tmp_path, analysed):
    table, results = analysed[1], Folder(tmp_path / "a-f-seed1")
    results.prepare()
    assert find_width(results, manifest()) is None
    for seed in (3, 1):
        record = {"scenario": {"fingerprint": "f"}, "code": "c", "seed": seed}
        write_width(Folder(tmp_path / f"a-f-seed{seed}-width"), table, record)
    found = find_width(results, manifest())
    assert found.record["seed"] == 1 and len(found.table) == len(table)
    assert find_width(results, manifest(seed=9)).record["seed"] == 1
    assert find_width(results, manifest(best_values=True)) is None
    for other in ({"scenario": {"fingerprint": "e"}}, {"code": {"fingerprint": "d"}}):
        assert find_width(results, manifest(**other)) is None
    # In the folder itself it counts as well.
    write_width(results, table, {"scenario": {"fingerprint": "e"}, "code": "c", "seed": 1})
    assert find_width(results, manifest(scenario={"fingerprint": "e"})) is not None
    (results.path / TABLE).write_bytes(b"broken")
    with pytest.raises(ResultsError, match=TABLE):
        find_width(results, manifest(scenario={"fingerprint": "e"}))


# ---- the chart -------------------------------------------------------------------------------------------------------
def test_every_uncertainty_has_a_name_in_both_languages():
    english, french = (assumption_names(Language(code)) for code in ("en", "fr"))
    assert english.keys() == french.keys() == Uncertainties.model_fields.keys()
    for names in (english, french):
        assert len(set(names.values())) == len(names) and max(map(len, names.values())) <= 50


def test_shares_are_drawn_to_a_whole_and_the_most_worth_measuring_comes_first():
    seen = CHART.data(MadeUp(replicates=2))
    made = _segments(seen)
    assert made.sum(axis=1).to_numpy() == pytest.approx(1) and made.to_numpy().min() >= 0
    assert seen.named[0] == "imitation" and seen.named[-1] == "promotion_rate"
    assert list(made) == ["chance", *seen.named, "others", "interactions"]
    assert "by example" in CHART.words(seen, Language()).title


def test_no_sure_narrowing_is_said_as_such():
    seen = CHART.data(MadeUp(replicates=2))
    unsure = Parts(seen.rows.assign(narrowing_error=1000.0), seen.measure, seen.years)
    assert "No assumption measured by itself is sure" in CHART.words(unsure, Language()).title


def test_without_an_analysis_the_chart_says_how_to_get_it():
    results = MadeUp(replicates=2)
    results.width_stored = False
    for code, command_said in (("en", "The command essaim width"), ("fr", "La commande essaim width")):
        data, language = CHART.data(results), Language(code)
        words = CHART.words(data, language)
        assert command_said in words.description and words.question.endswith("?")
        assert len(CHART.table(data, language)) == 1 and not CHART.draw(data, language, True).data
    results.manifest["best_values"] = True
    assert "were fixed" in CHART.words(CHART.data(results), Language()).title


def test_another_measure_is_told_where_the_target_was_not_analysed():
    results = MadeUp(replicates=2)
    only = results.width()
    results.width = lambda: Width(only.table.assign(measure="money_total"), only.record)
    data = CHART.data(results)
    assert data.measure == "money_total" and "(Money, all uses)" in CHART.words(data, Language()).description
