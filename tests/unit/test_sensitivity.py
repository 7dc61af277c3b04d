"""Sensitivity: the Ishigami function, run through the runner and the store, gives the indices that are published."""

import argparse
import json
import math

import numpy as np
import pandas as pd
import pytest
from fabricated import SMALL, simulate

from simulation.analysis.sensitivity import (
    morris_indices,
    morris_rows,
    noise_share,
    sobol_indices,
    sobol_rows,
)
from simulation.analysis.study import Study
from simulation.commands import sensitivity as command
from simulation.commands import stages
from simulation.common.columns import PERSON_INDEX
from simulation.runs.model_choice import ModelChoice
from simulation.runs.points import PointsError
from simulation.runs.pool import Processes
from simulation.runs.running import Progress, missing_runs
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import run_sweep
from simulation.scenario.loading import load_scenario

NAMES = ("volunteering", "again", "goes_on")
PATHS = [f"uncertainties.{name}" for name in NAMES]
A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18 + 0.5
S1 = [0.3139, 0.4424, 0.0]
ST = [0.5576, 0.4424, 0.2437]
SCALE, LIFT = 1000, 11
NOISE = 2.0


# ---- stand-ins for the model -----------------------------------------------------------------------------------------
def ishigami(scenario, seed, replicate, best_values=False, world=None):
    """Active facilitators at the end: the Ishigami function of three uncertainties, in thousandths, above zero."""
    return _recorded(scenario, seed, replicate, 0.0)


def noisy(scenario, seed, replicate, best_values=False, world=None):
    """The same with chance that all points share, and chance of each point's own: variances of 3 and 1 of 4 parts."""
    shared = np.random.default_rng([seed, 7, replicate]).normal(0, NOISE * math.sqrt(0.75))
    own = np.random.default_rng([seed, 8, replicate, *_bits(scenario)]).normal(0, NOISE * math.sqrt(0.25))
    return _recorded(scenario, seed, replicate, shared + own)


def failing_somewhere(scenario, seed, replicate, best_values=False, world=None):
    """Crashes in a corner of the cube, in one replicate only."""
    if replicate == 1 and min(_inputs(scenario)) > 0.8 * math.pi * 0.5:
        raise ArithmeticError("the corner went wrong")
    return _recorded(scenario, seed, replicate, 0.0)


def failing_always(scenario, seed, replicate, best_values=False, world=None):
    """Crashes."""
    raise ArithmeticError("all went wrong")


def constant(scenario, seed, replicate, best_values=False, world=None):
    """Nothing matters."""
    recording = simulate(scenario, seed, replicate, True, world)
    recording.persons[:] = 1
    return recording


def _inputs(scenario):
    return [math.pi * (2 * getattr(scenario.uncertainties, name).best - 1) for name in NAMES]


def _bits(scenario):
    return [int(getattr(scenario.uncertainties, name).best * 2**32) for name in NAMES]


def _recorded(scenario, seed, replicate, chance):
    x, y, z = _inputs(scenario)
    value = math.sin(x) + A * math.sin(y) ** 2 + B * z**4 * math.sin(x)
    recording = simulate(scenario, seed, replicate, True)
    active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]]
    active[:] = 0
    active[-1, 0] = round((value + chance + LIFT) * SCALE)
    return recording


# ---- helpers ---------------------------------------------------------------------------------------------------------
def study(folder, simulate="ishigami", replicates=1, vary=None, scenario=SMALL, **given):
    vary = {path: {"low": 0, "high": 1} for path in PATHS} if vary is None else vary
    sweep = Sweep.model_validate(
        {
            "name": "Ishigami",
            "scenarios": ["small"],
            "vary": vary,
            "record": {"measures": ["active_facilitators"]},
            "seed": 3,
            **given,
        }
    )
    model = ModelChoice(f"test_sensitivity:{simulate}")
    return Study.of(sweep, {"small": scenario}, folder / "study", replicates, "", model)


def arguments(**given):
    base = {
        "measure": "active_facilitators",
        "month": None,
        "trajectories": 10,
        "samples": 64,
        "workers": 1,
        "yes": True,
        "replicates": 1,
        "cluster": None,
        "time_limit": None,
        "lang": "en",
    }
    return argparse.Namespace(**base | given)


def by_factor(table):
    return table.set_index("factor").loc[PATHS]


def within(found, published, column):
    return np.abs(found[column] - published) <= found[f"{column}_conf"]


# ---- Ishigami --------------------------------------------------------------------------------------------------------
def test_ishigami_through_runner_and_store_gives_the_published_indices(tmp_path):
    one = study(tmp_path)
    screening, found = command.analysed(one, arguments(samples=256), Processes(1))
    table = by_factor(found.table)
    assert within(table, S1, "S1").all() and within(table, ST, "ST").all()
    assert table[["S1_conf", "ST_conf"]].to_numpy().max() < 0.2
    assert (found.groups, found.left_out, found.failed, found.noise) == (256, 0, 0, None)
    # x3 has no effect by itself: its effects go both ways, and their spread is as large as their size.
    effects = by_factor(screening.table)
    assert (effects["mu_star"] > 0).all() and (effects["mu_star"] >= effects["mu"].abs() - 1e-9).all()
    assert effects["sigma"].iloc[2] > effects["mu"].abs().iloc[2]


