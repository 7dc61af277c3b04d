"""Whatever table the product writes, in English or French, it reads: numbers to the last bit, text as it stands."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import cli
from simulation.outcomes.frame import Frame
from simulation.outcomes.observation_files import read_observations
from simulation.outcomes.people_tables import csv_bytes
from simulation.scenario.loading import load_scenario
from simulation.scenario.office_tables import read_table

NAMES = ("name", "whole", "number", "sure")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1a\ufeff\r"), max_size=12)
MARKS = st.text(st.sampled_from("=+-@'\";,#\t\n a5é’"), max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9).map(lambda n: n / 1000)
ROWS = st.lists(st.tuples(TEXT | MARKS, st.integers(-(2**62), 2**62), NUMBERS, st.booleans()), min_size=1, max_size=8)


@pytest.mark.parametrize("language", ["en", "fr"])
@given(rows=ROWS)
@settings(max_examples=150, deadline=None)
def test_a_table_is_read_back_as_it_was_written(tmp_path_factory, language, rows):
    path = tmp_path_factory.getbasetemp() / f"{language}.csv"
    path.write_bytes(csv_bytes(pd.DataFrame(rows, columns=NAMES), language))
    table = read_table(path, NAMES.__contains__)
    assert table.columns(NAMES, NAMES, "") == {name: at for at, name in enumerate(NAMES)} and not table.problems
    assert len(table.rows) == len(rows)
    for row, (name, whole, number, sure) in zip(table.rows, rows, strict=True):
        cells = row.cells
        assert _bare(cells[0].text) == _bare(name)
        assert table.number(cells[1], "whole") == whole and table.number(cells[2], "number") == number
        assert cells[3].text in {True: ("True", "VRAI"), False: ("False", "FAUX")}[sure]
    assert not table.problems


def _bare(text):
    """Without the spaces around it, which no reader keeps."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_register_and_its_template_are_read_back(tmp_path, language):
    register, scenario = tmp_path / "register.csv", tmp_path / "scenario.yaml"
    assert cli.main(["register", "--template", "--lang", language, "--out", str(register)]) == cli.GOOD
    text = register.read_text(encoding="utf-8")
    assert text.startswith("\ufeffstate;region" if language == "fr" else "state,region")
    mark = ";" if language == "fr" else ","
    register.write_text(
        text.replace(f"waiting{mark}Corse{mark}State{mark}{mark}", f"waiting{mark}Corse{mark}State{mark}7{mark}3"),
        encoding="utf-8",
    )
    scenario.write_text("name: x\ninitial: {register: register.csv}\n")
    (row,) = load_scenario(scenario).initial.register_
    assert (row.state, row.region, row.count, row.age) == ("waiting", "Corse", 7, 3)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_answer_of_a_query_can_be_an_observation(tmp_path, language):
    frame = Frame.of(load_scenario("reference"))
    table = pd.DataFrame({
        "date": pd.to_datetime(["2026-06-30", "2026-12-31"]), "measure": "reached", "over": "month_end",
        "value": [2.375, 1250.5], "precision": ["exact", "about:0.1"], "source": ["=a query", 'the "one"; of us'],
        "region": ["Corse", None],
    })  # fmt: skip
    (tmp_path / "seen.csv").write_bytes(csv_bytes(table, language))
    (first, second) = read_observations(tmp_path / "seen.csv", frame)
    assert (first.date, first.value, first.source, first.region) == ("2026-06-30", 2.375, "=a query", "Corse")
    assert (second.value, second.region, second.precision.number, second.source) == (
        1250.5, "", 0.1, 'the "one"; of us',
    )  # fmt: skip
