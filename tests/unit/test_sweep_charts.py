"""Charts of a sweep: the numbers of each against hand-made ones, for every kind of sweep."""

import numpy as np
import pandas as pd
import pytest
from sweep_data import DAYS, KINDS, RECORD, SHARE, made_up_sweep, sweep_of_kind
from test_french import faults

from simulation.charts.language import Language
from simulation.charts.sweeps import SWEEP_CHARTS, frontier, indices, lever_map, response, tornado
from simulation.charts.sweeps.effects import effect_of, effects
from simulation.charts.sweeps.frontier import efficient
from simulation.charts.sweeps.points import _what_fits, points_of
from simulation.charts.sweeps.settings import constant_settings, said, settings_of, short_number


def shown(chart, seen, language="en"):
    """Data of a chart, and why it is left out."""
    data = chart.chart.data(seen if chart.alone else (seen, []))
    return data, chart.missing(data, Language(language))


# ---- points ----------------------------------------------------------------------------------------------------------
def test_statistics_of_a_point_are_over_its_replicates_after_the_nation_is_summed():
    results = sweep_of_kind("grid of two")
    seen = points_of(results)
    runs = results.runs(["active_facilitators", "money_total"])
    for row, point in enumerate(results.points["point"]):
        mine = runs[(runs["point"] == point) & (runs["month"] == "2030-12-01")]
        values = mine.groupby("replicate")["active_facilitators"].sum()
        assert seen.of(seen.median)[row] == pytest.approx(values.median())
        assert seen.of(seen.low)[row] == pytest.approx(values.quantile(0.1))
        assert seen.of(seen.high)[row] == pytest.approx(values.quantile(0.9))
        assert seen.chance[row] == pytest.approx((values >= 250).mean())
        money = runs[runs["point"] == point].groupby("replicate")["money_total"].sum()
        assert seen.mean[row, seen.money, seen.at[1]] == pytest.approx(money.mean())


def test_regions_are_summed_within_a_run(tmp_path):
    record = {"places": "region", "every": "month"}
    by_region = points_of(made_up_sweep(tmp_path / "regions", record=record))
    by_nation = points_of(made_up_sweep(tmp_path / "nation", record={"every": "month"}))
    # 18 regions and national have the same made-up numbers.
    assert by_region.of(by_region.median) == pytest.approx(19 * by_nation.of(by_nation.median))
    assert by_region.of(by_region.high) == pytest.approx(19 * by_nation.of(by_nation.high))


def test_failed_points_have_no_numbers_and_are_counted():
    seen = points_of(sweep_of_kind("failures"))
    assert seen.runs.tolist() == [4, 3, 0, 4, 4, 4] and seen.failed.tolist() == [0, 1, 4, 0, 0, 0]
    assert np.isnan(seen.of(seen.median)[2]) and np.isfinite(np.delete(seen.of(seen.median), 2)).all()
    assert seen.met[2] is None and seen.met[1].count == 3


def test_each_point_is_judged_by_its_own_target():
    seen = points_of(sweep_of_kind("own targets"))
    assert seen.aim is None and [aim.value for aim in seen.aims] == [50, 50, 500, 500]
    assert seen.chance.tolist() == [1, 1, 0, 0]


def test_without_a_target_nothing_is_judged():
    seen = points_of(sweep_of_kind("without a target"))
    assert not seen.aimed and seen.measure == "active_facilitators" and seen.month == "2030-12"
    # The target's measure is not kept.
    assert not points_of(sweep_of_kind("without money")).aimed


def test_what_a_report_holds_shrinks_with_the_number_of_points():
    results = sweep_of_kind("grid of two")
    few, many, most = (
        _what_fits(results, points, "reached", "2030-12", {"2028-12"}) for points in (50, 20_000, 200_000)
    )
    assert few[0] == results.measures and few[1] == ("2026-12", "2027-12", "2028-12", "2029-12", "2030-12")
    assert many[0] == results.measures and many[1] == ("2028-12", "2030-12")
    assert most[0] == ("reached", "money_total")


# ---- settings --------------------------------------------------------------------------------------------------------
def settings(**columns):
    length = len(next(iter(columns.values())))
    keys = {"number": range(length), "point": map(str, range(length)), "base": ["a"] * length}
    return settings_of(pd.DataFrame(keys | columns))


