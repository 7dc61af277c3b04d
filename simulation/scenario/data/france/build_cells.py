"""Build the headcounts of the 54 cells (18 regions x 3 administrations) of the French administration.

Run ``python -m simulation.scenario.data.france.build_cells`` to write ``cells.csv`` and ``tiles.csv`` anew from
``regions_raw.csv`` (populations: the legal ones in the Insee geographic code of 2026; the rest: see its source column).

Method: iterative proportional fitting. Each region starts from its published headcount and, where there is one, its
published split; a split that is not published starts from the national one. Region totals are then scaled by one
factor to 5,674,400 persons (end of 2021, economie.gouv.fr), administrations to 2.55 : 1.96 : 1.22 of it (Insee 2022).

What each marking says of the value a cell starts from (every cell is fitted afterwards):

- ``measured``: a figure is published for this very cell, as a count or as a share of its region;
- ``scaled``: the headcount of the region is published, the cell gets its part at national proportions;
- ``assumed``: no headcount of the region was found; it comes from the population (see :func:`region_headcounts`).

Limits. Published regional counts are mostly civil and of 2018 to 2021 (Guyane 2012), while the national State total
includes the military, about 5 % of all public employees at the end of 2022 (Insee via boursorama.com, July 2024):
fitting therefore raises State cells by about a tenth and leaves the two others within about one per cent. The military
are so spread like other State employees, not by garrison. Regions without a published split share one and the same
split, Île-de-France too, although central administration surely makes its State share larger. Insee's count at the end
of 2021 leaves Mayotte out (economie.gouv.fr, letter of the DAJ): here Mayotte takes its 0.4 % from the same total.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

DIRECTORY = Path(__file__).parent
RAW_FILE = DIRECTORY / "regions_raw.csv"
CELLS_FILE = DIRECTORY / "cells.csv"
TILES_FILE = DIRECTORY / "tiles.csv"

NATIONAL_HEADCOUNT = 5_674_400
"""Persons, end of 2021 (economie.gouv.fr)."""

ADMINISTRATIONS = ("State", "territorial", "hospital")
NATIONAL_MILLIONS = (2.55, 1.96, 1.22)
"""Millions of persons per administration, in the order of ``ADMINISTRATIONS``, 2022 (Insee); only the ratio is used."""

REFERENCE_REGIONS = ("La Réunion", "Guyane")
"""The overseas regions whose headcount is published: the yardstick for the three whose is not."""

# Overseas regions stand in column 0, column 1 stays empty, so that they read as set apart.
TILES = {
    "Guadeloupe": ("GUA", 0, 0),
    "Martinique": ("MTQ", 0, 1),
    "Guyane": ("GUF", 0, 2),
    "La Réunion": ("REU", 0, 3),
    "Mayotte": ("MAY", 0, 4),
    "Hauts-de-France": ("HDF", 4, 0),
    "Normandie": ("NOR", 3, 1),
    "Île-de-France": ("IDF", 4, 1),
    "Grand Est": ("GES", 5, 1),
    "Bretagne": ("BRE", 2, 2),
    "Pays de la Loire": ("PDL", 3, 2),
    "Centre-Val de Loire": ("CVL", 4, 2),
    "Bourgogne-Franche-Comté": ("BFC", 5, 2),
    "Nouvelle-Aquitaine": ("NAQ", 4, 3),
    "Auvergne-Rhône-Alpes": ("ARA", 5, 3),
    "Occitanie": ("OCC", 4, 4),
    "Provence-Alpes-Côte d'Azur": ("PAC", 5, 4),
    "Corse": ("COR", 6, 5),
}
"""Region name to (label, column counted from the left, row counted from the top); an own layout, no source."""


@dataclass(frozen=True)
class Region:
    """One row of the raw table: persons, and per administration what is published (``None``: nothing).

    ``published`` holds persons when ``split_unit`` is ``"persons"`` and shares of the region (0 to 1) when it is
    ``"share"``, in the order of ``ADMINISTRATIONS``; ``rate`` is in civil full-time equivalents per 1,000 inhabitants.
    """

    code: str
    name: str
    population: int
    agents: int | None
    agents_year: str
    published: tuple[float | None, ...]
    split_unit: str
    split_date: str
    rate: float | None


def read_regions(path: Path = RAW_FILE) -> list[Region]:
    """Return the 18 regions of the raw table, in its order."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    with path.open(encoding="utf-8", newline="") as file:
        return [
            Region(
                code=row["region_code"],
                name=row["region"],
                population=int(row["population"]),
                agents=int(row["agents"]) if row["agents"] else None,
                agents_year=row["agents_date"][:4],
                published=tuple(number(row[name.lower()]) for name in ADMINISTRATIONS),
                split_unit=row["split_unit"],
                split_date=row["split_date"],
                rate=number(row["civil_full_time_equivalents_per_thousand"]),
            )
            for row in csv.DictReader(file)
        ]


