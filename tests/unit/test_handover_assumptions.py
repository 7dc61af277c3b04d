"""Assumptions, and what differs between two results: with labels, markings, and effects over pairs."""

import json
import shutil
from dataclasses import replace

import handover_data
import numpy as np
import pytest
from test_french import faults

from simulation.charts.language import Language
from simulation.handover import words
from simulation.handover.assumptions import MOST_TEXT, assumptions, parameters, shown
from simulation.handover.changes import changed, changes, changes_table
from simulation.handover.fields import Words
from simulation.handover.forecast import measure_units
from simulation.handover.moved import printed, sentence
from simulation.handover.opened import open_all
from simulation.handover.small import actuals
from simulation.outcomes.pairing import PairingError
from simulation.runs.forecast import forecast_of, run
from simulation.runs.running import run_request
from simulation.scenario.loading import load_scenario
from simulation.scenario.posterior import Posterior
from simulation.scenario.prices import Prices
from simulation.scenario.uncertainties import Uncertainties


@pytest.fixture(scope="module")
def handed():
    return handover_data.handed()


@pytest.fixture(scope="module")
def table(handed):
    return assumptions(handed).set_index(["scenario_id", "parameter"])


def test_every_figure_is_there_with_a_name_in_both_languages(handed, table):
    ours = table.loc["lively"]
    assert set(ours.index) == set(parameters(handed.base)) and ours.index.is_unique
    assert ours["label_fr"].notna().all() and ours["label_en"].notna().all()
    assert {text: found for text in ours["label_fr"] if (found := faults(text))} == {}
    for section, model in (("prices", Prices), ("uncertainties", Uncertainties)):
        assert {f"{section}.{name}" for name in model.model_fields} <= set(ours.index)
    assert (ours["value"].notna() ^ ours["value_text"].notna()).all()


def test_units_are_said_in_french(table):
    units = {*measure_units().values(), *table["unit"].dropna()}
    assert [unit for unit in units if not words.has_french(unit)] == []
    assert {text: found for text in words.UNITS.values() if (found := faults(text))} == {}


def test_ranges_are_those_of_the_distributions(table, handed):
    stop = table.loc[("lively", "uncertainties.facilitator_stop")]
    given = handed.base.scenario.uncertainties.facilitator_stop
    assert (stop["low"], stop["high"]) == pytest.approx((given.quantile(0.1), given.quantile(0.9)), abs=1e-6)
    assert stop["value"] == given.best and stop["unit"] == "per year" and stop["marking"] == "assumption"
    assert table.at[("lively", "uncertainties.trainer_stop"), "marking"] == "measured"
    assert table.at[("lively", "levers.facilitator_courses.seats"), "marking"] == "decision"
    assert "over" not in table.at[("lively", "levers.facilitator_courses.trainers"), "value_text"]


def test_what_differs_from_the_baseline_is_marked(table):
    differs = table["changed_from_parent"]
    assert set(differs[differs].index) == {
        ("calendar", "levers.facilitator_courses.scheduling"), ("calendar", "levers.facilitator_courses.calendar"),
    }  # fmt: skip


def test_long_lists_are_told_by_beginning_length_and_digest(table):
    register = table.at[("lively", "initial.register"), "value_text"]
    assert len(register) < MOST_TEXT + 60 and "entries, digest" in register
    first, second = ([{"state": "group", "count": count}] * 100 for count in (1, 2))
    assert shown(first) != shown(second) and shown(None) == "none"


def test_what_was_fitted_is_marked_and_its_observations_are_the_actuals(tmp_path):
    scenario = handover_data.lively()
    draws = ((0.05,), (0.06,), (0.07,))
    request = forecast_of(scenario, 3, 1, tmp_path, name="fitted")
    fitted = replace(request, posterior=Posterior("A case", ("facilitator_stop",), draws))
    folder = run_request(fitted).folder
    observed = [
        ["2026-06", "facilitators", "month_end", 100.0, 110.0, 0.0],
        ["2026-12-31", "certified+promoted", "year", 7.0, 7.0, 0.0],
    ]
    (folder / "fitted.json").write_text(json.dumps({"observations": observed}))
    handed = open_all([str(folder)])
    row = assumptions(handed).set_index("parameter").loc["uncertainties.facilitator_stop"]
    drawn = handed.base.results.uncertainties()["facilitator_stop"]
    assert row["marking"] == "fitted" and row["source"] == "A case" and row["value"] == drawn.median()
    assert row["low"] == pytest.approx(drawn.quantile(0.1)) and row["distribution"] == "posterior"
    rows = actuals(handed)
    assert rows["value"].tolist() == [105.0, 7.0] and rows["precision"].tolist() == ["100 to 110", "exact"]
    assert rows["region_code"].tolist() == ["FR", "FR"] and rows["source"].tolist() == ["A case"] * 2


