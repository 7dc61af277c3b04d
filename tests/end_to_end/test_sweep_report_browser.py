"""The report of a sweep in a real browser: charts follow filters, points give their scenario, nothing goes wrong.

Needs Chromium, as test_report_browser.py does.
"""

import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from sweep_data import DAYS, SHARE, made_up_sweep, sweep_of_kind  # noqa: E402

from simulation.charts.sweeps import frontier, lever_map  # noqa: E402
from simulation.charts.sweeps.points import points_of  # noqa: E402
from simulation.report.sweeps import write_sweep_report  # noqa: E402
from simulation.scenario.loading import load_scenario  # noqa: E402
from simulation.scenario.writing import fingerprint  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SERIOUS = ("serious", "critical")
# With nothing filtered, the script's numbers are those that Python drew.
SAME = """async (narrow) => {
  const found = [];
  const compare = (one, other, path) => {
    if (typeof one === "number" && typeof other === "number") {
      const most = Math.max(Math.abs(one), Math.abs(other));
      if (Math.abs(one - other) > 2e-3 * most + 2e-4) found.push([path, one, other]);
    } else if (one && other && typeof one === "object") {
      const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
      for (const key of keys) compare(one[key], other[key], `${path}/${key}`);
    } else if (one !== other && !/text/.test(path)) found.push([path, one, other]);
  };
  let charts = 0;
  for (const [name, follow] of Object.entries(essaim.sweep.charts)) {
    const packed = document.getElementById(`figure-${name}-0`);
    if (!packed) continue;
    charts += 1;
    const parts = JSON.parse(await essaim.unpack(packed.id));
    const data = (narrow && parts.narrowData) || parts.data;
    const figure = () => structuredClone({ data, layout: narrow ? parts.narrow : parts.wide });
    compare(figure(), follow(figure(), narrow), name);
  }
  return [charts, found.slice(0, 10)];
}"""

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


def filtered(page, shown):
    """Waits until so many points are shown."""
    until(page, f"document.getElementById('count').textContent.startsWith('{shown} ')")


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
    assert page.locator(".plot.js-plotly-plot").count() == page.locator(".plot").count() >= 4
    assert page.locator(".failed").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("document.querySelector('.plot')._fullLayout.paper_bgcolor")
    assert paper == {"light": "#FFFFFF", "dark": "#14181D"}[scheme]


@pytest.mark.parametrize("kind", ["grid of two", "latin hypercube", "scenarios", "without a target", "failures"])
@pytest.mark.parametrize("narrow", [False, True])
def test_unfiltered_charts_are_the_same_in_script_and_python(opened, kind, narrow):
    charts, differences = opened(kind).evaluate(SAME, narrow)
    assert charts == 5 and differences == []


def test_all_charts_follow_a_filter(opened):
    page = opened("grid of two")
    seen = points_of(sweep_of_kind("grid of two"))
    kept = [0, 1, 2, 3]
    page.locator("#filters summary").click()
    page.locator("fieldset", has_text="days_per_month").get_by_label("7", exact=True).uncheck()
    filtered(page, shown=4)
    scroll_through(page)
    drawn = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.plot')].map((p) => [p.dataset.chart, p.data]))"
    )
    it = lever_map.data(seen)
    values, _ = lever_map.cells(it.across, it.down, np.where(np.isin(range(6), kept), seen.chance, np.nan))
    assert drawn["lever_map"][0]["z"] == [[*row[:2], None] for row in values.tolist()]
    assert sorted(drawn["frontier"][0]["customdata"]) == kept
    cost = frontier.data(seen)
    assert drawn["frontier"][1]["customdata"] == [
        kept[at] for at in frontier.efficient(cost.money[kept], cost.value[kept]).tolist()
    ]  # fmt: skip
    assert sorted({point for trace in drawn["parallel"] for point in trace["customdata"]}) == kept
    assert drawn["response"][2]["x"] == [1, 4] and sorted(drawn["response"][1]["customdata"]) == kept
    means = seen.of(seen.mean)
    assert drawn["tornado"][1]["x"][0] == pytest.approx(means[:2].mean(), rel=1e-4)
    assert drawn["tornado"][2]["x"][0] == pytest.approx(means[2:4].mean(), rel=1e-4)
    assert page.locator("#points-table tbody tr").count() == 4
    assert page.locator("#frontier h3").inner_text().startswith("What does it cost")
    page.locator("#reset").click()
    filtered(page, shown=6)
    assert page.locator("#frontier h3").inner_text().startswith("From ")


