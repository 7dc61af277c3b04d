"""SQL over results: tables on disk and in memory, asked by DuckDB, which reads only what a query needs.

A query can read these tables and nothing else: no other file, no network, no writing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from simulation.language import say, sentences
from simulation.outcomes.queryable import Described, Table, quoted
from simulation.scenario.problems import Told, did_you_mean, listed

if TYPE_CHECKING:
    import pandas as pd


_HIDDEN = "essaim "
"""What stands before the names of tables that queries need not name."""


class QueryError(Told, ValueError):
    """A query cannot be answered; the message says why."""


def sql(tables: Sequence[Table], query: str) -> "pd.DataFrame":
    """The answer to one SELECT as a pandas frame. Raises QueryError."""
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(_said(error, tables)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(say("a query is one SELECT: results are only read"))
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


def _connected(tables: Sequence[Table]) -> duckdb.DuckDBPyConnection:
    """A database in memory that sees these tables, and from then on opens nothing else."""
    connection = duckdb.connect(":memory:")
    allowed: list[Path] = []
    for table in tables:
        for name, helper in table.helpers.items():
            connection.register(f"{_HIDDEN}{name}", helper)
        if table.select:
            connection.execute(f"CREATE VIEW {quoted(table.name)} AS {table.select}")
        elif table.files and table.storage is not None:
            paths = [path for name in table.files if (path := table.storage.local(name)) is not None]
            if len(paths) < len(table.files):
                # Elsewhere than on this computer: Arrow fetches what DuckDB asks for, column by column.
                connection.register(f"{_HIDDEN}{table.name}", table.storage.dataset(table.files))
                source = quoted(f"{_HIDDEN}{table.name}")
            else:
                allowed += paths
                source = f"read_parquet([{', '.join(map(_text, paths))}])"
            connection.execute(f"CREATE VIEW {quoted(table.name)} AS {_selected(connection, table, source)}")
        else:
            connection.register(table.name, table.rows)
    connection.execute("SET temp_directory = ''")
    connection.execute(f"SET allowed_paths = [{', '.join(map(_text, allowed))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _selected(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> str:
    """The rows of files that count, and those in memory."""
    where = table.where
    for name in table.helpers:
        where = where.replace(f"FROM {name} ", f"FROM {quoted(_HIDDEN + name)} AS {name} ")
    query = f"SELECT rows.* FROM {source} AS rows{f' WHERE {where}' if where else ''}"
    if table.rows is None:
        return query
    connection.register(f"{_HIDDEN}{table.name} rows", table.rows)
    return f"{query} UNION ALL BY NAME SELECT * FROM {quoted(f'{_HIDDEN}{table.name} rows')}"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _said(error: duckdb.Error, tables: Sequence[Table]) -> str:
    """DuckDB's own words; for a table or file that is not there, what there is."""
    words = str(error).strip()
    names = [table.name for table in tables]
    if isinstance(error, duckdb.CatalogException) and words.startswith("Catalog Error: Table with name "):
        asked = words.removeprefix("Catalog Error: Table with name ").split()[0]
        return sentences(
            say("there is no table {asked}.", asked=asked),
            did_you_mean(asked, names),
            say("There are: {names}.", names=listed(names)),
        )
    if isinstance(error, duckdb.PermissionException):
        return say("a query reads only its own tables: {names}", names=listed(names))
    return words
