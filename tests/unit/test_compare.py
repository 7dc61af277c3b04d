"""Paired differences: figures against hand-computed ones, sentences in both languages, errors."""

import re
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fabricated import SMALL
from scipy.stats import t as student
from test_sweeps import sweeping

from simulation.charts.difference_words import change_text, closing, difference_text
from simulation.charts.language import Language
from simulation.commands.compare import main
from simulation.commands.comparison_text import sentence
from simulation.common.columns import ACTIVITY_INDEX, MONEY_USES, PERSON_INDEX, TRAINER_USES
from simulation.outcomes.compared_measures import compared_named
from simulation.outcomes.compared_sides import ForecastSide, side_of
from simulation.outcomes.differences import (
    Breakdown,
    chance_of,
    differences,
    over_time,
    pairs_of,
    share_difference,
)
from simulation.outcomes.pairing import PairingError, Side, half_width, paired, ratio_parts
from simulation.runs.forecast import run
from simulation.runs.sweeping import run_sweep
from simulation.scenario.schema import Cell, Target

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


def side(name, values, replicates=None, seed=1, months=MONTHS):
    values = np.array(values, float)
    return Side(name, seed, np.arange(len(values)) if replicates is None else np.array(replicates), months, values)


def test_differences_are_of_pairs():
    rng = np.random.default_rng(1)
    chance = rng.normal(0, 100, (50, 1))
    a = side("A", chance + rng.normal(0, 1, (50, 4)))
    b = side("B", chance + np.array([0, 0, 5, 10]) + rng.normal(0, 1, (50, 4)))
    it = paired(a, b)
    final = b.values[:, -1] - a.values[:, -1]
    assert it.mean == pytest.approx(final.mean()) and it.pairs == 50 and it.month == "2026-04"
    half = 2.009575 * final.std(ddof=1) / 50**0.5
    assert (it.low, it.high) == pytest.approx((final.mean() - half, final.mean() + half), rel=1e-6)
    assert it.more == 1.0 and it.fewer == 0.0 and it.shows_from == "2026-03"
    assert paired(b, a).mean == pytest.approx(-it.mean)
    assert paired(a, b, "2026-02").shows_from is None


def test_ties_are_neither_more_nor_fewer():
    it = paired(side("A", [[1, 1, 1, 1]] * 4), side("B", [[1, 1, 1, 1]] * 2 + [[1, 1, 1, 2], [1, 1, 1, 0]]))
    assert (it.more, it.fewer) == (0.25, 0.25) and it.shows_from is None


def test_only_common_replicates_and_months_count():
    a = side("A", [[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, 2, 2]], [0, 4, 9])
    b = side("B", [[7, 7], [8, 8]], [4, 9], months=("2026-03", "2026-06"))
    it = paired(a, b)
    assert it.pairs == 2 and it.month == "2026-03" and it.mean == 6.0


@pytest.mark.parametrize(
    "b, month, words",
    [
        (side("B", [[0] * 4], seed=2), None, "seed 1, B with 2"),
        (side("B", [[0] * 4], [5]), None, "no replicate in common"),
        (side("B", [[0] * 4], months=("2030-01", "2030-02", "2030-03", "2030-04")), None, "no month in common"),
        (side("B", [[0] * 4]), "2029-01", "they share 2026-01 to 2026-04"),
    ],
)
def test_what_cannot_be_paired_is_said(b, month, words):
    with pytest.raises(PairingError, match=words):
        paired(side("A", [[0] * 4]), b, month)


