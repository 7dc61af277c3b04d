"""Network, ties, lineage and who met whom: the data is right, and drawings stay small and say when there is nothing."""

import json
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp

from simulation.charts import LINEAGE, NETWORK, PEOPLE, TIES
from simulation.charts.example import example_of
from simulation.charts.language import Language
from simulation.charts.lineage import MOST as MOST_BARS
from simulation.charts.meetings import MOST, SIDE, layout, packed
from simulation.report.packing import figure_parts

ENGLISH = Language()


@pytest.fixture(scope="module")
def results():
    return MadeUp(replicates=8)


def test_quantiles_of_the_share_are_taken_within_replicates(results):
    network = results.network()
    last = network[network.month == network.month.max()]
    row = NETWORK.data(results).of("share").iloc[-1]
    shares = last.largest_component / last.nodes
    np.testing.assert_allclose([row.q10, row.q50, row.q90], np.quantile(shares, [0.1, 0.5, 0.9]))
    assert (row.year, row.months) == (2030, 12)


def test_pairs_without_a_row_are_no_ties(results):
    seen = TIES.data(results)["region"]
    matrix = seen.matrix()
    first, last = results.frame.regions[0], results.frame.regions[-1]
    assert matrix.loc[first, last] == matrix.loc[last, first] == 0
    stored = results.ties()
    stored = stored[(stored.month == stored.month.max()) & (stored.level == "region")]
    assert seen.pairs["mean"].sum() == pytest.approx(stored.ties.sum() / len(results.replicates))
    assert len(seen.pairs) == len(results.frame.regions) * (len(results.frame.regions) + 1) // 2


def test_ties_order_interval_and_crossing(results):
    seen, stored = TIES.data(results)["administration"], results.ties()
    assert sorted(seen.places) == sorted(results.frame.administrations)
    assert seen.matrix().sum(axis=1).is_monotonic_decreasing
    stored = stored[(stored.month == stored.month.max()) & (stored.level == "administration")]
    across = stored.one.astype(str) != stored.other.astype(str)
    assert seen.crossing == pytest.approx(stored.ties[across].sum() / stored.ties.sum())
    each = stored.ties.where(across, 0).groupby(stored.replicate).sum() / stored.groupby("replicate").ties.sum()
    np.testing.assert_allclose([seen.low, seen.high], np.quantile(each, [0.1, 0.9]))


def test_missing_ties_of_one_replicate_count_as_zero(results):
    class Fewer(MadeUp):
        def ties(self):
            whole = super().ties()
            return whole[whole.replicate != 0]

    fewer, whole = TIES.data(Fewer(replicates=8))["region"], TIES.data(results)["region"]
    assert fewer.pairs["mean"].sum() < whole.pairs["mean"].sum()
    assert fewer.pairs.q10.min() == 0


def test_lineage_counts_who_trained_whom(results):
    seen = LINEAGE.data(results)
    people, _ = results.example()
    assert len(seen.trained) == people.trained_by.notna().sum() == 60
    assert seen.trainees[0] == (people.trained_by == 0).sum()
    done = sorted(seen.trainees.values(), reverse=True)
    assert sum(done[: seen.half]) >= 30 > sum(done[: seen.half - 1])


def test_every_bar_of_the_lineage_stands_on_another(results):
    tree = LINEAGE.draw(LINEAGE.data(results), ENGLISH).data[0]
    assert len(set(tree.ids)) == len(tree.ids)
    assert [parent for parent in tree.parents if parent not in tree.ids] == [""]
    people, _ = results.example()
    by = people.set_index("person").trained_by
    for bar, parent in zip(tree.ids[1:], tree.parents[1:], strict=True):
        assert parent == ("all" if np.isnan(by[int(bar)]) else f"{by[int(bar)]:.0f}")
    trained_nobody = by.notna() & ~by.index.isin(by.dropna())
    assert sum(tree["values"]) == trained_nobody.sum()


class Many(MadeUp):
    """Two thousand facilitators trained by ten trainers."""

    def example(self):
        people, groups = super().example()
        more = people[people.person == 30].loc[lambda one: one.index.repeat(2000)]
        more = more.assign(person=np.arange(1000, 3000), trained_by=np.arange(2000) % 10)
        return pd.concat([people, more], ignore_index=True), groups


def test_a_large_lineage_is_drawn_together(results):
    seen = LINEAGE.data(Many(replicates=2))
    tree = LINEAGE.draw(seen, ENGLISH).data[0]
    assert len(tree.ids) < 200 and sum(tree["values"]) > 2000
    assert not [parent for parent in tree.parents[1:] if parent not in tree.ids]
    assert len(LINEAGE.table(seen, ENGLISH)) <= MOST_BARS


