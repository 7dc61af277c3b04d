"""Numbers on the page of a forecast, recomputed from the stored tables by SQL of this test's own.

A row of a table says which quantity it is by the label that the Parquet files carry for it, over which period (month,
quarter or year), in which region, and, in the headings, which statistic over replicates. From that the query follows.
Rows that name no stored quantity (ratios, shares, what is summed up otherwise) are not looked at here.
"""

import json
import math
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from test_report import Parts

from simulation.cli import main

SMALL = """\
name: A small network
start: 2026-01
months: 24
population:
  - {region: North, administration: State, headcount: 3000}
  - {region: South, administration: State, headcount: 2000}
initial: {facilitators: 12, practitioners: 20}
levers:
  trainers:
    at_start: [{place: North, trainers: 3, masters: 1}, {place: South, trainers: 1}]
    days_per_month: 4
  programmes: [{name: Paths, first: 2026-02, every_months: 3, headcount: 80}]
target: {measure: active_facilitators, value: 18, month: 2027-12}
"""
REPLICATES = 8
STATISTICS = {
    "mean": "avg(x)", "median": "quantile_cont(x, 0.5)", "moyenne": "avg(x)", "médiane": "quantile_cont(x, 0.5)",
}  # fmt: skip
BAND = re.compile(r"(\d+)\s%,?\s(low|high|borne basse|borne haute)")
EVERYWHERE = {"All regions", "France entière", "Toutes les régions", "The nation", "All"}


def statistic(heading: str) -> str | None:
    """The SQL of what a heading says."""
    found = BAND.fullmatch(heading)
    if found:
        tail = (1 - int(found[1]) / 100) / 2
        return f"quantile_cont(x, {tail if found[2] in ('low', 'borne basse') else 1 - tail})"
    return STATISTICS.get(heading)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A run of a small network, with its report."""
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    asked = ["run", str(folder / "small.yaml"), "--replicates", str(REPLICATES), "--workers", "1"]
    assert main([*asked, "--out", str(folder / "out")]) == 0
    (run,) = (folder / "out").iterdir()
    return run


def quantities(folder: Path, language: str) -> dict[str, tuple[str, str, str]]:
    """Label: table, column and kind, as the files say it themselves."""
    found = {}
    for table in ("persons", "activity"):
        for field in pq.read_schema(next((folder / table).glob("*.parquet"))):
            said = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
            if language in said and said["kind"] in ("stock", "flow"):
                found[said[language]] = (table, field.name, said["kind"])
    return found


def span(period: str) -> tuple[str, str] | None:
    """First and last month of 2026-03, 2026-Q1 or 2026."""
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return period, period
    if re.fullmatch(r"\d{4}", period):
        return f"{period}-01", f"{period}-12"
    quarter = re.fullmatch(r"(\d{4})-[QT](\d)", period)
    return (f"{quarter[1]}-{3 * int(quarter[2]) - 2:02}", f"{quarter[1]}-{3 * int(quarter[2]):02}") if quarter else None


def recomputed(tables, quantity, period, region, asked) -> tuple[float, ...]:
    """The statistics of one row."""
    table, column, kind = quantity
    first, last = period
    where = f"strftime(month, '%Y-%m') BETWEEN '{last if kind == 'stock' else first}' AND '{last}'"
    where += "" if region is None else f" AND region = '{region}'"
    inner = f"SELECT sum({column}) AS x FROM {table} WHERE replicate < {REPLICATES} AND {where} GROUP BY replicate"
    (row,) = tables.execute(f"SELECT {', '.join(asked)} FROM ({inner})").fetchall()
    return row


def differing(folder: Path, page: str, language: str) -> tuple[dict[str, int], list[str]]:
    """How many numbers of each table were recomputed, and those that came out otherwise."""
    parts, known = Parts(page), quantities(folder, language)
    tables = duckdb.connect()
    for name in ("persons", "activity"):
        tables.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder}/{name}/*.parquet'")
    places = {region for (region,) in tables.execute("SELECT DISTINCT region FROM persons").fetchall()}
    counted: dict[str, int] = {}
    wrong = []
    for name in (name for name in parts.packed if name.startswith("table-")):
        table = json.loads(parts.unpacked(name))
        asked = {at: sql for at, heading in enumerate(table["heading"]) if (sql := statistic(heading))}
        for row in zip(*table["columns"], strict=True):
            words = [str(cell) for at, cell in enumerate(row) if at not in asked and isinstance(cell, str | int)]
            labels, spans = [one for one in words if one in known], [one for one in map(span, words) if one]
            there = [one for one in words if one in places]
            others = set(words) - set(labels) - set(there) - EVERYWHERE - {one for one in words if span(one)}
            if (
                not asked
                or len(labels) != 1
                or len(spans) != 1
                or len(there) > 1
                or any(not one.isdigit() for one in others)
            ):
                continue
            region = there[0] if there else None
            row_again = recomputed(tables, known[labels[0]], spans[0], region, list(asked.values()))
            for at, found in zip(asked, row_again, strict=True):
                if row[at] is None:
                    continue  # shown as a dash
                counted[name] = counted.get(name, 0) + 1
                # Pages keep five significant digits.
                if not math.isclose(row[at], found, rel_tol=6e-5, abs_tol=1e-9):
                    wrong.append(f"{name} {words} {table['heading'][at]}: the page says {row[at]}, the tables {found}")
    return counted, wrong


@pytest.mark.parametrize("language", ["en", "fr"])
def test_tables_under_charts_say_what_the_stored_tables_say(folder, language, tmp_path):
    assert main(["report", str(folder), "--lang", language, "--out", str(tmp_path / "page.html")]) == 0
    counted, wrong = differing(folder, (tmp_path / "page.html").read_text(encoding="utf-8"), language)
    assert wrong == []
    assert {"table-active_facilitators-0", "table-key_figures-0", "table-pipeline-0"} <= set(counted)
    assert sum(counted.values()) > 2_000


def test_another_number_is_found(folder, monkeypatch):
    from simulation.report import packing

    plain = packing.significant
    monkeypatch.setattr(packing, "significant", lambda value, digits: plain(value * 1.001, digits))
    from simulation.outcomes.results import open_results
    from simulation.report.writing import render

    _, wrong = differing(folder, render(open_results(folder)), "en")
    assert len(wrong) > 1_000
