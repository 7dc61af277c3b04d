"""Pictures of charts, drawn by a real browser. See test_report_browser.py for which one."""

import html
import os
import shutil
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from report_data import MadeUp  # noqa: E402

from simulation import cli  # noqa: E402
from simulation.commands import chart as command  # noqa: E402

CHROMIUM = os.environ.get("ESSAIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no Chromium here (Debian: apt-get install chromium)", allow_module_level=True)


@pytest.fixture(autouse=True)
def stored(monkeypatch):
    results = MadeUp(name="<b>Plan</b> & 🐝", replicates=3)
    monkeypatch.setattr(command, "open_results", lambda folder: results)
    monkeypatch.setenv("ESSAIM_CHROMIUM", CHROMIUM or "")


def test_png_has_the_size_asked_for_at_twice_the_dots(tmp_path):
    target = tmp_path / "seats.png"
    arguments = ["--to", str(target), "--width", "500", "--height", "1200", "--dark", "--lang", "fr"]
    assert cli.main(["chart", "seats", "somewhere", *arguments]) == cli.GOOD
    content = target.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1000, 2400)


def test_svg_holds_its_words_as_text(tmp_path):
    target = tmp_path / "seats.svg"
    assert cli.main(["chart", "seats", "somewhere", "--to", str(target)]) == cli.GOOD
    drawn = target.read_text(encoding="utf-8")
    assert drawn.startswith("<svg") and "<b>" not in drawn
    assert "<b>Plan</b> & 🐝" in html.unescape(drawn) and "still queues?" in drawn


def test_pdf(tmp_path):
    target = tmp_path / "seats.pdf"
    assert cli.main(["chart", "seats", "somewhere", "--to", str(target)]) == cli.GOOD
    assert target.read_bytes().startswith(b"%PDF")