def test_those_in_the_same_group_are_tied_and_nobody_else(results):
    drawn = PEOPLE.data(results).meetings
    groups = example_of(results).groups
    held = groups[groups.place == drawn.place]
    tied = {tuple(sorted(pair)) for _, one in held.groupby("group").person for pair in combinations(one, 2)}
    assert {tuple(sorted(pair)) for pair in drawn.ties} == tied
    assert drawn.whole and drawn.place != "national" and len(drawn.people) <= MOST
    assert 5000 not in example_of(results).groups.person.to_numpy()
    busiest = drawn.people.met.idxmax()
    assert drawn.people.met[busiest] == sum(busiest in pair for pair in tied)


def test_of_too_many_the_latest_groups_are_drawn():
    class Crowded(MadeUp):
        def example(self):
            people, groups = super().example()
            return people, groups.assign(place="national", group=range(len(groups)))

    drawn = PEOPLE.data(Crowded(replicates=2)).meetings
    assert drawn.place == "national" and len(drawn.people) <= MOST
    assert PEOPLE.words(PEOPLE.data(Crowded(replicates=2)), ENGLISH).title.startswith("Remote groups")


def test_layout_is_the_same_each_time_and_parts_stand_apart():
    graph = nx.disjoint_union_all([nx.complete_graph(9), nx.path_graph(4), nx.complete_graph(2)])
    places = layout(graph)
    assert places == layout(graph) and len(set(places.values())) == len(graph)
    assert all(0 <= value <= SIDE and isinstance(value, int) for place in places.values() for value in place)


def test_packed_squares_do_not_cover_one_another():
    boxes = [90, 70, 40, 40, 33, 20, 20, 20, 10, 10, 5]
    corners = packed(boxes)
    for (one, (x, y)), (other, (u, v)) in combinations(zip(boxes, corners, strict=True), 2):
        assert x + one <= u or u + other <= x or y + one <= v or v + other <= y


def test_lines_and_points_meet_so_that_the_search_finds_them(results):
    figure = PEOPLE.draw(PEOPLE.data(results), ENGLISH)
    lines, *points = figure.data[:-2]
    standing = {(x, y) for trace in points for x, y in zip(trace.x, trace.y, strict=True)}
    ends = {(x, y) for x, y in zip(lines.x, lines.y, strict=True) if x is not None}
    assert ends <= standing and figure.layout.meta["search"]
    assert not figure.data[-1].x and not figure.data[-2].x


@pytest.mark.parametrize("chart", [LINEAGE, PEOPLE], ids=["lineage", "people"])
@pytest.mark.parametrize("code", ["en", "fr"])
def test_without_an_example_the_chart_says_so(chart, code):
    results, language = MadeUp(replicates=2), Language(code)
    results.example_stored = False
    data = chart.data(results)
    words = chart.words(data, language)
    assert chart.table(data, language).shape[0] == 0 and len(chart.table(data, language).columns) > 4
    figure = chart.draw(data, language, True)
    assert not figure.data and figure.layout.annotations[0].text == words.title
    assert words.question.endswith("?") and words.description.endswith(".")


@pytest.mark.parametrize("chart", [NETWORK, TIES, LINEAGE, PEOPLE], ids=lambda chart: chart.name)
def test_figures_stay_small(chart, results):
    places = [f"Region {number} with a name" for number in range(40)]

    class Wide(MadeUp):
        def __init__(self):
            super().__init__(replicates=2)
            cells = tuple((region, administration) for region in range(40) for administration in range(20))
            self.frame = type(self.frame)(
                self.frame.start, 60, tuple(places), tuple(f"Body {number}" for number in range(20)), cells
            )

    for given in (results, Wide()):
        for narrow in (False, True):
            figure = chart.draw(chart.data(given), ENGLISH, narrow)
            assert len(json.dumps(figure_parts(figure), separators=(",", ":")).encode()) < 250_000


@pytest.mark.parametrize("chart", [TIES, LINEAGE, PEOPLE], ids=lambda chart: chart.name)
def test_names_from_outside_are_no_markup(chart):
    class Hostile(MadeUp):
        def __init__(self):
            super().__init__(replicates=2)
            names = tuple(f"<img src=x onerror=alert({number})>" for number in range(len(self.frame.regions)))
            self.frame = type(self.frame)(self.frame.start, 60, names, self.frame.administrations, self.frame.cells)

    figure = chart.draw(chart.data(Hostile()), ENGLISH)
    assert "<img" not in json.dumps(figure_parts(figure))
