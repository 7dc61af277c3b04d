"""Generations of the training lineage: persons, skill, and whether it fades from one to the next."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts.generations import CHART, MOST
from simulation.charts.language import Language
from simulation.outcomes.lineage import lineage_of, spread, steps

YEARS = np.array([2026, 2027])


def lineage_table(*rows):
    """Rows of replicate, year, generation, facilitators, trainers, skill_sum."""
    names = ["replicate", "month", "generation", "facilitators", "trainers", "skill_sum"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(month=pd.to_datetime(table.month.astype(str) + "-12-01"))


SMALL = lineage_table(
    (3, 2026, 0, 0, 2, 1.6), (3, 2026, 1, 4, 0, 2.8), (3, 2027, 0, 0, 2, 1.6), (3, 2027, 1, 3, 1, 3.0),
    (3, 2027, 2, 2, 0, 1.2), (8, 2026, 0, 0, 1, 0.9), (8, 2027, 0, 0, 1, 0.9), (8, 2027, 1, 2, 0, 1.8),
)  # fmt: skip


def of(table, **scenario):
    """The chart's data for a lineage table."""
    results = MadeUp(months=24, replicates=2, **scenario)
    results.replicates = np.array([3, 8])
    results.lineage = lambda: table
    return CHART.data(results)


def test_arrays_are_those_of_the_table():
    lineage = lineage_of(SMALL, np.array([3, 8]), YEARS, 5)
    assert lineage.persons.tolist() == [[[2, 4, 0], [2, 4, 2]], [[1, 0, 0], [1, 2, 0]]]
    assert lineage.trainers[0, 1].tolist() == [2, 1, 0] and not lineage.later
    np.testing.assert_allclose(
        lineage.skill, [[[0.8, 0.7, np.nan], [0.8, 0.75, 0.6]], [[0.9] + [np.nan] * 2, [0.9] * 2 + [np.nan]]]
    )


def test_later_generations_count_in_the_last():
    rows = [(1, 2026, generation, 10, 0, 10 * (0.9 - 0.1 * generation)) for generation in range(7)]
    lineage = lineage_of(lineage_table(*rows), np.array([1]), YEARS[:1], 3)
    assert lineage.later and lineage.persons[0, 0].tolist() == [10, 10, 50]
    np.testing.assert_allclose(lineage.skill[0, 0], [0.9, 0.8, np.mean([0.7, 0.6, 0.5, 0.4, 0.3])])


def test_steps_compare_within_a_future():
    found = steps(lineage_of(SMALL, np.array([3, 8]), YEARS, 5)).set_index("generation")
    # 0.75 ÷ 0.8 and 0.9 ÷ 0.9; then 0.6 ÷ 0.75, in one of two futures.
    assert found["mean"][1] == pytest.approx((0.9375 + 1) / 2) and found.futures[1] == 1
    assert found.q10[2] == found.q90[2] == pytest.approx(0.8) and found.futures[2] == 0.5


def test_several_generations_together_are_no_step():
    rows = [(1, 2026, generation, 10, 0, 10 * (0.9 - 0.1 * generation)) for generation in range(7)]
    assert steps(lineage_of(lineage_table(*rows), np.array([1]), YEARS[:1], 3))["generation"].tolist() == [1]


def test_spread_leaves_out_what_is_no_number():
    found = spread(np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert found.loc[0].tolist() == pytest.approx([2, 1.2, 2, 2.8, 1])
    assert found.loc[1].isna().sum() == 4 and found.futures[1] == 0


def test_nobody_counts_as_nobody_but_not_as_unskilled():
    seen = of(SMALL)
    people, skill = seen.of("persons", 1), seen.of("skill", 1)
    assert people["mean"].tolist() == [2, 3] and people.futures.tolist() == [1, 1]
    assert skill["mean"].tolist() == pytest.approx([0.7, 0.825]) and skill.futures.tolist() == [0.5, 1]


@pytest.mark.parametrize(
    ("skills", "said"),
    [((0.8, 0.9), "fades"), ((1.1, 1.2), "grows"), ((0.8, 1.2), "not clear")],
)
def test_title_says_whether_skill_fades(skills, said):
    rows = []
    for replicate, ratio in zip((3, 8), skills, strict=True):
        rows += [(replicate, 2027, 0, 0, 1, 0.5), (replicate, 2027, 1, 1, 0, 0.5 * ratio)]
    words = CHART.words(of(lineage_table(*rows)), Language())
    assert said in words.title and f"{round(50 * sum(skills))}\u00a0%" in words.title
    assert "December 2027" in words.title


def test_rare_generations_do_not_make_the_title():
    rows = [(3, 2027, 0, 0, 1, 0.5), (8, 2027, 0, 0, 1, 0.5), (3, 2027, 1, 9, 0, 3), (8, 2027, 1, 9, 0, 3)]
    other = lineage_table(*rows, (3, 2027, 2, 1, 0, 0.1))
    results = MadeUp(months=24, replicates=3)
    results.replicates, results.lineage = np.array([3, 8, 9]), lambda: other
    seen = CHART.data(results)
    assert "generation 1 has 67\u00a0% of the skill of generation 0" in CHART.words(seen, Language()).title
    assert "Generation 2 (in 33\u00a0% of the futures)" in CHART.words(seen, Language()).description


def test_made_up_skill_falls_by_generation():
    results = MadeUp()
    seen = CHART.data(results)
    last = [seen.of("skill", generation)["q50"].iloc[-1] for generation in range(seen.count)]
    assert last == sorted(last, reverse=True) and "fades" in CHART.words(seen, Language()).title
    table = results.lineage()
    table = table[(table.generation == 1) & (pd.DatetimeIndex(table.month).year == 2030)]
    np.testing.assert_allclose(seen.of("facilitators", 1)["mean"].iloc[-1], table.facilitators.mean())


def test_twenty_years_show_few_panels_and_nobody_is_said():
    seen = CHART.data(made_up(months=240, replicates=2))
    assert seen.count == MOST and seen.later
    assert len(CHART.draw(seen, Language()).layout.to_plotly_json()["annotations"]) == 6 * MOST
    assert "Generation 5 and later" in set(CHART.table(seen, Language())["generation"])
    nobody = CHART.data(made_up(empty=True, replicates=3))
    assert CHART.words(nobody, Language()).title == "Nobody passes the practice on by December 2030"


def test_french_writes_percentages_and_people_its_way():
    words = CHART.words(CHART.data(made_up(replicates=3)), Language("fr"))
    assert words.title.startswith("La compétence s’émousse en chemin\u00a0:") and "\u00a0%" in words.title


def test_few_futures_are_hollow_and_whiskers_span_80():
    rows = [(3, 2027, 0, 0, 1, 0.5), (8, 2027, 0, 0, 1, 0.7), (3, 2027, 1, 1, 0, 0.4)]
    results = MadeUp(months=24, replicates=3)
    results.replicates, results.lineage = np.array([3, 8, 9]), lambda: lineage_table(*rows)
    figure = CHART.draw(CHART.data(results), Language())
    marks = list(figure.select_traces({"type": "scatter", "mode": "lines+markers"}))
    assert [trace.marker.color[0] == "#FFFFFF" for trace in marks] == [False, True]
    whisker = marks[0].error_y
    assert marks[0].y[0] == pytest.approx(0.6)
    assert (whisker.arrayminus[0], whisker.array[0]) == pytest.approx((0.08, 0.08))
