"""Files of rules of one's own: what is wrong is said at once with its line, and a text is executed anew each time."""

import textwrap
import traceback

import pytest

from simulation import rule
from simulation.own_rules import OwnRules, RuleError, read_own_rules
from simulation.scenario.problems import ScenarioError

GOOD = """
from simulation import rule

@rule(before="turnover")
def first(model):
    '''Does nothing.'''

@rule(after="meet")
@rule(before="close")
def second(model, more=1):
    pass

@rule(instead_of="promote")
def third(model):
    pass
"""


def written(folder, text, name="my_rules.py"):
    path = folder / name
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def problems(folder, text):
    """What is said of a file: (line, words), in order."""
    with pytest.raises(ScenarioError) as caught:
        read_own_rules(written(folder, text))
    for problem in caught.value.problems:
        assert problem.file == str(folder / "my_rules.py") and problem.excerpt == _line(folder, problem.line)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def _line(folder, number):
    return (folder / "my_rules.py").read_text().splitlines()[number - 1]


# ---- good files ------------------------------------------------------------------------------------------------------
def test_a_file_gives_its_rules_with_their_places_in_its_own_order(tmp_path):
    own = read_own_rules(written(tmp_path, GOOD))
    assert own.name == "my_rules.py" and own.text == GOOD.lstrip("\n")
    loaded = own.load()
    assert [(function.__name__, place) for function, place in loaded.rules] == [
        ("first", {"before": "turnover"}),
        ("second", {"before": "close"}),
        ("second", {"after": "meet"}),
        ("third", {"instead_of": "promote"}),
    ]
    assert loaded.agent_classes == {}


def test_the_fingerprint_is_of_the_text_alone(tmp_path):
    one, same = read_own_rules(written(tmp_path, GOOD)), read_own_rules(written(tmp_path, GOOD, "other.py"))
    assert one.fingerprint == same.fingerprint and len(one.fingerprint) == 32
    assert read_own_rules(written(tmp_path, GOOD + "\n# changed\n")).fingerprint != one.fingerprint
    (tmp_path / "windows.py").write_bytes(b"\xef\xbb\xbf" + one.text.replace("\n", "\r\n").encode())
    assert read_own_rules(tmp_path / "windows.py").fingerprint == one.fingerprint


def test_each_load_begins_with_fresh_variables():
    own = OwnRules(
        "counting.py",
        textwrap.dedent("""
        from simulation import rule
        seen = []

        @rule(before="record")
        def counting(model):
            seen.append(model)
            return len(seen)
    """),
    )
    for _ in range(2):
        [(counting, _)] = own.load().rules
        assert [counting(None), counting(None)] == [1, 2]


def test_what_a_module_may_do_a_file_may_too():
    own = OwnRules(
        "modern.py",
        textwrap.dedent('''
        """Its own text."""
        from __future__ import annotations

        from dataclasses import dataclass

        from simulation import rule as a_rule

        @dataclass
        class Noted:
            when: NotAName
            how: int = 0

        keep = Noted("2028-01")

        @a_rule(after="record")
        def note(model: AnotherName) -> None:
            keep.how += 1
    '''),
    )
    assert [place for _, place in own.load().rules] == [{"after": "record"}]


def test_an_exception_is_placed_in_the_rule_and_shows_its_line():
    own = OwnRules(
        "failing.py",
        textwrap.dedent("""
        from simulation import rule

        def helper():
            return 1 / 0

        @rule(before="meet")
        def pause(model):
            helper()
    """),
    )
    other = OwnRules("failing.py", own.text.replace("1 / 0", "2 / 0"))
    for one in (own, other):
        [(pause, _)] = one.load().rules
        with pytest.raises(ZeroDivisionError) as caught:
            pause(None)
        assert one.place_of(caught.value) == "in pause, failing.py:5"
        last = traceback.extract_tb(caught.value.__traceback__)[-1]
        assert last.line == ("return 1 / 0" if one is own else "return 2 / 0")
    assert other.place_of(ValueError("elsewhere")) == "" and own.place_of(caught.value) == ""


# ---- broken files ----------------------------------------------------------------------------------------------------
def test_everything_wrong_is_said_at_once(tmp_path):
    said = problems(
        tmp_path,
        """
        import nowhere_to_be_found
        from simulation import rule

        @rule(before="turnovr")
        def one(model):
            pass

        @rule(instead_of="promote")
        def two():
            pass

        @rule(instead_of="promote")
        def three(model):
            pass

        @rule(instead_of="promote")
        def four(model):
            pass

        nowhere_to_be_found.begin()
        share = 1 / 0
        twice = 2 * share
        AGENT_CLASSES = {"facilitatr": int}
    """,
    )
    assert said == [
        (1, "this import fails: No module named 'nowhere_to_be_found'."),
        (4, "there is no rule 'turnovr'. Did you mean turnover?"),
        (8, "two must take one argument, the model"),
        (16, "a rule stands instead of promote already, in line 12."),
        (21, "this raises ZeroDivisionError: division by zero"),
        (23, "there are no agents called 'facilitatr'. Did you mean facilitator?"),
    ]


