"""The exported files: CSV for machines and people, package, Parquet, hub, calendar, and the page beside them."""

import csv
import importlib.util
import io
import json
import re
from datetime import date

import handover_data
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from test_french import faults

from simulation.handover.event_file import calendar_files, read_events
from simulation.handover.export import files_of
from simulation.handover.files import csv_of, parquet
from simulation.handover.made import Asked
from simulation.handover.spread import harmless, table_of
from simulation.handover.tables import FORECAST, REGIONS, SCENARIOS, TABLES

PACKAGE = Asked("year", "fr", below=5, package=True, hub=True, calendar=True)


@pytest.fixture(scope="module")
def files():
    return files_of(handover_data.made(PACKAGE), {})


@pytest.fixture(scope="module")
def descriptor(files):
    return json.loads(files["datapackage.json"])


def rows_of(files, name):
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode("utf-8"), newline="")))


READ = {
    "string": str,
    "number": float,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def problems(descriptor, files):
    """What is wrong with the rows of a package, by its own schemas: types, constraints, keys, references."""
    found, keys = [], {}
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource["schema"]
        rows = rows_of(files, name)
        header = files[resource["path"]].decode("utf-8").split("\n", 1)[0].split(",")
        if header != [field["name"] for field in schema["fields"]]:
            found.append(f"{name}: header")
        for field in schema["fields"]:
            values, limits = [row[field["name"]] for row in rows], field.get("constraints", {})
            filled = [value for value in values if value not in schema["missingValues"]]
            if limits.get("required") and len(filled) < len(values):
                found.append(f"{name}.{field['name']}: empty")
            if "enum" in limits and not set(filled) <= set(limits["enum"]):
                found.append(f"{name}.{field['name']}: not allowed")
            try:
                for value in set(filled):
                    READ[field["type"]](value)
            except (ValueError, KeyError) as error:
                found.append(f"{name}.{field['name']}: {error!r}")
        for key in [schema["primaryKey"], *([one] for one in {field["name"] for field in schema["fields"]})]:
            keys[name, *key] = [tuple(row[part] for part in key) for row in rows]
        if len(set(keys[name, *schema["primaryKey"]])) < len(rows):
            found.append(f"{name}: key not unique")
    for resource in descriptor["resources"]:
        for one in resource["schema"].get("foreignKeys", []):
            reference = one["reference"]
            there = set(keys[reference["resource"] or resource["name"], *reference["fields"]])
            own = set(keys[resource["name"], *one["fields"]]) - {("",)}
            if not own <= there:
                found.append(f"{resource['name']}.{one['fields']}: refers to nothing: {sorted(own - there)[:3]}")
    return found


def test_every_row_keeps_to_its_schema(descriptor, files):
    assert problems(descriptor, files) == []
    assert {resource["name"] for resource in descriptor["resources"]} == {table.name for table in TABLES}


@pytest.mark.parametrize(
    ("name", "old", "new", "wrong"),
    [
        ("forecast", "false\n", "maybe\n", "forecast.suppressed"),
        ("capacity_plan", ",in_person,", ",by post,", "capacity_plan.delivery"),
        ("budget", ",FR-DIST,", ",XX,", "refers to nothing"),
        ("periods", "2026-03-01", "01/03/2026", "periods.date_start"),
    ],
)
def test_a_wrong_row_is_noticed(descriptor, files, name, old, new, wrong):
    path = f"data/{name}.csv"
    changed = files[path].decode().replace(old, new, 1)
    assert changed != files[path].decode()
    assert any(wrong in one for one in problems(descriptor, files | {path: changed.encode()}))


def test_descriptor_is_that_of_data_package_2(descriptor, files):
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9.-]+", descriptor["name"]) and descriptor["licenses"][0]["name"] == "etalab-2.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", descriptor["version"])
    for resource in descriptor["resources"]:
        content = files[resource["path"]]
        assert resource["type"] == "table" and resource["bytes"] == len(content)
        assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content and b";FR" not in content


