"""The machine that calibrates, without its library where it can be, and from case to posterior to run."""

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import special

from simulation import open_results
from simulation.calibration.candidates import Experiment, replicate_number, values_of
from simulation.calibration.case import Case
from simulation.calibration.loading import load_case
from simulation.calibration.running import Step, _looking, calibrate
from simulation.calibration.weights import effective, resampled
from simulation.cli import main
from simulation.commands.calibrate import _said
from simulation.common.draws import stream_key
from simulation.common.uncertain import draw_uncertainties, posterior_values
from simulation.engine.run import simulate
from simulation.outcomes.calibration import Calibration, open_calibration, read_posterior
from simulation.outcomes.learned import learned, weighted_quantiles
from simulation.outcomes.observed import national_series
from simulation.runs.forecast import run
from simulation.runs.pool import Processes
from simulation.runs.tasks import Tasks
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder

SMALL = Path(__file__).parent.parent / "data" / "calibration" / "small.yaml"
needs_pyabc = pytest.mark.skipif(importlib.util.find_spec("pyabc") is None, reason="pyabc is not installed")


def tiny() -> Case:
    return load_case(SMALL).changed(population=50, generations=2)


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    pytest.importorskip("pyabc")
    steps: list[Step] = []
    calibration = calibrate(tiny(), 1, tmp_path_factory.mktemp("calibrated"), steps.append)
    return calibration, steps


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_given_values_replace_drawn_ones_and_no_other():
    uncertainties = tiny().scenario.uncertainties
    drawn = draw_uncertainties(uncertainties, 3, 4, False)
    given = draw_uncertainties(uncertainties, 3, 4, False, {"certification": 0.77})
    assert given["certification"] == 0.77 and given | {"certification": drawn["certification"]} == drawn


def test_a_scenario_cut_after_the_last_observation_gives_the_same_months():
    case = tiny()
    short = case.scenario.model_copy(update={"months": 13})
    for replicate in range(4):
        whole, cut = (simulate(one, 2, replicate) for one in (case.scenario, short))
        assert (whole.persons[:13] == cut.persons).all() and (whole.activity[:13] == cut.activity).all()


def test_the_fitted_scenario_ends_with_the_last_observation_fitted():
    case = tiny()
    assert case.fitted_scenario.months == 24 and len(case.fitted) == 6 and not case.kept
    early = case.changed(fit_until="2022-12")
    assert early.fitted_scenario.months == 12 and len(early.fitted) == len(early.kept) == 3
    assert early.folder("out").name.endswith("-until2022-12-seed1") and early.folder("out") != case.folder("out")
    assert case.changed(seed=None) == case


def test_scores_are_quantiles_of_the_prior():
    priors = tiny().priors()
    assert list(priors) == ["certification", "groups_per_year", "facilitator_stop"]
    values = values_of(priors, special.ndtri([0.5, 0.1, 1.0]))
    assert values["certification"] == pytest.approx(0.55) and values["groups_per_year"] == pytest.approx(0.75)
    assert values["facilitator_stop"] == pytest.approx(0.4)


def test_candidates_have_numbers_of_their_own():
    numbers = {replicate_number(round_, candidate) for round_ in (0, 1, 63) for candidate in (0, 1, 2**26 - 1)}
    assert len(numbers) == 9 and max(numbers) == 2**32 - 1
    assert len({tuple(stream_key(1, number)) for number in numbers}) == 9
    with pytest.raises(ValueError, match="has no candidate"):
        replicate_number(1, 2**26)


def test_what_the_data_say_is_told_from_nothing():
    rng = np.random.default_rng(1)
    u, weights = rng.uniform(size=400), np.full(400, 1 / 400)
    nothing = learned("again", u, u, weights, 0.8)
    assert nothing.nothing and not nothing.something and abs(nothing.narrower) < 0.1
    assert nothing.gap < nothing.least == 0.1
    shifted = learned("again", u**2, u**2, weights, 0.8)
    assert shifted.something and shifted.gap == pytest.approx(0.25, abs=0.05)
    few = learned("again", u[:20], u[:20], np.full(20, 1 / 20), 0.8)
    assert few.least == pytest.approx(1.358 / np.sqrt(20))
    unclear = learned("again", u[:20] ** 1.2, u[:20] ** 1.2, np.full(20, 1 / 20), 0.8)
    assert 0.1 < unclear.gap < few.least and not unclear.something and not unclear.nothing


def test_weighted_quantiles():
    values, weights = np.array([3.0, 1, 2]), np.array([1.0, 1, 2])
    assert weighted_quantiles(values, weights, (0.5,)) == pytest.approx([2.0])
    repeated = np.repeat(np.arange(100.0), 3)
    assert weighted_quantiles(np.arange(100.0), np.full(100, 3.0), (0.1, 0.9)) == pytest.approx(
        np.quantile(repeated, (0.1, 0.9)), abs=1
    )


