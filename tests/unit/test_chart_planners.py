"""Charts of what planners look at: key figures, money under a budget, when capacity is short, who still leads."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts import binding, half_years
from simulation.charts.binding import Bound
from simulation.charts.key_figures import CHART as KEY_FIGURES
from simulation.charts.language import Language
from simulation.charts.money import CHART as MONEY
from simulation.charts.transitions import CHART as FLOWS
from simulation.common.columns import MONEY_USES
from simulation.outcomes.half_years import OBSERVED

MONTHS = pd.date_range("2026-01-01", periods=24, freq="MS", name="month")


def bound(share, ever=1.0, over=None):
    return Bound(pd.Series(share, MONTHS), ever, over)


def test_when_capacity_is_short_is_told_from_the_counts():
    share = np.linspace(1, 0.25, 24)
    english, french = Language(), Language("fr")
    seen = bound(share, over=MONTHS[11])
    assert binding.words(seen, english).title == (
        "Training capacity is short in 100\u00a0% of the simulated futures at first, 25\u00a0% at the end; in half of "
        "those it is over after December 2026"
    )
    assert binding.sentence(seen, english).endswith("In half of those in which it ever is, it no longer is after "
                                                    "December 2026.")  # fmt: skip
    assert "elle ne manque plus après décembre 2026." in binding.sentence(seen, french)
    assert binding.sentence(bound(share), english).endswith("it still is in the last half-year.")
    none = bound(np.zeros(24), ever=0.0)
    assert binding.words(none, english).title == "Training capacity is short in no simulated future"
    assert "trainer days, seats, a date or money." in binding.sentence(none, english)
    assert binding.table(seen, english)["futures in which capacity is short (%)"].tolist() == (100 * share).tolist()


@pytest.mark.parametrize(("over", "side"), [(3, "left"), (20, "right")])
def test_the_mark_of_the_month_is_labelled_where_there_is_room(over, side):
    figure = binding.draw(bound(np.ones(24), over=MONTHS[over]), Language())
    assert figure.layout.annotations[0].xanchor == side
    assert figure.data[1].x[0] == str((MONTHS[over] + pd.offsets.MonthEnd(0)).date())
    assert len(binding.draw(bound(np.ones(24)), Language()).data) == 1


def test_sessions_of_a_year_are_summed_within_a_replicate():
    results = made_up(replicates=5, months=30)
    seen = KEY_FIGURES.data(results)
    sessions = results.national("sessions")["sessions"]
    assert len(seen.figures["sessions"]) == 19
    assert seen.figures["sessions"].q90.iloc[0] == pytest.approx(np.quantile(sessions[:, :12].sum(axis=1), 0.9))
    assert seen.figures["sessions"].q50.iloc[-1] == pytest.approx(np.median(sessions[:, 18:].sum(axis=1)))
    members = results.national("network_members")["network_members"]
    assert seen.figures["network_members"].q50.iloc[-1] == np.median(members[:, -1])


def test_less_than_a_year_has_no_yearly_sessions():
    seen = KEY_FIGURES.data(made_up(replicates=3, months=7))
    assert seen.figures["sessions"].empty and len(seen.figures["people_reached"]) == 7
    figure = KEY_FIGURES.draw(seen, Language("fr"))
    assert "il faut douze mois" in [note.text for note in figure.layout.annotations]


def budget(*steps, covers="both", **more):
    given = [{"from": month, "value": value} for month, value in steps]
    return MadeUp(replicates=6, levers={"budget": given, "budget_covers": covers}, **more)


def test_money_is_counted_once_and_in_thousands():
    results = budget(("2026-01", None))
    seen = MONEY.data(results)
    read = results.national("money_cash", "money_valued_time", "participants_time", "money_groups")
    for group, columns in (
        ("cash", ["money_cash"]),
        ("time", ["money_valued_time"]),
        ("groups", ["money_groups"]),
        ("both", ["money_cash", "money_valued_time"]),
        ("participants", ["participants_time"]),
    ):
        by_year = sum(read[name] for name in columns).reshape(6, 5, 12).sum(axis=2) / 1000
        np.testing.assert_allclose(seen.of(group)["mean"], by_year.mean(axis=0))
        np.testing.assert_allclose(seen.of(group).q90, np.quantile(by_year, 0.9, axis=0))
        assert seen.a_year(group) == pytest.approx(by_year.mean())
    # The three dearest and all others together are all money.
    assert seen.dearest == ("groups", "courses", "practicum")
    parts = sum(seen.of(group)["mean"].to_numpy() for group in (*seen.dearest, "others"))
    np.testing.assert_allclose(parts, seen.of("both")["mean"])
    assert seen.cap.empty and "budget" not in MONEY.words(seen, Language()).title


def test_the_budget_is_that_of_january_and_of_what_it_covers():
    steps = (("2026-01", None), ("2027-01", 0.0), ("2028-06", 500_000.0), ("2030-01", 900_000.0))
    for covers, capped in (("both", "both"), ("cash", "cash")):
        seen = MONEY.data(budget(*steps, covers=covers))
        # A budget of 0 is one; a change in mid-year holds from the next January on.
        assert dict(zip(seen.cap.year, seen.cap["mean"], strict=True)) == {2027: 0, 2028: 0, 2029: 500, 2030: 900}
        assert seen.capped == capped
        spent = seen.of(capped)
        expected = spent[spent.year > 2026]["mean"].sum() / 1400
        assert seen.used_share == pytest.approx(expected)
        assert MONEY.words(seen, Language()).title.endswith(f"the budget is used to {Language().percent(expected)}")
    first = MONEY.data(budget(("2026-04", 100_000.0), start="2026-04", months=14))
    assert dict(zip(first.cap.year, first.cap["mean"], strict=True)) == {2026: 100, 2027: 100}


def test_standing_costs_beyond_the_budget_are_said():
    class Over(MadeUp):
        def national(self, *names):
            over = np.zeros((6, 60))
            over[:3, 12] = over[2, 24] = 10.0
            return super().national(*names) | ({"over_cap": over} if "over_cap" in names else {})

    seen = MONEY.data(Over(replicates=6, levers={"budget": 1000.0}))
    assert seen.over.to_dict() == {2027: 0.5, 2028: pytest.approx(1 / 6)}
    said = MONEY.words(seen, Language()).description
    assert "In 50\u00a0% of the simulated futures standing costs alone exceed the budget of 2027." in said


def test_every_use_of_money_has_a_name():
    language = Language()
    seen = MONEY.data(made_up(replicates=3))
    table = MONEY.table(seen, language)
    assert len(table) == 5 * (4 + len(MONEY_USES) + 1) and not table.isna().any().any()


def test_who_still_leads_stands_beside_what_was_observed():
    results = made_up(replicates=40)
    seen = half_years.data(results)
    read = results.national("certified", "led_half_year_5")
    share = read["led_half_year_5"].sum(axis=1) / read["certified"][:, :30].sum(axis=1)
    assert seen.shares.q50[5] == pytest.approx(np.median(share)) and (seen.shares.known == 1).all()
    assert seen.shares.q10[5] == pytest.approx(np.quantile(share, 0.1))
    figure = half_years.draw(seen, Language())
    assert figure.data[1].y == OBSERVED and figure.data[0].y[4] == pytest.approx(np.median(share))
    assert "observed elsewhere: 52\u00a0% and 27\u00a0%" in half_years.words(seen, Language()).title


def test_half_years_that_nobody_has_had_are_left_out():
    seen = half_years.data(made_up(replicates=3, months=14))
    assert list(seen.told.index) == [1, 2]
    assert "in half-year 2; observed elsewhere: 52\u00a0% and 46\u00a0%" in half_years.words(seen, Language()).title
    one = half_years.words(half_years.data(made_up(replicates=3, months=8)), Language())
    assert one.title.endswith("lead in their first half-year; observed elsewhere: 52\u00a0%")
    nobody = half_years.words(half_years.data(made_up(replicates=3, months=5)), Language())
    assert nobody.title.startswith("Nobody is certified early enough")


def test_candidates_come_from_groups_calls_and_nominations():
    results = made_up(replicates=4)
    forward = FLOWS.data(results).forward
    read = results.national("volunteered", "called", "nominated", "newly_reached", "returned")
    candidates = read["volunteered"] + read["called"] + read["nominated"]
    rows = forward[forward["group"] == "volunteered"]
    np.testing.assert_allclose(rows["mean"], candidates.reshape(4, 5, 12).sum(axis=2).mean(axis=0))
    first = (read["newly_reached"] + read["returned"]).reshape(4, 5, 12).sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(forward[forward["group"] == "first_session"]["mean"], first)
