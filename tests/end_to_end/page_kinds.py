"""A page of every kind, small, each written once a session; and how a browser opens it.

A kind is added here, and every measurement of test_pages_measured.py is made of it.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

UNIT = Path(__file__).parents[1] / "unit"
sys.path[:0] = [str(UNIT), str(UNIT / "planning")]

from calibration_data import MadeUpCalibration  # noqa: E402
from report_data import MadeUp  # noqa: E402
from sweep_data import sweep_of_kind  # noqa: E402
from test_planning import PLAN, SCENARIO  # noqa: E402

from simulation.cli import main  # noqa: E402
from simulation.report import write_comparison, write_report  # noqa: E402
from simulation.report.calibration import write_calibration  # noqa: E402
from simulation.report.plan import render_plan  # noqa: E402
from simulation.report.sweeps import write_sweep_report  # noqa: E402
from simulation.report.writing import write_page  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PAPER = 703
"""Pixels across a printed page: A4 less the margins that report.css gives it."""
WAIT = 180_000
"""Milliseconds that a busy machine may take to draw all charts."""
NAME = "Plan Xx"


def _comparison(path: Path, language: str) -> None:
    runs = [MadeUp(name=f"{NAME} {seed}", months=14, replicates=4, seed=seed) for seed in (1, 2)]
    for one in runs:
        one.manifest["seed"] = 1  # pairs
    write_comparison(runs, path, language)


@cache
def _plan() -> dict[str, Any]:
    """A plan of a small network, found by the command itself."""
    folder = _folder()
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    assert main(["plan", str(folder / "plan.yaml"), "--out", str(folder / "plan"), "--workers", "1"]) == 0
    return json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))


KINDS: dict[str, Callable[[Path, str], object]] = {
    "forecast": lambda path, language: write_report(MadeUp(name=NAME, replicates=8), path, language),
    "comparison": _comparison,
    "sweep": lambda path, language: write_sweep_report(sweep_of_kind("grid of two"), path, language),
    "calibration": lambda path, language: write_calibration(MadeUpCalibration(), path, language),
    "plan": lambda path, language: write_page(render_plan(_plan(), language), path),
}
"""Writes a page of this kind in this language."""


@cache
def _folder() -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="essaim-pages-"))


@cache
def written(kind: str, language: str) -> Path:
    """The page of this kind and language."""
    path = _folder() / f"{kind}-{language}.html"
    KINDS[kind](path, language)
    return path


@dataclass
class Opened:
    """A page in a window, and what it complained of or asked the network for."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def measured(self, printed: bool = False) -> dict[str, list[str]]:
        """Texts over one another, cut, out of their box and out of the page."""
        return self.page.evaluate(f"({_script()})({'true' if printed else 'false'})")


@cache
def _script() -> str:
    text = Path(__file__).with_name("measured.js").read_text(encoding="utf-8")
    return text[text.index("(print) =>") :]


@contextmanager
def opened(
    browser, path: Path, width: int = 1440, scheme: str = "light", printed: bool = False, folded: bool = False
) -> Iterator[Opened]:
    """The page with all charts drawn, a point chosen, all that is folded opened; of long tables the first rows only.

    printed: as it goes to a printer, where `width` is that of the paper.
    """
    context = browser.new_context(
        viewport={"width": PAPER if printed else width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found = Opened(page)
    page.on("console", lambda said: found.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda asked: found.complaints.append(asked.url) if not _own(asked.url) else None)
    try:
        page.goto(path.as_uri())
        if page.locator("#shared").count():
            page.wait_for_selector("html[data-ready=yes]", timeout=WAIT)
        if not folded:
            if page.locator("[data-point]").count():
                page.evaluate("document.querySelector('[data-point]').click()")
                page.wait_for_function("document.activeElement.id === 'chosen'", timeout=WAIT)
                # Tabbing begins at the top again.
                page.evaluate("document.body.tabIndex = -1; document.body.focus()")
                page.evaluate("document.body.removeAttribute('tabindex')")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.wait_for_function(
                "[...document.querySelectorAll('details[data-table]')].every((one) => one.querySelector('table'))",
                timeout=WAIT,
            )
            page.evaluate("document.querySelectorAll('tbody tr:nth-child(n+6)').forEach((row) => row.remove())")
        if printed:
            page.emulate_media(media="print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        else:
            # A window higher than the page (Chromium hangs at one much higher): all is near, and therefore drawn.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": height + 4000})
            page.wait_for_function(
                "[...document.querySelectorAll('.plot')].every((one) => !one.checkVisibility() "
                "|| one.querySelector('.main-svg, .alarm'))",
                timeout=WAIT,
            )
        yield found
    finally:
        context.close()


def _own(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))
