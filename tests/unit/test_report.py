"""The report as a file: whole, small, offline, and without markup from scenario files."""

import base64
import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp

from simulation.charts import CHARTS
from simulation.charts.chart import Chart
from simulation.charts.language import Language
from simulation.common.columns import MONEY_USES
from simulation.outcomes.decision import Goal, decision
from simulation.outcomes.measures import Share
from simulation.outcomes.waiting import Spent, diagnose, waiting
from simulation.outcomes.wording import aim_text
from simulation.report import ranges, write_comparison, write_report
from simulation.report.comparison import comparison
from simulation.report.decisions import decision_sentences, goal_text, target_rows
from simulation.report.packing import rounded, table_parts
from simulation.report.writing import render, render_comparison
from simulation.scenario.schema import Cell, FurtherTarget

HOSTILE = "</title><script>alert('x')</script>\"{{ 7*7 }}&amp; 🐝 אבג"
PLACE = "<b>Nord</b> & <a href='https://example.org'>\"Sud\"</a>"
FEW = CHARTS[:2]


@pytest.fixture(scope="module")
def results():
    return MadeUp(description="A situation")


@pytest.fixture(scope="module")
def english(results, tmp_path_factory):
    return write_report(results, tmp_path_factory.mktemp("report") / "report.html").read_text(encoding="utf-8")


