"""The command line in French: what it says, without an English sentence; and how it knows the language."""

import pickle
import re
from pathlib import Path

import pytest

from simulation.cli import main, parser
from simulation.language import in_language, named, reader, reading, say
from simulation.language.reader import language_of
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError

BROKEN = sorted((Path(__file__).parents[1] / "data" / "broken").glob("*.yaml"))
ENGLISH = re.compile(
    r"\b(the|of|and|with|which|are|is|must|this|that|there|cannot|has|have|its|it|be|to|for|not|than|were|was|when|"
    r"where|what|who|how|any|more|write|give|run|runs|file|files|folder|missing|allowed|between|either)\b",
    re.IGNORECASE,
)
"""Words that sentences in English have, and sentences in French have not."""
CODE = re.compile(
    r"^ +\d+ \| .*$|^ *\^$"  # a line of the file, and the caret beneath it
    r"|`[^`]*`|«[^»]*»|\"[^\"]*\"|'[^'\n]*'"
    r"|\S*[_/.:=\[\]{}<>]\S*|--?[a-z-]+|[A-Z]{2,}|\b[a-z]+ON\b"
    r"|essaim [a-z]+|^    [a-z]+  ",
    re.MULTILINE,
)
"""What is no prose: code, names of files, options and commands."""


@pytest.fixture
def french(monkeypatch):
    monkeypatch.setenv("ESSAIM_LANG", "fr")


def said(capsys) -> str:
    told = capsys.readouterr()
    return told.out + told.err


def english_in(text: str) -> set[str]:
    """English words in what is said."""
    return {found[0].lower() for found in ENGLISH.finditer(CODE.sub(" x ", text))}


@pytest.mark.parametrize("command", ["", *next(a for a in parser()._actions if a.dest == "command").choices])
def test_help_has_no_english(command, french, capsys):
    with pytest.raises(SystemExit):
        main([*filter(None, [command]), "--help"])
    text = said(capsys)
    assert "utilisation" in text and "show this" not in text
    assert english_in(text) == set()


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_check_has_no_english(file, french, capsys):
    assert main(["check", str(file)]) == 2
    text = said(capsys)
    assert "problème" in text
    assert english_in(text) == set(), text


ASKED = [
    ["check", "nowhere"], ["check", "reference", "capacity_frozen"], ["show", "nowhere.yaml"], ["run", "nowhere"],
    ["run", "reference", "--replicates", "0"], ["runn"], ["run"], ["sweep", "nowhere"], ["plan", "nowhere"],
    ["run", "reference", "--best-values", "--posterior", "x"], ["width", "reference", "--samples", "3"],
    ["value", "reference", "--pairs", "1", "--month", "2040-01"], ["report", "nowhere"], ["compare", "nowhere", "x:0"],
    ["query", "nowhere", "SELECT"], ["export", "nowhere", "--to", "x"], ["changes", "nowhere", "x"],
    ["score", "nowhere", "x.csv"], ["backtest", "nowhere"], ["chart"], ["chart", "x"], ["chart", "fan"],
    ["calibrate", "carpentries", "--population", "2"], ["inspect", "nowhere", "--replicate", "0"],
    ["new", "!!", "--from", "reference"], ["register", "reference"], ["afterwards", "nowhere"],
    ["sensitivity", "uncertainties", "--trajectories", "1"], ["sweep", "training_capacity", "--point", "999"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
def test_what_commands_answer_has_no_english(arguments, french, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        main(arguments)
    except SystemExit:
        pass
    text = said(capsys)
    assert text.strip()
    assert english_in(text) == set(), text


def test_starters_are_written_in_french(french, capsys, tmp_path):
    assert main(["new", "Mon plan", "--from", "reference", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "mon_plan.yaml").read_text(encoding="utf-8")
    comments = "\n".join(line.partition("# ")[2].partition("  # ")[2] or line for line in text.splitlines())
    prose = "\n".join(
        line for line in comments.splitlines() if line.lstrip().startswith(("##", "# Ce")) or "  # " in line
    )
    assert "Formateurs au début du scénario" in text and english_in(prose) == set(), prose
    assert load_scenario(tmp_path / "mon_plan.yaml").name == "Mon plan"


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ([], {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB", "LC_ALL": "fr-CA"}, "fr"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8", "ESSAIM_LANG": "FR"}, "fr"),
        (["check", "--lang", "en"], {"ESSAIM_LANG": "fr"}, "en"),
        (["check", "--lang=fr"], {}, "fr"),
        (["check", "--", "--lang", "fr"], {}, "en"),
        (["check", "--lang"], {}, "en"),
    ],
)
def test_language_comes_from_the_option_else_the_variable_else_the_system(arguments, environment, code):
    assert language_of(arguments, environment) == code


def test_a_language_that_there_is_not_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("ESSAIM_LANG", "de")
    assert main(["check", "reference"]) == 2
    assert said(capsys) == "ESSAIM_LANG must be en or fr, not 'de'\n"


def test_problems_know_no_language_and_travel():
    with pytest.raises(ScenarioError) as caught:
        load_scenario(BROKEN[0].parent / "unknown_keys.yaml")
    again = pickle.loads(pickle.dumps(caught.value))
    english = str(again)
    assert "Did you mean trainers?" in english
    with reading("fr"):
        assert "Vouliez-vous dire trainers\u00a0?" in str(again)
    assert str(again) == english and reader() == "en"


def test_messages_are_english_text_until_they_are_shown():
    message = say("{name}: {count} replicates are there already, in {folder}", name="x", count=3, folder=Path("res"))
    assert message == "x: 3 replicates are there already, in res" and f"{message}" == message
    with reading("fr"):
        assert f"{message}" == "x\u00a0: 3 futurs simulés sont déjà là, dans res"
        assert message == "x: 3 replicates are there already, in res"
    whole = message + "; " + say("file")
    assert in_language(pickle.loads(pickle.dumps(whole)), "fr").endswith("dans res; fichier")


def test_names_are_translated_only_where_essaim_ships_them():
    assert in_language(named("Regional hubs"), "fr") == "Pôles régionaux"
    assert in_language(named("trainers {and} more"), "fr") == "trainers {and} more"
    assert in_language(named("trainers"), "fr") == "trainers"
