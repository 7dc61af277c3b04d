"""The report in a real browser: draws without an error, answers the mouse, opens its tables, saves its data.

Needs Chromium (on Debian: apt-get install chromium). ESSAIM_CHROMIUM may name another one. Where there is none the
tests are skipped, except where CI is set: there it must be installed.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402

from simulation.charts import CHARTS  # noqa: E402
from simulation.report import write_comparison, write_report  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = '<img src=x onerror=alert(1)> "quoted" <b>bold</b> & 🐝 אבג ' + "name " * 80

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    results, other = MadeUp(name=HOSTILE, replicates=8), MadeUp(name="Other", replicates=8, seed=5)
    other.manifest["seed"] = results.manifest["seed"]  # pairs
    pages = {language: write_report(results, folder / f"{language}.html", language) for language in ("en", "fr")}
    pages["several"] = write_comparison([results, other, results], folder / "several.html")
    three = [MadeUp(name=f"Plan {seed}", replicates=8, seed=seed) for seed in (1, 2, 3)]
    for plan in three:
        plan.manifest["seed"] = 1
    for code in ("en", "fr"):
        pages[f"three {code}"] = write_comparison(three, folder / f"three-{code}.html", code)
    return pages


@pytest.fixture
def opened(browser, reports):
    """Opens the report in a window; at the end, nothing may have gone wrong and nothing may have been fetched."""
    complaints, contexts = [], []

    def open_it(language="en", width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("a dialog opened"), dialog.dismiss()))
        page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
        page.goto(reports[language].as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def unfold(page):
    """Opens the annex of a forecast."""
    page.evaluate("document.querySelectorAll('details.annex').forEach((one) => { one.open = true; })")


def scroll_through(page):
    """Charts are drawn when they come near."""
    unfold(page)
    for place in page.locator(".plot").all():
        place.scroll_into_view_if_needed()
        place.locator(".main-svg").first.wait_for()


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("en", "dark", 400), ("fr", "dark", 1280), ("fr", "light", 400)],
)
def test_every_chart_is_drawn_and_nothing_sticks_out(opened, language, scheme, width):
    page = opened(language, width, scheme)
    assert page.locator(".plot svg.main-svg").count() < len(CHARTS) * 2  # not yet all
    scroll_through(page)
    assert page.locator(".plot.js-plotly-plot").count() == len(CHARTS)
    assert page.locator(".failed").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text().startswith("<img src=x")
    assert page.locator("h1 img").count() == 0
    paper = page.evaluate("document.querySelector('.plot')._fullLayout.paper_bgcolor")
    assert paper == {"light": "#FFFFFF", "dark": "#14181D"}[scheme]


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_label_covers_another_or_leaves_its_chart(opened, language, width):
    page = opened(language, width)
    scroll_through(page)
    assert labels_in_the_way(page) == []


def labels_in_the_way(page):
    """Labels that cover another or leave their chart."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap((plot) => {
            const frame = plot.getBoundingClientRect();
            const boxes = [...plot.querySelectorAll('.annotation-text, [class$=tick] text')]
                .filter((one) => one.textContent.trim())
                .map((one) => [one.textContent, one.getBoundingClientRect()]);
            const wrong = boxes.filter(([, b]) => b.left < frame.left - 1 || b.right > frame.right + 1)
                .map(([text]) => plot.dataset.chart + ' leaves: ' + text);
            boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
                if (a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
                    wrong.push(plot.dataset.chart + ': ' + one + ' × ' + other);
            }));
            return wrong;
        })"""
    )


def test_hovering_says_month_and_intervals(opened):
    page = opened()
    place = page.locator("#active_facilitators .plot .nsewdrag").first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    label = page.locator("#active_facilitators .hoverlayer .hovertext")
    label.first.wait_for()
    said = " ".join(label.all_text_contents())
    assert "20" in said and "median" in said and "95" in said


def test_the_month_of_the_tile_map_slides(opened):
    page = opened()
    unfold(page)
    place = page.locator("#tile_map .plot")
    place.scroll_into_view_if_needed()
    rail = page.locator("#tile_map .slider-rail-touch-rect")
    rail.wait_for()

    def shown():
        return page.evaluate(
            "[...document.querySelectorAll('#tile_map .slider-labels text.slider-label, #tile_map .infolayer text')]"
            ".map((text) => text.textContent).join('|')"
        )

    before = shown()
    box = rail.bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    for _ in range(50):
        if shown() != before:
            break
        page.wait_for_timeout(100)
    assert shown() != before


def test_one_person_is_found_in_the_drawing(opened):
    page = opened()
    unfold(page)
    place = page.locator("#people .plot")
    place.scroll_into_view_if_needed()
    search = page.locator("#people input[type=search]")
    search.wait_for()
    known = page.evaluate("document.querySelector('#people datalist option').value")
    search.fill(known)
    answer = page.locator("#people output")
    for _ in range(50):
        if answer.text_content():
            break
        page.wait_for_timeout(100)
    assert answer.text_content() == known
    assert page.evaluate("document.querySelector('#people .plot').data.at(-1).x.length") == 1
    search.fill("nobody of that name")
    page.wait_for_timeout(500)
    assert answer.text_content() and answer.text_content() != known
    assert page.evaluate("document.querySelector('#people .plot').data.at(-1).x.length") == 0


def test_tables_open_from_the_keyboard(opened):
    page = opened()
    unfold(page)
    for chart in CHARTS:
        summary = page.locator(f"#{chart.name} summary")
        summary.focus()
        page.keyboard.press("Enter")
        page.locator(f"#{chart.name} table").wait_for()
        assert page.locator(f"#{chart.name} tbody tr").count() >= 5


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("fr", ";")])
def test_data_is_saved_as_csv(opened, tmp_path, language, separator):
    page = opened(language)
    unfold(page)
    for chart in CHARTS:
        with page.expect_download() as download:
            page.locator(f"#{chart.name} .save button").click()
        assert download.value.suggested_filename == f"essaim-{chart.name}.csv"
        download.value.save_as(tmp_path / "saved.csv")
        lines = (tmp_path / "saved.csv").read_text(encoding="utf-8-sig").splitlines()
        least = 1 if chart.name == "capacity_binds" else 4  # one share by month
        assert len(lines) > 5 and lines[0].count(separator) >= least, chart.name


def test_dark_and_narrow_are_followed_while_open(opened):
    page = opened()
    unfold(page)
    page.locator("#pipeline .plot").scroll_into_view_if_needed()
    page.locator("#pipeline .plot .main-svg").first.wait_for()
    wide = page.evaluate("document.querySelector('#pipeline .plot').layout.height")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 400, "height": 900})
    for _ in range(50):  # the page forbids the evaluation that wait_for_function needs
        page.locator("#pipeline .plot").scroll_into_view_if_needed()  # what is out of sight is drawn when it comes back
        if page.evaluate("document.querySelector('#pipeline .plot').layout?.height ?? 0") > wide:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('#pipeline .plot').layout.height") > wide
    assert page.evaluate("document.querySelector('#pipeline .plot')._fullLayout.paper_bgcolor") == "#14181D"


def test_printed_light_and_wide_even_from_a_dark_phone(opened, tmp_path):
    page = opened(width=400, scheme="dark")
    unfold(page)
    page.evaluate(
        """addEventListener('beforeprint', () => {
            const { paper_bgcolor, width } = document.querySelector('#pipeline .plot')._fullLayout;
            window.printed = { paper_bgcolor, width };
            window.drawn = document.querySelectorAll('.plot.js-plotly-plot').length;
        })"""
    )
    path = tmp_path / "report.pdf"
    page.pdf(path=path, format="A4", print_background=True)
    assert page.evaluate("window.printed") == {"paper_bgcolor": "#FFFFFF", "width": 930}
    assert path.read_bytes().startswith(b"%PDF")
    assert page.evaluate("window.drawn") == len(CHARTS)
    page.locator("#pipeline .plot").scroll_into_view_if_needed()
    for _ in range(50):
        if page.evaluate("(document.querySelector('#pipeline .plot')._fullLayout || {}).paper_bgcolor") == "#14181D":
            break
        page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('#pipeline .plot')._fullLayout.paper_bgcolor") == "#14181D"
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_pages_are_printed_unless_the_annex_is_unfolded(opened, tmp_path, language):
    page = opened(language)
    page.evaluate("""addEventListener('beforeprint', () => {
        window.drawn = [...document.querySelectorAll('.plot.js-plotly-plot')].map((one) => one.dataset.chart);
    })""")
    page.pdf(path=tmp_path / "short.pdf", format="A4", print_background=True)
    assert page.evaluate("window.drawn") == ["active_facilitators"]
    assert len(re.findall(rb"/Type */Page\b", (tmp_path / "short.pdf").read_bytes())) == 2
    page.evaluate("document.querySelector('#group-places').open = true")
    page.pdf(path=tmp_path / "more.pdf", format="A4", print_background=True)
    assert set(page.evaluate("window.drawn")) > {"active_facilitators", "regions", "tile_map"}
    assert len(re.findall(rb"/Type */Page\b", (tmp_path / "more.pdf").read_bytes())) > 2


def test_a_link_of_the_contents_unfolds_what_it_leads_to(opened):
    page = opened()
    assert not page.locator("#seats .plot").is_visible()
    page.locator('#contents a[href="#seats"]').click()
    page.locator("#seats .plot .main-svg").first.wait_for()
    assert page.evaluate("document.querySelector('#seats').getBoundingClientRect().top") < 450
    assert page.evaluate("document.querySelectorAll('details.annex[open]').length") == 1


@pytest.mark.parametrize(("width", "screens"), [(1440, 6), (400, 11)])
def test_the_forecast_is_a_few_screens_while_its_annex_is_folded(opened, width, screens):
    page = opened(width=width)
    assert page.evaluate("document.documentElement.scrollHeight") <= screens * 900
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_scenarios_stand_side_by_side_and_below_one_another(opened):
    page = opened("several")
    page.locator("#side-by-side > summary").click()
    tops = "[...document.querySelectorAll('#pipeline .plot')].map((one) => Math.round(one.getBoundingClientRect().top))"
    first, second, third = page.evaluate(tops)
    assert first == second < third
    page.set_viewport_size({"width": 500, "height": 900})
    first, second, third = page.evaluate(tops)
    assert first < second < third
    assert page.evaluate("document.documentElement.scrollWidth") <= 500


def test_scenarios_share_their_ranges_and_show_hostile_names_as_text(opened):
    page = opened("several")
    page.locator("#side-by-side > summary").click()
    scroll_through(page)
    assert page.locator(".failed").count() == 0
    # Those far from the screen are taken away again, so that the page stays fluid.
    assert page.locator(".plot.js-plotly-plot").count() < page.locator(".plot").count()
    assert page.locator("#figures thead th.number").count() == 3
    assert page.locator("#figures thead th.number").first.inner_text().startswith("A <img src=x onerror=alert(1)>")
    assert page.locator("header img, #figures img, .lead img, .plot img, h5 img, #figures bdi b").count() == 0
    overview = page.locator("#overview .plot")
    overview.scroll_into_view_if_needed()
    overview.locator(".main-svg").first.wait_for()
    assert "<img src=x" in " ".join(overview.locator(".annotation-text").all_text_contents())
    ranges = page.evaluate(
        "[...document.querySelectorAll('#active_facilitators .plot')].filter((one) => one.layout)"
        ".map((one) => one.layout.yaxis.range)"
    )
    assert len(ranges) and all(one == ranges[0] for one in ranges)


def test_names_in_the_csv_are_quoted(opened, tmp_path):
    page = opened("several")
    with page.expect_download() as download:
        page.locator("#overview .save button").click()
    download.value.save_as(tmp_path / "saved.csv")
    saved = pd.read_csv(tmp_path / "saved.csv", encoding="utf-8-sig")
    assert set(saved["scenario"]) == {f"A · {HOSTILE}", "B · Other", f"C · {HOSTILE}"}
    assert len(saved) == 3 * 60 and saved["median"].notna().all()


def test_an_old_browser_is_told(browser, reports):
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(reports["en"].as_uri())
    assert page.locator("#too-old").is_visible() and page.locator("#headline").is_visible()
    context.close()


def test_without_javascript_the_words_are_there(browser, reports):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports["fr"].as_uri())
    assert page.locator("noscript p").is_visible() and page.locator("#decision p").count() >= 2
    context.close()


def test_the_comparison_is_printed_without_what_is_folded_away(opened, tmp_path):
    page = opened("several")
    page.evaluate(
        """addEventListener('beforeprint', () => {
            const drawn = [...document.querySelectorAll('.plot.js-plotly-plot')];
            window.drawn = drawn.map((one) => one.dataset.chart);
            window.widths = [...new Set(drawn.map((one) => one._fullLayout.width))];
        })"""
    )
    path = tmp_path / "report.pdf"
    page.pdf(path=path, format="A4", print_background=True)
    assert page.evaluate("window.drawn") == ["difference_map", "difference_map", "difference_lines", "overview"]
    assert page.evaluate("window.widths") == [455, 930]
    assert len(re.findall(rb"/Type */Page\b", path.read_bytes())) <= 7


@pytest.mark.parametrize("language", ["en", "fr"])
def test_three_scenarios_take_six_screens_at_most(opened, language):
    page = opened(f"three {language}", 1440)
    assert page.evaluate("document.documentElement.scrollHeight") <= 6 * 900
    assert page.locator("#figures tbody tr").count() == 15 and page.locator("#regions tbody tr").count() == 18


@pytest.mark.parametrize("width", [400, 1440])
def test_no_label_of_a_comparison_covers_another(opened, width):
    page = opened("several", width)
    for place in page.locator("#where .plot, #when .plot").all():
        place.scroll_into_view_if_needed()
        place.locator(".main-svg").first.wait_for()
    assert labels_in_the_way(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
