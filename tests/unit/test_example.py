"""One replicate person by person: who trained whom and who was in which group agree with what the run recorded."""

import numpy as np
import pytest
from fabricated import SMALL

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.engine.run import simulate
from simulation.runs.example import example_tables, typical_replicate
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario

SCENARIO = load_scenario("reference").model_copy(update={"months": 30, "target": None})


@pytest.fixture(scope="module")
def told():
    people, groups = example_tables(SCENARIO, 1, 2, False)
    return people.to_pandas(use_threads=False), groups.to_pandas(use_threads=False)


def test_people_are_those_who_met_or_were_certified(told):
    people, _ = told
    recording = simulate(SCENARIO, 1, 2)
    ends = recording.persons[-1].sum(axis=0)
    certified = people["role"].isin(["facilitator", "trainer"])
    assert certified.sum() == ends[PERSON_INDEX["facilitators"]] + ends[PERSON_INDEX["trainers"]]
    assert people["person"].is_unique and len(people) >= recording.network[-1, 0]
    assert people.loc[certified, "generation"].notna().all()


def test_lineage_points_at_people_who_are_there(told):
    people, _ = told
    trained = people[people["trained_by"].notna()]
    generation = people.set_index("person")["generation"]
    assert len(trained) > 20 and trained["trained_by"].isin(people["person"]).all()
    trainers = generation.loc[trained["trained_by"].astype(int)].to_numpy(float)
    assert (trained["generation"].to_numpy(float) == trainers + 1).mean() > 0.95  # some were certified again since


def test_groups_have_members_and_one_leader_at_most(told):
    _, groups = told
    recording = simulate(SCENARIO, 1, 2)
    kinds = ("groups_started", "programme_groups_started", "practicum_groups_started")
    started = recording.activity[..., [ACTIVITY_INDEX[kind] for kind in kinds]].sum()
    there = sum(row.count for row in SCENARIO.initial.register_ if row.state == "group")
    assert 0.95 * started <= groups["group"].nunique() <= started + there
    assert groups.groupby("group")["leads"].sum().max() == 1
    assert groups[~groups["leads"]].groupby("group").size().max() <= 10


def test_the_typical_replicate_is_closest_to_the_median(tmp_path):
    results = run(SMALL, 9, 5, out=tmp_path, engine="fabricated:simulate")
    active = results.national("active_facilitators")["active_facilitators"][:, -1]
    chosen = np.flatnonzero(results.replicates == typical_replicate(results))[0]
    assert abs(active[chosen] - np.median(active)) == np.abs(active - np.median(active)).min()
