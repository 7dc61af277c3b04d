"""Activity by year, seats and days with their intervals, and what limited growth by region and month."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts import activity, capacity, courses, limits_by_region, style
from simulation.charts.language import Language
from simulation.charts.spells import WHOLE, RegionLimits, region_limits, spells
from simulation.outcomes.measures import LIMITS, monthly_limit
from simulation.scenario.levers import NATIONAL

NOBODY = len(LIMITS)
TRAINER_DAYS = LIMITS.index(("training", "trainer_days"))
FACILITATORS = LIMITS.index(("groups", "facilitators"))
NAMES = [f"{'training' if ledger == 'training' else 'group'}_limit_{cause}" for ledger, cause in LIMITS]


class Held(MadeUp):
    """Results in which it is said who is held back: replicates × months × places, by limit."""

    def __init__(self, held, **more):
        replicates, months, _ = next(iter(held.values())).shape
        super().__init__(replicates=replicates, months=months, **more)
        self._held = held

    def whole_numbers(self, names):
        nothing = np.zeros((len(self.replicates), self.frame.months, len(self.frame.places)), np.int64)
        for name in names:
            yield name, self._held.get(NAMES.index(name), nothing)


def places(**counts):
    """Counts (replicates × months) in the first and in the last place (`national`), nobody elsewhere."""
    shape = np.shape(next(iter(counts.values())))
    held = np.zeros((*shape, len(MadeUp(replicates=1, months=1).frame.places)), np.int64)
    for where, many in counts.items():
        held[:, :, {"first": 0, "remote": -1}[where]] = many
    return held


def test_the_limit_is_the_largest_count_and_then_the_most_frequent_one():
    trainer_days = places(first=[[5, 3, 0], [5, 0, 0], [0, 3, 0]])
    facilitators = places(first=[[4, 3, 0], [0, 9, 0], [9, 9, 0]])
    seen = region_limits(Held({TRAINER_DAYS: trainer_days, FACILITATORS: facilitators}))
    region = seen.limit.index[1]
    # In the second month the first replicate has two equals: the one declared first is its limit.
    assert seen.limit.loc[region].tolist() == [TRAINER_DAYS, FACILITATORS, NOBODY]
    np.testing.assert_allclose(seen.share.loc[region], [2 / 3, 2 / 3, 1])
    assert seen.limit.loc[WHOLE].tolist() == seen.limit.loc[region].tolist()
    assert (seen.limit.drop(index=[WHOLE, region]) == NOBODY).all().all()
    assert seen.seen == [TRAINER_DAYS, FACILITATORS]


def test_equally_frequent_limits_go_by_the_declared_order():
    limits = {TRAINER_DAYS: places(first=[[1], [0]]), FACILITATORS: places(first=[[0], [1]])}
    assert region_limits(Held(limits)).limit.iloc[0, 0] == TRAINER_DAYS


def test_the_nation_is_summed_within_a_replicate_as_in_the_headline():
    results = made_up(replicates=5, months=30)
    held = np.stack([whole.sum(axis=2) for _, whole in results.whole_numbers(NAMES)], axis=2)
    monthly = monthly_limit(held)
    seen = region_limits(results)
    for month in range(30):
        counts = np.bincount(np.where(monthly[:, month] < 0, NOBODY, monthly[:, month]), minlength=NOBODY + 1)
        assert seen.limit.loc[WHOLE].iloc[month] == counts.argmax()
        assert seen.share.loc[WHOLE].iloc[month] == counts.max() / 5


def test_what_is_remote_has_a_row_only_where_somebody_waits_there():
    assert NATIONAL not in region_limits(Held({TRAINER_DAYS: places(first=[[1]])})).limit.index
    seen = region_limits(Held({TRAINER_DAYS: places(first=[[1]], remote=[[2]])}))
    assert seen.limit.index[-1] == NATIONAL and NATIONAL not in seen.regions.index
    assert limits_by_region.table(seen, Language("fr"))["région"].iloc[-1] == "À distance"


def by_hand(lines, share=0.8, start="2026-01-01"):
    months = pd.date_range(start, periods=len(next(iter(lines.values()))), freq="MS")
    limit = pd.DataFrame(lines, index=months).T
    return RegionLimits(limit, pd.DataFrame(share, limit.index, months))


def test_the_table_has_a_row_a_spell_that_together_are_all_months():
    seen = by_hand({"North": [2] * 3 + [NOBODY] + [9] * 2, "South": [2] * 6})
    rows = spells(seen)
    again = {
        place: sum(([row.limit] * (row.last - row.first + 1) for row in part.itertuples()), [])
        for place, part in rows.groupby("place")
    }
    assert again == {place: line.tolist() for place, line in seen.limit.iterrows()}
    table = limits_by_region.table(seen, Language())
    assert table["from"].tolist() == ["2026-01", "2026-04", "2026-05", "2026-01"]
    assert table["months"].tolist() == [3, 1, 2, 6]
    assert table["limit"].tolist()[:2] == ["trainer days", "nobody waits"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([9] * 12 + [2] * 12, "facilitators of .*; by the end trainer days$"),
        ([2] * 24, "most often: trainer days$"),
        ([NOBODY] * 24, "^Nobody had to wait"),
        ([NOBODY] * 12 + [2] * 12, "at first nobody waits; by the end trainer days$"),
    ],
    ids=["changes", "stays", "nobody", "begins"],
)
def test_the_title_says_what_limits_most_regions(line, said):
    seen = by_hand({WHOLE: [3] * 24, "North": line, "South": line, "East": [5] * 24})
    if line[0] == line[-1] == NOBODY:
        seen = by_hand({"North": line})
    title = limits_by_region.words(seen, Language()).title
    assert pd.Series([title]).str.contains(said).all(), title


def test_colour_says_who_is_short_and_letters_and_gaps_tell_limits_of_one_colour_apart():
    first, second = (LIMITS.index(("groups", name)) for name in ("facilitator_days", "facilitators"))
    seen = by_hand({"North": [first] * 6 + [second] * 6})
    figure = limits_by_region.draw(seen, Language())
    heat, gaps, letters = figure.data
    assert len({tuple(row) for row in heat.z}) == 1 and sorted(letters.text) == ["A", "B"]
    assert [x for x in gaps.x if x] == ["2026-07-01"] * 2
    key = [note.text for note in figure.layout.annotations]
    assert key[:2] == ["<b>A</b>", "facilitator days"] and key[2] == "<b>B</b>"


def test_colour_is_faint_where_futures_disagree():
    colours = {
        share: _cell(limits_by_region.draw(by_hand({"North": [2]}, share), Language()).data[0])
        for share in (0.3, 0.49, 0.5, 1.0)
    }
    assert colours[0.3] == colours[0.49] != colours[0.5] == colours[1.0]


def _cell(heat):
    """The colour of the first cell: the scale is in steps of one code."""
    steps = len(heat.colorscale) // 2
    return heat.colorscale[2 * int(heat.z[0][0])][1] if steps else None


def test_short_spells_have_letters_where_the_page_is_wide():
    seen = by_hand({"North": [2] * 30 + [9] + [2] * 29})
    wide, narrow = (limits_by_region.draw(seen, Language(), narrow) for narrow in (False, True))
    assert len(wide.layout.annotations) == len(narrow.layout.annotations) + 1
    assert wide.data[2].text == narrow.data[2].text


def test_many_and_long_and_hostile_regions_stay_bounded():
    rng = np.random.default_rng(1)
    names = {f"<b>{'x' * 300}{number}</b>": rng.integers(0, NOBODY + 1, 240) for number in range(40)}
    figure = limits_by_region.draw(by_hand(names), Language("fr"))
    assert len(figure.layout.annotations) <= limits_by_region.MOST_NOTES + 2 * len(LIMITS)
    assert "<b>x" not in str(figure.layout.yaxis.ticktext) and "<b><b>" not in figure.data[0].text[0][0]
    assert all(len(text) < 80 for text in figure.layout.yaxis.ticktext)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_letters_can_be_read_on_every_strip(mode):
    from test_charts import _contrast

    dark = style.dark_colours()
    for limit in range(NOBODY + 1):
        for agreed in (False, True):
            light = limits_by_region._paint(limit, agreed)
            assert _contrast(style.TEXT[mode], dark[light] if mode else light) >= 4.5


def test_activity_is_summed_within_a_replicate_and_counts_groups_at_the_end_of_the_year():
    results = made_up(replicates=40)
    seen = activity.data(results)
    names = activity.FLOWS["left"]
    assert "left_lapsed" not in names and "left_trainer" in names and len(names) == 7
    flows = sum(results.national(*names).values()).reshape(40, 5, 12).sum(axis=2)
    np.testing.assert_allclose(seen.of("left").q90, np.quantile(flows, 0.9, axis=0))
    lost = [flow for part in activity.LOST for flow in activity.FLOWS[part]]
    total = sum(results.national(*lost).values()).sum(axis=1)
    assert seen.whole.q50["lost"] == pytest.approx(np.median(total))


def test_open_groups_are_those_at_the_end_of_each_year():
    class Counting(MadeUp):
        def national(self, *names):
            line = np.arange(1.0, self.frame.months + 1)
            return super().national(*names) | {name: np.tile(line, (3, 1)) for name in names if name == "groups_open"}

    led = activity.data(Counting(start="2026-10", months=16, replicates=3)).of("led")
    assert led["mean"].tolist() == [3, 15, 16] and led.months.tolist() == [3, 12, 1]


def test_activity_says_who_is_reached_and_lost():
    seen = activity.data(made_up(replicates=40))
    english, french = (activity.words(seen, Language(code)) for code in ("en", "fr"))
    reached = Language().known(seen.whole.loc["reached"])
    assert english.title.startswith(f"{reached[0]} people are reached from 2026 to 2030; ")
    assert f"{reached[1]} to {reached[2]} people" in english.description
    assert "de 2026 à 2030" in french.title
    empty = activity.words(activity.data(made_up(replicates=3, empty=True)), Language())
    assert empty.title == "Nobody is reached and nobody is lost from 2026 to 2030"


def test_every_bar_of_activity_seats_and_days_has_its_interval():
    results = made_up(replicates=40)
    for chart, panels in ((activity, len(activity.PANELS)), (courses, 2), (capacity, len(capacity.PANELS))):
        figure = chart.draw(chart.data(results), Language())
        bars = list(figure.select_traces("bar"))
        wide = [bar for bar in bars if bar.width > 0.7]
        whiskers = [trace for trace in figure.data if trace.error_y.array is not None]
        assert len(bars) - len(wide) == panels and len(whiskers) == len(bars)


def test_offered_seats_keep_their_whisker_within_the_axis():
    results = made_up(replicates=40)
    seen = courses.data(results)
    figure = courses.draw(seen, Language())
    assert figure.layout.yaxis.range[1] >= seen.of("facilitator", "offered").q90.max()
    queues = seen.queues["waiting_for_course"]
    assert figure.layout.yaxis2.range[1] >= queues.q975.max()
