"""`save`: a figure as a page, a table or Plotly's JSON; pictures and what a browser shows are tested end to end."""

import copy
import json
import pickle

import plotly.graph_objects as go
import pytest
from report_data import MadeUp

import simulation
from simulation import charts
from simulation.charts import CHARTS
from simulation.scenario.problems import Refused
from simulation.storage.files import ResultsError


@pytest.fixture(scope="module")
def results():
    return MadeUp(name="</script><b>& é", replicates=5)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_no_figure_has_the_button_that_uploads(chart, results):
    figure = getattr(charts, chart.name)(results)
    figure.update_layout(template="plotly_white")
    assert "sendChartToCloud" in figure.layout.modebar.remove


@pytest.mark.parametrize(("language", "begin"), [("en", "month,"), ("fr", "\ufeffmois;")])
def test_table_of_a_chart(results, tmp_path, language, begin):
    path = simulation.save(charts.active_facilitators(results, language), tmp_path / "new" / "fan.csv")
    text = path.read_text(encoding="utf-8")
    assert text.startswith(begin) and len(text.splitlines()) == results.frame.months + 1
    assert ("," in text.splitlines()[1]) and (language == "en") == (";" not in text.splitlines()[1])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda figure: pickle.loads(pickle.dumps(figure))])
def test_copies_keep_their_table(results, tmp_path, copied):
    figure = copied(charts.seats(results))
    assert figure.layout.modebar.remove and simulation.save(figure, tmp_path / "seats.csv").stat().st_size > 100


def test_page_says_its_language_and_title_and_may_reach_no_network(results, tmp_path):
    page = simulation.save(charts.money(results, "fr"), tmp_path / "argent.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page and "default-src 'none'" in page
    assert f"<title>{charts.money(results, 'fr').told.words.title} – Essaim</title>" in page
    plain = simulation.save(go.Figure(go.Bar(y=[1])), str(tmp_path / "plain & simple.html")).read_text(encoding="utf-8")
    assert "<title>plain &amp; simple – Essaim</title>" in plain


def test_json_is_the_figure(results, tmp_path):
    path = simulation.save(charts.days(results), tmp_path / "days.json")
    assert json.loads(path.read_text())["layout"]["modebar"] == {"remove": ["sendChartToCloud"]}


def test_what_cannot_be_saved_is_said(results, tmp_path):
    with pytest.raises(Refused, match=r"must end in \.html, \.csv"):
        simulation.save(charts.days(results), tmp_path / "days.gif")
    with pytest.raises(Refused, match="this figure has no table"):
        simulation.save(go.Figure(), tmp_path / "days.csv")
    with pytest.raises(ResultsError, match="cannot be written"):
        simulation.save(charts.days(results), "/dev/null/days.csv")
    assert not list(tmp_path.iterdir())