class Parts(HTMLParser):
    """Tags, attributes and text of a page, scripts apart; `packed` has the scripts with an id."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.scripts, self.packed, self.inside, self.name = [], [], [], {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside, self.name = tag, dict(attrs).get("id")

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside is None:
            self.texts.append(data)
        elif self.name:
            self.packed[self.name] = self.packed.get(self.name, "") + data
        else:
            self.scripts.append(data)

    def unpacked(self, name):
        return gzip.decompress(base64.b64decode(self.packed[name])).decode()

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_small_file_that_needs_nothing_else(results, language, tmp_path):
    path = write_report(results, tmp_path / "deep" / "report.html", language)
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 4_000_000 and [path] == list(path.parent.iterdir())
    parts = Parts(page)
    assert ("html", {"lang": language}) in parts.tags
    for tag, attributes in parts.tags:
        assert "src" not in attributes and tag not in ("link", "iframe", "img")
        assert not attributes.get("href", "#").startswith(("http", "//", "file"))
    assert "plotly.js v" not in page and "plotly.js v" in parts.unpacked("plotly")
    assert [tag for tag, _ in parts.tags].count("h1") == 1


def test_the_same_results_give_the_same_file(results):
    assert render(results, charts=FEW) == render(results, charts=FEW)


def test_every_chart_has_figure_table_and_csv(english):
    parts = Parts(english)
    names = [attributes["data-chart"] for tag, attributes in parts.tags if "data-chart" in attributes]
    assert sorted(names) == sorted(chart.name for chart in CHARTS)
    saved = [attributes["data-save"] for _, attributes in parts.tags if "data-save" in attributes]
    assert saved == [*(f"table-{name}-0" for name in names), "table-register"]
    for name in names:
        figure, table = (json.loads(parts.unpacked(f"{kind}-{name}-0")) for kind in ("figure", "table"))
        assert figure["data"] and figure["wide"]["height"] and figure["narrow"]["height"]
        assert len({len(column) for column in table["columns"]}) == 1
        assert len(table["heading"]) == len(table["columns"]) == len(table["numbers"])
    assert set(parts.packed) == {f"{kind}-{name}-0" for kind in ("figure", "table") for name in names} | {
        "shared", "plotly", "table-register"
    }  # fmt: skip


def test_reading_order_and_contents(english):
    parts = Parts(english)
    order = ("headline", "active_facilitators", "record", "help", "plan", "caveats", "provenance", "contents",
             "evidence", "decision", "group-reach", "group-lineage", "assumed", "register")  # fmt: skip
    places = [english.index(f'id="{name}"') for name in order]
    assert places == sorted(places)
    ids = {attributes.get("id") for _, attributes in parts.tags}
    links = {attributes["href"][1:] for tag, attributes in parts.tags if tag == "a"}
    assert links <= ids and {chart.name for chart in CHARTS} - {"active_facilitators"} <= links


@pytest.mark.parametrize("several", [False, True])
def test_text_of_a_scenario_is_never_markup(several):
    made = MadeUp(name=HOSTILE, description=HOSTILE * 3, replicates=3)
    page = render_comparison([made, made], charts=FEW) if several else render(made, charts=FEW)
    assert "<script>alert" not in page and "{{" not in page.replace("{{ 7*7 }}", "")
    parts = Parts(page)
    assert HOSTILE in parts.texts
    assert len(parts.scripts) <= sum(tag in ("script", "style") for tag, _ in parts.tags)
    assert sum(tag == "script" and "id" not in attributes for tag, attributes in parts.tags) == 2


def test_names_of_places_are_no_markup_in_figures():
    """Plotly reads tags in its texts."""
    cells = tuple(Cell(region=f"{PLACE} {r}", administration=f"{PLACE} {a}", headcount=1000 * (1 + r))
                  for r in range(3) for a in range(2))  # fmt: skip
    made = MadeUp(population=cells, replicates=3)
    for chart in CHARTS:
        data = chart.data(made)
        for narrow in (False, True):
            drawn = json.dumps(rounded(chart.draw(data, Language(), narrow).to_plotly_json()), ensure_ascii=False)
            assert "<b>Nord" not in drawn and "<a href" not in drawn, chart.name
    parts = Parts(render(made))
    assert not any(tag == "a" and "example.org" in attributes.get("href", "") for tag, attributes in parts.tags)
    assert "failed" not in {name for _, one in parts.tags for name in one.get("class", "").split()}


def test_what_was_assumed_is_said(english):
    text = Parts(english).text
    for said in ("40 replicates, seed 1", "January 2026 to December 2030, 60 months", "at least 1,000"):
        assert said in text


def test_without_a_target():
    made = MadeUp(target=None, replicates=3)
    assert "aucune" in Parts(render(made, "fr", FEW)).text
    assert "–" in Parts(render_comparison([made, made], charts=FEW)).text


def test_nothing_recorded_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no replicate"):
        write_report(MadeUp(replicates=0), tmp_path / "report.html")
    with pytest.raises(ValueError, match="no replicate"):
        write_comparison([MadeUp(replicates=1), MadeUp(replicates=0)], tmp_path / "comparison.html")
    with pytest.raises(ValueError, match="2 to 10"):
        write_comparison([MadeUp(replicates=1)] * 11, tmp_path / "comparison.html")
    assert list(tmp_path.iterdir()) == []


def _broken(name, when):
    def data(results):
        if when(results):
            raise RuntimeError("<b>no such table</b>")
        return FEW[0].data(results)

    return Chart(name, data, FEW[0].words, FEW[0].table, FEW[0].draw)


def test_a_chart_that_fails_says_so_and_the_rest_stays(caplog):
    one, other = MadeUp(replicates=2), MadeUp(replicates=2, name="Other")
    charts = (_broken("always", lambda _: True), _broken("sometimes", lambda results: results is one), FEW[1])
    page = render_comparison([one, other], charts=charts)
    assert page.count("RuntimeError: &lt;b&gt;no such table&lt;/b&gt;") == 3
    parts = Parts(page)
    assert {"figure-sometimes-1", *(f"figure-{FEW[1].name}-{number}" for number in range(2))} <= set(parts.packed)
    assert "figure-sometimes-0" not in parts.packed
    assert "RuntimeError: &lt;b&gt;" in render(one, charts=charts) and "always" in caplog.text


def test_scenarios_side_by_side_have_the_same_ranges():
    small, large = MadeUp(replicates=5, name="Small", seed=2), MadeUp(replicates=5, name="Large", months=84)
    parts = Parts(render_comparison([small, large]))
    for chart in FEW:
        one, other = (json.loads(parts.unpacked(f"figure-{chart.name}-{number}")) for number in (0, 1))
        assert "wide" not in one
        for name in [name for name in one["narrow"] if "axis" in name]:
            assert one["narrow"][name]["range"] == other["narrow"][name]["range"]
    assert [text for text in parts.texts if text in ("Small", "Large")][:2] == ["Small", "Large"]
    assert "overview" in {attributes.get("data-chart") for _, attributes in parts.tags}


def test_common_ranges_keep_direction_and_leave_names_alone():
    axes = {"xaxis": {"range": [3.5, -0.5]}, "yaxis": {"range": [0, 10], "ticktext": ["one"]}, "height": 300}
    others = {"xaxis": {"range": [5.5, -0.5]}, "yaxis": {"range": [0, 20], "ticktext": ["two"]}, "height": 300}
    figures = [{"data": [{"zmin": low, "zmax": 1}], "layout": layout} for low, layout in ((0, axes), (-1, others))]
    ranges.align(figures)
    assert axes["xaxis"]["range"] == others["xaxis"]["range"] == [5.5, -0.5]
    assert axes["yaxis"]["range"] == [0, 10] and others["yaxis"]["range"] == [0, 20]
    assert [figure["data"][0]["zmin"] for figure in figures] == [-1, -1]


def test_decision_agrees_with_the_arrays(results):
    seen = decision(results)
    values = results.national("active_facilitators")["active_facilitators"]
    assert seen.goal.met.value == pytest.approx((values[:, -1] >= 1000).mean())
    assert seen.goal.never == pytest.approx((values.max(axis=1) < 1000).mean())
    if seen.goal.half:
        at = results.frame.month_names.index(seen.goal.half)
        assert (values[:, : at + 1].max(axis=1) >= 1000).mean() >= 0.5 > (values[:, :at].max(axis=1) >= 1000).mean()
    seats = next(one for one in seen.unused if one.what == "facilitator_seats")
    read = results.national("facilitator_seats_offered", "facilitator_seats_filled")
    offered, filled = (read[f"facilitator_seats_{what}"].sum() for what in ("offered", "filled"))
    assert seats.share == pytest.approx(1 - filled / offered)
    assert seats.a_year == pytest.approx((offered - filled) / len(values) / 5)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_decision_is_said_in_every_case(results, language):
    spoken = Language(language)
    for made in (results, MadeUp(target=None, replicates=2), MadeUp(empty=True, replicates=2),
                 MadeUp(replicates=1), MadeUp(months=3, replicates=2)):  # fmt: skip
        told = decision_sentences(made, decision(made), spoken)
        assert 3 <= len(told) <= 7 and all(text.endswith(".") for text in told)
        assert "±" not in " ".join(told)
    cases = [(None, None, 1.0), ("2028-03", None, 0.7), ("2028-03", "2029-01", 0.2), ("2026-01", "2026-01", 0.0)]
    aim = FurtherTarget(measure="people_reached", value=5000, month="2030-12")
    texts = {goal_text(Goal(aim, Share(0.5, 0.1, 10), *case), spoken) for case in cases}
    assert len(texts) == 4
    assert not any(re.search(r"[{}]|nan|None", text) for text in texts)


def test_few_futures_say_how_far_they_leave_it_open():
    aim = FurtherTarget(value=50, month="2030-12")
    few, many = (goal_text(Goal(aim, Share(0.6, 0.1, count), None, None, 1.0), Language()) for count in (20, 100))
    assert few.startswith(
        "The target: 50 active facilitators at the end of 2030. That it is met is about as likely as not, 12 in 20. So "
        "few futures (20) leave it open: it may be anything between 39 and 78 in 100."
    )
    assert "60 in 100. It is never" in many


def test_where_the_budget_decides_is_said(results):
    seen = decision(results)
    told = [decision_sentences(results, replace(seen, spent=spent), Language()) for spent in (None, Spent(0.31, 0.72))]
    [more] = set(told[1]) - set(told[0])
    assert more.startswith("A budget is of a calendar year") and set(told[0]) < set(told[1])


ALSO = [{"measure": "people_reached", "value": 20000.0, "month": "2029-12"}, {"value": 40.0, "month": "2030-12",
         "region": "each"}, {"measure": "trainers", "value": 1.0, "month": "2031-06"}]  # fmt: skip


def test_several_targets_have_a_table_with_all_together():
    made = MadeUp(also=ALSO[:2], replicates=40)
    seen = decision(made)
    rows = target_rows(seen.targets, seen.together, Language())
    assert [row.target for row in rows] == [
        "1,000 active facilitators at the end of 2030", "20,000 people reached at the end of 2029",
        "40 active facilitators in every region at the end of 2030", "All together",
    ]  # fmt: skip
    active, reached = (made.national(name)[name] for name in ("active_facilitators", "people_reached"))
    regions = np.stack([whole.reshape(40, 60, 18, 3).sum(axis=3) for _, whole in made.whole_numbers(
        ["active_facilitators"])])[0][:, -1]  # fmt: skip
    met = [active[:, -1] >= 1000, reached[:, 47] >= 20000, (regions >= 40).all(axis=1)]
    counts = [int(one.sum()) for one in (*met, met[0] & met[1] & met[2])]
    assert [row.chance for row in rows] == [f"{count} in 40" for count in counts]
    assert 0 < counts[3] <= min(counts[:3])
    missed = 1 - (regions >= 40).mean(axis=0)
    share = Language().percent(missed.max())
    assert rows[2].note == f"most often missed in {made.frame.regions[missed.argmax()]}: in {share} of the futures"
    text = Parts(render(made, charts=FEW)).text
    assert f"All three targets together: {counts[3]} in 40" in text and "All together" in text
    assert "Toutes ensemble" in Parts(render(made, "fr", FEW)).text


def test_a_target_that_is_not_simulated_has_no_chance():
    made = MadeUp(also=ALSO[2:], replicates=3)
    seen = decision(made)
    rows = target_rows(seen.targets, seen.together, Language())
    assert (rows[1].chance, rows[1].note, len(rows)) == ("–", "not simulated", 2)
    assert target_rows(decision(MadeUp(replicates=2)).targets, None, Language()) == []


def test_comparison_sums_money_by_sort_once_and_takes_all_targets():
    made, other = MadeUp(also=ALSO[:1], replicates=9), MadeUp(also=ALSO[:1], replicates=9, seed=4)
    other.manifest["seed"] = made.manifest["seed"]  # pairs
    found = comparison([made, other], Language())
    read = made.national("money_cash", "money_valued_time", *(f"money_{use}" for use in MONEY_USES))
    cash, time = (np.mean(read[name].sum(axis=1)) for name in ("money_cash", "money_valued_time"))
    uses = sum(read[f"money_{use}"].sum(axis=1) for use in MONEY_USES)
    np.testing.assert_allclose(uses, (read["money_cash"] + read["money_valued_time"]).sum(axis=1))
    lines = {line.name: line for line in found.lines}
    for name, values in (("Cash (€)", cash), ("Agents’ time, valued (€)", time)):
        assert float(lines[name].base.replace(",", "")) == pytest.approx(values, rel=0.01)
    assert lines["Chance that the target is met"].base == f"{round(decision(made).together.value * 9)} in 9"
    assert found.waits[0] == diagnose(waiting(made)).clause("en") and found.unpaired == ()
    assert found.target == "; ".join(aim_text(aim, "en") for aim in made.scenario.target.together())


def test_scenarios_of_other_seeds_are_told_why_they_have_no_pairs():
    made, other = MadeUp(replicates=5), MadeUp(replicates=5, seed=4, months=48)
    found = comparison([made, other], Language())
    assert found.lines == found.closing == found.charts == () and "seed 1" in found.unpaired[0]
    assert [one.name for _, rows in found.differing for one in rows] == ["months simulated", "seed"]
    page = render_comparison([made, other], "fr", FEW)
    assert "Ces scénarios ne peuvent pas être comparés paire par paire." in Parts(page).texts


def test_years_are_not_written_as_numbers():
    parts = table_parts(pd.DataFrame({"year": [2030], "mean": [1234.56789], "none": [np.nan]}), Language())
    assert parts == {
        "heading": ["year", "mean", "none"], "numbers": [False, True, True], "columns": [["2030"], [1234.6], [None]]
    }  # fmt: skip


def test_numbers_of_figures_are_rounded_and_json():
    made = {"x": [2026.31, 2], "y": [1.23456789, 123456.7, float("nan"), 12345], "z": np.array([1.0, np.inf])}
    assert json.dumps(rounded(made)) == '{"x": [2026.3, 2], "y": [1.235, 123500, null, 12345], "z": [1, null]}'
    array = np.array([[1.5, 2.0], [3.0, 4.25]])
    stored = {"dtype": "f8", "bdata": base64.b64encode(array.tobytes()).decode(), "shape": "2, 2"}
    assert rounded(stored) == [[1.5, 2], [3, 4.25]]
