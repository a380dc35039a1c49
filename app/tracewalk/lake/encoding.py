"""How the tables lie in Parquet, as measured on CRUXEval traces and long runs.

Integers that count up are delta-encoded; integers and strings that repeat are dictionaries; values are plain, which
zstd packs better than a dictionary of them. BYTE_STREAM_SPLIT would save 2 % more, but Spark's reader lacks it.
Columns that are never null say so: five nested leaves carry their levels five times.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tracewalk.model import CHANGE, TABLES

__all__ = ["conform", "physical", "writer_options"]

_REPEATING = {
    "programs": frozenset[str](),
    "traces": frozenset(("name", "program_id", "entry", "python", "hash_seed", "repr_style", "limits", "outcome"))
    | frozenset(("stop_reason", "error", "origin", "test_outcome")),
    "items": frozenset(("dataset", "split")),
    "steps": frozenset(("trace_id", "event", "program_id", "func")),
}
"""Strings that repeat, and are kept as dictionaries in memory too, so that the writer has no text to compare."""

_COUNTING = ("step", "frame_id", "caller", "depth", "thread")
_NESTED_REPEATING = ("name", "type")
_NULLABLE = frozenset(("caller", "value", "stdout", "stderr"))
_STATISTICS = ("trace_id", "step", "event", "frame_id", "depth", "thread", "program_id", "func", "line")
"""Without those of values: a long repr as minimum and maximum of each row group helps no query."""

_TEXT = pa.dictionary(pa.int32(), pa.string())
_CHANGE = pa.struct(
    [
        pa.field(f.name, _TEXT if f.name in _NESTED_REPEATING else f.type, nullable=f.name in ("value", "type"))
        for f in CHANGE
    ]
)
_CHANGES = pa.list_(pa.field("element", _CHANGE, nullable=False))


def physical(table: str) -> pa.Schema:
    """The schema in which a table's rows are given to the Parquet writer."""
    fields = [f.with_type(_TEXT) if f.name in _REPEATING[table] else f for f in TABLES[table].schema]
    if table == "steps":
        fields = [f.with_type(_CHANGES) if f.name == "changes" else f for f in fields]
        fields = [f.with_nullable(f.name in _NULLABLE) for f in fields]
    return pa.schema(fields)


def conform(table: str, rows: pa.Table) -> pa.Table:
    """Rows, whose strings may come as dictionaries of any kind, in one piece and in the physical schema of a table.

    Raises `pyarrow.ArrowInvalid` or `KeyError` where a column is missing or does not fit.
    """
    schema = physical(table)
    whole = rows.unify_dictionaries().combine_chunks()
    columns = [_as(_one(whole.column(f.name)), f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _one(column: pa.ChunkedArray) -> pa.Array:
    """The one chunk of a column, or an empty array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        return _lists(column, kind)
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        return column.dictionary_encode().cast(kind)
    return column.cast(kind)


def _lists(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Lists of structs with each field in its own type; a cast refuses to say that a field is never null."""
    fields = list(kind.value_type)
    arrays = [_as(column.values.field(f.name), f.type) for f in fields]
    return pa.ListArray.from_arrays(column.offsets, pa.StructArray.from_arrays(arrays, fields=fields), type=kind)


def writer_options(table: str) -> dict[str, Any]:
    """The options of `pyarrow.parquet.ParquetWriter` for a table."""
    nested = "changes.list.element."
    if table == "steps":
        strings = [*_REPEATING["steps"], "line", "value", "stdout", "stderr"]
        strings += [nested + name for name in (*_NESTED_REPEATING, "size")]
        integers, statistics = list(_COUNTING), [*_STATISTICS, f"{nested}name"]
    else:
        schema = TABLES[table].schema
        integers = [f.name for f in schema if pa.types.is_integer(f.type) or pa.types.is_timestamp(f.type)]
        strings = [*_REPEATING[table], *(f"{f.name}.list.element" for f in schema if _is_text_list(f.type))]
        strings += ["files.list.element.path", "files.list.element.program_id"] if table == "traces" else []
        statistics = [f.name for f in schema if f.name not in ("text", "input", "result", "expected")]
    return {
        "compression": "zstd",
        # Of 3, 7 and 9: 8.95, 8.71, 8.68 bytes a step on CRUXEval, at 3.4, 1.8 and 1.5 million steps a second.
        "compression_level": 7,
        "use_dictionary": strings or False,
        "column_encoding": dict.fromkeys(integers, "DELTA_BINARY_PACKED") or None,
        "write_statistics": statistics,
        "store_schema": False,
    }


def _is_text_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_string(kind.value_type))