IMPORT = "from simulation import rule\n\n"
AGENTS = "from simulation.agents import Group, Person\n"
BROKEN = {
    "def broken(:\n    pass": (1, "this is not Python: "),
    "x = 1\nreturn x": (2, "this is not Python: 'return' outside function"),
    "x = '\0'": (1, "this is not Python: "),
    "x = 1": (1, "there is no function under @rule(…) in this file, nor AGENT_CLASSES."),
    IMPORT + "@rule\ndef one(model): pass": (3, "write @rule(before="),
    IMPORT + "@rule()\ndef one(model): pass": (3, "write @rule(before="),
    IMPORT + "@rule('meet')\ndef one(model): pass": (3, "write @rule(before="),
    IMPORT + "@rule(before='meet', after='meet')\ndef one(model): pass": (3, "write @rule("),
    IMPORT + "@rule(before='xyz')\ndef one(model): pass": (3, "there is no rule 'xyz'. The rules"),
    IMPORT + "@rule(before=3)\ndef one(model): pass": (3, "there is no rule 3."),
    IMPORT + "@rule(before='meet')\ndef one(model): yield": (3, "one would not be carried out"),
    IMPORT + "@rule(before='meet')\nasync def one(model): pass": (3, "one would not be carried out"),
    IMPORT + "@rule(before='meet')\ndef one(model, other): pass": (3, "one must take one argument"),
    IMPORT + "@rule(before='meet')\nclass One: pass": (3, "@rule(…) stands above a plain function"),
    "from simulation import rul": (1, "this import fails: cannot import name 'rul'"),
    "def one(model):\n    pass\n\n\nraise SystemExit('enough')": (5, "this raises SystemExit: enough"),
    "def one():\n    return 1 / 0\n\n\none()": (2, "this raises ZeroDivisionError"),
    "AGENT_CLASSES = [int]": (1, 'AGENT_CLASSES must be written {"facilitator": MyFacilitator}.'),
    "import os\nAGENT_CLASSES = {'person': int}": (2, "'int' must be a subclass of Person."),
    AGENTS + "class Mine(Group): __slots__ = ('one',)\nAGENT_CLASSES = {'group': Mine}": (3, "'Mine' must name Group"),
    "AGENT_CLASSES = {'group': 'Group'}": (1, "'Group' must be a subclass of Group."),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_named_with_its_line(tmp_path, text):
    (tmp_path / "my_rules.py").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_own_rules(tmp_path / "my_rules.py")
    line, words = BROKEN[text]
    [problem] = caught.value.problems
    assert problem.line == line and problem.message.startswith(words)
    assert str(caught.value).startswith(f"{tmp_path / 'my_rules.py'}:{line}:")


def test_a_rule_whose_name_is_taken_by_another_function_is_lost(tmp_path):
    text = GOOD.lstrip("\n") + "\ndef first(model):\n    pass\n"
    assert problems(tmp_path, text) == [(16, "this takes the name of the rule in line 3, which is lost.")]


@pytest.mark.parametrize("line", ["import helpers", "from helpers import pause", "import folder.part"])
def test_a_file_stands_alone(tmp_path, line):
    """A module beside it would be neither stored nor sent to workers."""
    (tmp_path / "helpers.py").write_text("raise AssertionError('executed')")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "__init__.py").touch()
    module = "folder/" if "folder" in line else "helpers.py"
    words = f"{module} is neither stored nor sent to workers; a file of rules stands alone."
    assert problems(tmp_path, line + GOOD) == [(1, words)]
    late = GOOD + f"    {line}\n"
    assert [words for _, words in problems(tmp_path, late)] == [words]


def test_a_rule_from_another_module_is_refused(tmp_path, monkeypatch):
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "others_rules.py").write_text(GOOD)
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    said = problems(tmp_path, "from others_rules import third")
    assert said == [(1, "the rule third stands in another file; a file of rules stands alone.")]


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    for path, content, words in (
        ("absent.py", None, "the file of rules cannot be read: No such file or directory."),
        ("latin.py", "# é".encode("latin-1"), "the file is not written in UTF-8."),
        ("", None, "the file of rules cannot be read: Is a directory."),
    ):
        if content is not None:
            (tmp_path / path).write_bytes(content)
        with pytest.raises(ScenarioError, match=words):
            read_own_rules(tmp_path / path)


def test_the_decorator_says_so_outside_a_file_too():
    with pytest.raises(RuleError, match="Did you mean turnover"):
        rule(before="turnovr")
    with pytest.raises(RuleError, match="must take one argument"):
        rule(before="turnover")(lambda: None)

    @rule(before="turnover")
    def mine(model):
        return model

    assert mine(3) == 3


def test_an_error_in_a_frame_without_lines_is_told_at_its_statement(tmp_path):
    text = """
        def fails():
            raise ValueError("no lines here")

        nowhere = bytes([0xF8]) * (len(fails.__code__.co_code) // 2)
        fails.__code__ = fails.__code__.replace(co_linetable=nowhere)
        fails()
        """
    ((line, message),) = problems(tmp_path, text)
    assert line == 6 and "no lines here" in message
