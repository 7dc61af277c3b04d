"""Charts of money and capacity by place and quarter: every number recomputed from the tables of a run of the model."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts.language import Language
from simulation.charts.placed import WHOLE
from simulation.charts.quarters import CHART as QUARTERS
from simulation.charts.regional_costs import CASH, SHOWN, TIME
from simulation.charts.regional_costs import CHART as COSTS
from simulation.charts.unit_costs import CHART as UNIT_COSTS
from simulation.common.columns import MONEY_USES
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

ENGLISH, FRENCH = Language("en"), Language("fr")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Five replicates of 21 months of the reference with trainers whose days are bought, and a trainer course."""
    plain = plain_scenario(load_scenario("reference")) | {"months": 21, "target": None}
    plain["levers"]["trainers"]["hired"] = [{"place": "Bretagne", "from": "2026-06", "trainers": 2, "day_price": 700},
                                            {"place": "national", "from": "2026-09", "trainers": 1}]  # fmt: skip
    plain["levers"]["trainer_courses"] |= {"scheduling": "calendar", "minimum": 1, "calendar": [
        {"month": "2027-02", "place": "national"}]}  # fmt: skip
    plain["levers"]["budget"] = None
    folder = tmp_path_factory.mktemp("budgets")
    return run(Scenario.model_validate(plain), 5, 3, out=folder)


def activity(results, names, months, places=None):
    """Sum by replicate, from the rows of the table."""
    frame = results.activity(names)
    frame = frame[frame["month"].dt.strftime("%Y-%m").isin(months)]
    frame = frame if places is None else frame[frame["region"].isin(places)]
    return frame.groupby("replicate")[list(names)].sum()


def months_of(results, period):
    def inside(month):
        return period in (month, month[:4], f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}")

    return [month for month in results.frame.month_names if inside(month)]


def test_every_line_of_the_budget_follows_from_the_tables(results):
    rows = COSTS.data(results).rows
    assert {"trainer_courses:time", "bought_days:cash", "hires:cash", "refreshers:time"} <= set(rows["group"])
    for row in rows[rows["mean"] > 0].sample(60, random_state=2).to_dict("records"):
        line, sort = row["group"].split(":")
        parts = SHOWN[line][sort]
        places = [row["place"]] if row["place"] else None
        found = activity(results, list(parts), months_of(results, row["period"]), places)
        each = sum(sign * found[name] for name, sign in parts.items())
        assert row["mean"] == pytest.approx(each.mean(), abs=0.006)
        assert (row["q10"], row["q90"]) == pytest.approx(tuple(np.quantile(each, [0.1, 0.9])), abs=0.006)


def test_lines_add_up_to_all_money_in_each_place_and_year(results):
    rows = COSTS.data(results).rows
    line, sort = (rows["group"].str.split(":").str[at] for at in (0, 1))
    for which in (CASH, TIME):
        whole = rows[(sort == which) & (line == "all")].set_index(["period", "place"])["mean"]
        parts = rows[(sort == which) & (line != "all")].groupby(["period", "place"])["mean"].sum()
        pd.testing.assert_series_equal(parts.sort_index(), whole.sort_index(), check_names=False, atol=0.02)
    uses = activity(results, [f"money_{use}" for use in MONEY_USES], results.frame.month_names).mean().sum()
    assert rows[(line == "all") & (rows["place"] == WHOLE)]["mean"].sum() == pytest.approx(uses)
    places = rows[(line == "all") & (rows["place"] != WHOLE)]["mean"].sum()
    assert places == pytest.approx(uses)


