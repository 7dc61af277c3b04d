"""The forecast's page: what stands on its first two pages, where it comes from, and what is left out."""

import re

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp
from test_report import Parts

from simulation.charts import CHARTS, fan
from simulation.charts.language import Language
from simulation.common.columns import TRAINER_USES
from simulation.outcomes.known import keep_actuals, known_stock
from simulation.outcomes.observed import Observation, Precision
from simulation.outcomes.track_record import COLUMNS, read_track_record
from simulation.report.capacity_plan import capacity_plan
from simulation.report.caveats import record_sentences
from simulation.report.register import register
from simulation.report.writing import render
from simulation.storage.storage import Folder

FEW = CHARTS[:2]


@pytest.fixture(scope="module")
def results():
    return MadeUp()


@pytest.fixture(scope="module")
def english(results):
    return render(results)


def test_the_annex_is_folded(english):
    folded = [attributes for tag, attributes in Parts(english).tags if attributes.get("class") == "annex"]
    assert len(folded) >= 8 and not any("open" in attributes for attributes in folded)


def test_who_made_it_when_and_from_what_is_said_and_can_be_cited(results):
    text = Parts(render(results, charts=FEW, author="A. <Martin>")).text
    assert "By A. <Martin>. Run on 30 November 2026 with Essaim 0.1.0; 40 simulated futures, seed 1." in text
    assert (
        "A. <Martin> (2026). Reference. Forecast of 30 November 2026 made with Essaim 0.1.0 (code 5db87df5, scenario "
        "d5e21d2f, seed 1)."
    ) in text
    assert text.count("Source: simulation with Essaim 0.1.0 (code 5db87df5, licence MIT)") == len(FEW)
    assert "Reference (2026). Forecast of 30 November 2026" in Parts(render(results, charts=FEW)).text
    assert "du 30 novembre 2026" in Parts(render(results, "fr", FEW)).text


def test_sections_without_contents_and_names_of_commands_are_left_out():
    made = MadeUp(replicates=3)
    made.value_stored = made.width_stored = False
    page = Parts(render(made))
    names = {attributes.get("data-chart") for _, attributes in page.tags}
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert not names & {"value", "value_map", "width"} and not ids & {"help", "group-help"}
    assert len(names) > 15 and "not been" not in page.text
    assert not re.search(r"essaim (value|width|report|run)", page.text)


def test_the_register_has_every_uncertainty_and_price(results):
    table = register(results, Language())
    uncertainties, prices = results.scenario.uncertainties, results.scenario.prices
    assert len(table) == len(type(uncertainties).model_fields) + len(type(prices).model_fields)
    given = uncertainties.volunteering
    row = table[table["quantity"] == "share of members who volunteer"].iloc[0]
    assert (row["value"], row["80\u00a0% low"]) == (given.best, pytest.approx(given.quantile(0.1)))
    assert row["source, as the scenario gives it"] == given.source
    assert row["how it is known"] == ("assumed" if given.source.startswith("assumption") else "sourced")
    assert (table["unit"] != "").all() and (table["source, as the scenario gives it"] != "").all()


def test_the_capacity_plan_agrees_with_the_arrays(results):
    plan = capacity_plan(results, Language())
    read = results.national("trainers", "money_cash", *(f"trainer_days_used_{use}" for use in TRAINER_USES))
    rows = {name: dict(zip(plan.headings, cells, strict=True)) for name, _, cells in plan.rows}
    assert [name for name, whole, _ in plan.rows if whole] == [str(year) for year in range(2026, 2031)]
    assert plan.quarterly and len(rows) == 25 and list(rows)[:3] == ["2026", "Q1 2026", "Q2 2026"]

    def shown(period, heading):
        return float(rows[period][heading].replace(",", ""))

    assert shown("2027", "trainers, at the end") == pytest.approx(read["trainers"][:, 23].mean(), rel=0.05)
    assert shown("Q2 2026", "cash, €") == pytest.approx(read["money_cash"][:, 3:6].sum(axis=1).mean(), rel=0.05)
    assert shown("2027", "cash, €") == pytest.approx(read["money_cash"][:, 12:24].sum(axis=1).mean(), rel=0.05)
    days = sum(read[f"trainer_days_used_{use}"] for use in TRAINER_USES)[:, 12:24].sum(axis=1).mean()
    full_time = days / results.scenario.prices.working_days_per_year.value
    assert shown("2027", "trainers’ work, FTE") == pytest.approx(full_time, rel=0.05)
    assert not capacity_plan(MadeUp(months=96, replicates=2), Language()).quarterly


