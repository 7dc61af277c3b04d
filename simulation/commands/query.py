"""`essaim query DIR "SELECT …"`: SQL over the results of a forecast or a sweep; nothing is run or changed."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.commands.endings import GOOD
from simulation.language import say
from simulation.outcomes.opening import open_results
from simulation.outcomes.people_tables import csv_bytes, json_text
from simulation.outcomes.queries import QueryError, schema, sql
from simulation.outcomes.queryable import Table
from simulation.storage.files import write_asked

if TYPE_CHECKING:
    import pandas as pd

KINDS = (".csv", ".json", ".parquet")
MOST_ROWS = 1000
"""Rows printed; a file gets all of them."""


def main(arguments: Namespace) -> int:
    """Print the answer, or write it to a file; 0 good, 2 bad input."""
    if arguments.to is not None and Path(arguments.to).suffix.lower() not in KINDS:
        raise QueryError(say("{to}: the name of the file must end in {kinds}", to=arguments.to, kinds=", ".join(KINDS)))
    if arguments.schema == (arguments.query is not None):
        raise QueryError(say('say what is asked for: essaim query DIR "SELECT …", or essaim query DIR --schema'))
    tables = tables_of(arguments.directory)
    answer = schema(tables, arguments.lang) if arguments.schema else sql(tables, arguments.query)
    if arguments.to is not None:
        write_asked(Path(arguments.to), content(answer, Path(arguments.to).suffix.lower(), arguments.lang))
        print(arguments.to)
        return GOOD
    if arguments.schema:
        print(said(tables, arguments.lang))
    print(printed(answer))
    if len(answer) > MOST_ROWS:
        print(
            say(
                "{most_rows:,} of {answer:,} rows shown; --to FILE writes all of them.",
                most_rows=MOST_ROWS,
                answer=len(answer),
            ),
            file=sys.stderr,
        )
    return GOOD


def tables_of(directory: str) -> list[Table]:
    """The tables of a folder; of an unfinished one, what is committed. Raises ResultsError."""
    return open_results(directory, unfinished=True).tables()


def said(tables: list[Table], language: str) -> str:
    """What a row of each table is."""
    widest = max(len(table.name) for table in tables)
    lines = [f"{table.name:<{widest}}  {table.french if language == 'fr' else table.english}" for table in tables]
    return "\n".join([*lines, ""])


def content(answer: "pd.DataFrame", kind: str, language: str = "en") -> bytes:
    """The answer as a file of one of KINDS; CSV as the offices of a language open it."""
    if kind == ".parquet":
        import io

        buffer = io.BytesIO()
        answer.to_parquet(buffer, index=False)
        return buffer.getvalue()
    return csv_bytes(answer, language) if kind == ".csv" else json_text(answer).encode()


def printed(answer: "pd.DataFrame") -> str:
    """The answer as aligned columns: numbers to the right, with six digits that count."""
    import pandas as pd

    shown = _days(answer.head(MOST_ROWS))
    rows = [[str(name) for name in shown.columns]]
    numbers = [pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]
    rows += [[_cell(value) for value in row] for row in shown.itertuples(index=False, name=None)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _cell(value: object) -> str:
    if value is None or value != value:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return " ".join(str(value).split())


def _days(answer: "pd.DataFrame") -> "pd.DataFrame":
    """Dates without a time of day as the day only."""
    answer = answer.copy()
    for at, kind in enumerate(answer.dtypes):
        if kind.kind == "M" and (answer.iloc[:, at].dropna().dt.normalize() == answer.iloc[:, at].dropna()).all():
            answer.isetitem(at, answer.iloc[:, at].dt.strftime("%Y-%m-%d"))
    return answer