def test_what_a_facilitator_costs_and_what_idle_days_are_worth(results):
    seen = UNIT_COSTS.data(results)
    prices = results.scenario.prices
    for year, last in (("2026", "2026-12"), ("2027", "2027-09")):
        months = months_of(results, year)
        money = activity(results, [f"money_{use}" for use in MONEY_USES], months).sum(axis=1)
        people = results.persons(["certified", "active_facilitators"])
        in_year = people[people["month"].dt.strftime("%Y-%m").isin(months)].groupby("replicate")["certified"].sum()
        at_end = people[people["month"].dt.strftime("%Y-%m") == last].groupby("replicate")["active_facilitators"].sum()
        rows = seen.years[seen.years["year"] == int(year)].set_index("group")["mean"]
        assert rows["certified"] == pytest.approx(money.mean() / in_year.mean())
        assert rows["active"] == pytest.approx(money.mean() / at_end.mean())
        for who, price in (("trainer", prices.trainer_day), ("facilitator", prices.facilitator_day)):
            columns = [name for name in results.table("activity").columns if name.startswith(f"{who}_days_used_")]
            found = activity(results, [f"{who}_days_offered", *columns], months)
            used, offered = found[columns].sum(axis=1), found[f"{who}_days_offered"]
            assert rows[f"idle_{who}s"] == pytest.approx((offered - used).mean() * price.value)
            assert rows[f"work_{who}s"] == pytest.approx(used.mean() / prices.working_days_per_year.value)


def test_quarters_follow_from_the_tables_and_add_up(results):
    rows = QUARTERS.data(results).rows
    assert list(rows["period"].unique()) == [*(f"2026-Q{at}" for at in range(1, 5)), "2027-Q1", "2027-Q2", "2027-Q3"]
    persons = results.persons(["enrolled", "certified", "trainers"])
    for row in rows[rows["mean"] > 0].sample(60, random_state=3).to_dict("records"):
        months = months_of(results, row["period"])
        places = [row["place"]] if row["place"] else None
        name = row["group"]
        if name in persons:
            frame = persons if places is None else persons[persons["region"].isin(places)]
            frame = frame[frame["month"].dt.strftime("%Y-%m").isin(months[-1:] if name == "trainers" else months)]
            each = frame.groupby("replicate")[name].sum()
        else:
            days = {"trainer_work": "trainer_days_used", "facilitator_work": "facilitator_days_used"}.get(name, name)
            who = f"{days}_" if days.endswith("_used") else None
            columns = [one for one in results.table("activity").columns if one == days or who and one.startswith(who)]
            each = activity(results, columns, months, places).sum(axis=1) / (210 if name in ("trainer_work",
                                                                              "facilitator_work") else 1)  # fmt: skip
        assert row["mean"] == pytest.approx(each.mean()), row
        assert row["q90"] == pytest.approx(np.quantile(each, 0.9)), row
    assert "national" not in set(rows[rows["group"] == "enrolled"]["place"])
    whole, parts = rows["place"] == WHOLE, rows["place"] != WHOLE
    for group in ("enrolled", "facilitator_courses", "trainer_work"):
        of_group = rows["group"] == group
        assert rows[of_group & parts]["mean"].sum() == pytest.approx(rows[of_group & whole]["mean"].sum())


@pytest.mark.parametrize("chart", [COSTS, UNIT_COSTS, QUARTERS], ids=lambda chart: chart.name)
@pytest.mark.parametrize(
    "made", [MadeUp(replicates=6), made_up(empty=True, replicates=2), made_up(months=5, start="2026-11", replicates=1)],
    ids=["usual", "empty", "short"],
)  # fmt: skip
def test_drawn_for_any_run_in_both_languages(chart, made):
    data = chart.data(made)
    for language in (ENGLISH, FRENCH):
        words, table = chart.words(data, language), chart.table(data, language)
        assert len(table) and words.title and "nan" not in f"{words} {table.to_csv()}".lower().replace("financ", "")
        for narrow in (False, True):
            assert chart.draw(data, language, narrow).layout.height > 60


def test_the_words_of_state_budgets(results):
    table = COSTS.table(COSTS.data(results), FRENCH)
    names = set(table["ligne, euros"])
    assert {"Toutes les lignes (dépenses directes, HT2)", "Groupes (temps d’agents valorisé, T2)"} <= names
    assert "France entière" in set(table["lieu"]) and "à distance et équipe nationale" in set(table["lieu"])
    said = UNIT_COSTS.words(UNIT_COSTS.data(results), FRENCH).description.replace("\xa0", " ")
    assert "ETPT par an" in said and "à 450 € le jour" in said
