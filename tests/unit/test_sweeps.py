"""Sweeps: designs, settings by their place, points, and a runner that runs what is missing and nothing twice."""

import json
import random
import re

import numpy as np
import pytest
from fabricated import SMALL, simulate

from simulation.common.columns import ACTIVITY_INDEX, MONEY_USES, PERSON_INDEX
from simulation.outcomes.frame import Frame
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.thinning import Keeping, Recorded
from simulation.runs.designs import filling, grid
from simulation.runs.model_choice import ModelChoice
from simulation.runs.points import PointsError, points_of
from simulation.runs.preflight import preflight
from simulation.runs.running import missing_runs
from simulation.runs.schema import Sweep
from simulation.runs.settings import SettingError, changed, setting
from simulation.runs.sweep_files import load_sweep
from simulation.runs.sweeping import Sweeping, half_width, run_sweep
from simulation.scenario.library import LIBRARY, SWEEP
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint
from simulation.storage.files import ResultsError
from simulation.storage.folder_lock import locked

REFERENCE = load_scenario("reference")
VOLUNTEERING = "uncertainties.volunteering"


def sweep_of(**given):
    return Sweep.model_validate({"name": "Test", "scenarios": ["small"], **given})


def points(scenario=SMALL, folder=None, **given):
    return points_of(sweep_of(**given), {"small": scenario}, folder)


def sweeping(tmp_path, simulate="by_volunteering", replicates=8, values=(0.1, 0.2, 0.3), record=None, seed=5):
    sweep = sweep_of(vary={VOLUNTEERING: list(values)}, replicates=replicates, seed=seed, record=record or {})
    made = points_of(sweep, {"small": SMALL}, tmp_path)
    return Sweeping(sweep, tuple(made), tmp_path / "sweep", "", ModelChoice(f"fabricated:{simulate}"))


def rows(results):
    return results.runs().to_csv(index=False)


# ---- designs ---------------------------------------------------------------------------------------------------------
def test_a_grid_has_all_combinations_in_order():
    assert grid([2, 3]).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert grid([]).shape == (1, 0)


def test_a_latin_hypercube_has_one_point_in_each_slice():
    cube = filling("latin_hypercube", 20, 3, 1)
    assert all(sorted((column * 20).astype(int)) == list(range(20)) for column in cube.T)


def test_a_sobol_design_grows_without_moving_and_is_balanced():
    assert np.array_equal(filling("sobol", 5, 4, 1), filling("sobol", 100, 4, 1)[:5])
    assert all(np.bincount((column * 8).astype(int)).tolist() == [8] * 8 for column in filling("sobol", 64, 4, 1).T)
    assert not np.array_equal(filling("sobol", 8, 2, 1), filling("sobol", 8, 2, 2))


# ---- settings --------------------------------------------------------------------------------------------------------
def made(path, value, scenario=REFERENCE):
    return Scenario.model_validate(changed(scenario, {path: value}))


def test_settings_by_their_place():
    assert made("levers.groups.size", 7).levers.groups.size == 7
    place = REFERENCE.levers.trainers.at_start[1].place
    assert made(f"levers.trainers.at_start[{place}].trainers", 9).levers.trainers.at_start[1].trainers == 9
    assert made("levers.trainers.at_start[2].trainers", 9).levers.trainers.at_start[1].trainers == 9
    fixed = made(VOLUNTEERING, 0.2).uncertainties.volunteering
    assert fixed.best == 0.2 and fixed.distribution.kind == "fixed"
    assert made("prices.hire", 5.0).prices.hire.value == 5.0
    assert setting(REFERENCE, "months") == 60


def test_a_step_is_set_or_made_and_the_others_stay():
    steps = made("levers.trainers.days_per_month[2028-01]", 6.0).levers.trainers.days_per_month
    assert [(step.from_, step.value) for step in steps][-1] == ("2028-01", 6.0)
    assert steps[0].value == REFERENCE.levers.trainers.days_per_month[0].value
    doubled = load_scenario("trainer_days_doubled")
    steps = made("levers.trainers.days_per_month[2027-01]", 6.0, doubled).levers.trainers.days_per_month
    assert [step.value for step in steps] == [1.0, 6.0]
    steps = made("levers.facilitator_courses.seats[2027-01]", 7).levers.facilitator_courses.seats
    assert [(step.from_, step.value) for step in steps] == [("0000-01", 12), ("2027-01", 7)]


