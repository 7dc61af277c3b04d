"""The report of a sweep in a real browser: points give their scenario, nothing goes wrong.

Needs Chromium, as test_report_browser.py does.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from sweep_data import DAYS, SHARE, made_up_sweep, sweep_of_kind  # noqa: E402

from simulation.charts.sweeps.points import points_of  # noqa: E402
from simulation.report.sweeps import write_sweep_report  # noqa: E402
from simulation.scenario.loading import load_scenario  # noqa: E402
from simulation.scenario.writing import fingerprint  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SERIOUS = ("serious", "critical")
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
def written(tmp_path_factory):
    """The page of this kind of sweep and language, written once."""
    folder = tmp_path_factory.mktemp("reports")

    def write(kind, language="en"):
        path = folder / f"{kind.replace(' ', '_')}-{language}.html"
        return path if path.exists() else write_sweep_report(sweep_of_kind(kind), path, language)

    return write


@pytest.fixture
def opened(browser, written):
    """Opens a report in a window; at the end, nothing may have gone wrong and nothing may have been fetched."""
    complaints, contexts = [], []

    def open_it(kind, language="en", width=1280, scheme="light", path=None):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if request.url.startswith("http") else None)
        page.goto((path or written(kind, language)).as_uri())
        page.wait_for_selector("html[data-ready=yes][data-points=yes]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def scroll_through(page):
    for place in page.locator(".plot").all():
        place.scroll_into_view_if_needed()
        place.locator(".main-svg, .alarm").first.wait_for()


def until(page, script):
    """Waits until a script says yes. (The page's own rules forbid Playwright's way to wait for a function.)"""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


@pytest.mark.parametrize(
    ("kind", "language", "scheme", "width"),
    [
        ("grid of two", "en", "light", 1280),
        ("latin hypercube", "fr", "dark", 400),
        ("scenarios", "en", "dark", 400),
        ("failures", "fr", "light", 1280),
        ("dates and choices", "fr", "light", 400),
    ],
)
def test_charts_are_drawn_and_nothing_sticks_out(opened, kind, language, scheme, width):
    page = opened(kind, language, width, scheme)
    scroll_through(page)
    assert page.locator(".plot.js-plotly-plot").count() == page.locator(".plot").count() >= 1
    assert page.locator(".failed").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("document.querySelector('.plot')._fullLayout.paper_bgcolor")
    assert paper == {"light": "#FFFFFF", "dark": "#14181D"}[scheme]


@pytest.mark.parametrize("width", [1440, 768, 400])
@pytest.mark.parametrize("kind", ["latin hypercube", "grid of two"])
def test_the_columns_of_the_points_lie_within_their_box(opened, kind, width):
    page = opened(kind, "fr", width)
    assert page.locator("#points-table tbody tr").count() == len(sweep_of_kind(kind).points)
    outside = """() => {
      const box = document.querySelector('#points-table').parentElement.getBoundingClientRect();
      return [...document.querySelectorAll('#points-table th, #points-table td')]
        .filter((cell) => cell.offsetParent && (
          cell.getBoundingClientRect().right > box.right + 1 || cell.scrollWidth > cell.clientWidth + 1))
        .map((cell) => cell.textContent);
    }"""
    assert page.evaluate(outside) == []


def test_the_script_computes_no_statistic(opened):
    """What it shows stands in the page: the values of a point are those of the table that Python wrote."""
    page = opened("grid of two")
    page.locator("[data-point='3']").click()
    until(page, "document.querySelectorAll('#chosen-values dd').length > 0")
    said = page.locator("#chosen-values dd").all_inner_texts()
    names = page.locator("#chosen-values dt").all_inner_texts()
    seen = points_of(sweep_of_kind("grid of two"))
    at = names.index("Active facilitators")
    assert float(said[at]) == pytest.approx(seen.of(seen.median)[3], abs=0.5)
    assert said[names.index("trainer days from January 2027 (days per month and trainer)")] == "4"


def test_a_point_gives_its_scenario_and_its_commands(opened, tmp_path):
    results = made_up_sweep(tmp_path / "capacity-seed1", vary={DAYS: [1, 4, 7], SHARE: [0.0, 0.1]})
    page = opened("", path=write_sweep_report(results, tmp_path / "page.html"))
    page.locator("#points-table button").first.click()
    until(page, "document.querySelector('#chosen-title').textContent === 'Point 5'")
    page.locator("#ask-number").fill("3")
    page.locator("#ask button").click()
    until(page, "document.querySelector('#commands').textContent.includes('--point 3')")
    assert page.locator("#chosen-title").inner_text() == "Point 3"
    assert "groups: offered remotely\n0.1" in page.locator("#chosen-values").inner_text()
    assert page.locator("#commands").inner_text().splitlines() == [
        "essaim sweep capacity.yaml --point 3 > capacity_point_3.yaml",
        "essaim run capacity_point_3.yaml --replicates 4 --seed 1 --as-it-is",
    ]
    with page.expect_download() as download:
        page.locator("#save-scenario").click()
    assert download.value.suggested_filename == "capacity_point_3.yaml"
    download.value.save_as(tmp_path / "capacity_point_3.yaml")
    assert (tmp_path / "capacity_point_3.yaml").read_text(encoding="utf-8") == results.scenario_texts()[3]
    assert fingerprint(load_scenario(tmp_path / "capacity_point_3.yaml", as_it_is=True)) == results.points["point"][3]
    page.locator("#chosen-file summary").click()
    until(page, "document.querySelector('#chosen-file pre').textContent.includes('remote_share')")
    page.locator("#ask-number").fill("99")
    page.locator("#ask button").click()
    assert page.locator("#ask-answer").inner_text() == "There is no such point."


def test_a_dot_that_is_clicked_is_the_point_chosen(opened):
    page = opened("grid of two")
    page.locator("#frontier").scroll_into_view_if_needed()
    page.locator("#frontier .plot .main-svg").first.wait_for()
    box = page.evaluate("""() => {
      const plot = document.querySelector('#frontier .plot');
      const [{ xaxis, yaxis }, { x, y, customdata }] = [plot._fullLayout, plot.data[0]];
      const [frame, at] = [plot.getBoundingClientRect(), customdata.indexOf(4)];
      return [frame.left + xaxis._offset + xaxis.d2p(x[at]), frame.top + yaxis._offset + yaxis.d2p(y[at])];
    }""")
    page.mouse.move(*box)
    page.mouse.click(*box)
    page.wait_for_selector("#chosen:visible")
    assert page.locator("#chosen-title").text_content() == "Point 4"


def test_all_points_are_saved_as_csv(opened, tmp_path):
    page = opened("failures")
    with page.expect_download() as download:
        page.locator("#points [data-save]").click()
    download.value.save_as(tmp_path / "points.csv")
    lines = (tmp_path / "points.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 7 and lines[0].startswith("point,trainer days from January 2027 (days per month and trainer)")
    assert sorted(int(line.split(",")[0]) for line in lines[1:]) == list(range(6))


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("en", "light", 1280),
        ("fr", "dark", 400),
        *(pytest.param(*rest, marks=pytest.mark.slow) for rest in (
            ("en", "light", 400), ("en", "dark", 400), ("en", "dark", 1280),
            ("fr", "light", 400), ("fr", "light", 1280), ("fr", "dark", 1280),
        )),
    ],
)  # fmt: skip
def test_no_serious_violation(opened, language, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("failures", language, width, scheme)
    page.locator("#points-table button").first.click()
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true; }")
    scroll_through(page)
    found = Axe().run(page).response["violations"]
    wrong = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found if one["impact"] in SERIOUS
    ]
    assert wrong == []


@pytest.mark.slow
def test_five_thousand_points_stay_responsive(browser, tmp_path):
    """10,000 runs at 5,000 points: the size of the page, and how long it is busy at a time."""
    vary = {DAYS: {"low": 1, "high": 7}, SHARE: {"low": 0, "high": 0.2}}
    results = made_up_sweep(tmp_path / "sweep", vary, 2, uncertainties="all", design="sobol", points=5000)
    path = write_sweep_report(results, tmp_path / "page.html")
    assert path.stat().st_size < 15e6
    page = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
    page.add_init_script(
        "window.slow = [];"
        "new PerformanceObserver((list) => slow.push(...list.getEntries().map((one) => one.duration)))"
        ".observe({ type: 'longtask', buffered: true });"
    )
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=yes][data-points=yes]")
    opening = page.evaluate("slow.splice(0)")
    scroll_through(page)
    scrolling = page.evaluate("slow.splice(0)")
    longest = [f"{max(one, default=0):.0f}" for one in (opening, scrolling)]
    print(f"\n{path.stat().st_size / 1e6:.1f} MB; longest task in ms at opening, scrolling: {longest}")
    assert max(scrolling, default=0) < 2500
