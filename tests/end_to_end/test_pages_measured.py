"""Every kind of page, measured in a real browser: what a reader would see, hear, print or tab through.

All languages, widths and schemes are slow; one of each kind is not. Needs Chromium, as test_report_browser.py does.
"""

import os
import shutil
from itertools import product

import pytest
from page_kinds import CHROMIUM, KINDS, opened, written
from page_words import ENGLISH, FRENCH, words_left
from printed import pages_of, parted, words_over_words

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)

needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext") and not os.environ.get("CI"), reason="no pdftotext (Debian: poppler-utils)"
)
LANGUAGES, SCHEMES, WIDTHS = ("en", "fr"), ("light", "dark"), (1440, 768, 400)
QUICK = dict(zip(KINDS, (("fr", 400), ("en", 1440), ("fr", 768), ("en", 1440), ("fr", 400)), strict=False))
"""The language and width of each kind that quick tests look at."""
NOTHING = {"over": [], "cut": [], "boxes": [], "outside": []}


def cases(*ways):
    """Each kind in every language and way; all but one of each kind are slow."""
    found = []
    for kind, language, *rest in product(KINDS, LANGUAGES, *ways):
        quick = language == QUICK[kind][0] and all(way in (QUICK[kind][1], "light") for way in rest)
        marks = [] if quick else [pytest.mark.slow]
        found.append(pytest.param(kind, language, *rest, marks=marks))
    return found


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


@needs_pdftotext
@pytest.mark.parametrize(("kind", "language"), cases())
def test_paper(browser, kind, language, tmp_path):
    with opened(browser, written(kind, language), printed=True, folded=True) as one:
        assert one.measured(printed=True) == NOTHING
    pages = pages_of(browser, written(kind, language), tmp_path)
    assert words_over_words(pages) == []
    assert parted(pages) == []


@pytest.mark.parametrize(("kind", "language"), cases())
def test_reading_order_and_language(browser, kind, language):
    path = written(kind, language)
    assert path.stat().st_size <= 4_000_000
    with opened(browser, path, 1440) as one:
        assert one.page.evaluate(HEADINGS) == []
        assert words_left(one.page.evaluate(SAID), ENGLISH if language == "fr" else FRENCH) == []
        asked, reached = one.page.evaluate(CONTROLS), []
        for _ in range(2 * len(asked) + 10):
            one.page.keyboard.press("Tab")
            reached.append(one.page.evaluate("document.activeElement.dataset.control ?? ''"))
            if reached[-1] == asked[-1]:
                break
        assert [name for name in reached if name] == asked
        assert one.complaints == []


HEADINGS = """() => {
  const wrong = [];
  const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => one.checkVisibility());
  const level = (one) => Number(one.tagName[1]);
  const say = (fault, one) => wrong.push(`${fault}: ${one.textContent.trim()}`);
  if (all.filter((one) => level(one) === 1).length !== 1) wrong.push("not exactly one h1");
  all.slice(1).forEach((one, at) => {
    const [before, box] = [all[at].getBoundingClientRect(), one.getBoundingClientRect()];
    if (level(one) > level(all[at]) + 1) say(`after h${level(all[at])} comes h${level(one)}`, one);
    // Below, or in a column further right.
    if (box.top < before.bottom - 2 && box.left < before.right - 2) say("read before it is seen", one);
  });
  return wrong;
}"""
"""Headings that skip a level, or that are read in another order than they are seen."""

CONTROLS = """() => {
  const able = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(able)].filter((one) => !one.disabled && one.checkVisibility());
  return all.map((one, at) => { one.dataset.control = `${at}`; return `${at}`; });
}"""
"""Numbers everything that the keyboard is to reach, in reading order."""

SAID = """() => {
  const outside = "[dir=auto], bdi, pre, code, script, style, [lang]:not(html)," +
    "[data-table=table-register] td:last-child";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest(outside)) found.push(walker.currentNode.data.replace(/[ \\n]+/g, " ").trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) found.push(one.getAttribute(name) ?? "");
  return [...new Set(found)].filter(Boolean);
}"""
"""All that a page says, but for names that the scenario gives."""

CROWDED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Crowded</title>
<body style="margin: 0; font: 16px/1.2 sans-serif">
<h1>Crowded</h1>
<div style="position: relative; height: 40px"><span style="position: absolute; left: 0; top: 0">under the other</span>
<span style="position: absolute; left: 20px; top: 4px">over the first</span></div>
<svg width="100" height="30"><text x="60" y="20">cut by its drawing</text></svg>
<div style="overflow: hidden; width: 60px; white-space: nowrap">cut by its box</div>
<div style="width: 60px; white-space: nowrap">leaves its box</div>
<div style="overflow: auto; width: 60px; white-space: nowrap">reached by scrolling</div>
<p style="position: absolute; left: 1500px; white-space: nowrap">beyond the page</p>
<p>one line of several that stand as lines do,<br>closely below one another,<br>and are no fault</p>
</html>"""


def test_the_measurement_finds_what_it_is_for(browser, tmp_path):
    path = tmp_path / "crowded.html"
    path.write_text(CROWDED, encoding="utf-8")
    with opened(browser, path, 1440) as one:
        found = one.measured()
    assert [text.split(": ")[-1] for text in found["over"]] == ["under the other × over the first"]
    assert sorted(found["cut"]) == ["cut by its box", "cut by its drawing"]
    assert sorted(found["boxes"]) == ["cut by its box", "leaves its box", "reached by scrolling"]
    assert found["outside"][0] == "beyond the page" and "px wide" in found["outside"][1]


PARTED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Parted</title>
<style>@page { size: A4; margin: 12mm; } h2, p { margin: 0; } .plot { position: relative; }</style>
<h1>Parted</h1><div style="height: 900px"></div>
<h2>Alone at the end of its page</h2><p style="break-before: page">What it heads</p>
<div style="height: 900px"></div>
<div class="plot" style="height: 200px"><div class="main-svg" style="height: 200px"></div></div>
<p style="position: relative">one over</p><p style="position: relative; top: -1em; left: 3px">the other</p></html>"""


@needs_pdftotext
def test_a_print_with_faults_is_told_from_one_without(browser, tmp_path):
    path = tmp_path / "parted.html"
    path.write_text(PARTED, encoding="utf-8")
    pages = pages_of(browser, path, tmp_path)
    assert parted(pages) == ["chart 0: pages 2 and 3", "“Alone at the end of its page” ends page 1"]
    assert words_over_words(pages)