def test_sentences_in_both_languages():
    a = side("A", np.zeros((40, 4)))
    more = paired(a, side("B", np.random.default_rng(1).normal(50, 40, (40, 4))))
    english = sentence(more, "active_facilitators", Language("en"))
    french = sentence(more, "active_facilitators", Language("fr"))
    assert "“B” yields" in english and "more active facilitators than “A” by April 2026, in " in english
    assert "of 40 paired runs" in english and "the difference shows from" in english
    assert "« B » donne" in french.replace("\xa0", " ") and "avril 2026" in french and "{" not in english + french
    fewer = paired(side("B", np.random.default_rng(1).normal(50, 40, (40, 4))), a)
    assert "fewer persons reached without another role than" in sentence(fewer, "reached", Language("en"))
    same = paired(a, side("B", np.random.default_rng(1).normal(0, 40, (40, 4))))
    assert "No clear difference" in sentence(same, "reached", Language("en"))
    equal = paired(a, a)
    alike = sentence(equal, "reached", Language("en"))
    assert "the same persons reached without another role by April 2026, in all 40 paired runs" in alike
    assert "fewer euros (money, all uses) than" in sentence(fewer, "money_total", Language("en"))
    one = paired(side("A", [[0] * 4]), side("B", [[3] * 4]))
    assert "in the only paired run" in sentence(one, "reached", Language("en"))


def arguments(*sides, **given):
    usual = {"measure": None, "month": None, "lang": "en", "csv": None, "to": None, "by": None, "base": None,
             "all_pairs": False}  # fmt: skip
    return Namespace(sides=list(map(str, sides)), **usual | given)


def plan(tmp_path, name, volunteering, seed=5, replicates=9, **changes):
    """A stored forecast of a plan in which more or fewer volunteer."""
    volunteers = SMALL.uncertainties.volunteering.model_copy(update={"best": volunteering})
    uncertainties = SMALL.uncertainties.model_copy(update={"volunteering": volunteers})
    target = Target(value=60, month="2027-02")
    scenario = SMALL.model_copy(update={"name": name, "uncertainties": uncertainties, "target": target, **changes})
    return run(scenario, replicates, seed, out=tmp_path / name, engine="fabricated:more_by_volunteering")


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    return [plan(folder, name, share) for name, share in (("Base", 0.06), ("Much more", 0.24), ("A little", 0.0601))]


def test_folders_and_points(tmp_path, capsys):
    folder = run_sweep(sweeping(tmp_path)).folder
    table = tmp_path / "differences.csv"
    assert main(arguments(f"{folder}:0", f"{folder}:1", f"{folder}:2", csv=table)) == 0
    caught = capsys.readouterr()
    printed = caught.out.splitlines()
    assert "volunteering = 0.2" in printed[0] and "100 % of 8" in printed[0].replace("\xa0", " ")
    assert "gives" in printed[-2] and printed[-1] == str(table)
    assert "left out: trainer_courses" in caught.err
    assert set(pd.read_csv(table)["column"]) >= {"active_facilitators", "certified", "cost_per_active"}
    results = run(SMALL, 8, 5, out=tmp_path / "run", engine="fabricated:simulate")
    flow = over_time(side_of(str(results.folder)), compared_named("certified"))
    assert np.all(np.diff(flow.values, axis=1) >= 0)
    assert flow.values[:, -1].tolist() == results.national("certified")["certified"].sum(axis=1).tolist()
    assert main(arguments(f"{folder}:0", results.folder, measure=["reached"])) == 0  # a point with a run


def recomputed(results, measure, months, places=None):
    """Sums over rows of the tables, in pandas: a row a replicate."""
    parts = {"trainer_days_used": [f"trainer_days_used_{use}" for use in TRAINER_USES],
             "money_total": [f"money_{use}" for use in MONEY_USES]}.get(measure, [measure])  # fmt: skip
    frame = results.persons(parts) if measure in PERSON_INDEX else results.activity(parts)
    frame = frame[frame["month"].dt.strftime("%Y-%m").isin(months)]
    frame = frame if places is None else frame[frame["region"].isin(places)]
    return frame.groupby("replicate")[parts].sum().sum(axis=1).round(6).to_numpy(float)


