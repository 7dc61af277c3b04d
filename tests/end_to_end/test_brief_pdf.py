"""The brief as a PDF, printed by a real browser: two sheets, tags, language, title, outline and alternative texts."""

import os
import re
import shutil
import sys
import zlib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402
from test_brief import THREE  # noqa: E402

from simulation.charts.printing import pdf, sheets_of  # noqa: E402
from simulation.report.brief import brief  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)

LONG = "A very long name of a plan for the whole of the administration, its ministries and its prefectures, " * 2


def objects(content: bytes) -> str:
    """The dictionaries of a PDF as text, those in compressed streams too; texts in UTF-16 are read."""
    streams = [part.split(b"endstream")[0] for part in re.split(rb"stream\r?\n", content)[1:]]
    unpacked = [content]
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream.rstrip(b"\r\n")))
        except zlib.error:
            continue
    text = b"\n".join(unpacked).decode("latin-1")

    def read(found: re.Match) -> str:
        return "(" + bytes.fromhex(re.sub(r"\s", "", found[1])).decode("utf-16-be") + ")"

    return re.sub(r"<FEFF([0-9A-Fa-f\s]+)>", read, text, flags=re.I)


@pytest.fixture(scope="module", params=["en", "fr"])
def printed(request):
    """The brief of a forecast with a long name and three targets."""
    results = MadeUp(name=LONG[:200], replicates=60, also=THREE)
    return request.param, brief(results, "pdf", request.param, CHROMIUM)


def test_it_has_exactly_two_sheets_of_a4(printed):
    _, made = printed
    assert made.drawn and sheets_of(made.content) == 2
    boxes = set(re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", objects(made.content)))
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_it_is_tagged_and_says_language_title_and_outline(printed):
    language, made = printed
    seen = objects(made.content)
    assert re.search(r"/MarkInfo\s*<<[^>]*/Marked true", seen)
    assert "/StructTreeRoot" in seen and "/Outlines" in seen
    assert re.search(rf"/Lang \({language}\)", seen)
    assert f"/Title ({LONG[:60]}" in seen or LONG[:30] in seen


def test_headings_tables_and_an_alternative_text_are_tags(printed):
    language, made = printed
    seen = objects(made.content)
    for tag in ("H1", "H2", "Figure", "Table", "TH", "TD", "L", "LI"):
        assert re.search(rf"/S /{tag}\b", seen), tag
    alternatives = re.findall(r"/Alt \((.*?)\)\n", seen, re.S)
    word = {"en": "active facilitators", "fr": "animateurs actifs"}[language]
    assert any(word in one for one in alternatives)


@pytest.mark.parametrize("width", [1440, 400])
def test_page_is_accessible_stands_alone_and_needs_no_sideways_scroll(width, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "brief.html"
    path.write_bytes(brief(MadeUp(name=LONG[:200], replicates=60, also=THREE), "html", "fr", CHROMIUM).content)
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM)
        page, asked = browser.new_page(viewport={"width": width, "height": 900}), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        pixels = page.evaluate("[...document.images].map(image => image.naturalWidth)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert pixels == [860 if width == 1440 else 360]
        found = axe.run(page).response["violations"]
        browser.close()
    assert [one["id"] for one in found] == []
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]


def test_what_is_long_is_printed_smaller_until_it_fits():
    page = "<style>@page { size: A4; margin: 10mm }</style>" + "<p>A line.</p>" * 68
    assert sheets_of(pdf(page, 9, CHROMIUM)) == 3
    assert sheets_of(pdf(page, 2, CHROMIUM)) == 2
