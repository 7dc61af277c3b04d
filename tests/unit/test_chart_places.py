"""The charts of places: persons and rates by region, their order, tiles, and what the slider exchanges."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from report_data import MadeUp, made_up

from simulation.charts import places, region_persons, style, tiles
from simulation.charts.language import Language
from simulation.charts.regional_capacity import CHART as REGIONAL_CAPACITY
from simulation.outcomes.measures import Share
from simulation.scenario.geography import france, geography_of
from simulation.scenario.schema import Cell
from simulation.scenario.tiles import ACROSS, france_tiles, tiles_of

CHARTS = (region_persons.CHART, tiles.CHART, REGIONAL_CAPACITY)
MANY = tuple(Cell(region=f"Region {n}", administration="State", headcount=500 + 300 * n) for n in range(40))
ONE = (Cell(region="Only <b>one</b>", administration="State", headcount=50_000),)


@pytest.fixture(scope="module")
def results():
    return made_up(replicates=12, months=30)


@pytest.fixture(scope="module")
def seen(results):
    return places.data(results)


def test_rates_are_persons_by_headcount(results, seen):
    summary = results.summary()
    rows = summary[(summary.region == "Bretagne") & (summary.measure == "active_facilitators")].sort_values("month")
    headcount = sum(cell.headcount for cell in france() if cell.region == "Bretagne")
    np.testing.assert_allclose(seen.rates["q90"]["Bretagne"], 1000 * rows.q90 / headcount)
    national = np.median(results.national("active_facilitators")["active_facilitators"][:, -1])
    assert seen.national_rates.q50.iloc[-1] == pytest.approx(1000 * national / 5_674_400)


def test_regions_stand_in_the_order_of_their_persons(results):
    seen = region_persons.data(results)
    persons = seen.persons.q50
    assert len(persons) == 18 and (np.diff(persons) <= 0).all()
    figure = region_persons.draw(seen, Language())
    assert list(figure.layout.yaxis.ticktext) == list(persons.index)
    assert list(figure.data[1].x) == persons.tolist()
    summary = results.summary()
    mine = (summary.region == "Corse") & (summary.measure == "active_facilitators") & (summary.month == seen.when)
    assert persons["Corse"] == summary[mine].q50.iloc[0]


def test_of_few_persons_the_chances_of_one_and_of_two_are_told():
    made = made_up(replicates=60, months=30, target=None)
    seen = region_persons.data(made)
    ((_, whole),) = made.whole_numbers(["active_facilitators"])
    region_of_cell = np.array([region for region, _ in made.frame.cells])
    number = made.frame.regions.index("Mayotte")
    persons = whole[:, -1, region_of_cell == number].sum(axis=1)
    assert seen.at_least[2]["Mayotte"].value == pytest.approx((persons >= 2).mean())
    few = region_persons.Regions(
        seen.places,
        seen.month,
        {least: {name: Share(0.3, 0.1, 200) for name in seen.persons.index} for least in (1, 2)},
    )
    small = {level: frame * 0 + 4 for level, frame in seen.places.persons.items()}
    few = replace(few, places=replace(seen.places, persons=small))
    texts = [note.text for note in region_persons.draw(few, Language()).layout.annotations]
    assert all("≥ 1: 30\u00a0%; ≥ 2: 30\u00a0%" in text for text in texts) and len(texts) == 18
    assert "in 18 of 18 regions it is not even likely that there are two" in region_persons.words(few, Language()).title
    large = replace(few, places=replace(seen.places, persons={level: frame + 5 for level, frame in small.items()}))
    assert not any("≥" in note.text for note in region_persons.draw(large, Language()).layout.annotations)


def test_regions_are_looked_at_when_the_target_is():
    made = made_up(replicates=3, months=84)
    assert region_persons.data(made).when == pd.Timestamp("2030-12-01")
    assert region_persons.data(made_up(replicates=3, months=30)).when == pd.Timestamp("2028-06-01")


def test_seats_courses_and_days_belong_to_the_participants_region():
    made = made_up(replicates=9, months=24)
    seen = REGIONAL_CAPACITY.data(made)
    read = made.national("enrolled", "facilitator_courses", "trainer_days_used_facilitator_courses")
    for group, name in zip(("seats", "courses", "days"), read, strict=True):
        a_year = seen.a_year(group)
        assert a_year.drop(index="").sum() == pytest.approx(a_year[""])
        assert a_year[""] == pytest.approx(read[name].sum(axis=1).mean() / 2)
    seats = seen.a_year("seats")
    assert seen.order == list(seats.drop(index="").sort_values(ascending=False, kind="stable").index)
    ((_, trainers),) = made.whole_numbers(["trainers"])
    number = made.frame.regions.index("Corse")
    cells = np.array([region == number for region, _ in made.frame.cells])
    there = (trainers[:, -1, cells].sum(axis=1) >= 1).mean()
    assert seen.any_trainer["Corse"].value == pytest.approx(there)


def test_small_rates_keep_two_digits_and_never_look_like_zero(seen):
    english, french = Language(), Language("fr")
    shown = places.Places(
        pd.Series({"A": 1_000_000}),
        {level: pd.DataFrame({"A": [40.0]}) for level in places.LEVELS},
        pd.DataFrame({"mean": [40.0], **dict.fromkeys(places.LEVELS, [40.0])}),
    )
    assert [shown.write(rate, english) for rate in (0, 0.0404, 0.005, 0.12, 58.4, 1234)] == [
        "0", "0.040", "0.005", "0.12", "58", "1,234",
    ]  # fmt: skip
    assert shown.write(0.0404, french) == "0,040" and shown.write(1234, french) == "1\u202f234"
    assert shown.write(0.0001, english) == "<\u00a00.001"


@pytest.mark.parametrize(("months", "expected"), [(1, 1), (24, 24), (25, 13), (60, 20), (240, 20), (239, 20)])
def test_slider_has_few_steps_and_the_last_month(months, expected):
    shown = places.steps(months, tiles.MOST_STEPS)
    assert len(shown) == expected and shown[-1] == months - 1 and len(set(np.diff(shown))) <= 1


def test_french_regions_all_have_a_tile_of_their_own():
    regions = geography_of(MadeUp(months=1, replicates=1).scenario).regions
    placed = tiles_of(regions)
    assert set(placed) == set(regions) == set(france_tiles())
    assert len({(tile.column, tile.row) for tile in placed.values()}) == 18
    assert placed["Corse"].label == "COR" and placed["Bretagne"].column < placed["Grand Est"].column


def test_regions_without_a_tile_stand_in_lines_below():
    plain = tiles_of([cell.region for cell in MANY])
    assert [(tile.column, tile.row) for tile in plain.values()] == [(n % ACROSS, n // ACROSS) for n in range(40)]
    mixed = tiles_of(["Elsewhere", "Bretagne", "Normandie"])
    assert list(mixed) == ["Elsewhere", "Bretagne", "Normandie"]
    assert mixed["Elsewhere"].row > max(mixed["Bretagne"].row, mixed["Normandie"].row)
    assert (mixed["Bretagne"].column, mixed["Normandie"].row) == (0, 0)


def test_slider_exchanges_colours_and_what_is_written(seen):
    figure = tiles.draw(seen, Language())
    (slider,), placed = figure.layout.sliders, tiles_of(seen.headcount.index)
    assert slider.active == len(slider.steps) - 1
    month = places.steps(len(seen.months), tiles.MOST_STEPS)[3]
    values, written = slider.steps[3].args
    tile = placed["Bretagne"]
    assert values["z"][0][tile.row][tile.column] == pytest.approx(seen.rates["q50"]["Bretagne"].iloc[month], abs=1e-4)
    assert values["customdata"][0][tile.row][tile.column][3] == seen.persons["q50"]["Bretagne"].iloc[month]
    number = list(placed).index("Bretagne")
    assert f">{seen.known_persons('Bretagne', month, Language())[0]}</b>" in written[f"annotations[{number}].text"]
    # The last step is what the figure shows without touching the slider.
    values, written = slider.steps[-1].args
    assert values["z"][0] == figure.to_plotly_json()["data"][0]["z"]
    assert [written[f"annotations[{n}].text"] for n in range(18)] == [note.text for note in figure.layout.annotations]


def test_colours_mean_the_same_in_all_months(seen):
    trace = tiles.draw(seen, Language()).data[0]
    assert (trace.zmin, trace.zmax) == (0, seen.rates["q50"].to_numpy().max())


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.name for chart in CHARTS])
@pytest.mark.parametrize(
    "given",
    [
        {"population": ONE, "months": 14},
        {"population": MANY, "months": 240},
        {"empty": True, "months": 3},
        {"population": ONE, "months": 1, "empty": True},
    ],
    ids=["one region", "forty regions", "nobody", "nothing"],
)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_any_number_of_regions(chart, given, code):
    language, data = Language(code), chart.data(made_up(replicates=3, target=None, **given))
    words, table = chart.words(data, language), chart.table(data, language)
    assert "nan" not in f"{words.title} {words.description}".lower().split() and "{" not in words.title
    assert 0 < len(table) <= 4000 and not table.drop(columns=[name for name in table if "chance" in name or
                                                              "probabilité" in name]).isna().any().any()  # fmt: skip
    for narrow in (False, True):
        figure = chart.draw(data, language, narrow).to_plotly_json()
        assert len(json.dumps(figure)) < 1_500_000
        assert "NaN" not in json.dumps(figure)
        assert len(figure["layout"]["annotations"]) >= len(given.get("population", range(18)))


def test_nobody_is_said_so():
    made = made_up(replicates=3, target=None, empty=True, months=3)
    for chart in CHARTS[:2]:
        title = chart.words(chart.data(made), Language()).title
        assert title.startswith("No region is likely to have an active facilitator")
    taken = REGIONAL_CAPACITY.data(made)
    assert REGIONAL_CAPACITY.words(taken, Language()).title == "Nobody takes a seat in a facilitator course"


def test_a_name_of_one_region_is_no_markup():
    made = made_up(replicates=3, target=None, population=ONE, months=14)
    tile = tiles.draw(places.data(made), Language())
    assert "&lt;b&gt;one" in tile.layout.annotations[0].text
    assert tile.data[0].text[0][0] == style.plain(ONE[0].region)
    for chart in (region_persons.CHART, REGIONAL_CAPACITY):
        assert chart.draw(chart.data(made), Language(), False).layout.yaxis.ticktext[0] == style.plain(ONE[0].region)


def test_tables_have_every_region_and_the_last_month(results, seen):
    by_year = region_persons.table(region_persons.data(results), Language())
    by_step = tiles.table(seen, Language())
    assert list(by_year.month.unique()) == ["2026-12", "2027-12", "2028-06"] and len(by_year) == 3 * 18
    assert len(by_step) == 15 * 18 and by_step.month.iloc[-1] == "2028-06"
    last = by_year[(by_year.month == "2028-06") & (by_year.region == "Corse")].iloc[0]
    assert last["per 1,000 public agents: median"] == pytest.approx(
        1000 * last["active facilitators: median"] / last["public agents"]
    )
