"""`essaim brief` without a browser: the page, what it says, and what is refused. The PDF is tested end to end."""

import re

import pytest
from report_data import MadeUp

from simulation import cli
from simulation.charts.language import Language
from simulation.charts.printing import sheets_of
from simulation.commands import brief as command
from simulation.language import reading
from simulation.outcomes.headline import headline
from simulation.outcomes.periods import by_period
from simulation.report.brief import brief
from simulation.report.capacity_plan import capacity_plan
from simulation.scenario.problems import Refused
from simulation.scenario.schema import FurtherTarget

HOSTILE = "</title><script>alert(1)</script> & <b>"
THREE = (
    FurtherTarget(measure="trainers", value=20, month="2029-06"),
    FurtherTarget(measure="people_reached", value=9000, month="2030-12"),
)


@pytest.fixture(scope="module")
def results():
    return MadeUp(name=HOSTILE, replicates=60, also=THREE)


@pytest.fixture
def no_browser(monkeypatch, tmp_path):
    monkeypatch.setenv("ESSAIM_CHROMIUM", str(tmp_path / "missing"))


def text_of(page):
    """What a reader reads of a page."""
    body = re.sub(r"<(style|title)>.*?</\1>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_without_a_browser_has_a_table_in_place_of_the_drawing(results, no_browser, language):
    made = brief(results, "html", language)
    page = made.content.decode()
    assert not made.drawn and "<img" not in page and f'<html lang="{language}">' in page
    [table] = re.findall(r"<figure>.*?</figure>", page, re.S)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', table)
    assert len(rows) >= 10
    assert rows[-1][0] == ("December 2030" if language == "en" else "décembre 2030")


def test_page_has_no_script_and_takes_a_name_as_text(results, no_browser):
    page = brief(results, "html").content.decode()
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_says_the_headline_the_targets_and_the_plan(results, no_browser, language):
    said = text_of(brief(results, "html", language).content.decode()).replace("&#39;", "’")
    assert " ".join(headline(results).sentence(language).split()) in said
    for name, _, cells in capacity_plan(results, Language(language)).rows:
        assert " ".join([name, *(" ".join(cell.split()) for cell in cells)]) in said
    assert len(re.findall(r"\d+ (?:in|sur) \d+", said)) >= 4


def test_costs_are_those_of_the_tables(results, no_browser):
    said = text_of(brief(results, "html").content.decode())
    cash = by_period(results, ["money_cash"], "year", "nation")["money_cash"][:, :, 0].mean(axis=0).mean()
    assert f"About €{Language().about(cash)} of cash a year" in said


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"replicates": 1, "target": None}, "one simulated future only"),
        ({"months": 7, "replicates": 5, "target": None}, "only 5 simulated futures"),
        ({"months": 12 * 12, "replicates": 20}, "by year"),
        ({"empty": True, "replicates": 20}, "0 active facilitators"),
    ],
)
def test_small_long_and_empty_forecasts_have_a_brief(no_browser, made, said):
    assert said in text_of(brief(MadeUp(**made), "html").content.decode())


def test_command(results, no_browser, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "open_results", lambda folder: results)
    monkeypatch.setattr(command, "Results", MadeUp)
    page = tmp_path / "new" / "brief.html"
    assert cli.main(["brief", "somewhere", "--to", str(page)]) == cli.GOOD
    out, err = capsys.readouterr()
    assert out.strip() == str(page) and "a table stands in place of the drawing" in err and page.is_file()
    assert cli.main(["brief", "somewhere", "--to", str(tmp_path / "brief.pdf")]) == cli.RUN_FAILED
    out, err = capsys.readouterr()
    assert not out and "apt-get install chromium" in err and not (tmp_path / "brief.pdf").exists()


def test_what_has_no_brief_is_refused_with_what_to_do(results, tmp_path, monkeypatch, capsys):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text("{}")
    assert cli.main(["brief", str(tmp_path / "plan"), "--to", "a.pdf"]) == cli.BAD_INPUT
    assert f"essaim run {tmp_path / 'plan' / 'scenario.yaml'}" in capsys.readouterr().err
    monkeypatch.setattr(command, "open_results", lambda folder: object())
    assert cli.main(["brief", "somewhere", "--to", "a.pdf"]) == cli.BAD_INPUT
    assert "essaim sweep somewhere --point N" in capsys.readouterr().err
    assert cli.main(["brief", "somewhere", "--to", "a.docx"]) == cli.BAD_INPUT
    assert "must end in .pdf, .html" in capsys.readouterr().err
    assert cli.main(["brief", str(tmp_path / "nothing"), "--to", "a.pdf"]) == cli.BAD_INPUT


def test_without_replicates_there_is_nothing_to_tell():
    with reading("en"), pytest.raises(Refused, match="no replicate was recorded"):
        brief(MadeUp(replicates=0), "html")


def test_sheets_are_counted():
    assert sheets_of(b"<</Type /Pages /Count 2>> <</Type /Page\n>> <</Type/Page/Parent 1 0 R>>") == 2
