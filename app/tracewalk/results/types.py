"""The names that SQL has for Arrow's types: what a person who wrote the query knows them by."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
from pyarrow import types

__all__ = ["sql_type"]

_PLAIN = {
    pa.null(): "NULL",
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint8(): "UTINYINT",
    pa.uint16(): "USMALLINT",
    pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.large_string(): "VARCHAR",
    pa.string_view(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.large_binary(): "BLOB",
    pa.date32(): "DATE",
    pa.time64("us"): "TIME",
    pa.timestamp("us"): "TIMESTAMP",
    pa.month_day_nano_interval(): "INTERVAL",
    pa.decimal128(38, 0): "HUGEINT",
}


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name for a type, e.g. `STRUCT(name VARCHAR, step INTEGER)[]`; Arrow's own where it has none."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    told = next((tell for fits, tell in _MADE if fits(kind)), None)
    # An extension's own name is the one it has where it is from.
    return told(kind) if told is not None else getattr(kind, "type_name", str(kind)).upper()


def _fields(kind: pa.DataType) -> str:
    return ", ".join(f"{field.name} {sql_type(field.type)}" for field in map(kind.field, range(kind.num_fields)))


_MADE: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.DataType], str]], ...] = (
    (types.is_list, lambda kind: f"{sql_type(kind.value_type)}[]"),
    (types.is_large_list, lambda kind: f"{sql_type(kind.value_type)}[]"),
    (types.is_fixed_size_list, lambda kind: f"{sql_type(kind.value_type)}[{kind.list_size}]"),
    (types.is_struct, lambda kind: f"STRUCT({_fields(kind)})"),
    (types.is_union, lambda kind: f"UNION({_fields(kind)})"),
    (types.is_map, lambda kind: f"MAP({sql_type(kind.key_type)}, {sql_type(kind.item_type)})"),
    (types.is_dictionary, lambda _: "ENUM"),
    (types.is_decimal, lambda kind: f"DECIMAL({kind.precision},{kind.scale})"),
    (types.is_timestamp, lambda kind: "TIMESTAMPTZ" if kind.tz else f"TIMESTAMP_{kind.unit.upper()}"),
)