def test_few_values_are_levels_and_many_are_bins_of_equal_size():
    few, many = settings(few=[3, 1, 2, 1] * 25, many=[float(value) ** 2 for value in range(100)])
    assert few.levels == (1, 2, 3) and few.level.tolist()[:4] == [2, 0, 1, 0] and few.centres.tolist() == [1, 2, 3]
    assert many.levels == () and set(np.bincount(many.level)) <= {24, 25, 26} and many.positions[9] == 81
    assert many.edges[0] == 0 and many.edges[-1] == 99**2
    assert np.all(np.diff(many.level) >= 0)


def test_values_of_all_kinds_have_names():
    dates, truths, texts, mixed, nulls = settings(
        dates=["2028-01", "2026-09"],
        truths=[True, False],
        texts=["b", "a"],
        mixed=[np.nan, 5.0],
        nulls=pd.Series([None, 5.0], dtype=object),
    )
    french, english = Language("fr"), Language("en")
    assert dates.levels == ("2026-09", "2028-01") and dates.labels(english) == ["Sep 2026", "Jan 2028"]
    assert truths.labels(french) == ["non", "oui"] and texts.labels(english) == ["b", "a"]
    assert mixed.numeric and mixed.level.tolist() == [-1, 0] and mixed.value(0, english) == "as it is"
    assert not nulls.numeric and nulls.labels(english) == ["none", "5"]
    assert short_number(0.00012345, french) == "0,0001234" or short_number(0.00012345, french) == "0,0001235"
    assert said(1234.5, english) == "1,234" or said(1234.5, english) == "1,235"
    assert said([{"from": "2027-01", "value": 3}], english).startswith('[{"from"')


def test_settings_that_are_the_same_everywhere_are_told_apart():
    frame = pd.DataFrame({"number": [0, 1], "point": ["x", "y"], "base": ["a", "b"], "one.x": [1, 1], "two.x": [1, 2]})
    assert [one.place for one in settings_of(frame)] == ["", "two.x"]
    assert constant_settings(frame) == {"one.x": 1}


# ---- each chart ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_chart_is_drawn_or_says_why_not(kind, language):
    seen, spoken = points_of(sweep_of_kind(kind)), Language(language)
    for chart in SWEEP_CHARTS:
        data, why_not = shown(chart, seen, language)
        if why_not:
            assert why_not.endswith(".") and (language == "en" or faults(why_not) == [])
            continue
        words, table = chart.chart.words(data, spoken), chart.chart.table(data, spoken)
        assert (
            words.title and "{" not in "".join(vars(words).values()) and words.question.rstrip("?\xa0 ") and len(table)
        )
        for narrow in (False, True):
            figure = chart.chart.draw(data, spoken, narrow)
            assert figure.data and figure.layout.height > 150


@pytest.mark.parametrize(
    "kind, left_out",
    [
        ("grid of two", {"indices"}),
        ("one lever", {"indices", "lever_map"}),
        ("one point", {"indices", "lever_map", "tornado", "response", "frontier", "crossover"}),
        ("without money", {"indices", "frontier"}),
        ("scenarios", {"indices", "crossover", "frontier"}),
    ],
)
def test_what_makes_no_sense_is_left_out(kind, left_out):
    seen = points_of(sweep_of_kind(kind))
    assert {chart.name for chart in SWEEP_CHARTS if shown(chart, seen)[1]} == left_out


def test_the_map_averages_over_the_points_of_a_cell():
    it = lever_map.data(points_of(sweep_of_kind("grid of two")))
    assert (it.across.place, it.down.place) == (DAYS, SHARE) and it.points.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert it.chance and it.values[0].tolist() == [it.seen.chance[0], it.seen.chance[2], it.seen.chance[4]]
    x, y = settings(x=[1, 1, 2, 2], y=[5, 5, 6, 6])
    values, points = lever_map.cells(x, y, np.array([1.0, 3.0, 7.0, np.nan]))
    assert points.tolist() == [[2, 0], [0, 1]] and values[0, 0] == 2 and values[1, 1] == 7 and np.isnan(values[0, 1])


def test_the_map_prefers_levers_to_assumptions():
    it = lever_map.data(points_of(sweep_of_kind("sobol of a lever")))
    assert DAYS in (it.across.place, it.down.place)


def test_response_curves_average_quantiles_within_points():
    seen = points_of(sweep_of_kind("failures"))
    curve = next(one for one in response.data(seen).curves if one.setting.place == SHARE)
    # The points with a share of 0: 0, 2 (failed) and 4.
    assert curve.low[0] == pytest.approx(seen.of(seen.low)[[0, 4]].mean())
    assert curve.high[1] == pytest.approx(seen.of(seen.high)[[1, 3, 5]].mean())
    assert len(response.dots(np.ones(5000, bool))) == response.MOST_DOTS