@pytest.mark.parametrize("measure", ["active_facilitators", "certified", "sessions", "trainer_days_used", "money_cash"])
@pytest.mark.parametrize("by", [None, "region", "quarter", "region,year"])
def test_every_number_follows_from_the_tables(plans, measure, by):
    sides = [ForecastSide(results) for results in plans]
    breakdown = Breakdown.of(by or "nation")
    table = differences(sides, pairs_of(3, True), [compared_named(measure)], breakdown)
    stock = compared_named(measure).kind == "stock"
    months = list(plans[0].frame.month_names)
    for row in table.sample(12, random_state=1, replace=True).to_dict("records"):
        inside = [month for month in months if by is None or row["period"] in (
            month, month[:4], f"{month[:4]}-Q{-(-int(month[5:]) // 3)}")] if breakdown.every else months  # fmt: skip
        places = [row["place"]] if row["place"] else None
        one, two = (recomputed(plans[at], measure, inside[-1:] if stock else inside, places) for at in (
            row["base"], row["other"]))  # fmt: skip
        assert (row["first"], row["second"]) == pytest.approx((one.mean(), two.mean()))
        half = student.ppf(1 - 0.025 / row["together"], 8) * (two - one).std(ddof=1) / 3
        assert (row["low"], row["mean"], row["high"]) == pytest.approx(
            ((two - one).mean() - half, (two - one).mean(), (two - one).mean() + half))  # fmt: skip
        assert (row["more"], row["fewer"]) == ((two > one).mean(), (two < one).mean())
    places = {None: 1, "region": 2 + (measure in ACTIVITY_INDEX or measure not in PERSON_INDEX), "quarter": 1}
    wanted = places.get(by, places["region"])
    assert set(table["together"]) == {wanted}
    periods = {None: 1, "region": 1, "quarter": 6, "region,year": 2}[by]
    assert len(table) == 3 * wanted * periods


def test_regions_and_quarters_add_up_to_the_nation(plans):
    sides = [ForecastSide(results) for results in plans[:2]]
    measures = [compared_named(name) for name in ("certified", "money_cash", "trainer_full_time")]
    whole = differences(sides, [(0, 1)], measures, Breakdown.of("year")).groupby("measure")["mean"].sum()
    parts = differences(sides, [(0, 1)], measures, Breakdown.of("region,quarter")).groupby("measure")["mean"].sum()
    assert parts.to_dict() == pytest.approx(whole.to_dict())


def test_full_time_is_days_of_the_calendar_year_over_its_working_days(plans):
    sides = [ForecastSide(results) for results in plans[:2]]
    (row,) = differences(sides, [(0, 1)], [compared_named("trainer_full_time")]).to_dict("records")
    months = [month for month in plans[0].frame.month_names if month.startswith("2027")]
    assert row["first"] == pytest.approx(recomputed(plans[0], "trainer_days_used", months).mean() / 210)
    line = over_time(sides[0], compared_named("trainer_full_time")).values
    assert line[:, -1].mean() == pytest.approx(row["first"])
    assert line[:, 0].mean() == pytest.approx(recomputed(plans[0], "trainer_days_used", ["2026-03"]).mean() / 210)


def test_ratios_are_of_sums(plans):
    sides = [ForecastSide(results) for results in plans[:2]]
    for name, denominator, months in (
        ("cost_per_certified", "certified", plans[0].frame.month_names),
        ("cost_per_active", "active_facilitators", ["2027-04"]),
    ):
        (row,) = differences(sides, [(0, 1)], [compared_named(name)]).to_dict("records")
        one, two = (
            recomputed(results, "money_total", plans[0].frame.month_names).mean()
            / recomputed(results, denominator, months).mean()
            for results in plans[:2]
        )
        assert (row["first"], row["second"], row["mean"]) == pytest.approx((one, two, two - one))
        assert row["low"] < row["mean"] < row["high"] and np.isnan(row["more"])


