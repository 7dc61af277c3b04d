"""The charts' data, words, tables and drawings, on made-up results."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from report_data import MadeUp, made_up

from simulation import charts
from simulation.charts import CHARTS, capacity, courses, fan, ledgers, style, transitions
from simulation.charts.language import Language
from simulation.charts.panels import month_axis, spread, year_label
from simulation.charts.source import yearly, years_of
from simulation.outcomes.waiting import Spent

NAMES = [chart.name for chart in CHARTS]


@pytest.fixture(scope="module")
def results():
    return MadeUp()


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_chart_has_words_a_table_and_two_drawings(results, chart, language):
    data, spoken = chart.data(results), Language(language)
    words, table = chart.words(data, spoken), chart.table(data, spoken)
    assert words.title and words.question.endswith("?") and words.description.endswith(".") and words.note
    assert len(table) and not table.isna().all().any()
    wide, narrow = (chart.draw(data, spoken, narrow) for narrow in (False, True))
    # The page keeps the traces and exchanges only the layout.
    assert wide.to_plotly_json()["data"] == narrow.to_plotly_json()["data"]
    assert wide.layout.height and not wide.layout.showlegend


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
@pytest.mark.parametrize("width", [None, 1000, 400])
def test_every_chart_is_a_function_for_notebooks(results, chart, width):
    assert chart.name in charts.__all__
    drawing = getattr(charts, chart.name)
    assert drawing.__doc__.endswith(".")
    assert isinstance(drawing(results), go.Figure)
    figure = chart.figure(results, "fr", width)
    words = chart.words(chart.data(results), Language("fr"))
    written = " ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)
    said = (words.title, words.question, words.note, "Essaim", results.scenario.name)
    assert [text for text in said if style.plain(text) not in written] == []
    assert figure.layout.width == width
    assert figure.layout.height - figure.layout.margin.t - figure.layout.margin.b > 50


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
@pytest.mark.parametrize(
    "other",
    [
        {"months": 1, "replicates": 1},
        {"months": 7, "start": "2026-04"},
        {"months": 30, "start": "2026-10", "target": None},
        {"empty": True},
        {"months": 240, "replicates": 2},
    ],
    ids=["one month", "part of a year", "no target", "nobody", "twenty years"],
)
def test_unusual_results_can_be_drawn(chart, other):
    results = made_up(**{"replicates": 3, **other})
    data = chart.data(results)
    for code in ("en", "fr"):
        language = Language(code)
        words = chart.words(data, language)
        assert "nan" not in f"{words.title} {words.description}".split()
        chart.table(data, language)
        for narrow in (False, True):
            assert "NaN" not in str(chart.draw(data, language, narrow).layout)


def test_bars_stand_on_zero_and_no_panel_has_two_axes(results):
    for chart in CHARTS:
        figure = chart.draw(chart.data(results), Language(), False)
        for trace in figure.select_traces("bar"):
            along = "x" if trace.orientation == "h" else "y"
            axis = getattr(trace, f"{along}axis") or along
            low, high = figure.layout[f"{along}axis{axis[1:]}"].range
            assert low <= 0 < high
        assert all(axis.overlaying is None for axis in figure.select_yaxes())


def test_fan_is_the_summary_and_the_target_its_share(results):
    seen = fan.data(results)
    active = results.national("active_facilitators")["active_facilitators"]
    np.testing.assert_allclose(seen.quantiles.q50, np.median(active, axis=0))
    assert seen.target.met.value == (active[:, -1] >= 1000).mean()
    assert seen.target.never == (active.max(axis=1) < 1000).mean()


def test_target_beyond_the_end_has_no_probability():
    assert fan.data(MadeUp(months=12, replicates=3)).target.met is None


def test_target_of_another_measure_is_left_out(results):
    other = MadeUp(replicates=3)
    other.scenario = other.scenario.model_copy(
        update={"target": other.scenario.target.model_copy(update={"measure": "trainers"})}
    )
    assert fan.data(other).target is None


def test_years_are_summed_within_a_replicate(results):
    rows = yearly(results, {"both": ("certified", "not_certified")})
    flows = results.national("certified", "not_certified")
    by_year = (flows["certified"] + flows["not_certified"]).reshape(len(results.replicates), 5, 12).sum(axis=2)
    np.testing.assert_allclose(rows["mean"], by_year.mean(axis=0))
    np.testing.assert_allclose(rows.q90, np.quantile(by_year, 0.9, axis=0))


def test_part_of_a_year_is_marked():
    years = years_of(MadeUp(start="2026-10", months=16, replicates=1))
    assert years.to_dict("list") == {"year": [2026, 2027, 2028], "months": [3, 12, 1]}
    assert [year_label(row.year, row.months) for row in years.itertuples()] == ["2026*", "2027", "2028*"]
    for module in (transitions, courses, capacity, ledgers):
        chart = module.CHART
        note = chart.words(chart.data(made_up(start="2026-10", months=16, replicates=2)), Language()).note
        assert "A star marks" in note


def test_shares_of_a_stage_sum_to_one_and_weigh_by_persons(results):
    seen = ledgers.data(results)
    np.testing.assert_allclose(seen.persons.groupby(["stage", "year"])["share"].sum(), 1)
    shares = seen.overall("course")
    queue = results.national("waiting_for_course")["waiting_for_course"]
    held = results.national("training_limit_trainer_days", "training_limit_seats")
    for cause in ("trainer_days", "seats"):
        assert shares[cause] == pytest.approx(held[f"training_limit_{cause}"].sum() / queue.sum())
    assert seen.waiting("course") == pytest.approx(queue.mean())
    rows = seen.persons[(seen.persons.stage == "course") & (seen.persons.year == 2027)]
    assert rows.persons.sum() == pytest.approx(queue[:, 12:24].mean())


@pytest.mark.parametrize(
    "code, told",
    [
        ("en", "money holds back 31 % in an average month and 72 % in December"),
        ("fr", "le budget en retient 31 % au cours d’un mois moyen et 72 % en décembre"),
    ],
)
def test_it_is_told_where_the_budget_decides_and_an_average_month_hides_it(results, code, told):
    seen, language = ledgers.data(results), Language(code)
    notes = [ledgers.words(replace(seen, spent=spent), language).note for spent in (None, Spent(0.31, 0.72))]
    assert [told in re.sub(r"\s", " ", note) for note in notes] == [False, True]


def test_days_used_of_days_offered(results):
    seen = capacity.data(results)
    offered, used = (
        sum(sum(values.sum() for values in results.national(*names).values()) for names in [columns])
        for columns in capacity.PANELS["trainer_all"]
    )
    assert seen.used_share("trainer_all") == pytest.approx(used / offered)


def test_dark_and_light_colours_pair_off(results):
    pairs = style.dark_colours()
    assert len(set(pairs.values())) == len(pairs)
    for chart in CHARTS:
        drawn = chart.draw(chart.data(results), Language(), False)
        used = set(_colours(drawn.to_dict()))
        assert used <= set(pairs), chart.name
        assert set(_colours(style.darken(drawn).to_dict())) <= set(pairs.values())


def _colours(part):
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, (list, tuple)):
        for value in part:
            yield from _colours(value)
    elif isinstance(part, str) and part.startswith("#"):
        yield part


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_has_contrast(mode):
    page = style.BACKGROUND[mode]
    for colour in (style.TEXT, style.QUIET, style.TARGET, *style.MEANINGS.values()):
        assert _contrast(colour[mode], page) >= 4.5
    for colour in style.MEANINGS.values():
        strongest = style.blend(colour[mode], page, style.HEAT_TOP)
        assert _contrast(style.TEXT[mode], strongest) >= 4.5
        # What was used stays visible on what was offered.
        assert _contrast(colour[mode], style.OFFERED[mode]) >= 2


def test_labels_are_spread_no_more_than_needed():
    assert spread([10, 5, 0], 2) == [10, 5, 0]
    assert spread([5, 5, 5], 2) == [7, 5, 3]
    moved = spread([10, 9.5, 3, 2.9], 1)
    assert all(one - other >= 1 - 1e-9 for one, other in zip(moved, moved[1:], strict=False))


def test_short_periods_name_their_months():
    axis = month_axis(pd.date_range("2026-01-01", periods=6, freq="MS"), Language("fr"), False)
    assert axis["ticktext"][0] == "juin 2026"


def test_numbers_as_the_language_writes_them():
    english, french = Language(), Language("fr")
    assert (english.number(1234.4), french.number(1234.4)) == ("1,234", "1\u202f234")
    assert (english.number(1.26), french.number(1.26)) == ("1.3", "1,3")
    assert english.about(1876) == "1,900" and english.about(0) == "0" and english.about(7.4) == "7"
    assert english.percent(0.001) == "<\u00a01\u00a0%" and english.percent(0.999) == ">\u00a099\u00a0%"
    assert english.percent(0) == "0\u00a0%" and english.percent(1) == "100\u00a0%"
    assert english.percent(float("nan")) == "–"
    assert french.month(pd.Timestamp("2030-12-01")) == "décembre 2030"
    with pytest.raises(ValueError, match="language"):
        Language("de")


def test_outside_text_is_no_markup_in_a_figure():
    assert style.plain("<b>&") == "&lt;b&gt;&amp;"