def overseas_rate(regions: list[Region]) -> float:
    """Return the persons employed per 1,000 inhabitants in La Réunion and Guyane taken together."""
    known = [region for region in regions if region.name in REFERENCE_REGIONS]
    agents = [region.agents for region in known if region.agents is not None]
    if len(agents) != len(known):
        raise ValueError("the persons employed in La Réunion and Guyane must be known")
    return 1000 * sum(agents) / sum(region.population for region in known)


def assumed_rate(region: Region, regions: list[Region]) -> float:
    """Return the persons per 1,000 inhabitants assumed for a region without a published headcount.

    The published rates are in full-time equivalents, not persons: only their ratio to the rate of La Réunion and Guyane
    is used, times the persons per 1,000 there. Without any rate (Mayotte) the ratio is taken as one.
    """
    if region.rate is None:
        return overseas_rate(regions)
    reference = np.mean([other.rate for other in regions if other.name in REFERENCE_REGIONS])
    return float(overseas_rate(regions) * region.rate / reference)


def region_headcounts(regions: list[Region]) -> np.ndarray:
    """Return persons per region, shape (18,), before scaling: published, or from population where it is not."""
    return np.array(
        [
            region.agents if region.agents is not None else region.population * assumed_rate(region, regions) / 1000
            for region in regions
        ],
        dtype=float,
    )


def starting_cells(regions: list[Region]) -> np.ndarray:
    """Return the persons each cell starts from, shape (18, 3); rows sum to :func:`region_headcounts`."""
    national = np.array(NATIONAL_MILLIONS)
    cells = np.zeros((len(regions), len(ADMINISTRATIONS)))
    for row, (region, headcount) in enumerate(zip(regions, region_headcounts(regions), strict=True)):
        known = np.array([value is not None for value in region.published])
        values = np.array([value or 0.0 for value in region.published])
        if known.all():
            # A complete split may be older or wider in scope than the headcount: only its shares are kept.
            cells[row] = headcount * values / values.sum()
            continue
        cells[row] = values * headcount if region.split_unit == "share" else values
        remainder = headcount - cells[row].sum()
        cells[row, ~known] = remainder * national[~known] / national[~known].sum()
    return cells