def test_numbers_are_filtered_by_their_ends_and_nothing_left_is_said(opened):
    page = opened("latin hypercube")
    values = [one for one in points_of(sweep_of_kind("latin hypercube")).settings if one.short == "fidelity"][0].values
    page.locator("#filters summary").click()
    low = page.locator("fieldset", has_text="fidelity").get_by_label("from")
    low.fill("0.8")
    filtered(page, shown=sum(value >= 0.8 for value in values))
    low.fill("2")
    filtered(page, shown=0)
    scroll_through(page)
    assert "widen the filters" in page.locator("#frontier .alarm").inner_text()
    page.locator("#reset").click()
    filtered(page, shown=40)
    scroll_through(page)
    assert page.locator(".alarm:visible").count() == 0


def test_another_measure_and_month_are_shown(opened):
    page = opened("grid of two")
    seen = points_of(sweep_of_kind("grid of two"))
    label = "Persons reached without another role"
    page.select_option("#measure", label=label)
    page.select_option("#month", label="December 2027")
    page.wait_for_selector("#response .now:visible")
    page.locator("#frontier").scroll_into_view_if_needed()
    until(page, f"document.querySelector('#frontier .plot').layout?.annotations[0].text === '{label}'")
    drawn = page.evaluate("document.querySelector('#frontier .plot').data[0].y")
    at = (seen.measures.index("reached"), seen.months.index("2027-12"))
    assert drawn == pytest.approx(seen.median[:, *at].tolist(), rel=1e-4)
    assert f"{label}, December 2027; 6 of 6 points" in page.locator("#frontier .now").inner_text()


def test_the_map_shows_the_settings_that_are_chosen(opened):
    page = opened("latin hypercube")
    seen = points_of(sweep_of_kind("latin hypercube"))
    page.select_option("#map-across", label="fidelity")
    page.select_option("#map-down", label="moving")
    page.select_option("#map-colour", "mean")
    until(page, "document.querySelector('#lever_map .plot').layout.xaxis.title.text === 'fidelity'")
    across, down = ([one for one in seen.settings if one.short == name][0] for name in ("fidelity", "moving"))
    values, points = lever_map.cells(across, down, seen.of(seen.mean))
    trace = page.evaluate("document.querySelector('#lever_map .plot').data[0]")
    assert trace["customdata"] == points.tolist()
    drawn = np.array([[np.nan if one is None else one for one in row] for row in trace["z"]])
    assert drawn == pytest.approx(values, rel=1e-4, nan_ok=True)


def test_a_point_gives_its_scenario_and_its_commands(opened, tmp_path):
    results = made_up_sweep(tmp_path / "capacity-seed1", vary={DAYS: [1, 4, 7], SHARE: [0.0, 0.1]})
    page = opened("", path=write_sweep_report(results, tmp_path / "page.html"))
    page.locator("#points-table button").first.click()
    assert page.locator("#chosen-title").inner_text() == "Point 5"
    page.locator("#ask-number").fill("3")
    page.locator("#ask button").click()
    assert page.locator("#chosen-title").inner_text() == "Point 3"
    assert "remote_share\n0.1" in page.locator("#chosen-values").inner_text()
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
    page.wait_for_selector("#to-point:visible")
    assert page.locator("#chosen-title").text_content() == "Point 4"


def test_the_points_shown_are_saved_as_csv(opened, tmp_path):
    page = opened("failures")
    with page.expect_download() as download:
        page.locator("#save-points").click()
    download.value.save_as(tmp_path / "points.csv")
    lines = (tmp_path / "points.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 6 and lines[0].startswith("point,probability,Active facilitators")
    assert sorted(int(line.split(",")[0]) for line in lines[1:]) == [0, 1, 3, 4, 5]


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
    page.locator("#filters summary").click()
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
    page.locator("#filters summary").click()
    page.locator("#filters [data-end=low]").first.fill("4")
    page.wait_for_selector("#reset:visible")
    scroll_through(page)
    filtering = page.evaluate("slow.splice(0)")
    longest = [f"{max(one, default=0):.0f}" for one in (opening, scrolling, filtering)]
    print(f"\n{path.stat().st_size / 1e6:.1f} MB; longest task in ms at opening, scrolling, filtering: {longest}")
    assert max(filtering, default=0) < 1500 and max(scrolling, default=0) < 2500
