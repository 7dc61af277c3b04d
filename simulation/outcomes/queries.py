"""SQL over results: tables on disk and in memory, asked by DuckDB, which reads only what a query needs.

A query can read these tables and nothing else: no other file, no network, no writing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from simulation.common.columns import Column
from simulation.scenario.problems import did_you_mean, listed

if TYPE_CHECKING:
    import pandas as pd


class QueryError(ValueError):
    """A query cannot be answered; the message says why."""


@dataclass(frozen=True)
class Described:
    """A column as its schema says it."""

    name: str
    unit: str
    english: str
    french: str

    @classmethod
    def of(cls, column: Column) -> "Described":
        """A declared column."""
        return cls(column.name, column.unit, column.english, column.french)


@dataclass(frozen=True)
class Table:
    """A table that queries may name: committed Parquet files, rows in memory, or a query over other tables.

    english, french: what a row is. columns: as far as they are known before the files are read.
    """

    name: str
    english: str
    french: str
    columns: tuple[Described, ...]
    files: tuple[Path, ...] = ()
    rows: pa.Table | None = None
    select: str = ""


def sql(tables: Sequence[Table], query: str) -> "pd.DataFrame":
    """The answer to one SELECT as a pandas frame. Raises QueryError."""
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(_said(error, tables)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("a query is one SELECT: results are only read")
    with _connected(tables) as connection:
        try:
            return connection.execute(query).df()
        except duckdb.Error as error:
            raise QueryError(_said(error, tables)) from None


def schema(tables: Sequence[Table], language: str = "en") -> "pd.DataFrame":
    """One row a column: table, column, type, unit, label in English (en) or French (fr)."""
    import pandas as pd

    rows = []
    with _connected(tables) as connection:
        for table in tables:
            described = {column.name: column for column in table.columns}
            for name, kind, *_ in connection.execute(f"DESCRIBE {quoted(table.name)}").fetchall():
                one = described.get(name, Described(name, "", "", ""))
                label = one.french if language == "fr" else one.english
                rows.append((table.name, name, kind.lower().split("(")[0], one.unit, label))
    return pd.DataFrame(rows, columns=["table", "column", "type", "unit", "label"])


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _connected(tables: Sequence[Table]) -> duckdb.DuckDBPyConnection:
    """A database in memory that sees these tables, and from then on opens nothing else."""
    connection = duckdb.connect(":memory:")
    for table in tables:
        if table.files:
            source = f"read_parquet([{', '.join(map(_text, table.files))}])"
            connection.execute(f"CREATE VIEW {quoted(table.name)} AS SELECT * FROM {source}")
        elif table.select:
            connection.execute(f"CREATE VIEW {quoted(table.name)} AS {table.select}")
        else:
            connection.register(table.name, table.rows)
    files = ", ".join(_text(path) for table in tables for path in table.files)
    connection.execute("SET temp_directory = ''")
    connection.execute(f"SET allowed_paths = [{files}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _said(error: duckdb.Error, tables: Sequence[Table]) -> str:
    """DuckDB's own words; for a table or file that is not there, what there is."""
    words = str(error).strip()
    names = [table.name for table in tables]
    if isinstance(error, duckdb.CatalogException) and words.startswith("Catalog Error: Table with name "):
        asked = words.removeprefix("Catalog Error: Table with name ").split()[0]
        return f"there is no table {asked}. {did_you_mean(asked, names)} There are: {listed(names)}.".replace("  ", " ")
    if isinstance(error, duckdb.PermissionException):
        return f"a query reads only its own tables: {listed(names)}"
    return words
