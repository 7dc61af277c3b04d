"""The store: units at the table boundary, chunks that are whole or absent, errors that name the file."""

import json
import os
from dataclasses import fields, replace

import numpy as np
import pytest
from fabricated import FRAME, POINT, SMALL, outcome, simulate, write_manifest

from simulation.common.columns import ACTIVITY_INDEX, LINEAGE_COLUMNS, PERSON_INDEX
from simulation.common.recording import Recording
from simulation.outcomes.frame import Frame
from simulation.outcomes.full_record import CHANCE, chunk_name
from simulation.outcomes.results import open_results
from simulation.outcomes.small_tables import chance_table, failures_table, uncertainties_table
from simulation.outcomes.store import FULL, Failure, Outcome, RunSet, Store
from simulation.outcomes.tables import (
    activity_table,
    check_shape,
    lineage_table,
    network_table,
    persons_table,
    ties_table,
)
from simulation.runs.jobs import jobs_for
from simulation.storage.files import ResultsError, write_whole
from simulation.storage.storage import Folder


def empty() -> Recording:
    return Recording.empty(
        FRAME.months, len(FRAME.cells), len(FRAME.regions), len(FRAME.administrations), len(FRAME.year_ends)
    )


def test_the_frame_gives_months_and_year_ends():
    assert FRAME.month_names[0] == "2026-03" and FRAME.month_names[-1] == "2027-04"
    assert [str(day) for day in FRAME.first_days[[0, -1]]] == ["2026-03-01", "2027-04-01"]
    assert FRAME.year_ends.tolist() == [9, 13]
    assert FRAME.months_until("2026-12") == 9 and FRAME.months_until("2028-01") is None
    assert Frame.from_json(json.loads(json.dumps(FRAME.to_json()))) == FRAME


def test_whole_numbers_become_units_and_means():
    recording = empty()
    person = {name: number for name, number in PERSON_INDEX.items()}
    recording.persons[2, 1, person["facilitators"]] = 3
    recording.persons[2, 1, person["trainers"]] = 1
    recording.persons[2, 1, person["skill_sum"]] = 2 * 65535
    recording.persons[2, 1, person["generation_sum"]] = 6
    recording.persons[2, 1, person["skill_gained"]] = 65535 // 5
    recording.activity[2, 2, ACTIVITY_INDEX["facilitator_days_offered"]] = 13
    recording.activity[2, 2, ACTIVITY_INDEX["money_courses"]] = 1234_56
    persons = persons_table(FRAME, [7], [recording]).to_pandas(use_threads=False)
    row = persons.iloc[2 * 4 + 1]
    assert row[["replicate", "region", "administration", "facilitators"]].tolist() == [7, "north", "hospital", 3]
    assert str(row["month"]) == "2026-05-01"
    assert row["mean_skill"] == 0.5 and row["mean_generation"] == 1.5 and row["skill_gained"] == 0.2
    assert persons["mean_skill"].isna().sum() == len(persons) - 1
    assert "skill_sum" not in persons
    activity = activity_table(FRAME, [7], [recording]).to_pandas(use_threads=False)
    assert activity.iloc[2 * 3 + 2]["region"] == "national"
    assert activity.iloc[2 * 3 + 2][["facilitator_days_offered", "money_courses"]].tolist() == [1.625, 1234.56]


def test_columns_carry_unit_and_labels():
    field = activity_table(FRAME, [0], [empty()]).schema.field("money_courses")
    assert field.metadata[b"unit"] == b"euros" and field.metadata[b"fr"].decode() == "Dépense : formations"


def test_lineage_leaves_out_empty_generations_and_network_has_one_row_a_year():
    recording = empty()
    recording.lineage[1, 3, 0] = 5
    table = lineage_table(FRAME, [2], [recording]).to_pandas(use_threads=False)
    assert len(table) == 1
    assert table.iloc[0][["replicate", "generation", LINEAGE_COLUMNS[0].name]].tolist() == [2, 3, 5]
    months = network_table(FRAME, [2], [recording])["month"].to_pylist()
    assert [str(month) for month in months] == ["2026-12-01", "2027-04-01"]


def test_a_narrowed_recording_gives_the_same_tables():
    recordings = [simulate(SMALL, 1, replicate) for replicate in range(2)]
    recordings[0].persons[0, 0, PERSON_INDEX["skill_sum"]] = 2**40
    recordings[1].network[0, 0] = -1
    narrowed = [recording.narrowed() for recording in recordings]
    assert [recording.persons.dtype for recording in narrowed] == [np.int64, np.int32]
    assert [recording.network.dtype for recording in narrowed] == [np.int32, np.int64]
    for make in (persons_table, activity_table, network_table, lineage_table, ties_table):
        assert make(FRAME, [0, 1], narrowed).equals(make(FRAME, [0, 1], recordings))
    assert chance_table(FRAME, [0, 1], [0, 1], narrowed).equals(chance_table(FRAME, [0, 1], [0, 1], recordings))