def largest_remainder(weights: np.ndarray, total: int) -> np.ndarray:
    """Return whole persons in proportion to ``weights`` (shape (n,)) that sum to ``total``, shape (n,)."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    largest_first = np.argsort(whole - exact, kind="stable")
    whole[largest_first[: total - whole.sum()]] += 1
    return whole


def fit(
    cells: np.ndarray,
    row_totals: np.ndarray,
    column_totals: np.ndarray,
    tolerance: float = 1e-12,
    most_rounds: int = 10_000,
) -> np.ndarray:
    """Return ``cells`` (shape (rows, columns), positive) scaled by iterative proportional fitting to both margins.

    Persons throughout; stops when the row totals hold to the relative ``tolerance`` after the columns were set.
    """
    fitted = cells.astype(float)
    for _ in range(most_rounds):
        fitted *= (row_totals / fitted.sum(axis=1))[:, np.newaxis]
        fitted *= column_totals / fitted.sum(axis=0)
        if np.abs(fitted.sum(axis=1) / row_totals - 1).max() < tolerance:
            return fitted
    raise ArithmeticError(f"iterative proportional fitting did not settle in {most_rounds} rounds")


def round_to_margins(cells: np.ndarray, row_totals: np.ndarray, column_totals: np.ndarray) -> np.ndarray:
    """Return ``cells`` (shape (rows, columns), persons) each rounded down or up so that both whole margins hold.

    Among all such roundings it takes the one whose rounded-up cells have the largest remainders in sum.
    """
    whole = np.floor(cells).astype(np.int64)
    rows, columns = cells.shape
    # Rounding up is a 0/1 choice per cell under row and column sums: a transport problem, whose vertices are integers.
    margins = np.vstack([np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))])
    missing = np.concatenate([row_totals - whole.sum(axis=1), column_totals - whole.sum(axis=0)])
    solution = linprog(-(cells - whole).ravel(), A_eq=margins, b_eq=missing, bounds=(0, 1), method="highs-ds")
    if not solution.success:
        raise ArithmeticError(f"no rounding keeps both margins: {solution.message}")
    return whole + np.rint(solution.x).astype(np.int64).reshape(rows, columns)


def fitted_cells(regions: list[Region]) -> np.ndarray:
    """Return whole persons per cell, shape (18, 3), with the national total and both margins exact."""
    row_totals = largest_remainder(region_headcounts(regions), NATIONAL_HEADCOUNT)
    column_totals = largest_remainder(np.array(NATIONAL_MILLIONS), NATIONAL_HEADCOUNT)
    return round_to_margins(fit(starting_cells(regions), row_totals, column_totals), row_totals, column_totals)


def marking(region: Region, administration: str) -> str:
    """Return ``measured``, ``scaled`` or ``assumed``: where the value a cell starts from comes from."""
    if region.agents is None:
        return "assumed"
    return "scaled" if region.published[ADMINISTRATIONS.index(administration)] is None else "measured"


def origin(region: Region, administration: str, regions: list[Region]) -> str:
    """Return in words where the value a cell starts from comes from."""
    if region.agents is None:
        rate = f"{assumed_rate(region, regions):.1f} persons per 1000 inhabitants"
        yardstick = "La Réunion and Guyane together"
        if region.rate is None:
            return f"{rate}, as {yardstick}; national split"
        return f"{rate}: {yardstick}, times the ratio of full-time equivalent rates; national split"
    value = region.published[ADMINISTRATIONS.index(administration)]
    if value is not None:
        if region.split_unit == "share":
            figure = f"{100 * value:.1f} % of the region"
        elif None in region.published:
            figure = f"{value:.0f} persons"
        else:
            whole = sum(other for other in region.published if other is not None)
            figure = f"{value:.0f} of {whole:.0f} persons, kept as a share"
        return f"published: {figure} ({region.split_date}); region {region.agents} ({region.agents_year})"
    if any(other is not None for other in region.published):
        return f"region {region.agents} ({region.agents_year}) less what is published, rest at national proportions"
    return f"region {region.agents} ({region.agents_year}) at the national split"


def cell_rows(regions: list[Region]) -> list[dict[str, str | int]]:
    """Return the 54 rows of ``cells.csv``, regions in the order of the raw table; headcounts in persons."""
    start, fitted = starting_cells(regions), fitted_cells(regions)
    # Adding zero turns a negative zero into a plain one.
    moved = np.round(100 * (fitted / start - 1), 1) + 0.0
    return [
        {
            "region_code": region.code,
            "region": region.name,
            "administration": administration,
            "headcount": int(fitted[row, column]),
            "marking": marking(region, administration),
            "note": f"{origin(region, administration, regions)}; starts from {start[row, column]:.0f}, "
            f"fitting moves it by {moved[row, column]:+.1f} %",
        }
        for row, region in enumerate(regions)
        for column, administration in enumerate(ADMINISTRATIONS)
    ]


def tile_rows(regions: list[Region]) -> list[dict[str, str | int]]:
    """Return the 18 rows of ``tiles.csv``: one equal tile a region, in the order of the raw table."""
    return [
        {"region_code": region.code, "region": region.name, "label": label, "column": column, "row": row}
        for region in regions
        for label, column, row in [TILES[region.name]]
    ]


def as_text(rows: list[dict[str, str | int]]) -> str:
    """Return rows as the text of a comma-separated file, with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write ``cells.csv`` and ``tiles.csv`` beside this file."""
    regions = read_regions()
    for path, rows in ((CELLS_FILE, cell_rows(regions)), (TILES_FILE, tile_rows(regions))):
        # Written as bytes so that line ends are the same on every system.
        path.write_bytes(as_text(rows).encode("utf-8"))
        print(f"{path.name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
