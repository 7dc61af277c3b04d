"""The printed tables speak of all plans, and each part of the model that they switch changes the scenario."""

import pytest

from tests.verification import reference_tables as tables
from tests.verification.reference_parts import NEUTRAL, PARTS


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
    assert tables.national(reference, 1, best=True)["active_facilitators"][0, -1] != active[0, -1]
