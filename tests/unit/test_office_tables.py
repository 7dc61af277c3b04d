"""The one reader of tables that come in: what offices write is read where it is sure, and refused where it is not."""

import pytest

from simulation.language import reading
from simulation.scenario.assumptions import begin_telling, tell_assumptions
from simulation.scenario.office_cells import Marks, Read, Refused, day, is_missing, number, shows, truth
from simulation.scenario.office_tables import read_table
from simulation.scenario.problems import ScenarioError

COMMAS, OFFICE = Marks(","), Marks(";")
NAMES = ("date", "name", "value")


@pytest.fixture
def read(tmp_path):
    """Writes a table and reads it."""

    def reading(content, pads=False):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, NAMES.__contains__, pads)

    return reading


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(("text", "marks", "value"), [
    ("120", COMMAS, 120), ("+3", COMMAS, 3), ("-5", COMMAS, -5), ("−5", COMMAS, -5), ("2.5", COMMAS, 2.5),
    (".5", COMMAS, 0.5), ("1e3", COMMAS, 1000.0), ("1.250", COMMAS, 1.25), ("007", COMMAS, 7),
    ("120,5", OFFICE, 120.5), ("120,5", Marks("\t"), 120.5), ("0,125", OFFICE, 0.125), (",5", OFFICE, 0.5),
    ("1,5e-07", OFFICE, 1.5e-07), ("1250,5", OFFICE, 1250.5), ("201197.7512", OFFICE, 201197.7512),
    ("1 250", COMMAS, 1250), ("1\u00a0250", COMMAS, 1250), ("1\u202f250\u202f000", OFFICE, 1250000),
    ("1'250", COMMAS, 1250), ("1’250", COMMAS, 1250), ("1 250,5", OFFICE, 1250.5), ("1 250.5", COMMAS, 1250.5),
    ("1,250,000", COMMAS, 1250000), ("1,250.5", COMMAS, 1250.5), ("1.250,5", OFFICE, 1250.5),
    ("1.250.000", OFFICE, 1250000), ("1,250", Marks(";", comma=True), 1.25), ("1.250", Marks(";", point=True), 1.25),
])  # fmt: skip
def test_numbers_that_mean_one_thing_are_read(text, marks, value):
    found = number(text, marks)
    assert isinstance(found, Read) and found.value == value and type(found.value) is type(value), found


@pytest.mark.parametrize(("text", "marks", "offer"), [
    ("120,5", COMMAS, "Write 120.5"), ("1,250", COMMAS, "Write 1250 without a separator, or 1.250"),
    ("1 250,5", COMMAS, "Write 1250.5."), ("1,250", OFFICE, "Write 1250 without a mark, or 1,2500"),
    ("1.250", OFFICE, "Write 1250 without a mark, or 1.2500"), ("1.250", Marks(";", comma=True), "Write 1250"),
    ("1,250", Marks(";", comma=True, point=True), "Write 1250"), ("12 50", COMMAS, ""), ("12,34,56", OFFICE, ""),
    ("1.2.3", OFFICE, ""), ("12 %", COMMAS, "Write 0.12."), ("2,5%", OFFICE, "Write 0.025."), ("many", COMMAS, ""),
    ("", COMMAS, ""), ("1_000", COMMAS, ""), ("٣", COMMAS, ""), ("inf", COMMAS, ""), ("nan", COMMAS, ""),
    ("0x10", COMMAS, ""), ("1,5", Marks(",", comma=True), "Write 1.5"),
])  # fmt: skip
def test_numbers_that_could_mean_two_things_are_refused(text, marks, offer):
    found = number(text, marks)
    assert isinstance(found, Refused) and found.suggestion.startswith(offer) and bool(found.suggestion) == bool(offer)


def test_only_numbers_without_doubt_show_the_decimal_mark():
    assert [shows(text) for text in ("2,5", "1,250", "2.5", "1.250", "0.125", "1.250,5", "x,5", "", "12")] == [
        ",", "", ".", "", ".", ",", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "assumed"), [
    ("2026-06", "2026-06", ""), ("2026-06-30", "2026-06-30", ""), ("2026/06/30", "2026-06-30", "turned"),
    ("2026-12-31 00:00:00", "2026-12-31", "time"), ("2026-12-31T23:59", "2026-12-31", "time"),
    ("2026-12-31T10:00:00Z", "2026-12-31", "time"), ("31/12/2026", "2026-12-31", "turned"),
    ("12/31/2026", "2026-12-31", "turned"), ("31.12.2026 00:00", "2026-12-31", "turned"),
    ("05/05/2027", "2027-05-05", "turned"), ("06/2026", "2026-06", "turned"), ("juin 2026", "2026-06", "turned"),
    ("1er août 2026", "2026-08-01", "turned"), ("Dec 2026", "2026-12", "turned"), ("1900-01", "1900-01", ""),
    ("2200-12-31", "2200-12-31", ""),
])  # fmt: skip
def test_days_that_mean_one_thing_are_read(text, value, assumed):
    assert day(text) == Read(value, assumed)


