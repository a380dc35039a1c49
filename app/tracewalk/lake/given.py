"""What is asked of a prediction or trajectory and of what belongs to it before any of it is taken.

One bad row must not spoil its neighbours.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.lake.encoding import physical
from tracewalk.lake.shards import HEADS
from tracewalk.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["plain_schema", "storable", "taken", "where"]

_KINDS: dict[pa.DataType, type | tuple[type, ...]] = {
    pa.string(): str,
    pa.int32(): int,
    pa.int64(): int,
    pa.float64(): (float, int),
    pa.bool_(): bool,
    pa.timestamp("us", tz="UTC"): datetime,
    pa.list_(pa.string()): (tuple, list),
}


@cache
def _columns(table: str) -> list[tuple[str, bool, type | tuple[type, ...], int]]:
    """Of each column its name, whether it may be null, the types of its values, and the bits of an integer."""
    kinds = ((f, TABLES[table].schema.field(f.name).type) for f in physical(table))
    return [(f.name, f.nullable, _KINDS[kind], kind.bit_width if pa.types.is_integer(kind) else 0) for f, kind in kinds]


def storable(table: str, row: Mapping[str, object]) -> None:
    """Raises `UsageError` for a value of a row that its column cannot hold."""
    for name, nullable, kind, bits in _columns(table):
        value = row[name]
        if value is None:
            fits = nullable
        elif isinstance(value, str):
            fits = kind is str and (value.isascii() or _is_text(value))
        elif isinstance(value, (tuple, list)):
            fits = isinstance(value, kind) and all(isinstance(one, str) and _is_text(one) for one in value)
        else:
            fits = isinstance(value, kind) and not (bits and isinstance(value, int) and value.bit_length() >= bits)
        if not fits:
            of = TABLES[table]
            raise UsageError(f"{of.one} {row[of.order[0]]}: {name} cannot be {str(value)[:80]!r}")


def _is_text(value: str) -> bool:
    """Whether it is without lone surrogates, which no file can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@frozen
class _Body:
    """What is asked of the rows of one table that belong to one row of another."""

    id: str
    number: str
    schema: pa.Schema
    required: tuple[str, ...]
    nested: dict[str, tuple[str, ...]]
    """The fields that may not be null, of each list of structs."""
    others: list[str]
    """All columns but the id."""
    plain: pa.Schema
    """Of these."""
    named: pa.Field
    """The id, as it is added before these."""


@cache
def _body(table: str) -> _Body:
    fields = physical(table)
    lists = [f for f in fields if pa.types.is_list(f.type) and pa.types.is_struct(f.type.value_type)]
    key, number = TABLES[table].order
    return _Body(
        key,
        number,
        TABLES[table].schema,
        tuple(f.name for f in fields if not f.nullable and f.name != key),
        {f.name: tuple(g.name for g in f.type.value_type if not g.nullable) for f in lists},
        [f.name for f in fields if f.name != key],
        plain_schema(table),
        pa.field(key, pa.dictionary(pa.int32(), pa.string())),
    )


@cache
def plain_schema(table: str) -> pa.Schema:
    """The columns of a body without the id; always the same object, so that to compare with it takes no time."""
    return pa.schema([f for f in TABLES[table].schema if f.name != TABLES[table].order[0]])


def where(table: str, key: str) -> str:
    """For messages: `the steps of prediction ...`."""
    words = "steps" if table == "predicted_steps" else table.replace("_", " ")
    return f"the {words} of {TABLES[HEADS[table]].one} {key}"


def taken(table: str, key: str, rows: pa.Table) -> list[pa.RecordBatch]:
    """The rows of one prediction or trajectory as batches whose columns are those of the table, strings as they came.

    Raises `UsageError` where a column is missing, of another type, or null where it may not be; where the rows are not
    numbered 0, 1, 2...; and where they say that they are another one's.
    """
    body = _body(table)
    plain = rows.schema.equals(body.plain)  # as it is asked thousands of times, and a schema's hash takes long
    if complaint := None if plain else _complaint(table, rows.schema):
        raise UsageError(f"{where(table, key)}: {complaint}; `{table.upper()}` says what they are")
    if not plain and body.id in rows.column_names:
        strange = [other for other in rows.column(body.id).unique().to_pylist() if other != key]
        if strange:
            raise UsageError(f"{where(table, key)}: they say that they are those of {strange[0]}")
    batches = (rows if plain else rows.select(body.others)).to_batches()
    for batch in batches:
        if null := _null(body, batch):
            raise UsageError(f"{where(table, key)}: {null} is null, and never may be")
    if not np.array_equal(rows.column(body.number).to_numpy(), np.arange(rows.num_rows)):
        raise UsageError(f"{where(table, key)}: `{body.number}` is not 0 to {rows.num_rows - 1} in order")
    return [_named(batch, body, key) for batch in batches]


@lru_cache(maxsize=64)
def _complaint(table: str, schema: pa.Schema) -> str | None:
    """What is wrong with the columns, or None."""
    body = _body(table)
    known = body.schema.names
    missing = [name for name in body.others if name not in schema.names]
    strange = [name for name in schema.names if name not in known]
    doubled = [name for name in known if schema.names.count(name) > 1]
    for what, names in (("missing", missing), ("not known", strange), ("there twice", doubled)):
        if names:
            return f"{', '.join(names)}: {what}"
    wrong = [f.name for f in schema if not _fits(f.type, body.schema.field(f.name).type)]
    return f"{wrong[0]} is {schema.field(wrong[0]).type}" if wrong else None


def _fits(kind: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a type is the wanted one but for dictionaries of strings."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_list(kind) and pa.types.is_list(wanted):
        return _fits(kind.value_type, wanted.value_type)
    if pa.types.is_struct(kind) and pa.types.is_struct(wanted):
        fields = {f.name: f.type for f in kind}
        return fields.keys() == {f.name for f in wanted} and all(_fits(fields[f.name], f.type) for f in wanted)
    return bool(kind == wanted)


def _null(body: _Body, rows: pa.RecordBatch) -> str | None:
    """A column, or a field within a list, that is null somewhere and may not be; or None."""
    for name in body.required:
        if rows.column(name).null_count:
            return name
    for name, fields in body.nested.items():
        lists = rows.column(name)
        # also what a slice leaves out; only where that has a null are the slice's own elements copied out
        null = _null_within(lists.values, fields) and _null_within(lists.flatten(), fields)
        if null:
            return f"{name}{null}"
    return None


def _null_within(values: pa.StructArray, fields: tuple[str, ...]) -> str | None:
    if values.null_count:
        return ": an element"
    wrong = [f".{name}" for name in fields if values.field(name).null_count]
    return wrong[0] if wrong else None


def _named(batch: pa.RecordBatch, body: _Body, key: str) -> pa.RecordBatch:
    ids = pa.DictionaryArray.from_arrays(np.zeros(batch.num_rows, np.int32), pa.array([key]))
    return batch.add_column(0, body.named, ids)