@pytest.mark.parametrize(
    "path, words",
    [
        ("levers.trainer.days", "Did you mean trainers?"),
        ("levers.trainers.at_start[Occitani].trainers", "Did you mean Occitanie?"),
        ("levers.trainers.at_start[99].trainers", "entries"),
        ("levers.groups.size[3]", "not a list"),
        ("levers..size", "not the place of a setting"),
        ("months.more", "nothing beneath months"),
    ],
)
def test_a_place_that_is_not_there_is_named_with_the_nearest(path, words):
    scenario = load_scenario("regional_hubs")
    with pytest.raises(SettingError, match=words.replace("?", r"\?")):
        setting(scenario, path)


# ---- points ----------------------------------------------------------------------------------------------------------
def test_points_take_values_ranges_and_distributions():
    listed = points(vary={VOLUNTEERING: [0.1, 0.2], "levers.groups.size": {"low": 6, "high": 8, "steps": 3}})
    assert [tuple(point.values.values()) for point in listed] == [(v, s) for v in (0.1, 0.2) for s in (6, 7, 8)]
    filled = points(
        REFERENCE,
        vary={
            "levers.trainers.days_per_month": {"low": 1, "high": 4},
            "levers.groups.size": {"low": 6, "high": 8},
            VOLUNTEERING: {"distribution": "scenario"},
        },
        design="latin_hypercube",
        points=60,
    )
    days, sizes, shares = (list(column) for column in zip(*(point.values.values() for point in filled), strict=True))
    assert all(day * 8 == round(day * 8) and 1 <= day <= 4 for day in days) and len(set(days)) > 15
    assert {size: sizes.count(size) for size in sizes} == {6: 20, 7: 20, 8: 20}
    low, high = REFERENCE.uncertainties.volunteering.distribution.support(0.0)
    assert low <= min(shares) < max(shares) <= high


def test_all_uncertainties_vary_and_are_fixed_at_their_values():
    many = points(REFERENCE, uncertainties="all", design="sobol", points=4)
    drawn = [
        name
        for name in type(REFERENCE.uncertainties).model_fields
        if getattr(REFERENCE.uncertainties, name).distribution.kind != "fixed"
    ]
    assert list(many[0].values) == [f"uncertainties.{name}" for name in drawn]
    assert len({fingerprint(point.scenario) for point in many}) == 4
    for point in many:
        assert point.scenario == Scenario.model_validate(changed(REFERENCE, point.values))
        assert point.scenario.levers == REFERENCE.levers


def test_an_uncertainty_out_of_its_bounds_is_named():
    with pytest.raises(PointsError, match=r"uncertainties.volunteering.best: must lie between 0 and 1"):
        points(vary={VOLUNTEERING: [0.1, 1.5]})


def test_a_list_takes_rows_and_leaves_empty_fields(tmp_path):
    (tmp_path / "rows.csv").write_text(f"{VOLUNTEERING},levers.groups.size\n0.1,7\n,6\n0.3,\n")
    found = points(folder=tmp_path, design="list", rows="rows.csv")
    assert [point.values for point in found] == [
        {VOLUNTEERING: 0.1, "levers.groups.size": 7},
        {"levers.groups.size": 6},
        {VOLUNTEERING: 0.3},
    ]


@pytest.mark.parametrize(
    "given, words",
    [
        ({"vary": {"levers.groups.sise": [7]}}, "Did you mean size"),
        ({"vary": {"levers.groups.size": {"low": 6, "high": 8}}}, "a grid needs steps"),
        ({"vary": {"levers.groups.size": {"distribution": "scenario"}}}, "only an uncertainty"),
        ({"design": "sobol", "vary": {"levers.groups.size": [7]}}, "needs points"),
        ({"design": "sobol", "points": 4}, "nothing varies"),
        ({"design": "list"}, "needs rows"),
        ({"vary": {"levers.groups.size": [7, 99]}}, r"point 1 \(size = 99\)"),
    ],
)
def test_what_does_not_fit_is_said(given, words):
    with pytest.raises(PointsError, match=words):
        points(**given)


