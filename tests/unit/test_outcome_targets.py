"""Targets of a run: each at its own date, by region, of stocks, of a year's flows, of coverage; and all together."""

import numpy as np
import pytest
from report_data import MadeUp

from simulation.outcomes.afterwards import left
from simulation.outcomes.half_years import OBSERVED, active_by_half_year, shares
from simulation.outcomes.targets import series, targets, together
from simulation.scenario.schema import Cell, FurtherTarget

CELLS = tuple(
    Cell(region=region, administration=administration, headcount=headcount)
    for region, administration, headcount in (
        ("north", "State", 20_000), ("north", "hospital", 5_000), ("south", "State", 30_000), ("south", "hospital", 1),
    )
)  # fmt: skip


class Told(MadeUp):
    """Results whose columns are given: replicates × months × places (cells, or regions and remote)."""

    def __init__(self, also=(), target=1.0, months=3, measure="active_facilitators", month="2026-02", **told):
        shape = next(iter(told.values())).shape
        super().__init__(replicates=shape[0], months=months, population=CELLS, target=target, also=also)
        first = self.scenario.target.model_copy(update={"measure": measure, "month": month})
        self.scenario = self.scenario.model_copy(update={"target": first})
        self._told = told

    def whole_numbers(self, names):
        for name in names:
            yield name, self._told[name]

    def national(self, *names):
        from simulation.outcomes.tables import MEASURES

        return {name: self._told[name].sum(axis=2) / MEASURES[name].scale for name in names}


def active(*futures):
    """Active facilitators of four cells in the second of three months, by future."""
    whole = np.zeros((len(futures), 3, 4), np.int32)
    whole[:, 1] = futures
    return whole


def aim(measure="active_facilitators", value=1.0, month="2026-02", region=None):
    return {"measure": measure, "value": value, "month": month, "region": region}


def test_each_target_is_judged_at_its_own_date_and_together_is_no_product():
    whole = active([9, 0, 0, 0], [8, 1, 0, 0], [0, 0, 2, 2], [0, 0, 9, 0])
    whole[:, 2, 0] = [3, 0, 3, 3]
    found = targets(Told(active_facilitators=whole, target=9.0, also=[aim(value=3, month="2026-03")]))
    assert [one.met.value for one in found] == [0.75, 0.75]
    # The first reaches both, the second and the third one each, the fourth both: 2 of 4, where the product is 0.5625.
    assert together(found).value == 0.5 and together(found).count == 4
    assert found[0].values.tolist() == [9, 9, 4, 9] and found[1].values.tolist() == [3, 0, 3, 3]
    assert found[1].reached.tolist() == [[False, True, True], [False, True, False], [False, True, True],
                                         [False, True, True]]  # fmt: skip


def test_a_date_that_is_not_simulated_has_no_probability():
    found = targets(Told(active_facilitators=active([1, 0, 0, 0]), also=[aim(month="2027-01")]))
    assert found[0].met.value == 1 and found[1].met is None and found[1].values is None
    assert together(found) is None and together(()) is None and targets(MadeUp(target=None, replicates=1)) == ()


def test_floors_are_of_one_region_or_of_each():
    whole = active([2, 1, 0, 5], [1, 1, 2, 1], [9, 0, 1, 0])
    floors = [aim(value=3, region="south"), aim(value=2, region="each"), aim(value=2, region="north")]
    _, south, each, north = targets(Told(active_facilitators=whole, also=floors))
    assert south.values.tolist() == [5, 3, 1] and south.met.value == pytest.approx(2 / 3)
    assert north.values.tolist() == [3, 2, 9] and north.met.value == 1 and north.falls_short is None
    # Of each region the one with least counts; south falls short in one future of three.
    assert each.values.tolist() == [3, 2, 1] and each.met.value == pytest.approx(2 / 3)
    assert each.falls_short == ("south", pytest.approx(1 / 3))


def test_coverage_is_the_share_of_cells_with_one_active_per_ten_thousand():
    # 2 per 20,000 is enough, 1 is not; 1 per 5,000; 3 per 30,000; one agent alone needs one.
    whole = active([2, 1, 3, 1], [1, 1, 2, 0], [0, 0, 3, 1])
    results = Told(active_facilitators=whole, measure="coverage", target=0.75)
    assert series(results, FurtherTarget(**aim("coverage")))[:, 1, 0].tolist() == [1, 0.25, 0.5]
    assert targets(results)[0].met.value == pytest.approx(1 / 3)
    by_region = series(results, FurtherTarget(**aim("coverage", 0.5, region="each")))[:, 1]
    assert by_region.tolist() == [[1, 1], [0.5, 0], [0, 1]]
    assert series(results, FurtherTarget(**aim("coverage", 0.5, region="south")))[:, 1].tolist() == [[1], [0], [1]]