@needs_pyabc
def test_distance_is_none_within_a_band_and_grows_outside():
    from simulation.calibration.distance import BandDistance, Spread, bands, excess

    observations = tiny().fitted
    band = bands(observations)
    assert (excess(band.mean(axis=0), band) == 0).all()
    above, below = excess(band[1] + 0.3, band), excess(band[0] - 0.2, band)
    assert above == pytest.approx(0.3) and below == pytest.approx(-0.2)
    samples = band.mean(axis=0) + np.linspace(-1, 1, 201)[:, None]
    scales = Spread(band)(samples=samples)
    assert scales == pytest.approx(np.hypot(0.5, (band[1] - band[0]) / 2))
    assert Spread(band)(samples=np.where(np.arange(201)[:, None] > 150, samples, 0.0))[1] > 0
    distance = BandDistance(observations)
    distance.initialize(0, lambda: Sampled(samples), {"values": band.mean(axis=0)}, 0)
    assert distance({"values": band[1]}, {}, 0) == 0
    near, far = (distance({"values": band[1] + away}, {}, 0) for away in (0.1, 0.2))
    assert 0 < near and far == pytest.approx(2 * near)
    assert distance({"values": np.full(len(observations), np.nan)}, {}, 0) == np.inf


class Sampled:
    def __init__(self, samples):
        self.all_particles = [type("P", (), {"sum_stat": {"values": row}}) for row in samples]


def test_weighted_draws_are_made_equally_likely():
    assert effective(np.full(10, 0.1)) == pytest.approx(10) and effective(np.array([1.0, 0, 0])) == 1
    assert np.bincount(resampled(np.array([0.5, 0.25, 0.25]), 8)).tolist() == [4, 2, 2]
    assert resampled(np.array([0.1, 0.0, 0.9]), 5).tolist() == [0, 2, 2, 2, 2]


def test_a_calibration_leaves_everything(calibrated):
    calibration, steps = calibrated
    manifest = calibration.manifest
    values, weights = calibration.weighted()
    assert values.shape == (50, 3) and weights.sum() == pytest.approx(1) and (weights > 0).all()
    prior = calibration.scenario.uncertainties.certification.distribution
    assert ((prior.low <= values[:, 0]) & (values[:, 0] <= prior.high)).all()
    assert [one["number"] for one in manifest["generations"]] == [0, 1, 2]
    assert manifest["generations"][0]["tried"] == 50 and manifest["generations"][2]["tried"] > 100
    assert [one["name"] for one in manifest["learned"]] == list(calibration.free)
    rows = calibration.table("observations")
    assert len(rows) == 6 and (rows.q10 <= rows.q50).all() and rows.fitted.all() and rows.prior_low.notna().all()
    predicted = calibration.table("predicted")
    assert set(predicted.over) == {"month_end", "year", "since_start"}
    assert predicted[predicted.over == "year"].elapsed.tolist() == [12, 24]
    assert len(calibration.table("draws")) == 1000 and not (calibration.folder / "batches").exists()
    assert steps[-1].share == 1 and all(step.population == 50 for step in steps)


def test_the_same_command_again_only_opens_the_folder(calibrated):
    calibration, _ = calibrated
    before = tables(calibration.folder)
    again = calibrate(tiny(), 1, calibration.folder.parent, lambda step: pytest.fail("nothing is to be done"))
    assert tables(again.folder) == before


@needs_pyabc
def test_after_an_interruption_the_posterior_is_the_same(calibrated, tmp_path, monkeypatch):
    calibration, _ = calibrated
    from simulation.calibration import sampler

    tried = 0
    whole = sampler.Batch.arrays

    def stop_soon(batch, tried_now):
        nonlocal tried
        tried += 1
        if tried == 4:
            raise KeyboardInterrupt
        return whole(batch, tried_now)

    monkeypatch.setattr(sampler.Batch, "arrays", stop_soon)
    with pytest.raises(KeyboardInterrupt):
        calibrate(tiny(), 1, tmp_path)
    folder = tiny().folder(tmp_path)
    assert len(list((folder / "batches").iterdir())) == 3
    with pytest.raises(ResultsError, match="unfinished"):
        open_calibration(folder)
    global_numbers = np.random.get_state()[1].tolist()  # noqa: NPY002
    monkeypatch.setattr(sampler.Batch, "arrays", whole)
    assert tables(calibrate(tiny(), 1, tmp_path).folder) == tables(calibration.folder)
    assert np.random.get_state()[1].tolist() == global_numbers  # noqa: NPY002


