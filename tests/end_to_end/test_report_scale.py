"""The largest report: 18 regions, 10 scenarios, 20 years. It stays small; how fast it opens is printed, not asserted.

The results are made up. What a page holds does not depend on the number of replicates: only means and quantiles over
them are in it, and these get here as many digits as 1,000 replicates give them.
"""

import os
import shutil
import sys
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402

from simulation.outcomes.summary import QUANTILES  # noqa: E402
from simulation.report import write_comparison, write_report  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
LIMIT = 8_000_000

pytestmark = pytest.mark.slow


class Large(MadeUp):
    """A scenario whose every mean and quantile is a number of its own, with decimals."""

    @cached_property
    def _summary(self):
        summary, rng = super()._summary, np.random.default_rng(self.manifest["seed"])
        for name, decimals in (("mean", 3), *((name, 1) for name in QUANTILES)):
            summary[name] = (summary[name] * rng.uniform(0.99, 1.01, len(summary))).round(decimals)
        return summary


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    runs = [Large(name=f"Scenario {n}", months=240, replicates=20, seed=n, description="") for n in range(10)]
    assert len(runs[0].frame.regions) == 18
    for results in runs:
        results.manifest["seed"] = 1  # pairs
    folder = tmp_path_factory.mktemp("scale")
    write_report(runs[0], folder / "report.html")
    return write_comparison(runs, folder / "comparison.html")


def test_the_largest_report_stays_small(report):
    alone = report.with_name("report.html")
    print(f"\n10 scenarios: {report.stat().st_size:,} bytes; one: {alone.stat().st_size:,} bytes")
    assert 'class="alarm failed"' not in report.read_text(encoding="utf-8")
    assert report.stat().st_size < LIMIT and alone.stat().st_size < LIMIT / 2


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_the_largest_report_opens_and_scrolls(report):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=quiet)
        page = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(report.as_uri())
        page.wait_for_selector("html[data-ready=yes]", timeout=120_000)
        opening = page.evaluate(
            """() => Object.fromEntries(['paint', 'mark'].flatMap((kind) => performance.getEntriesByType(kind))
                .map(({ name, startTime }) => [name, Math.round(startTime)]))"""
        )
        count = page.locator(".plot").count()
        page.evaluate(
            """() => { window.slow = []; new PerformanceObserver((list) => slow.push(...list.getEntries()
                .map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' }); }"""
        )
        for _ in range(12):
            page.mouse.wheel(0, 2500)
            page.wait_for_timeout(250)
        page.locator(".plot").nth(count - 1).scroll_into_view_if_needed()
        page.locator(".plot").nth(count - 1).locator(".main-svg").first.wait_for(timeout=60_000)
        drawn = page.locator(".plot.js-plotly-plot .main-svg").count()
        print(f"\n{count} charts; milliseconds: {opening}; tasks above 50: {sorted(page.evaluate('slow'))}")
        assert count >= 10 and 0 < drawn
        assert complaints == []
        browser.close()
