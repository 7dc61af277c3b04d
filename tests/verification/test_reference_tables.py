"""The printed tables speak of all plans, and each part of the model that they switch changes the scenario."""

import pytest

from tests.verification import reference_tables as tables
from tests.verification.reference_parts import NEUTRAL, PARTS
from tests.verification.start_figure import FILE, figure_of


def test_all_plans_of_the_library_are_in_the_table():
    assert sorted(tables.PLANS) == sorted(path.stem for path in tables.SCENARIOS.glob("*.yaml"))


@pytest.mark.parametrize("name", [*PARTS, *NEUTRAL])
def test_a_switched_part_is_another_scenario(name):
    reference = tables.plan("reference")
    other = tables.changed(reference, {**PARTS, **NEUTRAL}[name])
    assert other != reference and other.target == reference.target


def test_the_target_is_counted_by_future():
    reference = tables.plan("reference")
    found = tables.national(reference, 2)
    active = found["active_facilitators"]
    assert active.shape == (2, 60) and tables.met(reference, found).tolist() == (active[:, -1] >= 100).tolist()
    best = tables.national(reference, 1, best=True)["active_facilitators"]
    assert (best[0] != active[0]).any()


def test_the_figure_of_the_start_shows_means_of_warm_and_cold():
    found = tables.warm_and_cold(2)
    figure = figure_of(found)
    drawn = {(trace.name, trace.xaxis): trace.y for trace in figure.data}
    assert len(drawn) == 2 * len({**tables.FLOWS, **tables.STOCKS}) == 12
    for which, axis in (("warm", "x"), ("cold", "x")):
        assert list(drawn[which, axis]) == pytest.approx(found[which]["certified"].mean(axis=0))
    assert list(drawn["cold", "x4"]) == pytest.approx(found["cold"]["waiting_for_course"].mean(axis=0))
    assert {note.text for note in figure.layout.annotations} >= {"warm", "cold"}
    assert f"](reference/{FILE.name})" in (FILE.parents[1] / "reference.md").read_text(encoding="utf-8")
