"""`essaim chart`: lists, saves, and says what is wrong. Pictures, which need a browser, are tested end to end."""

import json
import re
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import pytest
from report_data import MadeUp

import simulation
from simulation import cli
from simulation.charts import CHARTS
from simulation.charts.language import Language
from simulation.charts.saving import KINDS, content
from simulation.charts.standalone import framed
from simulation.commands import chart as command
from simulation.storage.files import ResultsError

HOSTILE = "</script><img src=x onerror=alert(1)> <b>&"


@pytest.fixture(scope="module")
def results():
    return MadeUp(name=HOSTILE, replicates=5)


@pytest.fixture
def stored(monkeypatch, results):
    """Any folder but `missing` holds the made-up results."""

    def open_results(folder):
        if folder == "missing":
            raise ResultsError(f"{folder} is not a folder")
        return results

    monkeypatch.setattr(command, "open_results", open_results)


@pytest.mark.parametrize("arguments", [["chart"], ["chart", "--list"]])
def test_list_of_charts_with_their_questions(arguments, capsys):
    assert cli.main(arguments) == cli.GOOD
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [chart.name for chart in CHARTS]
    assert all(line.endswith("?") for line in lines)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_question_in_the_list_is_the_one_of_the_chart(chart, results):
    assert command.question(chart) == chart.words(chart.data(results), Language()).question


def test_list_in_french(capsys):
    cli.main(["chart", "--lang", "fr"])
    assert "Combien de personnes à chaque étape" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sets", "somewhere", "--to", "a.html"], 'There is no chart "sets". Did you mean "seats"?'),
        (["Active-Facilitators", "somewhere", "--to", "a.html"], 'Did you mean "active_facilitators"?'),
        (["zzzz", "somewhere", "--to", "a.html"], "There are: active_facilitators, "),
        (["seats"], "essaim chart seats DIR --to FILE"),
        (["seats", "somewhere"], "--to FILE.{html,csv,json,png,svg,pdf}"),
        (["seats", "somewhere", "--to", "a.gif"], "must end in .html, .csv, .json, .png, .svg, .pdf."),
        (["seats", "somewhere", "--to", "html"], "must end in .html"),
        (["seats", "missing", "--to", "a.html"], "missing is not a folder"),
        (["seats", "somewhere", "--to", "a.json", "--height", "330"], "needs a height of at least"),
    ],
)
def test_bad_input_says_what_is_right(stored, arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["chart", *arguments]) == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert said in err and not out and not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", ["300", "20000", "many"])
def test_sizes_have_bounds(size, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["chart", "seats", "somewhere", "--to", "a.json", "--width", size])
    assert stopped.value.code == cli.BAD_INPUT and "--width" in capsys.readouterr().err


def test_file_that_cannot_be_written(stored, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    target = str(tmp_path / "file" / "a.json")
    assert cli.main(["chart", "seats", "somewhere", "--to", target]) == cli.BAD_INPUT
    assert f"{target} cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("browser", ["missing", "broken"])
def test_picture_without_a_browser(stored, browser, tmp_path, capsys, monkeypatch):
    path = tmp_path / "browser"
    if browser == "broken":
        path.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("ESSAIM_CHROMIUM", str(path))
    assert cli.main(["chart", "seats", "somewhere", "--to", str(tmp_path / "a.png")]) == cli.RUN_FAILED
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


def test_json_is_a_figure_of_the_size_asked_for(stored, tmp_path, capsys):
    target = tmp_path / "new" / "chart.JSON"
    arguments = ["--to", str(target), "--lang", "fr", "--width", "1200", "--height", "900", "--dark"]
    assert cli.main(["chart", "seats", "somewhere", *arguments]) == cli.GOOD
    assert capsys.readouterr().out.strip() == str(target)
    figure = plotly.io.from_json(target.read_text(encoding="utf-8"))
    assert (figure.layout.width, figure.layout.height) == (1200, 900)
    assert figure.layout.template.layout.paper_bgcolor == "#14181D"
    assert any("pourvues" in note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_stands_alone(chart, results, language):
    page = content(chart, results, "html", language).decode()
    words = chart.words(chart.data(results), Language(language))
    plain = page.replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    for text in (words.title, words.question, words.description, words.note):
        assert text in plain
    assert HOSTILE not in page and "<img" not in re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert f'<html lang="{language}">' in page and not re.search(r"<(script|link)[^>]+(src|href)=", page)
    drawings = json.loads(re.search(r'id="drawings">(.*?)</script>', page, re.S)[1])
    assert drawings.keys() == {"wide", "narrow"}


def test_notebook_of_the_documentation_runs(results, tmp_path, monkeypatch, capsys):
    page = (Path(__file__).parents[2] / "docs" / "notebooks.md").read_text(encoding="utf-8")
    block = re.search(r"^```python\n(.*?)^```$", page, re.M | re.S)[1]
    monkeypatch.setattr(simulation, "open_results", lambda folder: results)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(block, "notebooks.md", "exec"), names)
    assert isinstance(names["figure"], go.Figure) and "seats" in capsys.readouterr().out
    assert (tmp_path / "facilitators.html").stat().st_size > 100_000
    assert (tmp_path / "places.csv").read_text(encoding="utf-8").startswith("\ufeffannée ou mois;")


def test_kinds_are_those_of_the_command():
    assert [f".{kind}" for kind in KINDS] == [".html", ".csv", ".json", ".png", ".svg", ".pdf"]


def test_lines_of_a_figure_are_broken_and_take_their_room():
    def drawn():
        return go.Figure(layout={"height": 300, "margin": {"l": 50, "r": 10, "t": 20, "b": 30}})

    short, long = (framed(drawn(), title, "Why?", "Note.", 400) for title in ("Short", "A long title " * 20))
    assert long.layout.annotations[0].text.count("<br>") > 5
    for figure in (short, long):
        assert figure.layout.height - figure.layout.margin.t - figure.layout.margin.b == pytest.approx(250)
    assert long.layout.height > short.layout.height
    assert framed(drawn(), "<b>&", "Why?", "Note.", 400).layout.annotations[0].text == "&lt;b&gt;&amp;"
