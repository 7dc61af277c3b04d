"""Each broken file says in `# expect:` lines what a planner must read; all of it must be said, and nothing uncaught."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from simulation.scenario.description import all_settings
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.schema import Scenario

BROKEN = Path(__file__).parent.parent / "data" / "broken"
FILES = sorted(BROKEN.glob("*.yaml"))


def problems_of(path):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return caught.value


def written(folder, text, name="broken.yaml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_there_are_enough_broken_files():
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_broken_file_is_explained(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [piece for line in lines if line.startswith("# expect: ") for piece in line[10:].split(" | ")]
    assert expected, "every broken file says what is expected"
    error = problems_of(path)
    for piece in expected:
        assert piece.strip() in str(error)
    for problem in error.problems:
        assert problem.line >= 1 and problem.column >= 1
        assert problem.message[-1] == "."
    counted = [int(line[12:]) for line in lines if line.startswith("# problems: ")]
    assert not counted or len(error.problems) == counted[0]


def test_no_message_speaks_the_jargon_of_the_validator():
    for path in FILES:
        text = str(problems_of(path))
        for jargon in ("Input should", "pydantic", " dict", "tuple", "Value error", "None", "float", "ruamel"):
            assert jargon not in text, path.name


def test_caret_stands_under_the_value(tmp_path):
    path = written(tmp_path, "name: Broken\nmonths: many\n")
    headline, source, caret = str(problems_of(path)).splitlines()
    assert headline.endswith('months: must be a whole number from 1 to 600 (months), not the text "many".')
    assert source[caret.index("^") :] == "many"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name: Réseau\n".encode("latin-1"), ':1:8: byte 8 (0xE9) is not UTF-8 (in Windows-1252 it would be "é").'),
        ("name: Broken\n".encode("utf-16"), "byte 1: the file is written in UTF-16, not UTF-8."),
        (b"\xef\xbb\xbfname: \xff\n", ":1:8: byte 10 (0xFF) is not UTF-8"),
        (b"name: Broken\x07\n", ":1:13: the character U+0007 is invisible and not allowed in YAML."),
        (b"# " + b"x" * 1024 * 1024, "the file is larger than 1,024 KiB (1 MiB)"),
        (b"[" * 500_000, "nested more than 50 deep"),
        (b"", ":1:1: the file is empty."),
        (b"? [a, b]\n: 1\nname: x\n", "a key must be a word"),
        (b'name: "\\ud800"\n', ":1:7: an escape"),
        (b"name: x\nmonths: !!int 1\n? !strange y\n: 1\n", "the tag !strange is not allowed here."),
    ],
    ids=("latin", "utf-16", "bom", "control", "huge", "deep", "empty", "key", "surrogate", "tag"),
)
def test_unreadable_content(tmp_path, content, message):
    assert message in str(problems_of(written(tmp_path, content)))


def test_a_byte_order_mark_is_welcome(tmp_path):
    assert load_scenario(written(tmp_path, b"\xef\xbb\xbfname: Good\r\nmonths: 12\r\n")).months == 12


def test_missing_file_and_folder(tmp_path):
    assert "Did you mean reference?" in str(problems_of("referense"))
    assert "there is no such file" in str(problems_of(tmp_path / "nowhere.yaml"))
    assert "is a folder" in str(problems_of(tmp_path))


def test_a_missing_parent_leaves_the_rest_to_be_judged(tmp_path):
    error = problems_of(written(tmp_path, "extends: ../nowhere.yaml\nname: x\nmonths: 0\n"))
    assert [problem.field for problem in error.problems] == ["extends", "months"]


def test_extends_must_be_text(tmp_path):
    assert "must be the name of a scenario" in str(problems_of(written(tmp_path, "extends: [a]\nname: x\n")))
    long = problems_of(written(tmp_path, f"extends: {'a' * 5000}\nname: x\n"))
    assert "lies beside this one" in str(long)


def test_an_error_of_the_parent_names_the_parent(tmp_path):
    written(tmp_path, "name: Parent\nlevers: {animation: 3.0}\n", "parent.yaml")
    child = written(tmp_path, "extends: parent\nname: Child\nlevers: {budget: few}\n", "child.yaml")
    found = {Path(problem.file).name: problem.field for problem in problems_of(child).problems}
    assert found == {"child.yaml": "levers.budget", "parent.yaml": "levers.animation"}


def test_what_only_defaults_get_wrong_is_a_note(tmp_path):
    path = written(tmp_path, "name: x\nlevers: {trainers: {at_start: [{place: Corse, trainers: 1}]}}\n")
    assert any("master" in note.message for note in load(path).notes)


def test_a_list_or_mapping_where_a_word_belongs(tmp_path):
    text = "name: x\nprices: {travel: }\nlevers: {facilitator_courses: {served_first: []}}\npopulation: {a: 1}\n"
    error = problems_of(written(tmp_path, text))
    assert [problem.field for problem in error.problems] == ["levers.facilitator_courses.served_first", "population"]


def test_sections_of_the_wrong_shape(tmp_path):
    text = "name: x\nlevers: {trainers: [1], groups: many, budget: {from: 2026-01, value: 3}}\nuncertainties: 3\n"
    said = [problem.headline().partition(" ")[2] for problem in problems_of(written(tmp_path, text)).problems]
    assert said[0].startswith("levers.trainers: must be a mapping of at_start, hired,") and said[0].endswith(
        "not a list."
    )
    assert said[1].startswith("levers.groups: must be a mapping of size,")
    assert "Dated steps are a list: [{from: 2026-01, value: …}]." in said[2]
    assert said[3].startswith("uncertainties: must be a mapping of")


def test_too_long_a_line_is_shown_around_the_column(tmp_path):
    path = written(tmp_path, f"name: x\nlevers: {{{' ' * 300}budget: few}}\n")
    assert max(map(len, str(problems_of(path)).splitlines()[1:])) < 130


@settings(max_examples=120, deadline=None)
@given(content=some.binary(max_size=60) | some.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore")))
def test_no_bytes_raise_anything_but_a_scenario_error(tmp_path_factory, content):
    never_anything_else(tmp_path_factory, content)


_KEYS = sorted(
    {*Scenario.model_fields, "extends", "trainers", "budget", "at_start", "fidelity", "distribution", "travel"}
)
_PIECES = some.sampled_from(
    [
        *_KEYS,
        ": ",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "<<",
        "!!int ",
        "#",
        '"',
        "'",
        "|",
        "\t",
        "2026-01",
        "1.5",
        "-3",
        ".nan",
        "null",
        "true",
        "9" * 30,
        "1e400",
        "é",
        "---",
        "%YAML 1.2",
        "?",
        "france",
    ]
)


@settings(max_examples=200, deadline=None)
@given(pieces=some.lists(_PIECES, max_size=25))
def test_no_words_of_a_scenario_raise_anything_but_a_scenario_error(tmp_path_factory, pieces):
    never_anything_else(tmp_path_factory, "".join(pieces).encode())


_VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-3, 200)
    | some.floats()
    | some.sampled_from(["x", "2026-01", "State"]),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["from", "value", "best"]), inner)
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(data=some.data())
def test_no_value_anywhere_raises_anything_but_a_scenario_error(tmp_path_factory, data):
    top = {"name": "x"}
    for path in data.draw(some.lists(some.sampled_from(all_settings()), max_size=3)):
        place = top
        for step in path[:-1]:
            place = place.setdefault(step, {}) if isinstance(place, dict) else {}
        if isinstance(place, dict):
            place[path[-1]] = data.draw(_VALUES)
    never_anything_else(tmp_path_factory, json.dumps(top).encode())


def never_anything_else(folders, content):
    path = folders.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        assert isinstance(load_scenario(path), Scenario)
    except ScenarioError as error:
        assert error.problems and str(error)
