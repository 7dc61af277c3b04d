"""axe-core finds nothing serious in the report nor in the page of one chart: both languages, light and dark.

Needs Chromium, as test_report_browser.py does.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402

from simulation.charts import CHARTS  # noqa: E402
from simulation.charts.saving import content  # noqa: E402
from simulation.report import write_comparison, write_report  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SERIOUS = ("serious", "critical")

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A page of this kind and language, written once."""
    folder, pages = tmp_path_factory.mktemp("pages"), {}
    runs = [MadeUp(name=name, months=14, replicates=4) for name in ("Plan", "Other <b>plan</b>")]

    def write(kind, language):
        path = folder / f"{kind}-{language}.html"
        if path not in pages:
            pages[path] = True
            if kind == "report":
                write_report(runs[0], path, language)
            elif kind == "comparison":
                write_comparison(runs, path, language)
            else:
                path.write_bytes(content(CHARTS[0], runs[0], "html", language, dark=kind == "dark chart"))
        return path

    return write


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("kind", "scheme", "width"),
    [
        ("report", "light", 1280),
        ("report", "dark", 1280),
        ("report", "light", 400),
        ("comparison", "light", 1280),
        ("comparison", "dark", 400),
        ("chart", "light", 1280),
        ("dark chart", "dark", 400),
    ],
)
def test_axe_finds_nothing_serious(browser, written, kind, scheme, width, language):
    from axe_playwright_python.sync_playwright import Axe

    # The page forbids scripts from outside; axe is one.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(written(kind, language).as_uri())
    # On a narrow page the first chart may lie far below, and is drawn once it is seen.
    page.evaluate("document.querySelector('.plot')?.scrollIntoView()")
    page.wait_for_selector("html[data-ready=yes]" if kind == "comparison" else "html[data-drawn=yes]")
    # What is folded away is looked at too, but of each table some rows only: the others are like them.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(200)
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n+6)').forEach((row) => row.remove())")
    found = Axe().run(page).response
    context.close()
    assert len(found["passes"]) > 10
    serious = [
        (rule["id"], rule["help"], [node["html"][:200] for node in rule["nodes"][:3]])
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
    ]
    assert serious == []