def test_the_tornado_goes_from_end_to_end():
    x, y = settings(x=[1, 1, 2, 2], y=["b", "a", "b", "a"])
    values = np.array([10.0, 12.0, 30.0, 32.0])
    effect = effect_of(x, values)
    assert effect.means.tolist() == [11, 31] and effect.size == 20
    assert effect.share == pytest.approx(1 - 4 / 404 - 1 * (4 / 2) / 404)
    assert effect_of(y, values).size == 2 and effect_of(y, values).share == 0
    assert effect_of(x, np.array([1.0, 2.0, np.nan, np.nan])) is None
    assert np.isnan(effect_of(settings(x=[1, 2])[0], np.array([1.0, 5.0])).share)


def test_the_setting_that_matters_most_comes_first():
    found = effects(points_of(sweep_of_kind("grid of two")))
    assert [one.setting.place for one in found] == [DAYS, SHARE] and found[0].share > 0.9
    assert tornado.data(points_of(sweep_of_kind("grid of two"))).mean == pytest.approx(found[0].means.mean())


def test_efficient_points_are_those_that_no_other_beats():
    money = np.array([3.0, 1.0, 2.0, 2.0, np.nan, 3.0, 4.0])
    value = np.array([9.0, 5.0, 7.0, 4.0, 50.0, 9.0, 8.0])
    assert efficient(money, value).tolist() == [1, 2, 0]
    rng = np.random.default_rng(1)
    money, value = rng.random(300), rng.random(300)
    beaten = [
        ((money <= m) & (value >= v) & ((money < m) | (value > v))).any() for m, v in zip(money, value, strict=True)
    ]
    assert sorted(efficient(money, value)) == np.flatnonzero(~np.array(beaten)).tolist()


def test_of_many_points_the_efficient_ones_are_drawn():
    there = np.ones(5000, bool)
    drawn = frontier.drawn(there, np.array([1, 4999]))
    assert {1, 4999} <= set(drawn.tolist()) and len(drawn) <= frontier.MOST_DOTS + 2


def test_what_points_cost_stands_in_the_table(tmp_path):
    kept = ["active_facilitators", "certified", "money_total", "money_cash", "money_valued_time"]
    sweep = made_up_sweep(tmp_path / "sweep", {DAYS: [1, 4]}, record={"measures": kept})
    seen = points_of(sweep)
    table = frontier.CHART.chart.table(frontier.data(seen), Language())
    for number, row in enumerate(table.to_dict("records")):
        runs = sweep.runs()
        runs = runs[runs["point"] == sweep.points["point"][number]]
        flows = runs.groupby("replicate")[["money_total", "money_cash", "money_valued_time"]].sum().mean()
        last = runs[runs["month"] == runs["month"].max()].groupby("replicate")["active_facilitators"].sum().mean()
        assert row["cash, euros"] == pytest.approx(flows["money_cash"])
        assert row["agents’ time, euros"] == pytest.approx(flows["money_valued_time"])
        assert row["euros for each active facilitator"] == pytest.approx(flows["money_total"] / last)
    without = frontier.CHART.chart.table(frontier.data(points_of(sweep_of_kind("grid of two"))), Language("fr"))
    assert "euros par animateur actif" in without and "dépenses directes, euros" not in without


def test_indices_are_those_of_the_measure_looked_at():
    seen = points_of(sweep_of_kind("grid of two"))
    own = RECORD | {"measure": "active_facilitators", "month": "2028-12"}
    it = indices.data((seen, [RECORD, own]))
    assert (it.measure, it.month, it.kind, it.noise) == ("active_facilitators", "2028-12", "sobol", 0.5)
    assert it.rows["factor"].tolist() == [DAYS, "uncertainties.fidelity"]
    assert (
        "trainer days from January 2027 accounts for 70\xa0% of the variance" in indices.words(it, Language("en")).title
    )
    morris = indices.data((seen, [RECORD | {"sobol": None}]))
    assert morris.kind == "morris" and morris.rows["factor"].tolist()[0] == DAYS and len(morris.rows) == 3
    for one in (it, morris):
        for language in (Language("en"), Language("fr")):
            words = indices.words(one, language)
            assert language.code == "en" or [faults(text) for text in (words.question, words.note)] == [[], []]
            assert len(indices.table(one, language)) == len(one.rows) and indices.draw(one, language, True).data
