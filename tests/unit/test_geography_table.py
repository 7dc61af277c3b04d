"""The headcount table of the 54 cells and the tile map: margins, markings, distance to what is published, layout."""

import csv
from collections import Counter

import numpy as np
import pytest

from simulation.scenario.data.france import build_cells

# Fitting raises State by the military that civil counts leave out; the two others it should hardly move.
LARGEST_MOVE = {"State": (0.09, 0.12), "territorial": (-0.015, 0.015), "hospital": (-0.015, 0.015)}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def regions():
    return build_cells.read_regions()


@pytest.fixture(scope="module")
def cells():
    return read(build_cells.CELLS_FILE)


@pytest.fixture(scope="module")
def tiles():
    return {row["region"]: row for row in read(build_cells.TILES_FILE)}


def headcount(cells, **wanted):
    return sum(int(row["headcount"]) for row in cells if all(row[key] == value for key, value in wanted.items()))


def test_committed_files_are_what_the_script_builds(regions):
    assert build_cells.CELLS_FILE.read_bytes().decode() == build_cells.as_text(build_cells.cell_rows(regions))
    assert build_cells.TILES_FILE.read_bytes().decode() == build_cells.as_text(build_cells.tile_rows(regions))


def test_fifty_four_distinct_cells(cells, regions):
    assert len(cells) == 54
    expected = {(region.name, administration) for region in regions for administration in build_cells.ADMINISTRATIONS}
    assert {(row["region"], row["administration"]) for row in cells} == expected
    assert len({region.code for region in regions}) == 18
    assert all(len(row["region_code"]) == 2 for row in cells)


def test_national_total_and_administrations_hold(cells):
    assert headcount(cells) == 5_674_400
    for administration, millions in {"State": 2.55, "territorial": 1.96, "hospital": 1.22}.items():
        exact = 5_674_400 * millions / (2.55 + 1.96 + 1.22)
        assert abs(headcount(cells, administration=administration) - exact) < 1


def test_regions_hold_within_one_person(cells, regions):
    published = build_cells.region_headcounts(regions)
    for region, exact in zip(regions, 5_674_400 * published / published.sum(), strict=True):
        assert abs(headcount(cells, region=region.name) - exact) < 1


def test_headcounts_are_positive_whole_numbers(cells):
    assert all(row["headcount"].isdigit() and int(row["headcount"]) > 0 for row in cells)


def test_every_row_is_marked_and_explained(cells):
    assert Counter(row["marking"] for row in cells) == {"measured": 21, "scaled": 24, "assumed": 9}
    assert {row["region"] for row in cells if row["marking"] == "assumed"} == {"Guadeloupe", "Martinique", "Mayotte"}
    assert all(row["note"] for row in cells)


def test_measured_cells_stay_close_to_what_they_start_from(cells, regions):
    start = build_cells.starting_cells(regions)
    for row, value in zip(cells, start.ravel(), strict=True):
        if row["marking"] == "measured":
            low, high = LARGEST_MOVE[row["administration"]]
            assert low < int(row["headcount"]) / value - 1 < high, row


def test_bretagne_stays_close_to_its_published_split(cells):
    for administration, published in {"territorial": 95_500, "hospital": 66_900}.items():
        fitted = headcount(cells, region="Bretagne", administration=administration)
        assert fitted == pytest.approx(published, rel=0.01)
    assert 105_600 * 1.10 < headcount(cells, region="Bretagne", administration="State") < 105_600 * 1.12
    for administration, published in {"State": 105_600, "territorial": 95_500, "hospital": 66_900}.items():
        share = headcount(cells, region="Bretagne", administration=administration) / headcount(cells, region="Bretagne")
        assert share == pytest.approx(published / 268_000, abs=0.025)


def test_split_not_published_starts_at_national_proportions(regions):
    start = dict(zip([region.name for region in regions], build_cells.starting_cells(regions), strict=True))
    assert start["Grand Est"] == pytest.approx(413_000 * np.array([2.55, 1.96, 1.22]) / 5.73)
    # One figure published: it is kept, the rest follows territorial : hospital = 1.96 : 1.22.
    assert start["Auvergne-Rhône-Alpes"][0] == 239_800
    assert start["Auvergne-Rhône-Alpes"].sum() == pytest.approx(613_100)
    assert start["Auvergne-Rhône-Alpes"][1] / start["Auvergne-Rhône-Alpes"][2] == pytest.approx(1.96 / 1.22)


