"""The workbook, read back from its own XML: numbers as numbers, codes as text, and what the tables hold."""

import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import handover_data
import pytest
from test_french import faults

from simulation.handover.made import Asked
from simulation.handover.workbook import lists
from simulation.handover.workbook.build import workbook
from simulation.handover.workbook.lists import MEASURES
from simulation.handover.workbook.plan import BLOCKS
from simulation.scenario.prices import Prices

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = {
    "en": ["Read me", "Summary", "Capacity plan", "Capacity plan (2)", "Workforce", "Budget", "Forecast", "Assumptions",
           "Dictionary", "Versions"],
    "fr": ["Lisez-moi", "Synthèse", "Plan de capacité", "Plan de capacité (2)", "Effectifs", "Budget", "Prévision",
           "Hypothèses", "Dictionnaire", "Versions"],
}  # fmt: skip


class Read:
    """A workbook as its parts: cells by sheet and reference, as (type, value, formula)."""

    def __init__(self, content):
        self.parts = zipfile.ZipFile(io.BytesIO(content))
        strings = ElementTree.fromstring(self.parts.read("xl/sharedStrings.xml"))
        self._texts = ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in strings]
        book = ElementTree.fromstring(self.parts.read("xl/workbook.xml"))
        self.sheets = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]
        self.names = {name.get("name"): name.text for name in book.iter(f"{MAIN}definedName")}
        self.cells = {name: self._cells(number) for number, name in enumerate(self.sheets, 1)}

    def xml(self, number):
        return self.parts.read(f"xl/worksheets/sheet{number}.xml").decode()

    def _cells(self, number):
        found = {}
        for cell in ElementTree.fromstring(self.xml(number)).iter(f"{MAIN}c"):
            value, formula = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
            if value is not None:
                text = self._texts[int(value.text)] if cell.get("t") == "s" else value.text
                found[cell.get("r")] = (cell.get("t", "n"), text, None if formula is None else formula.text)
        return found

    def rows(self, sheet):
        """Rows of a sheet as dictionaries from column letter to value."""
        found = {}
        for reference, (kind, value, _) in self.cells[sheet].items():
            column, row = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()
            found.setdefault(int(row), {})[column] = float(value) if kind == "n" else value
        return found


@cache
def read(language="fr", below=0):
    return Read(workbook(handover_data.made(Asked("quarter", language, below=below))))


def area(name):
    """Sheet, and rows and columns of a named range."""
    sheet, first, top, last, bottom = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", name).groups()
    return sheet, range(int(top), int(bottom) + 1), first, last


@pytest.mark.parametrize("language", ["en", "fr"])
def test_sheets_are_those_that_planners_know(language):
    assert read(language).sheets == SHEETS[language]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.key)
def test_plan_holds_the_table_block_by_block(block):
    held = read()
    sheet, rows, first, last = area(held.names[f"Plan_{block.key}"])
    assert (sheet, first, last) == ("Plan de capacité", "C", "J") and len(rows) == 19
    plan = handover_data.made(Asked("quarter", "fr")).tables["capacity_plan"]
    plan = plan[(plan["scenario_id"] == "lively")]
    plan = plan[block.of(plan)].groupby(["region_code", "period_id"])[block.column].sum()
    lines = held.rows(sheet)
    for row in rows:
        code = lines[row]["A"]
        for letter, period in zip("CDEFGHIJ", lines[4].items(), strict=False):
            assert lines[row][letter] == pytest.approx(plan[code, lines[4][letter]], abs=1e-6), (code, period)
    totals = lines[rows.stop]
    assert totals["A"] == "FR"
    for letter in "CDEFGHIJ":
        assert totals[letter] == pytest.approx(plan["FR", lines[4][letter]], abs=1e-4)
        if block.adds:
            kind, value, formula = held.cells[sheet][f"{letter}{rows.stop}"]
            assert formula == f"SUM({letter}{rows.start}:{letter}{rows.stop - 1})"
            assert float(value) == pytest.approx(sum(lines[row][letter] for row in rows), abs=1e-4)


def test_workforce_and_forecast_hold_their_tables():
    made, held = handover_data.made(Asked("quarter", "fr")), read()
    table = made.tables["effectifs"]
    lines = [row for number, row in sorted(held.rows("Effectifs").items()) if number > 4]
    assert len(lines) == len(table)
    for line, row in zip(lines, table.to_dict("records"), strict=True):
        assert (line["B"], line["D"]) == (str(row["year"]), row["region_code"])
        assert line["F"] == row["effectifs_debut"] and line["O"] == row["effectifs_fin"] and line["S"] == row["etpt"]
        moved = sum(line[letter] for letter in "GHIJ") - sum(line[letter] for letter in "KLMN")
        assert line["F"] + moved == pytest.approx(line["O"], abs=1e-4)
    forecast = made.tables["forecast"].set_index(["scenario_id", "period_id", "region_code", "versant", "measure_id"])[
        "mean"
    ]
    measures = made.tables["measures"]
    labels = measures[measures["measure_id"].isin(MEASURES)].set_index("label_fr")["measure_id"]
    assert labels.index.is_unique
    lines = [row for number, row in sorted(held.rows("Prévision").items()) if number > 4]
    assert len(lines) > 5000
    for line in lines[::97]:
        assert line["H"] == pytest.approx(forecast[line["A"], line["B"], line["D"], "_T", labels[line["F"]]])


