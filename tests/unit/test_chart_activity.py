"""Activity by year, seats and days with their intervals, and who waits for what by region and month."""

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts import activity, capacity, courses, limits_by_region, style
from simulation.charts.language import Language
from simulation.charts.limit_periods import SHOWN, WHOLE, RegionLimits, region_limits, spells
from simulation.outcomes.waiting import COLUMNS, STAGES, stages_of
from simulation.scenario.levers import NATIONAL

COURSE, PRACTICE, GROUP = (STAGES[stage] for stage in ("course", "practice", "group"))
NOBODY = len(COURSE)
TRAINER_DAYS, SEATS = COURSE.index("trainer_days"), COURSE.index("seats")


class Held(MadeUp):
    """Results in which it is said who is held back: replicates × months × places, by recorded column."""

    def __init__(self, held, **more):
        replicates, months, _ = next(iter(held.values())).shape
        super().__init__(replicates=replicates, months=months, **more)
        self._held = held

    def whole_numbers(self, names):
        nothing = np.zeros((len(self.replicates), self.frame.months, len(self.frame.places)), np.int64)
        for name in names:
            yield name, self._held.get(name, nothing)


def places(**counts):
    """Counts (replicates × months) in the first and in the last place (`national`), nobody elsewhere."""
    shape = np.shape(next(iter(counts.values())))
    held = np.zeros((*shape, len(MadeUp(replicates=1, months=1).frame.places)), np.int64)
    for where, many in counts.items():
        held[:, :, {"first": 0, "remote": -1}[where]] = many
    return held


def limits_of(stage, **held):
    """One stage of results in which so many are held back: training_limit_seats=places(…)."""
    return next(seen for seen in region_limits(Held(held)) if seen.stage == stage)


def test_the_main_cause_is_the_largest_count_and_then_the_most_frequent_one():
    days = places(first=[[5, 3, 0], [5, 0, 0], [0, 3, 0]])
    seats = places(first=[[4, 3, 0], [0, 9, 0], [9, 9, 0]])
    seen = limits_of("course", training_limit_trainer_days=days, training_limit_seats=seats)
    region = seen.limit.index[1]
    # In the second month the first replicate has two equals: the one declared first is its main cause.
    assert seen.limit.loc[region].tolist() == [TRAINER_DAYS, SEATS, NOBODY]
    np.testing.assert_allclose(seen.share.loc[region], [2 / 3, 2 / 3, 1])
    assert seen.limit.loc[WHOLE].tolist() == seen.limit.loc[region].tolist()
    assert (seen.limit.drop(index=[WHOLE, region]) == NOBODY).all().all()
    assert seen.seen == [TRAINER_DAYS, SEATS]


def test_equally_frequent_causes_go_by_the_declared_order():
    seen = limits_of(
        "course", training_limit_trainer_days=places(first=[[1], [0]]), training_limit_seats=places(first=[[0], [1]])
    )
    assert seen.limit.iloc[0, 0] == TRAINER_DAYS
    # Money comes first among the columns of trainees, and last among their causes.
    seen = limits_of("practice", training_limit_money=places(first=[[2]]), training_limit_people=places(first=[[2]]))
    assert seen.limit.iloc[0, 0] == PRACTICE.index("people")


def test_stages_are_never_mixed():
    held = {"training_limit_trainer_days": places(first=[[2]]), "training_limit_supervisor": places(first=[[50]]),
            "group_limit_facilitators": places(first=[[9]]), "waiting_for_programme": places(first=[[99]])}  # fmt: skip
    found = {seen.stage: seen.limit.iloc[1, 0] for seen in region_limits(Held(held))}
    assert found == {
        "group": GROUP.index("facilitators"), "course": TRAINER_DAYS, "practice": PRACTICE.index("supervisor")
    }  # fmt: skip