@pytest.mark.skipif(importlib.util.find_spec("frictionless") is None, reason="frictionless is not installed")
def test_package_is_valid_for_frictionless(files, tmp_path):
    from frictionless import Package

    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])


def test_parquet_holds_what_the_csv_holds(files):
    for table in TABLES:
        held = pq.read_table(io.BytesIO(files[f"data/{table.name}.parquet"])).to_pylist()
        rows = rows_of(files, table.name)
        assert len(held) == len(rows)
        for row, other in list(zip(rows, held, strict=True))[:: max(1, len(rows) // 300)]:
            for field in table.fields:
                text = row[field.name]
                assert (READ[field.type](text) if text else None) == other[field.name], (table.name, field.name)


def test_catalogue_schemas_name_an_example_that_is_there(files):
    for table in TABLES:
        schema = json.loads(files[f"schemas/{table.name}.json"])
        assert schema["resources"][0]["path"].replace("../", "") in files and schema["version"] and schema["keywords"]


def test_csv_for_french_readers_has_semicolons_commas_and_a_mark():
    made = handover_data.made(Asked("year", "fr"))
    text = files_of(made, {})["data/budget.csv"].decode("utf-8")
    assert text.startswith("\ufeffscenario_id;exercice;")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    frame = made.tables["budget"]
    assert [float(row["cp_eur"].replace(",", ".")) for row in rows] == frame["cp_eur"].tolist()
    assert any("," in row["cp_eur"] for row in rows) and not any("." in row["cp_eur"] for row in rows)
    english = files_of(handover_data.made(Asked("year", "en")), {})["data/budget.csv"].decode("utf-8")
    assert english.startswith("scenario_id,exercice,")


def test_codes_stay_text(files):
    codes = [row["region_code"] for row in rows_of(files, "regions")]
    assert "01" in codes and "06" in codes


@pytest.mark.parametrize("text", ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1"])
def test_no_text_is_a_formula(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Bretagne", "-3.5", "+2", "a=b", "", "2027-Q1", "[{from: 2026}]", "'=1+1"])
def test_other_text_stays(text):
    assert harmless(text) == text


def test_names_of_scenarios_are_harmless_in_every_format(files):
    # The scenario is called "=Lively; …".
    assert "\n" not in rows_of(files, "scenarios")[0]["name"]
    assert rows_of(files, "scenarios")[0]["name"].startswith("'=Lively")
    frame = pq.read_table(io.BytesIO(files["data/scenarios.parquet"])).to_pylist()
    assert frame[0]["name"].startswith("'=Lively")
    regions = pd.Categorical(["=A1", "B"])
    assert table_of(FORECAST, {"region_code": regions})["region_code"].tolist() == ["'=A1", "B"]


def test_columns_that_are_not_declared_are_refused():
    with pytest.raises(KeyError, match="scenarios has no colour"):
        table_of(SCENARIOS, {"colour": ["red"]})
    empty = table_of(REGIONS, {"region_code": ["01"]})
    assert csv_of(REGIONS, empty).decode().splitlines()[1] == "01,,,,,,"
    assert pq.read_table(io.BytesIO(parquet(SCENARIOS, table_of(SCENARIOS, {})))).num_rows == 0


def test_hub_file_is_the_forecast_of_nation_and_regions(files):
    name = "model-output/essaim-lively/2026-03-01-essaim-lively.parquet"
    table = pq.read_table(io.BytesIO(files[name]))
    assert table.column_names == ["origin_date", "target", "horizon", "location", "output_type", "output_type_id",
                                  "value"]  # fmt: skip
    assert str(table.schema.field("output_type_id").type) == "string"
    frame = table.to_pandas()
    forecast = handover_data.made(PACKAGE).tables["forecast"]
    ours = forecast[(forecast["scenario_id"] == "lively") & (forecast["versant"] == "_T")]
    assert len(frame) == ours[["mean", *(c for c in ours if re.fullmatch(r"q\d+", c))]].notna().sum().sum()
    row = frame[
        (frame["target"] == "certified")
        & (frame["location"] == "FR")
        & (frame["horizon"] == 10)
        & (frame["output_type_id"] == "0.9")
    ]
    cell = ours[(ours["measure_id"] == "certified") & (ours["region_code"] == "FR") & (ours["period_id"] == "2026")]
    assert row["value"].tolist() == cell["q90"].tolist()
    means = frame[frame["output_type"] == "mean"]
    assert means["output_type_id"].isna().all() and set(frame["horizon"]) == {10, 20}


def events_of(content):
    return read_events(content)


def test_calendar_holds_the_likely_courses(files):
    made = handover_data.made(PACKAGE)
    plan = made.monthly_plan
    likely = plan[(plan["scenario_id"] == "calendar") & (plan["region_code"] != "FR") & (plan["prob_held"] >= 0.5)]
    events = events_of(files["calendar/calendar.ics"])
    assert len(events) == sum(max(1, int(np.floor(courses + 0.5))) for courses in likely["courses"]) > 0
    event = events["calendar-2026-06-FR-DIST-facilitator-remote-1@essaim"]
    assert (event["DTSTART"], event["DTEND"], event["STATUS"]) == ("20260601", "20260701", "TENTATIVE")
    assert event["SEQUENCE"] == "0" and "futurs simulés sur 100" in event["DESCRIPTION"]
    assert faults(event["DESCRIPTION"].replace("\\", "")) == [] and faults(event["SUMMARY"]) == []


def test_calendar_is_written_as_the_standard_asks(files):
    content = files["calendar/lively.ics"]
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode("utf-8")
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")
    assert all(re.match(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?:", line) for line in unfolded if line)


def test_a_new_plan_finds_its_events_again(files):
    made = handover_data.made(PACKAGE)
    name = "calendar/calendar.ics"
    again = calendar_files(made, {name: files[name]})
    assert again[name] == files[name]
    # What stood there differs in one event, and held one that is no longer in the plan.
    at = files[name].index(b"UID:calendar-2026-06-FR-DIST-facilitator-remote-1@")
    event = files[name][at:].replace(b"SEQUENCE:0", b"SEQUENCE:4", 1).replace(b"20260601", b"20260501", 1)
    gone = (files[name][:at] + event).replace(
        b"calendar-2026-06-FR-DIST-facilitator-remote-2@", b"calendar-2026-06-XX-facilitator-9@"
    )
    events = events_of(calendar_files(made, {name: gone})[name])
    assert events["calendar-2026-06-FR-DIST-facilitator-remote-1@essaim"]["SEQUENCE"] == "5"
    lost = events["calendar-2026-06-XX-facilitator-9@essaim"]
    assert lost["STATUS"] == "CANCELLED" and lost["SEQUENCE"] == "1" and lost["DTSTART"] == "20260601"
    assert events["calendar-2026-06-FR-DIST-facilitator-remote-2@essaim"]["SEQUENCE"] == "0"
    assert len(events) == len(events_of(files[name])) + 1


def test_page_names_what_is_there_and_what_was_left_out(files):
    page = files["LISEZ-MOI.md"].decode("utf-8")
    for name in ("data/forecast.csv", "datapackage.json", "model-output/", "calendar/*.ics"):
        assert f"`{name}`" in page
    assert "essaim.xlsx" not in page and "inférieures à 5" in page and "`forecast`" in page
    words = re.sub(r"`[^`]*`|0\.1\.0|1\.\d\.\d", "x", page).replace("|", "\n")
    assert faults(words) == []
    english = files_of(handover_data.made(Asked("year", "en")), {})["README.md"].decode("utf-8")
    assert "Small counts" not in english and "`data/budget.csv`" in english


def test_the_same_results_give_the_same_bytes(files):
    made = handover_data.made(PACKAGE)
    assert files_of(type(made)(made.handed, made.asked, dict(made.tables), made.monthly_plan), {}) == files
