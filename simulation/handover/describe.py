"""Writes the tables of docs/handover.md from their declaration: `python -m simulation.handover.describe`."""

from pathlib import Path

from simulation.handover.fields import Table
from simulation.handover.tables import CONTRACT, TABLES
from simulation.storage.files import write_whole

PAGE = Path(__file__).parents[2] / "docs" / "handover.md"
BEGIN, END = "<!-- tables:begin -->", "<!-- tables:end -->"


def main() -> None:
    """Write the tables between their markers."""
    write_whole(PAGE, renewed(PAGE.read_text(encoding="utf-8")).encode())


def renewed(page: str) -> str:
    """The page with what stands between the markers written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\nContract {CONTRACT}.\n\n{''.join(map(_table, TABLES))}{END}{after}"


def _table(table: Table) -> str:
    lines = [f"### {table.name}", "", f"{table.row.english}. *{table.row.french}.* Key: {', '.join(table.key)}.", "",
             "| column | type | unit | meaning | sens |", "|---|---|---|---|---|"]  # fmt: skip
    for field in table.fields:
        cells = (f"`{field.name}`", field.type, field.unit, field.english, field.french)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    main()
