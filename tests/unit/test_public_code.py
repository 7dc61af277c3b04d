"""What strangers read first is complete and agrees: versions, licences, links, the audit grid."""

import re
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = ["CONTRIBUTING.md", "SECURITY.md", "THIRD_PARTY.md", "ACCESSIBILITY.md", "LICENSE-DATA.md", "README.md"]


def loaded(name):
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def test_versions_and_languages_agree():
    about, citation = loaded("publiccode.yml"), loaded("CITATION.cff")
    version = PROJECT["version"]
    assert citation["version"] == version
    assert about["softwareVersion"].replace("-rc.", "rc") == version
    assert str(about["releaseDate"]) == str(citation["date-released"])
    assert set(about["description"]) == set(about["localisation"]["availableLanguages"]) == {"en", "fr"}
    for words in about["description"].values():
        assert len(words["shortDescription"]) <= 150 and 150 <= len(words["longDescription"]) <= 10_000
    assert about["legal"]["license"] in PROJECT["license"]
    assert any(
        version in line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if "## " in line
    )


def test_every_library_stands_with_its_licence():
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    rows = {row.split("|")[1].strip(): row for row in text.splitlines() if row.startswith("| ")}
    extras = PROJECT["optional-dependencies"]
    for extra, wanted in {"": PROJECT["dependencies"], **extras}.items():
        if extra in ("dev", "docs", "all"):
            continue
        for one in wanted:
            name = re.match(r"[\w.-]+", one)[0]
            assert name in rows, name
            assert (f"essaim[{extra}]" if extra else "| Essaim |") in rows[name]


@pytest.mark.parametrize("page", PAGES)
def test_links_between_files_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_the_audit_grid_has_all_themes_once_or_more():
    grid = re.findall(r"^\| (\d+) ", (ROOT / "ACCESSIBILITY.md").read_text(encoding="utf-8"), re.M)
    assert sorted(set(map(int, grid))) == list(range(1, 14))


def test_make_targets_that_contributors_are_told_exist():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    told = re.findall(r"make ([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert told and set(told) <= targets
