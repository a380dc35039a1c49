"""How the tables lie in Parquet: which columns are dictionaries, and how integers are packed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tracewalk.model import TABLES

__all__ = ["conform", "physical", "writer_options"]

_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_REPEATING = {
    "programs": frozenset[str](),
    "traces": frozenset(("name", "program_id", "entry", "python", "hash_seed", "repr_style", "limits", "outcome"))
    | frozenset(("stop_reason", "error", "origin", "test_outcome")),
    "items": frozenset(("dataset", "split")),
    "steps": frozenset(("trace_id", "event", "program_id", "func")),
}
"""Strings that repeat: kept as dictionaries in memory too, so that the writer has no text to compare."""


def physical(table: str) -> pa.Schema:
    """The schema in which a table's rows are given to the Parquet writer."""
    repeating = _REPEATING[table]
    return pa.schema([f.with_type(_DICTIONARY) if f.name in repeating else f for f in TABLES[table].schema])


def conform(table: str, rows: pa.RecordBatch | pa.Table) -> pa.Table:
    """Rows, whose strings may come as dictionaries of any kind, in the physical schema of a table.

    Raises `pyarrow.ArrowInvalid` or `KeyError` where a column is missing or does not fit.
    """
    columns = [_as(rows.column(f.name), f.type) for f in physical(table)]
    return pa.table(columns, schema=physical(table))


def _as(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if column.type == kind:
        return column
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        return column.dictionary_encode().cast(kind)
    return column.cast(kind)


def writer_options(table: str) -> dict[str, Any]:
    """The options of `pyarrow.parquet.ParquetWriter` for a table."""
    integers, strings = _leaves(table)
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": strings,
        "column_encoding": dict.fromkeys(integers, "DELTA_BINARY_PACKED"),
        "store_schema": False,
        "write_statistics": True,
    }


def _leaves(table: str) -> tuple[list[str], list[str]]:
    """The paths of the integer leaves and of the leaves that are written as dictionaries."""
    integers: list[str] = []
    strings: list[str] = []
    for path, kind in _walk(TABLES[table].schema):
        if pa.types.is_integer(kind) or pa.types.is_timestamp(kind):
            integers.append(path)
        elif pa.types.is_string(kind):
            strings.append(path)
    return integers, strings


def _walk(fields: Any, prefix: str = "") -> list[tuple[str, pa.DataType]]:
    found: list[tuple[str, pa.DataType]] = []
    for f in fields:
        path = prefix + f.name
        kind = f.type
        if pa.types.is_list(kind):
            path, kind = f"{path}.list.element", kind.value_type
        if pa.types.is_struct(kind):
            found += _walk([kind.field(i) for i in range(kind.num_fields)], f"{path}.")
        else:
            found.append((path, kind))
    return found