def test_a_second_call_runs_nothing_and_more_samples_only_those(tmp_path):
    one = study(tmp_path)
    small = [*one.points(morris_rows(3, 4, 3), PATHS), *one.points(sobol_rows(3, 8, 3), PATHS)]
    large = [*one.points(morris_rows(3, 6, 3), PATHS), *one.points(sobol_rows(3, 16, 3), PATHS)]
    run_sweep(one.sweeping(small))
    assert missing_runs(one.sweeping(small))[1] == 0
    kept, missing = missing_runs(one.sweeping(large))
    assert kept == len(one.sweeping(small).asked()) and kept + missing == len(one.sweeping(large).asked())
    seen: list[Progress] = []
    run_sweep(one.sweeping(large), progress=seen.append)
    assert seen[-1].total == missing and seen[-1].failed == 0


# ---- noise -----------------------------------------------------------------------------------------------------------
def test_replicate_noise_is_reported_as_its_share(tmp_path):
    noisy, given = study(tmp_path, "noisy", replicates=12), arguments(samples=32, replicates=12)
    _, found = command.analysed(noisy, given, Processes(1))
    expected = NOISE**2 / (NOISE**2 + VARIANCE)
    assert found.noise == pytest.approx(expected, abs=0.08)
    # The mean is analysed, and what all points share cancels: the indices stay.
    table = by_factor(found.table)
    assert (np.abs(table["S1"] - S1) <= table["S1_conf"] + 0.1).all()


@pytest.mark.parametrize("replicates", [2, 3, 20])
@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_the_share_of_noise_does_not_depend_on_replicates_or_on_common_chance(replicates, shared):
    ratios = []
    for draw in range(400):
        rng = np.random.default_rng([replicates, draw])
        values = rng.normal(0, 3, (200, 1)) + rng.normal(0, 4 * math.sqrt(shared), (1, replicates))
        share = noise_share(values + rng.normal(0, 4 * math.sqrt(1 - shared), (200, replicates)))
        ratios.append(share / (1 - share))
    assert np.mean(ratios) == pytest.approx(16 / 9, rel=0.2)


def test_noise_is_not_known_from_one_replicate_or_nothing():
    assert noise_share(np.ones((5, 1))) is None and noise_share(np.ones((5, 3))) is None
    assert noise_share(np.full((5, 3), np.nan)) is None
    assert noise_share(np.array([[0.0, 0.0], [4.0, 4.0]])) == 0.0


# ---- failures --------------------------------------------------------------------------------------------------------
def test_failed_points_are_left_out_openly(tmp_path):
    one = study(tmp_path, "failing_somewhere", replicates=2)
    screening, found = command.analysed(one, arguments(samples=128, replicates=2), Processes(1))
    rows = np.pi * (2 * sobol_rows(3, 128, 3) - 1)
    order = [PATHS.index(path) for path in screening.table["factor"]]
    bad = np.empty_like(rows)
    bad[:, order] = rows
    bad = (bad.min(axis=1) > 0.4 * np.pi).reshape(128, 5)
    assert (found.failed, found.left_out) == (bad.sum(), bad.any(axis=1).sum()) and found.left_out > 3
    text = command.told(one, arguments(replicates=2), screening, found)
    assert f"{128 - found.left_out} of 128 groups of rows; {found.left_out} left out, because" in text
    assert np.isfinite(found.table[["S1", "ST", "S1_conf", "ST_conf"]].to_numpy()).all()


def test_trajectories_with_a_failed_point_are_left_out():
    rows = morris_rows(3, 6, 1)
    values = rows @ np.array([[5.0], [0.0], [-2.0]])
    values[5] = np.nan
    found = morris_indices(PATHS, rows, values, 1)
    assert (found.groups, found.left_out, found.failed) == (6, 1, 1)
    assert found.table["factor"].tolist() == [PATHS[0], PATHS[2], PATHS[1]]
    assert found.table["mu_star"].tolist() == pytest.approx([5, 2, 0])
    assert found.table["mu"].tolist() == pytest.approx([5, -2, 0])
    assert found.table[["sigma", "sigma_conf", "mu_star_conf"]].to_numpy() == pytest.approx(0, abs=1e-9)


def test_when_all_fails_or_nothing_moves_there_are_no_indices(tmp_path):
    broken = study(tmp_path, "failing_always")
    screening, found = command.analysed(broken, arguments(), Processes(1))
    assert found is None and screening.left_out == screening.groups == 10 and screening.table["mu_star"].isna().all()
    assert "No Sobol indices" in command.told(broken, arguments(), screening, found)
    screening, found = command.analysed(study(tmp_path / "still", "constant"), arguments(), Processes(1))
    assert found is None and (screening.table["mu_star"] == 0).all()
    assert sobol_indices(PATHS, np.ones((40, 1)), 1).table["S1"].isna().all()