def test_budget_sheet_holds_the_nation_by_line():
    made, held = handover_data.made(Asked("quarter", "fr")), read()
    sheet, rows, first, last = area(held.names["Budget_nation"])
    budget = made.tables["budget"]
    nation = budget[(budget["scenario_id"] == "lively") & (budget["region_code"] == "FR") & (budget["ligne"] != "_T")]
    lines = held.rows(sheet)
    for letter, year in (("C", 2026), ("D", 2027)):
        shown = sum(lines[row][letter] for row in rows)
        assert shown == pytest.approx(nation[nation["exercice"] == year]["cp_eur"].sum(), abs=1e-3) and shown > 0
    recorded = made.handed.base.results.national("money_valued_time", "money_cash")
    assert sum(lines[row]["E"] for row in rows) == pytest.approx(
        sum(values.sum(axis=1).mean() for values in recorded.values()), abs=1e-2
    )


def test_numbers_are_numbers_codes_text_and_dates_dates():
    held = read()
    kinds = {held.cells["Effectifs"][f"D{row}"][0] for row in range(5, 40)}
    assert kinds == {"s"} and held.cells["Plan de capacité"]["A6"][:2] == ("s", "11")
    assert {held.cells["Effectifs"][f"O{row}"][0] for row in range(5, 40)} == {"n"}
    kind, value, _ = held.cells["Prévision"]["C5"]
    assert kind == "n" and 46000 < float(value) < 46500  # 31 March 2026 as a day number
    styles = held.parts.read("xl/styles.xml").decode()
    assert "dd/mm/yyyy" in styles


def test_nothing_is_merged_and_no_text_became_a_formula():
    held = read()
    for number, name in enumerate(held.sheets, 1):
        assert "mergeCell" not in held.xml(number)
        formulas = [formula for _, _, formula in held.cells[name].values() if formula]
        assert all(re.fullmatch(r"SUM\([A-Z]+\d+:[A-Z]+\d+\)", formula) for formula in formulas)
        assert bool(formulas) == name.startswith("Plan de capacité")
    # The scenario is called "=Lively; …": it stands there as text.
    assert held.cells["Lisez-moi"]["B5"][:2] == ("s", "=Lively; a plan, to be handed over")


def test_heads_are_frozen_and_ranges_named():
    held = read()
    for number, name in enumerate(held.sheets, 1):
        if name not in ("Lisez-moi", "Synthèse"):
            assert 'state="frozen"' in held.xml(number), name
    assert {f"Plan{of}_{block.key}" for of in ("", "2") for block in BLOCKS} <= set(held.names)
    assert {"Synthese_annees", "Budget_nation", "Budget2_nation"} <= set(held.names)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_charts_have_a_text_in_their_place(language):
    held = read(language)
    drawing = held.parts.read("xl/drawings/drawing1.xml").decode()
    texts = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', drawing)
    assert len(texts) == 3 and len([part for part in held.parts.namelist() if "charts/chart" in part]) == 3
    assert all(len(text) > 40 for text in texts)
    if language == "fr":
        assert [faults(text) for text in texts] == [[], [], []]


def test_nothing_is_left_in_english():
    held, other = read("fr"), read("en")
    made = handover_data.made(Asked("quarter", "fr"))
    outside = {run.scenario.name for run in made.handed.runs} | {run.id for run in made.handed.runs}
    outside |= set(made.handed.base.places.names) | set(made.tables["periods"]["period_id"])
    left = set()
    for french, english in zip(held.sheets, other.sheets, strict=True):
        if french in ("Hypothèses", "Dictionnaire", "Versions"):
            continue  # names of columns, sources and values of a scenario stand there as they are
        texts = [
            {value for kind, value, _ in book.cells[name].values() if kind == "s"}
            for book, name in ((held, french), (other, english))
        ]
        left |= texts[0] & texts[1]
    words = {text for text in left - outside if re.search(r"[A-Za-z]{4}", text) and "(" not in text}
    assert words <= {"Code", "Budget", "Versions", "Total", "Coordination", "euros"}


@pytest.mark.parametrize("sheet", ["Lisez-moi", "Synthèse", "Plan de capacité", "Effectifs", "Budget", "Prévision"])
def test_french_is_set_as_french_is(sheet):
    texts = {value for kind, value, _ in read("fr").cells[sheet].values() if kind == "s"}
    names = {run.scenario.name for run in handover_data.handed().runs}
    wrong = {
        text: found
        for text in texts
        if not any(name in text for name in names)
        and "Côte d'Azur" not in text
        and (found := faults(re.sub(r"(?<=contrat )1\.\d+\.\d+|(?<=Ouverte )2\.0", "1", text)))
    }
    assert wrong == {}


def test_what_is_left_out_is_marked_in_the_workbook():
    held = read("fr", 40)
    plan = held.rows("Plan de capacité")
    shown = [value for row in plan.values() for value in row.values()]
    assert "s" in shown and "s" in [value for row in held.rows("Effectifs").values() for value in row.values()]
    _, rows, _, _ = area(held.names["Plan_seats_filled"])
    for row in rows:
        values = [value for letter, value in plan[row].items() if letter in "CDEFGHIJ"]
        assert len(values) == 8 and all(value == "s" or value == 0 or value >= 40 for value in values)


def test_a_forecast_too_long_for_a_sheet_is_cut_to_the_nation_and_says_so(monkeypatch):
    monkeypatch.setattr(lists, "MOST_ROWS", 1000)
    held = Read(workbook(handover_data.made(Asked("quarter", "en"))))
    lines = [row for number, row in held.rows("Forecast").items() if number > 4]
    assert {line["D"] for line in lines} == {"FR"} and len(lines) == 2 * 8 * len(MEASURES)
    assert "only those of the nation" in held.rows("Forecast")[2]["A"]


def test_the_same_tables_give_the_same_bytes():
    made = handover_data.made(Asked("quarter", "en"))
    assert workbook(made) == workbook(made)


def test_assumptions_stand_on_their_sheet():
    names = {line.get("L") for line in read().rows("Hypothèses").values()}
    assert {f"prices.{name}" for name in Prices.model_fields} <= names