def test_money_of_candidates_and_of_trainees_is_told_apart_by_region():
    queue, money = places(first=[[4]], remote=[[0]]), places(first=[[9]], remote=[[3]])
    held = {"waiting_for_course": queue, "training_limit_seats": places(first=[[1]]), "training_limit_money": money}
    group, course, practice = region_limits(Held(held))
    assert course.limit.iloc[1, 0] == COURSE.index("money") and course.limit.iloc[-1, 0] == NOBODY
    assert practice.limit.iloc[1, 0] == practice.limit.iloc[-1, 0] == PRACTICE.index("money")
    assert (group.limit == len(GROUP)).all().all()


def test_the_nation_is_summed_within_a_replicate_as_in_the_headline():
    results = made_up(replicates=5, months=30)
    by_place = stages_of(dict(results.whole_numbers(COLUMNS)))
    held = {stage: array.sum(axis=2) for stage, array in by_place.items()}
    for seen in region_limits(results):
        array = held[seen.stage]
        nobody = array.shape[2]
        monthly = np.where(array.sum(axis=2) > 0, array.argmax(axis=2), nobody)
        for month in range(30):
            counts = np.bincount(monthly[:, month], minlength=nobody + 1)
            assert counts[seen.limit.loc[WHOLE].iloc[month]] == counts.max()
            assert seen.share.loc[WHOLE].iloc[month] == counts.max() / 5


def test_what_is_remote_has_a_row_only_where_somebody_waits_there():
    assert NATIONAL not in limits_of("course", training_limit_seats=places(first=[[1]])).limit.index
    held = {"training_limit_seats": places(first=[[1]], remote=[[2]])}
    blocks = region_limits(Held(held))
    assert all(seen.limit.index[-1] == NATIONAL and NATIONAL not in seen.regions.index for seen in blocks)
    assert limits_by_region.table(blocks, Language("fr"))["région"].iloc[-1] == "À distance"


def by_hand(lines, share=0.8, stage="course", start="2026-01-01"):
    months = pd.date_range(start, periods=len(next(iter(lines.values()))), freq="MS")
    limit = pd.DataFrame(lines, index=months).T
    return RegionLimits(stage, limit, pd.DataFrame(share, limit.index, months))


def blocks_of(lines, **more):
    """Three blocks, in whose second somebody waits."""
    nobody = {place: np.full(len(line), 9) for place, line in lines.items()}
    return tuple(
        by_hand(lines, **more) if stage == "course"
        else by_hand({place: line * 0 + len(STAGES[stage]) for place, line in nobody.items()}, stage=stage)
        for stage in SHOWN
    )  # fmt: skip


def test_the_table_has_a_row_a_spell_that_together_are_all_months():
    seen = by_hand({"North": [2] * 3 + [NOBODY] + [3] * 2, "South": [2] * 6})
    rows = spells(seen)
    again = {
        place: sum(([row.limit] * (row.last - row.first + 1) for row in part.itertuples()), [])
        for place, part in rows.groupby("place")
    }
    assert again == {place: line.tolist() for place, line in seen.limit.iterrows()}
    table = limits_by_region.table((seen,), Language())
    assert table["from"].tolist() == ["2026-01", "2026-04", "2026-05", "2026-01"]
    assert table["months"].tolist() == [3, 1, 2, 6]
    assert table["for want of"].tolist() == ["trainer days", "nobody waits", "seats", "trainer days"]
    assert set(table["who waits"]) == {"Candidates waiting for a facilitator course"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([3] * 12 + [2] * 12, "in the last year: for a course, trainer days$"),
        ([NOBODY] * 24, "^Nobody waits$"),
        ([2] * 12 + [NOBODY] * 12, "in the last year: for a course, nobody waits$"),
    ],
    ids=["changes", "nobody", "ends"],
)
def test_the_title_says_what_is_short_in_most_regions(line, said):
    blocks = blocks_of({"North": line, "South": line, "East": [NOBODY] * 24})
    title = limits_by_region.words(blocks, Language()).title
    assert pd.Series([title]).str.contains(said).all(), title