def test_coverage_of_many_does_not_overflow():
    whole = active([2_000_000_000, 0, 0, 0])
    assert series(Told(active_facilitators=whole), FurtherTarget(**aim("coverage")))[0, 1, 0] == 0.25


def test_sessions_and_skills_are_those_of_the_twelve_months_to_the_date():
    sessions, skill = np.zeros((1, 14, 3), np.int64), np.zeros((1, 14, 4), np.int64)
    sessions[0, :, 0], sessions[0, :, 2], sessions[0, 0, 1] = 2, 10, 100
    skill[0, :, 3] = 65535 // 5
    results = Told(sessions=sessions, skill_gained=skill, months=14, measure="sessions", month="2026-12", target=244.0,
                   also=[aim("sessions", 145, "2027-02"), aim("sessions", 24, "2027-02", "north"),
                         aim("skills_gained", 2.4, "2027-02", "south"), aim("skills_gained", 2.41, "2027-02"),
                         aim("sessions", 1, "2026-11")])  # fmt: skip
    found = targets(results)
    # Remote sessions (the last place) are of no region; what lies 12 months back is gone.
    assert [one.values.tolist() for one in found[:3]] == [[244], [144], [24]]
    assert found[3].values == pytest.approx([12 / 5]) and found[4].values == pytest.approx([12 / 5])
    assert [one.met.value for one in found] == [1, 0, 1, 1, 0, 0] and np.isnan(found[5].values).all()


def test_half_year_activity_is_of_all_certified_early_enough():
    certified = np.array([[4, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 10, 0.0]])
    led = {f"led_half_year_{half}": np.zeros((1, 14)) for half in range(1, 6)}
    led["led_half_year_1"][0, [6, 12]], led["led_half_year_2"][0, 12] = [3, 2], 1
    found = shares({"certified": certified} | led)
    # In the first half-year 3 + 2 of 4 + 6 (the last 10 have not had it), in the second 1 of 4; nobody has had more.
    assert found[0, :2].tolist() == [0.5, 0.25] and np.isnan(found[0, 2:]).all()
    assert OBSERVED == (0.52, 0.46, 0.42, 0.32, 0.27)
    assert active_by_half_year(MadeUp(replicates=3)).shape == (3, 5)


def test_what_is_left_is_the_change_of_each_future():
    found = left(np.array([100, 80, 60, 40, 20]), np.array([80, 70, 60, 20, 30]), "2030-12")
    assert (found.median, found.replicates, found.months_later) == (-10, 5, 24)
    # Changes −20, −20, −10, 0, 10: quantiles of their own, not of the two dates apart.
    assert (found.low, found.high) == pytest.approx((-20, 6)) and found.share == pytest.approx(-0.125)
    assert found.sentence() == (
        "If hires, orders and calls stopped at the end of 2030, there would be about 10 fewer active facilitators "
        "24 months later (median; 80\u00a0% interval: from 20 fewer to 6 more)."
    )
    assert found.sentence("fr").replace("\u00a0", " ").replace("\u202f", " ") == (
        "Si les recrutements, les commandes et les appels s’arrêtaient fin 2030, il y aurait 24 mois plus tard environ "
        "10 animateurs actifs de moins (médiane ; intervalle à 80 % : de 20 de moins à 6 de plus)."
    )


def test_what_is_left_is_said_in_every_case():
    same = left(np.array([5, 5, 5]), np.array([5, 5, 5]), "2030-06", 12)
    assert "about as many active facilitators 12 months later" in same.sentence()
    assert "from as many to as many" in same.sentence() and "autant à autant" in same.sentence("fr")
    more = left(np.array([0, 0, 0]), np.array([1, 1, 1]), "2030-06")
    assert "about 1 more active facilitator 24" in more.sentence() and np.isnan(more.share)
    assert "environ 1\u00a0animateur actif de plus" in more.sentence("fr")
    for said in (same.sentence(), more.sentence(), same.sentence("fr"), more.sentence("fr")):
        assert "sustain" not in said and "autonom" not in said
    with pytest.raises(ValueError, match="one value a future"):
        left(np.zeros(3), np.zeros(4), "2030-06")
    with pytest.raises(ValueError, match="one value a future"):
        left(np.zeros(0), np.zeros(0), "2030-06")
