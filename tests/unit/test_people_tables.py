"""Tables that go out: separators, numbers, times, formulas, in English and in French."""

import datetime
import json

import numpy as np
import pandas as pd
import pytest

from simulation.outcomes.people_tables import csv_bytes, json_text

TABLE = pd.DataFrame(
    {
        "region": ["Île-de-France", "=2+2", 'say "a; b, c"', None],
        "count": [3.0, float("nan"), 5.0, 0.0],
        "share": [0.5, 1.0, 1e-7, float("nan")],
        "month": pd.to_datetime(["2026-01-01", "2026-02-01", None, "2030-12-01"]),
        "sure": [True, False, None, True],
    }
)


def test_english_csv_has_commas_points_and_whole_counts():
    assert csv_bytes(TABLE).decode().splitlines() == [
        "region,count,share,month,sure",
        "Île-de-France,3,0.5,2026-01-01,True",
        "'=2+2,,1.0,2026-02-01,False",
        '"say ""a; b, c""",5,1e-07,,',
        ",0,,2030-12-01,True",
    ]


def test_french_csv_has_a_mark_semicolons_and_decimal_commas():
    given = csv_bytes(TABLE, "fr")
    assert given.startswith(b"\xef\xbb\xbf")
    assert given.decode("utf-8-sig").splitlines() == [
        "region;count;share;month;sure",
        "Île-de-France;3;0,5;2026-01-01;VRAI",
        "'=2+2;;1,0;2026-02-01;FAUX",
        '"say ""a; b, c""";5;1e-07;;',
        ";0;;2030-12-01;VRAI",
    ]


def test_json_has_one_kind_of_time_and_whole_counts():
    given = json.loads(json_text(TABLE))
    assert given[0] == {"region": "Île-de-France", "count": 3, "share": 0.5, "month": "2026-01-01", "sure": True}
    assert isinstance(given[0]["count"], int)
    assert given[3]["region"] is None and given[2]["month"] is None


@pytest.mark.parametrize(("value", "said"), [
    (pd.Timestamp("2026-01-01T12:30"), "2026-01-01T12:30:00"),
    (pd.Timestamp("2026-01-01T12:30", tz="UTC"), "2026-01-01T12:30:00+00:00"),
    (datetime.date(2026, 1, 1), "2026-01-01"),
    (datetime.time(8, 5), "08:05:00"),
    (pd.Timedelta(days=1), "P1DT0H0M0S"),
])  # fmt: skip
def test_every_kind_of_time_is_iso(value, said):
    assert json.loads(json_text(pd.DataFrame({"when": [value]}))) == [{"when": said}]


def test_numbers_of_every_type_are_numbers():
    table = pd.DataFrame({"a": np.array([1, 2], np.int32), "b": pd.array([1, None], "Int64"), "c": [2**60, None]})
    assert csv_bytes(table).decode().splitlines()[1] == f"1,1,{float(2**60)!r}"
    assert json.loads(json_text(pd.DataFrame({"x": [float("inf"), 1.5], "y": [[1, 2.5], {"k": 1}]}))) == [
        {"x": None, "y": [1, 2.5]}, {"x": 1.5, "y": {"k": 1}},
    ]  # fmt: skip


def test_negative_numbers_written_as_text_are_left_as_they_are():
    assert csv_bytes(pd.DataFrame({"a": ["-5", "-5,5", "-a", "@b", "+c"]})).decode().split() == [
        "a", "-5", '"-5,5"', "'-a", "'@b", "'+c",
    ]  # fmt: skip


def test_an_empty_table_has_its_heading():
    assert csv_bytes(pd.DataFrame({"a": [], "b": []}), "fr").decode("utf-8-sig") == "a;b\n"
    assert json_text(pd.DataFrame({"a": []})) == "[]"