# ---- what is kept ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("every", ["quarter", "month"])
@pytest.mark.parametrize("places", ["region", "nation"])
def test_stocks_are_taken_at_the_end_and_flows_summed(every, places):
    names = ("facilitators", "certified", "sessions", "groups_open", "money_total")
    keeping = Keeping(Frame.of(SMALL), Recorded(places=places, every=every, measures=names))
    recording = simulate(SMALL, 5, 0)
    kept = keeping.cut(recording)
    assert keeping.periods[-1] == 13 and kept.shape == (len(keeping.periods), len(keeping.places), 5)
    persons, activity = recording.persons.sum(axis=1), recording.activity.sum(axis=1)
    assert kept[-1, :, 0].sum() == persons[-1, PERSON_INDEX["facilitators"]]
    assert kept[:, :, 1].sum() == persons[:, PERSON_INDEX["certified"]].sum()
    assert kept[:, :, 2].sum() == activity[:, ACTIVITY_INDEX["sessions"]].sum()
    assert kept[0, :, 3].sum() == activity[keeping.periods[0], ACTIVITY_INDEX["groups_open"]]
    assert kept[:, :, 4].sum() == activity[:, [ACTIVITY_INDEX[f"money_{use}"] for use in MONEY_USES]].sum()
    table = keeping.table([("a", 0), ("b", 4)], [kept, kept])
    assert table.num_rows == 2 * kept.shape[0] * kept.shape[1]
    assert sum(table["money_total"].to_pylist()) == pytest.approx(2 * kept[:, :, 4].sum() / 100)


# ---- running ---------------------------------------------------------------------------------------------------------
def test_a_sweep_keeps_every_run_and_a_second_one_does_nothing(tmp_path):
    one = sweeping(tmp_path)
    assert missing_runs(one) == (0, 24)
    seen = []
    results = run_sweep(one, progress=seen.append)
    assert seen[-1].done == seen[-1].total == 24 and results.complete
    assert missing_runs(one) == (24, 0)
    before = {path.name: path.stat().st_mtime_ns for path in (one.folder / "runs").iterdir()}
    again = []
    run_sweep(one, progress=again.append)
    assert again == [] and before == {path.name: path.stat().st_mtime_ns for path in (one.folder / "runs").iterdir()}
    final = results.final("active_facilitators")
    assert [round(min(values.values()) / 1000, 1) for values in final.values()] == [0.1, 0.2, 0.3]
    first, second = list(final.values())[:2]
    assert {second[replicate] - first[replicate] for replicate in range(8)} == {100.0}  # common seeds


def test_more_points_and_more_replicates_run_only_those(tmp_path):
    run_sweep(sweeping(tmp_path))
    wider = sweeping(tmp_path, replicates=10, values=(0.05, 0.1, 0.2, 0.3))
    assert missing_runs(wider) == (24, 16)
    seen = []
    grown = rows(run_sweep(wider, progress=seen.append))
    assert seen[-1].total == 16
    assert grown == rows(run_sweep(sweeping(tmp_path / "at once", replicates=10, values=(0.05, 0.1, 0.2, 0.3))))


def test_points_with_the_same_numbers_are_run_once(tmp_path):
    sweep = sweep_of(vary={"levers.groups.size": [8], VOLUNTEERING: [0.1]}, replicates=3, seed=5)
    twice = points_of(sweep, {"small": SMALL}, tmp_path) * 2
    model = ModelChoice("fabricated:simulate")
    assert missing_runs(Sweeping(sweep, tuple(twice), tmp_path / "s", "", model)) == (0, 3)


def test_until_precise_enough_stops_after_whole_batches(tmp_path):
    goal = {"half_width": 2.0, "batch": 10, "at_most": 60}
    one = sweeping(tmp_path, replicates=goal)
    results = run_sweep(one)
    final = results.final("active_facilitators")
    for point, number in results.manifest["replicates"].items():
        assert number % 10 == 0 and len(final[point]) == number
        assert half_width(final[point], number) <= 2.0 or number == 60
        assert half_width(final[point], number - 10) > 2.0
    assert min(results.manifest["replicates"].values()) > 10


def test_the_width_is_students():
    values = dict(enumerate([1.0, 2.0, 3.0, 4.0, 100.0]))
    assert half_width(values, 4) == pytest.approx(3.182446 * np.std([1, 2, 3, 4], ddof=1) / 2, rel=1e-6)
    assert half_width(values, 1) == float("inf")


def test_a_crash_is_a_row_and_the_rest_goes_on(tmp_path):
    results = run_sweep(sweeping(tmp_path, "failing"))
    failures = results.failures()
    assert failures["replicate"].tolist() == [3, 3, 3] and results.manifest["failed"] == 3
    assert failures["error"].str.contains("the month went wrong").all() and failures["traceback"].str.len().min() > 0
    assert results.manifest["runs"] == 21