def test_assumed_regions_follow_population_and_overseas_rate(regions):
    headcounts = dict(zip([region.name for region in regions], build_cells.region_headcounts(regions), strict=True))
    reference = (80_900 + 23_200) / (889_679 + 293_996)
    assert headcounts["Mayotte"] == pytest.approx(256_518 * reference)
    assert headcounts["Guadeloupe"] == pytest.approx(384_160 * reference * 95 / 85)
    assert headcounts["Martinique"] == pytest.approx(360_630 * reference * 100 / 85)


def test_fitting_keeps_odds_ratios_and_reaches_margins():
    start = np.array([[40.0, 30.0, 20.0], [35.0, 50.0, 10.0]])
    fitted = build_cells.fit(start, np.array([100.0, 110.0]), np.array([90.0, 85.0, 35.0]))
    assert fitted.sum(axis=1) == pytest.approx([100, 110])
    assert fitted.sum(axis=0) == pytest.approx([90, 85, 35])
    assert fitted[0] / fitted[1] * fitted[1, 0] / fitted[0, 0] == pytest.approx(
        start[0] / start[1] * start[1, 0] / start[0, 0]
    )


def test_fitting_that_cannot_settle_says_so():
    with pytest.raises(ArithmeticError, match="did not settle"):
        build_cells.fit(np.ones((2, 2)), np.array([1.0, 1.0]), np.array([5.0, 5.0]), most_rounds=5)


def test_rounding_keeps_both_margins_and_moves_less_than_one():
    generator = np.random.default_rng(20240501)
    for _ in range(20):
        rows, columns = generator.integers(50, 90, size=5), generator.uniform(1, 2, size=3)
        columns = build_cells.largest_remainder(columns, int(rows.sum()))
        exact = build_cells.fit(generator.uniform(1, 9, size=(5, 3)), rows, columns)
        whole = build_cells.round_to_margins(exact, rows, columns)
        assert (whole.sum(axis=1) == rows).all() and (whole.sum(axis=0) == columns).all()
        assert np.abs(whole - exact).max() < 1


def test_rounding_refuses_margins_out_of_reach():
    with pytest.raises(ArithmeticError, match="no rounding"):
        build_cells.round_to_margins(np.full((2, 2), 0.5), np.array([4, 4]), np.array([4, 4]))


def test_largest_remainder_gives_the_rest_to_the_largest_parts():
    assert build_cells.largest_remainder(np.array([0.5, 0.3, 0.2]), 11).tolist() == [6, 3, 2]
    assert build_cells.largest_remainder(np.array([1.0, 1.0, 1.0]), 4).tolist() == [2, 1, 1]


def test_tiles_cover_the_same_regions_without_overlap(tiles, cells):
    assert set(tiles) == {row["region"] for row in cells}
    assert len(tiles) == 18
    assert {name: tile["region_code"] for name, tile in tiles.items()} == {
        row["region"]: row["region_code"] for row in cells
    }
    assert len({(tile["column"], tile["row"]) for tile in tiles.values()}) == 18
    assert len({tile["label"] for tile in tiles.values()}) == 18
    assert all(1 <= len(tile["label"]) <= 4 for tile in tiles.values())


def test_overseas_tiles_are_set_apart_by_an_empty_column(tiles):
    overseas = {"Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"}
    assert {name for name, tile in tiles.items() if int(tile["column"]) == 0} == overseas
    assert min(int(tile["column"]) for name, tile in tiles.items() if name not in overseas) >= 2


@pytest.mark.parametrize(
    ("axis", "first", "second"),
    [
        ("row", "Hauts-de-France", "Île-de-France"),
        ("row", "Île-de-France", "Centre-Val de Loire"),
        ("row", "Nouvelle-Aquitaine", "Occitanie"),
        ("row", "Auvergne-Rhône-Alpes", "Provence-Alpes-Côte d'Azur"),
        ("row", "Provence-Alpes-Côte d'Azur", "Corse"),
        ("column", "Bretagne", "Pays de la Loire"),
        ("column", "Normandie", "Île-de-France"),
        ("column", "Île-de-France", "Grand Est"),
        ("column", "Nouvelle-Aquitaine", "Auvergne-Rhône-Alpes"),
        ("column", "Occitanie", "Provence-Alpes-Côte d'Azur"),
    ],
)
def test_tiles_keep_north_above_south_and_west_left_of_east(tiles, axis, first, second):
    assert int(tiles[first][axis]) < int(tiles[second][axis])


def test_running_the_script_writes_both_files(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build_cells, "CELLS_FILE", tmp_path / "cells.csv")
    monkeypatch.setattr(build_cells, "TILES_FILE", tmp_path / "tiles.csv")
    build_cells.main()
    assert len(read(tmp_path / "cells.csv")) == 54 and len(read(tmp_path / "tiles.csv")) == 18
    assert capsys.readouterr().out == "cells.csv: 54 rows\ntiles.csv: 18 rows\n"
