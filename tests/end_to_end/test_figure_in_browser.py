"""Figures of a notebook in a real browser: no button that uploads, no request. See test_report_browser.py."""

import os
import shutil
import sys
from pathlib import Path

import plotly.graph_objects as go
import pytest
from plotly.io._base_renderers import IFrameRenderer

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402

import simulation  # noqa: E402
from simulation import charts  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)

sync_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="module")
def seen():
    """What a browser shows of a page: the buttons over its figure, the requests, and the text."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)

        def look(path):
            page, asked = browser.new_page(), []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(path.as_uri())
            page.wait_for_selector(".main-svg")
            buttons = [one.get_attribute("data-title") for one in page.query_selector_all(".modebar-btn")]
            text = page.inner_text("body")
            page.close()
            return buttons, asked, text

        yield look
        browser.close()


@pytest.fixture(scope="module")
def figure():
    return charts.seats(MadeUp(replicates=3))


def test_plain_plotly_has_the_button(seen, tmp_path):
    """Else the tests below would see nothing."""
    go.Figure(go.Bar(y=[1])).write_html(tmp_path / "plain.html")
    assert "Share chart..." in seen(tmp_path / "plain.html")[0]


def test_written_by_plotly_a_figure_has_no_button_that_uploads(seen, figure, tmp_path):
    figure.write_html(tmp_path / "seats.html")
    buttons, asked, _ = seen(tmp_path / "seats.html")
    assert "Download plot as a PNG" in buttons and not any("Share" in button for button in buttons)
    assert asked == [(tmp_path / "seats.html").as_uri()]


def test_shown_in_a_notebook_a_figure_has_no_button_that_uploads(seen, figure, tmp_path, monkeypatch):
    monkeypatch.setattr(IFrameRenderer, "build_filename", lambda self: str(tmp_path / "shown.html"))
    IFrameRenderer(html_directory=str(tmp_path)).to_mimebundle(figure.to_dict())
    buttons = seen(tmp_path / "shown.html")[0]
    assert buttons and not any("Share" in button for button in buttons)


def test_saved_page_has_no_buttons_and_asks_for_nothing(seen, figure, tmp_path):
    path = simulation.save(figure, tmp_path / "seats.html")
    buttons, asked, text = seen(path)
    assert buttons == [] and asked == [path.as_uri()] and figure.told.words.title[:30] in text


@pytest.mark.parametrize(("kind", "begin"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_pictures(figure, tmp_path, kind, begin):
    path = simulation.save(figure, tmp_path / f"seats.{kind}", browser=CHROMIUM)
    assert path.read_bytes().startswith(begin)
