"""The documentation site, built as `make docs` does: it needs no network, and each link and anchor leads somewhere."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from ruamel.yaml import YAML

from simulation.cli import parser
from simulation.scenario.uncertainties import Uncertainties

ROOT = Path(__file__).parents[2]
_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


class _Page(HTMLParser):
    """What a page loads, where its links lead, which anchors it has."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.anchors = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if _LOADS.get(tag) in given:
            self.loads.append(given[_LOADS[tag]])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built from a copy of what it is made of, so that the tree stays as it is."""
    root = tmp_path_factory.mktemp("site")
    for name in ("docs", "results/README.md", "scenarios/validation", "CHANGELOG.md", "mkdocs.yml", "mkdocs.fr.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, root / name)
    for name in ("README.md", "LICENSE", "LICENSE-DATA.md"):
        shutil.copy(ROOT / name, root / name)
    for configuration in ("mkdocs.yml", "mkdocs.fr.yml"):
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", configuration],
            cwd=root,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=540,
        )
        assert built.returncode == 0, built.stdout + built.stderr
    return root / "build" / "site"


@pytest.fixture(scope="module")
def pages(site):
    return {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}


def test_nothing_is_loaded_from_the_network(site, pages):
    assert len(pages) > 40
    away = {(path.name, load) for path, page in pages.items() for load in page.loads if urlsplit(load).scheme != ""}
    away -= {(name, load) for name, load in away if load.startswith("data:")}
    assert not away
    missing = {
        (path.name, load)
        for path, page in pages.items()
        for load in page.loads
        if not load.startswith("data:") and not (path.parent / unquote(urlsplit(load).path)).exists()
    }
    assert not missing
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", style.read_text(encoding="utf-8")), style.name


def test_each_link_and_anchor_leads_somewhere(site, pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchored = parts.fragment in ("", "__skip") or (
                there in pages and unquote(parts.fragment) in pages[there].anchors
            )
            if not (there.is_file() and there.is_relative_to(site) and anchored):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken


def test_the_reference_is_written_from_the_code(site):
    commands = (site / "commands.html").read_text(encoding="utf-8")
    (choices,) = (action.choices for action in parser()._actions if action.dest == "command")
    assert all(f"essaim {name}" in commands for name in choices)
    uncertainties = (site / "uncertainties.html").read_text(encoding="utf-8")
    assert all(f"<code>{name}</code>" in uncertainties for name in Uncertainties.model_fields)
    levers = (site / "levers.html").read_text(encoding="utf-8")
    row = re.search(r"<tr>\s*<td><code>days_per_month</code>.*?</tr>", levers, re.S)[0]
    assert "days per month and trainer" in row and "from 0 to 31" in row and "cafyb.fr" in row


def test_tour_and_guides_are_there_in_french():
    chapters = YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    guides = [
        page for chapter in chapters if "How to" in chapter for part in chapter["How to"] for page in _pages(part)
    ]
    assert len(guides) > 15
    assert not [page for page in ["index.md", "tour.md", *guides] if not (ROOT / "docs" / "fr" / page).is_file()]


def _pages(part):
    """The pages of a part of the navigation."""
    for held in part.values() if isinstance(part, dict) else part:
        yield from [held] if isinstance(held, str) else _pages(held)
