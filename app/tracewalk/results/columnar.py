"""Rows as an Arrow IPC stream, and as a Parquet file: types as they are, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from tracewalk.results.plain import plain, text_of
from tracewalk.results.rows import named_apart, pieces
from tracewalk.results.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.results.rows import Rows

__all__ = ["arrow_stream", "as_texts", "parquet"]


def arrow_stream(rows: Rows) -> Iterator[bytes]:
    """An Arrow IPC stream, which can be read while it comes."""
    sink = Sink()
    with pa.ipc.new_stream(pa.PythonFile(sink, "w"), named_apart(rows.schema)) as writer:
        for piece in pieces(rows):
            writer.write_batch(piece)
            yield sink.taken()
    yield sink.taken()


def parquet(rows: Rows) -> Iterator[bytes]:
    """A Parquet file; what Parquet has no type for, intervals and unions, as text."""
    odd = [n for n, field in enumerate(rows.schema) if not _fits(field.type)]
    schema = named_apart(rows.schema)
    for n in odd:
        schema = schema.set(n, schema.field(n).with_type(pa.string()))
    sink = Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, "w"), schema, compression="zstd") as writer:
        for piece in pieces(rows):
            columns = [as_texts(column) if n in odd else column for n, column in enumerate(piece.columns)]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            yield sink.taken()
    yield sink.taken()


def as_texts(array: pa.Array) -> pa.Array:
    """The values as text, nested ones as JSON; NULL stays NULL."""
    return pa.array([None if value is None else text_of(value) for value in plain(array)], pa.string())


def _fits(kind: pa.DataType) -> bool:
    if types.is_interval(kind) or types.is_union(kind):
        return False
    return all(_fits(kind.field(n).type) for n in range(kind.num_fields))