@pytest.mark.parametrize(("text", "said"), [
    ("01/02/2027", "Write 2027-02-01, if the day comes first."), ("1.2.2027", "may be 2027-02-01 or 2027-01-02"),
    ("juin-26", "Write 2026-06 if the month is meant."), ("46174", "As Excel counts days it is 2026-06-01"),
    ("2026-06-31", "the calendar has no 2026-06-31"), ("2026-13", "the calendar has no 2026-13"),
    ("31/31/2026", "the calendar has no"), ("2026-06T00:00:00", "write 2026-06 for the month's end"),
    ("1899-12", "outside the years 1900 to 2200"), ("2201-01-01", "outside the years"),
    ("9999-06", "outside the years"),
    ("26-06-30", "must be YYYY-MM"), ("2026", "must be YYYY-MM"), ("", "must be YYYY-MM"), ("2026-6", "must be"),
])  # fmt: skip
def test_days_that_could_mean_two_things_are_refused(text, said):
    found = day(text)
    assert isinstance(found, Refused) and said in f"{found.message} {found.suggestion}"


def test_what_is_not_known_and_what_is_true():
    assert all(map(is_missing, ("NA", "n.d.", "#N/A", "–", "nc"))) and not any(map(is_missing, ("", "0", "nan", "x")))
    assert [truth(text) for text in ("TRUE", "vrai", "Faux", "oui", "")] == [True, True, False, None, None]


PLAIN = "date,name,value\n2026-06,a,1\n2026-07,b,2\n"


@pytest.mark.parametrize("content", [
    PLAIN,
    PLAIN.replace("\n", "\r\n"),
    PLAIN.replace("\n", "\r"),
    "\ufeff" + PLAIN,
    PLAIN.replace(",", ";"),
    PLAIN.replace(",", "\t"),
    "sep=;\n" + PLAIN.replace(",", ";"),
    "\ufeffsep=|\r\n" + PLAIN.replace(",", "|"),
    "# a note; with commas, too\n\n" + PLAIN.replace("\n", "\n\n") + "# the end\n,,,\n",
    PLAIN.replace(",", ";").replace("\n", ";;\n"),
    "date,,name,value,\n2026-06,,a,1,\n,,,,\n2026-07,,b,2,\n",
    PLAIN.encode("utf-16"),
    PLAIN.encode("utf-16-le"),
    PLAIN.encode("utf-16-be"),
    b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    '"date" , "name","value"\n2026-06 ,"a" ,"1"\n"2026-07",\u00a0b,2',
    PLAIN + "\x1a",
])  # fmt: skip
def test_one_table_however_it_is_saved(read, content):
    table = read(content)
    assert not table.problems and not table.assumed
    assert [cell.text for cell in table.heading] == list(NAMES)
    assert texts(table) == [["2026-06", "a", "1"], ["2026-07", "b", "2"]]


def test_windows_1252_is_assumed_and_said(read):
    table = read("date;name;value\r\n2026-06;enquête d’été – 5 €;1\r\n".encode("cp1252"))
    assert texts(table) == [["2026-06", "enquête d’été – 5 €", "1"]]
    (said,) = table.assumed
    assert (said.kind, said.what, said.line) == ("encoding", "enquête", 2)


@pytest.mark.parametrize(("content", "said"), [
    ("date,name,value\n2026-06,\xe9t\xe9,1\n".encode("mac_roman"), ":2:9: byte 25 (0x8E) is not UTF-8"),
    ("date,name,value\n2026-06,été,1\n".encode("cp850"), "it may be Ç in Macintosh, é in DOS"),
    (b"\xef\xbb\xbfdate,name\n\xe9,1\n", ":2:1: byte 14 (0xE9) is not UTF-8, as the file's first bytes say it is."),
    (b"date,na\x00me\n", ":1:8: the file holds the character NUL"),
    (b"PK\x03\x04....", "the file is a workbook (Excel or LibreOffice), not a table in text. Save it as CSV."),
    ("date\n".encode("utf-16") + b"\x00", "the file begins as UTF-16, but does not go on so."),
])  # fmt: skip
def test_bytes_that_make_no_sense_are_refused(read, content, said):
    with pytest.raises(ScenarioError) as caught:
        read(content)
    assert said in str(caught.value)