def test_numbers_of_32_bits_from_another_model_are_taken_as_they_are():
    recording = simulate(SMALL, 1, 0)
    tables = {field.name: getattr(recording, field.name).astype(np.int32) for field in fields(recording)}
    given = Recording(**tables)
    check_shape(FRAME, given.narrowed().narrowed())
    assert persons_table(FRAME, [0], [given.narrowed()]).equals(persons_table(FRAME, [0], [recording]))
    large = replace(given, persons=given.persons.astype(np.uint32))
    large.persons[0, 0, PERSON_INDEX["reached"]] = 2**31
    with pytest.raises(ValueError, match="reached exceeds"):
        check_shape(FRAME, large.narrowed())


def test_a_recording_of_another_shape_or_too_large_a_count_is_refused():
    recording = empty()
    check_shape(FRAME, recording)
    recording.persons[0, 0, PERSON_INDEX["skill_sum"]] = 2**40
    check_shape(FRAME, recording)
    recording.persons[0, 0, PERSON_INDEX["reached"]] = 2**31
    with pytest.raises(ValueError, match="reached exceeds"):
        check_shape(FRAME, recording)
    with pytest.raises(ValueError, match="persons recorded with shape"):
        check_shape(FRAME, replace(recording, persons=recording.persons[1:]))


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (range(60), [(0, 24), (25, 49), (50, 59)]),
        (range(30, 51), [(30, 49), (50, 50)]),
        ([0, 1, 5, 6, 25], [(0, 1), (5, 6), (25, 25)]),
        ([], []),
    ],
)
def test_chunk_bounds_follow_from_replicate_numbers(missing, expected):
    for base in (0, CHANCE):
        there = RunSet()
        for replicate in set(range(60)) - set(missing):
            there.add((POINT, base + replicate))
        jobs = list(jobs_for({POINT: ""}, {POINT: (range(base, base + 60),)}, there, 25, aligned=True))
        assert [(job.runs[0][1] - base, job.runs[-1][1] - base) for job in jobs] == expected


def test_a_set_of_runs_counts_high_numbers_too():
    found = RunSet()
    assert found.add(("a", 3)) and not found.add(("a", 3)) and found.add(("a", CHANCE + 70_000))
    assert found.count("a", range(10)) == 1 and found.count("a", range(4, 10)) == found.count("b", range(10)) == 0
    assert found.count("a", range(CHANCE, CHANCE + 70_000)) == 0
    assert found.count("a", range(CHANCE, CHANCE + 70_001)) == 1 and found.count("a", range(0)) == 0
    assert len(found) == 2 and ("a", 3) in found and ("a", 4) not in found


def test_chunks_come_back(tmp_path):
    store = Store(tmp_path, FULL)
    store.commit(outcome(2, 3))
    store.commit(outcome(0, 1))
    store.commit(Outcome(failures=[Failure(POINT, 4, "simulate", "it broke")], name=chunk_name(4, 4)))
    store.commit(outcome(CHANCE, CHANCE))
    write_manifest(tmp_path, replicates=5)
    results = open_results(tmp_path, unfinished=True)
    assert results.replicates.tolist() == [0, 1, 2, 3]
    persons = results.persons(["reached"])
    assert persons.columns.tolist() == ["replicate", "month", "region", "administration", "reached"]
    assert persons["replicate"].is_monotonic_increasing
    expected = [simulate(SMALL, 1, r).persons[:, :, PERSON_INDEX["reached"]].ravel() for r in range(4)]
    assert persons["reached"].tolist() == np.concatenate(expected).tolist()
    assert results.failures()[["replicate", "stage", "error"]].values.tolist() == [[4, "simulate", "it broke"]]
    assert results.uncertainties()["pace"].tolist() == pytest.approx([0, 0.1, 0.2, 0.3])
    chance = results.chance()
    assert chance["replicate"].unique().tolist() == [CHANCE] and len(chance) == FRAME.months
    national = results.national("skill_sum", "money_courses")
    whole = np.stack([simulate(SMALL, 1, r).persons[:, :, PERSON_INDEX["skill_sum"]].sum(axis=1) for r in range(4)])
    assert np.array_equal(np.rint(national["skill_sum"] * 65535), whole)
    assert results.table("activity", ["month", "sessions"]).shape == (4 * FRAME.months * 3, 2)
    assert len(results.lineage()) and len(results.network()) == 8 and len(results.summary())
    with pytest.raises(ResultsError, match="no column unheard"):
        results.persons(["unheard"])
    with pytest.raises(ResultsError, match="no table"):
        results.table("nothing")


