"""The reproduction number over futures: by hand, at constant rates, and where a division has no sense."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts.language import Language
from simulation.charts.reproduction import CHART
from simulation.outcomes.measures import growth, reproduction_number, self_sustaining_from
from simulation.outcomes.reproduction import by_month, date_reached, stretched, sustained_by

INF, NAN = np.inf, np.nan
FLOWS = {
    "certified": "certified", "promoted": "promoted", "facilitators_stopped": "facilitators_lost",
    "trainers_stopped": "trainers_lost", "trainers_hired": "hired",
}  # fmt: skip


class Given(MadeUp):
    """Results with given flows of the nation: numbers, or arrays of replicates × months."""

    def __init__(self, months=36, replicates=2, **flows):
        super().__init__(months=months, replicates=replicates)
        self._flows = flows

    def national(self, *names):
        shape = (len(self.replicates), self.frame.months)
        return {name: np.broadcast_to(np.float64(self._flows.get(FLOWS.get(name), 0)), shape).copy() for name in names}


def test_hand_computed_example():
    # The year before month 12 (position 12 is the thirteenth month): 24 facilitators made, 3 promoted; 8 facilitators
    # and 2 trainers lost. 24·3 ÷ (8·2) = 4.5. A month later one trainer loss leaves the window: 24·3 ÷ (8·1) = 9.
    certified, promoted, facilitators, trainers = (np.zeros((1, 14)) for _ in range(4))
    certified[0, 1:] = 2
    promoted[0, [4, 6, 10]] = 1
    facilitators[0, [3, 11]] = 4
    trainers[0, [1, 9]] = 1
    number = reproduction_number(certified, promoted, facilitators, trainers)
    assert number[0, 12] == 4.5 and number[0, 13] == 9
    # The first year lacks the first two: 22·3 ÷ (8·2).
    assert number[0, 11] == 22 * 3 / 16 and np.isnan(number[0, :11]).all()


def test_it_is_b_g_over_the_losses_of_rates_by_person_and_year():
    rng = np.random.default_rng(3)
    flows = {name: rng.poisson(mean, (4, 30)) for name, mean in (("b", 9), ("g", 1), ("f", 3), ("t", 1))}
    facilitators, trainers = rng.integers(50, 90, (4, 30)), rng.integers(5, 9, (4, 30))
    number = reproduction_number(*flows.values())
    for month in range(11, 30):
        year = slice(month - 11, month + 1)
        made, promoted, lost_facilitators, lost_trainers = (flow[:, year].sum(axis=1) for flow in flows.values())
        facilitator_years, trainer_years = (stock[:, year].sum(axis=1) / 12 for stock in (facilitators, trainers))
        b, g = made / trainer_years, promoted / facilitator_years
        mu_f, mu_t = lost_facilitators / facilitator_years, lost_trainers / trainer_years
        np.testing.assert_allclose(number[:, month], b * g / (mu_f * mu_t))


def test_constant_rates_give_exactly_the_closed_form():
    # The domain's example: b = 20, g = 0.02, μF = 0.2, μT = 0.15 a year, of 600 facilitators and 80 trainers.
    results = Given(certified=20 * 80 / 12, promoted=0.02 * 600 / 12, facilitators_lost=0.2 * 600 / 12, trainers_lost=1)
    number, since = growth(results)
    assert number[:, 11:] == pytest.approx(20 * 0.02 / (0.2 * 0.15)) and np.isnan(number[:, :11]).all()
    assert since.tolist() == [11, 11]
    # At rates whose product is that of the losses the number is 1: not above, so never self-sustaining.
    number, since = growth(Given(certified=6, promoted=1, facilitators_lost=3, trainers_lost=2))
    assert (number[:, 11:] == 1).all() and since.tolist() == [-1, -1]


def test_hired_trainers_put_the_date_off():
    hired = np.zeros((2, 36))
    hired[1, 20] = 1
    since = growth(Given(certified=6, promoted=1, facilitators_lost=1, trainers_lost=1, hired=hired))[1]
    assert since.tolist() == [11, 21]


def test_no_losses_and_no_trainers():
    assert np.isposinf(growth(Given(certified=1, promoted=1, facilitators_lost=1))[0][:, 11:]).all()
    gone = growth(Given(certified=0, promoted=0, facilitators_lost=1))[0]
    assert np.isnan(gone).all()
    assert (growth(Given(certified=1, promoted=0, facilitators_lost=1, trainers_lost=1))[0][:, 11:] == 0).all()


def test_quantiles_leave_out_what_has_no_meaning_and_keep_what_has_no_bound():
    number = np.array([[NAN, 4], [0.5, 1], [INF, 3], [2, 2], [INF, 5]], float)
    found = by_month(number)
    assert found.loc[0, ["q10", "q25", "q50", "q75", "q90"]].tolist() == [0.5, 0.5, 2, INF, INF]
    assert found.loc[0, ["above", "unbounded", "left_out"]].tolist() == pytest.approx([0.75, 0.5, 0.2])
    assert found.q50[1] == 3 and found.left_out[1] == 0
    empty = by_month(np.full((3, 2), NAN))
    assert empty.drop(columns="left_out").isna().all().all() and (empty.left_out == 1).all()


def test_every_quantile_is_a_number_some_future_has():
    number = np.random.default_rng(1).gamma(2, 1, (37, 5))
    found = by_month(number)
    for name, share in (("q10", 0.1), ("q50", 0.5), ("q90", 0.9)):
        np.testing.assert_array_equal(found[name], np.quantile(number, share, axis=0, method="inverted_cdf"))


def test_date_is_a_distribution_with_its_never():
    by = sustained_by(np.array([11, 14, -1, 14]), 36)
    assert by[11:15].tolist() == [0.25, 0.25, 0.25, 0.75] and by[24] == 0.75
    # Without a number before, without a year to follow after.
    assert np.isnan(by[:11]).all() and np.isnan(by[25:]).all() and not np.isnan(by[11:25]).any()
    assert (date_reached(by, 0.25), date_reached(by, 0.5), date_reached(by, 0.9)) == (11, 14, None)


def test_last_month_that_can_be_told_is_told():
    number = np.full((1, 30), NAN)
    number[0, 18:] = 2
    since = self_sustaining_from(number, np.zeros((1, 30)))
    assert since[0] == 18 and sustained_by(since, 30)[18] == 1


def test_scale_has_one_in_the_middle():
    assert stretched(np.array([0, 1, INF])).tolist() == [0, 0.5, 1]
    assert stretched(np.array([4.0])) + stretched(np.array([0.25])) == pytest.approx(1)


def test_chart_tells_numbers_and_what_is_left_out():
    trainers_lost = np.array([[1.0], [0.0], [0.0], [2.0]]) * np.ones(36)
    promoted = np.array([[3.0], [1.0], [0.0], [1.0]]) * np.ones(36)  # 3, ∞, 0 ÷ 0, 0.5
    results = Given(replicates=4, certified=2, promoted=promoted, facilitators_lost=2, trainers_lost=trainers_lost)
    seen = CHART.data(results)
    last = seen.told.iloc[-1]
    assert (last.q50, last.q10, last.q90) == (3, 0.5, INF)
    assert last.left_out == 0.25 and last.above == pytest.approx(2 / 3) and seen.ever.value == 0.5
    words = CHART.words(seen, Language())
    assert words.title == (
        "Half of the simulated futures sustain themselves for a year from December 2026 or before; "
        "50\u00a0% never do by December 2028"
    )
    assert "between 0.5 and ∞" in words.description and "25\u00a0% have none" in words.description
    table = CHART.table(seen, Language())
    assert len(table) == 25 and table["month"].iloc[0] == "2026-12"
    assert table["left out: 0 ÷ 0 (% of futures)"].eq(25).all()
    assert Language().number(table["80\u00a0% high"].iloc[0]) == "∞"


@pytest.mark.parametrize(
    ("months", "flows", "said"),
    [
        (22, {"certified": 1, "promoted": 1}, "22 months are too few"),
        (36, {"certified": 1, "trainers_lost": 1, "facilitators_lost": 1}, "In none of the simulated futures"),
        (36, {"certified": 2, "promoted": 1, "trainers_lost": 1, "facilitators_lost": 1}, "all by December 2028"),
    ],
)
def test_title_states_what_was_found(months, flows, said):
    assert said in CHART.words(CHART.data(Given(months, **flows)), Language()).title


def test_fan_breaks_where_no_future_has_a_number():
    promoted = np.ones((2, 48))
    promoted[:, 12:36] = 0
    lost = np.ones((2, 48))
    lost[:, 12:36] = 0
    seen = CHART.data(Given(48, certified=1, facilitators_lost=1, promoted=promoted, trainers_lost=lost))
    medians = [trace for trace in CHART.draw(seen, Language()).data if trace.text and trace.yaxis in (None, "y")]
    assert [len(trace.x) for trace in medians] == [12, 12]
    assert all(value is not None and value == value for trace in medians for value in trace.y)
    assert seen.told.index[12] == pd.Timestamp("2029-01-01")


def test_without_a_number_at_all():
    for results in (made_up(empty=True, replicates=3), made_up(months=1, replicates=1)):
        seen = CHART.data(results)
        assert seen.told.empty and "No month has a reproduction number" in CHART.words(seen, Language()).description
        assert "no number yet" in str(CHART.draw(seen, Language()).layout.annotations[1].text)
