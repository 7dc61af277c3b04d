"""The ODD's parameter tables are those of the schema."""

from simulation.scenario import odd_tables
from simulation.scenario.description import all_settings, is_section
from simulation.scenario.prices import Prices
from simulation.scenario.uncertainties import Uncertainties

RENEW = "docs/ODD.md is stale; renew its parameter tables: python -m simulation.scenario.odd_tables"


def test_tables_are_not_stale():
    page = odd_tables.PAGE.read_text(encoding="utf-8")
    assert page.count(odd_tables.BEGIN) == page.count(odd_tables.END) == 1
    assert odd_tables.renewed(page) == page, RENEW


def test_every_parameter_is_in_a_table():
    text = odd_tables.tables()
    for name in (*Prices.model_fields, *Uncertainties.model_fields):
        assert f"| `{name}` |" in text, name
    for path in all_settings():
        if path[0] in ("levers", "initial") and len(path) > 1 and not is_section(path):
            name = ".".join(path[1:] if path[0] == "levers" else path)
            assert f"| `{name}` |" in text, name
    assert "| `programmes[].headcount` |" in text and "| `trainers.hired[].from` |" in text


def test_every_row_has_a_meaning():
    for line in odd_tables.tables().splitlines():
        if line.startswith("| `"):
            cells = line.strip("| ").split(" | ")
            assert cells[-1].endswith(".") and "$ref" not in line and "{" not in line, line


def test_main_writes_between_the_markers(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{odd_tables.BEGIN}\nold\n{odd_tables.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(odd_tables, "PAGE", page)
    odd_tables.main()
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text and "Levers" in text