def test_colour_says_who_is_short_and_letters_and_gaps_tell_causes_of_one_colour_apart():
    seen = by_hand({"North": [COURSE.index("calendar")] * 6 + [SEATS] * 6})
    figure = limits_by_region.draw((seen,), Language())
    heat, gaps, letters = figure.data
    assert len({tuple(row) for row in heat.z}) == 1 and sorted(letters.text) == ["F", "H"]
    assert [x for x in gaps.x if x] == ["2026-07-01"] * 2
    key = [note.text for note in figure.layout.annotations]
    assert key == ["<b>Waiting for a course</b>", "<b>F</b>", "a date in the calendar", "<b>H</b>", "seats"]


def test_colour_is_faint_where_futures_disagree():
    colours = {
        share: _cell(limits_by_region.draw((by_hand({"North": [2]}, share),), Language()).data[0])
        for share in (0.3, 0.49, 0.5, 1.0)
    }
    assert colours[0.3] == colours[0.49] != colours[0.5] == colours[1.0]


def _cell(heat):
    """The colour of the first cell: the scale is in steps of one code."""
    steps = len(heat.colorscale) // 2
    return heat.colorscale[2 * int(heat.z[0][0])][1] if steps else None


def test_short_spells_have_letters_where_the_page_is_wide():
    seen = by_hand({"North": [2] * 30 + [3] + [2] * 29})
    wide, narrow = (limits_by_region.draw((seen,), Language(), narrow) for narrow in (False, True))
    assert len(wide.layout.annotations) == len(narrow.layout.annotations) + 1
    assert wide.data[2].text == narrow.data[2].text


def test_blocks_stand_side_by_side_or_one_below_another():
    blocks = blocks_of({"North": [2] * 24, "South": [3] * 24})
    wide, narrow = (limits_by_region.draw(blocks, Language(), narrow) for narrow in (False, True))
    assert wide.layout.xaxis.domain[1] < wide.layout.xaxis2.domain[0] < wide.layout.xaxis3.domain[0]
    assert narrow.layout.yaxis.domain[0] > narrow.layout.yaxis2.domain[1] > narrow.layout.yaxis3.domain[1]
    assert [wide.layout[f"yaxis{index}"].showticklabels for index in ("", 2, 3)] == [True, False, False]
    assert narrow.layout.xaxis.domain == narrow.layout.xaxis3.domain == (0, 1)


def test_many_and_long_and_hostile_regions_stay_bounded():
    rng = np.random.default_rng(1)
    names = {f"<b>{'x' * 300}{number}</b>": rng.integers(0, NOBODY + 1, 240) for number in range(40)}
    figure = limits_by_region.draw(blocks_of(names), Language("fr"))
    assert len(figure.layout.annotations) <= 3 * limits_by_region.MOST_NOTES + 3 + 2 * len(limits_by_region.COLOURS)
    assert "<b>x" not in str(figure.layout.yaxis.ticktext) and "<b><b>" not in figure.data[0].text[0][0]
    assert all(len(text) < 80 for text in figure.layout.yaxis.ticktext)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_letters_can_be_read_on_every_strip(mode):
    from test_charts import _contrast

    dark = style.dark_colours()
    assert set(limits_by_region.COLOURS) == {(stage, cause) for stage in SHOWN for cause in STAGES[stage]}
    for stage in SHOWN:
        for limit in range(len(STAGES[stage]) + 1):
            for agreed in (False, True):
                light = limits_by_region._paint(stage, limit, agreed)
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
        assert len(bars) - len(wide) == panels
        # The wide bars, behind, may be the same in all futures: days offered, a budget.
        assert panels <= len(whiskers) <= len(bars)


def test_offered_seats_keep_their_whisker_within_the_axis():
    results = made_up(replicates=40)
    seen = courses.data(results)
    figure = courses.draw(seen, Language())
    assert figure.layout.yaxis.range[1] >= seen.of("facilitator", "offered").q90.max()
    queues = seen.queues["waiting_for_course"]
    assert figure.layout.yaxis2.range[1] >= queues.q975.max()
