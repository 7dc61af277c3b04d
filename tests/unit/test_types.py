"""The type check leaves nothing out, and what only its types need keeps its promise."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.language import LANGUAGES, language_code
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.frame import Frame
from simulation.outcomes.rows import records_of, row_of, rows_of

ROOT = Path(__file__).parents[2]


def test_no_module_is_left_out_of_the_type_check():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["packages"] == ["simulation"] and settings["check_untyped_defs"] and "exclude" not in settings
    for override in settings["overrides"]:
        assert override.keys() == {"module", "ignore_missing_imports"}
        assert not any(name.startswith("simulation") for name in override["module"])


def test_what_is_ignored_says_which_error_and_is_little():
    found = {
        f"{path.relative_to(ROOT)}:{number}": line
        for path in sorted((ROOT / "simulation").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(type|mypy)\s*:\s*(ignore|ignore-errors)", line)
    }
    assert len(found) <= 3, found
    assert all(re.search(r"# type: ignore\[[a-z-]+\]", line) for line in found.values()), found


def test_a_language_is_known_by_its_code():
    assert tuple(map(language_code, LANGUAGES)) == LANGUAGES
    with pytest.raises(ValueError, match="language must be one of en, fr, not 'de'"):
        language_code("de")


def test_rows_of_tables_are_read_by_name_and_label():
    table = pd.DataFrame({"gain": [1.5, 2.5], "place": ["Bretagne", "Corse"]}, index=["a", "b"])
    assert [(row.Index, row.gain, row.place) for row in rows_of(table)] == [("a", 1.5, "Bretagne"), ("b", 2.5, "Corse")]
    assert records_of(table) == [{"gain": 1.5, "place": "Bretagne"}, {"gain": 2.5, "place": "Corse"}]
    assert row_of(table, "b").gain == 2.5
    with pytest.raises(KeyError):
        row_of(table, "c")


def test_arrays_are_added_one_after_the_other():
    parts = [np.array([1, -2]), np.array([3, 5])]
    assert sum_of(iter(parts)).tolist() == sum(parts).tolist() == [4, 3]
    assert parts[0].tolist() == [1, -2] and sum_of(parts[:1]) is not parts[0]
    with pytest.raises(ValueError, match="nothing to add"):
        sum_of([])


def test_a_month_that_is_not_simulated_has_no_position():
    frame = Frame("2026-11", 3, ("Bretagne",), ("State",), ((0, 0),))
    assert [frame.position_of(month) for month in ("2026-11", "2027-01")] == [0, 2]
    for month in ("2026-10", "2027-02"):
        assert frame.months_until(month) is None
        with pytest.raises(KeyError, match=month):
            frame.position_of(month)
