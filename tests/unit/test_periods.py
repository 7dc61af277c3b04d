"""Results by calendar month, quarter and year, and the measures that are put together from recorded columns."""

import numpy as np
import pytest

from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import COMBINED, measure_named, measures_there_are, signed_parts
from simulation.outcomes.periods import by_period, periods_of
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    scenario = load_scenario("reference").model_copy(update={"months": 14})
    return run(scenario, replicates=3, out=tmp_path_factory.mktemp("runs"))


def frame(start: str, months: int) -> Frame:
    return Frame(start, months, ("A",), ("X",), ((0, 0),))


def test_periods_are_those_of_the_calendar_not_of_the_run():
    quarters = periods_of(frame("2026-02", 14), "quarter")
    assert quarters.names == ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")
    assert quarters.months.tolist() == [2, 3, 3, 3, 3] and quarters.ends.tolist() == [1, 4, 7, 10, 13]
    years = periods_of(frame("2026-02", 14), "year")
    assert years.names == ("2026", "2027") and years.months.tolist() == [11, 3]
    assert periods_of(frame("2026-12", 2), "month").names == ("2026-12", "2027-01")


def test_stocks_are_taken_at_the_end_and_flows_summed():
    values = np.arange(14).reshape(1, 14, 1)
    quarters = periods_of(frame("2026-02", 14), "quarter")
    assert quarters.of(values, "stock")[0, :, 0].tolist() == [1, 4, 7, 10, 13]
    assert quarters.of(values, "flow")[0, :, 0].tolist() == [1, 9, 18, 27, 36]


@pytest.mark.parametrize("every", ["month", "quarter", "year"])
@pytest.mark.parametrize("name", ["sessions", "certified", "facilitators", "money_cash", "trainer_days_used"])
def test_places_and_periods_add_up_to_the_nation(results, every, name):
    national = sum(sign * results.national(part)[part] for part, sign in signed_parts(name))
    by_region = by_period(results, [name], every)[name].sum(axis=2)
    assert np.allclose(by_region, periods_of(results.frame, every).of(national, measure_named(name).kind))
    assert np.allclose(by_region, by_period(results, [name], every, "nation")[name][:, :, 0])


def test_persons_by_cell_add_up_to_their_region(results):
    by_cell = by_period(results, ["facilitators"], "quarter", "cell")["facilitators"]
    by_region = by_period(results, ["facilitators"], "quarter")["facilitators"]
    for region in range(len(results.frame.regions)):
        cells = [cell for cell, (at, _) in enumerate(results.frame.cells) if at == region]
        assert np.array_equal(by_cell[:, :, cells].sum(axis=2), by_region[:, :, region])
    with pytest.raises(KeyError):
        by_period(results, ["sessions"], "quarter", "cell")


@pytest.mark.parametrize("name", list(COMBINED))
def test_what_is_put_together_has_parts_of_its_unit_and_scale(name):
    column = measure_named(name)
    assert name in measures_there_are()
    for part, sign in signed_parts(name):
        assert sign in (1, -1)
        assert (measure_named(part).unit, measure_named(part).scale) == (column.unit, column.scale)
        assert measure_named(part).kind == column.kind


def test_days_offered_are_used_or_not(results):
    names = ["trainer_days_offered", "trainer_days_used", "trainer_days_unused"]
    offered, used, unused = by_period(results, names, "year").values()
    assert offered.sum() > 0 and np.allclose(offered, used + unused)
