"""The budget: lines by financial year for the nation, then the regions."""

import pandas as pd

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.opened import Handed
from simulation.handover.small import NAMES
from simulation.handover.tables import ALL, LINES, NATION, TITLES
from simulation.handover.workbook.book import BAND, EDGE, Book

_NAME = Words("Budget", "Budget")
_NOTE = Words(
    "Euros of {year}, means over simulated futures; AE = CP in this model. T2 is valued time, no new credit.",
    "Euros de {year}, moyennes sur les futurs simulés ; AE = CP dans ce modèle. T2 : temps valorisé, et non "
    "crédits nouveaux.",
)
_YEARS = Words("several years", "plusieurs années")
_HEADS = (Words("Line or region", "Ligne ou région"), Words("Title", "Titre"))
_TOTAL = Words("Total", "Total")
_NATION = Words("Nation, by line – {name}", "France entière, par ligne – {name}")
_REGIONS = Words("Regions, all lines – {name}", "Régions, toutes lignes – {name}")
_QUANTILE = Words("{line}, {share} % quantile", "{line}, quantile à {share} %")


def budget_sheet(book: Book, made: Made) -> None:
    """The sheet: of each scenario the lines of the nation, then all lines of each region."""
    budget = made.tables["budget"]
    known = budget["price_year"].dropna().unique()
    year = str(known[0]) if len(known) == 1 else book.say(_YEARS)
    sheet = book.sheet(book.say(_NAME), book.say(_NAME), book.say(_NOTE, year=year))
    years = sorted(budget["exercice"].unique())
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2 + len(years), 13)
    sheet.freeze_panes(4, 2)
    sheet.repeat_rows(3)
    book.head(sheet, 3, [*map(book.say, _HEADS), *map(str, years), book.say(_TOTAL)], numbers_from=2)
    row = 4
    for number, run in enumerate(made.handed.runs, 1):
        row = _of_run(book, sheet, row, run, budget[budget["scenario_id"] == run.id], years, number)


def _of_run(book: Book, sheet, row: int, run: Handed, budget: pd.DataFrame, years: list[int], number: int) -> int:
    nation = budget[budget["region_code"] == NATION]
    row = _band(book, sheet, row, book.say(_NATION, name=run.id), len(years))
    first = row
    for key, rows in nation[nation["ligne"] != ALL].groupby(["ligne", "titre"], sort=False):
        line, title = map(str, key)
        row = _row(book, sheet, row, book.say(LINES[line]), title, rows.set_index("exercice")["cp_eur"], years)
    name = "Budget_nation" if number == 1 else f"Budget{number}_nation"
    book.named(name, sheet, (first, 2), (row - 1, 1 + len(years)))
    for title in TITLES:
        rows = nation[(nation["ligne"] == ALL) & (nation["titre"] == title)].set_index("exercice")
        label = book.say(LINES[ALL])
        row = _row(book, sheet, row, label, title, rows["cp_eur"], years, bold=True, top=1, top_color=EDGE)
        for name in ("q10", "q90"):
            said = book.say(_QUANTILE, line=label, share=name[1:])
            row = _row(book, sheet, row, said, title, rows[name], years, total=False, font_color="#595959")
    row = _band(book, sheet, row + 1, book.say(_REGIONS, name=run.id), len(years))
    whole = budget[(budget["ligne"] == ALL) & (budget["region_code"] != NATION)]
    called = dict(zip(run.places.regions, run.places.names, strict=True))
    for key, rows in whole.groupby(["region_code", "titre"], sort=False):
        code, title = map(str, key)
        label = book.say(NAMES[code]) if code in NAMES else f"{called[code]} ({code})"
        row = _row(book, sheet, row, label, title, rows.set_index("exercice")["cp_eur"], years)
    return row + 1


def _band(book: Book, sheet, row: int, title: str, years: int) -> int:
    for column in range(years + 3):
        sheet.write_blank(row, column, None, book.format(bg_color=BAND))
    sheet.write_string(row, 0, title, book.format(bold=True, bg_color=BAND))
    return row + 1


def _row(book: Book, sheet, row: int, label: str, title: str, values: pd.Series, years: list[int], total: bool = True,
         **more: object) -> int:  # fmt: skip
    sheet.write_string(row, 0, label, book.format(**more))
    sheet.write_string(row, 1, title, book.format(**more))
    for at, year in enumerate(years):
        book.cell(sheet, row, 2 + at, float(values[year]) if year in values.index else None, "#,##0", **more)
    book.cell(sheet, row, 2 + len(years), float(values.sum()) if total else None, "#,##0", **more)
    return row + 1
