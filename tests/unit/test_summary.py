"""The summary: sums within a replicate first, quantiles after; the same from memory and from Parquet."""

import os
from dataclasses import replace

import numpy as np
import pytest
from fabricated import SMALL, outcome, simulate, write_manifest

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.common.recording import Recording
from simulation.outcomes.frame import Frame
from simulation.outcomes.results import open_results
from simulation.outcomes.store import FULL, Store
from simulation.outcomes.summary import summarise, summary_of
from simulation.outcomes.tables import MEASURES

FRAME = Frame.of(SMALL)


def columns_of(recordings):
    def columns(names):
        for name in names:
            index, table = (PERSON_INDEX, "persons") if name in PERSON_INDEX else (ACTIVITY_INDEX, "activity")
            yield name, np.stack([getattr(recording, table)[:, :, index[name]] for recording in recordings])

    return columns


def summary_frame(recordings):
    return summarise(FRAME, columns_of(recordings)).to_pandas(use_threads=False, date_as_object=False)


def by_hand():
    """Five replicates; only month 0 is filled. Cells: north State, north hospital, south State, south hospital."""
    recordings = []
    for north, south in ((10, 0), (0, 10), (4, 4), (0, 1), (1, 5)):
        recording = Recording.empty(FRAME.months, 4, 2, len(FRAME.administrations), len(FRAME.year_ends))
        recording.persons[0, 0, PERSON_INDEX["reached"]] = north
        recording.persons[0, 3, PERSON_INDEX["reached"]] = south
        recording.persons[0, 0, PERSON_INDEX["facilitators"]] = north
        recording.persons[0, 3, PERSON_INDEX["trainers"]] = south
        recording.persons[0, 0, PERSON_INDEX["skill_sum"]] = north * 65535
        recording.activity[0, 2, ACTIVITY_INDEX["facilitator_days_offered"]] = 4
        recording.activity[0, 0, ACTIVITY_INDEX["facilitator_days_offered"]] = 8 * north
        recordings.append(recording)
    return recordings


def pick(summary, measure, **where):
    rows = summary[(summary["measure"] == measure) & (summary["month"] == "2026-03-01")]
    for key, value in where.items():
        rows = rows[rows[key] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_quantiles_are_taken_after_summing():
    summary = summary_frame(by_hand())
    nation = pick(summary, "reached", level="nation")
    assert nation["mean"] == 7.0 and nation["unit"] == "persons"
    assert nation[["q025", "q25", "q50", "q75", "q90"]].tolist() == pytest.approx([1.5, 6, 8, 10, 10])
    north = pick(summary, "reached", level="region", region="north")
    south = pick(summary, "reached", level="region", region="south")
    assert [north["q50"], south["q50"]] == [1, 4]
    assert north["q90"] + south["q90"] != nation["q90"]
    assert pick(summary, "reached", level="administration", administration="hospital")["q50"] == 4


def test_activity_has_the_national_place_as_a_region_and_in_the_nation():
    summary = summary_frame(by_hand())
    assert pick(summary, "facilitator_days_offered", level="region", region="national")["mean"] == 0.5
    assert pick(summary, "facilitator_days_offered", level="nation")["mean"] == 3.5
    activity = summary[summary["measure"] == "facilitator_days_offered"]
    assert set(activity["level"]) == {"nation", "region"}


def test_means_weigh_persons_and_leave_out_replicates_with_nobody():
    summary = summary_frame(by_hand())
    nation = pick(summary, "mean_skill", level="nation")
    assert nation["mean"] == pytest.approx((1 + 0 + 0.5 + 0 + 1 / 6) / 5)
    assert nation["q50"] == pytest.approx(1 / 6)
    north = pick(summary, "mean_skill", level="region", region="north")
    assert north["mean"] == 1 and north["q025"] == 1  # two of the five have nobody there
    later = summary[(summary["measure"] == "mean_skill") & (summary["month"] == "2026-04-01")]
    assert later[["mean", "q50"]].isna().all(axis=None)


def test_it_agrees_with_numpy():
    recordings = [simulate(SMALL, 1, replicate) for replicate in range(7)]
    summary = summary_frame(recordings)
    national = np.stack([r.persons[:, :, PERSON_INDEX["waiting"]].sum(axis=1) for r in recordings])
    rows = summary[(summary["level"] == "nation") & (summary["measure"] == "waiting")]
    for name, share in (("q025", 0.025), ("q10", 0.1), ("q50", 0.5), ("q975", 0.975)):
        assert np.allclose(rows[name], np.quantile(national, share, axis=0))
    assert np.allclose(rows["mean"], national.mean(axis=0))
    assert len(summary.drop_duplicates(["level", "region", "administration", "month", "measure"])) == len(summary)
    assert set(summary["measure"]) == set(MEASURES)


def test_cells_in_any_order_are_summed_to_their_places():
    shuffled = Frame(
        FRAME.start,
        FRAME.months,
        FRAME.regions,
        FRAME.administrations,
        tuple(FRAME.cells[number] for number in (3, 0, 2, 1)),
    )
    recordings = [simulate(SMALL, 1, replicate) for replicate in range(3)]
    turned = [replace(r, persons=r.persons[:, [3, 0, 2, 1]]) for r in recordings]
    assert summarise(shuffled, columns_of(turned)).equals(summarise(FRAME, columns_of(recordings)))


def test_memory_and_parquet_give_the_same(tmp_path):
    store = Store(tmp_path, FULL)
    for first, last in ((0, 2), (3, 4)):
        store.commit(outcome(first, last))
    write_manifest(tmp_path, replicates=5)
    stored = summary_of(open_results(tmp_path, unfinished=True))
    assert stored.equals(summarise(FRAME, columns_of([simulate(SMALL, 1, replicate) for replicate in range(5)])))


@pytest.mark.parametrize("left", ["in a file", "in a truncated file", "nowhere", "half of them nowhere", "fewer asked"])
def test_sums_stored_or_formed_again_give_the_same(tmp_path, monkeypatch, left):
    monkeypatch.setattr("simulation.outcomes.sums._MOST", 4 * 5 * 150)  # lines in several parts
    store = Store(tmp_path, FULL)
    recordings = [simulate(SMALL, 1, replicate) for replicate in range(5)]
    recordings[4].activity[3, 1, ACTIVITY_INDEX["money_courses"]] = 2**40  # eight bytes in the second chunk only
    recordings[1].persons[2, 0, PERSON_INDEX["reached"]] = 40_000
    store.commit(outcome(0, 2, recordings[:3]))
    store.commit(outcome(3, 4, recordings[3:]))
    files = sorted(tmp_path.glob("sums/*"))
    assert len(files) == 2
    if left == "in a truncated file":
        os.truncate(files[0], 1000)
    elif left == "nowhere":
        store.remove_spare()
    elif left == "half of them nowhere":
        files[1].unlink()
    asked = 4 if left == "fewer asked" else 5
    write_manifest(tmp_path, replicates=asked)
    stored = summary_of(open_results(tmp_path, unfinished=True))
    assert stored.equals(summarise(FRAME, columns_of(recordings[:asked])))
    store.remove_spare()
    assert not list(tmp_path.glob("sums/*"))


def test_large_numbers_are_not_cut():
    recordings = by_hand()
    recordings[0].activity[0, 0, ACTIVITY_INDEX["money_courses"]] = 2**40 * 100
    assert pick(summary_frame(recordings), "money_courses", level="nation")["q975"] > 2**39
