"""Every kind of page, measured in a real browser: nothing lies over anything, nothing is cut.

All languages, widths and schemes are slow; one of each kind is not. Needs Chromium, as test_report_browser.py does.
"""

import os
from itertools import product

import pytest
from page_kinds import CHROMIUM, KINDS, opened, written
from printed import pages_of, parted, words_over_words

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)

LANGUAGES, SCHEMES, WIDTHS = ("en", "fr"), ("light", "dark"), (1440, 768, 400)
QUICK = dict(zip(KINDS, (("fr", 400), ("en", 1440), ("fr", 768), ("en", 1440), ("fr", 400)), strict=False))
"""The language and width of each kind that quick tests look at."""
NOTHING = {"over": [], "cut": [], "boxes": [], "outside": []}


def cases(*ways):
    """Each kind in every language and way; all but one of each kind are slow."""
    for kind, language, *rest in product(KINDS, LANGUAGES, *ways):
        quick = language == QUICK[kind][0] and all(way in (QUICK[kind][1], "light") for way in rest)
        yield pytest.param(kind, language, *rest, marks=() if quick else pytest.mark.slow)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("kind", "language", "width", "scheme"), cases(WIDTHS, SCHEMES))
def test_a_screen(browser, kind, language, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, written(kind, language), width, scheme) as one:
        assert one.measured() == NOTHING
        violations = Axe().run(one.page).response["violations"]
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in violations] == []
        assert one.complaints == []


@pytest.mark.parametrize(("kind", "language"), cases())
def test_paper(browser, kind, language, tmp_path):
    with opened(browser, written(kind, language), printed=True, folded=True) as one:
        assert one.measured(printed=True) == NOTHING
    pages = pages_of(browser, written(kind, language), tmp_path)
    assert words_over_words(pages) == []
    assert parted(pages) == []