def test_cells_know_their_line_and_column_also_behind_breaks(read):
    table = read('date,name,value\n2026-06,"one\ntwo ""x"", y",1\n2026-07,b,2\n')
    assert texts(table) == [["2026-06", 'one\ntwo "x", y', "1"], ["2026-07", "b", "2"]]
    assert [(cell.line, cell.column) for row in table.rows for cell in row.cells] == [
        (2, 1), (2, 9), (3, 15), (4, 1), (4, 9), (4, 11),
    ]  # fmt: skip


def test_all_that_is_wrong_is_named_at_once(read):
    table = read('date;name;value\n2026-06;a\n2026-07;"b;1\n2026-08;c;1;2\n2026-09;d"e;1\n2026-10;f;1\n')
    assert [(one.line, one.column, one.message) for one in table.problems] == [
        (2, 10, "has 2 cells; the header has 3."),
        (3, 9, "a quotation mark is not closed, or text stands behind a closed one."),
        (4, 13, "has 4 cells; the header has 3."),
        (5, 9, "a quotation mark is not closed, or text stands behind a closed one."),
    ]
    assert texts(table) == [["2026-10", "f", "1"]]
    assert texts(read("date;name;value\n2026-06;a\n", pads=True)) == [["2026-06", "a", ""]]


def test_the_separator_is_the_one_that_makes_names_of_columns(read):
    assert texts(read('date;"name, or not";value\n1;a,b;c\n')) == [["1", "a,b", "c"]]
    assert texts(read("date;value;remark, if any\n1;2;x\n")) == [["1", "2", "x"]]
    table = read("x;y,z\n1;2,3\n")
    assert "semicolons stand in the header, and none makes more names" in table.problems[0].message


@pytest.mark.parametrize(("heading", "said"), [
    ("Date ,NAME, Value", ""), ("date,nom,value", ":1:6: there is no column called 'nom'."),
    ("date,name,value,Name", ":1:17: name: stands there twice."), ("date,value", ":1:1: a column is missing: name."),
])  # fmt: skip
def test_columns_go_by_name_without_case(read, heading, said):
    table = read(f"{heading}\n{','.join('1' * (heading.count(',') + 1))}\n")
    found = table.columns(NAMES, NAMES, "Begin so.")
    assert (found == {"date": 0, "name": 1, "value": 2}) if not said else found is None
    assert said in "\n".join(map(str, table.problems))


def test_a_column_with_cells_needs_a_name(read):
    table = read("date,,name,value\n1,x,2,3\n")
    assert table.columns(NAMES, NAMES, "") is None
    assert "a column with cells has no name." in str(table.problems[0])


def test_what_was_assumed_is_said_once_of_each_kind(read, caplog):
    table = read("date;name;value\n31/12/2026;a;2,5\n2027/01/31;b;1 250,5\nx;y;3,5\n")
    for row in table.rows:
        table.day(row.cells[0], "date"), table.number(row.cells[2], "value")
    begin_telling()
    tell_assumptions(table.assumed)
    tell_assumptions(table.assumed)
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "31/12/2026 in line 2 is read as 2026-12-31 (and 1 more).",
        "commas are decimal marks, as semicolons separate: 2,5 in line 2 is read as 2.5 (and 1 more).",
        "groups of three digits are thousands: 1 250,5 in line 3 is read as 1250.5.",
    ]
    assert [problem.line for problem in table.problems] == [4]
    with reading("fr"):
        assert str(table.assumed[1]).endswith(
            "csv\u00a0: la virgule est décimale, puisque des points-virgules séparent\u00a0: 2,5, à la ligne 2, est lu "
            "2,5 (et 1 de plus)."
        )


def test_the_apostrophe_before_a_formula_is_taken_off(read):
    assert texts(read("date,name,value\n1,'=2+2,'@x\n2,'a,l'été\n")) == [["1", "=2+2", "@x"], ["2", "'a", "l'été"]]