def test_changes_are_the_assumptions_that_differ_and_their_effect_pair_by_pair(handed):
    rows = changes(handed)
    assert rows["item"].tolist() == [
        "levers.facilitator_courses.scheduling", "levers.facilitator_courses.calendar", "replicates", "all",
    ]  # fmt: skip
    assert rows["kind"].tolist() == ["assumption", "assumption", "data", "assumption"]
    first, second = (run.results.national("active_facilitators")["active_facilitators"][:4, -1] for run in handed.runs)
    assert rows["effect_mean"].iloc[-1] == pytest.approx((second - first).mean(), abs=1e-6)
    assert rows["effect_low"].iloc[-1] < rows["effect_mean"].iloc[-1] < rows["effect_high"].iloc[-1]
    assert rows["effect_mean"].iloc[:-1].isna().all()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentence_tells_how_much_and_why(handed, language):
    said = sentence(changed(*handed.runs), Language(language))
    assert "4 pairs" in said or "4 paires" in said
    assert ("calendar" in said) and (handed.base.id in said)
    if language == "fr":
        assert "ormations d’animateurs" in said and faults(said) == []
    table = printed(changes_table([changed(*handed.runs)]), Language(language))
    assert ("hypothèse" if language == "fr" else "assumption") in table


def test_the_same_results_have_no_changes(handed):
    same = changed(handed.base, handed.base)
    assert same.reasons == () and "Nothing differs" in sentence(same, Language("en"))
    assert faults(sentence(same, Language("fr"))) == []


def test_other_seeds_are_not_paired(handed, tmp_path):
    other = run(handover_data.lively(), 2, seed=2, out=tmp_path, name="lively")
    found = changed(handed.base, open_all([str(other.folder)]).base)
    assert found.difference is None and [item for _, item, *_ in found.reasons] == ["seed", "replicates"]
    assert "The seeds differ (1, 2)" in sentence(found, Language("en"))
    assert faults(sentence(found, Language("fr"))) == []
    assert changes_table([found])["effect_mean"].isna().all()


def test_other_code_and_a_month_that_is_not_there_are_told(handed, tmp_path):
    folder = tmp_path / "lively-other"
    shutil.copytree(handed.base.results.folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["code"]["fingerprint"] = "0" * 32
    (folder / "manifest.json").write_text(json.dumps(manifest))
    found = changed(handed.base, open_all([str(folder)]).base)
    assert [(kind, item) for kind, item, *_ in found.reasons] == [("code", "code")]
    assert found.reasons[0][3].endswith("(00000000)") and found.difference.mean == 0
    assert "it is the same" in sentence(found, Language("en"))
    with pytest.raises(PairingError, match="2031-01"):
        changed(handed.base, handed.base, month="2031-01")


def test_a_flow_is_compared_from_the_start(handed):
    found = changed(*handed.runs, measure="certified")
    values = handed.base.results.national("certified")["certified"].sum(axis=1)
    assert found.before == pytest.approx(values.mean()) and isinstance(Words("a", "b"), Words)
    assert np.isfinite(found.after)


def test_labels_know_regions_and_prices():
    french = Language("fr")
    assert words.parameter_label("initial.region_weights.Bretagne", french).endswith("Bretagne")
    assert words.parameter_label("prices.trainer_day", french).startswith("Prix\u00a0: ")
    assert words.parameter_label("target.month", french).endswith("\u00a0: mois")
    assert words.parameter_label("initial.facilitators", Language("en")) == "At the start: facilitators"
    assert words.parameter_label("levers.nothing", french) is None
    assert load_scenario("reference").prices.trainer_day.value == 450
