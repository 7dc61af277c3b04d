"""Tables as CSV for machines, and as Parquet; for people, `outcomes.people_tables` writes them."""

import io

import pandas as pd
import pyarrow as pa

from simulation.handover.fields import Table
from simulation.storage.files import parquet_of

_ARROW = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_(),
          "date": pa.date32()}  # fmt: skip


def csv_of(table: Table, frame: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 without a mark: commas, decimal points, ISO dates; what is not there is empty."""
    shown = frame.copy(deep=False)
    for field in table.fields:
        if field.type == "boolean":
            shown[field.name] = frame[field.name].map({True: "true", False: "false"}, na_action="ignore")
        elif field.type == "date":
            shown[field.name] = frame[field.name].dt.strftime("%Y-%m-%d")
    buffer = io.StringIO()
    shown.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


def parquet(table: Table, frame: pd.DataFrame) -> bytes:
    """A table as Parquet, with the types of its fields."""
    arrays = []
    for field in table.fields:
        column = frame[field.name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype("string")
        arrays.append(pa.Array.from_pandas(column, type=_ARROW[field.type]))
    schema = pa.schema([pa.field(field.name, _ARROW[field.type], not field.needed) for field in table.fields])
    return parquet_of(pa.Table.from_arrays(arrays, schema=schema)).to_pybytes()