def test_the_interval_of_a_ratio_is_that_of_a_jackknife():
    rng = np.random.default_rng(7)
    people = rng.gamma(9, 10, (2, 300)) + rng.gamma(9, 10, 300)
    money = people * 30 + rng.normal(0, 200, (2, 300))

    def gap(rows):
        ratios = money[:, rows].mean(axis=1) / people[:, rows].mean(axis=1)
        return ratios[1] - ratios[0]

    left = np.array([gap(np.delete(np.arange(300), at)) for at in range(300)])
    error = np.sqrt(299 / 300 * ((left - left.mean()) ** 2).sum())
    (_, one), (_, two) = (ratio_parts(money[at], people[at]) for at in (0, 1))
    assert (two - one).mean() == pytest.approx(gap(np.arange(300)))
    assert half_width(two - one) == pytest.approx(student.ppf(0.975, 299) * error, rel=0.02)
    assert np.isnan(ratio_parts(np.ones((3, 1)), np.zeros((3, 1)))[0]).all()


def test_pairs_are_narrower_than_two_groups(plans):
    sides = [ForecastSide(results) for results in plans[:2]]
    (row,) = differences(sides, [(0, 1)], [compared_named("people_reached")]).to_dict("records")
    one, two = (recomputed(results, "people_reached", ["2027-04"]) for results in plans[:2])
    unpaired = np.sqrt(one.var(ddof=1) / 9 + two.var(ddof=1) / 9)
    assert (row["high"] - row["low"]) / 2 / student.ppf(0.975, 8) < unpaired / 3


def test_an_interval_holds_zero_as_often_as_it_says():
    rng = np.random.default_rng(4)
    apart = rng.normal(0, 1, (40, 6000))
    outside = np.abs(apart.mean(axis=0)) > half_width(apart)
    assert outside.mean() == pytest.approx(0.05, abs=0.012)
    regions = (np.abs(apart.mean(axis=0)) > half_width(apart, 20)).reshape(300, 20).any(axis=1)
    assert regions.mean() == pytest.approx(0.05, abs=0.04)


def test_the_chance_of_the_target_and_its_difference(plans):
    sides = [ForecastSide(results) for results in plans]
    found = chance_of(sides, pairs_of(3, False))
    reached = [recomputed(results, "active_facilitators", ["2027-02"]) >= 60 for results in plans]
    assert [one.value for one in found.met] == [one.mean() for one in reached]
    apart = found.apart[0, 1]
    assert (apart.pairs, apart.first, apart.second) == (9, reached[0].mean(), reached[1].mean())
    assert apart.mean == pytest.approx(reached[1].mean() - reached[0].mean())
    assert (apart.gained, apart.lost) == ((reached[1] & ~reached[0]).mean(), (reached[0] & ~reached[1]).mean())
    assert apart.low < apart.mean <= apart.high


def test_a_difference_of_shares_as_published():
    """Agresti and Min 2005: 0.5 added to each kind of pair; here 2 gained, 6 lost of 50."""
    first, second = np.repeat([0, 1, 1], [2, 6, 42]), np.repeat([1, 0, 1], [2, 6, 42])
    it = share_difference(first, second)
    assert (it.mean, it.gained, it.lost) == pytest.approx((-0.08, 0.04, 0.12))
    error = (2.5 + 6.5 - (2.5 - 6.5) ** 2 / 52) ** 0.5 / 52
    assert (it.low, it.high) == pytest.approx((-4 / 52 - 1.959964 * error, -4 / 52 + 1.959964 * error))
    equal = share_difference(np.ones(20), np.ones(20))
    assert equal.mean == 0 and equal.low < 0 < equal.high


def test_the_printed_comparison_in_both_languages(plans, capsys):
    folders = [results.folder for results in plans]
    assert main(arguments(*folders, all_pairs=True)) == 0
    english = capsys.readouterr().out
    assert "“Much more” yields" in english and english.count("in 100") + english.count(" in 9") >= 2
    assert "Much more, less Base" in english and "A little, less Much more" in english
    assert "no clear difference" in english and "Cash and time for each active facilitator (€)" in english
    assert re.search(r"“Much more” gives \S+ more active facilitators than “Base” by April 2027, for\s€", english)
    measures = ["certified,reached"]
    assert main(arguments(*folders, lang="fr", base="much MORE", by="region,quarter", measure=measures)) == 0
    french = capsys.readouterr().out
    assert "Base, moins Much more" in french and "Animateurs certifiés (personnes)" in french
    assert "2026-T1" not in french and "2026-Q1" in french
    assert re.search(r"Objectif de la référence\s: 60\xa0animateurs actifs", french)
    assert not re.search(r"\b(the|more|fewer|by|less|region)\b", french.replace("Much more", ""))