def test_a_truncated_an_altered_and_a_missing_file_are_noticed(tmp_path):
    store = Store(tmp_path, FULL)
    for first in (0, 2, 4, 6):
        store.commit(outcome(first, first + 1))
    write_manifest(tmp_path)
    truncated, altered, missing = (sorted((tmp_path / "persons").iterdir())[number] for number in range(3))
    os.truncate(truncated, 1000)
    content = bytearray(altered.read_bytes())
    content[500] ^= 1
    altered.write_bytes(content)
    missing.unlink()
    assert [chunk.replicates[0] for chunk in store.chunks()] == [2, 6]
    assert [chunk.replicates[0] for chunk in store.chunks(contents=True)] == [6]
    assert store.damaged() == ["persons/000000-000001.parquet", "persons/000004-000005.parquet"]
    with pytest.raises(ResultsError, match="000000-000001.parquet"):
        open_results(tmp_path)
    assert store.clean() == ["parts/000000-000001.json", "parts/000002-000003.json", "parts/000004-000005.json"]
    assert sorted(path.name for path in (tmp_path / "parts").glob("*.json")) == ["000006-000007.json"]
    assert [path.name for path in (tmp_path / "activity").iterdir() if path.name.startswith("000000")] == []


def test_a_damaged_file_is_named_among_several(tmp_path):
    store = Store(tmp_path, FULL)
    for first in (0, 2, 4):
        store.commit(outcome(first, first + 1))
    write_manifest(tmp_path, replicates=6)
    results = open_results(tmp_path, unfinished=True)
    assert len(results.replicates) == 6
    middle = tmp_path / "persons" / "000002-000003.parquet"
    content = bytearray(middle.read_bytes())
    content[4:2000] = bytes(1996)
    middle.write_bytes(content)
    with pytest.raises(ResultsError, match="000002-000003.parquet cannot be read"):
        results.national("reached", "lapsed")


def test_a_broken_record_is_no_record(tmp_path):
    store = Store(tmp_path, FULL)
    store.commit(outcome(0, 1))
    record = tmp_path / "parts" / "000000-000001.json"
    os.truncate(record, 50)
    assert list(store.chunks()) == [] and store.damaged() == ["parts/000000-000001.json"]


def test_opening_says_what_is_wrong(tmp_path):
    with pytest.raises(ResultsError, match="is not a folder"):
        open_results(tmp_path / "nowhere")
    with pytest.raises(ResultsError, match="is not a results folder"):
        open_results(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name)
    with pytest.raises(ResultsError, match="holds 2 runs"):
        open_results(tmp_path)
    (tmp_path / "b" / "points.parquet").touch()  # now b is a sweep, and a the only run
    with pytest.raises(ResultsError, match="unfinished: 0 of 4 replicates"):
        open_results(tmp_path)
    with pytest.raises(ResultsError, match="unfinished: 0 of 4 replicates"):
        open_results(tmp_path / "a")
    write_manifest(tmp_path / "a", format=99)
    with pytest.raises(ResultsError, match="format 99"):
        open_results(tmp_path / "a")
    write_manifest(tmp_path / "a", complete=True)
    with pytest.raises(ResultsError, match="summary.parquet"):
        open_results(tmp_path / "a")
    (tmp_path / "a" / "manifest.json").write_text("[1]")
    with pytest.raises(ResultsError, match="not the manifest"):
        open_results(tmp_path / "a")
    (tmp_path / "a" / "manifest.json").write_text("{")
    with pytest.raises(ResultsError, match="cannot be read"):
        open_results(tmp_path / "a")
    with pytest.raises(ResultsError, match="is missing"):
        Folder(tmp_path).read_table("x.parquet")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 not at all")
    with pytest.raises(ResultsError, match="x.parquet cannot be read"):
        Folder(tmp_path).read_table("x.parquet")


def test_an_unfinished_folder_with_nothing_in_it_opens_empty(tmp_path):
    write_manifest(tmp_path)
    results = open_results(tmp_path, unfinished=True)
    assert len(results.persons()) == len(results.network()) == len(results.failures()) == 0
    assert results.summary()["mean"].isna().all()


def test_a_file_is_whole_or_absent(tmp_path, monkeypatch):
    write_whole(tmp_path / "file", b"before")
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_same_table_gives_the_same_bytes(tmp_path):
    table = persons_table(FRAME, [0, 1], [simulate(SMALL, 1, 0), simulate(SMALL, 1, 1)])
    folder = Folder(tmp_path)
    noted = [folder.write_table(name, table) for name in ("a.parquet", "b.parquet")]
    assert noted[0] == noted[1]
    assert folder.read_table("a.parquet").to_pandas(use_threads=False).equals(table.to_pandas(use_threads=False))


def test_small_tables_may_be_empty():
    assert failures_table([]).num_rows == 0 and "traceback" in failures_table([]).column_names
    assert uncertainties_table([]).num_rows == 0
