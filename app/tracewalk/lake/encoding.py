"""Rows as they are given to Parquet, and how Parquet is to keep them.

Integers that count up are delta-encoded; integers and strings that repeat are dictionaries; values are plain, which
zstd packs better than a dictionary of them. BYTE_STREAM_SPLIT would save 2 % more, but Spark's reader lacks it.
Columns that are never null say so: five nested leaves carry their levels five times.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tracewalk.lake.layout import LAYOUTS, Layout
from tracewalk.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["conform", "physical", "writer_options"]

_TEXT = pa.dictionary(pa.int32(), pa.string())


@cache
def physical(table: str) -> pa.Schema:
    """The schema in which a table's rows are given to the Parquet writer."""
    return pa.schema([_field(LAYOUTS[table], f, f.name) for f in TABLES[table].schema])


def _field(layout: Layout, field: pa.Field, name: str) -> pa.Field:
    kind = _TEXT if name in layout.texts else field.type
    if _is_list_of_structs(kind):
        fields = [_field(layout, f, f"{name}.{f.name}") for f in kind.value_type]
        nullable = all(f.nullable for f in fields)
        kind = pa.list_(pa.field("element", pa.struct(fields), nullable=nullable))
    return pa.field(field.name, kind, nullable=name not in layout.required)


def _is_list_of_structs(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_struct(kind.value_type))


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
    if pa.types.is_list(kind):
        return _list(column, kind)
    if pa.types.is_struct(kind):
        fields = list(kind)
        arrays = [_as(column.field(f.name), f.type) for f in fields]
        return pa.StructArray.from_arrays(arrays, fields=fields)
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        return column.dictionary_encode().cast(kind)
    return column.cast(kind)


def _list(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Lists with their elements in another type; a cast refuses to say that a field is never null."""
    values = _as(column.values, kind.value_type)
    if not column.null_count:
        return pa.ListArray.from_arrays(column.offsets, values, type=kind)
    offsets = pa.array(column.offsets.to_numpy())  # copied: Arrow takes no mask beside the offsets of a slice
    return pa.ListArray.from_arrays(offsets, values, type=kind, mask=column.is_null())


def writer_options(table: str) -> dict[str, Any]:
    """The options of `pyarrow.parquet.ParquetWriter` for a table."""
    layout, leaves = LAYOUTS[table], dict(_leaves(table))
    return {
        "compression": "zstd",
        "compression_level": layout.level,
        "use_dictionary": [leaves[name] for name in layout.texts | layout.repeating] or False,
        "column_encoding": {leaves[name]: "DELTA_BINARY_PACKED" for name in layout.counting} or None,
        "write_statistics": [path for name, path in leaves.items() if name not in layout.unmeasured],
        "store_schema": False,
    }


def _leaves(table: str) -> Iterator[tuple[str, str]]:
    """The name of each column that Parquet keeps, as `Layout` and as Parquet writes it."""
    for f in TABLES[table].schema:
        if _is_list_of_structs(f.type):
            yield from ((f"{f.name}.{g.name}", f"{f.name}.list.element.{g.name}") for g in f.type.value_type)
        else:
            yield f.name, f"{f.name}.list.element" if pa.types.is_list(f.type) else f.name