def test_damage_is_noticed_and_run_again(tmp_path):
    one = sweeping(tmp_path)
    whole = rows(run_sweep(one))
    file = next((one.folder / "runs").iterdir())
    for damage in (lambda content: content[:100], lambda content: content[:-9] + b"x" * 9):
        file.write_bytes(damage(file.read_bytes()))
        assert one and open_sweep(one.folder).store.clean()
        assert rows(run_sweep(one)) == whole and not open_sweep(one.folder).store.clean()


def test_interrupted_anywhere_the_same_in_the_end(tmp_path):
    whole = rows(run_sweep(sweeping(tmp_path / "whole")))
    one = sweeping(tmp_path)
    run_sweep(one)
    rng = random.Random(1)
    for _ in range(5):  # a kill leaves some chunks, some files without a record, some unfinished files
        for path in list((one.folder / "commits").iterdir()) + list((one.folder / "runs").iterdir()):
            if rng.random() < 0.4:
                path.unlink()
        (one.folder / "runs" / ".half.parquet.77.tmp").write_bytes(b"PAR1")
        assert rows(run_sweep(one)) == whole
        assert not list(one.folder.rglob("*.tmp"))


def test_other_code_seed_or_record_is_set_aside(tmp_path):
    run_sweep(sweeping(tmp_path))
    results = run_sweep(sweeping(tmp_path, record={"every": "month"}))
    assert len(results.frame.month_names) == results.runs()["month"].nunique()
    assert len(list(tmp_path.glob("sweep-code*"))) == 1


def test_one_sweep_at_a_time_in_a_folder(tmp_path):
    one = sweeping(tmp_path)
    one.folder.mkdir()
    with locked(one.folder), pytest.raises(ResultsError, match="another run is writing"):
        run_sweep(one)


def test_an_unknown_measure_is_refused_with_the_nearest(tmp_path):
    results = run_sweep(sweeping(tmp_path))
    with pytest.raises(ResultsError, match="Did you mean active_facilitators"):
        results.final("active_facilitator")
    with pytest.raises(ResultsError, match="lies outside the run"):
        results.final("active_facilitators", "2031-01")


def test_what_it_will_take(tmp_path):
    one = sweeping(tmp_path)
    expected = preflight(one, 2)
    assert (expected.points, expected.missing, expected.kept) == (3, 24, 0)
    assert "3 points, 24 runs: about" in expected.sentence()
    run_sweep(one)
    assert "(24 are there already)" in preflight(one, 2).sentence()


# ---- files -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(path.stem for path in SWEEP.folder(LIBRARY).glob("*.yaml")))
def test_the_sweeps_that_come_with_the_project_are_good(name):
    loaded = load_sweep(name)
    assert len(loaded.points) >= 5 and re.fullmatch(rf"{name}-[0-9a-f]{{8}}-seed1", loaded.folder.name)


BROKEN = {
    "design: gird": "must be 'grid'",
    "desing: grid": "Did you mean design?",
    "scenarios: [referense]": "Did you mean reference?",
    "vary: {levers.groups.sise: [7]}": "Did you mean size?",
    "replicates: 0": "must be at least 1.",
    "replicates: {half_width: 2, measure: active}": "active is not among what is kept",
    "record: {measures: [active_facilitator]}": "Did you mean active_facilitators?",
    "vary: {levers.groups.size: [7, 7]}": "a value stands there twice",
    "vary: {months: [60, 72]}": "all points must share them",
}


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_file_is_named_with_line_and_column(tmp_path, line):
    lines = {"name": "name: Broken", "scenarios": "scenarios: [reference]", "design": "design: grid"}
    lines[line.split(":")[0]] = line
    path = tmp_path / "broken.yaml"
    path.write_text("\n".join(lines.values()) + "\n")
    with pytest.raises(ScenarioError) as caught:
        load_sweep(path)
    number = list(lines.values()).index(line) + 1
    assert BROKEN[line] in str(caught.value) and f"broken.yaml:{number}:" in str(caught.value)


def test_points_can_be_run_by_themselves(tmp_path):
    results = run_sweep(sweeping(tmp_path))
    (tmp_path / "point.yaml").write_text(results.scenario_text(1))
    assert fingerprint(load_scenario(tmp_path / "point.yaml")) == results.points["point"][1]
    assert json.loads((results.folder / "manifest.json").read_text())["points"] == 3
    with pytest.raises(ResultsError, match="no point 9"):
        results.scenario_text(9)