# ---- designs ---------------------------------------------------------------------------------------------------------
def test_morris_moves_one_factor_at_a_time_between_levels():
    rows = morris_rows(4, 5, 1).reshape(5, 5, 4)
    assert set(np.round(rows.ravel(), 9)) == {0.05, 0.35, 0.65, 0.95}
    assert np.abs(np.diff(rows, axis=1)).sum(axis=2) == pytest.approx(0.6)
    assert np.array_equal(morris_rows(4, 3, 1), morris_rows(4, 5, 1)[:15])


def test_factors_of_a_sweep_and_the_others_in_their_middle(tmp_path):
    vary = {"levers.groups.size": {"low": 6, "high": 8}, "levers.groups.sessions": [6], PATHS[0]: [0.1, 0.2]}
    one = study(tmp_path, vary=vary)
    assert one.factors == ["levers.groups.size", PATHS[0]]
    values = [point.values for point in one.points(np.array([[0.01], [0.99]]), [PATHS[0]])]
    assert values == [{"levers.groups.size": 7, "levers.groups.sessions": 6, PATHS[0]: share} for share in (0.1, 0.2)]
    every = study(tmp_path, vary={}, uncertainties="all", scenario=load_scenario("reference"))
    assert len(every.factors) > 25 and every.sweep.record.places == "nation"


def test_months_cannot_be_a_factor(tmp_path):
    one = study(tmp_path, vary={"months": {"low": 12, "high": 24}})
    with pytest.raises(PointsError, match="months and places cannot vary"):
        one.points(np.array([[0.1], [0.9]]), ["months"])


# ---- the command -----------------------------------------------------------------------------------------------------
FILE = """\
name: Three
scenarios: [reference]
vary:
  uncertainties.volunteering: {low: 0.05, high: 0.3}
  uncertainties.again: {distribution: scenario}
  uncertainties.goes_on: {distribution: scenario}
record: {measures: [active_facilitators]}
"""


def called(tmp_path, monkeypatch, simulate="ishigami", **given):
    (tmp_path / "three.yaml").write_text(FILE)
    of = Study.of.__func__

    def made(cls, *rest):
        return of(cls, *rest, ModelChoice(f"test_sensitivity:{simulate}"))

    monkeypatch.setattr(Study, "of", classmethod(made))
    return command.main(
        arguments(file=str(tmp_path / "three.yaml"), out=str(tmp_path), trajectories=3, samples=4, **given)
    )


def test_the_command_prints_a_table_and_writes_it(tmp_path, monkeypatch, capsys):
    assert called(tmp_path, monkeypatch, replicates=2) == 0
    printed = capsys.readouterr().out
    assert "volunteering" in printed and "Morris: 3 of 3 trajectories" in printed and "Sobol: 4 of 4 groups" in printed
    (folder,) = tmp_path.glob("three-????????-seed1-sensitivity")
    assert printed.rstrip().endswith(str(folder))
    name = f"sensitivity-active_facilitators-{load_scenario('reference').month_names()[-1]}"
    table = pd.read_csv(folder / f"{name}.csv")
    record = json.loads((folder / f"{name}.json").read_text())
    assert sorted(table["factor"]) == sorted(PATHS) and table["mu_star"].is_monotonic_decreasing
    assert record["factors"][0]["S1"] == pytest.approx(table["S1"][0]) and record["replicates"] == 2
    assert record["sobol"] == {"groups": 4, "left_out": 0, "failed_points": 0, "noise_share": 0.0}


@pytest.mark.parametrize(
    "given, code, words",
    [
        ({"measure": "active_facilitator"}, 2, "Did you mean active_facilitators?"),
        ({"month": "2050-01"}, 2, "lies outside the run"),
        ({"simulate": "failing_always"}, 1, ""),
    ],
)
def test_what_is_wrong_is_said_and_in_the_exit_code(tmp_path, monkeypatch, capsys, given, code, words):
    assert called(tmp_path, monkeypatch, **given) == code
    assert words in capsys.readouterr().err


def test_a_long_analysis_asks_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(stages, "LONG", 0.0)
    monkeypatch.setattr(stages, "confirmed", lambda: False)
    with pytest.raises(stages.Declined) as declined:
        called(tmp_path, monkeypatch, yes=False)
    assert declined.value.exit_code == 2
    assert "Then up to 20 runs more" in capsys.readouterr().err
    assert not list(tmp_path.glob("three-*"))


def test_numbers_are_printed_in_full():
    assert command._cell(356123.4, 66123.4, False) == "356,000 ± 66,000"
    assert command._cell(-0.01234, 0.5, True) == "-0.012 ± 0.500" and command._cell(math.nan, 0.5, True) == "–"


def test_samples_are_a_power_of_two(tmp_path, capsys):
    (tmp_path / "three.yaml").write_text(FILE)
    given = arguments(file=str(tmp_path / "three.yaml"), out=str(tmp_path), samples=100)
    assert command.main(given) == 2 and "power of two" in capsys.readouterr().err