def tasks_in(folder):
    """Where the batches of a fit are kept."""
    Folder(folder).write_json("manifest.json", {"attempt": "only"})
    return Tasks(str(folder), "batches", "only")


@needs_pyabc
def test_a_candidate_that_crashes_is_left_out(monkeypatch, tmp_path):
    from simulation.calibration.fitting import fit
    from simulation.runs.pool import RunError

    case = tiny().changed(generations=1)
    whole = Experiment.run

    def often(self, z, replicate):
        if z[0] > 0.5:
            raise ZeroDivisionError
        return whole(self, z, replicate)

    monkeypatch.setattr(Experiment, "run", often)
    with Processes(1) as here:
        fitted = fit(Experiment.of(case), 50, 1, here, tasks_in(tmp_path / "often"), lambda *_: None)
        assert fitted.z[:, 0].max() <= 0.5 and fitted.generations[1].crashed > 0
        assert np.isfinite(fitted.prior_values[:, 0]).any() and np.isnan(fitted.prior_values[:, 0]).any()
        monkeypatch.setattr(Experiment, "run", lambda self, z, replicate: 1 / 0)
        with pytest.raises(RunError, match="every simulation crashed"):
            fit(Experiment.of(case), 50, 1, here, tasks_in(tmp_path / "always"), lambda *_: None)


def test_a_run_takes_joint_draws_of_the_posterior(calibrated, tmp_path, capsys):
    calibration, _ = calibrated
    case = tiny()
    plain = run(case.scenario, 4, 9, out=tmp_path, name="small")
    results = run(case.scenario, 4, 9, out=tmp_path, name="small", posterior=calibration.folder)
    posterior = calibration.posterior()
    assert results.folder != plain.folder and f"-posterior{posterior.fingerprint[:8]}-" in results.folder.name
    assert results.manifest["posterior"]["case"] == "A small network"
    used, drawn = results.uncertainties(), plain.uncertainties()
    draws = set(posterior.draws)
    for replicate in range(4):
        joint = tuple(used.loc[replicate, list(posterior.names)])
        assert joint in draws
        assert dict(zip(posterior.names, joint, strict=True)) == posterior_values(posterior, 9, replicate)
    others = [name for name in drawn.columns if name not in posterior.names]
    pd.testing.assert_frame_equal(used[others], drawn[others])
    again = simulate(case.scenario, 9, 2, given=posterior_values(posterior, 9, 2))
    stored = results.national("reached")["reached"][2]
    assert stored.tolist() == national_series(again, ("reached",)).tolist()
    assert read_posterior(results.storage, "A small network") == posterior
    assert open_results(results.folder).complete
    assert main(["inspect", str(results.folder), "--replicate", "2"]) == 0
    assert "3 of them from the posterior of A small network" in capsys.readouterr().out


def test_the_report_of_such_a_run_names_the_case(calibrated, tmp_path):
    from simulation.charts.language import Language
    from simulation.report.assumptions import assumptions, posterior_sentence

    calibration, _ = calibrated
    results = run(tiny().scenario, 2, 9, out=tmp_path, posterior=calibration.folder)
    for code in ("en", "fr"):
        said = posterior_sentence(results, Language(code))
        assert "A small network" in said and "certification, groups_per_year, facilitator_stop" in said
        assert any("A small network" in value for _, value in assumptions(results, Language(code)))