def test_the_file_is_for_a_spreadsheet_of_its_language(plans, tmp_path):
    folders = [results.folder for results in plans]
    english, french = tmp_path / "english.csv", tmp_path / "french.csv"
    assert main(arguments(*folders, csv=english, by="region")) == main(arguments(*folders, csv=french, by="region",
                                                                                lang="fr")) == 0  # fmt: skip
    assert french.read_bytes().startswith(b"\xef\xbb\xbf") and not english.read_bytes().startswith(b"\xef")
    one, other = pd.read_csv(english), pd.read_csv(french, sep=";", decimal=",", encoding="utf-8-sig")
    assert one.shape == other.shape and one["column"].tolist() == other["colonne"].tolist()
    assert one["difference, mean"].tolist() == pytest.approx(other["différence, moyenne"].tolist())
    assert set(one["result"]) <= {"more", "fewer", "the same", "no clear difference"}
    assert one.iloc[-1]["measure"] == "target: 60 active facilitators at the end of February 2027"


def closing_of(persons, cash=(1, 2, 3), regions=(), language="en"):
    def row(mean, low, high, measure, place=""):
        unit = "persons" if measure == "active_facilitators" else "euros"
        return {"measure": measure, "unit": unit, "period": "2029-12", "place": place, "mean": mean, "low": low,
                "high": high, "first": 100.0}  # fmt: skip

    table = pd.DataFrame([row(*one, "active_facilitators", f"R{at}") for at, one in enumerate(regions)])
    return closing(
        ("Y", "X"), row(*persons, "active_facilitators"), row(*cash, "money_cash"), table if regions else None,
        Language(language),
    ).replace("\xa0", " ").replace("\u202f", " ")  # fmt: skip


def test_closing_sentences():
    clear, unclear, fewer = (2, 1, 3), (0.1, -1, 1), (-2, -3, -1)
    cash = (25_500, 20_000, 31_000)
    assert closing_of((21, 12, 30), cash, [clear, clear, unclear]) == (
        "“X” gives 12–30 more active facilitators than “Y” by December 2029, for €20,000–31,000 more cash; the "
        "difference is clear in R0 and R1, not in other regions."
    )
    assert closing_of((21, 12, 30), cash, [clear, clear, unclear], "fr") == (
        "« X » donne 12–30 animateurs actifs de plus que « Y » fin décembre 2029, pour 20 000–31 000 € de dépenses "
        "directes en plus ; la différence est nette dans R0 et R1, pas dans les autres régions."
    )
    assert "gives 12–30 fewer" in closing_of((-21, -30, -12))
    assert "every region." in closing_of((2, 1, 3), cash, [clear] * 3)
    assert "facilitators by December 2029 (−3.0 to +5.0), for the same cash" in closing_of((1, -3, 5), (0, 0, 0))
    assert closing_of((1, -3, 5), (5, -10, 20), [unclear] * 2).endswith("in no single region is the difference clear.")
    assert "more in R0 and fewer in R1" in closing_of((1, -3, 5), cash, [clear, fewer, unclear])
    assert "every region but R0 and R1." in closing_of((9, 8, 10), cash, [unclear] * 2 + [clear] * 7)
    assert "clear in 7 of 15 regions, not" in closing_of((9, 8, 10), cash, [unclear] * 8 + [clear] * 7)
    assert "less cash" in closing_of((1, 1, 1), (-5, -6, -4)) and "1 more" in closing_of((1, 1, 1))
    inf = float("inf")
    assert "in the only pair of runs" in closing_of((3, -inf, inf), (5, -inf, inf), [clear] * 2)