def test_how_often_bands_held_is_read_from_the_stored_file(results, tmp_path):
    record = read_track_record()
    told = " ".join(record_sentences(results, Language()))
    assert f"of {record.values} values" in told and f"{record.within[0.8]} (" in told
    assert read_track_record(tmp_path / "none.csv") is None
    rows = [("a", 1, 10, 12, 5, 8, 9, "x"), ("b", 2, 30, 36, 15, 24, 29, "x")]
    pd.DataFrame(rows, columns=COLUMNS).to_csv(tmp_path / "record.csv", index=False)
    small = read_track_record(tmp_path / "record.csv")
    assert (small.networks, small.values, small.months, small.share(0.8)) == (2, 40, 36, 0.8)


def test_best_values_are_explained_on_the_first_page():
    made = MadeUp(replicates=3)
    made.manifest = made.manifest | {"best_values": True}
    page = render(made, charts=FEW)
    said = "Here every assumption has its best value. The median over all values"
    assert said in Parts(page).text and page.index(said) < page.index('id="contents"')
    assert "the bands hold chance alone" in Parts(page).text


def test_what_was_counted_is_kept_and_drawn_where_the_forecast_begins(tmp_path):
    counts = [
        Observation("2024-12", 0, ("active_facilitators",), "month_end", 40.0, Precision("exact"), "register"),
        Observation("2026-06", 0, ("active_facilitators",), "month_end", 70.0, Precision("rounded", 10), "register"),
        Observation("2026-06", 0, ("certified",), "year", 9.0, Precision("exact"), "register"),
        Observation("2026-06", 0, ("active_facilitators",), "month_end", 7.0, Precision("exact"), "one", 0, "Corse"),
    ]
    keep_actuals(Folder(tmp_path), counts)
    known = known_stock(Folder(tmp_path), "active_facilitators")
    assert known[["date", "low", "high"]].values.tolist() == [["2024-12", 40, 40], ["2026-06", 65, 75]]
    made = MadeUp(replicates=20)
    made.counted = [*known[["date", "low", "high"]].itertuples(index=False, name=None), ("2099-01", 5, 5)]
    seen = fan.data(made)
    assert seen.known["before"].tolist() == [True, False]  # what lies after the forecast is not drawn
    inside = seen.quantiles.q10.iloc[5] <= 70 <= seen.quantiles.q90.iloc[5]
    assert f"Of 1 counts since the forecast, {int(inside)} lie in its band" in fan.words(seen, Language()).description
    figure = fan.draw(seen, Language())
    texts = [note.text for note in figure.layout.annotations]
    assert "forecast from here →" in texts and figure.layout.xaxis.range[0].startswith("2024-12-01")
    assert [list(trace.y) for trace in figure.data if trace.error_y.array is not None] == [[40, 70]]
    assert "forecast from here →" not in [note.text for note in fan.draw(fan.data(MadeUp(replicates=2)), Language())
                                          .layout.annotations]  # fmt: skip


def test_beside_a_target_of_another_date_numbers_say_of_when_they_are():
    made = MadeUp(replicates=20, months=84)  # the target is of the end of 2030, the end that of 2032
    seen = fan.data(made)
    texts = [note.text for note in fan.draw(seen, Language()).layout.annotations]
    median, low, high = Language().known(seen.quantiles.loc["2030-12-01"])
    assert "End of Dec 2032" in texts and f"Dec 2030: {median} ({low}–{high})" in texts
    assert "at the end of December 2030; the target" in fan.words(seen, Language()).title
    ended = [note.text for note in fan.draw(fan.data(MadeUp(replicates=20)), Language()).layout.annotations]
    assert "End of Dec 2030" in ended and not any(text.startswith("Dec 2030:") for text in ended)
    assert np.isclose(seen.quantiles.q50.iloc[-1], np.median(made.national("active_facilitators")[
        "active_facilitators"][:, -1]))  # fmt: skip