def test_posteriors_that_no_scenario_can_take_are_refused(calibrated, tmp_path, capsys):
    calibration, _ = calibrated
    folder = tmp_path / "changed"

    def refused(table=None, **manifest):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(calibration.folder, folder)
        noted = Folder(folder).write_table("draws.parquet", table) if table is not None else None
        if noted:
            changed = calibration.manifest["files"] | {"draws.parquet": noted}
            Folder(folder).write_json("manifest.json", calibration.manifest | {"files": changed} | manifest)
        arguments = ["run", "reference", "--replicates", "1", "--out", str(tmp_path), "--posterior", str(folder)]
        assert main(arguments) == 2
        return capsys.readouterr().err

    said = refused(pa.table({"certificaton": [0.5], "again": [0.2]}))
    assert "certificaton (Did you mean certification?)" in said
    assert "certification must lie between 0.001 and 1" in refused(pa.table({"certification": [1.5]}))
    assert "must lie between" in refused(pa.table({"certification": [float("nan")]}))
    assert "holds no draws" in refused(pa.table({"certification": pa.array([], pa.float64())}))
    other_edition = refused(pa.table({"again": [0.2]}), format=99)
    assert "was fitted to another edition of the model (format 99, not 2)" in other_edition
    shutil.copytree(calibration.folder, folder, dirs_exist_ok=True)
    (folder / "draws.parquet").write_bytes(b"broken")
    with pytest.raises(ResultsError, match="damaged or missing: draws.parquet"):
        open_calibration(folder)
    assert main(["run", "reference", "--posterior", str(tmp_path / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    assert main(["run", "reference", "--best-values", "--posterior", str(calibration.folder)]) == 2
    assert "with best values nothing is drawn" in capsys.readouterr().err


def test_without_the_library_the_command_says_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("simulation.common.extras.find_spec", lambda name: None)
    assert main(["calibrate", str(SMALL), "--out", str(tmp_path)]) == 2
    assert "pip install 'essaim[calibration]'" in capsys.readouterr().err


def test_options_out_of_range_are_refused(tmp_path, capsys):
    for given, said in (
        (["--population", "10"], "--population must be at least 50"),
        (["--generations", "51"], "--generations must be at most 50"),
        (["--until", "2022-01"], "no observation would be fitted: the first is of 2022-06"),
    ):
        assert main(["calibrate", str(SMALL), "--out", str(tmp_path), *given]) == 2
        assert said in capsys.readouterr().err


def test_the_command_tells_what_came_out_and_writes_the_page(calibrated, capsys):
    calibration, _ = calibrated
    out = str(calibration.folder.parent)
    given = ["calibrate", str(SMALL), "--out", out, "--workers", "1", "--population", "50", "--generations", "2"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "A small network: 6 observations, 3 uncertainties" in said and "accepted in generation 2" in said
    page = (calibration.folder / "calibration.html").read_text(encoding="utf-8")
    assert said.strip().endswith("calibration.html") and "posterior_fans" in page and "could not be made" not in page


def test_pages_are_written_in_both_languages(calibrated):
    from test_french import faults

    from simulation.charts import posterior_fans, posterior_generations, posterior_pairs, posterior_priors
    from simulation.charts.language import Language
    from simulation.report.calibration import render_calibration

    calibration, _ = calibrated
    assert "un calage" in render_calibration(calibration, "fr")
    for module in (posterior_fans, posterior_generations, posterior_pairs, posterior_priors):
        chart = module.CHART
        seen = chart.data(calibration)
        for code in ("en", "fr"):
            language = Language(code)
            words, table = chart.words(seen, language), chart.table(seen, language)
            assert words.title and words.question and words.description and len(table)
            assert len(chart.draw(seen, language, True).data) and len(chart.draw(seen, language, False).data)
        assert [faults(text) for text in (words.question, words.description, words.note)] == [[], [], []]


def test_progress_guesses_what_is_left(monkeypatch):
    case, steps = tiny(), []
    clock = iter(range(1000))
    monkeypatch.setattr("simulation.calibration.running.time.monotonic", lambda: float(next(clock)))
    look = _looking(case, steps.append)
    for tried in range(1, 51):
        look(0, tried, tried)
    look(1, 20, 40)
    look(2, 50, 400)
    assert steps[-1].share == 1 and steps[0].left is None and steps[-2].left > 0
    assert _said(steps[-2]).startswith("generation 1 of 2: 20 of 50 draws, 50.0% accepted, about ")
    assert _said(steps[0]) == "the prior: 1 of 50 draws"


def test_a_case_of_other_code_is_set_aside(calibrated, tmp_path, monkeypatch):
    calibration, _ = calibrated
    shutil.copytree(calibration.folder, tmp_path / calibration.folder.name)
    monkeypatch.setattr("simulation.calibration.running.code_fingerprint", lambda: "other")
    monkeypatch.setattr("simulation.calibration.running._calibrate", lambda *given: Calibration(given[2], {}))
    found = calibrate(tiny(), 1, tmp_path)
    folder = found.folder
    assert "another version of Essaim; it is set aside in" in found.notices[0]
    assert folder.is_dir() and len(list(tmp_path.iterdir())) == 2
    assert not (folder / "manifest.json").exists()


def test_replaced_observations_change_the_folder():
    case = tiny()
    other = replace(case, observations=(replace(case.observations[0], value=131.0), *case.observations[1:]))
    assert other.folder("out") != case.folder("out")
    assert replace(case, observations=(replace(case.observations[0], source="b"), *case.observations[1:])).folder(
        "out"
    ) == case.folder("out")


@needs_pyabc
def test_a_generation_that_accepts_too_little_is_given_up(monkeypatch, tmp_path):
    from simulation.calibration import fitting

    monkeypatch.setattr(fitting, "LEAST_ACCEPTED", 0.45)
    seen = []
    with Processes(1) as here:
        fitted = fitting.fit(Experiment.of(tiny()), 50, 4, here, tasks_in(tmp_path), lambda *now: seen.append(now))
    assert [one.number for one in fitted.generations] == [0, 1], "half are accepted in the first, a third in the next"
    assert fitted.z.shape == (50, 3) and seen[-1][0] == 2 and seen[-1][1] < 50