def test_small_numbers_get_no_per_cent():
    row = {"unit": "persons", "first": 4.9, "mean": 2.0, "low": 1.0, "high": 3.0}
    assert change_text(row, Language()) == "" and change_text(row | {"first": 5.0}, Language()) == "+40\xa0%"
    assert change_text(row | {"first": 50.0, "low": -1}, Language()) == ""
    narrow = row | {"low": 0.04, "high": 0.061, "mean": 0.05}
    assert difference_text(narrow, Language("fr")) == "+0,050 (+0,040 à +0,061)"
    assert difference_text(row | {"mean": float("nan")}, Language()) == "–"


def test_errors_have_exit_code_two_and_are_told_at_once(tmp_path, capsys, plans):
    folder = run_sweep(sweeping(tmp_path)).folder
    whole = [results.folder for results in plans]
    other_seed = plan(tmp_path, "Seed", 0.1, seed=6).folder
    longer = plan(tmp_path, "Longer", 0.1, months=20).folder
    later = plan(tmp_path, "Later", 0.1, start="2026-05").folder
    elsewhere = plan(tmp_path, "Elsewhere", 0.1, population=(Cell(region="east", administration="State",
                                                                  headcount=900),)).folder  # fmt: skip
    for given, *words in (
        (arguments(folder), "at least two", "name one of its points"),
        (arguments(folder, folder), "name one of its points"),
        (arguments(f"{folder}:0", f"{folder}:9"), "no point 9"),
        (arguments(f"{folder}:0", tmp_path / "nothing"), "is not a folder"),
        (arguments(f"{folder}:0", f"{folder}:1", measure=["activ_facilitators"]), "Did you mean active_facilitators"),
        (arguments(f"{folder}:0", f"{folder}:1", measure=["sessions"], month="2031-01"), "they share"),
        (arguments(f"{folder}:0", f"{folder}:1", measure=["money_hires"]), "keeps no measure money_hires"),
        (arguments(f"{folder}:0", f"{folder}:1", to="page.html"), "a page is made of forecasts"),
        (arguments(*whole, by="regoin"), "Did you mean region?"),
        (arguments(*whole, by="quarter,year"), "one kind of period"),
        (arguments(*whole, by="region", measure=["cost_per_active"]), "of the nation alone"),
        (arguments(*whole, base="A litle"), "Did you mean A little?"),
        (arguments(*whole, to="page.pdf"), "must end in .html"),
        (arguments(*whole, csv=tmp_path), "cannot be written"),
        (arguments(whole[0], longer), "say --month, up to 2027-04"),
        (
            arguments(whole[0], other_seed, later, elsewhere, by="region", measure=["nobody"], base="gros"),
            "seed 5, Seed with 6", "begins in 2026-03, Later in 2026-05", "do not keep the same regions: east",
            "no measure nobody", "none of the sides is called gros. There are: ",
        ),
    ):  # fmt: skip
        assert main(given) == 2
        told = capsys.readouterr()
        assert [word for word in words if word not in told.err] == [] and told.out == "", told.err
    assert main(arguments(whole[0], longer, month="2027-04")) == 0
    assert not list(Path().glob("page.*"))


def test_quarters_that_are_not_those_of_the_calendar_are_refused(tmp_path, capsys):
    folder = run_sweep(sweeping(tmp_path)).folder  # from March on
    assert main(arguments(f"{folder}:0", f"{folder}:1", by="quarter")) == 2
    assert "they are not those of the calendar" in capsys.readouterr().err
    monthly = run_sweep(sweeping(tmp_path / "monthly", record={"every": "month", "places": "nation"})).folder
    assert main(arguments(f"{monthly}:0", f"{monthly}:1", by="quarter")) == 0
    assert main(arguments(f"{monthly}:0", f"{monthly}:1", by="region")) == 2
    assert "only the nation is kept" in capsys.readouterr().err


def test_two_sides_of_one_name_are_told_apart(plans, capsys):
    assert main(arguments(plans[0].folder, plans[0].folder)) == 0
    printed = capsys.readouterr().out
    assert f"Base ({Path(plans[0].folder).name})" in printed and "the same" in printed
