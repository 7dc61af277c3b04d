"""The report as a file: whole, small, offline, and without markup from scenario files."""

import base64
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from report_data import MadeUp

from simulation.charts import CHARTS
from simulation.charts.language import Language
from simulation.report import write_report
from simulation.report.contents import cells, csv_address, rounded

HOSTILE = "</title><script>alert('x')</script>\"{{ 7*7 }}&amp; 🐝 \u202eאבג"


@pytest.fixture(scope="module")
def results():
    return MadeUp(description="A situation")


@pytest.fixture(scope="module")
def english(results, tmp_path_factory):
    return write_report(results, tmp_path_factory.mktemp("report") / "report.html")


class Parts(HTMLParser):
    """Tags, attributes and text of a page, scripts apart."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.scripts, self.inside = [], [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside = tag

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        (self.texts if self.inside is None else self.scripts).append(data)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_small_file_that_needs_nothing_else(results, language, tmp_path):
    path = write_report(results, tmp_path / "deep" / "report.html", language)
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 8_000_000 and [path] == list(path.parent.iterdir())
    parts = Parts(page)
    assert ("html", {"lang": language}) in parts.tags
    for tag, attributes in parts.tags:
        assert "src" not in attributes and tag not in ("link", "iframe", "img")
        assert not attributes.get("href", "#").startswith(("http", "//", "file"))
    assert sum("plotly.js v" in script for script in parts.scripts) == 1
    assert [tag for tag, _ in parts.tags].count("h1") == 1


def test_every_chart_has_figure_table_and_csv(english):
    parts = Parts(english.read_text(encoding="utf-8"))
    names = [attributes["data-chart"] for tag, attributes in parts.tags if "data-chart" in attributes]
    assert names == [chart.name for chart in CHARTS]
    assert [tag for tag, _ in parts.tags].count("table") == len(CHARTS)
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in parts.tags if tag == "th")
    saved = [attributes["download"] for _, attributes in parts.tags if "download" in attributes]
    assert saved == [f"essaim-{name}.csv" for name in names]
    figures = [attributes["id"] for tag, attributes in parts.tags if tag == "script" and "id" in attributes]
    assert figures == [*(f"figure-{name}" for name in names), "dark-colours"]


def test_text_of_a_scenario_is_never_markup(tmp_path):
    results = MadeUp(name=HOSTILE, description=HOSTILE * 3, replicates=3)
    page = write_report(results, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]
    parts = Parts(page)
    assert HOSTILE in parts.texts
    # One for each figure, the colours, Plotly, and the page's own.
    assert sum(tag == "script" for tag, _ in parts.tags) == len(CHARTS) + 3


def test_what_was_assumed_is_said(english):
    text = " ".join(Parts(english.read_text(encoding="utf-8")).texts)
    for said in ("40 replicates, seed 1", "January 2026 to December 2030, 60 months", "at least 1,000"):
        assert said in text


def test_without_a_target(tmp_path):
    results = MadeUp(target=None, replicates=3)
    parts = Parts(write_report(results, tmp_path / "report.html", "fr").read_text(encoding="utf-8"))
    assert "aucune" in parts.texts


def test_nothing_recorded_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no replicate"):
        write_report(MadeUp(replicates=0), tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_csv_opens_in_the_language_and_runs_no_formula():
    table = pd.DataFrame({"place": ["=1+1", "Île-de-France", "@x"], "value": [1.25, 2.0, 1e6]})
    texts = {
        code: base64.b64decode(csv_address(table, Language(code)).partition(",")[2]).decode("utf-8-sig").split()
        for code in ("en", "fr")
    }
    assert texts["en"] == ["place,value", "'=1+1,1.25", "Île-de-France,2", "'@x,1000000"]
    assert texts["fr"][1:3] == ["'=1+1;1,25", "Île-de-France;2"]


def test_years_are_not_written_as_numbers():
    row = cells(pd.DataFrame({"year": [2030], "mean": [1234.0]}), Language())[0]
    assert [(cell.text, cell.number) for cell in row] == [("2030", False), ("1,234", True)]


def test_numbers_of_figures_are_rounded_and_json():
    assert json.dumps(rounded({"y": [1.23456789, 123456.7, float("nan"), 3]})) == '{"y": [1.2346, 123460.0, null, 3]}'
